"""Differences: numbers with the unit of their figure, read from cards."""

import re

from buildtools.review.comparing import number
from buildtools.review.figures import UNITS, Unit

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
