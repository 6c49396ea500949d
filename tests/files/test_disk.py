"""The disk: walking is stable and safe, replacing is one transaction."""

import logging
import os
import tempfile
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused, NothingFound
from buildtools.files import disk


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


def test_a_missing_file_is_nothing_found(tmp_path: Path) -> None:
    """A file that vanished is a sentence with exit code 21, not a traceback."""
    with pytest.raises(NothingFound, match=r"gone\.js is not there"):
        disk.read(tmp_path / "gone.js")


def test_a_folder_cannot_be_read_as_a_file(tmp_path: Path) -> None:
    """Whatever the disk refuses is told with the name and the reason."""
    with pytest.raises(DiskRefused, match="cannot read"):
        disk.read(tmp_path)


def test_a_digest_is_the_servers_sha1() -> None:
    """The server compares these digits, so they are fixed by the protocol."""
    assert disk.digest(b"abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"


def test_a_link_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    """A map must not be able to fetch a text of others into what is uploaded."""
    _tree(tmp_path, "secret.js", "web/a.js", "web/folder.js/x")
    (tmp_path / "web/link.js").symlink_to(tmp_path / "secret.js")

    assert b"web/a.js" == disk.read_inside(tmp_path / "web", "a.js")
    for other in ("link.js", "../secret.js", "none.js", "folder.js"):
        assert disk.read_inside(tmp_path / "web", other) is None


def test_a_listing_names_hidden_things_too(tmp_path: Path) -> None:
    """Bundlers write to hidden folders; one that is not there holds nothing."""
    _tree(tmp_path, "b.js", ".next/a.js")

    assert (".next", "b.js") == disk.listing(tmp_path)
    assert () == disk.listing(tmp_path / "none")


def test_modified_is_the_time_of_the_last_write(tmp_path: Path) -> None:
    """Staleness is decided by this clock."""
    _tree(tmp_path, "a.js")
    os.utime(tmp_path / "a.js", (5, 1234.5))

    assert disk.modified(tmp_path / "a.js") == 1234.5
    with pytest.raises(DiskRefused, match=r"cannot look at b\.js"):
        disk.modified(tmp_path / "b.js")


def test_walking_leaves_out_hidden_folders_and_node_modules(tmp_path: Path) -> None:
    """An output may itself be hidden (.next/static), caches below it are not its files."""
    output = _tree(
        tmp_path / ".next/static",
        "chunks/b.js",
        "chunks/a.js",
        ".hidden.js",
        ".cache/x.js",
        "node_modules/y.js",
        "z.js",
    )

    assert [".hidden.js", "chunks/a.js", "chunks/b.js", "z.js"] == list(disk.walk(output))


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("*.js", []),
        ("a.js", ["sub/[slug]/b.js", "sub/b.js"]),
        ("sub/*.js", ["a.js", "sub/[slug]/b.js"]),
        ("sub/**", ["a.js"]),
        ("sub/", ["a.js"]),
        ("./sub", ["a.js"]),
        ("sub/[slug]", ["a.js", "sub/a.js", "sub/b.js"]),
        ("**/b.js", ["a.js", "sub/a.js"]),
        ("**", []),
        ("/?.js", ["sub/[slug]/b.js", "sub/a.js", "sub/b.js"]),
        ("nothing", ["a.js", "sub/[slug]/b.js", "sub/a.js", "sub/b.js"]),
    ],
)
def test_globs_leave_out_what_they_name(tmp_path: Path, pattern: str, left: list[str]) -> None:
    """A project must be able to leave files alone with the globs its hands know."""
    _tree(tmp_path, "a.js", "sub/a.js", "sub/b.js", "sub/[slug]/b.js")

    assert left == sorted(disk.walk(tmp_path, [pattern]))


def test_walking_follows_links_but_not_in_circles(tmp_path: Path) -> None:
    """A linked folder is part of the output; a link upwards must not hang the step."""
    _tree(tmp_path, "out/a/x.js", "elsewhere/y.js")
    (tmp_path / "out/a/up").symlink_to(tmp_path / "out")
    (tmp_path / "out/else").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "out/broken.js").symlink_to(tmp_path / "nowhere")
    (tmp_path / "out/self.js").symlink_to(tmp_path / "out/self.js")

    assert ["a/x.js", "else/y.js"] == list(disk.walk(tmp_path / "out"))


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """An output that vanishes while we look is a sentence, not a traceback."""
    with pytest.raises(DiskRefused, match="cannot list out"):
        list(disk.walk(tmp_path / "out"))


def test_replacing_keeps_mode_bits_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    """An executable script must stay one."""
    _tree(tmp_path, "bin/cli.js", "a.js")
    (tmp_path / "bin/cli.js").chmod(0o750)

    disk.replace_all(tmp_path, {"bin/cli.js": b"new", "fresh.js": b"first"})

    assert {"bin/cli.js": b"new", "a.js": b"a.js", "fresh.js": b"first"} == _everything(tmp_path)
    assert (tmp_path / "bin/cli.js").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "fresh.js").stat().st_mode & 0o111 == 0


def test_a_failure_while_writing_changes_nothing(tmp_path: Path) -> None:
    """A fault in the last file must leave the first untouched, and no temporary file."""
    _tree(tmp_path, "a.js", "b.js")
    before = _everything(tmp_path)

    with pytest.raises(DiskRefused, match=r"cannot write c\.js"):
        disk.replace_all(tmp_path, {"a.js": b"1", "b.js": b"2", "no-such-folder/c.js": b"3"})

    assert before == _everything(tmp_path)


