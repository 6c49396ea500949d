"""Proof on disk: after injection every sampled position means what it meant before.

The pair before injection is rebuilt from the pair after it, so both are at hand. Positions are
taken where mappings begin and between them, where the last entry before counts. Where each has
gone is read from the two scripts; there the same original must be found, and the same text.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from buildtools.checks.project_sources import WORD, Resolved
from buildtools.checks.sampling import spread
from buildtools.checks.script_text import ScriptText, move, moved
from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.injection import half_injected, own_id
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.sourcemaps.maps.positions import LeftOut, Original, Place
from buildtools.sourcemaps.maps.resolve import Resolver, Tokens
from buildtools.texts.wording import count

NEARBY = 8
"""Tokens tried in place of one that names no source."""

Look = tuple[Place, bool, Original | None]
"""A sampled place, whether a mapping begins there, and what it resolves to."""


class Side:
    """A script with its map, before or after injection.

    Both may be hundreds of megabytes, so that one side's map is read when it is asked for and let
    go by `release`, before the other side's is.
    """

    def __init__(
        self,
        script: bytes,
        source: bytes | Callable[[], bytes],
        updated: bytes | None = None,
        grown: tuple[Move, ...] = (),
        *,
        named: bool = True,
    ) -> None:
        """`source` is the map, or what gives it each time it is asked.

        `updated` is the script with longer sizes of other files in it, where those were updated so,
        and `grown` what moved by that. `named` says whether functions around places are to be
        named, as far as that can be afforded.
        """
        self.script, self.updated, self.grown = script, updated, grown
        self._source, self._named = source, named
        self._map = source if isinstance(source, bytes) else None
        self._tokens: Tokens | None = None
        self._resolver: Resolver | None = None
        self._with_functions: Resolver | None = None
        self._looks: dict[int, list[Look]] = {}
        self.left_out: LeftOut = ""
        """What the resolver left out because it would cost too much; known after a look-up."""
        self.map_bytes = 0
        """How large the map is; known after it was read."""

    @property
    def map(self) -> bytes:
        """The map's bytes."""
        if self._map is None:
            self._map = self._source if isinstance(self._source, bytes) else self._source()
        self.map_bytes = len(self._map)
        return self._map

    @cached_property
    def text(self) -> ScriptText:
        """The script by lines and columns, as it was updated."""
        return ScriptText(self.script if self.updated is None else self.updated)

    @property
    def resolver(self) -> Resolver:
        """Look positions up in this side. Raises SourceMapError when the map cannot be read."""
        if self._resolver is None:
            script = self.script if self._named else b""
            self._resolver = Resolver(script, self.map, self._tokens)
            self.left_out = self._resolver.left_out
        return self._resolver

    def lookup(self, place: Place) -> Original | None:
        """Look one place up, with the functions of the script where it is nothing without them.

        symbolic keeps an entry that repeats the one before it on a line of its own only where
        another function begins, so one side may have it and the other not.
        """
        found = self.resolver.lookup(*place)
        if found is not None or self._named:
            return found
        if self._with_functions is None:
            self._with_functions = Resolver(self.script, self.map, self._tokens)
        return self._with_functions.lookup(*place)

    def source_text(self, source: str) -> str | None:
        """Return the text that the map has of a source; None when it has none."""
        return self.resolver.source_text(source)

    @cached_property
    def entries(self) -> int:
        """How many entries the map has. Raises SourceMapError when it cannot be read."""
        return len(self.tokens())

    @cached_property
    def first(self) -> tuple[int, int] | None:
        """The place of the first entry."""
        first = next(iter(self.tokens()), None)
        return (first.dst_line, first.dst_column) if first else None

    def tokens(self) -> Tokens:
        """Return the entries of the map; those of a very large one stay at hand.

        Raises SourceMapError when the map cannot be read.
        """
        tokens = self._tokens or Tokens(self.map)
        if tokens.pieces is not None:
            self._tokens, self.left_out = tokens, tokens.left_out
        return tokens

    def looked(self, number: int) -> list[Look]:
        """Look up at most `number` places, evenly over the map; what was found is remembered."""
        if number not in self._looks:
            places = list(sampled(self, number))  # what reads them goes before the resolver comes
            found = [(place, begins, self.resolver.lookup(*place)) for place, begins in places]
            self._looks[number] = found
        return self._looks[number]

    def release(self) -> None:
        """Let go of what reads the map, and of the map where it can be had again."""
        self._resolver = self._with_functions = self._tokens = None
        self._map = self._source if isinstance(self._source, bytes) else None


class Position(NamedTuple):
    """A position that was compared: where it stood and stands, and what it resolves to."""

    was: Place
    place: Place
    word: str
    """What stands there, where a mapping begins."""
    before: Original
    after: Original | None
    """The same value as before where it means the same."""
    same_text: bool

    @property
    def is_right(self) -> bool:
        """Whether it still means what it meant, and the same text stands there."""
        return self.before is self.after and self.same_text


