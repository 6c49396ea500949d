"""Lies about a script: it was changed after its map was made, and the map left as it was."""

import re

from bench.frames import Lie, Pair, Told, heaviest, told
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
