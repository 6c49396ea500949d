"""Measure ours and sentry-cli side by side, and keep the figures as JSON.

    python -m bench.run [--corpora FOLDER] [--rounds N] [--out FILE] [case ...]

Each command runs as a whole process, start-up included, on a fresh copy of the corpus; the two
take turns, so that both meet the same machine. `CASES` names what is measured; a module that
measures something else (upload) adds a case to it.
"""

import argparse
import compileall
import json
import logging
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.corpora import FOLDER, corpus
from bench.measure import Measured, measure
from bench.project import project, restore

log = logging.getLogger("bench")

OUT = Path(".buildtools/bench.json")
PACKAGE = Path(__file__).resolve().parents[1] / "buildtools"

Round = dict[str, Measured]
"""One turn of each contestant, by name."""


class Case(NamedTuple):
    """Something to measure: rounds without end, and on which corpus."""

    rounds: Callable[[Path], Iterator[Round]]
    corpus: str = ""


def tool(name: str) -> str:
    """Find a program, first beside the interpreter that runs us."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def invoke(*arguments: str) -> tuple[str, ...]:
    """Give the command line of one of our tasks, in the environment `bench`."""
    return (tool("invoke"), *arguments, "--env=bench")


def inject(name: str) -> Case:
    """Inject a corpus that was never injected, on disk as a copy just made."""

    def rounds(corpora: Path) -> Iterator[Round]:
        made = corpus(name, corpora)
        with project(made.folder, corpora) as root:
            measure(invoke("build"), root)
            while True:
                _settle()
                ours = measure(invoke("inject"), root)
                restore(root, made.folder)
                _settle()
                theirs = measure((tool("sentry-cli"), "sourcemaps", "inject", "dist"), root)
                restore(root, made.folder)
                yield {"ours": ours, "sentry-cli": theirs}

    return Case(rounds, name)


def again(name: str) -> Case:
    """Inject a corpus that the same tool has injected before: there is nothing to do."""

    def rounds(corpora: Path) -> Iterator[Round]:
        made = corpus(name, corpora)
        with project(made.folder, corpora) as root, project(made.folder, corpora) as other:
            theirs = (tool("sentry-cli"), "sourcemaps", "inject", "dist")
            for command in (invoke("build"), invoke("inject"), invoke("inject")):
                measure(command, root)
            measure(theirs, other)
            while True:
                yield {
                    "ours": measure(invoke("inject"), root),
                    "sentry-cli": measure(theirs, other),
                }

    return Case(rounds, name)


def startup() -> Case:
    """List our tasks, against Invoke with a collection of one task that does nothing."""

    def rounds(corpora: Path) -> Iterator[Round]:
        with project(corpus("small", corpora).folder, corpora) as root:
            empty = root / "empty"
            empty.mkdir()
            (empty / "tasks.py").write_text(
                "from invoke import Collection, task\n\n\n@task\ndef nothing(context):\n"
                '    """Do nothing."""\n\n\nns = Collection(nothing)\n'
            )
            command = (tool("invoke"), "--list")
            while True:
                yield {"ours": measure(command, root), "empty": measure(command, empty)}

    return Case(rounds)


CASES: dict[str, Case] = {
    "startup": startup(),
    **{f"inject-{name}": inject(name) for name in ("small", "medium", "large")},
    **{f"inject-again-{name}": again(name) for name in ("small", "medium", "large")},
}


def _settle() -> None:
    """Let the disk finish what the copying left, so that no run pays for it."""
    os.sync()


def run(case: Case, corpora: Path, rounds: int) -> dict[str, object]:
    """Measure a case, after one round that only warms up; give the figures of every round."""
    figures: dict[str, list[Measured]] = {}
    going = case.rounds(corpora)
    try:
        for number in range(rounds + 1):
            for contestant, measured in next(going).items():
                if number:
                    figures.setdefault(contestant, []).append(measured)
                log.info(
                    "  %-10s %7.3f s %6.0f MB%s",
                    contestant,
                    measured.seconds,
                    measured.peak_mb,
                    "" if number else "  (warming up)",
                )
    finally:
        going.close()  # type: ignore[attr-defined]
    made = corpus(case.corpus, corpora)._asdict() if case.corpus else None
    if made:
        del made["folder"]
    return {
        "corpus": made,
        "runs": {name: [each._asdict() for each in runs] for name, runs in figures.items()},
    }


def machine() -> dict[str, str]:
    """Say on what this was measured."""
    version = subprocess.run([tool("sentry-cli"), "--version"], capture_output=True, check=True)
    return {
        "processors": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "sentry-cli": version.stdout.decode().split()[-1],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the cases, and add their figures to the file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--corpora", type=Path, default=FOLDER)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("cases", nargs="*", default=list(CASES), metavar="case")
    given = parser.parse_args(arguments)
    # An installed package is compiled. Ours may not be: Invoke lets Python write nothing.
    compileall.compile_dir(PACKAGE, quiet=1)
    os.environ["PYTHONPATH"] = str(PACKAGE.parent)
    known = json.loads(given.out.read_text()) if given.out.is_file() else {"cases": {}}
    for name in given.cases:
        log.info("%s", name)
        known["cases"][name] = run(CASES[name], given.corpora.resolve(), given.rounds)
        known["machine"] = machine()
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
