"""Integrity: when files change, so must the digests of them that other files hold.

A file that holds a digest changes with it, and its own digest may be held by a third: a page holds
that of the entry, the entry that of a lazy chunk. So the holders are gathered until there are no
more, and each file is settled after those whose digests it holds: that is the fixed point.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from buildtools.sourcemaps import digests
from buildtools.sourcemaps.digests import Algorithm, Digested, Token
from buildtools.values import Edit

Digesting = Callable[[Algorithm, bytes], Digested]
Reading = Callable[[str], bytes]


class Owners(NamedTuple):
    """Whose the digests are that stand in other files."""

    of: Mapping[Digested, tuple[str, ...]]
    """Several files where they had one content."""
    holders: Mapping[str, tuple[Token, ...]]
    """By file, only the tokens that have an owner."""


class Settled(NamedTuple):
    """The holders as they must be."""

    contents: Mapping[str, bytes]
    """Those that change, each before the files whose digests it holds."""
    edits: Mapping[str, tuple[Edit, ...]]
    """What was changed in each; the lengths are equal, so that nothing moves."""
    circular: tuple[str, ...]
    """Files that hold each other's digests: no content could satisfy them all."""
    ambiguous: tuple[tuple[str, str], ...]
    """A holder and the files that had one content and have several now."""


def owners(
    changed: Iterable[str],
    held: Mapping[str, Collection[Token]],
    old: Reading,
    others: Collection[Digested] = (),
    digest: Digesting = digests.digested,
) -> Owners:
    """Find whose digests are held: of the changed files, of their holders, and so on.

    `old` gives a file as it was; `others` are digests looked for that nobody here holds.
    """
    places: dict[Digested, set[str]] = defaultdict(set)
    for path, tokens in held.items():
        for token in tokens:
            places[token.digested].add(path)
    places |= {each: places[each] for each in others}
    algorithms = sorted({each.algorithm for each in places})
    of: dict[Digested, list[str]] = defaultdict(list)
    seen: set[str] = set()
    ahead = sorted(set(changed)) if algorithms else []
    while ahead:
        seen.update(ahead)
        holders: set[str] = set()
        for path in ahead:
            content = old(path)
            for found in (digest(algorithm, content) for algorithm in algorithms):
                if found in places:
                    of[found].append(path)
                    holders |= places[found]
        ahead = sorted(holders - seen)
    known = {path: tuple(each for each in held[path] if each.digested in of) for path in held}
    return Owners(
        {each: tuple(paths) for each, paths in of.items()},
        {path: tokens for path, tokens in known.items() if tokens},
    )


def settle(found: Owners, new: Reading, digest: Digesting = digests.digested) -> Settled:
    """Put the new digests in the place of the old; `new` gives a file but for its digests."""
    order, circular = _order(
        {
            path: {owner for token in tokens for owner in found.of[token.digested]}
            for path, tokens in found.holders.items()
        }
    )
    contents: dict[str, bytes] = {}
    edits: dict[str, tuple[Edit, ...]] = {}
    ambiguous: list[tuple[str, str]] = []
    now: dict[Digested, set[Digested]] = {}
    for path in order:
        data, made = bytearray(new(path)), []
        for at, old in sorted(found.holders[path]):
            if old not in now:
                texts = (contents.get(owner) or new(owner) for owner in found.of[old])
                now[old] = {digest(old.algorithm, text) for text in texts}
            if len(now[old]) > 1:
                ambiguous.append((path, ", ".join(found.of[old])))
                continue
            (fresh,) = now[old]
            data[at : at + len(old.text)] = fresh.text
            made.append(Edit(at, old.text, len(old.text)))
        if made:
            contents[path], edits[path] = bytes(data), tuple(made)
    backwards = dict(reversed(contents.items()))
    return Settled(backwards, edits, circular, tuple(dict.fromkeys(ambiguous)))


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
