"""What the last scenarios showed, beside the ledger: private, replaced whole, asked for by none."""

import stat
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.findings.subjects import File
from buildtools.proof.lines import Head
from buildtools.proof.trials import Original, Raised, Trial
from buildtools.state import scenarios_file
from buildtools.target import only

TARGET = only("local")
TRIAL = Trial(
    "scenario",
    File("src/oven.ts", 7),
    "passed",
    Raised("oven", "browser", "/", Original("src/oven.ts", 7, None)),
)


@pytest.mark.parametrize("release", ["web@1.0+ä", ""])
def test_it_is_read_as_it_was_written(tmp_path: Path, release: str) -> None:
    """Also where no ledger says which release runs there."""
    name = scenarios_file.keep(tmp_path, TARGET, Head("local", release), [TRIAL])
    kept = scenarios_file.load(tmp_path, TARGET, release)

    assert kept
    assert (TRIAL,) == kept.trials
    assert 0o600 == stat.S_IMODE((tmp_path / name).stat().st_mode)
    assert name.startswith(".buildtools/ledgers/_/local/")


def test_what_is_not_whole_is_none(tmp_path: Path) -> None:
    """Nothing hangs on it."""
    assert scenarios_file.load(tmp_path, TARGET, "web@1") is None
    name = scenarios_file.keep(tmp_path, TARGET, Head("local", "web@1"), [TRIAL])
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-5])

    assert scenarios_file.load(tmp_path, TARGET, "web@1") is None


def test_a_disk_that_takes_nothing_is_explained(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / ".buildtools").write_text("")
    with pytest.raises(DiskRefused) as caught:
        scenarios_file.keep(tmp_path, TARGET, Head("local", "web@1"), [TRIAL])

    assert "scenarios.jsonl cannot be written" in caught.value.what
