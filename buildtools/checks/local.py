"""Proof on disk: after injection every sampled position means what it meant before.

The pair before injection is rebuilt from the pair after it, so both are at hand. Tokens of the two
maps correspond one to one; a sampled token must name the same original place, and the text of the
script must be the same where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import msgspec

from buildtools.errors import SourceMapError, again
from buildtools.findings import Finding, finding
from buildtools.sourcemaps import comments, snippet
from buildtools.sourcemaps.resolve import Original, Resolver, Token
from buildtools.values import DebugId, parse_debug_id

NEIGHBOURS = 8
"""Tokens tried in place of one that names no source."""

TEXT = 12
"""UTF-16 code units of script compared at each position."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Side:
    """A script with its map's bytes, before or after injection."""

    script: bytes
    map: bytes

    @cached_property
    def resolver(self) -> Resolver:
        """Look positions up in this side. Raises SourceMapError when the map cannot be read."""
        return Resolver(self.script, self.map)


class _Identified(msgspec.Struct):
    """The keys of a map that carry its ID; different tools write different ones."""

    camel: str | None = msgspec.field(default=None, name="debugId")
    snake: str | None = msgspec.field(default=None, name="debug_id")


def unequal_ids(subject: str, debug_id: DebugId, after: Side) -> Iterator[Finding]:
    """Find an ID that the script, its run-time snippet or the map does not carry.

    Raises SourceMapError when the map is not JSON.
    """
    remarks = comments.read(after.script)
    carried = {
        "the script's debugId comment": remarks.debug_id,
        "the run-time snippet": remarks.snippet_id,
        "the map": _map_id(after.map),
    }
    for place, found in carried.items():
        if found != debug_id:
            yield finding(
                "pair-not-injected",
                subject,
                f"{place} has {found or 'no debug ID'}, not {debug_id}",
                again("inject"),
            )


def _map_id(data: bytes) -> DebugId | None:
    try:
        keys = msgspec.json.decode(data[max(data.find(b"{"), 0) :], type=_Identified)
    except msgspec.MsgspecError as fault:
        raise SourceMapError("the map is not JSON") from fault
    ids = {parse_debug_id(text) for text in (keys.camel, keys.snake) if text}
    return ids.pop() if len(ids) == 1 else None


class Compared(NamedTuple):
    """What comparing one pair gave: positions really tried, and the findings."""

    positions: int
    findings: tuple[Finding, ...]


def spread(items: Sequence[Item], number: int) -> Sequence[Item]:
    """Choose at most `number` items evenly over the sequence, its last one included.

    The same ones every time. The last one matters most in a map: its fields are sums over all
    that stand before, so a fault anywhere shows there.
    """
    count = len(items)
    if number >= count:
        return items
    return [items[count - 1 - index * count // number] for index in reversed(range(number))]


def compare(subject: str, before: Side, after: Side, number: int) -> Compared:
    """Compare at most `number` positions of one pair before and after injection.

    Raises SourceMapError when a map cannot be read.
    """
    tokens = before.resolver.tokens(), after.resolver.tokens()
    if len(tokens[0]) != len(tokens[1]):
        sentence = f"{len(tokens[0])} tokens became {len(tokens[1])}"
        return Compared(0, (_moved(subject, sentence),))
    texts = _Texts(before.script), _Texts(after.script)
    resolvers = before.resolver, after.resolver
    chosen = [each for each in sampled(*tokens, number) if _resolved(before.resolver, each[0])]
    wrong = [each for each in chosen if not _same(each, resolvers, texts)]
    return Compared(len(chosen), tuple(_described(subject, wrong, len(chosen))))


def sampled(
    old: Sequence[Token], new: Sequence[Token], number: int
) -> Iterator[tuple[Token, Token]]:
    """Choose at most `number` corresponding tokens that name a source, evenly over the map.

    Reading a token costs, and a map has a hundred thousand of them, so only these are read: where
    the chosen one names no source, the nearest one before it that does.
    """
    for previous, chosen in pairwise((-1, *spread(range(len(old)), number))):
        for index in range(chosen, max(previous, chosen - NEIGHBOURS), -1):
            if old[index].source is not None:
                yield old[index], new[index]
                break


def _resolved(resolver: Resolver, token: Token) -> bool:
    """Whether the position resolved before injection.

    symbolic drops a line's first entry when it repeats the original of the one before it, so some
    positions that a map names resolve to nothing, then as now.
    """
    return resolver.lookup(token.dst_line, token.dst_column) is not None


def _same(
    tokens: tuple[Token, Token], resolvers: tuple[Resolver, Resolver], texts: tuple["_Texts", ...]
) -> bool:
    places, words = [], []
    for token, resolver, text in zip(tokens, resolvers, texts, strict=True):
        found = resolver.lookup(token.dst_line, token.dst_column)
        places.append(_place(found))
        words.append(text.at(token.dst_line, token.dst_column))
    return places[0] == places[1] and words[0] == words[1]


def _place(found: Original | None) -> tuple[object, ...] | None:
    return (found.source, found.line, found.column, found.name) if found else None


def _described(subject: str, wrong: Sequence[tuple[Token, Token]], tried: int) -> Iterator[Finding]:
    if wrong:
        token = wrong[0][1]
        place = f"line {token.dst_line + 1}, column {token.dst_column + 1}"
        yield _moved(subject, f"{len(wrong)} of {tried} positions changed, first at {place}")


def _moved(subject: str, sentence: str) -> Finding:
    return finding("position-moved", subject, sentence, again("build"))


class _Texts:
    """The lines of a script, for looking at a few places in UTF-16 columns.

    What injection puts in is left out: the run-time snippet, and the comments that close a script.
    """

    def __init__(self, script: bytes) -> None:
        seen = comments.read(script)
        span = snippet.ours(script, seen.registered[0].at) if seen.registered else None
        self._snippet = script[slice(*span)].decode().encode("utf-16-le") if span else b""
        # a byte order mark takes no column
        self._lines = script[: _closing(script, seen)].removeprefix(b"\xef\xbb\xbf").split(b"\n")
        self._wide: dict[int, bytes] = {}

    def at(self, line: int, column: int) -> bytes:
        """Give the code units from this place to the end of its line, `TEXT` of them at most."""
        if line >= len(self._lines):
            return b""
        if line not in self._wide:
            text = self._lines[line].decode("utf-8", "replace")
            self._wide[line] = text.encode("utf-16-le")
        found = self._wide[line][2 * column : 2 * (column + TEXT) + len(self._snippet)]
        return (found.replace(self._snippet, b"") if self._snippet else found)[: 2 * TEXT]


def _closing(script: bytes, seen: comments.Comments) -> int:
    """Give where the comments begin that close a script; its end when code follows them."""
    notes = sorted(note.comment for note in (seen.reference_note, seen.debug_note) if note)
    start = end = notes[0].start if notes else len(script)
    for note in notes:
        if script[end : note.start].strip():
            return len(script)
        end = note.end
    return len(script) if script[end:].strip() else start
