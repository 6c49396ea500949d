"""Differences: numbers with the unit of their figure, read from cards and written for readers."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from buildtools.review.comparing import number
from buildtools.review.figures import Unit

UNITS: Mapping[Unit, tuple[str, ...]] = MappingProxyType(
    {
        "bytes": ("kB", "B", "MB", "bytes", ""),
        "share": ("%", ""),
        "count": ("",),
        "ms": ("ms", "s", ""),
        "µs": ("µs", ""),
    }
)
"""Which units an amount of a figure may be written in; the first is the usual one."""

_SIGNED = re.compile(r"(?P<number>[+\-−]\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-zµ%]*)")


def difference(text: str, unit: Unit) -> float | None:
    """Read a difference, `-38 kB`; None where the text is none. Raises ValueError at its unit."""
    found = _SIGNED.fullmatch(text.strip())
    if found is None:
        return None
    if found["unit"] not in UNITS[unit]:
        units = ", ".join(each for each in UNITS[unit] if each) or "none"
        raise ValueError(f"'{found['unit']}' is no unit of this figure: {units}")
    return number(found["number"].replace("−", "-"), found["unit"])


def signed(value: float, unit: Unit) -> str:
    """Write a difference for a reader: `−38.4 kB`; of shares in points."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    size = abs(value)
    match unit:
        case "bytes":
            return f"{sign}{size / 1000:,.1f} kB"
        case "share":
            return f"{sign}{size * 100:.1f} points"
        case "count":
            return f"{sign}{size:g}"
        case _:
            return f"{sign}{size:.1f} {unit}"
