"""Proof on the server: what it lists and finds is what was sent.

Every check has a control that must come out the other way: an ID nobody has must not be found.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.results import InjectedPair
from buildtools.values import DebugId


class Stored(NamedTuple):
    """One file of a bundle as the server lists it; `role` is minified_source or source_map."""

    role: str
    url: str
    debug_id: DebugId | None


def expected(pairs: Sequence[InjectedPair]) -> tuple[Stored, ...]:
    """Say what the server must list; an embedded map has no URL of its own: empty."""
    scripts = (Stored("minified_source", each.pair.url, each.debug_id) for each in pairs)
    maps = (Stored("source_map", each.pair.map_url or "", each.debug_id) for each in pairs)
    return tuple(dict.fromkeys((*scripts, *maps)))


def unlisted(wanted: Sequence[Stored], listed: Collection[Stored]) -> Iterator[Finding]:
    """Find what should be listed and is not: by role, URL and debug ID together."""
    exact = set(listed)
    by_id = {(each.role, each.debug_id) for each in listed}
    for each in wanted:
        there = each in exact if each.url else (each.role, each.debug_id) in by_id
        if not there:
            yield finding(
                "file-not-listed",
                subjects.Url(each.url)
                if each.url
                else subjects.DebugId(each.debug_id or "", "map"),
                f"the server does not list this {each.role} with debug ID {each.debug_id}",
                again("upload"),
            )


def not_found(debug_ids: Sequence[DebugId], found: Collection[DebugId]) -> Iterator[Finding]:
    """Find the debug IDs that the server's look-up does not know."""
    for debug_id in debug_ids:
        if debug_id not in found:
            yield finding(
                "debug-id-not-found",
                subjects.DebugId(debug_id),
                "the server's look-up does not find this debug ID",
                again("upload"),
            )


def control(about: Subject, *, came_back: bool) -> Iterator[Finding]:
    """Judge a negative control: something nobody has must not come back."""
    if came_back:
        yield finding(
            "control-failed",
            about,
            "the server claims to have something that does not exist, so its yes proves nothing",
        )
