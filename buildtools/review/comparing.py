"""The comparators of a plan and of cards: a closed set, read from text once.

    0.1   off   "text"   [a, b]        is it
    <= 45 kB   >= 95 %   < 3   > 1     a number on its side of a bound
    one of a, b   contains a           a text of these, a list with this
    set                                 it is there, whatever it is
    = pipeline                          what the pipeline made: release, dist, environment

Sizes are decimal: 1 kB is 1000 bytes. Shares may be written in per cent.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from buildtools.review.reviewed import Plain

OFF = frozenset({"off", "none", "no", "false"})
ON = frozenset({"on", "yes", "true"})
PIPELINE = "= pipeline"

_SCALE: Mapping[str, Decimal] = {
    "": Decimal(1),
    "B": Decimal(1),
    "bytes": Decimal(1),
    "kB": Decimal(1000),
    "MB": Decimal(1_000_000),
    "%": Decimal("0.01"),
    "ms": Decimal(1),
    "s": Decimal(1000),
    "µs": Decimal(1),
}
_BOUND = re.compile(r"(?P<sign><=|>=|<|>)\s*(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-zµ%]*)")
_NUMBER = re.compile(r"(?P<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(?P<unit>[A-Za-zµ%]*)")


class Comparison(msgspec.Struct, frozen=True):
    """What is wanted of a value."""

    kind: str
    """is, <=, >=, <, >, one-of, contains, set, pipeline."""
    operand: Plain
    text: str
    """As it was written."""

    def holds(self, value: Plain, pipeline: str | None = None) -> bool:
        """Whether a value is as wanted; `pipeline` is what the pipeline made of it.

        A value that is no number is on no side of a bound.
        """
        match self.kind:
            case "pipeline":
                return pipeline is not None and value == pipeline
            case "set":
                return value is not None and value is not False and value not in ("", [], {})
            case "one-of":
                return isinstance(self.operand, list) and str(value) in self.operand
            case "contains":
                return isinstance(value, str | list | dict) and str(self.operand) in value
            case "is":
                return same(self.operand, value)
            case _:
                return _on_side(self.kind, self.operand, value)


def wanted(want: Plain) -> Comparison:
    """Read what a plan wants. Raises ValueError, with a clause, at what is no comparator."""
    if not isinstance(want, str):
        return Comparison("is", want, shown(want))
    text = want.strip()
    if text == PIPELINE:
        return Comparison("pipeline", None, text)
    if text == "set":
        return Comparison("set", None, text)
    for word, kind in (("one of ", "one-of"), ("contains ", "contains")):
        if f"{text} ".startswith(word):
            rest = text.removeprefix(word.strip()).strip()
            listed = [each.strip() for each in rest.split(",")]
            if not all(listed) and (kind == "one-of" or not rest):
                raise ValueError(f"'{text}' leaves something out: write '{word}replay'")
            return Comparison(kind, listed if kind == "one-of" else rest, text)
    if text and text[:1] in "<>=≤≥":
        bound = _BOUND.fullmatch(text)
        if bound is None:
            raise ValueError(
                f"'{text}' is no comparison: write '<= 45 kB', '>= 95 %', '{PIPELINE}'"
            )
        return Comparison(bound["sign"], number(bound["number"], bound["unit"]), text)
    return Comparison("is", text, text)


def number(digits: str, unit: str = "") -> float:
    """Read a number with its unit: bytes, shares of one, milliseconds. Raises ValueError."""
    if unit not in _SCALE:
        known = ", ".join(each for each in _SCALE if each)
        raise ValueError(f"'{unit}' is no unit: {known}")
    return float(Decimal(digits) * _SCALE[unit])


def same(one: Plain, other: Plain) -> bool:
    """Whether two values are the same to a person: off is false, 45 kB is 45000."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    first, second = _folded(one), _folded(other)
    return isinstance(first, bool) == isinstance(second, bool) and first == second


def _folded(value: Plain) -> object:
    if isinstance(value, str):
        word = value.strip()
        if word.lower() in OFF:
            return False
        if word.lower() in ON:
            return True
        measured = _NUMBER.fullmatch(word)
        if measured and measured["unit"] in _SCALE:
            return number(measured["number"], measured["unit"])
        return word
    if value is None:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def _on_side(sign: str, bound: Plain, value: Plain) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if not isinstance(bound, int | float):
        return False
    sides = {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
    }
    return sides[sign]


def shown(value: Plain) -> str:
    """Write a value as a plan would have it."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case list():
            return ", ".join(map(str, value)) or "nothing"
        case dict():
            return ", ".join(f"{key}: {each}" for key, each in value.items()) or "nothing"
        case float():
            return repr(value).removesuffix(".0")
        case _:
            return str(value)
