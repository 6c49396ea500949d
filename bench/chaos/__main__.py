"""The command: draw runs by a seed, make as many as the time allows, and report."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from bench.chaos import children, disturbing, lying, noise, pool, prepared, report, shim, steps
from bench.chaos.cases import Case, Seen, Setting

KEPT = Path(".buildtools/chaos")
_SPARE_SECONDS = 30.0
"""No run begins later than so long before the end."""


def drawn(counts: Mapping[str, int], only: str | None, seed: int) -> list[Case]:
    """Give the runs in the order of a seed, those that wait first."""
    cases = [*lying.cases(), *disturbing.cases(counts), *noise.cases()]
    if only:
        return [case for case in cases if fnmatch(case.name, only) or case.name == only]
    random.Random(seed).shuffle(cases)  # noqa: S311, an order is no secret
    return sorted(cases, key=lambda case: not case.patient)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs and print the report; 0 when nothing is wrong."""
    given = _parsed(arguments)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        shim.restarted_with(Path(folder))
        return _run(given, Path(folder))


def _run(given: argparse.Namespace, folder: Path) -> int:
    began = time.monotonic()
    children.warm()
    limit = min(given.limit, given.minutes * 60)
    until = began + given.minutes * 60 - min(_SPARE_SECONDS, given.minutes * 15)
    setting = Setting(given.seed, folder, KEPT.absolute(), limit)
    prepared.prepare(folder)
    counts = steps.prepare(folder)
    seen = _made(drawn(counts, given.only, given.seed), setting, until)
    for line in report.report(seen, given.seed, time.monotonic() - began):
        sys.stdout.write(f"{line}\n")
    return int(report.failed(seen))


def _made(cases: Sequence[Case], setting: Setting, until: float) -> list[Seen]:
    seen = []
    for one in pool.run(cases, setting, until):
        seen.append(one)
        for wrong in one.wrong:
            sys.stderr.write(f"{one.name}: {wrong.kind}: {wrong.shown}\n")
    return seen


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", help="one run by its name, or several by a glob")
    parser.add_argument("--limit", type=float, default=240.0, help="seconds until a run hangs")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
