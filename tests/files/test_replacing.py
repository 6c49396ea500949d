"""Replacing is one transaction; moving, copying and removing say what the disk refuses."""

import logging
import tempfile
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.files import replacing, walking


def _tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def _everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_replacing_keeps_mode_bits_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    """An executable script must stay one."""
    _tree(tmp_path, "bin/cli.js", "a.js")
    (tmp_path / "bin/cli.js").chmod(0o750)

    replacing.replace_all(tmp_path, {"bin/cli.js": b"new", "fresh.js": b"first"})

    assert {"bin/cli.js": b"new", "a.js": b"a.js", "fresh.js": b"first"} == _everything(tmp_path)
    assert (tmp_path / "bin/cli.js").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "fresh.js").stat().st_mode & 0o111 == 0


def test_a_failure_while_writing_changes_nothing(tmp_path: Path) -> None:
    """A fault in the last file must leave the first untouched, and no temporary file."""
    _tree(tmp_path, "a.js", "b.js")
    before = _everything(tmp_path)

    with pytest.raises(DiskRefused, match=r"cannot write c\.js"):
        replacing.replace_all(tmp_path, {"a.js": b"1", "b.js": b"2", "no-such-folder/c.js": b"3"})

    assert before == _everything(tmp_path)


def test_a_write_that_fails_half_way_takes_its_temporary_file_along(tmp_path: Path) -> None:
    """The file being written when the disk fills up is cleaned up too."""
    _tree(tmp_path, "a.js")
    before = _everything(tmp_path)

    with pytest.raises(TypeError):
        replacing.replace_all(tmp_path, {"a.js": "not bytes"})  # type: ignore[dict-item]  # on purpose

    assert before == _everything(tmp_path)


def test_a_failing_move_is_told_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    """A folder in the place of a file cannot be replaced by one."""
    (tmp_path / "a.js").mkdir()

    with pytest.raises(DiskRefused, match=r"cannot replace a\.js"):
        replacing.replace_all(tmp_path, {"a.js": b"1"})

    assert ["a.js"] == [path.name for path in tmp_path.iterdir()]


def test_the_target_of_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    """Replacing the link would leave the real file, which is deployed, without an ID."""
    _tree(tmp_path, "real/a.js")
    (tmp_path / "link.js").symlink_to(Path("real") / "a.js")

    replacing.replace_all(tmp_path, {"link.js": b"new", "real/a.js": b"new"})

    assert (tmp_path / "link.js").is_symlink()
    assert (tmp_path / "real/a.js").read_bytes() == b"new"


def test_one_file_cannot_get_two_contents(tmp_path: Path) -> None:
    """Through a link or a hard link, the last writer would win unsaid."""
    _tree(tmp_path, "a.js")
    (tmp_path / "link.js").symlink_to("a.js")
    (tmp_path / "hard.js").hardlink_to(tmp_path / "a.js")

    for other in ("link.js", "hard.js"):
        with pytest.raises(DiskRefused, match=r"a.* link"):
            replacing.replace_all(tmp_path, {"a.js": b"1", other: b"2"})
    assert (tmp_path / "a.js").read_bytes() == b"a.js"


def test_every_given_name_of_one_inode_gets_the_new_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A build that links its copies must not keep old ones among the new."""
    _tree(tmp_path, "a.js")
    (tmp_path / "hard.js").hardlink_to(tmp_path / "a.js")

    with caplog.at_level(logging.WARNING, "buildtools"):
        replacing.replace_all(tmp_path, {"a.js": b"new", "hard.js": b"new"})

    assert {"a.js": b"new", "hard.js": b"new"} == _everything(tmp_path)
    assert caplog.messages == []


def test_a_name_of_the_inode_that_was_not_given_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that shares the file keeps its content, and the user learns of the other name."""
    _tree(tmp_path, "a.js")
    (tmp_path / "store").hardlink_to(tmp_path / "a.js")

    with caplog.at_level(logging.WARNING, "buildtools"):
        replacing.replace_all(tmp_path, {"a.js": b"new"})

    assert {"a.js": b"new", "store": b"a.js"} == _everything(tmp_path)
    assert "a.js has 1 other name" in caplog.text


def test_a_file_moves_and_copies_into_folders_that_are_made(tmp_path: Path) -> None:
    """Mode bits go with it, and what stood there is replaced."""
    file = tmp_path / "a.js"
    file.write_text("a")
    file.chmod(0o640)
    replacing.move(file, tmp_path / "x/y/a.js")
    replacing.copy(tmp_path / "x/y/a.js", file)
    replacing.copy(tmp_path / "x/y/a.js", file)

    assert file.read_text() == "a"
    assert file.stat().st_mode & 0o777 == 0o640
    assert ["a.js", "x/y/a.js"] == list(walking.walk(tmp_path))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_a_file_moves_to_another_disk(tmp_path: Path) -> None:
    """A build folder is often a mount of its own in CI."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        file = Path(other) / "a.js"
        file.write_text("a")
        replacing.move(file, tmp_path / "a.js")

        assert not file.exists()
        assert (tmp_path / "a.js").read_text() == "a"


def test_moving_and_copying_what_is_not_there_is_told(tmp_path: Path) -> None:
    """The name of the file is what the reader needs."""
    for act in (replacing.move, replacing.copy):
        with pytest.raises(DiskRefused, match=r"a\.js"):
            act(tmp_path / "a.js", tmp_path / "b.js")


def test_a_folder_is_removed_once(tmp_path: Path) -> None:
    """The second time there is nothing to do; what is no folder is not removed."""
    (tmp_path / "x/y").mkdir(parents=True)
    replacing.remove_folder(tmp_path / "x")
    replacing.remove_folder(tmp_path / "x")
    (tmp_path / "file").write_text("")

    assert not (tmp_path / "x").exists()
    with pytest.raises(DiskRefused):
        replacing.remove_folder(tmp_path / "file")


def test_leftovers_of_a_killed_run_are_swept_away(tmp_path: Path) -> None:
    """They hold maps with sources, lie in an output, and would be deployed."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.a.js.1.buildtools-new").write_bytes(b"half")
    (tmp_path / "out/a.js").write_bytes(b"whole")
    replacing.sweep(tmp_path, ["out/a.js"])

    assert ["a.js"] == [path.name for path in (tmp_path / "out").iterdir()]
