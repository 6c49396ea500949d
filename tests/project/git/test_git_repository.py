"""Git: real repositories, with names, dates and configurations that once broke someone's tool."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.project.git import Repository, pull_request_head
from buildtools.values import Patch

if TYPE_CHECKING:
    from tests.conftest import Checkout

ABSENT = "0123456789abcdef0123456789abcdef01234567"


def opened(checkout: "Checkout", **more: str) -> Repository:
    """Open it as our code does, with these variables on top."""
    repository = Repository.open(checkout.path, checkout.environ | more)
    assert repository is not None
    return repository


def event(folder: Path, sha: str) -> str:
    """Write the file that GitHub tells a job of its pull request with."""
    file = folder / "event.json"
    file.write_text(json.dumps({"pull_request": {"head": {"sha": sha}}}))
    return str(file)


def test_head_branch_and_tag_are_told(checkout: "Checkout") -> None:
    """They are what release templates are made of."""
    sha = checkout.commit()
    checkout.git("tag", "v1")
    git = opened(checkout)

    assert (sha, sha[:7], "main", "v1") == (git.head(), git.short(), git.branch(), git.tag())
    assert "web" == git.folder_name()
    assert not git.is_shallow()


def test_a_folder_inside_finds_the_repository_around_it(checkout: "Checkout") -> None:
    """sentry.yml of a monorepo's app lies deep below .git."""
    (checkout.path / "apps" / "web").mkdir(parents=True)
    sha = checkout.commit()
    git = Repository.open(checkout.path / "apps" / "web", checkout.environ)

    assert git is not None
    assert sha == git.head()
    assert "web" == git.folder_name()


def test_a_detached_head_takes_the_branch_from_ci(checkout: "Checkout") -> None:
    """CI systems check out a commit, not a branch."""
    checkout.commit()
    checkout.git("checkout", "--quiet", "--detach")

    assert opened(checkout).branch() is None
    assert "topic" == opened(checkout, GITHUB_ACTIONS="true", GITHUB_HEAD_REF="topic").branch()


def test_of_several_tags_the_one_that_is_built_counts(checkout: "Checkout") -> None:
    """A monorepo tags one commit once per package."""
    checkout.commit()
    checkout.git("tag", "api/v1")
    checkout.git("tag", "-m", "annotated", "web/v1")
    ci = {"GITLAB_CI": "true"}

    assert "web/v1" == opened(checkout).tag()
    assert "api/v1" == opened(checkout, CI_COMMIT_TAG="api/v1", **ci).tag()
    assert "web/v1" == opened(checkout, CI_COMMIT_TAG="other", **ci).tag()


def test_a_tag_that_was_not_fetched_is_taken_from_ci(checkout: "Checkout") -> None:
    """Shallow clones come without tags."""
    checkout.commit()

    assert opened(checkout).tag() is None
    assert "v1" == opened(checkout, GITLAB_CI="true", CI_COMMIT_TAG="v1").tag()


def test_the_repository_is_named_by_its_remote(checkout: "Checkout") -> None:
    """Never `origin`, and never with the password that CI puts into the address."""
    checkout.commit()
    git = opened(checkout)

    assert git.remote_name("origin") is None
    checkout.git("remote", "add", "origin", "https://ci:s3cr3t@github.com/acme/web.git")
    assert "acme/web" == git.remote_name("origin")
    assert git.remote_name("upstream") is None


def test_commits_bear_author_date_and_message_as_they_were_made(checkout: "Checkout") -> None:
    """Sentry sorts by these times and shows these words."""
    checkout.commit("first\n\nfixes WEB-1 · ö", a="1")
    sha = checkout.commit("second", b="1")
    newest, first = opened(checkout).commits(None, sha, 20, repository="acme/web").commits

    assert sha == newest.id
    assert ("Dev Éxample", "dev@example.com") == (newest.author_name, newest.author_email)
    assert "2024-03-05T10:02:00+02:00" == newest.timestamp
    assert "first\n\nfixes WEB-1 · ö\n" == first.message
    assert "acme/web" == first.repository


def test_a_time_in_utc_has_an_offset_like_any_other(checkout: "Checkout") -> None:
    """Versions of git write Z or +00:00; the server is told one of them."""
    date = {"GIT_AUTHOR_DATE": "2024-03-05T10:00:00Z"}
    checkout.git("commit", "--allow-empty", "-m", "work", **date)
    git = opened(checkout)

    assert "2024-03-05T10:00:00+00:00" == git.commits(None, git.head(), 1).commits[0].timestamp


