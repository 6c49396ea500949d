"""What Sentry takes of a build: CPU in user mode of all that the build command starts.

Builds are made in copies, in turns, and what the one before has left is gone each time, caches
above all. Source: getrusage(2), RUSAGE_CHILDREN.
"""

import logging
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from buildtools.errors import BuildFailed
from buildtools.inspections.review.cost import paired
from buildtools.project import cpu, shell
from buildtools.review.reviewed import Figure, Table

ROUNDS = 3
_LAST_LINES = 20
_relayed = logging.getLogger("buildtools.relayed")


class Copy(NamedTuple):
    """A copy of the project that may be built."""

    command: str
    folder: Path
    """Where the command runs."""
    environ: Mapping[str, str]
    left: Sequence[Path]
    """Files and folders that a build leaves, all below the copy."""


def build_ms(copy: Copy) -> float:
    """Build a copy from nothing, and return its CPU. Raises BuildFailed."""
    for each in copy.left:
        shutil.rmtree(each, ignore_errors=True)
    before = cpu.of_ended()
    done = shell.run(
        copy.command,
        cwd=copy.folder,
        environ=copy.environ,
        on_line=lambda line: _relayed.info("%s", line),
    )
    if done.code:
        raise BuildFailed(
            f"the copy of the app does not build: its command ended with {done.code}",
            evidence=tuple(done.output.splitlines()[-_LAST_LINES:]),
        )
    return (cpu.of_ended() - before) * 1000


def measure(copies: Mapping[str, Copy], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Build each copy once a round, in turns."""
    builds = {name: partial(build_ms, copy) for name, copy in copies.items()}
    return paired.in_turns(builds, rounds, before=0)


def told(measured: Mapping[str, Sequence[float]]) -> tuple[list[Figure], Table]:
    """Return what the last copy takes above the first one."""
    first, *_, last = measured.values()
    above = paired.difference(first, last, paired.least("build-cpu"))
    figure = paired.figure("build-cpu", above, f"user CPU of the build, {cpu.name()}")
    rows = [(name, *_whole(paired.spread(each))) for name, each in measured.items()]
    says = "seen" if above.seen else paired.BELOW
    rows.append(("the difference", *_whole(above.spread)))
    return [figure], Table(
        "cost-build",
        "what a build takes",
        ("build", "user CPU, ms", "lowest, ms", "highest, ms"),
        tuple(rows),
        f"user CPU of all that the command starts, {len(first)} builds of each, on {cpu.name()}",
        f"Medians; the difference is taken build by build: {says}. Caches are gone before each.",
    )


def _whole(found: paired.Spread) -> tuple[int, int, int]:
    return round(found.median), round(found.low), round(found.high)
