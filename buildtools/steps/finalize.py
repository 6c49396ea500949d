"""Mark the release as released and record its deploy: the step that refuses what is not proven.

Nothing is sent before the proof was judged. A second run changes nothing: a release date that is
set stays, and a deploy that is recorded is not recorded again. Source: Sentry's API.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from buildtools.errors import ProofFailed, again
from buildtools.findings import Finding, Proof, finding
from buildtools.ledger import cure
from buildtools.results import Finalized, Skipped, Verified
from buildtools.settings import Deploy

if TYPE_CHECKING:
    from buildtools.api.answers import Release
    from buildtools.api.client import Client

log = logging.getLogger("buildtools")

_SHOWN = 5


def finalize(
    client: "Client",
    version: str,
    projects: Sequence[str],
    verified: Verified,
    *,
    environment: str,
    deploy: Deploy,
    site: str | None,
    now: Callable[[], datetime],
) -> Finalized | Skipped:
    """Finalize a release whose proof has no error, and record one deploy to the environment.

    Raises ProofFailed when the proof has errors, or when it tried nothing at all.
    """
    _refuse_unproven(version, verified.proof, environment)
    able = client.capabilities()
    if not able.releases:
        return Skipped(able.why("releases"))
    release = client.release(version)
    if release is None:
        raise client.explain_missing(version)
    time = _rfc3339(now())
    findings = _set_date(client, release, time)
    if not deploy.record:
        return Finalized(version, None, findings)
    if not able.deploys:
        lacking = finding("not-offered", "deploys", able.why("deploys"))
        return Finalized(version, None, (*findings, lacking))
    if _is_recorded(client, version, environment, deploy.name):
        kept = finding(
            "deploy-kept",
            version,
            f"the deploy to {environment} was recorded before, and is kept as it is",
        )
        return Finalized(version, environment, (*findings, kept))
    client.create_deploy(
        version, environment, name=deploy.name, url=site, finished=time, projects=projects
    )
    log.info("recorded the deploy of %s to %s", version, environment)
    return Finalized(version, environment, findings)


def _refuse_unproven(version: str, proof: Proof, environment: str) -> None:
    """Raise ProofFailed unless something was tried and no error was found."""
    errors = proof.errors
    remedy = f"{again(cure(errors) if errors else 'verify')} --env={environment}"
    if errors:
        shown = [_line(error) for error in errors[:_SHOWN]]
        if len(errors) > _SHOWN:
            shown.append(f"and {len(errors) - _SHOWN} more")
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise ProofFailed(
            f"{version} is not finalized: its proof has {count}", evidence=shown, remedy=remedy
        )
    if not any(proof.counts.values()):
        raise ProofFailed(
            f"{version} is not finalized: its proof is empty, nothing was tried", remedy=remedy
        )


def _line(error: Finding) -> str:
    hint = f" ({error.remedy})" if error.remedy else ""
    return f"{error.code}: {error.subject}: {error.sentence}{hint}"


def _set_date(client: "Client", release: "Release", time: str) -> tuple[Finding, ...]:
    """Set the release date, once: moving it would change which release comes before which."""
    if release.date_released is None:
        client.update_release(release.version, released=time)
        log.info("finalized %s", release.version)
        return ()
    sentence = f"the release date was set before, {release.date_released}, and is kept"
    return (finding("date-kept", release.version, sentence),)


def _is_recorded(client: "Client", version: str, environment: str, name: str | None) -> bool:
    """True when this deploy is known; a deploy of another name is another deploy."""
    return any(
        known.environment == environment and name in (None, known.name)
        for known in client.deploys(version)
    )


def _rfc3339(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
