"""The tables of docs/PERFORMANCE.md, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.case import BEFORE_STEPS, OURS_STEPS, SENTRY_CLI, SIZES
from bench.checkout import BEFORE, OURS
from bench.figures import Cases, Row, milliseconds_per_mb, summary, told, tried
from bench.releases import AGAIN, STEPS

_WHO = {
    OURS: "proven, `invoke release`",
    OURS_STEPS: "proven, seven commands",
    BEFORE_STEPS: "proven, seven commands of before",
    SENTRY_CLI: "not proven, sentry-cli's four",
}
_EVERY_STEP = (*STEPS, *(f"{step} again" for step in AGAIN))


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    made = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*made, *(f"| {' | '.join(line)} |" for line in lines)]) + "\n"


def releases(cases: Cases) -> str:
    """Write what a user waits for: one line for each way to release a corpus."""
    head = ("files", "release", "s", "times as fast", "CPU, s", "of the server, s", "peak MB")
    lines = []
    for case in _sizes(cases, "release {}"):
        theirs = summary(case["runs"][SENTRY_CLI]).seconds
        for who, runs in case["runs"].items():
            mine = summary(runs)
            cells = (
                f"{case['corpus']['name']} ({told(case['corpus'])})" if who == OURS else "",
                _WHO[who],
                f"{mine.seconds:.2f}",
                f"**{theirs / mine.seconds:.2f}**" if who != SENTRY_CLI else "",
                f"{mine.processor_seconds:.2f}",
                f"{mine.server_seconds:.2f}",
                f"{mine.peak_mb:.0f}",
            )
            lines.append(cells)
    return _table(head, lines)


def steps(cases: Cases) -> str:
    """Write each step as a process of its own: seconds, of them processor time, MB at the peak."""
    head = (
        *("step", *SIZES, "before, medium", "CPU, times less", "sentry-cli, medium"),
        "ms per MB, medium, large",
    )
    lines = []
    for step in _EVERY_STEP:
        found = {size: cases.get(f"release {size}: {step}") for size in SIZES}
        if any(found.values()):
            cells = [_step(found[size], OURS) for size in SIZES]
            medium = found["medium"]
            beside = (_step(medium, BEFORE), _less(medium), _step(medium, SENTRY_CLI))
            lines.append([step, *cells, *beside, _per_mb(found)])
    return _table(head, lines)


def _step(case: Any, contestant: str) -> str:
    if case is None or contestant not in case["runs"]:
        return ""
    mine = summary(case["runs"][contestant])
    return f"{mine.seconds:.2f} s, {mine.processor_seconds:.2f}, {mine.peak_mb:.0f} MB"


def _less(case: Any) -> str:
    if case is None or BEFORE not in case["runs"]:
        return ""
    mine, before = (summary(case["runs"][who]).processor_seconds for who in (OURS, BEFORE))
    return f"{before / mine:.2f}"


def _per_mb(found: dict[str, Any]) -> str:
    known = [found[size] for size in ("medium", "large") if found[size]]
    return ", ".join(f"{milliseconds_per_mb(case):.1f}" for case in known)


def proofs(cases: Cases) -> str:
    """Write what was tried and noticed, ours beside the earlier checkout."""
    columns = [
        (f"{size}{'' if who == OURS else ', before'}", tried(cases, f"release {size}: verify", who))
        for size in SIZES
        for who in (OURS, BEFORE)
    ]
    known = [(name, counts) for name, counts in columns if counts]
    kinds = dict.fromkeys(kind for _, counts in known for kind in counts)
    lines = [
        [kind.replace("_", " "), *(_count(counts, kind) for _, counts in known)] for kind in kinds
    ]
    return _table(["tried, and noticed", *(name for name, _ in known)], lines)


def _count(counts: Mapping[str, int], kind: str) -> str:
    number = counts.get(kind, 0)
    pairs = counts.get(kind.replace("_positions", "_pairs"), 0)
    shared = kind.endswith("_positions") and pairs
    return f"{number:,}, {number / pairs:.1f} a pair" if shared else f"{number:,}"


def others(made: Sequence[Row]) -> str:
    """Write a line for each pair of contestants, of all that is no whole release."""
    head = (
        *("case", "who", "s", "other, s", "times as fast", "least to greatest"),
        *("peak MB", "other", "MB sent", "other"),
    )
    return _table(head, [_cells(row) for row in made if not row.case.startswith("release ")])


def _cells(row: Row) -> Sequence[str]:
    sends = bool(row.theirs.sent_mb)
    return (
        f"{row.case} ({row.corpus})" if row.corpus else row.case,
        row.contestant,
        f"{row.mine.seconds:.3f}",
        f"{row.theirs.seconds:.3f} ({row.other})",
        f"**{row.faster:.2f}**",
        f"{row.least:.2f} to {row.greatest:.2f}",
        f"{row.mine.peak_mb:.0f}",
        f"{row.theirs.peak_mb:.0f}",
        f"{row.mine.sent_mb:.1f}" if sends else "",
        f"{row.theirs.sent_mb:.1f}" if sends else "",
    )


def _sizes(cases: Cases, name: str) -> list[Any]:
    return [cases[name.format(size)] for size in SIZES if name.format(size) in cases]
