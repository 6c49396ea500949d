"""What a page's own SDK says of its release, held against what was released. Pure.

Source: docs/wire.md#envelopes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from buildtools.findings import Finding, finding
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Url
from buildtools.proof import trials
from buildtools.proof.trials import Sdk, SdkValue, Trial

_ORGANIZATION = re.compile(r"o\d+(?=\.)")
_CODES: dict[SdkValue, str] = {
    "release": "sdk-release-differs",
    "environment": "sdk-environment-differs",
    "dist": "sdk-dist-differs",
    "project": "sdk-project-differs",
}


class Reported(NamedTuple):
    """What an SDK reports; None where it has no such value."""

    release: str | None
    environment: str | None
    dist: str | None
    dsn: str | None
    by: str
    """Where that was read: `an envelope`, `its options`."""


class Wanted(NamedTuple):
    """What it should report."""

    release: str
    environment: str
    dist: str | None
    dsns: tuple[str, ...]
    """Of each project; none where they are not known, or where no SDK has them built in."""
    unknown: str = ""
    """Why no DSN is known."""


def compare(page: str, reported: Reported, wanted: Wanted) -> tuple[list[Trial], list[Finding]]:
    """Hold each value that a page's SDK reports against the one that was released."""
    compared = list(_compared(page, reported, wanted))
    found = [_finding(page, trial.evidence) for trial in compared if trial.outcome == "failed"]
    return compared, found


def _compared(page: str, reported: Reported, wanted: Wanted) -> Iterator[Trial]:
    values: tuple[tuple[SdkValue, str | None, str | None], ...] = (
        ("release", reported.release, wanted.release),
        ("environment", reported.environment, wanted.environment),
        ("dist", reported.dist, wanted.dist),
    )
    for what, has, should in values:
        yield _trial(page, Sdk(what, should, has, reported.by), has == should)
    shown = " or ".join(map(without_key, wanted.dsns)) or None
    has = without_key(reported.dsn) if reported.dsn else None
    project = Sdk("project", shown, has, reported.by, why=wanted.unknown)
    yield _trial(page, project, None if wanted.unknown else has_project(reported.dsn, wanted.dsns))


def _trial(page: str, evidence: Sdk, passed: bool | None) -> Trial:
    return Trial("sdk", Url(page), trials.outcome(passed=passed), evidence)


def _finding(page: str, evidence: trials.Evidence) -> Finding:
    assert isinstance(evidence, Sdk)  # noqa: S101 - each trial above has one
    what, released = evidence.value, evidence.expected
    has = f"the {what} {evidence.reported}" if evidence.reported else f"no {what}"
    should = f"it should be {released}" if released else f"the release has no {what}"
    sentence = f"the page's SDK reports {has} (read from {evidence.by}); {should}"
    code = _CODES[what]
    return finding(code, Url(page), sentence, CATALOGUE[code].remedy)


def has_project(dsn: str | None, wanted: Sequence[str]) -> bool:
    """Whether a DSN is of one of the projects; each project may have several keys."""
    return any(dsn and _same_project(dsn, each) for each in wanted)


def _same_project(one: str, other: str) -> bool:
    """Compare project and host. Hosts of one organization are one: regions came later."""
    first, second = urlsplit(one), urlsplit(other)
    if first.path.rstrip("/") != second.path.rstrip("/"):
        return False
    hosts = first.hostname or "", second.hostname or ""
    organizations = [_ORGANIZATION.match(host) for host in hosts]
    if all(organizations):
        return len({found[0] for found in organizations if found}) == 1
    return hosts[0] == hosts[1] and first.port == second.port


def without_key(dsn: str) -> str:
    """Return a DSN as it is shown: where it leads, without its key."""
    parts = urlsplit(dsn)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname}{port}{parts.path}"
