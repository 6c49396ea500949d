"""Measure ours and others side by side, and keep the figures as JSON.

    python -m bench.run [--corpora FOLDER] [--rounds N] [--against FOLDER] [--resume] [--out FILE]
                        [case ...]

Each command runs as a whole process, start-up included; all take turns, so that what else the
machine does falls on everybody. `cases.py` says what is measured. A word names all cases that hold
it: `inject`, `"upload large"`; without words all are measured but those few that want to be asked
for. `--against` takes an earlier checkout of this package, and measures it in the same rounds.
`--resume` passes over what the file has already, of the same code.
"""

import argparse
import json
import logging
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.case import Case, Shop
from bench.cases import CASES
from bench.checkout import Checkout, earlier
from bench.corpora import FOLDER, corpus
from bench.measure import Measured, tool
from bench.project import Workshop

log = logging.getLogger("bench")

OUT = Path(".buildtools/bench.json")

Runs = dict[str, list[Measured]]
"""Every run of each contestant."""


def run(case: Case, shop: Shop, rounds: int) -> dict[str, Runs]:
    """Measure a case, after one round that only warms up; return every run of each of its rows."""
    found: dict[str, Runs] = {}
    going = case.rounds(shop)
    try:
        for number in range(-case.warming, case.counted(rounds)):
            for row, turns in next(going).items():
                log.info("  %s%s", row, "" if number >= 0 else " (warming up)")
                for contestant, measured in turns.items():
                    _tell(contestant, measured)
                    if number >= 0:
                        found.setdefault(row, {}).setdefault(contestant, []).append(measured)
    finally:
        going.close()  # type: ignore[attr-defined]
    return found


def _tell(contestant: str, measured: Measured) -> None:
    log.info(
        "    %-19s %7.3f s %7.3f cpu %6.0f MB %8.2f MB sent %6.2f cpu of the server",
        contestant,
        *measured[:5],
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


def wanted(words: Sequence[str]) -> list[Case]:
    """Return the cases that hold one of these words; without any, all but those to be asked for."""
    if not words:
        return [case for case in CASES.values() if not case.asked]
    return [case for name, case in CASES.items() if any(word in name for word in words)]


def is_known(known: Mapping[str, Any], case: Case, trees: Mapping[str, str], rounds: int) -> bool:
    """Return whether the figures have a case already: of the same code, and of enough rounds."""
    rows = [row for row in known["cases"].values() if row.get("case") == case.name]
    return bool(rows) and all(
        row["trees"] == trees
        and all(len(runs) >= case.counted(rounds) for runs in row["runs"].values())
        for row in rows
    )


def _kept(
    case: Case, found: Mapping[str, Runs], shop: Workshop, trees: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Return each row as the file has it."""
    made = corpus(case.corpus, shop.corpora)
    described = {"name": made.name, "scripts": made.scripts, "megabytes": made.megabytes}
    for row, runs in found.items():
        kept = {name: [each.kept() for each in every] for name, every in runs.items()}
        yield row, {"case": case.name, "trees": trees, "corpus": described, "runs": kept}


def _measure(cases: Sequence[Case], shop: Workshop, given: argparse.Namespace) -> None:
    """Measure the cases, and add each to the file as soon as it is done."""
    checkouts: list[Checkout] = [each for each in (shop.ours, shop.before) if each]
    trees = {each.contestant: each.tree() for each in checkouts}
    known = json.loads(given.out.read_text()) if given.out.is_file() else {"cases": {}}
    for case in cases:
        if given.resume and is_known(known, case, trees, given.rounds):
            continue
        log.info("%s", case.name)
        for row, kept in _kept(case, run(case, shop, given.rounds), shop, trees):
            known["cases"][row] = kept
        known["machine"] = machine()
        known["commits"] = {each.contestant: each.commit() for each in checkouts}
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(known, indent=1) + "\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the cases, and add their figures to the file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--corpora", type=Path, default=FOLDER)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("words", nargs="*", metavar="case")
    given = parser.parse_args(arguments)
    before = earlier(given.against.resolve()) if given.against else None
    with Workshop(given.corpora.resolve(), before) as shop:
        for checkout in (shop.ours, shop.before):
            if checkout:
                checkout.compile()
        _measure(wanted(given.words), shop, given)


if __name__ == "__main__":
    main()
