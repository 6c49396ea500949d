"""Maps of scripts: tiles by bytes, marked by proof, and the same as a table.

Tiles stand in per cent of their drawing, so that it needs no style to fill what it is given. Of
many scripts those that are not proven are drawn first, then the largest; the rest is one tile.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal, get_args

import msgspec

from buildtools.reports.full.cases import Outcome, PairCase
from buildtools.reports.html.treemap import Rect, squarified
from buildtools.review.words import measured
from buildtools.texts.wording import count
from buildtools.values import Kind

Standing = Literal["wrong", "unproven", "partly", "proven"]

STANDINGS: Final[tuple[Standing, ...]] = ("wrong", "unproven", "partly", "proven")
"""The worst first."""

MARKS: Final[dict[Standing, str]] = {"wrong": "✕", "unproven": "–", "partly": "◐", "proven": "✓"}

WORDS: Final[dict[Standing, str]] = {
    "wrong": "failed",
    "unproven": "not tried",
    "partly": "accepted, warned or not judged",
    "proven": "proven",
}

_STANDING: Final[dict[Outcome, Standing]] = {
    "proved": "proven",
    "accepted": "partly",
    "warned": "partly",
    "not judged": "partly",
    "failed": "wrong",
    "not tried": "unproven",
    "not offered": "unproven",
    "skipped": "unproven",
}

MOST_TILES: Final = 150
MOST_ROWS: Final = 200
"""Of one kind of output."""

WIDTH: Final = 960.0
"""Of the drawing that the shapes of tiles are made for, in pixels; it may be shown at any width."""

_TALLEST, _LOWEST = 340, 96
_FOR_MARK, _FOR_NAME = 17.0, 88.0
"""Pixels of a tile at WIDTH, from which on there is room for a mark, and for a name."""
_FITTING: Final = ((2.0, "small"), (3.3, "medium"))
"""So many times less wide the page may be: then what stands in a tile is left out there."""
_LOW, _HIGH = 18.0, 40.0
_MARGIN, _LETTER, _END = 28, 7.6, 6
"""Pixels beside a name in a tile, those of a letter, and letters that are kept of its end."""
_LONGEST_WHY: Final = 200


class Tile(msgspec.Struct, frozen=True):
    """One rectangle, in per cent of the drawing, and what it stands for."""

    x: str
    y: str
    width: str
    height: str
    standing: Standing
    mark: str
    title: str
    name: str = ""
    """Empty where there is no room for it."""
    bytes: str = ""
    mark_room: str = ""
    name_room: str = ""
    """Where there is room for it: `small`, on a wide page alone; `medium`, not on a narrow one."""


class Row(msgspec.Struct, frozen=True):
    """One script in words."""

    path: str
    standing: Standing
    outcome: str
    """With its mark: `✓ proved`."""
    why: str
    size: str
    debug_id: str


class Map(msgspec.Struct, frozen=True):
    """All scripts of one kind of output."""

    kind: Kind
    summary: str
    """How many and how large they are."""
    outcomes: tuple[str, ...]
    """How many came out how, the worst first: `✓ 12 proved`."""
    label: str
    """What the drawing shows, for who does not see it."""
    height: int
    tiles: tuple[Tile, ...]
    unsized: str
    """What of it is not drawn; empty where all is."""
    rows: tuple[Row, ...]
    left_out: int
    """Scripts that are in no row."""


def maps(pairs: Sequence[PairCase]) -> tuple[Map, ...]:
    """Return a map for each kind of output that there is."""
    kinds = {kind: [each for each in pairs if each.kind == kind] for kind in get_args(Kind)}
    return tuple(_map(kind, each) for kind, each in kinds.items() if each)


def _map(kind: Kind, pairs: Sequence[PairCase]) -> Map:
    sized = [each for each in pairs if each.bytes is not None]
    whole = sum(each.bytes or 0 for each in sized)
    summary = count(len(pairs), "script") + (f", {measured(whole, 'bytes')}" if sized else "")
    ordered, outcomes = by_importance(pairs), _outcomes(pairs)
    return Map(
        kind,
        summary,
        outcomes,
        f"{kind}: {summary}, as tiles by size; {', '.join(outcomes)}. The table says the same.",
        _height(min(len(sized), MOST_TILES)),
        _tiles([each for each in ordered if each.bytes is not None]),
        _unsized(len(pairs) - len(sized)),
        tuple(_row(each) for each in ordered[:MOST_ROWS]),
        max(len(pairs) - MOST_ROWS, 0),
    )


def by_importance(pairs: Iterable[PairCase]) -> list[PairCase]:
    """Put what is not proven first, then the largest."""
    return sorted(pairs, key=lambda one: (_badness(one), -(one.bytes or 0), one.script))


def _badness(pair: PairCase) -> int:
    return STANDINGS.index(_STANDING[pair.outcome])


def _outcomes(pairs: Iterable[PairCase]) -> tuple[str, ...]:
    """Count pairs by their outcomes, the worst first."""
    numbers = Counter(each.outcome for each in pairs)
    ordered = sorted(numbers, key=lambda one: (STANDINGS.index(_STANDING[one]), one))
    return tuple(f"{MARKS[_STANDING[one]]} {numbers[one]:,} {one}" for one in ordered)


def _row(pair: PairCase) -> Row:
    standing = _STANDING[pair.outcome]
    return Row(
        pair.script,
        standing,
        f"{MARKS[standing]} {pair.outcome}",
        pair.why,
        "unknown" if pair.bytes is None else measured(pair.bytes, "bytes"),
        pair.debug_id or "",
    )


def _unsized(number: int) -> str:
    return f"{count(number, 'script')} of unknown size: no ledger has kept it" if number else ""


def _tiles(ordered: Sequence[PairCase]) -> tuple[Tile, ...]:
    """Draw the first, and the rest as one."""
    shown = ordered if len(ordered) <= MOST_TILES else ordered[: MOST_TILES - 1]
    rest = ordered[len(shown) :]
    drawn = sorted(shown, key=lambda one: (-_weight(one), one.script))
    sizes = [_weight(each) for each in drawn]
    sizes += [sum(map(_weight, rest))] if rest else []
    height = _height(len(sizes))
    rects = squarified(sizes, Rect(0, 0, WIDTH, height))
    tiles = [_tile(each, rect, height) for each, rect in zip(drawn, rects, strict=False)]
    return (*tiles, *([_of_rest(rest, rects[-1], height)] if rest else ()))


def _height(tiles: int) -> int:
    """Return how high a drawing of so many tiles is, in pixels."""
    return min(_TALLEST, _LOWEST + 12 * tiles)


def _weight(pair: PairCase) -> int:
    """Return what a tile weighs; one of nothing would have no place."""
    return max(pair.bytes or 0, 1)


def _tile(pair: PairCase, rect: Rect, height: float) -> Tile:
    words = measured(pair.bytes or 0, "bytes")
    title = f"{pair.script}: {words}, {pair.outcome}"
    if pair.why:
        title += f": {pair.why[:_LONGEST_WHY]}"
    name = pair.script.rpartition("/")[2]
    return _placed(rect, height, _STANDING[pair.outcome], title, name, words)


def _of_rest(rest: Sequence[PairCase], rect: Rect, height: float) -> Tile:
    """Return the tile of all that are not drawn, marked as the worst of them."""
    worst = STANDINGS[min(map(_badness, rest))]
    name, words = f"{len(rest):,} more", measured(sum(each.bytes or 0 for each in rest), "bytes")
    title = f"{name}: {words}, {', '.join(_outcomes(rest))}"
    return _placed(rect, height, worst, title, name, words)


def _placed(
    rect: Rect, height: float, standing: Standing, title: str, name: str, words: str
) -> Tile:
    has_mark = rect.width >= _FOR_MARK and rect.height >= _LOW
    has_name = rect.width >= _FOR_NAME and rect.height >= _LOW
    return Tile(
        _share(rect.x, WIDTH),
        _share(rect.y, height),
        _share(rect.width, WIDTH),
        _share(rect.height, height),
        standing,
        MARKS[standing] if has_mark else "",
        title,
        _shortened(name, rect.width) if has_name else "",
        words if has_name and rect.height >= _HIGH else "",
        _fitting(rect.width, _FOR_MARK),
        _fitting(rect.width, _FOR_NAME),
    )


def _fitting(width: float, least: float) -> str:
    return next((name for times, name in _FITTING if width < times * least), "")


def _shortened(name: str, width: float) -> str:
    """Cut the middle out of a name that is too long: its end says what it is, too."""
    room = int((width - _MARGIN) / _LETTER)
    return name if len(name) <= room else f"{name[: room - _END - 1]}…{name[-_END:]}"


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}".rstrip("0").rstrip(".") + "%"
