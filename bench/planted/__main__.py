"""The command: release the site, plant the faults of the table, and print what noticed them."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from bench.planted import page, runs, table
from bench.planted.judge import Verdict
from bench.planted.stage import getting_ready


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs and print the table; 0 when no fault was missed."""
    given = _parsed(arguments)
    faults = [each for each in table.read() if fnmatchcase(each.name, given.only)]
    seen = []
    with (
        tempfile.TemporaryDirectory(prefix="planted-") as folder,
        getting_ready(Path(folder)) as ready,
    ):
        for verdict in runs.run(ready, faults):
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


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.planted", description=__doc__)
    parser.add_argument("--only", default="*", help="one row by its name, or several by a glob")
    parser.add_argument("--write", type=Path, help="the page whose table is made of all rows")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
