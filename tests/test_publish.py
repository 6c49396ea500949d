"""What is made of a version to publish: refused early, or whole, and the same whoever makes it."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.shopping import PACKAGE

LOG = """\
# Changelog

## [Unreleased]

### Added

- `doctor`: what is wrong before anything is done.

## [0.1.0] - 2026-01-02

- The first.
"""
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "0.1.0"

[tool.hatch.build.targets.wheel]
packages = ["buildtools"]
"""


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("publish", PACKAGE / ".ci" / "publish.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PUBLISH = _loaded()


@pytest.fixture(name="tree")
def _tree(tmp_path: Path) -> Path:
    """A small package that is committed."""
    root = tmp_path / "small"
    (root / "buildtools").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "buildtools/__init__.py").write_text('__version__ = "0.1.0"\n')
    (root / "CHANGELOG.md").write_text(LOG)
    (root / ".gitignore").write_text("dist/\n")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


def test_what_is_unreleased_stands_under_the_version() -> None:
    """The next entries find an empty heading above it."""
    text = PUBLISH.changelog(LOG, "0.2.0", "2026-02-03")

    assert "## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n### Added\n\n- `doctor`" in text
    assert text.endswith("## [0.1.0] - 2026-01-02\n\n- The first.\n")


@pytest.mark.parametrize(
    ("text", "version", "why"),
    [
        ("# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n- a\n", "0.2.0", "nothing stands under"),
        ("# Changelog\n", "0.2.0", "nothing stands under"),
        (LOG, "0.1.0", "is there already"),
    ],
)
def test_a_version_without_news_is_refused(text: str, version: str, why: str) -> None:
    """Nobody could tell what it is for."""
    with pytest.raises(SystemExit, match=why):
        PUBLISH.changelog(text, version, "2026-02-03")


@pytest.mark.parametrize("version", ["1.2", "v1.2.3", "1.2.3-rc.1", "1.2.3 ", "", "0.1.0", "0.0.9"])
def test_what_is_no_higher_version_is_refused_before_anything_is_written(
    tree: Path, version: str
) -> None:
    """An index takes each version once."""
    before = {file: file.read_bytes() for file in tree.rglob("*") if file.is_file()}

    with pytest.raises(SystemExit):
        PUBLISH.numbered(tree, version)
    assert before == {file: file.read_bytes() for file in tree.rglob("*") if file.is_file()}


@given(*(st.tuples(*(st.integers(0, 20),) * 3) for _ in range(2)))
def test_versions_are_ordered_as_their_numbers(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    """0.10.0 is higher than 0.9.0, and a candidate is lower than what it is of."""
    first, second = (PUBLISH.numbers(".".join(map(str, each))) for each in (one, other))

    assert (one < other) == (first < second)
    assert PUBLISH.numbers(".".join(map(str, one)) + "rc1") < first


def test_a_tree_with_changes_is_refused(tree: Path) -> None:
    """What is published is what the tag will hold."""
    PUBLISH.refuse_changes(tree)
    (tree / "new.py").touch()

    with pytest.raises(SystemExit, match=r"new\.py"):
        PUBLISH.refuse_changes(tree)


def test_hashes_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    """Whoever downloads a file checks it with what is installed everywhere."""
    (tmp_path / "a.whl").write_bytes(b"wheel")
    (tmp_path / "SHA256SUMS").write_text(PUBLISH.sums(tmp_path))

    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (0, "a.whl: OK\n") == (checked.returncode, checked.stdout)


def test_both_files_name_the_same_version() -> None:
    """`buildtools --version` is what pip says."""
    places = [pattern.search((PACKAGE / name).read_text())[1] for name, pattern in PUBLISH._PLACES]

    assert 1 == len(set(places)), places
    assert sys.version_info >= (3, 11)
