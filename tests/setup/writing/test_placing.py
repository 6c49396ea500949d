"""Files are put in place whole, all or none, and none that is there is touched."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.setup.writing.meaning import meaning
from buildtools.setup.writing.placing import Wanted, compare, place
from tests.faults import armed, refuse


def test_new_files_are_written(tmp_path: Path) -> None:
    """With their folders, with the rights that any new file gets, and nothing beside them."""
    wanted = [Wanted(tmp_path / "a" / "b" / "one.yml", "x: ü\n"), Wanted(tmp_path / "two", "y\n")]
    placed = place(wanted, compare(wanted))

    assert ["written", "written"] == [each.state for each in placed]
    assert ["x: ü\n", "y\n"] == [each.path.read_text(encoding="utf-8") for each in wanted]
    (tmp_path / "usual").touch()
    assert (tmp_path / "usual").stat().st_mode == wanted[1].path.stat().st_mode
    assert {"a", "a/b", "a/b/one.yml", "two", "usual"} == {*_all(tmp_path)}


def test_what_is_there_is_compared(tmp_path: Path) -> None:
    """The same, whatever its line ends; or how it differs, as a diff."""
    (tmp_path / "same").write_bytes(b"a\r\nb\r\n")
    (tmp_path / "other").write_text("a\nold\n")
    wanted = [Wanted(tmp_path / "same", "a\nb\n"), Wanted(tmp_path / "other", "a\nnew\n")]
    same, other = place(wanted, compare(wanted))

    assert ("there", "") == (same.state, same.difference)
    assert "differs" == other.state
    assert ["-old", "+new"] == other.difference.splitlines()[-2:]
    assert b"a\r\nb\r\n" == (tmp_path / "same").read_bytes()
    assert "a\nold\n" == (tmp_path / "other").read_text()


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a: 1\nb: [x, y]\n", "there"),
        ("# theirs\nb: [x,  'y']  # why\na: 1\n", "there"),
        ("a: 2\nb: [x, y]\n", "differs"),
        ("a: 1\nb: [x, y, z]\n", "differs"),
        ("a: [\n", "differs"),
        ("", "differs"),
    ],
)
def test_what_says_the_same_is_the_same(tmp_path: Path, text: str, state: str) -> None:
    """Comments, order and layout of a YAML file are its owner's."""
    (tmp_path / "a.yml").write_text(text)
    assert (
        state == compare([Wanted(tmp_path / "a.yml", "a: 1  # x\nb: [x, y]\n", meaning)])[0].state
    )


@pytest.mark.parametrize("kind", ["folder", "dangling", "binary", "pipe"])
def test_what_is_in_the_way_is_refused(tmp_path: Path, kind: str) -> None:
    """A link is not followed to make a file elsewhere, and nothing is waited for."""
    path = tmp_path / "sentry.yml"
    match kind:
        case "folder":
            path.mkdir()
        case "dangling":
            path.symlink_to(tmp_path / "elsewhere")
        case "binary":
            path.write_bytes(b"\xff\xfe")
        case _:
            os.mkfifo(path)
    with pytest.raises(ConfigurationError, match=r"sentry\.yml"):
        compare([Wanted(path, "x\n")])
    assert not (tmp_path / "elsewhere").exists()


def test_one_that_cannot_be_made_leaves_none(tmp_path: Path) -> None:
    """The folders that were made for the others are gone too."""
    (tmp_path / "file").touch()
    wanted = [Wanted(tmp_path / "new" / "one", "x"), Wanted(tmp_path / "file" / "two", "y")]
    with pytest.raises(DiskRefused, match="cannot write two"):
        place(wanted, list(compare(wanted[:1])) * 2)
    assert ["file"] == [*_all(tmp_path)]


def test_one_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """Nor is the other one left."""
    wanted = [Wanted(tmp_path / "one", "x\n"), Wanted(tmp_path / "two", "y\n")]
    placed = compare(wanted)
    (tmp_path / "two").write_text("theirs\n")
    with pytest.raises(ConfigurationError, match="two has come meanwhile"):
        place(wanted, placed)
    assert ["two"] == [*_all(tmp_path)]
    assert "theirs\n" == (tmp_path / "two").read_text()


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files is the disk that is full."""
    import resource
    import signal

    wanted = [Wanted(tmp_path / "one", "x\n"), Wanted(tmp_path / "two", "y" * 5000)]
    placed = compare(wanted)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(DiskRefused) as failure:
            place(wanted, placed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "nothing is written" in failure.value.evidence
    assert [] == [*_all(tmp_path)]


def _all(folder: Path) -> Iterator[str]:
    for each in sorted(folder.rglob("*")):
        yield each.relative_to(folder).as_posix()


@pytest.mark.parametrize("at", range(1, 12))
def test_whichever_act_fails_all_or_none_are_there(tmp_path: Path, at: int) -> None:
    """Where a second name is refused, a copy is made; and nothing of ours is left over."""
    wanted = [Wanted(tmp_path / "a" / "one", "x\n"), Wanted(tmp_path / "two", "y\n")]
    placed = compare(wanted)
    with armed(tmp_path, at, refuse) as faults:
        failed = False
        try:
            place(wanted, placed)
        except DiskRefused:
            failed = True
    left = [*_all(tmp_path)]

    assert left == ([] if failed else ["a", "a/one", "two"]) or faults.struck.startswith(
        "os.remove"
    )
