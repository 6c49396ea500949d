"""Staging: many files as one deed, with bounded memory."""

from pathlib import Path

import pytest

from buildtools import staging
from buildtools.errors import DiskRefused
from buildtools.staging import Staging


def _everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_nothing_that_anyone_looks_at_changes_before_placing(tmp_path: Path) -> None:
    """A fault in the last file must find the first as it was."""
    (tmp_path / "a.js").write_text("old")
    with Staging(tmp_path) as place:
        written = place.write("a.js", (b"n", memoryview(b"ew")))

        assert b"old" == (tmp_path / "a.js").read_bytes()
        assert b"new" == staging.read(written)

        place.place([written])

        assert b"new" == staging.read(written)
    assert {"a.js": b"new"} == _everything(tmp_path)


def test_what_was_not_placed_leaves_no_trace(tmp_path: Path) -> None:
    """A pair may be refused after its new content was written."""
    (tmp_path / "a.js").write_text("old")
    with Staging(tmp_path) as place:
        place.write("a.js", (b"new",))

    assert {"a.js": b"old"} == _everything(tmp_path)


def test_a_failure_leaves_no_trace(tmp_path: Path) -> None:
    """The half-written tree is what this is against."""
    (tmp_path / "a.js").write_text("old")
    with Staging(tmp_path) as place:
        place.write("a.js", (b"new",))
        with pytest.raises(DiskRefused, match=r"b\.js"):
            place.write("gone/b.js", (b"new",))

    assert {"a.js": b"old"} == _everything(tmp_path)


def test_one_file_is_not_given_two_contents(tmp_path: Path) -> None:
    """Whichever came last would win, without a word; nothing is moved then."""
    (tmp_path / "a.js").write_text("old")
    (tmp_path / "link.js").symlink_to(tmp_path / "a.js")
    with Staging(tmp_path) as place:
        first, second = place.write("a.js", (b"one",)), place.write("link.js", (b"two",))
        with pytest.raises(DiskRefused, match=r"link\.js"):
            place.place([first], then=[second])

    assert b"old" == (tmp_path / "a.js").read_bytes()


@pytest.mark.parametrize("count", [3, 200])
def test_all_are_placed_the_ordered_ones_first(tmp_path: Path, count: int) -> None:
    """A killed run can be done again only if what depends on a file is placed before it."""
    for number in range(count):
        (tmp_path / f"{number}.js").write_text("old")
    with Staging(tmp_path) as place:
        written = [place.write(f"{number}.js", (b"new",)) for number in range(count)]
        (tmp_path / "1.js").unlink()
        (tmp_path / "1.js").mkdir()
        with pytest.raises(DiskRefused, match=r"1\.js"):
            place.place(written[:2], then=written[2:])

        assert b"new" == (tmp_path / "0.js").read_bytes()
        assert b"old" == (tmp_path / "2.js").read_bytes()

        (tmp_path / "1.js").rmdir()
        place.place(written[1:2], then=written[2:])

    assert {f"{number}.js": b"new" for number in range(count)} == _everything(tmp_path)
