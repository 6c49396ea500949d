"""Errors of the example, raised for real by both bundlers; the table of docs/scenarios.md.

`nox -s scenarios` builds examples/nextjs with each bundler, releases it to a sandbox, serves it,
raises each marked error in Chromium or by a request, and prints expected against resolved.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

log = logging.getLogger("bench")

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "examples/nextjs"
COMMAND = "command: npm run build"
BUNDLERS: Mapping[str, str] = {"Turbopack": COMMAND, "webpack": f"{COMMAND} -- --webpack"}
BEGIN, END = "<!-- scenarios:begin -->", "<!-- scenarios:end -->"
PAGE = ROOT / "docs" / "scenarios.md"
_NOT_COPIED = shutil.ignore_patterns(".next", "next-env.d.ts", "*.tsbuildinfo")
_FOREIGN = ("SENTRY_", "NEXT_", "GITHUB_", "CI_", "GIT_", "COV")
Trials = Mapping[str, Mapping[str, Any]]
"""What came of each scenario, by its name: the evidence of its trial, and `outcome`."""


def project(folder: Path, command: str) -> Path:
    """Copy sentry.yml and the example, with its packages, into a repository of their own."""
    packages = ROOT / EXAMPLE / "node_modules"
    if not packages.is_dir():
        raise SystemExit(f"npm --prefix {EXAMPLE} ci")
    shutil.copytree(ROOT / EXAMPLE, folder / EXAMPLE, symlinks=True, ignore=_NOT_COPIED)
    settings = (ROOT / "sentry.yml").read_text()
    assert COMMAND in settings  # noqa: S101 - a run would compare a bundler with itself
    (folder / "sentry.yml").write_text(settings.replace(COMMAND, command))
    shutil.copy(ROOT / ".gitignore", folder)
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "example")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def raised(folder: Path) -> Trials:
    """Release a project, raise its errors, and give what came of each."""
    _run(folder, "release", "--env=local")
    told = json.loads(_run(folder, "scenarios", "--env=local", "--json").splitlines()[0])
    return {
        each["evidence"]["scenario"]: {**each["evidence"], "outcome": each["outcome"]}
        for each in told["trials"]
    }


def _run(folder: Path, *words: str) -> str:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}
    ran = subprocess.run(
        [sys.executable, "-m", "buildtools", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode not in (0, 50):
        raise SystemExit(ran.returncode)
    return ran.stdout


def table(seen: Mapping[str, Trials]) -> str:
    """Write the table: a row for each scenario, a column for each bundler."""
    first = next(iter(seen.values()))
    rows = [("scenario", "runs in", "expected", *seen), ("---",) * (3 + len(seen))]
    for name, each in first.items():
        wanted = each["expected"]
        place = f"`{wanted['source'].removeprefix(EXAMPLE + '/')}:{wanted['line']}`"
        place += f" {wanted['function']}" if wanted.get("function") else ""
        cells = (outcome(trials[name]) for trials in seen.values())
        rows.append((f"`{name}`", each["where"], place, *cells))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def outcome(trial: Mapping[str, Any]) -> str:
    """Say in a cell how one came back."""
    if trial["outcome"] == "passed":
        name = (trial.get("shown") or {}).get("function") or ""
        return f"resolved, `{name}`" if name.strip("?") else "resolved"
    if trial.get("cannot"):
        return f"cannot: {trial['cannot']}"
    return f"**{trial.get('why', '')}**"


def written(page: str, seen: Mapping[str, Trials]) -> str:
    """Put the table between the markers of the page; what stands around them is left.

    Raises ValueError when a marker is missing.
    """
    head, rest = page.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n{table(seen)}\n{END}{tail}"


def unresolved(seen: Mapping[str, Trials]) -> list[str]:
    """Name what did not resolve, and is not told to be unable to."""
    return [
        f"{name} by {bundler}"
        for bundler, trials in seen.items()
        for name, trial in trials.items()
        if trial["outcome"] != "passed" and not trial.get("cannot")
    ]


def main(words: Sequence[str] | None = None) -> None:
    """Read the command line, build and raise, print the table, and write the page where asked."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to build, instead of a temporary one")
    parser.add_argument("bundlers", nargs="*", default=list(BUNDLERS))
    given = parser.parse_args(words)
    seen = {}
    with tempfile.TemporaryDirectory(prefix="scenarios-") as thrown_away:
        for bundler in given.bundlers:
            folder = (given.folder or Path(thrown_away)).resolve() / bundler
            seen[bundler] = raised(project(folder, BUNDLERS[bundler]))
    print(table(seen))  # noqa: T201 - what it is run for
    if given.write:
        PAGE.write_text(written(PAGE.read_text(), seen))
    if missing := unresolved(seen):
        raise SystemExit(f"not resolved: {', '.join(missing)}")


if __name__ == "__main__":
    main()
