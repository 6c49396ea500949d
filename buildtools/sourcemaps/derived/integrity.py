"""Integrity: when files change, so must what other files hold of them: digests, sizes, copies.

A file that holds a digest changes with it, and its own digest may be held by a third: a page holds
that of the entry, the entry that of a lazy chunk; a compressed sibling follows its file, and a
manifest may hold that one's size. So each file is settled after those it follows: that is the
fixed point.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import NamedTuple

from buildtools.sourcemaps.derived import digests
from buildtools.sourcemaps.derived.digests import Algorithm, Size, Token
from buildtools.sourcemaps.derived.followers import Digesting, Owners, Site
from buildtools.sourcemaps.derived.json_objects import Objects
from buildtools.sourcemaps.pairing import is_script
from buildtools.splices import Splice, apply, edits
from buildtools.values import Edit

_ROOM = re.compile(rb":(?P<blanks>[ \t]*+)(?:\\*[\"'`])?(?:W/)?(?:\\*[\"'`])?\Z")
_ROOM_BYTES = 64
"""What may stand between a key and a size or an entity tag: blanks and quotes."""


class Kept(NamedTuple):
    """What stays of an old content: a holder, the file, and why."""

    holder: str
    owners: tuple[str, ...]
    """More than one where it cannot be told which of them it is."""
    why: str
    breaks: bool = False
    """Whether the owner is served with a length that it does not have."""

    @property
    def owner(self) -> str:
        """The owners as a text."""
        return ", ".join(self.owners)


class Settled(NamedTuple):
    """The holders as they must be."""

    contents: Mapping[str, bytes]
    """Those that change, each before the files it follows."""
    edits: Mapping[str, tuple[Edit, ...]]
    """What was changed in each holder; siblings have none."""
    circular: tuple[str, ...]
    """Files that hold each other's digests: no content could satisfy them all."""
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    """A holder and the files that had one content and have several now."""
    kept: tuple[Kept, ...]


def settle(
    found: Owners,
    site: Site,
    squeeze: Callable[[str, bytes], bytes] = lambda _, content: content,
    digest: Digesting = digests.digest,
) -> Settled:
    """Put what is new in the place of the old. `squeeze` makes a sibling of a content anew."""
    return _Settling(found, site, squeeze, digest).done()


class _Settling:
    """The work of settling: contents grow while it walks from what changed to what follows."""

    def __init__(
        self,
        found: Owners,
        site: Site,
        squeeze: Callable[[str, bytes], bytes],
        digest: Digesting,
    ) -> None:
        self._found, self._site, self._squeeze, self._digest = found, site, squeeze, digest
        self._contents: dict[str, bytes] = {}
        self._edits: dict[str, tuple[Edit, ...]] = {}
        self._ambiguous: dict[tuple[str, tuple[str, ...]], None] = {}
        self._kept: dict[Kept, None] = {}
        self._wanted: dict[str, set[Algorithm]] = defaultdict(set)
        self._facts: dict[str, tuple[int, dict[Algorithm, bytes]]] = {}
        for mark, owned in chain.from_iterable(found.holders.values()):
            if isinstance(mark, Token):
                for owner in owned:
                    self._wanted[owner].add(mark.algorithm)

    def done(self) -> Settled:
        """Settle each file after those it follows."""
        graph = {
            path: {owner for bond in bonds for owner in bond.owners}
            for path, bonds in self._found.holders.items()
        }
        for sibling, path in self._found.siblings.items():
            graph.setdefault(sibling, set()).add(path)
        order, circular = _order(graph)
        for path in order:
            if path in self._found.siblings:
                self._contents[path] = self._squeeze(path, self._now(self._found.siblings[path]))
            elif path in self._found.holders:
                self._hold(path)
        backwards = dict(reversed(self._contents.items()))
        return Settled(backwards, self._edits, circular, tuple(self._ambiguous), tuple(self._kept))

    def _now(self, path: str) -> bytes:
        return self._contents[path] if path in self._contents else self._site.new(path)

    def _hold(self, path: str) -> None:
        bonds, data = self._found.holders[path], self._now(path)
        beside = digests.manner(mark.text for mark, _ in bonds if _is_base64(mark))
        splices, objects = [], None
        for mark, owned in bonds:
            texts = {self._text(mark, owner, beside) for owner in owned}
            if len(texts) > 1:
                objects = objects or Objects(data, script=is_script(path))
                meant = objects.meant(mark.at, owned)
                texts = {self._text(mark, owner, beside) for owner in meant}
            if len(texts) > 1:
                self._cannot_tell(path, mark, owned)
                continue
            (text,) = texts
            if text == mark.text:
                continue
            if splice := self._splice(path, data, mark, text):
                splices.append(splice)
            else:
                why = "a new one would move columns"
                self._kept[Kept(path, (owned[0],), why, isinstance(mark, Size))] = None
        if splices:
            self._contents[path] = apply(data, splices)
            self._edits[path] = edits(splices)

    def _splice(self, path: str, data: bytes, mark: Token | Size, text: bytes) -> Splice | None:
        """Plan to write a mark anew; None where that would move what a map counts."""
        if is_script(path):
            fitted = _fitted(data, mark, text)
            if fitted or self._site.fixed(path) or len(text) < len(mark.text):
                return fitted
        return Splice(mark.at, mark.text, text)

    def _cannot_tell(self, path: str, mark: Token | Size, owned: Sequence[str]) -> None:
        """Note that a mark may be of several: an error where browsers refuse the wrong one."""
        if isinstance(mark, Token) and mark.named and not mark.tag:
            self._ambiguous[path, tuple(owned)] = None
        else:
            breaks = isinstance(mark, Size) and is_script(path)
            self._kept[Kept(path, tuple(owned), "they were equal and are not now", breaks)] = None

    def _text(self, mark: Token | Size, owner: str, beside: bytes) -> bytes:
        """Write anew what a mark says of a file."""
        if owner not in self._facts:
            content = self._now(owner)
            made = {each: self._digest(each, content) for each in self._wanted[owner]}
            self._facts[owner] = (len(content), made)
        size, known = self._facts[owner]
        if isinstance(mark, Size):
            return b"%d" % size
        return mark.written(known[mark.algorithm], beside, size)


def _is_base64(mark: Token | Size) -> bool:
    return isinstance(mark, Token) and not mark.is_hex and not mark.tag


def _fitted(script: bytes, mark: Token | Size, text: bytes) -> Splice | None:
    """Plan a new text in a script so that nothing behind it moves; None where there is no room.

    What it is longer is taken from the blanks behind the colon, what it is shorter put there.
    """
    grown = len(text) - len(mark.text)
    if not grown:
        return Splice(mark.at, mark.text, text)
    start = max(0, mark.at - _ROOM_BYTES)
    room = _ROOM.search(script, start, mark.at)
    if room is None or len(room["blanks"]) < grown:
        return None
    at = room.start("blanks")
    old = script[at : mark.at + len(mark.text)]
    blanks = b" " * -grown + room["blanks"][max(0, grown) :]
    return Splice(at, old, blanks + script[room.end("blanks") : mark.at] + text)


def _order(graph: dict[str, set[str]]) -> tuple[list[str], tuple[str, ...]]:
    """Put each holder behind the files it depends on; take out those that depend on themselves."""
    circular: dict[str, None] = {}
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            cycle: list[str] = error.args[1]
            circular |= dict.fromkeys(cycle)
            graph = {path: owned for path, owned in graph.items() if path not in cycle}
        else:
            return [path for path in order if path in graph], tuple(sorted(circular))
