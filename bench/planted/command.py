"""The command of a table of faults: plant them one after the other, and print what noticed each."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from bench.planted import page, table
from bench.planted.judge import Verdict
from bench.planted.table import Fault


def command(
    about: str | None,
    file: Path,
    run: Callable[[Sequence[Fault]], Iterator[Verdict]],
    arguments: Sequence[str] | None = None,
) -> int:
    """Make the runs and print the table; 0 when no fault was missed.

    `about` is the docstring of the module that is run, and `file` the table.
    """
    given = _parsed(about or "", arguments)
    seen = []
    for verdict in run([each for each in table.read(file) if fnmatchcase(each.name, given.only)]):
        seen.append(verdict)
        _tell(verdict)
    sys.stdout.write("\n" + "\n".join(page.table(seen)) + "\n")
    if given.write:
        page.write(given.write, seen)
    return int(any(each.missed for each in seen))


def _tell(verdict: Verdict) -> None:
    line = f"{verdict.word:9} {verdict.seconds:5.1f} s  {verdict.fault.name}"
    why = verdict.untried or verdict.missed
    sys.stderr.write(f"{line}{': ' if why else ''}{why}\n")
    sys.stderr.flush()


def _parsed(about: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--only", default="*", help="one row by its name, or several by a glob")
    parser.add_argument("--write", type=Path, help="the page whose table is made of all rows")
    return parser.parse_args(arguments)
