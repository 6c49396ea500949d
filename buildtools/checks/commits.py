"""What there is to say about the commits of a release, when they are not simply the new ones.

All of it is told and none of it fails the release: suspect commits are a help, not the point.
Source: docs/wire.md#commits.
"""

from collections.abc import Sequence

import msgspec

from buildtools.checks.field_limits import LONGEST_REPOSITORY, Note
from buildtools.findings import Finding, Severity, finding, subjects
from buildtools.results import CommitsSet
from buildtools.texts.wording import count, listed

_SHOWN = 3


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
    told: CommitsSet, base: Base, sent: Sent, *, depth: int, setting: str, asked: str | None
) -> Finding:
    """The clone has not enough history.

    `depth` is what it has, `setting` is what makes the CI system clone all of it, `asked` is what
    git said when more was fetched in vain; None when it was not tried.
    """
    missing = (
        f"{base.whose} ends at {base.sha}, which is out of its reach"
        if base.sha
        else f"a first release is told of {count(sent.wanted, 'commit')}"
    )
    setting = setting or "git fetch --unshallow"
    return finding(
        "commits-shallow",
        subjects.Repository(told.repository),
        f"this shallow clone holds {count(depth, 'commit')} up to {told.head}; {missing};"
        f" the newest {sent.count} are sent, so suspect commits may be missing",
        f"{setting}; or commits.deepen: true"
        if asked is None
        else f"{setting} (the remote gave no more{f': {asked}' if asked else ''})",
    )


def base_unknown(told: CommitsSet, base: Base, instead: str) -> Finding:
    """The base is nowhere in a full clone; `instead` says what was done about it."""
    return finding(
        "commits-base-unknown",
        subjects.Repository(told.repository),
        f"{base.whose}{_at(base)} is not in this history"
        f" (rebased, force-pushed, or of another repository); {instead}",
        "nothing, if that was meant; else check out the branch that was released, in full",
    )


def _at(base: Base) -> str:
    """Return the commit that a release ends at, where its name does not say so already."""
    return "" if base.sha and base.sha in base.whose else f", which ends at {base.sha},"


def diverged(told: CommitsSet, base: Base, sent: Sent) -> Finding:
    """The base is on a branch that was not merged, or was rewritten and is still here."""
    return finding(
        "commits-diverged",
        subjects.Repository(told.repository),
        f"{base.whose} ends at {base.sha}, on another line of history than {told.head};"
        f" what it lacks is sent: {count(sent.count, 'commit')}",
    )


def nothing_new(told: CommitsSet, base: Base) -> Finding:
    """There is no commit to send."""
    since = f"since {base.whose}, which ends at {base.sha}" if base.sha else "to send"
    return finding(
        "commits-none", subjects.Repository(told.repository), f"there is no new commit {since}"
    )


def cut(told: CommitsSet, sent: Sent) -> Finding:
    """There are more new commits than are sent at once."""
    return finding(
        "commits-cut",
        subjects.Repository(told.repository),
        f"more than {sent.wanted} commits are new; the newest {sent.count} are sent",
    )


def guessed(repository: str, remotes: Sequence[str], remote: str, *, folder: bool) -> Finding:
    """The repository's name is a guess: of the only remote, or of the folder."""
    none = f"there is no remote called {remote}"
    others = f" ({', '.join(remotes)})" if remotes else ""
    if folder and remote in remotes:
        none = f"the address of remote {remote} tells no name"
    severity: Severity = "warning" if folder and remotes else "info"
    return finding(
        "repository-guessed",
        subjects.Repository(repository),
        f"{none}{others}: commits are told as those of {repository}, the folder's name"
        if folder
        else f"{none}: the name is that of the only one, {remotes[0]}",
        "set commits.repository, or commits.remote",
        severity=severity,
    )


def fitted(told: CommitsSet, note: Note) -> Finding:
    """A field of some commits did not fit at the server's limit, or their changes at ours."""
    short = f"set commits.repository to a name of at most {LONGEST_REPOSITORY} characters"
    return finding(
        "commits-fitted",
        subjects.Repository(told.repository),
        f"{note.field} of {_commits(note.commits)}: {note.done}",
        short if note.field == "repository" else "",
        severity="info" if note.ours else None,
    )


def undated(told: CommitsSet, commits: Sequence[str]) -> Finding:
    """The author's time is no time that a server reads."""
    done = "no time of years 1 to 9999; the committer's is sent, if it is one"
    note = Note("timestamp", done, ())
    return fitted(told, note._replace(commits=tuple(commits)))


def unread(told: CommitsSet, complaints: Sequence[str], changes: Sequence[str]) -> Finding:
    """Git could not read all of what it was asked for; `changes` are commits without theirs."""
    lacking = f"; {_commits(changes)} sent without changes" if changes else ""
    return finding(
        "commits-unread",
        subjects.Repository(told.repository),
        f"git could not read all of this history: {'; '.join(complaints)}{lacking}",
        "clone anew, in full: a partial clone (--filter) needs its remote for what it lacks,"
        " and git fsck tells what is damaged",
    )


def unmatched(path: str, prefix: str, *, from_top: bool) -> Finding:
    """A path of the settings means no file; `prefix` is where sentry.yml lies in the repository."""
    here = f" ({prefix.rstrip('/')})" if prefix else ""
    return finding(
        "commits-path-unmatched",
        subjects.File(path),
        f"commits.paths: {path} matches nothing that was ever committed here;"
        f" paths are relative to the folder of sentry.yml{here}",
        f"write :(top){path} for a path from the top of the repository"
        if from_top
        else "correct the path, with / between folders",
        also=[subjects.Setting("commits.paths")],
    )


def refused(told: CommitsSet, said: str, *, listed: bool = False) -> Finding:
    """The server takes no commits of this release, or no reference to them; the release goes on.

    `listed` says that they are sent as a list instead.
    """
    return finding(
        "commits-refused",
        subjects.Repository(told.repository),
        f"the server refuses a reference to the commits ({said}); git lists them instead"
        if listed
        else f"the server refuses the commits ({said}); the release goes on without them,"
        " so issues will not name suspect commits",
        "commits.mode: local" if listed else "commits.mode: off, or correct what the server names",
    )


def not_kept(told: CommitsSet) -> Finding:
    """At the end, the server counts no commit of those that it was told."""
    fetched = told.mode == "refs"
    return finding(
        "commits-not-kept",
        subjects.Repository(told.repository),
        "the server has not fetched the commits yet, and does so in its own time"
        if fetched
        else f"the server was told {count(told.count, 'commit')}, and counts none",
        "look at the release later; if none come, at the repository's integration"
        if fetched
        else "invoke release --from=set-commits",
        severity="info" if fetched else None,
    )


def not_counted(told: CommitsSet) -> Finding:
    """The server does not say how many commits it keeps."""
    return finding(
        "commits-not-kept",
        subjects.Repository(told.repository),
        f"{count(told.count, 'commit')} sent; the server does not tell how many it keeps",
    )


def _commits(ids: Sequence[str]) -> str:
    shown = listed([sha[:7] for sha in ids], _SHOWN)
    return f"{count(len(ids), 'commit')} ({shown})"
