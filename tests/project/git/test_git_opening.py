"""Which repository git is asked in, and what is said when there is none to ask."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.project.git import Repository, why_none

if TYPE_CHECKING:
    from tests.conftest import Checkout

Make = Callable[[str], "Checkout"]


def head(path: Path, environ: dict[str, str]) -> str | None:
    """The commit that is found from a folder."""
    repository = Repository.open(path, environ)
    return repository.head() if repository else None


def script(folder: Path, text: str, mode: int = 0o755) -> str:
    """Put a program called git into a folder of its own, and give a PATH of it alone."""
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "git").chmod(mode)
    return f"{folder}:/bin:/usr/bin"


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_a_hooks_variables_lead_to_no_other_repository(checkouts: Make, name: str) -> None:
    """Hooks and `git rebase --exec` export them; another team's commits were sent once."""
    ours, theirs = checkouts("ours"), checkouts("theirs")
    sha = ours.commit("ours", a="1")
    theirs.commit("theirs", b="1")
    environ = ours.environ | {name: str(theirs.path / ".git")}
    git = Repository.open(ours.path, environ)

    assert git is not None
    assert sha == git.head()
    assert ["ours\n"] == [one.message for one in git.commits(None, sha, 5).commits]


def test_a_work_tree_apart_is_followed_when_both_are_named(checkouts: Make, tmp_path: Path) -> None:
    """A deploy from a bare repository sets both, and its folder has no .git."""
    source, tree = checkouts("source"), tmp_path / "srv" / "app"
    sha = source.commit(a="1")
    source.git("clone", "--quiet", "--bare", str(source.path), str(tmp_path / "app.git"))
    tree.mkdir(parents=True)
    pointers = {"GIT_DIR": str(tmp_path / "app.git"), "GIT_WORK_TREE": str(tree.parent)}

    assert sha == head(tree, source.environ | pointers)
    assert sha == head(tree.parent, source.environ | pointers)
    assert head(tmp_path, source.environ | pointers) is None


def test_a_nearer_repository_wins_over_a_work_tree(checkouts: Make) -> None:
    """Dotfiles are kept so, with the whole home as their work tree."""
    home = checkouts("home")
    home.commit("dotfiles", a="1")
    (home.path / "shop").mkdir()
    shop = type(home)(home.path / "shop")
    shop.git("init", "--quiet", "--initial-branch=main")
    sha = shop.commit("shop", b="1")
    pointers = {"GIT_DIR": str(home.path / ".git"), "GIT_WORK_TREE": str(home.path)}

    assert sha == head(shop.path, shop.environ | pointers)


def test_a_nearer_work_tree_wins_over_a_repository_above(checkouts: Make, tmp_path: Path) -> None:
    """The folder that is deployed to lies in someone's own checkout."""
    above, source = checkouts("above"), checkouts("source")
    above.commit("above", a="1")
    sha = source.commit("source", b="1")
    tree = above.path / "deployed"
    tree.mkdir()
    pointers = {"GIT_DIR": str(source.path / ".git"), "GIT_WORK_TREE": str(tree)}

    assert sha == head(tree, source.environ | pointers)


def test_a_hooks_own_variable_is_named_when_nothing_else_is_there(
    checkout: "Checkout", tmp_path: Path
) -> None:
    """After a push git sets GIT_DIR=. and the folder that is deployed to has no .git."""
    (tmp_path / "srv").mkdir()
    why = why_none(tmp_path / "srv", checkout.environ | {"GIT_DIR": "."})

    assert "GIT_DIR=." in why
    assert "GIT_WORK_TREE" in why


def test_no_repository_is_explained(tmp_path: Path, checkout: "Checkout") -> None:
    """The usual causes are a .dockerignore and a slim image."""
    outside = tmp_path / "outside"
    outside.mkdir()

    assert Repository.open(outside, checkout.environ) is None
    assert ".dockerignore" in why_none(outside, checkout.environ)
    assert Repository.open(checkout.path, {"PATH": str(outside)}) is None
    assert "no git program" in why_none(checkout.path, {"PATH": str(outside)})
    assert "is not there" in why_none(tmp_path / "gone", checkout.environ)


