"""The figures of a run, as medians and ratios: what `bench.run` kept, ready to be told."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from bench.cases import OURS


class Summary(NamedTuple):
    """The medians of one contestant in one case."""

    seconds: float
    processor_seconds: float
    peak_mb: float
    sent_mb: float


class Row(NamedTuple):
    """One contestant of a case beside the one it is compared with."""

    case: str
    corpus: str
    contestant: str
    mine: Summary
    other: str
    theirs: Summary
    least: float
    """The least ratio of one round: how many times faster."""
    greatest: float

    @property
    def faster(self) -> float:
        return self.theirs.seconds / self.mine.seconds

    @property
    def memory(self) -> float:
        """Its share of the other's peak memory."""
        return self.mine.peak_mb / self.theirs.peak_mb

    @property
    def bytes_sent(self) -> float:
        """How many bytes it sent for each of the other's; 0 where nobody sent any."""
        return self.mine.sent_mb / self.theirs.sent_mb if self.theirs.sent_mb else 0.0


def rows(cases: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Make a row for each contestant of ours in each case; the other is the one that is not."""
    return [
        _row(name, case, contestant, other)
        for name, case in cases.items()
        for contestant in case["runs"]
        for other in case["runs"]
        if contestant.startswith(OURS) and not other.startswith(OURS)
    ]


def _row(name: str, case: Mapping[str, Any], contestant: str, other: str) -> Row:
    mine, theirs = case["runs"][contestant], case["runs"][other]
    ratios = [b["seconds"] / a["seconds"] for a, b in zip(mine, theirs, strict=True)]
    return Row(
        name,
        _told(case["corpus"]),
        contestant,
        _summary(mine),
        other,
        _summary(theirs),
        min(ratios),
        max(ratios),
    )


def _summary(runs: Sequence[Mapping[str, float]]) -> Summary:
    return Summary(*(median(run[key] for run in runs) for key in Summary._fields))


def _told(corpus: Mapping[str, Any] | None) -> str:
    return f"{corpus['scripts']} scripts, {corpus['megabytes']:.0f} MB" if corpus else ""


def growth(cases: Mapping[str, Mapping[str, Any]], task: str) -> float | None:
    """Return ours's time per MB on large against medium; None where one was not measured."""
    found = []
    for size in ("large", "medium"):
        case = cases.get(task.format(size))
        if case is None:
            return None
        seconds = median(run["seconds"] for run in case["runs"][OURS])
        found.append(seconds / case["corpus"]["megabytes"])
    return float(found[0] / found[1])
