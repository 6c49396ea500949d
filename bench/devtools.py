"""What each setting of source maps costs and is worth: the measured tables of docs/frameworks.md.

    python -m bench.devtools [--rounds N] [--folder FOLDER] [--write docs/frameworks.md] [word ...]

Builds the small apps of `bench/apps` by every setting of `devtool_cases.py`, from an empty cache,
by turns. Figures are kept as JSON in the folder; a word chooses the cases whose title or table has
it, `--rounds 0` only writes the page again. Wants Node and npm.
"""

import argparse
import json
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.devtool_cases import App, Case, cases
from bench.devtool_judge import judge, marked
from bench.devtool_page import key, written
from bench.measure import measure

log = logging.getLogger("bench")

_APPS = Path(__file__).parent / "apps"
_OUTPUTS = (".next", "dist", "next-env.d.ts")


def place(app: App, folder: Path) -> Path:
    """Lay an app out below `folder`, with its packages; a second time it is there."""
    made = folder / "-".join(app.layers)
    if not made.is_dir():
        for layer in app.layers:
            shutil.copytree(_APPS / layer, made, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--silent"], cwd=made, check=True)
    return made


def once(case: Case, folder: Path) -> dict[str, Any]:
    """Build one case and judge what it left."""
    made = place(case.app, folder)
    for name in _OUTPUTS:
        shutil.rmtree(made / name, ignore_errors=True)
    measured = measure(case.command, made, case.environ)
    server = made / case.app.server if case.app.server else None
    judged = judge(marked(made), made / case.app.served, server)
    frames = [frame._asdict() for frame in judged.frames]
    figures = {"frames": frames, "map_bytes": judged.map_bytes, "published": judged.published}
    return {"table": case.table, "title": case.title, **figures, "cpu": measured.processor_seconds}


def rounds(chosen: Sequence[Case], count: int, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Run the cases by turns, and keep the figures after each."""
    kept = folder / "figures.json"
    figures: dict[str, list[dict[str, Any]]] = json.loads(kept.read_text()) if kept.exists() else {}
    for _ in range(count):
        for case in chosen:
            seen = once(case, folder)
            figures.setdefault(key(case), []).append(seen)
            kept.write_text(json.dumps(figures))
            log.info("%6.1f s cpu  %s: %s", seen["cpu"], case.table, case.title)
    return figures


def main() -> None:
    """Read the command line, build, and write the page."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("words", nargs="*")
    given = parser.parse_args()
    chosen = [
        each
        for each in cases()
        if not given.words or any(word in f"{each.table} {each.title}" for word in given.words)
    ]
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = given.folder or Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        figures = rounds(chosen, given.rounds, folder.resolve())
    if given.write:
        given.write.write_text(written(given.write.read_text(), figures))


if __name__ == "__main__":
    main()
