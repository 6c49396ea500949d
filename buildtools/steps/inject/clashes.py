"""Clashes: pairs that cannot all be injected, because of what they have in common.

Only the plans of all pairs together show them. Those that are refused stay as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from buildtools.change import Change
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.pairing import ambiguous
from buildtools.sourcemaps.scripts import comments
from buildtools.steps.inject.planning import Planned
from buildtools.values import DebugId

Read = Callable[[str], bytes]
"""Gives a file as it is on disk."""


def without_clashes(planned: list[Planned], read: Read) -> tuple[list[Planned], list[Finding]]:
    """Take out the pairs that must be left alone, and say why. Few of them are read."""
    refusals = [*_ambiguous(planned), *_sharing_a_map(planned)]
    planned = _without(planned, refusals)
    refusals += _sharing_an_id(planned, read)
    return _without(planned, refusals), [refusal.finding for refusal in refusals]


class _Refusal(msgspec.Struct, frozen=True):
    """A finding on several pairs; `scripts` are left as they are, none when it only warns."""

    finding: Finding
    scripts: frozenset[str]


def _without(planned: list[Planned], refusals: Iterable[_Refusal]) -> list[Planned]:
    refused = frozenset[str]().union(*(refusal.scripts for refusal in refusals))
    return [each for each in planned if each.pair.script not in refused]


def _ambiguous(planned: Iterable[Planned]) -> Iterator[_Refusal]:
    """One script paired with two maps: whichever is written, the other would be wrong."""
    maps: dict[str, set[str | None]] = defaultdict(set)
    for each in planned:
        maps[each.pair.script].add(each.pair.map)
    for script, names in maps.items():
        if len(names) > 1:
            listed = ", ".join(sorted(name or "an embedded one" for name in names))
            sentence = f"it is paired with {len(names)} maps: {listed}"
            remedy = "keep one of them in the build's outputs"
            also = (subjects.File(name) for name in sorted(filter(None, names)))
            told = ambiguous(script, sentence, remedy, also)
            yield _Refusal(told, frozenset({script}))


def _sharing_a_map(planned: Iterable[Planned]) -> Iterator[_Refusal]:
    """Different scripts with one map: it can hold one ID and one shift only. Copies are fine."""
    groups: dict[str, list[Planned]] = defaultdict(list)
    for each in planned:
        if each.map is not None:
            groups[each.map.path].append(each)
    for path, group in groups.items():
        if len({each.script.before for each in group}) > 1:
            yield _shared_map(path, group)


def _shared_map(path: str, group: Sequence[Planned]) -> _Refusal:
    scripts = frozenset(each.pair.script for each in group)
    about, also = subjects.File(path), [subjects.File(each) for each in sorted(scripts)]
    listed = ", ".join(sorted(scripts))
    if all(each.injection.empty for each in group):
        sentence = f"it maps nothing and belongs to {listed}: none was injected"
        return _Refusal(finding("map-shared", about, sentence, severity="info", also=also), scripts)
    sentence = f"it belongs to different scripts, so that none was injected: {listed}"
    remedy = "name all of them but the one that it was made for in build.ignore"
    return _Refusal(finding("map-shared", about, sentence, remedy, also=also), scripts)


def _sharing_an_id(planned: Iterable[Planned], read: Read) -> Iterator[_Refusal]:
    """One ID on different contents: frames of one would be looked up in the other."""
    groups: dict[DebugId, list[Planned]] = defaultdict(list)
    for each in planned:
        groups[each.debug_id].append(each)
    for debug_id, group in groups.items():
        scripts = frozenset(each.pair.script for each in group)
        about, also = subjects.DebugId(debug_id), [subjects.File(each) for each in sorted(scripts)]
        listed = ", ".join(sorted(scripts))
        if not _are_one_program(group, read):
            sentence = f"different scripts hold it, and were left alone: {listed}"
            remedy = "let the build write no debug IDs, or leave all but one alone by build.ignore"
            yield _Refusal(finding("debug-id-shared", about, sentence, remedy, also=also), scripts)
        elif len({each.map.after for each in group if each.map}) > 1:
            sentence = f"equal scripts with different maps hold it: {listed}"
            noticed = finding("debug-id-shared", about, sentence, severity="warning", also=also)
            yield _Refusal(noticed, frozenset())


def _are_one_program(group: Sequence[Planned], read: Read) -> bool:
    """Whether scripts differ in nothing but the name of their map.

    Some bundlers give such ones one ID: their maps are equal, so that frames of either resolve.
    What an embedded map is named by is the map itself: there the whole script counts.
    """
    if len({each.script.after for each in group}) == 1:
        return True
    named = all(each.map for each in group)
    return named and len({_unnamed(_as_it_shall_be(each.script, read)) for each in group}) == 1


def _as_it_shall_be(file: Change, read: Read) -> bytes:
    return file.new if file.content else read(file.path)


def _unnamed(script: bytes) -> bytes:
    """Return a script without the text that names its map."""
    note = comments.read(script).reference_note
    return script[: note.value.start] + script[note.value.end :] if note else script
