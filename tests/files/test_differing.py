"""Files of packages that are others than before, wherever a workspace has packages."""

import shutil
from pathlib import Path

import pytest

from buildtools.files.differing import package_of, packages

NAMES = (
    *("node_modules/a/index.js", "web/node_modules/@acme/ui/main.js", "src/main.js"),
    *("node_modules/.cache/deep/x", "node_modules/.pnpm/b@1.0.0/node_modules/b/index.js"),
)


def test_packages_that_differ_are_found(tmp_path: Path) -> None:
    """By size, by time, and as new; not what tools keep for themselves, nor other sources."""
    for name in NAMES:
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text("1")
    (tmp_path / "old/node_modules/link").symlink_to("a")
    shutil.copytree(tmp_path / "old", tmp_path / "new", symlinks=True)

    assert [] == list(packages(tmp_path / "new", tmp_path / "old"))
    for name in NAMES:
        (tmp_path / "new" / name).write_text("22")
    (tmp_path / "new/node_modules/a/new.js").touch()
    assert sorted(packages(tmp_path / "new", tmp_path / "old")) == [
        *("node_modules/.pnpm/b@1.0.0/node_modules/b/index.js", "node_modules/a/index.js"),
        *("node_modules/a/new.js", "web/node_modules/@acme/ui/main.js"),
    ]


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("node_modules/a/lib/index.js", "node_modules/a"),
        ("web/node_modules/@acme/ui/main.js", "web/node_modules/@acme/ui"),
        ("node_modules/a/node_modules/b/index.js", "node_modules/a/node_modules/b"),
    ],
)
def test_a_file_is_of_the_innermost_package(path: str, package: str) -> None:
    """A package may have packages of its own."""
    assert package == package_of(path)
