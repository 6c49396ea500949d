"""Send the list of commits so that the server takes it, and read back how many it keeps.

Values are made to fit first. A field that the server refuses all the same is left out and the list
sent again; a list that cannot be corrected is left out itself, and the release goes on.
Source: docs/wire.md#commits.
"""

import logging
from collections.abc import Callable, Sequence

import msgspec

from buildtools.api.endpoints.confirmation import read_back
from buildtools.api.http.response import NotFound, Refused, ValuesRefused
from buildtools.api.models.answers import Release
from buildtools.checks import commits as checks
from buildtools.checks import field_limits
from buildtools.checks.field_limits import Fitted, Note
from buildtools.errors import ServerRefused
from buildtools.findings import Finding
from buildtools.results import CommitsSet
from buildtools.steps.commits.client import CommitsClient
from buildtools.texts.wording import count
from buildtools.values import Commit

log = logging.getLogger("buildtools")

_UNMARKED = "#skipsentry"
"""Sentry leaves out commits whose message holds this."""
_BUSY, _TOO_LARGE, _UNPROCESSABLE = 409, 413, 422
_OF_THE_LIST = frozenset({_BUSY, _TOO_LARGE, _UNPROCESSABLE})
"""Refusals that are about this list, and no reason to stop the release."""


def send(
    client: CommitsClient,
    version: str,
    told: CommitsSet,
    commits: Sequence[Commit],
    pause: Callable[[float], None],
) -> CommitsSet:
    """Send the commits and give what became of them.

    Raises ServerRefused when the server keeps fewer than it took.
    """
    fitted = field_limits.fit(commits)
    notes = [*fitted.notes]
    while True:
        try:
            client.update_release(version, commits=fitted.commits)
        except Refused as refused:
            lighter = _lighter(fitted.commits, refused)
            if lighter.commits == fitted.commits:
                return _noted(told, checks.refused(told, _said(refused)), notes)
            notes += lighter.notes
            fitted = lighter
        else:
            break
    told = msgspec.structs.replace(told, count=len(fitted.commits))
    told = _noted(told, None, notes)
    return _confirmed(client, version, told, fitted.commits, pause)


def _lighter(commits: Sequence[Commit], refused: Refused) -> Fitted:
    """Leave out what was refused; the same commits when that cannot be told."""
    if isinstance(refused, ValuesRefused):
        return field_limits.without(commits, refused.said)
    if isinstance(refused, NotFound) or refused.status not in _OF_THE_LIST:
        raise refused
    if refused.status == _TOO_LARGE:
        return field_limits.without_changes(commits)
    return Fitted(tuple(commits))


def _said(refused: Refused) -> str:
    said = refused.detail if isinstance(refused, ValuesRefused) else ""
    return f"{refused.status}: {said}" if said else str(refused.status)


def _noted(told: CommitsSet, last: Finding | None, notes: Sequence[Note]) -> CommitsSet:
    findings = [checks.fitted(told, note) for note in notes]
    last_one = (last,) if last else ()
    return msgspec.structs.replace(told, findings=(*told.findings, *findings, *last_one))


def _confirmed(
    client: CommitsClient,
    version: str,
    told: CommitsSet,
    commits: Sequence[Commit],
    pause: Callable[[float], None],
) -> CommitsSet:
    """Read the release back: an answer of 200 alone has kept nothing."""
    wanted = sum(_UNMARKED not in (commit.message or "") for commit in commits)
    kept = read_back(
        lambda: client.release(version), lambda one: (_count(one) or 0) >= wanted, pause
    )
    number = _count(kept)
    if kept is not None and number is None:
        return _noted(told, checks.not_counted(told), ())
    if (number or 0) >= wanted:
        return told
    raise ServerRefused(
        f"of {count(len(commits), 'commit')} of {told.repository} that the server took it keeps"
        f" {number or 'none'}",
        evidence=[f"GET of release {version} tells commitCount {number or 0}"],
        remedy="invoke release --from=set-commits; or commits.mode: off for a server without them",
    )


def _count(release: Release | None) -> int | None:
    return release.commit_count if release else None
