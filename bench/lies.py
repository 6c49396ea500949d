"""Lies: ways to make a right pair wrong, and how far each moves the frames of its script.

Each takes a right pair and gives a wrong one, with the truth: where every place of the map really
stands now, or that the texts of its sources are others. What moves no frame is no lie.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from bench.frames import (
    Pair,
    Told,
    heaviest,
    is_on_another_line,
    moved_share,
    resolver,
    told,
    written,
)
from buildtools.checks.maps import Map, Source
from buildtools.sourcemaps.maps.segments import Segment

_BANNER = (
    "/*! made by us; all rights kept, see the licence */;(function(){try{var g=globalThis;"
    'g.theBuild={made:Date.now(),by:"us",at:[1,2,3]};}catch(e){}})();'
)
_SNIPPET = (
    ";!function(){try{var g=globalThis,s=(new g.Error).stack;s&&((g._sentryDebugIds=g."
    '_sentryDebugIds||{})[s]="8d1c9f2e-6a52-5b1e-9f77-0a1b2c3d4e5f")}catch(e){}}();'
)
_WORD = re.compile(r'"[A-Za-z ]{4,}"')


Lie = Callable[[Pair], Told | None]
"""None where a pair does not lend itself to it."""


def on_top(number: int) -> Lie:
    """So many lines before all others."""

    def lie(given: Pair) -> Told | None:
        script = "\n".join([_BANNER[:50] + "*/"] * number + list(given.lines))
        return told(given, script, lambda place: (place.line + number, place.column))

    return lie


def between(number: int, share: float) -> Lie:
    """So many lines before the line at this share of those that have places."""

    def lie(given: Pair) -> Told | None:
        known = sorted({place.line for place in given.places})
        if len(known) < 4:
            return None
        at = known[int(len(known) * share)]
        lines = [*given.lines[:at], *["/* x */"] * number, *given.lines[at:]]
        return told(
            given,
            "\n".join(lines),
            lambda place: (place.line + (number if place.line >= at else 0), place.column),
        )

    return lie


def before(columns: int, *, first: bool) -> Lie:
    """So many columns before the first line that has places, or the one that has most."""

    def lie(given: Pair) -> Told | None:
        at = given.places[0].line if first else heaviest(given)
        return _put(given, at, 0, _text(columns))

    return lie


def within(columns: int, share: float) -> Lie:
    """So many columns in the line that has most places, at this share of them."""

    def lie(given: Pair) -> Told | None:
        at = heaviest(given)
        known = [place.column for place in given.places if place.line == at]
        return (
            _put(given, at, known[int(len(known) * share)], _text(columns)) if known[3:] else None
        )

    return lie


def gone(columns: int) -> Lie:
    """So many columns less in the line that has most places, from a third of them on."""

    def lie(given: Pair) -> Told | None:
        at = heaviest(given)
        known = [place.column for place in given.places if place.line == at]
        start = known[len(known) // 3]
        line = given.lines[at]
        if len(known) < 6 or start + columns >= len(line):
            return None
        lines = [*given.lines[:at], line[:start] + line[start + columns :], *given.lines[at + 1 :]]

        def moved(place: Segment) -> tuple[int, int] | None:
            if place.line != at or place.column < start:
                return place.line, place.column
            behind = place.column - columns
            return (at, behind) if behind >= start else None

        return told(given, "\n".join(lines), moved)

    return lie


def gone_lines(number: int) -> Lie:
    """So many lines less at the top."""

    def lie(given: Pair) -> Told | None:
        if len(given.lines) < number + 4:
            return None
        script = "\n".join(given.lines[number:])
        return told(
            given,
            script,
            lambda place: (place.line - number, place.column) if place.line >= number else None,
        )

    return lie


def injected(*, line: bool) -> Lie:
    """A run-time snippet on top, on a line of its own or in the first one, and the map left."""

    def lie(given: Pair) -> Told | None:
        if line:
            script = "\n".join([_SNIPPET, *given.lines])
            return told(given, script, lambda place: (place.line + 1, place.column))
        return _put(given, 0, 0, _SNIPPET)

    return lie


def translated(every: int) -> Lie:
    """Each n-th string became longer, as in another language."""

    def lie(given: Pair) -> Told | None:
        changes: list[tuple[int, int]] = []
        lines, turn = [], 0
        for number, line in enumerate(given.lines):
            parts, end = [], 0
            for found in _WORD.finditer(line):
                turn += 1
                if turn % every == 0:
                    parts += [line[end : found.end() - 1], " auf Deutsch"]
                    end = found.end() - 1
                    changes.append((number, found.end() - 1))
            lines.append("".join([*parts, line[end:]]))
        if len(changes) < 2:
            return None

        def moved(place: Segment) -> tuple[int, int]:
            behind = sum(line == place.line and at <= place.column for line, at in changes)
            return place.line, place.column + 12 * behind

        return told(given, "\n".join(lines), moved)

    return lie


def of_another(turn: int) -> Callable[[Sequence[Pair], int], Told | None]:
    """The map of another pair of the same set. An equal one may lead many frames to equal lines."""

    def lie(all_: Sequence[Pair], index: int) -> Told | None:
        other = all_[(index + turn) % len(all_)]
        given = all_[index]
        if other.lines == given.lines or other.places == given.places:
            return None  # a fixture may hold one script twice
        mine, theirs = original(given.map), original(other.map)
        find = resolver(other.places)
        wrong = 0
        for place in given.places:
            found = find(place.line, place.column)
            wrong += found is None or theirs(found) != mine(place)
        return Told("\n".join(given.lines), other.map, wrong / len(given.places))

    return lie


def squeezed(given: Pair) -> Told | None:
    """Minified again without the map: indentation and empty lines are gone."""
    lines: list[str] = []
    where: dict[int, int] = {}
    for number, line in enumerate(given.lines):
        if line.strip():
            where[number] = len(lines)
            lines.append(line.lstrip())

    def moved(place: Segment) -> tuple[int, int] | None:
        line = given.lines[place.line] if place.line < len(given.lines) else ""
        at = place.column - (len(line) - len(line.lstrip()))
        return (where[place.line], at) if place.line in where and at >= 0 else None

    return told(given, "\n".join(lines), moved)


def rotated(turn: int) -> Lie:
    """Each source has the text of another one."""

    def lie(given: Pair) -> Told | None:
        texts = [source.content for source in given.map.sources]
        known = [index for index, text in enumerate(texts) if text]
        if len(known) <= turn:
            return None
        new = list(texts)
        for index, other in zip(known, known[turn:] + known[:turn], strict=True):
            new[index] = texts[other]
        return _with_texts(given, new)

    return lie


def old_texts(drop: int, share: float) -> Lie:
    """Each source lost so many lines at this share of it, or has them more when below zero."""

    def lie(given: Pair) -> Told | None:
        return _with_texts(
            given, [_aged(source.content, drop, share) for source in given.map.sources]
        )

    return lie


def wrong_index(given: Pair) -> Told | None:
    """All places lead to the source after theirs."""
    number = len(given.map.sources)
    if number < 2:
        return None
    places = [place._replace(source=(place.source + 1) % number) for place in given.places]
    return Told("\n".join(given.lines), written(given.map, places), 1.0)


def lost(share: float) -> Lie:
    """A run of places in the middle of the map is not there."""

    def lie(given: Pair) -> Told | None:
        start = int(len(given.places) * (0.5 - share / 2))
        end = int(len(given.places) * (0.5 + share / 2))
        if end - start < 4:
            return None
        kept = [*given.places[:start], *given.places[end:]]
        map_ = written(given.map, kept)
        return Told("\n".join(given.lines), map_, moved_share(given.places, resolver(kept)))

    return lie


def cheap(given: Pair) -> Told | None:
    """One place for each line, as maps without columns have it."""
    kept = list({place.line: place for place in reversed(given.places)}.values())
    kept.sort()
    map_ = written(given.map, kept)
    find = resolver(kept)
    # Such maps are made on purpose; where they keep each frame on its line they are no lie.
    wrong = sum(is_on_another_line(place, find(*place[:2])) for place in given.places)
    return Told("\n".join(given.lines), map_, wrong / len(given.places))


LIES: dict[str, dict[str, Lie]] = {
    "lines on top": {f"{n}": on_top(n) for n in (1, 2, 3, 10, 25)},
    "lines in between": {f"{n} at {s}": between(n, s) for n in (1, 3) for s in (0.3, 0.5, 0.7)},
    "columns before the first line": {
        f"{n}": before(n, first=True) for n in (11, 20, 37, 85, 127, 300, 600)
    },
    "columns before the main line": {
        f"{n}": before(n, first=False) for n in (11, 20, 37, 85, 127, 300, 600)
    },
    "columns within a line": {
        f"{n} at {s}": within(n, s) for n in (11, 37, 127) for s in (0.3, 0.5, 0.7)
    },
    "columns or lines gone": {
        **{f"{n} columns": gone(n) for n in (11, 37, 127)},
        **{f"{n} lines": gone_lines(n) for n in (1, 2)},
    },
    "injected, map left": {"own line": injected(line=True), "same line": injected(line=False)},
    "other language": {f"each {n}th text": translated(n) for n in (1, 2, 3)},
    "minified again": {"indentation gone": squeezed},
    "texts of other sources": {f"{n} on": rotated(n) for n in (1, 2, 3)},
    "old or new texts": {
        f"{n} at {s}": old_texts(n, s) for n in (2, 5, -1, -4) for s in (0.0, 0.25, 0.5)
    },
    "wrong source index": {"the next": wrong_index},
    "places lost": {f"{s}": lost(s) for s in (0.1, 0.25, 0.5)},
    "no columns": {"one place a line": cheap},
}
"""Kinds of lies, and in each the lies themselves."""

OTHERS = {f"{n} on": of_another(n) for n in (1, 2, 7)}
"""The kind that needs other pairs: the map of another script."""


def _text(columns: int) -> str:
    """Return a text of so many columns that is a whole comment or statement."""
    if columns <= len(_BANNER):
        return f"/*{_BANNER[3 : columns - 1]}*/"
    return (
        (_BANNER * (columns // len(_BANNER)))[: columns - columns % len(_BANNER)]
        + ("/*" + "x y " * columns)[: columns % len(_BANNER) - 2]
        + "*/"
    )


def _put(given: Pair, at: int, column: int, text: str) -> Told | None:
    line = given.lines[at]
    lines = [*given.lines[:at], line[:column] + text + line[column:], *given.lines[at + 1 :]]

    def moved(place: Segment) -> tuple[int, int]:
        behind = place.line == at and place.column >= column
        return place.line, place.column + (len(text) if behind else 0)

    return told(given, "\n".join(lines), moved)


def _with_texts(given: Pair, texts: Sequence[str | None]) -> Told | None:
    old = [(source.content or "").split("\n") for source in given.map.sources]
    new = [(text or "").split("\n") for text in texts]
    wrong = sum(
        _line(old[place.source], place.source_line) != _line(new[place.source], place.source_line)
        for place in given.places
    )
    if not wrong:
        return None
    sources = tuple(
        Source(source.name, text) for source, text in zip(given.map.sources, texts, strict=True)
    )
    map_ = msgspec.structs.replace(given.map, sources=sources)
    return Told("\n".join(given.lines), map_, wrong / len(given.places))


def original(map_: Map) -> Callable[[Segment], tuple[str, str]]:
    """Return what a frame would show of a place.

    Its source's name, without folders, and its line.
    """
    texts = [(source.content or "").split("\n") for source in map_.sources]

    def shown(place: Segment) -> tuple[str, str]:
        name = map_.sources[place.source].name.rpartition("/")[2]
        return name, (_line(texts[place.source], place.source_line) or "").strip()

    return shown


def _line(lines: Sequence[str], number: int) -> str | None:
    return lines[number] if number < len(lines) else None


def _aged(text: str | None, drop: int, share: float) -> str | None:
    if text is None:
        return None
    lines = text.split("\n")
    at = int(len(lines) * share)
    if drop > 0:
        return "\n".join([*lines[:at], *lines[at + drop :]])
    return "\n".join([*lines[:at], *["// a line of another day"] * -drop, *lines[at:]])


def all_lies(pairs: Sequence[Pair], index: int) -> Iterator[tuple[str, str, Told]]:
    """Tell every lie of one pair: its kind, its name, and what it leads to."""
    for kind, lies in LIES.items():
        for name, lie in lies.items():
            if (told := lie(pairs[index])) is not None:
                yield kind, name, told
    for name, other in OTHERS.items():
        if (told := other(pairs, index)) is not None:
            yield "map of another script", name, told
