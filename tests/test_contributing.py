"""CONTRIBUTING.md names every module where it lies, and none that is gone."""

import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from tests.stories.shopping import PACKAGE

PAGE = PACKAGE / "CONTRIBUTING.md"
SHARED = frozenset({"__init__.py", "__main__.py"})
"""Names that say by themselves what they hold."""
TOPS = ("", "buildtools")
"""Where a path of the page begins: the repository, or the package."""
_NAME = re.compile(r"`([\w./-]+)`")


def modules() -> list[PurePosixPath]:
    """Return the modules of the repository, those of apps and fixtures left out."""
    asked = ["git", "ls-files", "buildtools", "bench", ".ci", "tests"]
    said = subprocess.run(asked, cwd=PACKAGE, capture_output=True, text=True, check=True).stdout
    paths = [PurePosixPath(line) for line in said.splitlines() if line.endswith(".py")]
    return [path for path in paths if "fixtures" not in path.parts and "shop" not in path.parts]


def rows(text: str) -> list[tuple[list[str], str]]:
    """Return the paths in front of each row of the table, and the rest of the row."""
    table = text.partition("## One line per file")[2]
    cells = re.findall(r"^\| (`.+?) \| (.+) \|$", table, re.MULTILINE)
    return [(_spelled(names), right) for left, right in cells if (names := _NAME.findall(left))]


def _spelled(names: list[str]) -> list[str]:
    """Return names in full: those behind the first are in its folder's folder."""
    first = names[0]
    above = first.rstrip("/").rpartition("/")[0]
    rest = [f"{above}/{name}" if above else name for name in names[1:]]
    return [first, *rest] if first.count("/") else names


def named(text: str) -> tuple[set[str], set[str]]:
    """Return the files that the table names, and the folders that it speaks of as a whole."""
    files: set[str] = set()
    whole: set[str] = set()
    for left, right in rows(text):
        folders = [path for path in left if path.endswith("/")]
        files |= {path for path in left if path.endswith(".py")}
        if folders and (folders[0].startswith("tests/") or "one file each" in right):
            whole |= set(folders)
        files |= {folders[0] + name for name in _NAME.findall(right) if folders and _is_file(name)}
    return files - {f"{top}/" for top in TOPS}, whole - {"tests/"}


def _is_file(name: str) -> bool:
    return name.endswith(".py") and "/" not in name


def _places(path: PurePosixPath) -> set[str]:
    """Return a path as the page may spell it."""
    return {str(path), str(path).removeprefix("buildtools/")}


def lacking(text: str) -> list[str]:
    """Return the modules that the table does not name."""
    files, whole = named(text)
    return [
        str(path)
        for path in modules()
        if path.name not in SHARED
        and not _places(path) & files
        and not any(place.startswith(tuple(whole)) for place in _places(path))
        and not (path.parent == PurePosixPath("tests") and path.stem.startswith("test_"))
    ]


def gone(text: str) -> list[str]:
    """Return the files and folders that the table names and that are not there."""
    files, whole = named(text)
    return sorted(
        name
        for name in files | whole
        if not any((Path(PACKAGE) / top / name).exists() for top in TOPS)
    )


def test_every_module_has_its_line() -> None:
    """A newcomer reads there what a file is, before opening it."""
    assert [] == lacking(PAGE.read_text(encoding="utf-8"))


def test_no_line_is_about_a_file_that_is_gone() -> None:
    """A name that leads nowhere costs more than none."""
    assert [] == gone(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "missed", "stale"),
    [
        ("`mappings.py` ", "`mapped.py` ", "mappings.py", "sourcemaps/maps/mapped.py"),
        ("| `errors.py` |", "| `faults.py` |", "errors.py", "faults.py"),
    ],
)
def test_a_name_that_is_wrong_would_be_seen(old: str, new: str, missed: str, stale: str) -> None:
    """The control: a module that was renamed, in a folder and at the top."""
    text = PAGE.read_text(encoding="utf-8")
    spoilt = text.replace(old, new)

    assert spoilt != text
    assert [missed] == [PurePosixPath(path).name for path in lacking(spoilt)]
    assert [stale] == gone(spoilt)
