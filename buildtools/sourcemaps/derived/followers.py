"""Followers: whose digests and sizes other files hold, and what has to change with them.

All that follow a change are gathered until there are no more; `integrity` then settles them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.machine import threads
from buildtools.sourcemaps.derived import digests
from buildtools.sourcemaps.derived.digests import ALGORITHMS, Algorithm, Held, Size, Token
from buildtools.sourcemaps.derived.json_objects import Objects
from buildtools.sourcemaps.pairing import is_script

Digesting = Callable[[Algorithm, bytes], bytes]
Reading = Callable[[str], bytes]

_MAP = ".map"
_MANY = 8
_BY_DIGEST = 1 << 16
"""Closer than by any name: of files that were equal the one that is named is meant."""


class Bond(NamedTuple):
    """What stands in one file and is made from others: from several where they had one content."""

    mark: Token | Size
    owners: tuple[str, ...]


class Owners(NamedTuple):
    """What follows a change."""

    of: Mapping[bytes, tuple[str, ...]]
    """By digest, the files that had it."""
    holders: Mapping[str, tuple[Bond, ...]]
    """By file, what of it must be written anew."""
    siblings: Mapping[str, str]
    """By compressed sibling, the file that it stands for."""


class Site(NamedTuple):
    """The files: how each was, how it shall be as far as that is known, and what is beside it."""

    old: Reading
    new: Reading
    size: Callable[[str], int] = lambda _: -1
    """How many bytes a file had; -1 where nobody asks for sizes."""
    precompressed: Callable[[str], Sequence[str]] = lambda _: ()
    """The siblings of a file that can be made again."""
    in_a_name: Callable[[bytes], bool] = lambda _: False
    """Whether a digest stands in the name of a file: there and elsewhere it is that name."""
    fixed: Callable[[str], bool] = lambda _: True
    """Whether nothing in a script may move: its map counts columns and cannot follow."""


def owners(
    changed: Iterable[str],
    held: Mapping[str, Held],
    site: Site,
    others: Collection[bytes] = (),
    digest: Digesting = digests.digest,
) -> Owners:
    """Find whose digests and sizes are held: of the changed files, of their holders, and so on.

    `others` are digests looked for that nobody here holds.
    """
    search = _Search(held, site, others, digest)
    ahead = sorted(set(changed))
    seen: set[str] = set()
    siblings: dict[str, str] = {}
    while ahead:
        seen.update(ahead)
        compressed = {name: path for path in ahead for name in site.precompressed(path)}
        siblings |= compressed
        ahead = sorted({*search.holders_of(ahead), *compressed} - seen)
    of = {value: tuple(paths) for value, paths in search.of.items()}
    return Owners(of, search.bonds(), siblings)


class _Search:
    """What is held by its value, and whose it was found to be."""

    def __init__(
        self, held: Mapping[str, Held], site: Site, others: Collection[bytes], digest: Digesting
    ) -> None:
        self._held, self._site, self._digest = held, site, digest
        self._places: dict[bytes, dict[str, list[Token]]] = defaultdict(dict)
        self._names: dict[bytes, bool] = {}
        self._sizes: dict[int, list[tuple[str, Size]]] = defaultdict(list)
        for path, each in held.items():
            for token in each.tokens:
                self._places[token.value].setdefault(path, []).append(token)
            for size in each.sizes:
                self._sizes[size.number].append((path, size))
        self._places |= {value: self._places[value] for value in others}
        self._any = _algorithms(self._places)
        self._of_maps = _algorithms(
            token.value for each in held.values() if each.maps for token in each.tokens
        )
        self._objects: dict[str, Objects] = {}
        self._sized: dict[tuple[str, Size], list[tuple[int, str]]] = defaultdict(list)
        self._values: dict[str, list[bytes]] = {}
        self.of: dict[bytes, list[str]] = defaultdict(list)

    def holders_of(self, paths: Sequence[str]) -> set[str]:
        """Name the files that hold a digest or the size of one of these."""
        holders: set[str] = set()
        for path, values in zip(paths, self._digests_of(paths), strict=True):
            self._values[path] = values
            for value in values:
                self.of[value].append(path)
                for holder, tokens in self._places[value].items():
                    if not all(self._is_name(token) for token in tokens):
                        holders.add(holder)
        if self._sizes:
            holders.update(*(self._sizes_of(path) for path in paths))
        return holders

    def _is_name(self, token: Token) -> bool:
        if token.named and not token.is_hex:
            return False
        if token.value not in self._names:
            self._names[token.value] = self._site.in_a_name(token.value)
        return self._names[token.value]

    def _digests_of(self, paths: Sequence[str]) -> list[list[bytes]]:
        """Return those digests of each file that anyone holds; hashing leaves room for a thread."""
        if len(paths) < _MANY or not self._any:
            return [self._known(path) for path in paths]
        with threads.pool(threads.PAIR) as pool:
            return list(pool.map(self._known, paths))

    def _known(self, path: str) -> list[bytes]:
        algorithms = self._of_maps if path.endswith(_MAP) else self._any
        if not algorithms:
            return []
        content = self._site.old(path)
        made = (self._digest(algorithm, content) for algorithm in algorithms)
        return [value for value in made if value in self._places]

    def _sizes_of(self, path: str) -> set[str]:
        """Note the numbers that are the size of this file, and stand where it is named."""
        holders = set()
        for holder, size in self._sizes.get(self._site.size(path), ()):
            close = self._closeness(holder, size, path)
            if close:
                self._sized[holder, size].append((close, path))
                holders.add(holder)
        return holders

    def _closeness(self, holder: str, size: Size, path: str) -> int:
        """Return how surely the object around a number is about this file; 0 when it is not."""
        if holder not in self._objects:
            data = self._site.new(holder)
            self._objects[holder] = Objects(data, script=is_script(holder))
        found = self._objects[holder].around(size.at)
        if found is None or not path.endswith(size.squeezed):
            return 0
        plain = path.removesuffix(size.squeezed)
        if any(found.holds(at) for at in self._places_of(path, holder)):
            return _BY_DIGEST + found.names(path)
        return max(found.names(path), found.names(plain) if size.squeezed else 0)

    def _places_of(self, path: str, holder: str) -> Iterator[int]:
        """Return where digests of a file stand in a holder."""
        for value in self._values[path]:
            yield from (token.at for token in self._places[value].get(holder, ()))

    def bonds(self) -> dict[str, tuple[Bond, ...]]:
        """Return by holder all that was found in it."""
        found: dict[str, list[Bond]] = defaultdict(list)
        for path, each in self._held.items():
            found[path] += (
                Bond(token, tuple(self.of[token.value]))
                for token in each.tokens
                if token.value in self.of and not self._is_name(token)
            )
        for (holder, size), claims in self._sized.items():
            closest, _ = max(claims)
            found[holder].append(Bond(size, tuple(p for close, p in claims if close == closest)))
        return {
            path: tuple(sorted(bonds, key=lambda bond: bond.mark.at))
            for path, bonds in found.items()
            if bonds
        }


def _algorithms(values: Iterable[bytes]) -> list[Algorithm]:
    return [ALGORITHMS[length] for length in sorted({len(value) for value in values})]
