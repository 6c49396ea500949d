"""Objects of a JSON text: which of them is around a place, and which files it is about.

A manifest says a file's size in the object that holds its digest or its path, or whose key is its
path. Only spans are taken; nothing is parsed into values. Of a script only what is between two
braces with none in it is taken for an object, whatever the quotes: that is found without a parser.
"""

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PART = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}]', re.DOTALL)
_KEY_BEFORE = re.compile(rb'"([^"\\]{1,400})"\s*:\s*"[^"\\]{0,16}$')
_KEY_BYTES = 420
_KEY_END = re.compile(rb"\s*:\s*")
_LITERAL = re.compile(rb"\{[^{}]{1,4000}+\}")
_QUOTES = re.compile(rb"""[\\]*["'`]""")
_LITERAL_KEY = re.compile(rb"""["'`]([^"'`\\]{1,400})[\\]*["'`]\s*:\s*$""")


class Found(NamedTuple):
    """One object: its span, the spans of those within it, and the texts that stand in itself."""

    start: int
    end: int
    inner: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    """Its own key first, if it has one, then its keys and its values."""

    def holds(self, at: int) -> bool:
        """Return whether a place is in this object, and in none within it."""
        within = any(start <= at < end for start, end in self.inner)
        return self.start <= at < self.end and not within

    def names(self, path: str) -> int:
        """Say by how many characters a text here ends like this path; 0 when none names it."""
        name = posixpath.basename(path)
        return max((_shared(text, path) for text in self.texts if name in text), default=0)


def _shared(text: str, path: str) -> int:
    name = text.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].replace("\\/", "/")
    if posixpath.basename(name) != posixpath.basename(path):
        return 0
    return len(posixpath.commonprefix([name[::-1], path[::-1]]))


class Objects:
    """All objects of one text, or the plain ones of a script."""

    def __init__(self, data: bytes, *, script: bool = False) -> None:
        self._data = data
        self._all = sorted(_literals(data) if script else _objects(data))
        self._starts = [each.start for each in self._all]

    def around(self, at: int) -> Found | None:
        """Return the innermost object that holds this place."""
        number = bisect_right(self._starts, at)
        while number:
            number -= 1
            if self._all[number].end > at:
                return self._all[number]
        return None

    def meant(self, at: int, paths: Sequence[str]) -> Sequence[str]:
        """Return those of the paths that a text at this place is about: all if nothing tells."""
        key = _KEY_BEFORE.search(self._data[max(0, at - _KEY_BYTES) : at])
        if key:
            name = key[1].decode("utf-8", "replace")
            close = {path: _shared(name, path) for path in paths}
            if any(close.values()):
                return _closest(close)
        found = self.around(at)
        return _closest({path: found.names(path) for path in paths}) if found else paths


def _closest(close: dict[str, int]) -> Sequence[str]:
    return [path for path, each in close.items() if each == max(close.values())]


def _objects(data: bytes) -> list[Found]:
    """Walk the text once. What is not JSON gives what its braces say."""
    found: list[Found] = []
    open_: list[tuple[int, list[tuple[int, int]], list[str]]] = []
    last: re.Match[bytes] | None = None
    for part in _PART.finditer(data):
        mark = part[0][:1]
        if mark == b"{":
            open_.append((part.start(), [], [*_key(data, last, part.start())]))
        elif mark == b"}" and open_:
            start, inner, texts = open_.pop()
            found.append(Found(start, part.end(), tuple(inner), tuple(texts)))
            if open_:
                open_[-1][1].append((start, part.end()))
        elif mark == b'"' and open_:
            open_[-1][2].append(part[0][1:-1].decode("utf-8", "replace"))
        last = part
    return found


def _key(data: bytes, last: re.Match[bytes] | None, at: int) -> tuple[str, ...]:
    """Return the key of the object that begins here."""
    if last is None or last[0][:1] != b'"' or not _KEY_END.fullmatch(data, last.end(), at):
        return ()
    return (last[0][1:-1].decode("utf-8", "replace"),)


def _literals(data: bytes) -> Iterator[Found]:
    """Find the innermost braces of a script, and take what is between quotes for texts."""
    for part in _LITERAL.finditer(data):
        key = _LITERAL_KEY.search(data, max(0, part.start() - _KEY_BYTES), part.start())
        texts = [*([key[1]] if key else []), *_QUOTES.split(part[0])]
        named = tuple(text.decode("utf-8", "replace") for text in texts)
        yield Found(part.start(), part.end(), (), named)
