"""The one writer: whole files, nothing left beside them, and a folder that git passes over."""

import os
import subprocess
from pathlib import Path

import pytest

from buildtools.state import paths, writing
from buildtools.values import FOLDER

NAME = f"{paths.UPLOADS}/a.json"


def test_git_never_shows_what_is_kept(tmp_path: Path) -> None:
    """Nobody has to write a line into the project's own .gitignore."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    writing.replace(tmp_path, NAME, b"{}")
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    assert seen.stdout == ""
    assert (tmp_path / NAME).read_bytes() == b"{}"


def test_a_gitignore_that_is_there_stays(tmp_path: Path) -> None:
    """Somebody may want to keep ledgers in the repository."""
    writing.own_folder(tmp_path)
    (tmp_path / paths.IGNORE).write_text("uploads\n")
    writing.own_folder(tmp_path)

    assert (tmp_path / paths.IGNORE).read_text() == "uploads\n"


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """A folder stands in the file's place."""
    (tmp_path / NAME).mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        writing.replace(tmp_path, NAME, b"{}")

    assert [path.name for path in (tmp_path / paths.UPLOADS).iterdir()] == ["a.json"]


def test_a_second_name_is_replaced_whole_too(tmp_path: Path) -> None:
    """Both places tell the same after each step."""
    for text in (b"1", b"2"):
        writing.replace(tmp_path, NAME, text)
        writing.second_name(tmp_path, NAME, f"{FOLDER}/b.json")

        assert (tmp_path / FOLDER / "b.json").read_bytes() == text
    left = [path.name for path in (tmp_path / FOLDER).rglob("*.tmp")]
    assert left == []


def test_what_killed_runs_have_left_is_swept(tmp_path: Path) -> None:
    """What a living run writes stays, and what is not ours."""
    mine, dead, other = f"a.{os.getpid()}.tmp", "a.99999999.tmp", "notes.tmp"
    for name in (mine, dead, other):
        (tmp_path / name).touch()
    writing.sweep(tmp_path)

    assert {mine, other} == {path.name for path in tmp_path.iterdir()}
