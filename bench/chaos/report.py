"""What a command of runs showed: counts, the four zeros, and how to repeat what failed."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.chaos.cases import Seen
from bench.chaos.judge import ZEROS


def report(seen: Sequence[Seen], seed: int, seconds: float) -> Iterator[str]:
    """Say it all, a line at a time."""
    tried = [one for one in seen if not one.untried]
    runs = sum(one.runs for one in tried)
    yield f"{runs} runs in {seconds:.0f} s, seed {seed}"
    for kind, count in _counted(tried).items():
        yield f"  {kind:<24} {count}"
    for why, count in Counter(one.untried for one in seen if one.untried).items():
        yield f"  not tried: {count} ({why})"
    found = Counter(wrong.kind for one in tried for wrong in one.wrong)
    for goal in ZEROS:
        yield f"{goal:<16} {found.pop(goal, 0)}"
    for other, count in sorted(found.items()):
        yield f"{other:<16} {count}"
    for one in tried:
        if one.wrong:
            yield from _failed(one, seed)


def failed(seen: Sequence[Seen]) -> bool:
    """Whether anything was wrong, or nothing was tried."""
    return any(one.wrong for one in seen) or all(one.untried for one in seen)


def _counted(tried: Sequence[Seen]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for one in tried:
        kinds[one.kind] += one.runs
    return kinds


def _failed(one: Seen, seed: int) -> Iterator[str]:
    yield ""
    yield f"python -m bench.chaos --only={shlex.quote(one.name)} --seed={seed}"
    yield from (f"  {wrong.kind}: {wrong.shown}" for wrong in one.wrong)
