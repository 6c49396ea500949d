"""Heads: where the statements and comments end that a line of a script begins with.

What a tool puts before code is whole statements or comments, so what a map does not count of a line
is as long as some of them. A wrong answer is only a guess more that is weighed.
"""

from collections.abc import Iterator
from itertools import islice

from buildtools.checks.accuracy.lexing import Part, parts

_COLUMNS = 4_000
"""Columns of a line that are looked at."""
_MOST = 12
"""Statements and comments."""


def heads(line: str) -> list[int]:
    """Return the columns behind the first statements and comments of a line, in order."""
    return [*islice(_ends(line[:_COLUMNS]), _MOST)]


def _ends(line: str) -> Iterator[int]:
    depth = 0
    for column, (letter, kind) in enumerate(zip(line, parts(line), strict=False)):
        if kind is Part.START:
            depth += (letter in "([{") - (letter in ")]}")
            if letter in ";}" and depth == 0:
                yield column + 1
        elif kind is Part.TEXT and depth == 0 and line.endswith("*/", 0, column + 1):
            yield column + 1
