"""The figures of a run, as medians and ratios: what `bench.run` kept, ready to be told."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.checkout import OURS

Cases = Mapping[str, Mapping[str, Any]]
"""The rows as they are kept, by name."""


class Summary(NamedTuple):
    """The medians of one contestant in one case."""

    seconds: float
    processor_seconds: float
    peak_mb: float
    sent_mb: float = 0.0
    server_seconds: float = 0.0


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
    def longer(self) -> float:
        """How many times its time is of the other's."""
        return self.mine.seconds / self.theirs.seconds

    @property
    def cheaper(self) -> float:
        """How many times less processor time it takes."""
        return self.theirs.processor_seconds / self.mine.processor_seconds

    @property
    def memory(self) -> float:
        """Its share of the other's peak memory."""
        return self.mine.peak_mb / self.theirs.peak_mb

    @property
    def bytes_sent(self) -> float:
        """How many bytes it sent for each of the other's; 0 where nobody sent any."""
        return self.mine.sent_mb / self.theirs.sent_mb if self.theirs.sent_mb else 0.0


def rows(cases: Cases) -> list[Row]:
    """Make a row for each contestant of ours in each case beside each that is not ours."""
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
        told(case["corpus"]),
        contestant,
        summary(mine),
        other,
        summary(theirs),
        min(ratios),
        max(ratios),
    )


def summary(runs: Sequence[Mapping[str, float]]) -> Summary:
    """Return the median of each figure."""
    return Summary(*(median(run.get(key, 0.0) for run in runs) for key in Summary._fields))


def told(corpus: Mapping[str, Any] | None) -> str:
    """Return how large a corpus is, in words."""
    return f"{corpus['scripts']} scripts, {corpus['megabytes']:.0f} MB" if corpus else ""


def milliseconds_per_mb(case: Mapping[str, Any]) -> float:
    """Return what ours takes for each MB of scripts and maps."""
    seconds = median(run["seconds"] for run in case["runs"][OURS])
    return float(1000 * seconds / case["corpus"]["megabytes"])


def growth(cases: Cases, task: str) -> float | None:
    """Return ours's time per MB on large against medium; None where one was not measured."""
    large, medium = (cases.get(task.format(size)) for size in ("large", "medium"))
    if large is None or medium is None:
        return None
    return milliseconds_per_mb(large) / milliseconds_per_mb(medium)


def keep_apart(out: Path, name: str, figures: Mapping[str, float]) -> None:
    """Put what another program has measured into the file, below `apart`."""
    known = json.loads(out.read_text()) if out.is_file() else {"cases": {}}
    known.setdefault("apart", {})[name] = dict(figures)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(known, indent=1) + "\n")


def tried(cases: Cases, row: str, contestant: str) -> Mapping[str, int]:
    """Return what a contestant has tried in each round of a row, the least; nothing where none."""
    runs = cases.get(row, {"runs": {}})["runs"].get(contestant, [])
    kinds = [kind for run in runs[:1] for kind in run.get("tried", {})]
    return {kind: min(run.get("tried", {}).get(kind, 0) for run in runs) for kind in kinds}
