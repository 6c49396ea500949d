"""Where the members of a JSON text stand: spans of bytes instead of values.

A splice needs to know where a value begins and ends, not what is in it, and the rest must stay as
it is. The scanner knows strings and their escapes, so a word inside one never fools it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from buildtools.errors import SourceMapError

_STRING_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRING = re.compile(_STRING_TEXT, re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"-?[0-9][0-9.eE+-]*+|true|false|null")
_FLAT_ARRAY = re.compile(rb'\[[^"\[\]{}]*+(?:' + _STRING_TEXT + rb'[^"\[\]{}]*+)*+\]', re.DOTALL)
"""An array without arrays or objects in it: sources, names and their like in one go."""
_BRACKET_OR_STRING = re.compile(rb"[\[\]{}]|" + _STRING_TEXT, re.DOTALL)


class Member(NamedTuple):
    """One member of an object: where its key begins, and the span of its value."""

    key_start: int
    start: int
    end: int


def members(data: bytes, at: int) -> dict[str, Member]:
    """Find the members of the object at `at`; of a repeated key the last counts.

    Raises SourceMapError where the text is not such an object.
    """
    return dict(_members(data, at))


def repeated_keys(data: bytes, at: int) -> set[str]:
    """Name the keys that the object at `at` has more than once.

    Raises SourceMapError where the text is not such an object.
    """
    counts = Counter(name for name, _ in _members(data, at))
    return {name for name, number in counts.items() if number > 1}


def depth_of(data: bytes, at: int) -> int:
    """Return how many brackets are in each other at most, from `at` on."""
    found = _BRACKET_OR_STRING.finditer(data, at)
    marks = (data[each.start() : each.start() + 1] for each in found)
    steps = ((mark in (b"[", b"{")) - (mark in (b"]", b"}")) for mark in marks)
    return max(accumulate(steps), default=0)


def _members(data: bytes, at: int) -> Iterator[tuple[str, Member]]:
    at = _expect(data, at, b"{")
    while data[at : at + 1] != b"}":
        key = _STRING.match(data, at)
        if key is None:
            raise _broken(data, at)
        start = _space(data, _expect(data, _space(data, key.end()), b":"))
        end = skip(data, start)
        yield key[0][1:-1].decode("utf-8", "replace"), Member(at, start, end)
        at = _next(data, end, b"}")


def items(data: bytes, at: int) -> list[int]:
    """Find where each item of the array at `at` begins.

    Raises SourceMapError where the text is not such an array.
    """
    found = []
    at = _expect(data, at, b"[")
    while data[at : at + 1] != b"]":
        found.append(at)
        at = _next(data, skip(data, at), b"]")
    return found


def skip(data: bytes, at: int) -> int:
    """Return the offset behind the value that begins at `at`.

    Raises SourceMapError where no whole value stands.
    """
    simple = _STRING.match(data, at) or _FLAT_ARRAY.match(data, at) or _SCALAR.match(data, at)
    if simple:
        return simple.end()
    if data[at : at + 1] not in (b"[", b"{"):
        raise _broken(data, at)
    depth = 0
    for token in _BRACKET_OR_STRING.finditer(data, at):
        mark = data[token.start() : token.start() + 1]
        depth += (mark in (b"[", b"{")) - (mark in (b"]", b"}"))
        if depth == 0:
            return token.end()
    raise _broken(data, len(data))


def _next(data: bytes, at: int, close: bytes) -> int:
    """Step over a comma to the next item, or stay at the closing bracket."""
    at = _space(data, at)
    if data[at : at + 1] == close:
        return at
    at = _expect(data, at, b",")
    if data[at : at + 1] == close:
        raise _broken(data, at)
    return at


def _expect(data: bytes, at: int, mark: bytes) -> int:
    if data[at : at + 1] != mark:
        raise _broken(data, at)
    return _space(data, at + 1)


def _space(data: bytes, at: int) -> int:
    space = _SPACE.match(data, at)
    return space.end() if space else at


def _broken(data: bytes, at: int) -> SourceMapError:
    if at >= len(data):
        return SourceMapError("the source map ends too early, as if it were cut off")
    return SourceMapError(f"the source map is not JSON at byte {at}")
