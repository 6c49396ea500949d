"""Places read from anywhere in a map, not from its beginning on.

Segments count from the one before, so that where one stands is a sum over all others. The resolver
has added them up when it read the map: it is asked where a stretch begins, and what follows is read
from the text. Where the two do not count alike nothing is read so. Source: ECMA-426, Mappings.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from buildtools.checks.maps import Map, Part
from buildtools.sourcemaps.maps.segments import Deltas, Segment

_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SHAPE = bytes(
    ord("s") if letter in b",;" else b"eo"[_DIGITS.find(letter) & 1] for letter in range(256)
)
"""Separators, and digits that are even or odd: a number whose first digit is odd is below zero."""
START, _BACK = b"se", b"so"
"""Of such kinds, where a segment begins, and where one does that goes back."""
_PIECE = 256 * 1024
"""Bytes that are cut into lines at once."""
_BYTES = 16
"""Of a segment and the comma behind it, as far as they are cut at once; few have more."""


class Index(Protocol):
    """The entries of a map in order, as the resolver has them."""

    def __len__(self) -> int: ...

    def places(self, indexes: Iterable[int]) -> Iterator[tuple[int, int, str | None, int, int]]:
        """Return line and column in the script, name of the source, line and column in that."""


class Unfit(Exception):
    """The resolver does not count the entries of this map as its text has them."""


class Spot(NamedTuple):
    """Where a segment stands: at which offset of its part's text, and as which entry."""

    part: int
    offset: int
    number: int


class Text(NamedTuple):
    """The mappings of a part, and what kind each letter of them is."""

    text: bytes
    shape: bytes
    number: int
    """How many entries stand before its first one."""
    part: Part

    @property
    def begin(self) -> int:
        """Offset of the first segment; that of the end where there is none."""
        if self.shape[:1] == b"e":
            return 0
        return self.shape.find(START) + 1 or len(self.text)

    def rows(self, piece: int = _PIECE) -> Iterator[bytes]:
        """Cut the text into its lines, about so many bytes at a time."""
        at, end = 0, len(self.text)
        while at <= end:
            behind = self.text.rfind(b";", at, at + piece) if end - at > piece else end
            behind = behind if behind >= 0 else self.text.find(b";", at)
            behind = behind if behind >= 0 else end
            yield from self.text[at:behind].split(b";")
            at = behind + 1

    def first(self) -> bytes:
        """Return the first segment; nothing where there is none."""
        end = self.shape.find(b"s", self.begin)
        return self.text[self.begin : end if end >= 0 else len(self.text)]

    def counted(self, start: int, end: int) -> int:
        """Count the segments from one that begins at `start` to before one that begins at `end`."""
        return 1 + self.shape.count(START, start, end) if end > start else 0

    def behind(self, offset: int) -> int:
        """Return where the first segment begins that stands at an offset or behind it."""
        if offset <= self.begin:
            return self.begin
        return self.shape.find(START, offset - 1) + 1 or len(self.text)


class Places:
    """The places of one map."""

    def __init__(self, map_: Map, index: Index) -> None:
        """Raises Unfit where `index` has not the entries of the text, in their order."""
        self.index, self._deltas = index, Deltas()
        self._sources = _by_name(map_)
        self.texts: list[Text] = []
        self.number = 0
        for part in map_.parts:
            text = part.mappings.encode()
            shape = text.translate(_SHAPE)
            if _BACK in shape:
                raise Unfit  # the resolver has them in another order
            self.texts.append(Text(text, shape, self.number, part))
            self.number += shape.count(START) + (shape[:1] == b"e")
        if self.number != len(index):
            raise Unfit

    def at(self, numbers: Iterable[int]) -> Iterator[Segment]:
        """Return entries of the map by their numbers. Raises Unfit where a source is not known."""
        sources = self._sources
        for line, column, name, source_line, source_column in self.index.places(numbers):
            source = -1 if name is None else sources.get(name, -2)
            if source < -1:
                raise Unfit
            yield Segment(line, column, source, source_line, source_column)

    def spots(self, part: int, offsets: Iterable[int]) -> Iterator[Spot]:
        """Find the segments at or behind offsets in the text of a part, which come in order."""
        text = self.texts[part]
        at, number = text.begin, text.number
        for offset in offsets:
            to = max(at, text.behind(offset))
            if to >= len(text.text):
                return
            number += text.counted(at, to)
            at = to
            yield Spot(part, at, number)

    def stretches(self, wanted: Sequence[tuple[Spot, int]]) -> Iterator[list[Segment]]:
        """Read so many places from each spot on; fewer at the end of a part, and none from one on
        that leads nowhere."""
        firsts = self.at(spot.number for spot, _ in wanted)
        for (spot, count), first in zip(wanted, firsts, strict=True):
            if first.source >= 0:
                yield self._read(spot, first, count)

    def _read(self, spot: Spot, first: Segment, count: int) -> list[Segment]:
        text = self.texts[spot.part].text
        end = spot.offset + count * _BYTES
        cut = text[spot.offset : end]
        if end < len(text):
            cut = cut[: max(cut.rfind(b","), cut.rfind(b";"), 0)]
        return [first, *islice(self._behind(first, cut), count - 1)]

    def _behind(self, first: Segment, cut: bytes) -> Iterator[Segment]:
        """Read the segments of a text behind its first one, which is known."""
        line, column, source, source_line, source_column = first
        deltas = self._deltas
        for number, row in enumerate(cut.split(b";")):
            if number:
                column = 0
            texts = row.split(b",") if row else []
            for text in texts if number else texts[1:]:
                moved = deltas[text]
                if not moved:
                    continue
                column += moved[0]
                if len(moved) >= 4:
                    source += moved[1]
                    source_line += moved[2]
                    source_column += moved[3]
                    yield Segment(line + number, column, source, source_line, source_column)
                else:
                    yield Segment(line + number, column, -1, 0, 0)


def _by_name(map_: Map) -> dict[str, int]:
    """Number the sources by their names.

    Raises Unfit where one has none, or two of one name have other texts.
    """
    found: dict[str, int] = {}
    for index, source in enumerate(map_.sources):
        known = found.setdefault(source.name, index)
        if not source.name or map_.sources[known].content != source.content:
            raise Unfit
    return found
