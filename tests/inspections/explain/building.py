"""A small release on disk, of a bundler's real output, and frames of its scripts."""

import json
import shutil
from pathlib import Path
from typing import Any

from buildtools.ledger import Entry, Ledger
from buildtools.results import Injected, InjectedPair
from buildtools.values import DebugId, Pair, digest_of

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
RELEASE = "shop@1.0.0"


def expected(name: str) -> Any:
    """Return what is known of a fixture."""
    return json.loads((FIXTURES / name / "expected.json").read_text(encoding="utf-8"))


def copied(name: str, to: Path) -> Path:
    """Copy a fixture to a folder of one's own."""
    return Path(shutil.copytree(FIXTURES / name, to))


def pairs(root: Path, name: str = "vite") -> tuple[InjectedPair, ...]:
    """Return the pairs of a fixture as if they had been injected."""
    told = expected(name)
    output = told["outputs"][0]
    return tuple(
        InjectedPair(
            Pair(
                script,
                map_,
                f"{output['url']}/{script.removeprefix(output['path'] + '/')}",
                f"{output['url']}/{map_.removeprefix(output['path'] + '/')}",
                output["kind"],
            ),
            DebugId(f"00000000-0000-4000-8000-{number:012d}"),
            digest_of((root / script).read_bytes()),
            digest_of((root / map_).read_bytes()),
        )
        for number, (script, map_) in enumerate(told["paired"].items())
    )


def ledger(injected: tuple[InjectedPair, ...], **entries: Any) -> Ledger:
    """Return a ledger in which these pairs are injected, with results of other steps."""
    outcomes = {"inject": Injected(injected)} | entries
    made = {
        step: Entry(turn, {}, outcome, "2026-01-02T03:04:05Z", 0.1)
        for turn, (step, outcome) in enumerate(outcomes.items(), 1)
    }
    return Ledger("local", RELEASE, turn=len(made), entries=made)
