"""Walking is stable and safe."""

from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.files import walking


def _tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def test_a_listing_names_hidden_things_too(tmp_path: Path) -> None:
    """Bundlers write to hidden folders; one that is not there holds nothing."""
    _tree(tmp_path, "b.js", ".next/a.js")

    assert (".next", "b.js") == walking.listing(tmp_path)
    assert () == walking.listing(tmp_path / "none")


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

    assert [".hidden.js", "chunks/a.js", "chunks/b.js", "z.js"] == list(walking.walk(output))


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

    assert left == sorted(walking.walk(tmp_path, [pattern]))


def test_walking_follows_links_but_not_in_circles(tmp_path: Path) -> None:
    """A linked folder is part of the output; a link upwards must not hang the step."""
    _tree(tmp_path, "out/a/x.js", "elsewhere/y.js")
    (tmp_path / "out/a/up").symlink_to(tmp_path / "out")
    (tmp_path / "out/else").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "out/broken.js").symlink_to(tmp_path / "nowhere")
    (tmp_path / "out/self.js").symlink_to(tmp_path / "out/self.js")

    assert ["a/x.js", "else/y.js"] == list(walking.walk(tmp_path / "out"))


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """An output that vanishes while we look is a sentence, not a traceback."""
    with pytest.raises(DiskRefused, match="cannot list out"):
        list(walking.walk(tmp_path / "out"))


def test_walking_everything_leaves_nothing_out(tmp_path: Path) -> None:
    """What a server publishes it publishes from hidden folders and packages too."""
    for name in ("a.js", ".vite/b.js", "node_modules/x/c.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert [".vite/b.js", "a.js", "node_modules/x/c.js"] == list(
        walking.walk(tmp_path, everything=True)
    )
