"""Whose commits they are: a setting must be there, a guess is told."""

from typing import TYPE_CHECKING

import pytest

from buildtools.errors import ConfigurationError
from buildtools.facts.ci import detect_ci
from buildtools.project.git import Repository
from buildtools.settings import Commits
from buildtools.steps.commits.named import Whose, whose

if TYPE_CHECKING:
    from tests.conftest import Checkout

NOWHERE = detect_ci({})
GITHUB = detect_ci({"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/told"})


def opened(checkout: "Checkout", **remotes: str) -> Repository:
    """A repository with these remotes."""
    checkout.commit()
    for name, address in remotes.items():
        checkout.git("remote", "add", name, address)
    repository = Repository.open(checkout.path, checkout.environ)
    assert repository is not None
    return repository


def test_the_named_remote_tells_it(checkout: "Checkout") -> None:
    """The control: nothing is guessed, so nothing is said."""
    git = opened(checkout, origin="git@github.com:acme/web.git", upstream="git@h:acme/up.git")

    assert Whose("acme/web") == whose(git, Commits(), GITHUB)
    assert Whose("acme/up") == whose(git, Commits(remote="upstream"), GITHUB)
    assert Whose("acme/set") == whose(git, Commits(repository="acme/set"), GITHUB)


@pytest.mark.parametrize("repository", [None, "acme/web"])
def test_a_remote_that_is_not_there_is_an_error(
    checkout: "Checkout", repository: str | None
) -> None:
    """A slip of the pen made Sentry a repository of the folder's name, for good."""
    git = opened(checkout, origin="git@h:acme/web.git", upstream="git@h:acme/up.git")
    with pytest.raises(ConfigurationError, match="upstraem") as raised:
        whose(git, Commits(remote="upstraem", repository=repository), GITHUB)

    assert 20 == raised.value.exit_code
    assert ("the remotes are: origin, upstream",) == raised.value.evidence
    assert "did you mean 'upstream'?" in raised.value.remedy
    assert "SENTRY_VCS_REMOTE" in raised.value.what


def test_a_remote_is_an_error_where_there_is_none_at_all(checkout: "Checkout") -> None:
    """It was meant, and is not there."""
    with pytest.raises(ConfigurationError) as raised:
        whose(opened(checkout), Commits(remote="upstream"), NOWHERE)

    assert ("the remotes are: none",) == raised.value.evidence


def test_the_only_remote_is_taken_and_told(checkout: "Checkout") -> None:
    """Who calls it upstream means it; who has another in mind reads why."""
    found = whose(opened(checkout, upstream="git@h:group/sub/web.git"), Commits(), NOWHERE)

    assert ("group/sub/web", False, "upstream") == (found.name, found.by_folder, found.remote)
    assert [("repository-guessed", "info")] == [(one.code, one.severity) for one in found.findings]
    assert "upstream" in found.findings[0].sentence
    assert "commits.remote" in found.findings[0].remedy


@pytest.mark.parametrize(
    ("remotes", "word"),
    [
        ({}, "no remote called origin:"),
        ({"a": "git@h:acme/a.git", "b": "git@h:acme/b.git"}, "no remote called origin (a, b)"),
        ({"origin": ""}, "the address of remote origin tells no name"),
    ],
)
def test_the_folders_name_is_told_as_a_guess(
    checkout: "Checkout", remotes: dict[str, str], word: str
) -> None:
    """Sentry makes a repository of that name; a warning comes before it where remotes say more."""
    found = whose(opened(checkout, **remotes), Commits(), NOWHERE)

    assert ("web", True) == (found.name, found.by_folder)
    assert ["warning" if remotes else "info"] == [one.severity for one in found.findings]
    assert word in found.findings[0].sentence
    assert "commits.repository" in found.findings[0].remedy


def test_what_ci_tells_is_no_guess(checkout: "Checkout") -> None:
    """It knows what it has checked out."""
    git = opened(checkout, a="git@h:acme/a.git", b="git@h:acme/b.git")

    assert Whose("acme/told") == whose(git, Commits(), GITHUB)
    assert Whose("acme/told") == whose(None, Commits(), GITHUB)
    assert Whose("") == whose(None, Commits(), NOWHERE)
