"""Ledgers that lie here keep what is at work, and say whose bundles are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from buildtools.errors import ConfigurationError
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.proof import Proof
from buildtools.pruning.facts import Here
from buildtools.results import Injected, InjectedPair, Looked, StoredBundle, Uploaded
from buildtools.state import ledger_file, paths
from buildtools.steps.prune import here
from buildtools.target import only
from buildtools.values import FOLDER, Digest, Pair, ProjectPath, parse_debug_id

if TYPE_CHECKING:
    from pathlib import Path

A, B = (f"{letter * 8}-1111-5111-8111-111111111111" for letter in "ab")


def entry(outcome: Any, started: str = "2026-05-04T09:00:00Z") -> Entry:
    return Entry(0, {}, outcome, started, 1.0)


def keep(root: Path, release: str, environment: str = "production", **entries: Entry) -> None:
    """Write a ledger, which is then the one that is worked on."""
    ledger_file.save(root, Ledger(environment, release, entries=entries))


def uploaded(bundle: str) -> Entry:
    made = parse_debug_id(bundle)
    assert made
    return entry(Uploaded((StoredBundle(made, Digest("0" * 40), 1, 1),), 2, "ok"))


def injected(debug_id: str) -> Entry:
    known = parse_debug_id(debug_id)
    assert known
    pair = Pair(ProjectPath("a.js"), None, "~/a.js", None, "browser")
    return entry(Injected((InjectedPair(pair, known, Digest("1" * 40), None),)))


def test_without_ledgers_nothing_is_known(tmp_path: Path) -> None:
    """A machine of CI has none."""
    assert Here() == here.read(tmp_path)


def test_what_is_worked_on_stays_with_its_debug_ids(tmp_path: Path) -> None:
    """Of each environment; bundles of releases before are ours, and may go."""
    keep(tmp_path, "web@1", upload=uploaded(A), inject=injected(A))
    keep(tmp_path, "web@2", upload=uploaded(B), inject=injected(B))
    keep(tmp_path, "web@0", "staging")
    known = here.read(tmp_path)

    assert {A, B} == known.bundles
    assert {"web@2": "production", "web@0": "staging"} == {
        release: why.rsplit(" ", 1)[1] for release, why in known.releases.items()
    }
    assert {"web@2"} == set(known.debug_ids.values())


def test_what_was_last_seen_live_stays(tmp_path: Path) -> None:
    """Of several the last; a look that saw nothing or found errors counts as none."""
    for number, day in ((1, 3), (2, 4), (3, 2)):
        seen = Looked(Proof({}), "https://example.com")
        keep(tmp_path, f"web@{number}", live=entry(seen, f"2026-05-0{day}T09:00:00Z"))
    keep(tmp_path, "web@4", live=entry(Looked(Proof({}), "https://example.com", reached=False)))
    keep(tmp_path, "web@5", live=entry(Failed("no", 31)))
    known = here.read(tmp_path)

    assert {"web@5", "web@2"} == set(known.releases)
    assert "last seen live" in known.releases["web@2"]


def test_steps_that_failed_have_left_nothing(tmp_path: Path) -> None:
    """Neither a bundle nor a debug ID."""
    keep(tmp_path, "web@1", upload=entry(Failed("no", 30)), inject=entry(Failed("no", 21)))
    known = here.read(tmp_path)

    assert (frozenset(), {}) == (known.bundles, known.debug_ids)


def test_a_ledger_that_cannot_be_read_stops_it(tmp_path: Path) -> None:
    """It may be of what is live."""
    keep(tmp_path, "web@1")
    name = paths.ledger_of(only("production"), "web@9")
    (tmp_path / name).write_text("{")
    with pytest.raises(ConfigurationError, match="nobody knows which bundles"):
        here.read(tmp_path)


def test_a_ledger_that_nothing_points_to_is_not_worked_on(tmp_path: Path) -> None:
    """Its bundles are ours all the same."""
    keep(tmp_path, "web@1", upload=uploaded(A))
    (tmp_path / paths.pointer_of(only("production"))).unlink()
    (tmp_path / FOLDER / "production.json").unlink()
    known = here.read(tmp_path)

    assert ([A], []) == ([*known.bundles], [*known.releases])


def test_a_carried_ledger_counts_too(tmp_path: Path) -> None:
    """Older workflows carry it from job to job."""
    keep(tmp_path, "web@1", upload=uploaded(A))
    (tmp_path / paths.ledger_of(only("production"), "web@1")).unlink()
    (tmp_path / FOLDER / "other.json").write_text("{")

    assert {"web@1"} == set(here.read(tmp_path).releases)