def test_a_ceiling_is_named(checkout: "Checkout") -> None:
    """It is set to keep git from slow disks, and hides what lies above."""
    checkout.commit()
    (checkout.path / "web").mkdir()
    environ = checkout.environ | {"GIT_CEILING_DIRECTORIES": str(checkout.path)}
    why = why_none(checkout.path / "web", environ)

    assert "GIT_CEILING_DIRECTORIES" in why
    assert str(checkout.path) in why


def test_a_repository_without_commits_is_explained(checkout: "Checkout") -> None:
    """`git init` and nothing else is how a trial begins."""
    assert Repository.open(checkout.path, checkout.environ) is None
    assert "no commit yet" in why_none(checkout.path, checkout.environ)


def test_a_repository_of_another_user_is_explained(checkout: "Checkout") -> None:
    """Containers run as root on folders of someone else, and git then refuses to read."""
    checkout.commit()
    # git's own test seam: it then takes every repository for another user's.
    environ = checkout.environ | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    why = why_none(checkout.path, environ)

    assert Repository.open(checkout.path, environ) is None
    assert f"git config --global --add safe.directory {checkout.path}" in why


def test_a_damaged_repository_is_told_from_none(checkout: "Checkout") -> None:
    """To take .git out of .dockerignore helps nobody whose .git is there."""
    checkout.commit()
    (checkout.path / ".git" / "HEAD").write_text("\0\0\0\0")
    why = why_none(checkout.path, checkout.environ)

    assert "damaged" in why
    assert ".dockerignore" not in why


def test_a_head_that_is_not_there_is_told_in_gits_words(checkout: "Checkout") -> None:
    """A copy that was cut off; "no commit yet" would be false."""
    sha = checkout.commit()
    (checkout.path / ".git" / "objects" / sha[:2] / sha[2:]).unlink()
    why = why_none(checkout.path, checkout.environ)

    assert Repository.open(checkout.path, checkout.environ) is None
    assert "bad object" in why
    assert "git fsck" in why


def test_a_work_tree_whose_repository_is_not_here_is_told(
    checkout: "Checkout", tmp_path: Path
) -> None:
    """Only the folder of a work tree, or of a submodule, was copied into the container."""
    checkout.commit()
    checkout.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    tree = tmp_path / "tree"
    assert Repository.open(tree, checkout.environ) is not None
    shutil.rmtree(checkout.path)

    assert f"{tree / '.git'}" in why_none(tree, checkout.environ)
    assert "is not here" in why_none(tree, checkout.environ)


def test_lost_alternates_are_told_in_gits_words(checkout: "Checkout", tmp_path: Path) -> None:
    """A clone that borrows its objects from a cache that is gone."""
    checkout.commit()
    checkout.git("clone", "--quiet", "--shared", str(checkout.path), str(tmp_path / "clone"))
    shutil.rmtree(checkout.path)

    assert "git cannot read the commit of HEAD" in why_none(tmp_path / "clone", checkout.environ)


def test_a_bare_repository_that_must_be_named_is_told(checkout: "Checkout", tmp_path: Path) -> None:
    """safe.bareRepository=explicit is what careful administrators set."""
    checkout.commit()
    checkout.git("clone", "--quiet", "--bare", str(checkout.path), str(tmp_path / "bare.git"))
    checkout.git("config", "--global", "safe.bareRepository", "explicit")

    assert "safe.bareRepository" in why_none(tmp_path / "bare.git", checkout.environ)


def test_a_git_that_fails_is_quoted(checkout: "Checkout", tmp_path: Path) -> None:
    """A stub that asks for something to be installed first, without a secret or a colour."""
    said = "printf 'error: \\033[31mno tools at https://ci:s3/cr@3t@git.example.com\\n' >&2; exit 1"
    why = why_none(checkout.path, {"PATH": script(tmp_path / "bin", said)})

    assert "error: ?[31mno tools" in why
    assert "3t" not in why


@pytest.mark.skipif(os.name == "nt", reason="modes of files")
def test_a_git_that_cannot_be_run_is_told(checkout: "Checkout", tmp_path: Path) -> None:
    """It is there, which "install git" would deny."""
    script(tmp_path / "bin", "exit 0", stat.S_IRUSR)
    why = why_none(checkout.path, {"PATH": str(tmp_path / "bin")})

    assert "cannot be run" in why
