"""How many sessions and users of a release there were, and how many of them failed.

A session fails that crashed, or in which an error was caught by nobody: SDKs of browsers say
`unhandled` since version 11 where they said `crashed`, and only the status tells it.
Source: docs/wire.md#sessions.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from buildtools.api.endpoints.sessions import RATE, SESSIONS, USERS, Asked, SessionEndpoints
from buildtools.api.http.foreign_answers import ForeignAnswer
from buildtools.api.http.response import NotFound
from buildtools.api.models.sessions import Group
from buildtools.errors import NotPermitted, ServerRefused
from buildtools.health.judging import Counts

_UNHANDLED = "unhandled"
_FAILED = ("crashed", _UNHANDLED)
_SHARE = 0.01
"""By how much the server's own figures may differ: it counts on while it is asked."""

NOT_TOLD = (
    "this server does not tell unhandled errors apart, which @sentry/browser reports since "
    "version 11 instead of crashes: pages with a newer one are always crash-free here"
)


class Seen(NamedTuple):
    """What was counted, and whether errors that nobody caught are part of it."""

    sessions: Counts
    users: Counts
    tells_unhandled: bool


def counted(account: SessionEndpoints, asked: Asked) -> Seen:
    """Count. Raises ServerRefused where a server has no sessions or tells what cannot be.

    Raises NotPermitted where the token may not count them.
    """
    try:
        totals = account.totals(asked)
        ended = account.by_status(asked)
    except NotPermitted as refused:
        raise _not_permitted(refused) from refused
    except (NotFound, ForeignAnswer) as missing:
        if missing.status != 404:
            raise
        raise not_offered(missing.evidence) from missing
    sessions = _counts(totals, ended, SESSIONS)
    _agreeing(totals, ended, sessions)
    tells = any(group.status == _UNHANDLED for group in ended)
    return Seen(sessions, _counts(totals, ended, USERS), tells)


def not_offered(evidence: Sequence[str] = ()) -> ServerRefused:
    """Return the failure of a server that has no sessions."""
    return ServerRefused(
        "this server does not offer sessions, so nothing can be told of a release's health",
        evidence=evidence,
        remedy="leave `health` out for this environment: Bugsink and GlitchTip count none",
    )


def _not_permitted(refused: NotPermitted) -> NotPermitted:
    return NotPermitted(
        "the token may not count sessions: that needs org:read, which a token of an organization "
        "(sntrys_…) never has",
        evidence=refused.evidence,
        remedy="give this command a token of an internal integration, or of a person, with "
        "org:read in SENTRY_AUTH_TOKEN",
    )


def _counts(totals: Iterable[Group], ended: Iterable[Group], name: str) -> Counts:
    total = sum(_number(group, name) for group in totals)
    failed = [_number(group, name) for group in ended if group.status in _FAILED]
    least, most = max(failed, default=0), sum(failed)
    if name == SESSIONS:  # a session ends in one way; a user may have had both
        least = most
    return Counts(total, min(least, total), min(most, total))


def _number(group: Group, name: str) -> int:
    value = group.totals.get(name)
    if value is None or not math.isfinite(value) or value < 0:
        raise _nonsense(f"{name} of {group.status or 'all'} is {value}")
    return int(value)


def _agreeing(totals: Sequence[Group], ended: Sequence[Group], sessions: Counts) -> None:
    """Raise ServerRefused where the rate and the counts are those of different sessions."""
    if not sessions.total:
        return
    if not ended:
        raise _nonsense("there are sessions, and none by how they ended")
    if len(totals) != 1:
        return
    rate = totals[0].totals.get(RATE)
    if rate is None:
        raise _nonsense(f"there are {sessions.total} sessions, and {RATE} is null")
    crashed = sum(_number(group, SESSIONS) for group in ended if group.status == "crashed")
    by_rate = (1 - rate) * sessions.total
    if abs(by_rate - min(crashed, sessions.total)) > 1 + _SHARE * sessions.total:
        raise _nonsense(
            f"{RATE} is {rate} of {sessions.total} sessions, and {crashed} are said to have crashed"
        )


def _nonsense(what: str) -> ServerRefused:
    return ServerRefused(
        "the server's counts of sessions cannot be true together",
        evidence=(what,),
        remedy="ask again; look at what is in front of the server: it may answer from a cache",
    )
