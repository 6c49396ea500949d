"""Git before a release: how much history there is, of which remote, and what differs. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Folder, Repository, Setting
from buildtools.settings import Commits
from buildtools.texts.wording import count, meant

_SHOWN = 3


class History(NamedTuple):
    """What git has of the commits."""

    repository: str
    depth: int
    is_shallow: bool
    full: str
    """The setting of this CI system that clones all; empty for none that is known."""
    asked: str = ""
    """What limits the clone, where a variable tells: `GIT_DEPTH=20`."""


def shallow(history: History, commits: Commits) -> Finding | None:
    """Find a clone that has not all of the history."""
    if not history.is_shallow or commits.deepen:
        return None
    limit = f" ({history.asked})" if history.asked else ""
    return finding(
        "clone-shallow",
        Repository(history.repository or "git"),
        f"this shallow clone holds {count(history.depth, 'commit')}{limit}",
        f"{history.full or 'git fetch --unshallow'}; or commits.deepen: true",
    )


def unreadable(why: str, told: str) -> Finding:
    """Git tells nothing; `told` is what CI tells of the commit instead, or empty."""
    what, _, how = why.partition(": ")
    instead = f"; CI tells the commit {told[:12]}" if told else ""
    return finding("git-unreadable", Folder("."), f"{what}{instead}", how or why)


def no_remote(remote: str, remotes: Sequence[str]) -> Finding:
    """The remote of the settings is not there."""
    guess = meant(remote, remotes, within=True)
    return finding(
        "remote-unknown",
        Setting("commits.remote"),
        f"it names {remote}, and git has {', '.join(remotes) or 'no remotes'}",
        f"correct commits.remote (SENTRY_VCS_REMOTE){guess}, or set commits.repository",
    )


def changed(files: Sequence[str], head: str) -> Finding | None:
    """Find files that are not as they are in the commit that is released."""
    if not files:
        return None
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return finding(
        "tree-changed",
        Repository(head[:12]),
        f"it is what is released, and {', '.join(files[:_SHOWN])}{more} differ from it",
    )
