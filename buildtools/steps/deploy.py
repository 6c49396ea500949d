"""Deploy: run the project's own command, on what was proven and nothing else.

It gets the variables that the build gets, so the token of the Sentry server is not among them.
"""

import logging
from collections.abc import Collection, Mapping
from pathlib import Path

from buildtools.checks import build_command
from buildtools.errors import BuildFailed, ConfigurationError, ProofFailed, again
from buildtools.project import shell
from buildtools.refusals import proof_failure
from buildtools.results import Deployed, Verified
from buildtools.texts.redaction import redact
from buildtools.values import SHORTEST_SECRET, Secret

log = logging.getLogger("buildtools")
_relayed = logging.getLogger("buildtools.relayed")

_LAST_LINES = 20


def deploy(
    root: Path,
    directory: str,
    command: str | None,
    environ: Mapping[str, str],
    verified: Verified,
    *,
    environment: str,
    release: str,
    dist: str | None,
    to: str = "",
    secrets: Collection[str] = (),
    masked: Collection[str] = (),
) -> Deployed:
    """Run the deploy command in the app's folder to its end; a second run runs it again.

    `to` is the environment as Sentry knows it, which the command is told. It does not get the
    `secrets`; those and the `masked` are not shown of it when it fails.

    Raises ConfigurationError when there is none, ProofFailed when the proof has errors or tried
    nothing, BuildFailed when the command does not end with 0.
    """
    if command is None:
        raise ConfigurationError(
            f"there is no deploy command for {environment}",
            evidence=("deploy.command: not set in sentry.yml",),
            remedy=f"deploy as you do, then: invoke live --wait=300 --env={environment}",
        )
    _refuse_unproven(verified, environment)
    variables = build_command.variables(environ, {}, release, dist, secrets, to)
    log.info("running deploy.command in %s", directory)
    done = shell.run(
        command,
        cwd=root / directory,
        environ=variables,
        on_line=lambda line: _relayed.info("%s", line),
    )
    if done.code != 0:
        hidden = [Secret(text) for text in {*secrets, *masked} if len(text) >= SHORTEST_SECRET]
        lines = [line for line in done.output.splitlines() if line.strip()][-_LAST_LINES:]
        shown = [redact(line, hidden) for line in (f"command {command}", *lines)]
        raise BuildFailed(
            f"the deploy command failed in {directory}",
            evidence=[shown[0], f"exit code {done.code}", *shown[1:]],
            remedy="make deploy.command work by itself first; its last lines are above",
        )
    return Deployed(directory)


def _refuse_unproven(verified: Verified, environment: str) -> None:
    if verified.proof.errors:
        raise proof_failure(verified, environment)
    if not any(verified.proof.counts.values()):
        raise ProofFailed(
            "nothing is deployed: the proof is empty, nothing was tried",
            remedy=f"{again('verify')} --env={environment}",
        )
