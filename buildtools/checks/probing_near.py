"""Which frames of a pair go out where one map is read: with functions that the text near tells.

To name the functions of a script all of it is parsed, which takes as long as all else together. So
of a larger one they are read from the text in front of a place, where that tells; an answer that
names another function is judged only after the script was parsed.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice, pairwise
from typing import NamedTuple

from buildtools.checks.injected_pairs import NEARBY
from buildtools.checks.moved_pairs import MovedPair, half_way
from buildtools.checks.probing import CANDIDATES, comparable
from buildtools.checks.sampling import spread
from buildtools.checks.test_events import Probe
from buildtools.results import InjectedPair
from buildtools.sourcemaps.maps import resolver_costs
from buildtools.sourcemaps.maps.mappings import utf16_length
from buildtools.sourcemaps.maps.positions import LeftOut, Place
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.scripts.enclosing import declared, enclosing, has_functions

SMALL = 32 * 1024
"""Bytes of a script up to which it is parsed at once: that takes a millisecond."""

LARGE = 256 * 1024
"""Bytes from which on more places are looked at before all is parsed, if it may be at all."""

MORE = 8
"""Times as many places are looked at in a script where few tell their function."""

BACK = 3
"""Places, evenly over the map, before which declarations are looked for where one is enough."""

DECLARED = 8
"""Declarations that are tried before each."""

_NAME = re.compile(rb"[\w$]+")


class Entry(NamedTuple):
    """An entry of the map that names a source, and where it begins."""

    at: int
    place: Place


Names = dict[Entry, str]


def choose(each: InjectedPair, pair: MovedPair, number: int) -> tuple[list[Probe], LeftOut]:
    """Choose at most `number` frames, those with comparable function names first, and say what was
    left out of naming them.

    The map's last entry is among them where there is room.
    """
    script, enough = pair.text.script, max(number - 1, 1)
    if len(script) > LARGE and (
        resolver_costs.has_scopes_too_dear(script, pair.map.text, pair.map, len(pair.view))
    ):
        entries = _entries(pair, CANDIDATES // 2)
        return _probes(each, pair, entries, {}, number, near=False), "scopes"
    if number == 1 and (names := _declared(pair)):
        return _probes(each, pair, [*names], names, number, near=True), ""
    entries = _entries(pair, CANDIDATES // 2)
    for many in _rounds(len(script)):
        looked = entries if many == 1 else _entries(pair, many * CANDIDATES // 2)
        names = _named(looked, partial(_name_near, pair), enough)
        if 2 * len(names) >= enough:
            return _probes(each, pair, entries, names, number, near=True), ""
    if not has_functions(script):
        return _probes(each, pair, entries, {}, number, near=False), ""
    resolver = Resolver(script, pair.map.text)
    names = _named(entries, partial(_name_in_full, resolver), enough)
    return _probes(each, pair, entries, names, number, near=False), resolver.left_out


def _rounds(size: int) -> tuple[int, ...]:
    """Return how many times the entries are looked at near, of a script of this size."""
    return () if size <= SMALL else (1,) if size <= LARGE else (1, MORE)


def _entries(pair: MovedPair, number: int) -> list[Entry]:
    """Return entries evenly over the map; of those that name no source, the nearest before."""
    found = []
    for previous, chosen in pairwise((-1, *spread(range(len(pair.view)), number))):
        nearby = range(chosen, max(previous, chosen - NEARBY), -1)
        places = zip(nearby, pair.view.places(nearby), strict=True)
        one = next((one for one in places if one[1][2] is not None), None)
        if one is not None:
            found.append(Entry(one[0], Place(*one[1][:2])))
    return found


def _named(entries: list[Entry], name: Callable[[Place], str | None], enough: int) -> Names:
    """Return the entries whose functions have names; where one is enough, the last of them."""
    found: Names = {}
    for one in reversed(entries):
        if function := name(one.place):
            found[one] = function
            if enough == 1:
                break
    return dict(reversed(found.items()))


def _declared(pair: MovedPair) -> Names:
    """Return an entry at the beginning of a function that the text tells, late in the script."""
    for last in reversed(_entries(pair, BACK)):
        at = pair.text.offset(last.place)
        if at is None:
            continue
        for each in islice(declared(pair.text.script, at), DECLARED):
            one = _first(pair, _before(pair, last.place, at, each.body), last.at)
            name = one and _name_near(pair, one.place)
            if one and name:
                return {one: name}
    return {}


def _first(pair: MovedPair, place: Place, last: int) -> Entry | None:
    """Return the first entry at a place or behind it, if it names a source."""
    at = bisect_left(range(last), place, key=lambda at: Place(*next(pair.view.places((at,)))[:2]))
    ((line, column, source, *_),) = pair.view.places((at,))
    return Entry(at, Place(line, column)) if source is not None else None


def _name_in_full(resolver: Resolver, place: Place) -> str | None:
    """Name the function that a place is in as a parser of the whole script tells."""
    found = resolver.lookup(*place, context=0)
    return comparable(found.function) if found else None


def _name_near(pair: MovedPair, place: Place) -> str | None:
    """Name the function that a place is in by the text in front of it; None where untold."""
    script, at = pair.text.script, pair.text.offset(place)
    head = None if at is None else enclosing(script, at)
    name = None if head is None else _NAME.match(script, head)
    if at is None or head is None or name is None:
        return None
    original = pair.view.name(*_before(pair, place, at, head)) or name[0].decode()
    return comparable(original)


def _before(pair: MovedPair, place: Place, at: int, earlier: int) -> Place:
    """Return the place of an offset before that of a place."""
    script = pair.text.script
    line = place.line - script.count(b"\n", earlier, at)
    if line == place.line:
        return Place(line, place.column - utf16_length(script[earlier:at]))
    return Place(line, utf16_length(script[script.rfind(b"\n", 0, earlier) + 1 : earlier]))


def _probes(
    each: InjectedPair,
    pair: MovedPair,
    entries: list[Entry],
    names: Names,
    number: int,
    *,
    near: bool,
) -> list[Probe]:
    """Make frames of the chosen places; where these resolve to nothing, of the last that does."""

    def made(places: Iterable[tuple[Place, Entry]]) -> Iterator[Probe]:
        for place, entry in dict.fromkeys(places):
            if probe := _probe(each, pair, place, entry, names.get(entry), near=near):
                yield probe

    chosen = spread([*names] or entries, max(number, 1))
    told = names if near else {}
    some = spread([*_places(pair, chosen, told)], max(number - 1, 1))
    last = [(one.place, one) for one in entries[-1:]]
    found = [*islice(made((*some, *last)), number)]
    return found or [*islice(made(_places(pair, reversed(entries), told)), 1)]


def _places(
    pair: MovedPair, entries: Iterable[Entry], near: Names
) -> Iterator[tuple[Place, Entry]]:
    """Return the places where entries begin, and those half way to their ends.

    Of entries that were named `near` only those in the same function, as the text tells there.
    """
    for one in entries:
        yield one.place, one
        half = half_way(pair, one.at, one.place)
        if half is not None and (one not in near or near[one] == _name_near(pair, half)):
            yield half, one


def _probe(
    each: InjectedPair,
    pair: MovedPair,
    place: Place,
    entry: Entry,
    function: str | None,
    *,
    near: bool,
) -> Probe | None:
    original = pair.view.original(entry.at)
    if original is None or original.source is None:
        return None
    return Probe(
        each.pair.kind,
        each.pair.script,
        each.pair.url,
        each.debug_id,
        place.line,
        place.column,
        original.source,
        original.line,
        function,
        original.column,
        original.context_line or None,
        near=near and function is not None,
    )
