"""Build commands: what they are given, and what a failed one can be told.

Pure: variables and output in, variables and advice out.
"""

import re
from collections.abc import Collection, Mapping

from buildtools.bundlers import all_of
from buildtools.errors import BuildFailed
from buildtools.values import SHORTEST_SECRET

TOKENS = ("SENTRY_AUTH_TOKEN", "SENTRY_API_KEY", "SENTRY_TOKEN")
"""What a build must not have: with it, bundler plugins would upload maps behind our back."""
TOLD = ("SENTRY_RELEASE", "SENTRY_DIST", "SENTRY_ENVIRONMENT")
"""What a build is told of the release that it becomes; SDKs and their plugins read them."""
_LAST_LINES = 20
_COLOURS = re.compile(r"\x1b\[[0-9;:]*m")

_NOT_INSTALLED = re.compile(
    r": (?:command )?not found|is not recognized as|Cannot find (?:module|package)"
    r"|Module not found|Can't resolve '[^./]"
)
_INSTALLS = all_of(lambda each: each.installs)
_CAUSES = all_of(lambda each: each.causes)


def variables(
    environ: Mapping[str, str],
    extra: Mapping[str, str],
    release: str,
    dist: str | None,
    secrets: Collection[str] = (),
    environment: str = "",
) -> dict[str, str]:
    """Return the variables of a build: the usual, the project's own, the release; never a secret.

    `environment` is the one that is deployed to; that of the project's own variables stands above.

    A token is left out under whatever name it stands, and so are those `secrets`, which are the
    values of headers: `Bearer xyz` and `xyz` alike.
    """
    given = {**environ, **extra}
    hidden = {given.get(name, "") for name in TOKENS} | set(secrets)
    hidden = {text for text in hidden if len(text) >= SHORTEST_SECRET}
    parts = {part for text in hidden for part in re.split(r"[\s=;,]+", text)}
    parts = {part for part in parts if len(part) >= SHORTEST_SECRET}
    given = {
        name: value
        for name, value in given.items()
        if name not in TOKENS and value not in parts and not any(text in value for text in hidden)
    }
    given.pop("SENTRY_DIST", None)
    told = {"SENTRY_DIST": dist, "SENTRY_ENVIRONMENT": extra.get("SENTRY_ENVIRONMENT", environment)}
    given |= {name: value for name, value in told.items() if value}
    return given | {"SENTRY_RELEASE": release}


def failed(
    command: str, code: int, output: str, directory: str, names: Collection[str]
) -> BuildFailed:
    """Compose the failure of a build command; `names` are those in its folder."""
    said = _COLOURS.sub("", output)
    lines = [line for line in said.splitlines() if line.strip()][-_LAST_LINES:]
    evidence = [f"command {command}", f"folder {directory or '.'}", f"exit code {code}", *lines]
    return BuildFailed(
        f"the build command failed in {directory or '.'}",
        evidence=evidence,
        remedy=_remedy(command, output, names),
    )


def _remedy(command: str, output: str, names: Collection[str]) -> str:
    for cause in _CAUSES:
        if re.search(cause.said, output):
            return cause.advice
    install = next((how for lock, how in _INSTALLS if lock in names), None)
    if install and "node_modules" not in names and _NOT_INSTALLED.search(output):
        return f"{install} (there is no node_modules yet)"
    if install and _NOT_INSTALLED.search(output):
        return f"{install} (what is in node_modules is not complete)"
    return f"make `{command}` work by itself first; its last lines are above"
