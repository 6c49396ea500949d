"""What other injectors make of the same inputs, and what ours does: docs/PEERS.md.

    python -m bench.peers [--write docs/PEERS.md]

It installs the npm package `sentry` into a folder that is thrown away, takes `sentry-cli` from
where this Python is, and runs each of them and our own commands on a copy of every case.
"""

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.peer_cases import Case, cases
from bench.peer_judges import Files, Given, Ran
from buildtools import __version__

log = logging.getLogger("bench")

SENTRY = "0.49.0"
_SETTINGS = """version: 1
default_environment: local
defaults:
  release: "bench@1"
  build: {outputs: [{path: out, url: "~/", kind: browser}]}
environments: {local: {server: sandbox}}
"""
_HEAD = """# What injectors make of the same inputs

What ours, sentry-cli and npm's sentry make of every input that we know to be hard: `nox -s peers`
runs every program on a copy of each. Scripts are run in
Node {node} before and after; positions are compared by `symbolic`, the resolver that Sentry runs.
The words of a cell say what was found wrong. Right is

- one pair: the program prints what it printed, registers one ID, shares it with a map that is a
  file, and every position is the original that it was;
- a folder that cannot be injected whole: all good pairs are, or nothing was touched and the exit
  code says so (of three runs the worst counts, as some programs take files in no certain order);
- what hangs on a script's bytes: it is that of the new script.

Ours is run as `invoke build inject`, whose build step refuses what cannot be trusted.

| | input | {titles} |
| --- | --- | {rules} |
"""


class Tool(NamedTuple):
    """A program: its name in the table, and the command that injects the folder `out`."""

    name: str
    command: tuple[str, ...]

    def run(self, folder: Path, home: Path) -> Ran:
        """Inject `out` below `folder`; nothing of the user's reaches the program."""
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), "SENTRY_CLI_NO_TELEMETRY": "1"}
        environ |= {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "NO_COLOR": "1"}
        done = subprocess.run(
            self.command,
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout + done.stderr)


def tools(home: Path) -> tuple[Tool, ...]:
    """Find or install the programs."""
    npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(home), f"sentry@{SENTRY}"]
    subprocess.run(npm, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sentry = str(home / "node_modules/.bin/sentry")
    beside = shutil.which("sentry-cli", path=str(Path(sys.executable).parent))
    cli = beside or shutil.which("sentry-cli") or "sentry-cli"
    version = subprocess.run([cli, "--version"], capture_output=True, text=True, check=True).stdout
    return (
        Tool(version.strip(), (cli, "sourcemaps", "inject", "out")),
        Tool(f"npm sentry {SENTRY}", (sentry, "sourcemap", "inject", "out")),
        Tool(f"ours {__version__}", (sys.executable, "-m", "invoke", "build", "inject")),
    )


def judged(case: Case, tool: Tool, folder: Path, home: Path) -> str:
    """Run one program on one case and give its cell of the table."""
    original, out = folder / "original", folder / "out"
    (folder / "sentry.yml").write_text(_SETTINGS)
    (folder / "tasks.py").write_text("from buildtools.tasks import ns\n")
    _write(original, case.files)
    _write(out, case.files)
    ran = tool.run(folder, home)
    if case.again:
        _write(out, case.again(case.files, _read(out)))
        ran = tool.run(folder, home)
    return case.judge(Given(case.files, _read(out), ran, out, original))


def _tried(case: Case, tool: Tool, home: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return judged(case, tool, Path(folder), home)


def _write(folder: Path, files: Files) -> None:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _read(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def table(everything: Sequence[Tool], home: Path) -> Iterator[str]:
    """Make the table, a line for each case."""
    area = ""
    wrong = [0] * len(everything)
    total = 0
    for case in cases():
        cells: list[str] = []
        for turn, tool in enumerate(everything):
            runs = (_tried(case, tool, home) for _ in range(case.times))
            cells.append(next(filter(None, runs), ""))
            wrong[turn] += bool(cells[-1])
        total += 1
        shown = "" if case.area == area else case.area
        area = case.area
        yield f"| {shown} | {case.name} | {' | '.join(cell or 'right' for cell in cells)} |\n"
        log.info("%s, %s: %s", case.area, case.name, cells)
    counts = " | ".join(f"**{total - number} of {total}**" for number in wrong)
    yield f"| | **right** | {counts} |\n"


def main() -> None:
    """Write the page, or print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        everything = tools(home)
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        head = _HEAD.format(
            node=node.stdout.strip(),
            titles=" | ".join(tool.name for tool in everything),
            rules=" | ".join("---" for _ in everything),
        )
        page = head + "".join(table(everything, home))
    if asked.write:
        asked.write.parent.mkdir(exist_ok=True)
        asked.write.write_text(page)
    else:
        sys.stdout.write(page)


if __name__ == "__main__":
    main()
