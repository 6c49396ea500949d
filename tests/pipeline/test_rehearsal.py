"""A rehearsal's copy has what a run was stopped at, and goes away at any moment."""

import tempfile
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.pipeline import rehearsal
from buildtools.state import journal_file, temporary_folders

SETTINGS = """\
version: 1
default_environment: local
environments: {local: {server: sandbox}}
"""


class Interrupted(tempfile.TemporaryDirectory[str]):
    """A temporary folder whose removal is interrupted."""

    def cleanup(self) -> None:
        raise KeyboardInterrupt


def test_the_copy_knows_what_a_run_was_stopped_at(tmp_path: Path) -> None:
    """It is taken back there, as it would be in the project."""
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    journal = tmp_path / journal_file.FILE
    journal.parent.mkdir()
    journal.write_text("{}\n")
    loaded = load(tmp_path / "sentry.yml", None, {})

    with rehearsal.rehearsed(loaded) as copy:
        assert (copy.root / journal_file.FILE).read_text() == "{}\n"
        assert copy.root != tmp_path
    assert not copy.root.exists()


def test_a_removal_that_is_interrupted_is_done_still(tmp_path: Path) -> None:
    """The copy holds all of the project; it is not left behind."""
    folder = Interrupted(dir=tmp_path)
    (Path(folder.name) / "file").touch()

    with pytest.raises(KeyboardInterrupt):
        temporary_folders.remove(folder)
    assert not Path(folder.name).exists()
    tempfile.TemporaryDirectory.cleanup(folder)