def test_a_write_that_fails_half_way_takes_its_temporary_file_along(tmp_path: Path) -> None:
    """The file being written when the disk fills up is cleaned up too."""
    _tree(tmp_path, "a.js")
    before = _everything(tmp_path)

    with pytest.raises(TypeError):
        disk.replace_all(tmp_path, {"a.js": "not bytes"})  # type: ignore[dict-item]

    assert before == _everything(tmp_path)


def test_a_failing_move_is_told_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    """A folder in the place of a file cannot be replaced by one."""
    (tmp_path / "a.js").mkdir()

    with pytest.raises(DiskRefused, match=r"cannot replace a\.js"):
        disk.replace_all(tmp_path, {"a.js": b"1"})

    assert ["a.js"] == [path.name for path in tmp_path.iterdir()]


def test_the_target_of_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    """Replacing the link would leave the real file, which is deployed, without an ID."""
    _tree(tmp_path, "real/a.js")
    (tmp_path / "link.js").symlink_to(Path("real") / "a.js")

    disk.replace_all(tmp_path, {"link.js": b"new", "real/a.js": b"new"})

    assert (tmp_path / "link.js").is_symlink()
    assert (tmp_path / "real/a.js").read_bytes() == b"new"


def test_one_file_cannot_get_two_contents(tmp_path: Path) -> None:
    """Through a link or a hard link, the last writer would win unsaid."""
    _tree(tmp_path, "a.js")
    (tmp_path / "link.js").symlink_to("a.js")
    (tmp_path / "hard.js").hardlink_to(tmp_path / "a.js")

    for other in ("link.js", "hard.js"):
        with pytest.raises(DiskRefused, match=r"a.* link"):
            disk.replace_all(tmp_path, {"a.js": b"1", other: b"2"})
    assert (tmp_path / "a.js").read_bytes() == b"a.js"


def test_every_given_name_of_one_inode_gets_the_new_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A build that links its copies must not keep old ones among the new."""
    _tree(tmp_path, "a.js")
    (tmp_path / "hard.js").hardlink_to(tmp_path / "a.js")

    with caplog.at_level(logging.WARNING, "buildtools"):
        disk.replace_all(tmp_path, {"a.js": b"new", "hard.js": b"new"})

    assert {"a.js": b"new", "hard.js": b"new"} == _everything(tmp_path)
    assert caplog.messages == []


def test_a_name_of_the_inode_that_was_not_given_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that shares the file keeps its content, and the user learns of the other name."""
    _tree(tmp_path, "a.js")
    (tmp_path / "store").hardlink_to(tmp_path / "a.js")

    with caplog.at_level(logging.WARNING, "buildtools"):
        disk.replace_all(tmp_path, {"a.js": b"new"})

    assert {"a.js": b"new", "store": b"a.js"} == _everything(tmp_path)
    assert "a.js has 1 other name" in caplog.text


# Moving


def test_walking_everything_leaves_nothing_out(tmp_path: Path) -> None:
    """What a server publishes it publishes from hidden folders and packages too."""
    for name in ("a.js", ".vite/b.js", "node_modules/x/c.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert [".vite/b.js", "a.js", "node_modules/x/c.js"] == list(
        disk.walk(tmp_path, everything=True)
    )


def test_a_file_moves_and_copies_into_folders_that_are_made(tmp_path: Path) -> None:
    """Mode bits go with it, and what stood there is replaced."""
    file = tmp_path / "a.js"
    file.write_text("a")
    file.chmod(0o640)
    disk.move(file, tmp_path / "x/y/a.js")
    disk.copy(tmp_path / "x/y/a.js", file)
    disk.copy(tmp_path / "x/y/a.js", file)

    assert file.read_text() == "a"
    assert file.stat().st_mode & 0o777 == 0o640
    assert ["a.js", "x/y/a.js"] == list(disk.walk(tmp_path))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_a_file_moves_to_another_disk(tmp_path: Path) -> None:
    """A build folder is often a mount of its own in CI."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        file = Path(other) / "a.js"
        file.write_text("a")
        disk.move(file, tmp_path / "a.js")

        assert not file.exists()
        assert (tmp_path / "a.js").read_text() == "a"


def test_moving_and_copying_what_is_not_there_is_told(tmp_path: Path) -> None:
    """The name of the file is what the reader needs."""
    for act in (disk.move, disk.copy):
        with pytest.raises(DiskRefused, match=r"a\.js"):
            act(tmp_path / "a.js", tmp_path / "b.js")


def test_a_folder_is_removed_once(tmp_path: Path) -> None:
    """The second time there is nothing to do; what is no folder is not removed."""
    (tmp_path / "x/y").mkdir(parents=True)
    disk.remove_folder(tmp_path / "x")
    disk.remove_folder(tmp_path / "x")
    (tmp_path / "file").write_text("")

    assert not (tmp_path / "x").exists()
    with pytest.raises(DiskRefused):
        disk.remove_folder(tmp_path / "file")


def test_leftovers_of_a_killed_run_are_swept_away(tmp_path: Path) -> None:
    """They hold maps with sources, lie in an output, and would be deployed."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.a.js.1.buildtools-new").write_bytes(b"half")
    (tmp_path / "out/a.js").write_bytes(b"whole")
    disk.sweep(tmp_path, ["out/a.js"])

    assert ["a.js"] == [path.name for path in (tmp_path / "out").iterdir()]
