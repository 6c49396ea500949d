"""Sharing: which pairs of a build are checked by which core of the machine."""

from collections.abc import Mapping
from pathlib import Path

from buildtools.files import disk
from buildtools.machine import processes

Pairs = list[tuple[str, str | None]]
"""Scripts with the paths of their maps; None where a map is embedded."""
_WORTH = 8_000_000
"""Bytes of maps from which on they are worth being shared."""
_LARGE = 5_000_000
"""Bytes of a map that is checked apart and first, while little is held: what it takes would leave
holes in memory."""
_SAMPLED = 2_000_000
"""Bytes of a map of which more cost little."""


def large_of(root: Path, pairs: Pairs, cores: int) -> list[Pairs]:
    """Share the pairs with large maps among the cores, the largest first by turns."""
    sizes = {pair: size for pair in pairs if (size := _size(root, pair)) > _LARGE}
    found = sorted(sizes, key=lambda pair: -sizes[pair])
    return [found[core::cores] for core in range(cores)]


def _size(root: Path, pair: tuple[str, str | None]) -> int:
    """Return how many bytes a map has, of an embedded one those of its script."""
    script, path = pair
    return disk.size(root / (path or script))


def parts_of(root: Path, maps_: Mapping[str, str | None], cores: int) -> list[Pairs]:
    """Share the pairs among the cores, in their order; those with large maps cost nothing then."""
    every = [_size(root, pair) for pair in maps_.items()]
    cores = cores or (processes.cores() if sum(every) > _WORTH else 1)
    sizes = [0 if size > _LARGE else min(size, _SAMPLED) for size in every]
    whole = sum(sizes) + 1
    parts: list[Pairs] = [[] for _ in range(cores)]
    done = 0
    for pair, size in zip(maps_.items(), sizes, strict=True):
        parts[done * cores // whole].append(pair)
        done += size
    return parts
