"""Passing folders: those of killed runs go, those of living ones stay, and a full disk is told."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.state import temporary_folders


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A folder for temporary ones that is this test's alone."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path / "tmp")
    (tmp_path / "tmp").mkdir()
    yield tmp_path / "tmp"
    tempfile.tempdir = before


def _folder(above: Path, name: str) -> Path:
    folder = above / f"{temporary_folders.PREFIX}{name}"
    folder.mkdir()
    return folder


def test_what_a_killed_run_has_left_is_swept(temporary: Path) -> None:
    """It holds a whole copy of the project; a living run's stays."""
    dead, living, own = (_folder(temporary, name) for name in ("dead", "living", "own"))
    (dead / temporary_folders.LOCK).touch()
    (dead / "project").mkdir()
    with temporary_folders.held(living), temporary_folders.held(own):
        assert not dead.exists()
        assert living.is_dir()
        assert own.is_dir()


def test_the_place_is_outside_of_the_project(temporary: Path, tmp_path: Path) -> None:
    """A copy of the project within it would hold itself, and that one another."""
    (tmp_path / "project").mkdir()

    assert temporary.resolve() == temporary_folders.place(tmp_path / "project")
    with pytest.raises(DiskRefused) as raised:
        temporary_folders.place(tmp_path)
    assert "TMPDIR" in raised.value.remedy


def test_a_machine_without_a_place_is_told(tmp_path: Path) -> None:
    """No folder for temporary ones can be written at all."""

    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    with pytest.raises(DiskRefused) as raised:
        temporary_folders.place(tmp_path, none)
    assert "TMPDIR" in raised.value.remedy


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Before anything is copied."""
    with (
        pytest.raises(DiskRefused, match="cannot be copied"),
        temporary_folders.held(tmp_path / "gone"),
    ):
        pass


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "make room"),
        (shutil.Error([("a", "b", "[Errno 24] Too many open files: 'b'")]), "ulimit"),
        (shutil.Error([("a", "b", "something else")]), "make room"),
    ],
)
def test_what_copying_says_is_explained(tmp_path: Path, error: OSError, words: str) -> None:
    """One line of why, the folder and its variable."""
    with pytest.raises(DiskRefused) as raised, temporary_folders.explained(tmp_path / "rehearsal"):
        raise error

    assert f"folder {tmp_path} (TMPDIR)" in raised.value.evidence
    assert words in raised.value.remedy
    assert os.sep in raised.value.evidence[-1]


def test_a_removal_that_is_interrupted_is_done_still(tmp_path: Path) -> None:
    """The folder holds what a build has written; it is not left behind."""

    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    (tmp_path / "passing").mkdir()
    (tmp_path / "passing/file").touch()

    with pytest.raises(KeyboardInterrupt):
        temporary_folders.remove(tmp_path / "passing", interrupted)
    assert not (tmp_path / "passing").exists()


def test_a_folder_that_nobody_may_list_is_removed_too(tmp_path: Path) -> None:
    """A build may leave one, and the kernel keeps one in each layer."""
    hidden = tmp_path / "passing/a/b"
    hidden.mkdir(parents=True)
    (hidden / "file").touch()
    hidden.chmod(0)
    temporary_folders.remove(tmp_path / "passing")

    assert not (tmp_path / "passing").exists()