class Compared(NamedTuple):
    """What comparing one pair gave: the positions really tried, and the findings."""

    tried: tuple[Position, ...]
    findings: tuple[Finding, ...]
    entries: tuple[int, int] | None = None
    """How many entries the map had before and has after; None when there was no before."""

    @property
    def positions(self) -> int:
        """How many were really tried."""
        return len(self.tried)

    @property
    def resolved(self) -> tuple[Resolved, ...]:
        """What the positions resolved to before, at the places where they are now."""
        return tuple(Resolved(each.place, each.word, each.before) for each in self.tried)


def compare(subject: str, before: Side, after: Side, number: int) -> Compared:
    """Compare at most `number` positions of one pair before and after injection.

    Raises SourceMapError when a map cannot be read.
    """
    entries = before.entries
    found = before.looked(number)
    by, repaired = shift(before, after)
    before.release()
    both = entries, after.entries
    if both[0] != both[1]:
        return Compared((), (_moved(subject, f"{both[0]} tokens became {both[1]}"),), both)
    tried: list[Position] = []
    for place, begins, old in found:
        if old is None:
            # symbolic drops a line's first entry when it repeats the original of the one before
            # it, so some positions that a map names resolve to nothing, then as now.
            continue
        there = moved(place, *before.grown)
        new_place = moved(there, by)
        new = after.lookup(new_place)
        same_text = repaired or before.text.at(there) == after.text.at(new_place)
        word = after.text.word(new_place, WORD * begins)
        same = old if _means(old) == _means(new) else new
        tried.append(Position(place, new_place, word, old, same, same_text))
    return Compared(tuple(tried), tuple(_described(subject, tried)), both)


def shift(before: Side, after: Side) -> tuple[Move | None, bool]:
    """Return what moved a pair's positions, and whether only its map was repaired.

    Such a map was made of the script without the snippet that stood there already, so that there
    is no text before to compare with.
    """
    by = move(before.text, after.text)
    if by is None and before.first != after.first:
        source_map = open_map(before.map)
        script = before.text.script
        own = own_id.sort_out(script, before.text.seen, source_map).own
        return half_injected.uncounted(script, own, source_map), True
    return by, False


def _means(found: Original | None) -> tuple[object, ...] | None:
    return (
        (found.source, found.line, found.column, found.name, found.context_line) if found else None
    )


def resolved(side: Side, number: int) -> tuple[Resolved, ...]:
    """Return what at most `number` positions of one side resolve to."""
    return tuple(
        Resolved(place, side.text.word(place, WORD * begins), found)
        for place, begins, found in side.looked(number)
        if found is not None
    )


def sampled(side: Side, number: int) -> Iterator[tuple[Place, bool]]:
    """Choose at most `number` positions evenly over the map: where mappings begin (true) or not.

    Of each chosen entry the place where it begins, and one half way to the next or to the end of
    the line: there this entry counts, the last one at or before.
    """
    return islice(_places(side, -(-number // 2)), number)


def _places(side: Side, entries: int) -> Iterator[tuple[Place, bool]]:
    """Return the places of so many entries, at most.

    Reading an entry costs, and a map has a hundred thousand of them, so only the chosen ones are
    read; where one names no source, the nearest one before it that does.
    """
    tokens = side.tokens()
    for previous, chosen in pairwise((-1, *spread(range(len(tokens)), entries))):
        for index in range(chosen, max(previous, chosen - NEARBY), -1):
            token = tokens[index]
            if token.source is not None:
                yield Place(token.dst_line, token.dst_column), True
                end = _end(side, tokens, index)
                if end - token.dst_column > 1:
                    yield Place(token.dst_line, (token.dst_column + end) // 2), False
                break


def _end(side: Side, tokens: Tokens, index: int) -> int:
    """Return the column up to which an entry counts."""
    token = tokens[index]
    if index + 1 < len(tokens) and tokens[index + 1].dst_line == token.dst_line:
        return tokens[index + 1].dst_column
    return side.text.width(token.dst_line)


def _described(subject: str, tried: Sequence[Position]) -> Iterator[Finding]:
    wrong = [each.place for each in tried if not each.is_right]
    if wrong:
        place = f"line {wrong[0].line + 1}, column {wrong[0].column + 1}"
        told = f"{len(wrong)} of {count(len(tried), 'position')} changed, first at {place}"
        yield _moved(subject, told, wrong)


def _moved(subject: str, sentence: str, wrong: Sequence[Place] = ()) -> Finding:
    also = (subjects.File(subject, place.line + 1, place.column + 1) for place in wrong)
    return finding("position-moved", subjects.File(subject), sentence, again("build"), also=also)
