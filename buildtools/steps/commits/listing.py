"""The commits to send, as git lists them, and what has to be said about them."""

from collections.abc import Sequence
from typing import NamedTuple

from buildtools.checks import commits as checks
from buildtools.checks.commits import Base, Sent
from buildtools.errors import ConfigurationError
from buildtools.facts.ci import CiEnvironment
from buildtools.findings import Finding
from buildtools.project.git import Listing, Repository
from buildtools.results import CommitsSet
from buildtools.settings import Commits
from buildtools.texts.wording import count
from buildtools.values import Commit

MOST_COMMITS = 1000
"""Commits sent at most; the newest are kept."""


class Listed(NamedTuple):
    """The commits to send, and what had to be said about them."""

    commits: tuple[Commit, ...]
    findings: tuple[Finding, ...] = ()


def listed(
    git: Repository, told: CommitsSet, base: Base, commits: Commits, around: CiEnvironment
) -> Listed:
    """Return the commits since the base; where it cannot be reached, the newest ones, explained.

    Raises ConfigurationError when git does not take one of `commits.paths`.
    """
    stray = _strays(git, commits.paths)
    if base.sha and _reached(git, base.sha, told.head, commits):
        found = _asked(git, base.sha, told, commits, MOST_COMMITS + 1)
        straight = git.contains(base.sha, told.head)
        return _explained(git, told, found, _since(found.commits, told, base, straight), stray)
    newest = _asked(git, None, told, commits, commits.depth)
    few = len(newest.commits) < commits.depth
    if base.sha is None and few and git.is_shallow() and commits.deepen:
        git.deepen(commits.remote, by=commits.depth)
        newest = _asked(git, None, told, commits, commits.depth)
    sent = Sent(len(newest.commits), commits.depth)
    kept = Listed(newest.commits, _cut_short(git, told, base, sent, commits, around))
    return _explained(git, told, newest, kept, stray)


def _asked(
    git: Repository, since: str | None, told: CommitsSet, commits: Commits, limit: int
) -> Listing:
    return git.commits(since, told.head, limit, commits.paths, repository=told.repository)


def _strays(git: Repository, paths: Sequence[str]) -> tuple[Finding, ...]:
    """Name each path that means no file; git's words about one that it does not take are raised."""
    verdicts = {path: git.match(path) for path in paths}
    broken = [f"{path}: {said}" for path, said in verdicts.items() if said]
    if broken:
        raise ConfigurationError(
            "commits.paths holds what git does not take for a path",
            evidence=broken,
            remedy="correct commits.paths: git pathspecs, relative to the folder of sentry.yml",
        )
    return tuple(
        checks.unmatched(path, git.prefix(), from_top=git.match(f":(top){path}") is None)
        for path, said in verdicts.items()
        if said is not None
    )


def _explained(
    git: Repository,
    told: CommitsSet,
    found: Listing,
    kept: Listed,
    stray: tuple[Finding, ...],
) -> Listed:
    """Add what git could not read; where it read no commit at all, "nothing new" would be a lie."""
    findings = kept.findings
    ids = {commit.id for commit in kept.commits}
    undated = [sha for sha in found.undated if sha in ids]
    if undated:
        findings = (*findings, checks.undated(told, undated))
    if git.complaints:
        lacking = [sha for sha in found.unread if sha in ids]
        unread = checks.unread(told, git.complaints, lacking)
        findings = (*(each for each in findings if each.code != "commits-none"), unread)
    return Listed(kept.commits, (*findings, *stray))


def _reached(git: Repository, base: str, head: str, commits: Commits) -> bool:
    """Return whether git can say what is new since the base, after deepening where that is allowed.

    On another line of history it can, too, as long as nothing of the two lines was cut off.
    """
    if git.contains(base, head):
        return True
    if git.is_shallow() and commits.deepen and git.deepen(commits.remote, until=base):
        return True
    return git.has(base) and not git.is_shallow()


def _since(found: tuple[Commit, ...], told: CommitsSet, base: Base, straight: bool) -> Listed:
    """Keep as many as can be sent, and say what is odd about them."""
    kept = found[:MOST_COMMITS]
    sent = Sent(len(kept), MOST_COMMITS)
    findings = (
        *(() if straight else (checks.diverged(told, base, sent),)),
        *(() if kept else (checks.nothing_new(told, base),)),
        *((checks.cut(told, sent),) if len(found) > MOST_COMMITS else ()),
    )
    return Listed(kept, findings)


def _cut_short(
    git: Repository,
    told: CommitsSet,
    base: Base,
    sent: Sent,
    commits: Commits,
    around: CiEnvironment,
) -> tuple[Finding, ...]:
    """Return why the newest commits are sent; a first release that has them all needs no word."""
    if git.is_shallow() and (base.sha or sent.count < sent.wanted):
        depth, setting = git.depth(), around.full_history
        asked = git.unfetched if commits.deepen else None
        return (checks.too_shallow(told, base, sent, depth=depth, setting=setting, asked=asked),)
    if base.sha:
        instead = f"the newest are sent instead: {count(sent.count, 'commit')}"
        return (checks.base_unknown(told, base, instead),)
    return () if sent.count else (checks.nothing_new(told, base),)
