"""Stamps tell a folder that changed from one that did not, and name what did."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.files import stamps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some files, one of them far below."""
    for name in ("a.js", "src/b.js", "src/deep/c.js", ".git/index"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def rewrite(file: Path) -> None:
    """Write other bytes of the same number, and give the file its old times."""
    seen = file.stat()
    file.write_text(file.read_text().upper())
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda root: None, []),
        (lambda root: (root / ".git/index").write_text("other"), []),
        (lambda root: (root / "a.js").write_text("longer than before"), ["a.js"]),
        (lambda root: rewrite(root / "src/deep/c.js"), ["src/deep/c.js"]),
        (lambda root: (root / "src/b.js").chmod(0o600), ["src/b.js"]),
        (lambda root: (root / "src/new.js").touch(), ["src/new.js"]),
        (lambda root: (root / "src/b.js").unlink(), ["src"]),
        (lambda root: (root / "made").mkdir(), ["."]),
    ],
)
def test_what_changed_is_named(
    folder: Path, change: Callable[[Path], object], named: list[str]
) -> None:
    """Each kind of change alone, and none."""
    before = stamps.taken(folder, {".git"})
    change(folder)

    assert named == list(stamps.changed(folder, before, {".git"}))


def test_the_owners_are_those_of_all_files(folder: Path) -> None:
    """What belongs to another one may not be written by whoever has one user's rights."""
    own = folder.stat()

    assert stamps.taken(folder).owners == {(own.st_uid, own.st_gid)}
    assert stamps.taken(folder / "nowhere").owners == frozenset()
