"""Names of what is kept: any release and environment is one file name, and differs from others."""

from pathlib import Path

import pytest

from buildtools.state import paths
from buildtools.target import Target, only

RELEASES = (
    *("shop@1.4.0", "shop/1", "shop%2F1", "a b", "..", ".", "~", "%7E", "é東京", "😀" * 250),
    *("😀" * 249 + "x", "x" * 250, "x" * 249 + "y", "a" * 180, "a" * 181, "current"),
)


def test_every_release_has_a_file_of_its_own() -> None:
    """A name of 250 characters, percent-encoded, would be longer than a file system takes."""
    names = [paths.ledger_of(only("local"), release) for release in RELEASES]
    ends = [name.removeprefix(f"{paths.ledgers_of(only('local'))}/") for name in names]

    assert len(set(names)) == len(RELEASES)
    assert not any("/" in end or end.startswith(".") for end in ends)
    assert max(len(paths.trials_of(Path(end)).name) for end in ends) < 220
    assert ends[0] == "shop%401.4.0.json"
    assert paths.pointer_of(only("local")) not in names


def test_the_trials_lie_beside_the_ledger() -> None:
    """One folder holds all that is carried."""
    ledger = Path(paths.ledger_of(only("local"), "shop@1.4"))

    assert paths.trials_of(ledger).name == "shop%401.4.proof.jsonl"
    assert paths.trials_of(ledger).parent == ledger.parent


@pytest.mark.parametrize("target", [only("local"), Target("shop", "local"), Target("a+b", "1.x-y")])
def test_a_quarantine_tells_whose_it_is(target: Target) -> None:
    """Before a build all are given back, whosever they are."""
    folder = paths.quarantine_of(target).removeprefix(f"{paths.QUARANTINE}/")

    assert "/" not in folder
    assert paths.quarantined(folder) == target


def test_only_the_one_app_was_known_before() -> None:
    """What versions before have left is found where they left it."""
    assert paths.earlier_ledger_of(only("local")) == ".buildtools/local.json"
    assert paths.earlier_ledger_of(Target("shop", "local")) is None
    assert paths.quarantine_of(only("local")) == ".buildtools/quarantine/local"
    assert paths.lock_of(only("local")) == ".buildtools/local.lock"
    assert str(Target("shop", "local")) == "shop in local"
