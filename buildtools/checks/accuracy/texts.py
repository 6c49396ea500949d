"""Texts as a map counts them: lines, and columns in UTF-16 code units.

Engines end a line at CR, LF, CRLF, U+2028 and U+2029; some bundlers at LF alone.
Source: ECMA-262, 12.3 Line Terminators; ECMA-426, Position types.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.checks.maps import Map
from buildtools.sourcemaps.maps.columns import whole
from buildtools.sourcemaps.maps.sources import is_compiled

Split = Callable[[str], Sequence[str]]

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|es6?)")
_LONGEST = 2_000_000
"""Characters of a source's text from which on it is not split: data, no code."""


_HELD = 8_000_000
"""Characters of sources whose lines are held; they take several times as many bytes."""
_LARGE = 1_000_000
"""Bytes of a script from which on letters beyond Latin-1 become marks, to take a byte each."""
_BLOCK = 1_000_000
_OTHER_ENDS = (b"\xe2\x80\xa8", b"\xe2\x80\xa9")


def blocks(script: bytes) -> Iterator[str]:
    """Decode a script piece by piece, so that whoever lets go of it holds its text once.

    One letter of another alphabet makes Python keep two bytes or four for each of a text. In a
    large script they become marks: they are compared with nothing, but their columns count.
    """
    large = len(script) > _LARGE and not any(end in script for end in _OTHER_ENDS)
    at = 0
    while at < len(script):
        end = whole(script, min(at + _BLOCK, len(script)), len(script))
        block = script[at:end].decode("utf-8", "replace")
        if large and not block.isascii():
            block = block.removeprefix("\ufeff") if at == 0 else block
            block = _ASTRAL.sub("\ufffd\ufffd", block)
            block = block.encode("latin-1", "replace").decode("latin-1")
        yield block
        at = end


def as_engines(text: str) -> Sequence[str]:
    """Split a text so that an index into a line is a column in UTF-16 code units, from zero."""
    text = _plain(_in_units(text))
    for end in "\r\u2028\u2029":
        text = text.replace(end, "\n")
    return text.split("\n")


def as_bundlers(text: str) -> Sequence[str]:
    """The same, where only a line feed ends a line."""
    return _in_units(text).split("\n")


def ways(text: str) -> tuple[Split, ...]:
    """Return the ways to count lines that differ for this text: two only where it has odd ends."""
    plain = _plain(text)
    odd = any(end in plain for end in "\r\u2028\u2029")
    return (as_engines, as_bundlers) if odd else (as_engines,)


def _plain(text: str) -> str:
    """Make one mark of two that end a line together; one mark alone is found many times as fast."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def _in_units(text: str) -> str:
    """Take away a byte order mark, which takes no column; letters of two units become two marks."""
    text = text.removeprefix("\ufeff")
    return _ASTRAL.sub("\ufffd\ufffd", text) if _has_astral(text) else text


def _has_astral(text: str) -> bool:
    """Whether any letter takes two units. Asked block by block: a script may be large."""
    if text.isascii():
        return False
    blocks = (text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK))
    return any(len(each.encode("utf-16-le", "surrogatepass")) > 2 * len(each) for each in blocks)


def _is_code(source: str) -> bool:
    """Return whether a source is a script: styles, data and other languages became another text."""
    suffix = posixpath.splitext(source)[1]
    return not suffix or _CODE.fullmatch(suffix) is not None


class Sources:
    """The sources of a map as lines, each split when it is first asked for."""

    def __init__(self, map_: Map, given: Mapping[int, str], split: Split) -> None:
        """`given` are texts by index, of sources that have none in the map."""
        self._map, self._given, self._split = map_, given, split
        self._known: dict[int, Sequence[str] | None] = {}
        self._rough: dict[int, Sequence[str] | None] = {}
        self._held = 0

    def lines(self, index: int) -> Sequence[str] | None:
        """Return a source's lines; None where its text is not known, or not the one mapped."""
        if index not in self._known:
            text = self._text(index)
            self._hold(len(text or ""))
            self._known[index] = None if text is None else self._split(text)
        return self._known[index]

    def _hold(self, letters: int) -> None:
        """Let go of the lines of sources that were split long ago, where they are many."""
        self._held += letters
        while self._held > _HELD and self._known:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._held -= len(self._text(oldest) or "")

    def rough(self, index: int) -> Sequence[str] | None:
        """Return the lines of a source that became another text before it was mapped: its words say
        nothing, but a place that it does not have does. None for every other source."""
        if index not in self._rough:
            text = self._text(index, other=True)
            self._rough[index] = None if text is None else self._split(text)
        return self._rough[index]

    @property
    def number(self) -> int:
        """How many sources there are."""
        return len(self._map.sources)

    def line(self, index: int, number: int) -> str:
        """Return one line of a source, from zero; "" where it is not known or not there."""
        text = self.lines(index) or ()
        return text[number] if 0 <= number < len(text) else ""

    def _text(self, index: int, *, other: bool = False) -> str | None:
        if not 0 <= index < len(self._map.sources):
            return None
        source = self._map.sources[index]
        text = self._given.get(index) if source.content is None else source.content
        return None if text is None or _is_other(source.name) is not other else _short(text)


class Read(NamedTuple):
    """A script and the sources of its map, their lines counted in one way."""

    lines: Sequence[str]
    sources: Sources


def _short(text: str) -> str | None:
    return None if len(text) > _LONGEST else text


def _is_other(source: str) -> bool:
    """Return whether a source became another text before it was mapped: components, what loaders
    give, and what is no script."""
    return "?" in source or is_compiled(source) or not _is_code(source)
