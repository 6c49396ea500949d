"""The command: draw runs by a seed, make as many as the time allows, and report."""

import argparse
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.chaos import (
    children,
    disturbing,
    drawing,
    lying,
    noise,
    page,
    pool,
    prepared,
    report,
    shim,
    steps,
)
from bench.chaos.cases import Case, Seen, Setting

_OFTEN = 100
"""After so many cases a line says how far it is."""
KEPT = Path(".buildtools/chaos")
"""Where bytes lie that showed something."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs and print the report; 0 when nothing is wrong."""
    given = _parsed(arguments)
    shim.restarted()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        return _run(given, Path(folder))


def _run(given: argparse.Namespace, folder: Path) -> int:
    began = time.monotonic()
    children.warm()
    prepared.prepare(folder)
    counts = steps.prepare(folder)
    cases = [*lying.cases(), *disturbing.cases(counts, shim.lacking()), *noise.cases()]
    until = pool.Until(math.inf if given.write else began + given.minutes * 60)
    seen = _made(_chosen(cases, given), Setting(given.seed, folder, KEPT.absolute()), until)
    if given.write:
        page.write(given.write, seen)
    for line in report.report(seen, given.seed, time.monotonic() - began):
        sys.stdout.write(f"{line}\n")
    return int(report.failed(seen))


def _chosen(cases: Sequence[Case], given: argparse.Namespace) -> list[Case]:
    """Return what is asked for by name; for the page every fault there is; else what is drawn."""
    wanted = given.only or ("lie/*" if given.write else None)
    found = drawing.named(cases, wanted) if wanted else list(cases)
    return drawing.drawn(found, given.seed)


def _made(cases: Sequence[Case], setting: Setting, until: pool.Until) -> list[Seen]:
    """Make the runs; Ctrl-C ends them, and what they showed until then is reported."""
    seen = []
    with suppress(KeyboardInterrupt):
        for one in pool.run(cases, setting, until):
            seen.append(one)
            if not one.untried and len(seen) % _OFTEN == 0:
                sys.stderr.write(f"{len(seen)} of {len(cases)}\n")
            for wrong in one.wrong:
                sys.stderr.write(f"{one.name}: {wrong.kind}: {wrong.shown}\n")
    return seen


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos")
    # What CI draws must be repeatable.
    seed = 0 if "CI" in os.environ else random.randrange(10**6)  # noqa: S311, an order
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--write", type=Path, help="the page whose table is made of every fault")
    parser.add_argument("--only", help="one run by its name, or several by a glob")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
