"""Undo: the tree after it is the tree before, or nothing was touched."""

import base64
import gzip
from pathlib import Path

import msgspec
import pytest

from buildtools.errors import NothingFound, OutOfDate
from buildtools.steps.inject import undo
from buildtools.values import Digest
from tests.sourcemaps.derived.conftest import MAP, Tree, ref


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A site in which everything has to follow: a loader, a page, a sibling, a copy."""
    made = Tree(tmp_path)
    lazy = made.script("dist/lazy.js", b"lazy();\n")
    loader = made.script("dist/entry.js", b'load("' + ref(lazy) + b'");\n')
    made.write("dist/index.html", b"<script integrity=" + ref(loader) + b">")
    made.write("dist/lazy.js.gz", gzip.compress(lazy))
    made.write("dist/copy/lazy.js", lazy)
    embedded = base64.b64encode(MAP)
    made.script("dist/e.js", b"e();\n//# sourceMappingURL=data:application/json;base64," + embedded)
    made.pairs[-1] = msgspec.structs.replace(made.pairs[-1], map=None, map_url=None)
    return made


def test_undo_is_identity(tree: Tree) -> None:
    """Scripts, maps and all that was updated, byte for byte."""
    before = tree.all()
    injected = tree.inject()
    after = tree.all()
    undone = undo(tree.root, injected)

    changed = {path for path in before if before[path] != after[path]}
    assert {"dist/index.html", "dist/lazy.js.gz", "dist/copy/lazy.js"} < changed
    assert before == tree.all()
    assert undone.reason.startswith("undone")


def test_injecting_again_gives_the_same_bytes(tree: Tree) -> None:
    """The IDs come from the built bytes, which are back."""
    injected = tree.inject()
    after = tree.all()
    undo(tree.root, injected)
    again = tree.inject()

    assert after == tree.all()
    assert injected == again


def test_undo_survives_a_second_injection(tree: Tree) -> None:
    """Steps are run twice; the record of the first must not be lost."""
    before = tree.all()
    undo(tree.root, tree.inject(tree.inject()))

    assert before == tree.all()


@pytest.mark.parametrize("path", ["dist/lazy.js", "dist/entry.js.map", "dist/index.html"])
def test_a_file_that_changed_since_keeps_all_from_being_undone(tree: Tree, path: str) -> None:
    """Half a tree of one build and half of another would be worse."""
    injected = tree.inject()
    tree.write(path, b"built again")
    now = tree.all()
    with pytest.raises(OutOfDate) as raised:
        undo(tree.root, injected)

    assert now == tree.all()
    assert (path,) == raised.value.evidence


def test_a_file_that_is_gone_keeps_all_from_being_undone(tree: Tree) -> None:
    """What strip or a clean-up took away cannot be given back from edits."""
    injected = tree.inject()
    (tree.root / "dist/lazy.js.map").unlink()
    with pytest.raises(OutOfDate):
        undo(tree.root, injected)


def test_a_record_that_does_not_lead_back_is_refused(tree: Tree) -> None:
    """A ledger that was edited by hand."""
    injected = tree.inject()
    updated = tuple(
        msgspec.structs.replace(each, before=Digest("0" * 40)) for each in injected.updated
    )
    with pytest.raises(OutOfDate):
        undo(tree.root, msgspec.structs.replace(injected, updated=updated))


@pytest.mark.parametrize("again", [False, True], ids=["once", "whole the next time"])
def test_a_script_that_stays_out_and_follows_another_is_given_back(tree: Tree, again: bool) -> None:
    """Its pair is refused for a broken map, the digest in it is updated all the same."""
    whole = tree.read("dist/entry.js.map")
    before = tree.all()
    if again:
        tree.write("dist/entry.js.map", b"{broken")
    else:
        before["dist/entry.js.map"] = tree.write("dist/entry.js.map", b"{broken")
    injected = tree.inject()
    assert "dist/entry.js" in [each.path for each in injected.updated]
    if again:
        tree.write("dist/entry.js.map", whole)
        injected = tree.inject(injected)
        assert "dist/entry.js" in [each.pair.script for each in injected.pairs]
        assert "dist/entry.js" not in [each.path for each in injected.updated]
    undo(tree.root, injected)

    assert before == tree.all()


def test_many_changed_files_are_counted_and_ten_are_named(tree: Tree) -> None:
    """A rebuild changes all of them."""
    for number in range(12):
        tree.script(f"dist/{number}.js", b"%d;\n" % number)
    injected = tree.inject()
    for number in range(12):
        tree.write(f"dist/{number}.js", b"rebuilt")
    with pytest.raises(OutOfDate) as raised:
        undo(tree.root, injected)

    assert 11 == len(raised.value.evidence)
    assert "and 2 more" == raised.value.evidence[-1]


def test_what_was_not_changed_is_not_touched(tree: Tree) -> None:
    """Files with IDs of their own, and those whose record was lost, stay."""
    tree.inject()
    lost = tree.inject()
    now = tree.all()
    undo(tree.root, lost)

    assert now == tree.all()


def test_without_an_injection_there_is_nothing_to_undo(tmp_path: Path) -> None:
    """It must not look like success."""
    with pytest.raises(NothingFound):
        undo(tmp_path, None)
