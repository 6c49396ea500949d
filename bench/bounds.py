"""Measure what a stricter verdict would cost: bounds scaled, lies noticed, right maps told.

    python -m bench.bounds [--write docs/accuracy.md] [--most N]

Each bound from which a part of a map is told is multiplied by a factor: below one less evidence is
enough. The packages are those that were not looked at when the bounds were chosen.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from bench import frames
from bench.accuracy import EVERY, RIGHT, Seen, measured, packages, usable
from bench.packages import NOT_LOOKED_AT
from buildtools.checks.accuracy import charts, gaps, shifts, slips, verdict_findings

log = logging.getLogger("bench")

FACTORS = (1.0, 0.7, 0.5, 0.35)
BOUNDS: tuple[tuple[ModuleType, str, bool], ...] = (
    (charts, "_OF_PLACES", False),
    (charts, "_OF_LINE", False),
    (charts, "_OF_CONTENT", False),
    (charts, "_OF_FEW", False),
    (slips, "_ENOUGH", False),
    (shifts, "_GAIN", False),
    (verdict_findings, "_OWN", False),
    (gaps, "_RARE", True),
)
"""Every bound on evidence, and whether a larger one is the stricter."""
_HEAD = (
    "| bounds | right maps told | lies noticed | without places lost | moving every frame: passed |"
)
LOST = "places lost"
"""The lie that leaves no trace but what is missing."""


@contextmanager
def scaled(factor: float) -> Iterator[None]:
    """Judge by bounds scaled so, in this process."""
    usual = [getattr(module, name) for module, name, _ in BOUNDS]
    try:
        for (module, name, inverse), value in zip(BOUNDS, usual, strict=True):
            setattr(module, name, value / factor if inverse else value * factor)
        yield
    finally:
        for (module, name, _), value in zip(BOUNDS, usual, strict=True):
            setattr(module, name, value)


def _job(job: tuple[list[frames.Pair], float]) -> list[Seen]:
    window, factor = job
    with scaled(factor):
        return measured(str(factor), window, 0)


def run(most: int | None, workers: int) -> list[Seen]:
    """Judge the same pairs and lies by each factor; `half` of what was seen is the factor."""
    pairs = usable(packages(NOT_LOOKED_AT))
    step = max(len(pairs) // most, 1) if most else 1
    windows = [
        [pairs[(index + turn) % len(pairs)] for turn in range(8)]
        for index in range(0, len(pairs), step)
    ]
    jobs = [(window, factor) for window in windows for factor in FACTORS]
    with ProcessPoolExecutor(workers) as pool:
        return [seen for found in pool.map(_job, jobs, chunksize=2) for seen in found]


def table(seen: Sequence[Seen]) -> Iterator[str]:
    """Write a row for each factor in Markdown."""
    yield _HEAD
    yield "|---|---|---|---|---|"
    for factor in FACTORS:
        rows = [each for each in seen if each.half == str(factor)]
        right = [each for each in rows if each.kind == RIGHT]
        lies = [each for each in rows if each.kind != RIGHT]
        rest = [each for each in lies if each.kind != LOST]
        every = [each for each in lies if each.moved >= EVERY]
        told = sum(each.outcome == "noticed" for each in right)
        passed = sum(each.outcome == "passed" for each in every)
        yield (
            f"| × {factor:g} | {told} of {len(right)} ({told / len(right):.1%}) | "
            f"{_noticed(lies)} | {_noticed(rest)} | {passed} of {len(every)} |"
        )


def _noticed(lies: Sequence[Seen]) -> str:
    number = sum(each.outcome == "noticed" for each in lies)
    return f"{number / len(lies):.1%} of {len(lies)}"


_MARK = "<!-- bounds -->"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table or write it into a page between its marks."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.bounds")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--most", type=int, help="right pairs, about")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    text = "\n".join(table(run(given.most, given.workers)))
    if given.write is None:
        log.info("%s", text)
        return
    before, _, after = given.write.read_text().split(_MARK)
    given.write.write_text(f"{before}{_MARK}\n\n{text}\n\n{_MARK}{after}")


if __name__ == "__main__":
    main()
