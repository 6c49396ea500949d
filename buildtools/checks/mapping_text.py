"""Mappings as text: can each number be read, and does a segment stand before its line.

Both are asked of every map, of millions of characters, and nearly always answered by no: letters
become classes, and a pair of classes that would be a fault is looked for. Where the first fault is,
is asked only of those that have one.
Source: ECMA-426, Mappings structure; Base64 VLQ.
"""

import re
from typing import Final

_DIGITS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_MARKS: Final = b",;"
_MORE: Final = 32
"""The bit of a digit that says that the number goes on; the lowest of the first one is its sign."""

_UNREADABLE = re.compile(r"[^A-Za-z0-9+/,;]|(?<=[g-z0-9+/])(?:[,;]|\Z)")
"""A character that is no digit of Base64 VLQ, or the end of a number that has not ended."""


def _classes(is_marked: int) -> bytes:
    """Return a table: `-` for digits with this bit, `.` for others, `,` for marks, else `!`."""
    table = bytearray(b"!" * 256)
    for value, digit in enumerate(_DIGITS):
        table[digit] = (b"-" if value & is_marked else b".")[0]
    for mark in _MARKS:
        table[mark] = b","[0]
    return bytes(table)


_GOING_ON: Final = _classes(_MORE)
_SIGNED: Final = _classes(1)


def unreadable_at(mappings: str) -> int | None:
    """Return the index of the first character that cannot be read; None when all can."""
    if _is_readable(mappings):
        return None
    broken = _UNREADABLE.search(mappings)
    return broken.start() if broken else None


def may_go_back(mappings: str) -> bool:
    """Return whether the column of any segment is written below zero, as it is in no map whose
    segments are in order. All of it must be readable."""
    classes = mappings.encode().translate(_SIGNED)
    return classes.startswith(b"-") or b",-" in classes


def _is_readable(mappings: str) -> bool:
    if not mappings.isascii():
        return False
    classes = mappings.encode().translate(_GOING_ON)
    return b"!" not in classes and not classes.endswith(b"-") and classes.rfind(b"-,") < 0
