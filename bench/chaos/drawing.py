"""Which runs are made, and in which order: by a seed, and of each group some."""

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from fnmatch import fnmatch

from bench.chaos.cases import Case


def drawn(cases: Sequence[Case], seed: int) -> list[Case]:
    """Return all cases in the order of a seed: those that wait first.

    However early the end comes, each group has had its share by then, which grows with the square
    root of its size.
    """
    chance = random.Random(seed)  # noqa: S311, an order is no secret
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(case)
    ranked = []
    for group in groups.values():
        chance.shuffle(group)
        share = math.sqrt(len(group))
        ranked += [((turn + chance.random()) / share, case) for turn, case in enumerate(group)]
    ranked.sort(key=lambda one: (not one[1].patient, one[0]))
    return [case for _, case in ranked]


def named(cases: Sequence[Case], name: str) -> list[Case]:
    """Return the case of this name, or those that match it as a glob."""
    return [case for case in cases if case.name == name or fnmatch(case.name, name)]
