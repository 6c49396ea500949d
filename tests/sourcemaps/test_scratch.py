"""Scratch: a machine without room for a temporary file says nothing of a map."""

import errno
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused, SourceMapError
from buildtools.sourcemaps.maps.inside_symbolic import with_room
from buildtools.sourcemaps.maps.resolve import Resolver

exceptions = pytest.importorskip("symbolic.exceptions", reason="it is about symbolic")

MAP = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}'


@pytest.fixture
def gone(tmp_path: Path) -> Iterator[str]:
    """TMPDIR names a folder that is not there."""
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(tmp_path / "gone")
    yield os.environ["TMPDIR"]
    os.environ.pop("TMPDIR", None)
    if before is not None:
        os.environ["TMPDIR"] = before


def _error(text: str) -> Exception:
    made: Exception = exceptions.SymbolicError(text)
    return made


class Library:
    """Makes its file in one folder only, and says of others what the system says."""

    def __init__(self, good: str, number: int) -> None:
        self.good, self.number = good, number
        self.asked: list[str | None] = []

    def __call__(self) -> str:
        self.asked.append(os.environ.get("TMPDIR"))
        if self.asked[-1] != self.good:
            raise _error(f"{os.strerror(self.number)} (os error {self.number})")
        return "made"


def test_another_folder_is_tried(gone: str, tmp_path: Path) -> None:
    """The variable is as it was afterwards."""
    library = Library(str(tmp_path), errno.ENOSPC)

    assert "made" == with_room(library, ["/nowhere", gone, str(tmp_path)])
    assert [gone, "/nowhere", str(tmp_path)] == library.asked
    assert gone == os.environ["TMPDIR"]


def test_without_the_variable_there_is_none_afterwards(tmp_path: Path) -> None:
    """What the build and git are started with must not change."""
    os.environ.pop("TMPDIR", None)

    assert "made" == with_room(Library(str(tmp_path), errno.ENOSPC), [str(tmp_path)])
    assert "TMPDIR" not in os.environ


def test_no_folder_at_all_is_told_with_the_variable(gone: str) -> None:
    """And the exit code is that of a disk."""
    with pytest.raises(DiskRefused, match="No space left") as raised:
        with_room(Library("", errno.ENOSPC), ["/nowhere"])

    assert (f"folder {gone} (TMPDIR)",) == raised.value.evidence
    assert "TMPDIR" in raised.value.remedy


def test_handles_are_no_matter_of_the_folder(gone: str) -> None:
    """Nothing else is tried."""
    library = Library("", errno.EMFILE)
    with pytest.raises(DiskRefused) as raised:
        with_room(library, ["/nowhere"])

    assert [gone] == library.asked
    assert "ulimit -n" in raised.value.remedy


def _bad(first: bool) -> Callable[[], str]:
    asked: list[int] = []

    def make() -> str:
        asked.append(1)
        if first or len(asked) > 1:
            raise _error("bad json")
        raise _error("No such file or directory (os error 2)")

    return make


@pytest.mark.parametrize("first", [True, False])
def test_what_is_wrong_with_a_map_stays_so(first: bool, gone: str) -> None:
    """In whichever folder the library says it."""
    with pytest.raises(exceptions.SymbolicError, match="bad json"):
        with_room(_bad(first), ["/nowhere"])
    assert gone


def test_the_real_library_resolves_without_its_folder(gone: str) -> None:
    """On a machine whose /tmp is full or missing."""
    assert gone
    found = Resolver(b"a();", MAP).lookup(0, 0)

    assert found is not None
    with pytest.raises(SourceMapError):
        Resolver(b"a();", b"{")


def test_no_handle_left_is_told_where_the_resolver_has_a_stack_of_its_own() -> None:
    """What goes wrong in its thread belongs to whoever waits for it."""
    Resolver(b"f();", MAP)  # what it imports is there from now on
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        with pytest.raises(DiskRefused):
            Resolver(b"f();", MAP)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
