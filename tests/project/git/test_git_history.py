"""Commits as importers, robots and broken disks leave them."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.project.git import Repository
from buildtools.values import Commit, Patch

if TYPE_CHECKING:
    from tests.conftest import Checkout

PERSON = b"Ann <ann@example.com>"
TIME = b"1299871230 +0100"


def made(
    checkout: "Checkout",
    author: bytes = PERSON + b" " + TIME,
    committer: bytes = PERSON + b" " + TIME,
    message: bytes = b"work\n",
    extra: bytes = b"",
) -> str:
    """Write a commit as no git of today would, and put main on it."""
    tree = checkout.git("write-tree").encode()
    text = b"tree %s\nauthor %s\ncommitter %s\n%s\n%s" % (tree, author, committer, extra, message)
    command = ("git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally")
    done = subprocess.run(
        command,
        cwd=checkout.path,
        env=checkout.environ,
        input=text,
        check=True,
        capture_output=True,
    )
    sha = done.stdout.decode().strip()
    checkout.git("update-ref", "refs/heads/main", sha)
    return sha


def opened(checkout: "Checkout") -> Repository:
    """Open it as our code does."""
    repository = Repository.open(checkout.path, checkout.environ)
    assert repository is not None
    return repository


def read(checkout: "Checkout", sha: str) -> Commit:
    """Read the one commit."""
    (commit,) = opened(checkout).commits(None, sha, 5).commits
    return commit


@pytest.mark.parametrize(
    ("dated", "timestamp", "undated"),
    [
        (b"1299871230 +0518", "2011-03-12T00:38:30+05:18", False),
        (b"1299871230 +051800", "2011-03-11T19:20:30+00:00", False),
        (b"1299871230 -7530", "2011-03-11T19:20:30+00:00", False),
        (b"1299871230 +9999", "2011-03-11T19:20:30+00:00", False),
        (b"-100 +0000", "1969-12-31T23:58:20+00:00", False),
        (b"100000000000000 +0000", "2011-03-11T20:20:30+01:00", True),
        (b"99999999999999999999999999 +0000", "2011-03-11T20:20:30+01:00", True),
        (b"", "2011-03-11T20:20:30+01:00", True),
    ],
)
def test_a_time_that_no_server_reads_is_one_that_it_does(
    checkout: "Checkout", dated: bytes, timestamp: str, undated: bool
) -> None:
    """One such time made a server refuse the whole list; the moment is kept where there is one."""
    sha = made(checkout, author=PERSON + b" " + dated)
    listing = opened(checkout).commits(None, sha, 5)

    assert [timestamp] == [one.timestamp for one in listing.commits]
    assert ((sha,) if undated else ()) == listing.undated


def test_two_times_that_are_none_leave_none(checkout: "Checkout") -> None:
    """The server then writes its own."""
    sha = made(checkout, author=PERSON, committer=PERSON)

    assert read(checkout, sha).timestamp is None


@pytest.mark.parametrize(
    ("author", "name", "email"),
    [
        (b"Foo Bar foo@example.com 1299871230 +0100", "Foo Bar", "foo@example.com"),
        (b"Foo Bar 1299871230 +0100", "Foo Bar", ""),
        (b"A <> 1299871230 +0100", "A", ""),
        (b"<a@example.com> 1299871230 +0100", "", "a@example.com"),
        (b"", "", ""),
    ],
)
def test_an_author_is_read_out_of_any_line(
    checkout: "Checkout", author: bytes, name: str, email: str
) -> None:
    """Lines without brackets came from converters; git then prints its own placeholders."""
    commit = read(checkout, made(checkout, author=author))

    assert (name, email) == (commit.author_name, commit.author_email)
    assert "2011-03-11T20:20:30+01:00" == commit.timestamp


def test_a_message_in_another_encoding_is_read(checkout: "Checkout") -> None:
    """It says so in its header; git translates."""
    sha = made(checkout, message="é\n".encode("latin-1"), extra=b"encoding ISO-8859-1\n")

    assert "é\n" == read(checkout, sha).message


def test_a_message_with_nul_moves_no_field_of_the_next_commit(checkout: "Checkout") -> None:
    """Fields are told apart by NUL; git ends such a message there."""
    first = checkout.commit("first", a="1")
    sha = made(checkout, message=b"one\0two\n", extra=f"parent {first}\n".encode())
    checkout.git("update-ref", "refs/heads/main", sha)

    listing = opened(checkout).commits(None, sha, 5)
    assert "one" in (listing.commits[0].message or "")
    assert all("two" not in (one.message or "") for one in listing.commits)


def test_names_that_are_no_utf8_are_replaced(checkout: "Checkout") -> None:
    """Unpacked on another system; the rest of the list must stay right."""
    (checkout.path / "b").write_text("1")
    (checkout.path / os.fsdecode(b"caf\xe9.js")).touch()
    sha = checkout.commit()

    assert {Patch("b", "A"), Patch("caf\ufffd.js", "A")} == set(read(checkout, sha).patch_set)


def test_an_empty_commit_between_others_has_no_changes(checkout: "Checkout") -> None:
    """It is told from one whose changes could not be read."""
    shas = [checkout.commit("one", a="1"), checkout.commit("two"), checkout.commit("three", a="2")]
    listing = opened(checkout).commits(None, shas[-1], 5)

    assert [1, 0, 1] == [len(one.patch_set) for one in listing.commits]
    assert () == listing.unread


def test_a_clone_without_trees_names_what_it_lacks(checkout: "Checkout", tmp_path: Path) -> None:
    """CI clones so to be quick; where the job cannot reach the remote the changes are lost."""
    checkout.git("config", "uploadpack.allowFilter", "true")
    *_, last = checkout.commits(3)
    clone = checkout.clone(tmp_path / "clone", "--filter=tree:0", "--no-checkout")
    clone.git("remote", "set-url", "origin", f"file://{tmp_path}/gone")
    git = opened(clone)
    listing = git.commits(None, last, 5)

    assert 3 == len(listing.commits) == len(listing.unread)
    assert any("promisor" in said or "gone" in said for said in git.complaints)


def test_what_stands_before_a_damaged_commit_is_read(checkout: "Checkout") -> None:
    """A bad disk: half of the history is no reason to have none, nor to be silent."""
    shas = checkout.commits(4)
    lost = checkout.path / ".git" / "objects" / shas[1][:2] / shas[1][2:]
    lost.unlink()
    git = opened(checkout)
    listing = git.commits(None, shas[-1], 5)

    assert shas[-1] == listing.commits[0].id
    assert any(shas[1] in said for said in git.complaints)


def test_a_commit_whose_parent_is_damaged_is_read_alone(checkout: "Checkout") -> None:
    """Git does not even begin to walk; what is released is told all the same."""
    first, last = checkout.commits(2)
    (checkout.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    git = opened(checkout)

    assert [last] == [one.id for one in git.commits(None, last, 5).commits]
    assert git.complaints


def test_a_whole_history_leaves_no_complaint(checkout: "Checkout", tmp_path: Path) -> None:
    """The control: nothing is said where nothing is wrong, in a shallow clone neither."""
    first, *_, last = checkout.commits(4)
    git = opened(checkout)
    shallow = opened(checkout.clone(tmp_path / "clone", "--depth=2"))

    assert git.contains(first)
    assert 4 == len(git.commits(None, last, 5).commits)
    assert 2 == len(shallow.commits(None, last, 5).commits)
    assert not shallow.contains(first)
    assert () == git.complaints == shallow.complaints


def test_a_commit_of_very_many_files_is_read(checkout: "Checkout") -> None:
    """An import of everything; neither its length nor its time may trip us."""
    rows = b"".join(
        b"M 100644 inline f%d\ndata 1\n%d\n" % (turn, turn % 10) for turn in range(20_000)
    )
    head = b"commit refs/heads/main\ncommitter D <d@example.com> 1299871230 +0000\ndata 0\n"
    command = ("git", "fast-import", "--quiet")
    subprocess.run(command, cwd=checkout.path, env=checkout.environ, check=True, input=head + rows)
    sha = checkout.git("rev-parse", "main")

    assert 20_000 == len(read(checkout, sha).patch_set)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("web", None),
        ("gone.ts", None),
        ("../api", None),
        (":(top)api", None),
        (":(exclude)web", None),
        ("webb", ""),
        ("apps/web", ""),
        ("web\\a.ts", ""),
    ],
)
def test_a_path_is_looked_for(checkout: "Checkout", path: str, verdict: str | None) -> None:
    """In the files of today and in those that a commit of this history took away."""
    for folder in ("apps/web", "api"):
        (checkout.path / folder).mkdir(parents=True)
        (checkout.path / folder / "a.ts").write_text(folder)
    checkout.commit(gone="1")
    (checkout.path / "apps" / "gone.ts").write_text("1")
    checkout.commit()
    (checkout.path / "apps" / "gone.ts").unlink()
    checkout.commit()
    git = Repository.open(checkout.path / "apps", checkout.environ)

    assert git is not None
    assert verdict == git.match(path)
    assert "apps/" == git.prefix()


@pytest.mark.parametrize("path", [":(bad)x", "/no/such/place", "../../outside", ""])
def test_a_path_that_git_does_not_take_is_told_in_its_words(
    checkout: "Checkout", path: str
) -> None:
    """They say more than we could."""
    checkout.commit(a="1")

    assert "fatal" in (opened(checkout).match(path) or "")


def test_paths_are_looked_for_in_a_bare_repository_too(
    checkout: "Checkout", tmp_path: Path
) -> None:
    """A server's own; it has no index to look in."""
    checkout.commit(a="1")
    checkout.git("clone", "--quiet", "--bare", str(checkout.path), str(tmp_path / "bare.git"))
    shutil.rmtree(checkout.path)
    git = Repository.open(tmp_path / "bare.git", checkout.environ)

    assert git is not None
    assert git.match("a") is None
    assert "" == git.match("b")
