"""Tagging: the git tag of a finalized release, on the commit that was built, and never twice."""

from typing import Protocol

import msgspec

from buildtools.config import Loaded
from buildtools.errors import BuildtoolsError, NotReady, OutOfOrder
from buildtools.facts.tag_names import tag_name
from buildtools.ledger import Ledger
from buildtools.project.git.tags import Tag
from buildtools.results import Built, CommitsSet

_SHORT = 12


class Tagged(msgspec.Struct, frozen=True):
    """The tag of a release, and what was done about it."""

    release: str
    tag: str
    commit: str
    created: bool
    """Whether it was made now; else it stood there already, or would be made."""
    signed: bool
    remote: str | None = None
    """Where it is, too; None where that was not asked."""
    pushed: bool = False
    """Whether it was pushed now; else it was there already, or would be pushed."""
    rehearsed: bool = False
    """Whether all of this was only looked up."""


class Repository(Protocol):
    """What is asked of git."""

    def full(self, commit: str) -> str | None: ...

    def find(self, name: str) -> Tag | None: ...

    def create(self, name: str, commit: str, message: str) -> None: ...

    def on_remote(self, remote: str, name: str) -> str | None: ...

    def push(self, remote: str, name: str) -> None: ...


def tag(
    git: Repository, loaded: Loaded, ledger: Ledger | None, *, remote: str | None, rehearse: bool
) -> Tagged:
    """Make the tag of the ledger's release, and push it where a remote is named.

    Raises OutOfOrder for a release that is not finalized; NotReady where its commit is not known
    or not here, and where a tag of this name stands at another commit; what git says.
    """
    release, told = _finalized(loaded.environment, ledger)
    full = git.full(told)
    commit = full or told
    name = tag_name(loaded.settings.tag.template, release, loaded.deploy_environment)
    there = git.on_remote(remote, name) if remote else None
    if there:
        _refuse_other(name, there, commit, f"on {remote}")
    here = git.find(name)
    if here:
        _refuse_other(name, here.commit, commit, "here")
    known = here is not None or there is not None
    if not known and full is None:
        raise _absent(commit)
    if rehearse:
        return Tagged(release, name, commit, False, _signed(here), remote, rehearsed=True)
    if not known:
        here = _created(git, name, commit, release, loaded.deploy_environment)
    if remote and not there:
        git.push(remote, name)
    return Tagged(
        release,
        name,
        commit,
        created=not known,
        signed=_signed(here),
        remote=remote,
        pushed=bool(remote and not there),
    )


def _signed(tag: Tag | None) -> bool:
    return tag is not None and tag.is_signed


def _created(git: Repository, name: str, commit: str, release: str, to: str) -> Tag | None:
    """Make it; one that another process has made at this commit meanwhile is as good."""
    try:
        git.create(name, commit, f"Release {release}\n\nReleased to {to}.\n")
    except BuildtoolsError:
        here = git.find(name)
        if here is None:
            raise
        _refuse_other(name, here.commit, commit, "here")
    return git.find(name)


def _finalized(environment: str, ledger: Ledger | None) -> tuple[str, str]:
    """Return the release and its commit. A server without releases has proven ones, too."""
    state = ledger.state("finalize") if ledger else "missing"
    if ledger is None or state not in ("done", "skipped"):
        how = {"missing": "has not run", "failed": "failed"}.get(state, "is out of date")
        raise OutOfOrder("tag", "finalize", environment, how=how)
    commit = _commit(ledger)
    if not commit:
        raise NotReady(
            f"the ledger of {ledger.release} does not tell of which commit it was built",
            evidence=["neither git nor CI told it when it was built"],
            remedy="build in a clone with git; or tag it yourself: git tag --annotate",
        )
    return ledger.release, commit


def _commit(ledger: Ledger) -> str:
    """Return the commit that was built; a ledger of a version before tells the last it sent."""
    entries = [ledger.entries[step] for step in ("build", "set-commits") if step in ledger.entries]
    outcomes = [each.outcome for each in entries]
    built = next((each.commit for each in outcomes if isinstance(each, Built)), "")
    return built or next((each.head for each in outcomes if isinstance(each, CommitsSet)), "")


def _absent(commit: str) -> NotReady:
    return NotReady(
        f"the commit {commit[:_SHORT]} of the release is not in this clone",
        remedy=f"git fetch origin {commit}",
    )


def _refuse_other(name: str, there: str, commit: str, where: str) -> None:
    """Raise NotReady where a tag stands elsewhere: a tag that moves is none."""
    if there != commit:
        raise NotReady(
            f"the tag {name} stands at another commit {where}",
            evidence=[f"tag {there[:_SHORT]}", f"release {commit[:_SHORT]}"],
            remedy="release under another name, or set tag.template to name tags otherwise",
        )
