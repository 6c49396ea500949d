"""Whether every position still means what it meant, judged without our own code.

The maps are read by symbolic, the resolver that Sentry runs. Tokens of before and after go together
one by one. A token stands where it stood when what follows it on its line is the same to the end,
or what precedes it from the start: whatever was put into the line lies on its other side.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple, overload

from tests.symbolic_judge import view_of

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_DIGEST = re.compile(rb"[0-9a-f]{32,}|sha(?:256|384|512)-[A-Za-z0-9+/]+")
"""Digests of other files change with those, and never their length."""


class Token(NamedTuple):
    """A generated position and what it maps to; all counted from zero, in UTF-16 units."""

    line: int
    column: int
    source: str | None
    source_line: int
    source_column: int
    name: str | None

    @property
    def original(self) -> tuple[object, ...]:
        return self[2:]


class Tokens(Sequence[Token]):
    """The tokens of a map in the order of their positions, read as they are asked for."""

    def __init__(self, map_: bytes) -> None:
        self._view = view_of(_bare(map_))

    def __len__(self) -> int:
        return len(self._view)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> list[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | list[Token]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        one = self._view[range(len(self))[index]]
        return Token(one.dst_line, one.dst_col, one.src, one.src_line, one.src_col, one.name)


def _bare(map_: bytes) -> bytes:
    """Take off a byte order mark and the line that guards a map against being run.

    symbolic wants its version to be written as a whole number.
    """
    map_ = map_.removeprefix(b"\xef\xbb\xbf")
    map_ = map_.partition(b"\n")[2] if map_.startswith(b")]}'") else map_
    return re.sub(rb'"version"\s*:\s*3\.0', b'"version":3', map_)


def moved(
    before: tuple[bytes, bytes], after: tuple[bytes, bytes], most: int | None = None
) -> tuple[int, list[str]]:
    """Compare script and map before and after: how many tokens, and which do not stand as before.

    With `most` only so many, spread evenly over the map.
    Tokens that name no source say nothing of a position, and are not counted.
    """
    lines, new_lines = _lines(before[0]), _lines(after[0])
    old_tokens, new_tokens = Tokens(before[1]), Tokens(after[1])
    if len(old_tokens) != len(new_tokens):
        return 0, [f"{len(old_tokens)} tokens before, {len(new_tokens)} after"]

    @cache
    def shared(line: int, new_line: int) -> tuple[int, int]:
        old, new = _line(lines, line), _line(new_lines, new_line)
        turned = _units(old)[::-1], _units(new)[::-1]
        return _common(_units(old), _units(new)), _common(*turned)

    @cache
    def length(line: int, *, new: bool) -> int:
        return len(_units(_line(new_lines if new else lines, line)))

    wrong, count = [], 0
    step = max(1, len(old_tokens) // most) if most else 1
    for old, new in zip(old_tokens[::step], new_tokens[::step], strict=True):
        start, end = shared(old.line, new.line)
        left = length(old.line, new=False) - old.column
        stands = old.column == new.column <= start or (
            left == length(new.line, new=True) - new.column and left <= end
        )
        if old.original != new.original or not stands:
            wrong.append(f"{old} is {new}")
        count += old.source is not None
    return count, wrong


def _lines(script: bytes) -> list[str]:
    script = _DIGEST.sub(lambda digest: b"0" * len(digest[0]), script)
    return _LINE_END.split(script.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape"))


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


@lru_cache(maxsize=64)
def _units(line: str) -> str:
    """Return a line with a character for each UTF-16 unit."""
    if line.isascii():
        return line
    raw = line.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, memoryview(raw).cast("H")))


def _common(one: str, other: str) -> int:
    """Count what both begin with: halve what is left until it is found."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
