"""What a rehearsal costs over the build itself: seconds, and room on the disk.

    python -m bench.rehearsal [--project FOLDER] [--rounds N] [--against FOLDER] [--out FILE]

The project is examples/nextjs, a Next.js app whose node_modules is filled up to half a gigabyte, or
the one in a folder with a sentry.yml whose default environment is the sandbox. In each round its
build command runs alone in a new copy, and it is rehearsed, by an earlier checkout in its turn,
too. All have what the build has cached before: nobody writes into the project itself, and nothing
is left beside it, which is looked up. With `--out` the figures of ours go into the file that
docs/PERFORMANCE.md is written from.
"""

import argparse
import json
import logging
import os
import resource
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
from buildtools.checks import build_command
from buildtools.config import load
from buildtools.files import mounts, stamps
from buildtools.project import shell
from buildtools.settings import Build
from buildtools.state.temporary_folders import PREFIX

log = logging.getLogger("bench")

ALONE = "the build alone"
MOST_SECONDS, MOST_MB = 10, 100
"""What a rehearsal may cost over the build itself."""
_LOOK_SECONDS = 0.5
_FOREIGN = ("SENTRY_", "NEXT_", "GITHUB_", "CI_", "GIT_", "COV", "PYTHON")
_RELEASE = "bench@1"
_PACKAGES, _FILLED_WITH = "node_modules", "@sentry"
_LEAST_MB = 500
"""What all packages of the example have in bytes, at least."""


class Cost(NamedTuple):
    """One run: its seconds, those after its report, and the most MB (10**6) that it had on disk."""

    seconds: float
    processor_seconds: float
    """Those of all processes, which say more where other work goes on."""
    after_report: float
    disk_mb: float
    build: float
    """Seconds of the build command, or of the step `build`, which judges what that has left."""
    pairs: int = 0


Costs = dict[str, Cost]
"""One round, by contestant."""


def rounds(root: Path, by: Sequence[Checkout]) -> Iterator[Costs]:
    """Build and rehearse a project in turns, without end."""
    with tempfile.TemporaryDirectory(dir=root.parent) as beside:
        copy = Path(beside) / "alone"
        while True:
            shutil.copytree(root, copy, symlinks=True)
            made = {ALONE: _built(copy)}
            shutil.rmtree(copy)
            for each in by:
                before = stamps.taken(root)
                made[each.contestant] = _rehearsed(each, root, Path(beside))
                if changed := list(stamps.changed(root, before)):
                    raise SystemExit(f"{each.contestant} has changed {changed[0]}")
            yield made


def _built(root: Path) -> Cost:
    """Run the build command as it is; its room is that of the files that it has written."""
    build, environ = _told(root)
    app = root / build.directory
    began, spent = time.time(), _spent()
    ended = shell.run(build.command or "", cwd=app, environ=environ, on_line=lambda _: None)
    if ended.code:
        raise SystemExit(ended.output[-2000:])
    seconds = time.time() - began
    return Cost(seconds, _spent() - spent, 0, _taken(app, began) / 1e6, seconds)


def _told(root: Path) -> tuple[Build, dict[str, str]]:
    """Return how a project is built, and the variables that a rehearsal builds it with."""
    loaded = load(root / "sentry.yml", None, _environ(), rehearse=True)
    build = loaded.settings.build
    given = (loaded.variables, build.environment, _RELEASE, None)
    return build, build_command.variables(*given, environment=loaded.deploy_environment)


def _rehearsed(by: Checkout, root: Path, beside: Path) -> Cost:
    """Rehearse a project, and watch the folder that all of it is written to."""
    with (
        tempfile.TemporaryDirectory(dir=beside) as passing,
        tempfile.TemporaryFile("w+") as said,
        _watched(Path(passing)) as most,
    ):
        began, spent = time.monotonic(), _spent()
        command = (by.program("buildtools"), "release", "--dry-run", "--json")
        with subprocess.Popen(
            command,
            cwd=root,
            env=_environ() | {"PYTHONPATH": str(by.folder), "TMPDIR": passing},
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process:
            told = (process.stdout or sys.stdin).readline()
            reported = time.monotonic()
        seconds, spent = time.monotonic() - began, _spent() - spent
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{by.contestant}: {said.read()[-2000:]}{told}")
        if left := [*Path(passing).glob(f"{PREFIX}*"), *mounts.below(root.parent)]:
            raise SystemExit(f"{by.contestant} has left {left[0]}")
    build = next(each for each in json.loads(told)["steps"] if each["step"] == "build")
    after = began + seconds - reported
    return Cost(seconds, spent, after, max(most) / 1e6, build["seconds"], len(build["pairs"]))


def _spent() -> float:
    """Return the processor seconds of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environ() -> dict[str, str]:
    """Return the variables of all runs: a build that is told another release uses no cache."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | {"SENTRY_RELEASE": _RELEASE}


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
    times = ("s", "over", "of that in `build`", "after the report", "CPU s", "over")
    heads = ("", *times, "MB on disk", "over", "pairs")
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    alone = _medians([each[ALONE] for each in found])
    for name in found[0]:
        one = _medians([each[name] for each in found])
        seconds, judging = one.seconds - alone.seconds, one.build - alone.build
        spent = (one.processor_seconds, one.processor_seconds - alone.processor_seconds)
        room = (one.disk_mb, one.disk_mb - alone.disk_mb)
        figures = (one.seconds, seconds, judging, one.after_report, *spent, *room)
        rows.append(
            f"| {name} | {' | '.join(f'{each:.1f}' for each in figures)} | {one.pairs:.0f} |"
        )
    return "\n".join(rows)


def over(found: Sequence[Costs], contestant: str) -> tuple[float, float]:
    """Return what a contestant takes over the build itself: median seconds, and MB of disk."""
    mine, alone = ([each[name] for each in found] for name in (contestant, ALONE))
    one, build = _medians(mine), _medians(alone)
    return one.seconds - build.seconds, one.disk_mb - build.disk_mb


def _medians(costs: Sequence[Cost]) -> Cost:
    return Cost(*(median(each) for each in zip(*costs, strict=True)))


def _example(folder: Path) -> Path:
    """Return the example in a repository of its own, built, so that all find what it has cached."""
    root = project(folder / "project", COMMAND)
    packages = root / EXAMPLE / _PACKAGES
    more = 0
    while (held := _bytes(packages)) < _LEAST_MB * 1e6:
        more += 1
        shutil.copytree(packages / _FILLED_WITH, packages / f"@more{more}", symlinks=True)
    log.info("%s: %.0f MB in %d files", _PACKAGES, held / 1e6, len([*_files(packages)]))
    _built(root)
    return root


def _bytes(folder: Path) -> int:
    return sum(each.lstat().st_size for each in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_symlink() or each.is_file())


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
        root = given.project.resolve() if given.project else _example(Path(folder))
        going = rounds(root, by)
        found = [next(going) for _ in range(given.rounds)]
        going.close()  # type: ignore[attr-defined]
    log.info("%s", table(found))
    if given.out:
        seconds, megabytes = over(found, HERE.contestant)
        keep_apart(given.out, "rehearsal", {"seconds": seconds, "megabytes": megabytes})


if __name__ == "__main__":
    main()
