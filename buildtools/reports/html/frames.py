"""Frames: what was sent minified, beside what the server made of it, and what it had to be."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, get_args

import msgspec

from buildtools.proof.trials import Original, Outcome
from buildtools.reports.full.cases import Tried
from buildtools.reports.full.frames import ShownFrame

MOST: Final = 40
SHOWN: Final = 12
_MOST_TEXT: Final = 120
_OF_PACKAGES: Final = "node_modules/"

_PASSED, _FAILED, _NOT_TRIED = get_args(Outcome)
_ORDER: Final[tuple[Outcome, ...]] = (_FAILED, _NOT_TRIED, _PASSED)
_MARKS: Final[dict[Outcome, tuple[str, str, str]]] = {
    _FAILED: ("bad", "✕", "wrong"),
    _NOT_TRIED: ("plain", "–", "not tried"),
    _PASSED: ("good", "✓", "resolved"),
}


class Side(msgspec.Struct, frozen=True):
    """A place and what stands there."""

    place: str
    function: str = ""
    text: str = ""


class Row(msgspec.Struct, frozen=True):
    """One frame from both sides."""

    tone: str
    mark: str
    words: str
    sent: Side
    shown: Side | None
    """None where nothing came back."""
    expected: Side | None = None
    """Where it is not what is shown."""
    why: str = ""


class Frames(msgspec.Struct, frozen=True):
    """Those that are shown, and how many there are."""

    first: tuple[Row, ...]
    further: tuple[Row, ...]
    left_out: int
    summary: str
    """How many of each kind; empty where no frame was tried."""


def frames(shown: Sequence[ShownFrame], tried: Tried) -> Frames:
    """Return frames by importance: what failed first, the app's own before packages.

    Of what passed one of each script comes before a second, and kinds of output take turns.

    `tried` counts those, too, of which no more is kept.
    """
    ordered = _ordered(shown)
    rows = [_row(frame) for frame in ordered[:MOST]]
    numbers = (tried.failed, tried.not_tried, tried.passed)
    parts = [
        f"{number:,} {_MARKS[outcome][2]}"
        for outcome, number in zip(_ORDER, numbers, strict=True)
        if number
    ]
    left_out = max(tried.number, len(shown)) - len(rows)
    return Frames(tuple(rows[:SHOWN]), tuple(rows[SHOWN:]), left_out, ", ".join(parts))


def _ordered(shown: Sequence[ShownFrame]) -> list[ShownFrame]:
    of_script: Counter[str] = Counter()
    of_kind: Counter[tuple[object, ...]] = Counter()
    keyed = []
    for frame in shown:
        passed = frame.outcome == _PASSED
        packages = _OF_PACKAGES in (frame.expected.source or "")
        key = _ORDER.index(frame.outcome), passed and packages, passed and of_script[frame.url]
        of_script[frame.url] += 1
        of_kind[*key, frame.kind] += 1  # kinds take turns
        keyed.append(((*key, of_kind[*key, frame.kind]), frame))
    return [frame for _, frame in sorted(keyed, key=lambda one: one[0])]


def _row(frame: ShownFrame) -> Row:
    tone, mark, words = _MARKS[frame.outcome]
    as_wanted = frame.outcome == _PASSED and frame.shown is not None
    return Row(
        tone,
        mark,
        words,
        Side(f"{frame.url}:{frame.line}:{frame.column}"),
        _side(frame.shown) if frame.shown else None,
        None if as_wanted else _side(frame.expected),
        frame.why,
    )


def _side(original: Original) -> Side:
    place = [original.source or "no source", original.line, original.column]
    return Side(
        ":".join(str(each) for each in place if each is not None),
        original.function or "",
        _line(original.text),
    )


def _line(text: str | None) -> str:
    line = (text or "").expandtabs(2).strip()
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]}…"
