"""Measure ours and sentry-cli side by side, and keep the figures as JSON.

    python -m bench.run [--corpora FOLDER] [--rounds N] [--out FILE] [case ...]

Each command runs as a whole process, start-up included; all take turns, so that what else the
machine does falls on everybody. `cases.py` says what is measured. A word names all cases that hold
it: `inject`, `"upload large"`.
"""

import argparse
import compileall
import json
import logging
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.cases import CASES, Case
from bench.corpora import FOLDER, corpus
from bench.measure import Measured
from bench.project import Workshop, tool

log = logging.getLogger("bench")

OUT = Path(".buildtools/bench.json")
_PACKAGE = Path(__file__).resolve().parents[1] / "buildtools"


def run(case: Case, workshop: Workshop, rounds: int) -> dict[str, object]:
    """Measure a case, after one round that only warms up; give the figures of every round."""
    figures: dict[str, list[Measured]] = {}
    going = case.rounds(workshop)
    try:
        for number in range(rounds + 1):
            for contestant, measured in next(going).items():
                if number:
                    figures.setdefault(contestant, []).append(measured)
                _tell(contestant, measured, warming=not number)
    finally:
        going.close()  # type: ignore[attr-defined]
    return {
        "corpus": _described(case, workshop),
        "runs": {name: [each._asdict() for each in runs] for name, runs in figures.items()},
    }


def _described(case: Case, workshop: Workshop) -> dict[str, object] | None:
    if not case.corpus:
        return None
    made = corpus(case.corpus, workshop.corpora)
    return {"name": made.name, "scripts": made.scripts, "megabytes": made.megabytes}


def _tell(contestant: str, measured: Measured, *, warming: bool) -> None:
    log.info(
        "  %-12s %7.3f s %7.3f cpu %6.0f MB %8.2f MB sent%s",
        contestant,
        *measured,
        "  (warming up)" if warming else "",
    )


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
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("words", nargs="*", metavar="case")
    given = parser.parse_args(arguments)
    # An installed package is compiled. Ours may not be: Invoke lets Python write nothing.
    compileall.compile_dir(_PACKAGE, quiet=1)
    known = json.loads(given.out.read_text()) if given.out.is_file() else {"cases": {}}
    wanted = [name for name in CASES if any(word in name for word in given.words or [""])]
    with Workshop(given.corpora.resolve()) as workshop:
        for name in wanted:
            log.info("%s", name)
            known["cases"][name] = run(CASES[name], workshop, given.rounds)
            known["machine"] = machine()
            given.out.parent.mkdir(parents=True, exist_ok=True)
            given.out.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
