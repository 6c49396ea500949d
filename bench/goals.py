"""What we want of the figures: the page tells of each whether it is reached, and what was seen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from bench.case import EMPTY, OURS_SMALL, OURS_STEPS, SENTRY_CLI, SIZES
from bench.checkout import BEFORE, OURS
from bench.figures import Cases, Row, growth, summary, tried
from bench.releases import STEPS
from bench.startups import COMMANDS


class Goal(NamedTuple):
    """A bound on a figure of a case: it is at least so much, or with `most` at most."""

    case: str
    figure: str
    bound: float
    most: bool = False
    contestant: str = OURS
    other: str = SENTRY_CLI
    together: str = ""
    """What is told once of several, by the worst of them."""

    @property
    def group(self) -> object:
        """What is the same of goals that are told together, and of no others."""
        return (self.together, self.figure, self.bound, self.contestant) if self.together else self


class Outcome(NamedTuple):
    """What was seen of a goal."""

    what: str
    wanted: str
    seen: str
    reached: bool


_FIGURES: dict[str, tuple[str, Callable[[Row], float]]] = {
    "faster": ("times as fast", lambda row: row.faster),
    "longer": ("times its time", lambda row: row.longer),
    "cheaper": ("times less processor time", lambda row: row.cheaper),
    "memory": ("of its memory", lambda row: row.memory),
    "bytes": ("of its bytes", lambda row: row.bytes_sent),
    "peak": ("MB at the peak", lambda row: row.mine.peak_mb),
}

NOISE = 0.97
"""What counts as not slower than the same program was: rounds differ by 3 %."""

_LINKS = ("loopback", "1 Gbit/s")


def _of_releases() -> Iterator[Goal]:
    """What a user waits for: not slower than an unproven one, and the aim is half its time."""
    for size in ("medium", "large"):
        for bound in (1, 2):
            yield Goal(f"release {size}", "faster", bound)
        yield Goal(f"release {size}", "faster", 1, contestant=OURS_STEPS)
    yield Goal("release medium: build", "cheaper", 6, other=BEFORE)
    yield Goal("release medium: verify", "cheaper", 5, other=BEFORE)
    yield from (Goal(f"inject {size}", "faster", NOISE, other=BEFORE) for size in SIZES)


def _of_before() -> Iterator[Goal]:
    """What was reached stays so."""
    for again in ("inject again {}", "upload again {}, light server"):
        yield from (Goal(again.format(size), "faster", NOISE, other=BEFORE) for size in SIZES)
    for size in SIZES:
        yield Goal(f"upload {size}, light server, loopback", "faster", NOISE, other=BEFORE)


def _of_startups() -> Iterator[Goal]:
    for command in COMMANDS:
        together = f"{command}, all sizes"
        yield from (
            Goal(f"{command} {size}", "longer", 1.15, True, other=EMPTY, together=together)
            for size in SIZES
        )
    for again in ("inject again {}", "upload again {}, light server"):
        together = again.format("all sizes")
        yield from (
            Goal(again.format(size), "longer", 1.15, True, other=EMPTY, together=together)
            for size in SIZES
        )


def _of_injection() -> Iterator[Goal]:
    for size in ("medium", "large"):
        yield Goal(f"inject {size}", "faster", 7)
        yield Goal(f"inject {size}", "memory", 1 / 3, most=True)
    yield Goal("inject again medium", "faster", 8)
    yield Goal("inject small", "faster", 1)


def _of_uploads() -> Iterator[Goal]:
    cases = [f"upload {size}, light server, {link}" for size in SIZES[1:] for link in _LINKS]
    together = f"upload medium and large, light server, {' and '.join(_LINKS)}"
    for case in cases:
        yield Goal(case, "faster", 6)
        yield Goal(case, "faster", 3, contestant=OURS_SMALL)
    for case in cases:
        yield Goal(case, "bytes", 1.2, most=True, together=together)
    for case in cases:
        yield Goal(case, "bytes", 1.02, True, OURS_SMALL, together=together)
    slow = "upload large, light server, 100 Mbit/s"
    yield Goal(slow, "faster", 1)
    yield Goal(slow, "bytes", 1.02, most=True)
    for case in (*cases, slow, f"{slow}, zstd offered"):
        for contestant in (OURS, OURS_SMALL):
            yield Goal(
                case, "peak", 200, True, contestant, together="upload, every server and link"
            )
    for size in ("medium", "large"):
        yield Goal(f"upload again {size}, light server", "faster", 12)


GOALS = (
    *_of_releases(),
    *_of_startups(),
    *_of_before(),
    *_of_injection(),
    *_of_uploads(),
)

GROWTH = {
    **{f"release {{}}: {step}": 1.2 for step in ("build", "inject", "upload", "verify")},
    "inject {}": 1.15,
    "upload {}, light server, loopback": 1.15,
}
"""How many times the time per MB large may take of what medium takes."""

APART = (
    ("rehearsal", "seconds", 10, "s over the build itself"),
    ("rehearsal", "megabytes", 100, "MB of disk"),
)
"""What other programs measure and put into the file, below `apart`: name, figure, bound, unit."""

PEAK_MB = 200
"""What a step may take of memory, on every corpus."""


def outcomes(rows: Sequence[Row], cases: Cases) -> Iterator[Outcome]:
    """Say of each goal that was measured what was seen."""
    known = {(row.case, row.contestant, row.other): row for row in rows}
    yield from _told(known, _of_releases())
    yield from _peak(cases)
    for size in SIZES:
        yield from _no_less(cases, f"release {size}: verify")
    yield from _told(known, _of_startups())
    for task, bound in GROWTH.items():
        seen = growth(cases, task)
        if seen is not None:
            what = f"{task.format('large')}: time per MB, against medium"
            yield Outcome(what, f"at most {bound:g}", f"{seen:.2f}", seen <= bound)
    yield from _told(known, _of_before())
    yield from _told(known, _of_injection())
    yield from _told(known, _of_uploads())


def apart(figures: Mapping[str, Any]) -> Iterator[Outcome]:
    """Hold what was measured by other programs against its bounds."""
    for name, figure, bound, unit in APART:
        seen = figures.get("apart", {}).get(name, {}).get(figure)
        if seen is not None:
            yield Outcome(name, f"at most {bound:g} {unit}", f"{seen:.4g}", seen <= bound)


def _told(known: Mapping[tuple[str, str, str], Row], goals: Iterator[Goal]) -> Iterator[Outcome]:
    for _, group in groupby(goals, lambda goal: goal.group):
        found = [(goal, known.get((goal.case, goal.contestant, goal.other))) for goal in group]
        measured = [(goal, row) for goal, row in found if row is not None]
        if measured:
            yield _outcome(*max(measured, key=_badness))


def _badness(measured: tuple[Goal, Row]) -> float:
    goal, row = measured
    seen = _FIGURES[goal.figure][1](row)
    return seen if goal.most else -seen


def _outcome(goal: Goal, row: Row) -> Outcome:
    seen = _FIGURES[goal.figure][1](row)
    reached = seen <= goal.bound if goal.most else seen >= goal.bound
    who = "" if goal.contestant == OURS else f" ({goal.contestant.removeprefix(f'{OURS}, ')})"
    where = f"{seen:.4g}, {goal.case}" if goal.together else f"{seen:.4g}"
    return Outcome(f"{goal.together or goal.case}{who}", _wanted(goal), where, reached)


def _wanted(goal: Goal) -> str:
    """Return the bound in words; where nobody else is named it is held against sentry-cli."""
    beside = "" if goal.other == SENTRY_CLI else f", against {goal.other}"
    if goal.figure == "faster" and goal.bound in (1, NOISE):
        return f"not slower{beside}{', within 3 %' if goal.bound == NOISE else ''}"
    unit = _FIGURES[goal.figure][0]
    return f"{'at most' if goal.most else 'at least'} {goal.bound:.3g} {unit}{beside}"


def _peak(cases: Cases) -> Iterator[Outcome]:
    """Return which step took most memory, of all steps and of the whole, on every corpus."""
    names = [f"release {size}{step}" for size in SIZES for step in ("", *(f": {s}" for s in STEPS))]
    peaks = {name: summary(cases[name]["runs"][OURS]).peak_mb for name in names if name in cases}
    if peaks:
        most = max(peaks, key=lambda name: peaks[name])
        wanted = f"at most {PEAK_MB} MB at the peak"
        seen = f"{peaks[most]:.4g}, {most}"
        yield Outcome("every step, every size", wanted, seen, peaks[most] <= PEAK_MB)


def _no_less(cases: Cases, row: str) -> Iterator[Outcome]:
    """Hold what was tried against what an earlier checkout has tried of the same files."""
    ours, before = (_held(tried(cases, row, contestant)) for contestant in (OURS, BEFORE))
    less = [
        f"{kind.replace('_', ' ')} {ours.get(kind, 0):,} of {number:,}"
        for kind, number in before.items()
        if ours.get(kind, 0) < number
    ]
    if before:
        wanted = "tries and notices no less than before"
        yield Outcome(row, wanted, ", ".join(less) or "no less", not less)


def _held(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts of which more is better: judged positions in place of those that were not."""
    return {
        kind.replace("not_judged", "judged"): (
            counts.get(kind.replace("not_judged", "positions"), 0) - number
            if kind.endswith("not_judged")
            else number
        )
        for kind, number in counts.items()
    }