def test_changes_are_those_against_the_first_parent(checkout: "Checkout") -> None:
    """A merge changes what it brings in, a rename is a deletion and an addition."""
    checkout.commit(old="same text\n" * 20, kept="1")
    checkout.git("checkout", "--quiet", "-b", "topic")
    checkout.commit("on topic", topic="1")
    checkout.git("checkout", "--quiet", "main")
    checkout.git("mv", "old", "new")
    renamed = checkout.commit("rename", kept="2")
    checkout.git("merge", "--quiet", "--no-edit", "topic")
    git = opened(checkout)

    patches = {one.id: one.patch_set for one in git.commits(None, git.head(), 20).commits}
    assert (Patch("topic", "A"),) == patches[git.head()]
    assert (Patch("kept", "M"), Patch("new", "A"), Patch("old", "D")) == patches[renamed]
    assert 4 == len(patches)


def test_odd_names_of_files_stay_as_they_are(checkout: "Checkout") -> None:
    """git quotes such names unless it is asked not to; Sentry would look for the quoted ones."""
    names = ("ö.ts", "a b", "tab\there", "line\nbreak", 'quo"te', "A", "M")
    sha = checkout.commit(**dict.fromkeys(names, "1"))

    patches = opened(checkout).commits(None, sha, 1).commits[0].patch_set
    assert {Patch(name, "A") for name in names} == set(patches)


def test_a_script_that_became_a_link_is_modified(checkout: "Checkout") -> None:
    """Sentry knows three letters; git has a fourth."""
    checkout.commit(a="1")
    (checkout.path / "a").unlink()
    (checkout.path / "a").symlink_to("b")
    sha = checkout.commit()

    assert (Patch("a", "M"),) == opened(checkout).commits(None, sha, 1).commits[0].patch_set


def test_a_range_begins_after_its_base_and_has_a_limit(checkout: "Checkout") -> None:
    """The base belongs to the release before."""
    one, two, three, four = checkout.commits(4)
    git = opened(checkout)

    assert [four, three] == [row.id for row in git.commits(two, four, 20).commits]
    assert [four] == [row.id for row in git.commits(one, four, 1).commits]
    assert () == git.commits(four, four, 20).commits
    assert () == git.commits(None, ABSENT, 20).commits
    assert any("bad object" in said for said in git.complaints)


def test_paths_are_read_from_the_opened_folder(checkout: "Checkout") -> None:
    """In a monorepo, the other teams' commits are not part of this release."""
    (checkout.path / "apps").mkdir()
    checkout.commit("other", api="1")
    (checkout.path / "apps" / "web.ts").write_text("1")
    sha = checkout.commit("ours")
    git = Repository.open(checkout.path / "apps", checkout.environ)

    assert git is not None
    assert [sha] == [row.id for row in git.commits(None, sha, 20, ("web.ts",)).commits]
    assert [sha] == [row.id for row in git.commits(None, sha, 20, (":/apps/*.ts",)).commits]


