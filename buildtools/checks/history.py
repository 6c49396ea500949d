"""What there is to say about the commits of a release, when they are not simply the new ones.

All of it is told and none of it fails the release: suspect commits are a help, not the point.
Source: Sentry's previous-with-commits.
"""

import msgspec

from buildtools.findings import Finding, finding
from buildtools.results import CommitsSet


class Base(msgspec.Struct, frozen=True):
    """Where the commits begin: the last commit of an earlier release, exclusive.

    `sha` is None when no earlier release is known; `whose` names the release in a sentence.
    """

    sha: str | None
    whose: str


class Sent(msgspec.Struct, frozen=True):
    """How many commits are sent, of how many that were `wanted`."""

    count: int
    wanted: int


def too_shallow(
    told: CommitsSet, base: Base, sent: Sent, *, depth: int, setting: str, asked: bool
) -> Finding:
    """The clone has not enough history.

    `depth` is what it has, `setting` is what makes the CI system clone all of it, `asked` says
    that more was fetched in vain.
    """
    missing = (
        f"{base.whose} ends at {base.sha}, which is out of its reach"
        if base.sha
        else f"a first release is told of {sent.wanted} commits"
    )
    setting = setting or "git fetch --unshallow"
    return finding(
        "commits-shallow",
        told.repository,
        f"this shallow clone holds {depth} commits up to {told.head}; {missing};"
        f" the newest {sent.count} are sent, so suspect commits may be missing",
        f"{setting} (the remote gave no more)" if asked else f"{setting}; or commits.deepen: true",
    )


def base_unknown(told: CommitsSet, base: Base, instead: str) -> Finding:
    """The base is nowhere in a full clone; `instead` says what was done about it."""
    return finding(
        "commits-base-unknown",
        told.repository,
        f"{base.whose} ends at {base.sha}, which is not in this history"
        f" (rebased, force-pushed, or of another repository); {instead}",
        "nothing, if that was meant; else check out the branch that was released, in full",
    )


def diverged(told: CommitsSet, base: Base, sent: Sent) -> Finding:
    """The base is on a branch that was not merged, or was rewritten and is still here."""
    return finding(
        "commits-diverged",
        told.repository,
        f"{base.whose} ends at {base.sha}, on another line of history than {told.head};"
        f" the {sent.count} commits that it lacks are sent",
    )


def nothing_new(told: CommitsSet, base: Base) -> Finding:
    """There is no commit to send."""
    since = f"since {base.whose}, which ends at {base.sha}" if base.sha else "to send"
    return finding("commits-none", told.repository, f"there is no new commit {since}")


def cut(told: CommitsSet, sent: Sent) -> Finding:
    """There are more new commits than are sent at once."""
    return finding(
        "commits-cut",
        told.repository,
        f"more than {sent.wanted} commits are new; the newest {sent.count} are sent",
    )
