"""The disk: what is read, and what it says where it cannot be."""

import os
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused, NothingFound
from buildtools.files import disk
from buildtools.values import digest_of


def _tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def test_a_missing_file_is_nothing_found(tmp_path: Path) -> None:
    """A file that vanished is a sentence with exit code 21, not a traceback."""
    with pytest.raises(NothingFound, match=r"gone\.js is not there"):
        disk.read(tmp_path / "gone.js")


def test_a_folder_cannot_be_read_as_a_file(tmp_path: Path) -> None:
    """Whatever the disk refuses is told with the name and the reason."""
    with pytest.raises(DiskRefused, match="cannot read"):
        disk.read(tmp_path)


def test_a_digest_is_the_servers_sha1() -> None:
    """The server compares these digits, so they are fixed by the protocol."""
    assert digest_of(b"abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"


def test_a_link_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    """A map must not be able to fetch a text of others into what is uploaded."""
    _tree(tmp_path, "secret.js", "web/a.js", "web/folder.js/x")
    (tmp_path / "web/link.js").symlink_to(tmp_path / "secret.js")

    assert b"web/a.js" == disk.read_inside(tmp_path / "web", "a.js")
    for other in ("link.js", "../secret.js", "none.js", "folder.js"):
        assert disk.read_inside(tmp_path / "web", other) is None


def test_modified_is_the_time_of_the_last_write(tmp_path: Path) -> None:
    """Staleness is decided by this clock."""
    _tree(tmp_path, "a.js")
    os.utime(tmp_path / "a.js", (5, 1234.5))

    assert disk.modified(tmp_path / "a.js") == 1234.5
    with pytest.raises(DiskRefused, match=r"cannot look at b\.js"):
        disk.modified(tmp_path / "b.js")


def test_what_is_not_there_is_no_file_of_the_project(tmp_path: Path) -> None:
    """Nor is a folder, what would lie in a file, or a link that leads nowhere."""
    (tmp_path / "a.js").write_bytes(b"a")
    (tmp_path / "folder").mkdir()
    (tmp_path / "gone.js").symlink_to("nowhere.js")

    for name in ("b.js", "a.js/b.js", "folder", "gone.js", "x/../b.js"):
        assert disk.read_inside(tmp_path, name) is None
    assert b"a" == disk.read_inside(tmp_path, "folder/../a.js")