def test_the_users_configuration_changes_no_answer(checkout: "Checkout") -> None:
    """Pretty logs and rename detection are for people; we read what machines read."""
    for key, value in (
        ("log.showSignature", "true"),
        ("log.follow", "true"),
        ("color.ui", "always"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("core.quotePath", "true"),
        ("core.abbrev", "40"),
        ("log.date", "relative"),
        ("format.pretty", "oneline"),
        ("i18n.logOutputEncoding", "ISO-8859-1"),
    ):
        checkout.git("config", key, value)
    checkout.commit(old="same text\n" * 20)
    checkout.git("mv", "old", "ö")
    sha = checkout.commit("ö")
    (commit,) = opened(checkout).commits(None, sha, 1).commits

    assert ("ö\n", "Dev Éxample") == (commit.message, commit.author_name)
    assert (Patch("old", "D"), Patch("ö", "A")) == commit.patch_set
    assert 7 == len(opened(checkout).short())


def test_history_tells_what_it_contains(checkout: "Checkout") -> None:
    """There, elsewhere and nowhere are three different answers."""
    first, last = checkout.commits(2)
    checkout.git("checkout", "--quiet", "-b", "topic", first)
    elsewhere = checkout.commit("elsewhere")
    checkout.git("checkout", "--quiet", "main")
    git = opened(checkout)

    assert (True, True) == (git.has(first), git.contains(first))
    assert (True, False) == (git.has(elsewhere), git.contains(elsewhere))
    assert (False, False) == (git.has(ABSENT), git.contains(ABSENT))
    assert not git.contains(last, first)
    assert 2 == git.depth()


def test_a_shallow_clone_knows_that_it_is_one(checkout: "Checkout", tmp_path: Path) -> None:
    """Its oldest commit would seem to have added every file there is."""
    *_, last = checkout.commits(5)
    git = opened(checkout.clone(tmp_path / "clone", "--depth=2"))
    newest, edge = git.commits(None, last, 20).commits

    assert git.is_shallow()
    assert 2 == git.depth()
    assert (Patch("work", "M"),) == newest.patch_set
    assert () == edge.patch_set


@pytest.mark.parametrize("reachable", ["true", "false"])
def test_a_shallow_clone_is_deepened_to_a_commit(
    checkout: "Checkout", tmp_path: Path, reachable: str
) -> None:
    """What CI cut off can be had with one more fetch, whatever the host lets us ask for."""
    first, *_ = checkout.commits(5)
    checkout.git("config", "uploadpack.allowAnySHA1InWant", reachable)
    git = opened(checkout.clone(tmp_path / "clone", "--depth=1"))

    assert not git.contains(first)
    assert git.deepen("origin", until=first)
    assert git.contains(first)


def test_deepening_goes_on_until_it_is_deep_enough(checkout: "Checkout", tmp_path: Path) -> None:
    """A little first, because most clones are cut only a little too short."""
    first = checkout.grow(250)
    git = opened(checkout.clone(tmp_path / "clone", "--depth=1"))

    assert git.deepen("origin", until=first)
    assert 251 == git.depth()


def test_deepening_stops_at_the_whole_history(checkout: "Checkout", tmp_path: Path) -> None:
    """A commit that was rewritten is not found by fetching more, and that is an answer."""
    checkout.commits(5)
    git = opened(checkout.clone(tmp_path / "clone", "--depth=1"))

    assert not git.deepen("origin", until=ABSENT)
    assert not git.is_shallow()


def test_deepening_by_a_number_fetches_so_many(checkout: "Checkout", tmp_path: Path) -> None:
    """A first release wants twenty commits, not ten years."""
    checkout.commits(5)
    git = opened(checkout.clone(tmp_path / "clone", "--depth=1"))

    assert git.deepen("origin", by=2)
    assert 3 == git.depth()


def test_deepening_without_a_remote_changes_nothing(checkout: "Checkout", tmp_path: Path) -> None:
    """No network is no reason to fail."""
    first, *_ = checkout.commits(3)
    clone = checkout.clone(tmp_path / "clone", "--depth=1")
    git = opened(clone)

    assert not git.deepen("nowhere", until=first)
    assert not git.deepen("nowhere", by=5)
    assert 1 == git.depth()


@pytest.fixture
def pull_request(checkout: "Checkout", tmp_path: Path) -> tuple["Checkout", str, str]:
    """What GitHub checks out for a pull request: the merge, its head, and the event file."""
    checkout.commit()
    checkout.git("checkout", "--quiet", "-b", "topic")
    head = checkout.commit("on topic", topic="1")
    checkout.git("checkout", "--quiet", "main")
    checkout.commit("on main", main="1")
    checkout.git("merge", "--quiet", "--no-edit", "topic")
    return checkout, head, event(tmp_path, head)


def test_the_head_of_a_pull_request_stands_for_its_merge(
    pull_request: tuple["Checkout", str, str], tmp_path: Path
) -> None:
    """Nobody can look up the merge that GitHub made; in a shallow clone its parents are hidden."""
    checkout, head, file = pull_request
    shallow = checkout.clone(tmp_path / "clone", "--depth=1")

    assert head == opened(checkout, GITHUB_EVENT_PATH=file).head()
    assert head == opened(shallow, GITHUB_EVENT_PATH=file).head()
    assert head != opened(checkout).head()


def test_a_commit_that_someone_made_stands_for_itself(checkout: "Checkout", tmp_path: Path) -> None:
    """A workflow may check out something else on purpose."""
    sha = checkout.commit()

    assert sha == opened(checkout, GITHUB_EVENT_PATH=event(tmp_path, ABSENT)).head()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"pull_request": null}',
        '{"pull_request": {"head": {"sha": 7}}}',
        '{"pull_request": {"head": {"sha": "--output=x"}}}',
    ],
)
def test_an_event_of_another_kind_tells_no_head(tmp_path: Path, text: str) -> None:
    """Most events are no pull requests; and what is no SHA must not reach git's options."""
    (tmp_path / "event.json").write_text(text)

    assert pull_request_head({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}) is None


def test_no_event_tells_no_head(tmp_path: Path) -> None:
    """Everywhere but on GitHub."""
    assert pull_request_head({}) is None
    assert pull_request_head({"GITHUB_EVENT_PATH": str(tmp_path / "none.json")}) is None


def test_nothing_is_ever_asked_of_the_user(checkout: "Checkout", tmp_path: Path) -> None:
    """A prompt for a password would hang the job; it fails instead, and that is an answer."""
    checkout.commits(2)
    clone = checkout.clone(tmp_path / "clone", "--depth=1")
    clone.git("remote", "set-url", "origin", "http://127.0.0.1:9/acme/web.git")

    assert not opened(clone, GIT_ASKPASS="", SSH_ASKPASS="").deepen("origin", by=1)


def test_the_test_repositories_know_nothing_of_the_developer(
    checkouts: "Callable[[str], Checkout]",
) -> None:
    """Else these tests would pass on one desk only."""
    assert os.environ["GIT_CONFIG_GLOBAL"] == checkouts("other").environ["GIT_CONFIG_GLOBAL"]
