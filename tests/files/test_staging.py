"""Staging: many files as one transaction, with bounded memory."""

from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.files.staging import Staging


def _everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_nothing_that_anyone_looks_at_changes_before_placing(tmp_path: Path) -> None:
    """A fault in the last file must find the first as it was."""
    (tmp_path / "a.js").write_text("old")
    with Staging(tmp_path) as place:
        written = place.write("a.js", (b"n", memoryview(b"ew")))

        assert b"old" == (tmp_path / "a.js").read_bytes()
        assert b"new" == written.read()

        place.place([written])

        assert b"new" == written.read()
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
def test_all_are_placed_or_none(tmp_path: Path, count: int) -> None:
    """One that cannot be moved must not leave half a build of each kind."""
    for number in range(count):
        (tmp_path / f"{number}.js").write_text("old")
    last = f"{count - 1}.js"
    with Staging(tmp_path) as place:
        written = [place.write(f"{number}.js", (b"new",)) for number in range(count)]
        (tmp_path / last).unlink()
        (tmp_path / last).mkdir()
        with pytest.raises(DiskRefused, match=last):
            place.place(written[:2], then=written[2:])
    (tmp_path / last).rmdir()

    assert {f"{number}.js": b"old" for number in range(count - 1)} == _everything(tmp_path)


@pytest.mark.parametrize("count", [3, 200])
def test_many_are_placed(tmp_path: Path, count: int) -> None:
    """Those in order first; the rest by threads where they are many."""
    for number in range(count):
        (tmp_path / f"{number}.js").write_text("old")
    with Staging(tmp_path) as place:
        written = [place.write(f"{number}.js", (b"new",)) for number in range(count)]
        place.place(written[:2], then=written[2:])

    assert {f"{number}.js": b"new" for number in range(count)} == _everything(tmp_path)
