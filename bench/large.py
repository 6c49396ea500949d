"""Memory and time of each step on one very large script, and the table of it in docs/large.md.

    python -m bench.large [--sizes 1,5,20,100,300] [--kinds few,many,wide,embedded] [--write]
Scripts are one line of many small functions; the maps are right, with five places in each. In
`data` there are long strings between them, in `wide` letters of other alphabets, and `embedded`
scripts hold their maps. Each step is a process of its own, measured whole,
against `invoke sandbox` in another process, which is measured too.
"""

import argparse
import json
import logging
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, NamedTuple, cast

from bench.measure import measure, tool
from buildtools.sourcemaps.maps.mappings import encode

log = logging.getLogger("bench")

PAGE = Path("docs/large.md")
STEPS = ("build", "inject", "create", "upload", "verify")
SPARE, TIMES = 200, 2
"""What is promised: so many MB, and so many times what script and map have."""
_SETTINGS = """\
version: 1
default_environment: bench
defaults:
  release: large@1
  build:
    outputs: [{path: dist, url: ~/dist, kind: browser}]
  server: {url: "${SENTRY_URL}", org: sandbox, projects: [web], token: "${SENTRY_AUTH_TOKEN}"}
environments: {bench: {}}
"""
_MARK = re.compile("(<!-- large -->\n).*?(<!-- /large -->)", re.DOTALL)


class Kind(NamedTuple):
    """How a script is made: of one function, again and again."""

    text: str
    embedded: bool = False


FUNCTION = 'function work(a){throw new Error("broken"+a)};'
KINDS = {
    "many": Kind(FUNCTION),
    "data": Kind(FUNCTION + 'work("' + "lorem ipsum " * 200 + '");'),
    "wide": Kind(FUNCTION.replace("broken", "壊れた🙈")),
    "embedded": Kind(FUNCTION + 'work("' + "lorem ipsum " * 200 + '");', embedded=True),
}


class Row(NamedTuple):
    """One step on one pair."""

    kind: str
    script_mb: float
    map_mb: float
    step: str
    peak_mb: float
    seconds: float
    server_mb: float = 0.0

    @property
    def bound(self) -> float:
        """What is promised of it, in MB."""
        return SPARE + TIMES * (self.script_mb + self.map_mb)


def make(folder: Path, kind: Kind, megabytes: float) -> None:
    """Write a script of so many megabytes with its map."""
    number = int(megabytes * 1e6) // len(kind.text.encode())
    map_ = b"".join(_map(kind.text, number))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "large.js").open("w", encoding="utf-8") as file:
        file.writelines(kind.text for _ in range(number))
        if kind.embedded:
            url = "data:application/json;base64," + b64encode(map_).decode()
        else:
            url = "large.js.map"
            (folder / "large.js.map").write_bytes(map_)
        file.write(f"\n//# sourceMappingURL={url}\n")


def _map(one: str, number: int) -> Iterator[bytes]:
    """Map words of each function, which is a line of the source."""
    columns = [0, 9, *(_column(one, word) for word in ("throw", "new", "Error"))]
    steps = [there - here for here, there in pairwise(columns)]
    inner = b"".join(b"," + encode(step) + b"AA" + encode(step) for step in steps)
    width = len(one.encode("utf-16-le")) // 2
    again = b"," + encode(width - columns[-1]) + b"AC" + encode(-columns[-1]) + inner
    yield b'{"version":3,"sources":["../src/large.ts"],"names":[],"sourcesContent":["'
    yield json.dumps(one + "\n", ensure_ascii=False)[1:-1].encode() * number
    yield b'"],"mappings":"AAAA' + inner + again * (number - 1) + b'"}'


def _column(one: str, word: str) -> int:
    return len(one[: one.index(word)].encode("utf-16-le")) // 2


@contextmanager
def _sandbox(root: Path) -> Iterator[tuple[dict[str, str], int]]:
    """Serve the sandbox in a process of its own; give what leads to it, and the process."""
    command = (tool("invoke"), "sandbox", "--json")
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as server:
        facts = json.loads(cast(IO[str], server.stdout).readline())
        try:
            yield {"SENTRY_URL": facts["url"], "SENTRY_AUTH_TOKEN": facts["token"]}, server.pid
        finally:
            server.send_signal(signal.SIGTERM)


def _peak(pid: int) -> float:
    """Tell the most memory that a running process has had, in MB (10**6)."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def rows(kind: str, megabytes: float, folder: Path) -> Iterator[Row]:
    """Measure every step on one pair."""
    root = Path(tempfile.mkdtemp(prefix="large-", dir=folder))
    try:
        make(root / "dist", KINDS[kind], megabytes)
        (root / "sentry.yml").write_text(_SETTINGS)
        (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
        (root / "src").mkdir()
        script, map_ = (_size(root / "dist" / name) for name in ("large.js", "large.js.map"))
        with _sandbox(root) as (variables, server):
            for step in STEPS:
                environ = {**variables, "SENTRY_LOG_LEVEL": "warn"}
                one = measure((tool("invoke"), step), root, environ)
                served = _peak(server)
                if step != "create":
                    yield Row(kind, script, map_, step, one.peak_mb, one.seconds, served)
    finally:
        shutil.rmtree(root)


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0


def table(found: Sequence[Row]) -> str:
    """Return the table of the page."""
    lines = [
        "| map | script, MB | map, MB | step | peak, MB | promised | s | sandbox so far, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in found:
        sizes = f"{row.script_mb:,.0f} | {row.map_mb:,.0f}"
        figures = (
            f"{row.peak_mb:,.0f} | {row.bound:,.0f} | {row.seconds:,.1f} | {row.server_mb:,.0f}"
        )
        lines.append(f"| {row.kind} | {sizes} | {row.step} | {figures} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1,5,20,100,300", help="megabytes of script")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE}")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    found: list[Row] = []
    for size in map(float, asked.sizes.split(",")):
        for kind in asked.kinds.split(","):
            for row in rows(kind, size, asked.folder):
                found.append(row)
                log.info("%s", table([row]).splitlines()[-1])
    if asked.write:
        text = PAGE.read_text()
        PAGE.write_text(_MARK.sub(lambda marks: marks[1] + table(found) + marks[2], text))
    wrong = [row for row in found if row.peak_mb > row.bound]
    sys.exit(f"{len(wrong)} above what is promised" if wrong else 0)


if __name__ == "__main__":
    main()
