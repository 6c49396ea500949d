"""Proof on the server: what it lists and finds is what was sent.

Every check has a control that must come out the other way: an ID nobody has must not be found.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Bundle, Subject, Url
from buildtools.findings.subjects import DebugId as IdSubject
from buildtools.proof.trials import Answer, Control, Trial, outcome
from buildtools.results import InjectedPair
from buildtools.values import DebugId


class Stored(NamedTuple):
    """One file of a bundle as the server lists it; `role` is minified_source or source_map."""

    role: str
    url: str
    debug_id: DebugId | None


def expected(pairs: Sequence[InjectedPair]) -> tuple[Stored, ...]:
    """Return what the server must list; an embedded map has no URL of its own: empty."""
    scripts = (Stored("minified_source", each.pair.url, each.debug_id) for each in pairs)
    maps = (Stored("source_map", each.pair.map_url or "", each.debug_id) for each in pairs)
    return tuple(dict.fromkeys((*scripts, *maps)))


def unlisted(wanted: Sequence[Stored], listed: Collection[Stored]) -> Iterator[Finding]:
    """Find what should be listed and is not: by role, URL and debug ID together."""
    for each, there in _sought(wanted, listed):
        if not there:
            yield finding(
                "file-not-listed",
                subjects.Url(each.url)
                if each.url
                else subjects.DebugId(each.debug_id or "", "map"),
                f"the server does not list this {each.role} with debug ID {each.debug_id}",
                again("upload"),
            )


def _sought(wanted: Sequence[Stored], listed: Collection[Stored]) -> Iterator[tuple[Stored, bool]]:
    """Say of each file whether it is listed; one without a URL of its own is known by its ID."""
    exact = set(listed)
    by_id = {(each.role, each.debug_id) for each in listed}
    for each in wanted:
        yield each, each in exact if each.url else (each.role, each.debug_id) in by_id


def listing(project: str, wanted: Sequence[Stored], listed: Collection[Stored]) -> Iterator[Trial]:
    """Return trials of each file that should be listed, beside what the server lists there."""
    near: dict[str | None, list[str]] = {}
    for each in listed:
        for key in {each.url, each.debug_id}:
            near.setdefault(key, []).append(_shown(each))
    for each, there in _sought(wanted, listed):
        came_back = near.get(each.url, []) if each.url else near.get(each.debug_id, [])
        answer = Answer(project, _shown(each), tuple(sorted(came_back)))
        yield Trial("listed-file", _subject(each), outcome(passed=there), answer)


def unlisted_files(project: str, wanted: Sequence[Stored]) -> Iterator[Trial]:
    """Return trials of each file that was not looked for, because its bundle is not listed."""
    for each in wanted:
        answer = Answer(project, _shown(each))
        yield Trial("listed-file", _subject(each), outcome(passed=None), answer)


def _subject(each: Stored) -> Subject:
    return Url(each.url) if each.url else IdSubject(each.debug_id or "", "map")


def _shown(each: Stored) -> str:
    return f"{each.role} {each.url or 'of any URL'} with debug ID {each.debug_id or 'none'}"


def bundle(project: str, bundle_id: str, *, there: bool) -> Trial:
    """Return whether a bundle is listed."""
    answer = Answer(project, bundle_id, (bundle_id,) if there else ())
    return Trial("bundle", Bundle(bundle_id), outcome(passed=there), answer)


def look_ups(project: str, answers: Mapping[DebugId, Sequence[str]]) -> Iterator[Trial]:
    """Return trials of each debug ID that was asked for, and of what the look-up found for it."""
    for debug_id, found in answers.items():
        answer = Answer(project, debug_id, tuple(found))
        yield Trial("look-up", IdSubject(debug_id), outcome(passed=bool(found)), answer)


def control_trial(subject: Subject, project: str, asked: str, *, came_back: bool) -> Trial:
    """Return the trial of a made-up thing that was asked for: that it is refused is what passes."""
    evidence = Control(project, asked, refused=not came_back)
    return Trial("control", subject, outcome(passed=not came_back), evidence)


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
