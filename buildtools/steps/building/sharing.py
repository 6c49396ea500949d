"""Sharing: which pairs of a build are checked by which core of the machine."""

from pathlib import Path
from typing import NamedTuple

from buildtools.files import disk
from buildtools.machine import processes

Pairs = list[tuple[str, str | None]]
"""Scripts with the paths of their maps; None where a map is embedded."""
Sizes = dict[tuple[str, str | None], int]
"""Pairs in their order, with the size of each map in bytes."""
_WORTH = 8_000_000
"""Bytes of maps from which on they are worth being shared."""
_LARGE = 5_000_000
"""Bytes of a map that is checked apart and first, while little is held: what it takes would leave
holes in memory."""
_SAMPLED = 2_000_000
"""Bytes of a map of which more cost little."""
_EACH = 50_000
"""What a pair costs however small it is, in bytes of a map."""
_TURNS = 16
"""Parts for each core: who is done with one takes the next."""


def sizes_of(root: Path, pairs: Pairs) -> Sizes:
    """Return how many bytes each map has, of an embedded one those of its script."""
    return {(script, path): disk.size(root / (path or script)) for script, path in pairs}


def cores_for(sizes: Sizes) -> int:
    """Return how many processes share the pairs: one where they are not worth more."""
    return processes.cores() if sum(sizes.values()) > _WORTH else 1


def large_of(sizes: Sizes) -> Pairs:
    """Return the pairs with large maps, the largest first: nobody waits for it at the end."""
    found = [pair for pair, size in sizes.items() if size > _LARGE]
    return sorted(found, key=lambda pair: -sizes[pair])


class Part(NamedTuple):
    """Some pairs that one core does, and how many stand before them."""

    pairs: Pairs
    before: int


def parts_of(sizes: Sizes, cores: int) -> list[Part]:
    """Cut the pairs into parts for so many cores, in their order; those with large maps cost
    nothing any more."""
    number = cores * _TURNS if cores > 1 else 1
    costs = {
        pair: 0 if size > _LARGE else min(size, _SAMPLED) + _EACH for pair, size in sizes.items()
    }
    whole = sum(costs.values()) + 1
    parts = [Part([], 0) for _ in range(number)]
    done = 0
    for before, (pair, cost) in enumerate(costs.items()):
        at = done * number // whole
        if not parts[at].pairs:
            parts[at] = Part([], before)
        parts[at].pairs.append(pair)
        done += cost
    return [part for part in parts if part.pairs]
