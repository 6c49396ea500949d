"""Proof on disk by one map: injection moved what a pair says and did nothing else.

That is read from the bytes of script and map, and where it is so every position means what it
meant, moved. The positions are then looked up in the map as it is now. What cannot be proven so is
compared by `injected_pairs`, which reads both maps.
"""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from buildtools.checks.injected_pairs import NEARBY, Compared, Position
from buildtools.checks.moved_maps import moved_back, only_moved
from buildtools.checks.project_sources import WORD, Resolved
from buildtools.checks.sampling import spread
from buildtools.checks.script_text import ScriptText, moved, put_in
from buildtools.results import InjectedPair
from buildtools.sourcemaps.derived import growth
from buildtools.sourcemaps.maps import resolver_costs, viewed
from buildtools.sourcemaps.maps.map_text import MapText
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.sourcemaps.maps.positions import Original, Place
from buildtools.sourcemaps.maps.viewed import Viewed


class MovedPair(NamedTuple):
    """A pair as it is now, of which is proven that it was the same before."""

    text: ScriptText
    map: MapText
    view: Viewed
    by: Move | None
    """Where its positions have gone; None where they stayed."""


class Sampled(NamedTuple):
    """A place of the script as it is now, whether a mapping begins there, and what it is."""

    place: Place
    begins: bool
    entry: int
    original: Original


def proven(each: InjectedPair, text: ScriptText, map_: MapText) -> MovedPair | None:
    """Read what a pair says, once; None where its edits do not show that they only moved it."""
    by = None
    if not each.is_kept:
        if each.unfinished:
            return None
        before = growth.before_injection(text.script, each.script_edits)
        is_same, by = put_in(before.script, text)
        if before.updated is not None or not is_same or not only_moved(map_, each.map_edits, by):
            return None
    if resolver_costs.is_too_dear(map_.text, map_):
        return None
    view = viewed.read(map_.text)
    return None if view is None else MovedPair(text, map_, view, by)


def compare(pair: MovedPair, number: int) -> Compared:
    """Look at most `number` positions up: what they say is what they said before."""
    tried = (
        Position(
            moved_back(one.place, pair.by),
            one.place,
            pair.text.word(one.place, WORD * one.begins),
            one.original,
            one.original,
            same_text=True,
        )
        for one in sampled(pair, number)
    )
    return Compared(tuple(tried), (), (len(pair.view), len(pair.view)))


def resolved(pair: MovedPair, number: int) -> tuple[Resolved, ...]:
    """Return what at most `number` positions resolve to, of a pair that nothing was done to."""
    return tuple(
        Resolved(one.place, pair.text.word(one.place, WORD * one.begins), one.original)
        for one in sampled(pair, number)
    )


def sampled(pair: MovedPair, number: int) -> Iterator[Sampled]:
    """Choose at most `number` positions evenly over the map: where mappings begin (true) or not.

    Of each chosen entry the place where it begins, and one half way to the next or to the end of
    the line; where an entry resolves to nothing, those of the nearest one before it that does.
    """
    return islice(_places(pair, -(-number // 2)), number)


def _places(pair: MovedPair, entries: int) -> Iterator[Sampled]:
    view = pair.view
    for previous, chosen in pairwise((-1, *spread(range(len(view)), entries))):
        for entry in range(chosen, max(previous, chosen - NEARBY), -1):
            original = view.original(entry)
            if original is not None:
                ((line, column, *_),) = view.places((entry,))
                place = Place(line, column)
                yield Sampled(place, True, entry, original)
                half = half_way(pair, entry, place)
                if half is not None:
                    yield Sampled(half, False, entry, original)
                break


def half_way(pair: MovedPair, entry: int, place: Place) -> Place | None:
    """Return the place half way to where an entry ends to count, as it was before injection."""
    start, end = (moved_back(each, pair.by) for each in (place, _end(pair, entry, place)))
    if end.column - start.column <= 1:
        return None
    return moved(Place(start.line, (start.column + end.column) // 2), pair.by)


def _end(pair: MovedPair, entry: int, place: Place) -> Place:
    """Return the place up to which an entry counts."""
    if entry + 1 < len(pair.view):
        ((line, column, *_),) = pair.view.places((entry + 1,))
        if line == place.line:
            return Place(line, column)
    return Place(place.line, pair.text.width(place.line))
