"""What a rehearsal costs over the build itself: seconds, and room on the disk.

    python -m bench.rehearsal [--project FOLDER] [--rounds N] [--against FOLDER] [--out FILE]

The project is examples/nextjs, a Next.js app with half a gigabyte of node_modules, or the one in a
folder with a sentry.yml whose default environment is the sandbox. In each round the build command
runs alone in a copy, and the project is rehearsed, by an earlier checkout in its turn, too. All
have what the build has cached before: nobody writes into the project itself, which is looked up.
With `--out` the figures of ours go into the file that docs/PERFORMANCE.md is written from.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.checkout import HERE, Checkout, earlier
from bench.figures import keep_apart
from bench.scenarios import COMMAND, EXAMPLE, project
from buildtools.files import stamps

log = logging.getLogger("bench")

ALONE = "the build alone"
MOST_SECONDS, MOST_MB = 10, 100
"""What a rehearsal may cost over the build itself."""
_LOOK_SECONDS = 0.5
_FOREIGN = ("SENTRY_", "NEXT_", "GITHUB_", "CI_", "GIT_", "COV", "PYTHON")
_BUILD = COMMAND.removeprefix("command: ").split()


class Cost(NamedTuple):
    """One run: its seconds, those after its report, and the most MB (10**6) that it had on disk."""

    seconds: float
    after_report: float
    disk_mb: float
    pairs: int = 0


Costs = dict[str, Cost]
"""One round, by contestant."""


def rounds(root: Path, app: Path, by: Sequence[Checkout]) -> Iterator[Costs]:
    """Build and rehearse a project in turns, without end; `app` is where its build runs."""
    with tempfile.TemporaryDirectory(dir=root.parent) as beside:
        copy = Path(beside) / "alone"
        shutil.copytree(root, copy, symlinks=True)
        while True:
            made = {ALONE: _built(copy / app.relative_to(root))}
            for each in by:
                before = stamps.taken(root)
                made[each.contestant] = _rehearsed(each, root, Path(beside))
                if changed := list(stamps.changed(root, before)):
                    raise SystemExit(f"{each.contestant} has changed {changed[0]}")
            yield made


def _built(app: Path) -> Cost:
    """Run the build command as it is; its room is that of the files that it has written."""
    began = time.time()
    ended = subprocess.run(_BUILD, cwd=app, env=_environ(), capture_output=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stdout.decode()[-2000:])
    seconds = time.time() - began
    return Cost(seconds, 0, _taken(app, began) / 1e6)


def _rehearsed(by: Checkout, root: Path, beside: Path) -> Cost:
    """Rehearse a project, and watch the folder that all of it is written to."""
    with tempfile.TemporaryDirectory(dir=beside) as passing, _watched(Path(passing)) as most:
        began = time.monotonic()
        command = (by.program("invoke"), "release", "--dry-run", "--json")
        with subprocess.Popen(
            command,
            cwd=root,
            env=_environ() | {"PYTHONPATH": str(by.folder), "TMPDIR": passing},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            told = json.loads((process.stdout or sys.stdin).readline())
            reported = time.monotonic()
        if process.returncode:
            raise SystemExit(f"{by.contestant}: {told}")
        seconds = time.monotonic() - began
    pairs = next(len(each["pairs"]) for each in told["steps"] if each["step"] == "build")
    return Cost(seconds, began + seconds - reported, max(most) / 1e6, pairs)


def _environ() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}


@contextmanager
def _watched(folder: Path) -> Iterator[list[int]]:
    """Look every now and then how much room a folder takes."""
    seen, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            seen.append(_taken(folder, 0))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    ended.set()
    watcher.join()


def _taken(folder: Path, since: float) -> int:
    """Return how many bytes of a disk the files take that were written since a time."""
    taken = 0
    for above, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.lstat(f"{above}/{name}")
            except OSError:
                continue
            taken += status.st_blocks * 512 if status.st_mtime >= since else 0
    return taken


def table(found: Sequence[Costs]) -> str:
    """Write the medians of all rounds, a row for each contestant."""
    rows = ["| | s | over the build | after its report | MB on disk | over the build | pairs |"]
    rows.append("|---|---|---|---|---|---|---|")
    alone = _medians([each[ALONE] for each in found])
    for name in found[0]:
        one = _medians([each[name] for each in found])
        over = (one.seconds - alone.seconds, one.disk_mb - alone.disk_mb)
        figures = (one.seconds, over[0], one.after_report, one.disk_mb, over[1])
        rows.append(f"| {name} | {' | '.join(f'{each:.1f}' for each in figures)} | {one.pairs} |")
    return "\n".join(rows)


def over(found: Sequence[Costs], contestant: str) -> tuple[float, float]:
    """Return what a contestant takes over the build itself: median seconds, and MB of disk."""
    mine, alone = ([each[name] for each in found] for name in (contestant, ALONE))
    one, build = _medians(mine), _medians(alone)
    return one.seconds - build.seconds, one.disk_mb - build.disk_mb


def _medians(costs: Sequence[Cost]) -> Cost:
    return Cost(*(median(each) for each in zip(*costs, strict=True)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.rehearsal")
    parser.add_argument("--project", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    by = [HERE, *([earlier(given.against.resolve())] if given.against else [])]
    with tempfile.TemporaryDirectory() as folder:
        if given.project:
            root = app = given.project.resolve()
        else:
            root = project(Path(folder) / "project", COMMAND)
            app = root / EXAMPLE
            _built(app)  # so that everybody finds what it has cached
        going = rounds(root, app, by)
        found = [next(going) for _ in range(given.rounds)]
        going.close()  # type: ignore[attr-defined]
    log.info("%s", table(found))
    if given.out:
        seconds, megabytes = over(found, HERE.contestant)
        keep_apart(given.out, "rehearsal", {"seconds": seconds, "megabytes": megabytes})


if __name__ == "__main__":
    main()
