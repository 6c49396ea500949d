"""The command: release the site, plant the faults of the table, and print what noticed them."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.planted import runs, table
from bench.planted.command import command
from bench.planted.judge import Verdict
from bench.planted.stage import getting_ready
from bench.planted.table import Fault


def run(faults: Sequence[Fault]) -> Iterator[Verdict]:
    """Release the site once, and plant them in copies of it."""
    with (
        tempfile.TemporaryDirectory(prefix="planted-") as folder,
        getting_ready(Path(folder)) as ready,
    ):
        yield from runs.run(ready, faults)


if __name__ == "__main__":
    sys.exit(command(__doc__, table.FILE, run))
