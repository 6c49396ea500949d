"""What we want of the figures: the page tells of each whether it is reached, and what was seen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bench.cases import OURS, OURS_SMALL
from bench.figures import Row, growth


class Goal(NamedTuple):
    """A bound on a figure of a case: it is at least so much, or with `most` at most."""

    case: str
    figure: str
    bound: float
    most: bool = False
    contestant: str = OURS


class Outcome(NamedTuple):
    """What was seen of a goal."""

    what: str
    wanted: str
    seen: str
    reached: bool


_FIGURES: dict[str, tuple[str, Callable[[Row], float]]] = {
    "faster": ("times as fast", lambda row: row.faster),
    "memory": ("of its memory", lambda row: row.memory),
    "bytes": ("of its bytes", lambda row: row.bytes_sent),
    "peak": ("MB at the peak", lambda row: row.mine.peak_mb),
}


def _fast_and_small(case: str) -> Iterator[Goal]:
    yield Goal(case, "faster", 6)
    yield Goal(case, "bytes", 1.2, most=True)
    yield Goal(case, "faster", 3, contestant=OURS_SMALL)
    yield Goal(case, "bytes", 1.02, most=True, contestant=OURS_SMALL)
    yield from (Goal(case, "peak", 200, most=True, contestant=one) for one in (OURS, OURS_SMALL))


def _goals() -> Iterator[Goal]:
    for size in ("medium", "large"):
        yield Goal(f"inject {size}", "faster", 7)
        yield Goal(f"inject {size}", "memory", 1 / 3, most=True)
    yield Goal("inject again medium", "faster", 8)
    yield Goal("inject small", "faster", 1)
    for size in ("medium", "large"):
        for link in ("loopback", "1 Gbit/s"):
            yield from _fast_and_small(f"upload {size}, {link}")
    yield Goal("upload large, 100 Mbit/s", "faster", 1)
    yield Goal("upload large, 100 Mbit/s", "bytes", 1.02, most=True)
    for case in ("upload large, 100 Mbit/s", "upload large, 100 Mbit/s, zstd offered"):
        yield Goal(case, "peak", 200, most=True)
    for size in ("medium", "large"):
        yield Goal(f"upload again {size}, loopback", "faster", 12)


GOALS = tuple(_goals())

GROWTH = {"inject {}": 1.15, "upload {}, loopback": 1.15}
"""How many times the time per MB large may take of what medium takes."""


def outcomes(rows: Sequence[Row], cases: Mapping[str, Mapping[str, Any]]) -> Iterator[Outcome]:
    """Say of each goal that was measured what was seen."""
    known = {(row.case, row.contestant): row for row in rows}
    for goal in GOALS:
        row = known.get((goal.case, goal.contestant))
        if row is not None:
            yield _outcome(goal, row)
    for task, bound in GROWTH.items():
        seen = growth(cases, task)
        if seen is not None:
            what = f"{task.format('large')}: time per MB, against medium"
            yield Outcome(what, f"at most {bound:g}", f"{seen:.2f}", seen <= bound)


def _outcome(goal: Goal, row: Row) -> Outcome:
    unit, measure = _FIGURES[goal.figure]
    seen = measure(row)
    reached = seen <= goal.bound if goal.most else seen >= goal.bound
    who = "" if goal.contestant == OURS else " (small)"
    wanted = f"{'at most' if goal.most else 'at least'} {goal.bound:.3g} {unit}"
    return Outcome(f"{goal.case}{who}", wanted, f"{seen:.4g}", reached)
