"""The tag of a release: of a finalized one, on what was built, and never twice."""

from pathlib import Path

import msgspec
import pytest

from buildtools.config import Loaded, load
from buildtools.errors import ConfigurationError, NotReady, OutOfOrder
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.pipeline.tagging import tag
from buildtools.project.git.tags import Tag
from buildtools.results import Built, CommitsSet, Finalized, Result, Skipped

SHA, OTHER = "a" * 40, "b" * 40
NAME = "web@1.0.0+7"
SETTINGS = """\
version: 1
default_environment: local
environments:
  local: {server: sandbox, release: web@1, build: {outputs: [{path: out, url: ~/static}]}}
"""


class Git:
    """Git in memory; `races` is a tag that another process makes while we do."""

    def __init__(self, races: str | None = None, *, shallow: bool = False) -> None:
        self.here: dict[str, Tag] = {}
        self.there: dict[str, str] = {}
        self.messages: list[str] = []
        self._races, self._shallow = races, shallow

    def full(self, commit: str) -> str | None:
        return None if self._shallow else commit

    def find(self, name: str) -> Tag | None:
        return self.here.get(name)

    def create(self, name: str, commit: str, message: str) -> None:
        if self._races == "":
            raise ConfigurationError("git says no")
        if self._races:
            self.here[name] = Tag(self._races)
            raise ConfigurationError("already exists")
        self.here[name] = Tag(commit, is_signed=True)
        self.messages.append(message)

    def on_remote(self, remote: str, name: str) -> str | None:
        return self.there.get(name)

    def push(self, remote: str, name: str) -> None:
        self.there[name] = self.here[name].commit


@pytest.fixture(name="loaded")
def _loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    return load(tmp_path / "sentry.yml", None, {})


def ledger(
    finalized: Result | Failed | None, *others: Result | Failed, commit: str = SHA
) -> Ledger:
    """Write a ledger of a build and what came of finalizing it."""
    left: dict[str, Result | Failed] = {"build": Built((), 0, 0, commit=commit)}
    left |= dict(zip(("set-commits",), others, strict=False))
    if finalized:
        left["finalize"] = finalized
    entries = {name: Entry(1, {}, outcome, "", 0.0) for name, outcome in left.items()}
    return Ledger("local", NAME, entries=entries)


DONE = Finalized(NAME, "local")


def test_a_finalized_release_is_tagged_once(loaded: Loaded) -> None:
    """A second run finds it; with a remote it is pushed, once as well."""
    git = Git()
    first = tag(git, loaded, ledger(DONE), remote=None, rehearse=False)
    second = tag(git, loaded, ledger(DONE), remote="origin", rehearse=False)
    third = tag(git, loaded, ledger(DONE), remote="origin", rehearse=False)

    assert (NAME, SHA, True, True) == (first.tag, first.commit, first.created, first.signed)
    assert (False, True) == (second.created, second.pushed)
    assert (False, False, "origin") == (third.created, third.pushed, third.remote)
    assert ["Release web@1.0.0+7\n\nReleased to local.\n"] == git.messages


def test_a_rehearsal_makes_none(loaded: Loaded) -> None:
    """It says which it would be."""
    git = Git()
    told = tag(git, loaded, ledger(DONE), remote="origin", rehearse=True)

    assert ({}, {}) == (git.here, git.there)
    assert (NAME, True, False, False) == (told.tag, told.rehearsed, told.created, told.pushed)


def test_a_remote_that_has_it_is_enough(loaded: Loaded) -> None:
    """Machines of CI fetch no tags; a second object of the same name could never be pushed."""
    git = Git(shallow=True)
    git.there[NAME] = SHA
    told = tag(git, loaded, ledger(DONE), remote="origin", rehearse=False)

    assert ({}, False, False) == (git.here, told.created, told.pushed)


@pytest.mark.parametrize("where", ["here", "there"])
def test_a_tag_at_another_commit_is_refused_with_both(loaded: Loaded, where: str) -> None:
    """A tag that moves is none."""
    git = Git()
    if where == "here":
        git.here[NAME] = Tag(OTHER)
    else:
        git.there[NAME] = OTHER
    with pytest.raises(NotReady) as failure:
        tag(git, loaded, ledger(DONE), remote="origin", rehearse=False)

    assert ("tag " + "b" * 12, "release " + "a" * 12) == failure.value.evidence


@pytest.mark.parametrize(
    ("finalized", "how"),
    [(None, "has not run"), (Failed("no", 30), "failed")],
)
def test_what_is_not_finalized_is_not_tagged(
    loaded: Loaded, finalized: Failed | None, how: str
) -> None:
    """Nor what was, before it was built again."""
    with pytest.raises(OutOfOrder, match=how):
        tag(Git(), loaded, ledger(finalized), remote=None, rehearse=False)
    stale = ledger(DONE)
    entry = msgspec.structs.replace(stale.entries["finalize"], made_from={"build": 7})
    with pytest.raises(OutOfOrder, match="out of date"):
        tag(Git(), loaded, stale.record("finalize", entry), remote=None, rehearse=False)
    with pytest.raises(OutOfOrder, match="has not run"):
        tag(Git(), loaded, None, remote=None, rehearse=False)


def test_a_server_without_releases_has_proven_ones(loaded: Loaded) -> None:
    """Finalize has judged the proof before it was skipped."""
    skipped = ledger(Skipped("this server has no releases"))

    assert tag(Git(), loaded, skipped, remote=None, rehearse=False).created


def test_the_commit_of_an_older_ledger_is_the_last_that_it_sent(loaded: Loaded) -> None:
    """Without either nothing is guessed: HEAD may be another."""
    sent = CommitsSet("local", 1, "acme/web", OTHER, None)
    told = tag(Git(), loaded, ledger(DONE, sent, commit=""), remote=None, rehearse=False)
    with pytest.raises(NotReady, match="of which commit"):
        tag(Git(), loaded, ledger(DONE, commit=""), remote=None, rehearse=False)

    assert OTHER == told.commit


def test_a_commit_that_is_not_here_is_named(loaded: Loaded) -> None:
    """A shallow clone has the last one alone."""
    with pytest.raises(NotReady, match="not in this clone") as failure:
        tag(Git(shallow=True), loaded, ledger(DONE), remote=None, rehearse=False)

    assert f"git fetch origin {SHA}" == failure.value.remedy


def test_another_process_may_make_it_meanwhile(loaded: Loaded) -> None:
    """At this commit that is as good, at another one it is refused, and a refusal of git stays."""
    assert tag(Git(SHA), loaded, ledger(DONE), remote=None, rehearse=False).commit == SHA
    with pytest.raises(NotReady):
        tag(Git(OTHER), loaded, ledger(DONE), remote=None, rehearse=False)
    with pytest.raises(ConfigurationError, match="git says no"):
        tag(Git(""), loaded, ledger(DONE), remote=None, rehearse=False)
