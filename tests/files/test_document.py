"""Documents of the project: replaced whole, or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.files import document
from tests import faults


def _all(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_what_is_written_is_read_byte_for_byte(tmp_path: Path) -> None:
    """Line ends and marks are the author's business."""
    text = "\ufeff# Titel\r\n\r\nkein Ende"

    assert document.read(tmp_path, "docs/a.md") is None
    assert document.write(tmp_path, "docs/a.md", text)
    assert text == document.read(tmp_path, "docs/a.md")
    assert {"docs/a.md": text.encode()} == _all(tmp_path)


def test_what_says_the_same_is_not_written(tmp_path: Path) -> None:
    """A time of change that says nothing makes others build again."""
    document.write(tmp_path, "a.md", "text\n")
    before = (tmp_path / "a.md").stat()

    assert not document.write(tmp_path, "a.md", "text\n")
    after = (tmp_path / "a.md").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    """Who may read a document is not decided by a command that writes into it."""
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "a.md").chmod(0o640)

    document.write(tmp_path, "a.md", "new")

    assert 0o640 == stat.S_IMODE((tmp_path / "a.md").stat().st_mode)


@pytest.mark.parametrize("at", range(1, 6))
@pytest.mark.parametrize("name", ["a.md", "new/folder/b.md"])
def test_a_disk_that_fails_leaves_all_as_it_was(tmp_path: Path, name: str, at: int) -> None:
    """Half a document is worse than an old one."""
    (tmp_path / "a.md").write_text("old")

    with faults.armed(tmp_path, at, faults.refuse) as struck:
        try:
            document.write(tmp_path, name, "new")
        except DiskRefused:
            pass
        else:  # all was done, or what failed was to clean up what is not there
            assert not struck.struck or "buildtools-old" in struck.struck
            assert "new" == (tmp_path / name).read_text()
            return

    assert {"a.md": b"old"} == _all(tmp_path)
    assert not (tmp_path / "new").exists()


def test_a_process_that_dies_leaves_the_old_document_or_the_new_one(tmp_path: Path) -> None:
    """Whoever opens the file meanwhile reads one of the two."""
    at, seen = 1, set()
    (tmp_path / "a.md").write_text("old")
    while faults.killed(tmp_path, at, lambda: document.write(tmp_path, "a.md", "new")):
        seen.add((tmp_path / "a.md").read_text())
        (tmp_path / "a.md").write_text("old")
        at += 1

    assert seen <= {"old", "new"}
    assert at > 2


def test_a_file_that_lets_nobody_write_is_left_alone(tmp_path: Path) -> None:
    """Renaming another over it would not ask it, and root is never asked."""
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "a.md").chmod(0o444)

    with pytest.raises(DiskRefused, match="read-only") as refused:
        document.write(tmp_path, "a.md", "new")

    assert 20 == refused.value.exit_code
    assert {"a.md": b"old"} == _all(tmp_path)


@pytest.mark.parametrize("name", ["../outside.md", "link.md", "folder/a.md", "/nowhere/a.md"])
def test_nothing_outside_of_the_project_is_written_or_read(tmp_path: Path, name: str) -> None:
    """A name in sentry.yml comes with the repository, and so from whoever writes into that."""
    root, outside = tmp_path / "project", tmp_path / "elsewhere"
    root.mkdir()
    outside.mkdir()
    (outside / "a.md").write_text("theirs")
    (root / "link.md").symlink_to(outside / "a.md")
    (root / "folder").symlink_to(outside)

    for act in (lambda: document.write(root, name, "new"), lambda: document.read(root, name)):
        with pytest.raises(ConfigurationError, match="outside of the project"):
            act()
    assert b"theirs" == (outside / "a.md").read_bytes()
    assert not (tmp_path / "outside.md").exists()


def test_a_link_within_the_project_stays_one(tmp_path: Path) -> None:
    """Where the text lies is what is written; the link is the owner's."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("old")
    (tmp_path / "a.md").symlink_to("docs/a.md")

    document.write(tmp_path, "a.md", "new")

    assert (tmp_path / "a.md").is_symlink()
    assert "new" == (tmp_path / "docs" / "a.md").read_text()


def test_what_is_no_document_is_told(tmp_path: Path) -> None:
    """A folder, a pipe and a text in Latin-1 are three different mistakes."""
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "latin.md").write_bytes(b"fine\ngr\xfc\xdfe\n")

    with pytest.raises(ConfigurationError, match="is a folder"):
        document.read(tmp_path, "folder.md")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        document.read(tmp_path, "pipe.md")
    with pytest.raises(ConfigurationError, match=r"latin\.md:2: this line is not UTF-8"):
        document.write(tmp_path, "latin.md", "new")
    assert b"fine\ngr\xfc\xdfe\n" == (tmp_path / "latin.md").read_bytes()


def test_a_disk_that_lets_nobody_read_says_so(tmp_path: Path) -> None:
    """That is no document that is not there."""
    with pytest.raises(DiskRefused) as refused:
        document.read(tmp_path, "x" * 300)

    assert os.strerror(errno.ENAMETOOLONG) in refused.value.what


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    """Neither rights nor room are what is wrong there."""
    (tmp_path / "docs").write_text("a file")

    with pytest.raises(ConfigurationError, match="docs is no folder") as refused:
        document.write(tmp_path, "docs/a.md", "text")

    assert os.strerror(errno.ENOTDIR) in refused.value.evidence[0]
