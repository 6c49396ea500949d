"""What builds found right is remembered, and forgotten without a word."""

from pathlib import Path

import pytest

from buildtools.state import paths, right_maps


def test_what_was_found_right_is_known_to_the_next_build(tmp_path: Path) -> None:
    """That of the newest build first, each once."""
    right_maps.save(tmp_path, {"a", "b"})
    right_maps.save(tmp_path, {"b", "c"})

    assert right_maps.load(tmp_path) == ["b", "c", "a"]


def test_of_very_many_those_of_the_newest_build_are_kept(tmp_path: Path) -> None:
    """A repository is built for years."""
    right_maps.save(tmp_path, {f"old{number}" for number in range(15_000)})
    right_maps.save(tmp_path, {f"new{number}" for number in range(15_000)})
    known = right_maps.load(tmp_path)

    assert len(known) == 20_000
    assert sum(each.startswith("new") for each in known) == 15_000


def test_nothing_is_written_where_all_is_known(tmp_path: Path) -> None:
    """A second build of the same bytes leaves the file as it is."""
    right_maps.save(tmp_path, {"a", "b"})
    before = (tmp_path / paths.RIGHT_MAPS).stat().st_mtime_ns
    right_maps.save(tmp_path, {"a"})

    assert (tmp_path / paths.RIGHT_MAPS).stat().st_mtime_ns == before


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    """The control: what is no such file stays."""
    right_maps.save(tmp_path, {"a"})
    left = (tmp_path / paths.RIGHT_MAPS).with_name("right-maps.txt.99999999.tmp")
    other = left.with_name("local.lock")
    left.touch()
    other.touch()
    right_maps.save(tmp_path, {"b"})

    assert (left.exists(), other.exists()) == (False, True)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    """The maps are judged, and it is written anew."""
    (tmp_path / paths.RIGHT_MAPS).parent.mkdir()
    (tmp_path / paths.RIGHT_MAPS).write_bytes(data)

    assert right_maps.load(tmp_path) == []
    right_maps.save(tmp_path, {"a"})
    assert right_maps.load(tmp_path) == ["a"]


def test_a_file_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    """What it would save is work alone."""
    (tmp_path / paths.RIGHT_MAPS).mkdir(parents=True)
    right_maps.save(tmp_path, {"a"})

    assert right_maps.load(tmp_path) == []
