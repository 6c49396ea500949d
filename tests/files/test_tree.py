"""The files below a root, as derived files see them."""

from pathlib import Path

import pytest

from buildtools.errors import NothingFound
from buildtools.files.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A build folder with a link out of the project and one within it."""
    root = tmp_path / "shop"
    (root / "dist/assets").mkdir(parents=True)
    (root / "dist/a.js").write_bytes(b"a();\n")
    (root / "dist/.hidden.js").write_bytes(b"h();\n")
    (root / "dist/assets/b.js").write_bytes(b"b();\n")
    (tmp_path / "shared.js").write_bytes(b"s();\n")
    (root / "dist/shared.js").symlink_to(tmp_path / "shared.js")
    (root / "dist/same.js").symlink_to("a.js")
    return Tree(root)


def test_files_are_listed_by_their_paths_from_the_root(tree: Tree) -> None:
    """Whoever reads one names it as the ledger does."""
    everything = {*tree.below("dist", ())}

    assert {"dist/a.js", "dist/.hidden.js", "dist/assets/b.js"} < everything
    assert everything - {"dist/assets/b.js"} == {*tree.directly_in("./dist")}
    assert everything - {"dist/assets/b.js"} == {*tree.below("dist", ("assets/*",))}
    assert "assets" in tree.names("dist")


def test_a_folder_that_is_not_there_is_empty(tree: Tree) -> None:
    """An output may not have been built."""
    assert not [*tree.below("out", ()), *tree.directly_in("out"), *tree.names("out")]


def test_a_file_is_read_whole_or_in_blocks(tree: Tree) -> None:
    """Large ones are searched without being held."""
    assert b"a();\n" == tree.read("dist/a.js") == b"".join(tree.blocks("dist/a.js"))
    assert 5 == tree.size("dist/a.js")
    with pytest.raises(NothingFound):
        tree.read("dist/none.js")


def test_a_link_is_known_and_where_it_leads(tree: Tree) -> None:
    """What leads out of the project is not ours to write."""
    linked = ("dist/a.js", "dist/same.js", "dist/shared.js")

    assert [False, True, True] == [tree.is_linked(path) for path in linked]
    assert ["dist/a.js", "dist/a.js", None] == [tree.target(path) for path in linked]
