"""The least that giving files new contents can cost: read each, write it beside its place, move it.

    python -m bench.writing FOLDER

What `inject` does to the disk, and nothing else: all are written before the first is moved, by two
threads, one byte longer than they were.
"""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_ENDINGS = (".js", ".mjs", ".cjs", ".map")
_THREADS = 2


def _write(path: str) -> None:
    with Path(path).open("rb", buffering=0) as old, Path(f"{path}.new").open("xb", 0) as new:
        os.writev(new.fileno(), [b"\n", old.readall()])


def _move(path: str) -> None:
    Path(f"{path}.new").replace(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do it to all scripts and maps of a folder."""
    (folder,) = arguments or sys.argv[1:]
    found = (path for path in Path(folder).rglob("*") if path.name.endswith(_ENDINGS))
    paths = sorted(map(str, found))
    with ThreadPoolExecutor(_THREADS) as pool:
        for act in (_write, _move):
            list(pool.map(act, paths))


if __name__ == "__main__":
    main()
