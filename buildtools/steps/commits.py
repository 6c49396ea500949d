"""Tell the release which commits are new in it.

Either the server fetches them itself (`refs`: it knows the repository), or we list them from git
(`local`). New means: since the release that this environment runs now. A history that is too short
or was rewritten is explained in a finding and never fails the release.
Source: Sentry's API, releases.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from buildtools.api.answers import Release, Repositories
from buildtools.api.capabilities import Capabilities
from buildtools.checks import history
from buildtools.checks.history import Base, Sent
from buildtools.ci import Surroundings, look_around
from buildtools.errors import ConfigurationError
from buildtools.findings import Finding
from buildtools.git import Repository, pull_request_head, why_none
from buildtools.remotes import repository_name, same_repository
from buildtools.results import CommitsSet, Skipped
from buildtools.settings import Commits, Connection
from buildtools.values import Commit

log = logging.getLogger("buildtools")

MOST_COMMITS = 1000
"""Commits sent at most; the newest are kept."""
LONGEST_PATH = 510
"""Characters in the path of a changed file that the server takes."""
_UNCONNECTED = ("", "unknown")
"""Providers of repositories that the server knows by name only."""
_SHA = re.compile(r"[0-9a-f]{7,64}")


class Telling(Protocol):
    """What this step asks of the client."""

    @property
    def connection(self) -> Connection: ...

    def capabilities(self) -> Capabilities: ...

    def repositories(self) -> Repositories: ...

    def last_release(
        self, environment: str, projects: Sequence[str], *, besides: str | None = None
    ) -> Release | None: ...

    def previous_commit(self, version: str) -> str | None: ...

    def update_release(
        self,
        version: str,
        *,
        commits: Sequence[Commit] | None = None,
        refs: Sequence[dict[str, str | None]] | None = None,
    ) -> Release: ...


class Listed(NamedTuple):
    """The commits to send, and what had to be said about them."""

    commits: tuple[Commit, ...]
    findings: tuple[Finding, ...] = ()


def set_commits(
    client: Telling,
    version: str,
    root: Path,
    commits: Commits,
    *,
    environment: str,
    environ: Mapping[str, str],
) -> CommitsSet | Skipped:
    """Attach the commits since this environment's last release.

    Reads git in `root`, or the CI's variables where there is none; fetches more history only when
    `commits.deepen` allows it. Writes the release's commits on the server; a second run finds
    nothing new, or sends the same.

    Raises ConfigurationError when refs are demanded for a repository the server does not know.
    """
    unwanted = _unwanted(client, commits)
    if unwanted:
        return Skipped(unwanted)
    git, around = Repository.open(root, environ), look_around(environ)
    head = git.head() if git else pull_request_head(environ) or around.commit
    if head is None:
        return Skipped(f"no commit is known: {why_none(root, environ)}")
    name = commits.repository or _name(git, commits.remote) or around.repository
    registered = _registered(client, commits, name)
    base = _base(client, version, environment)
    name = registered or name or (git.folder_name() if git else "")
    told = CommitsSet("refs" if registered else "local", 0, name, head, base.sha)
    if base.sha == head:
        return _with(told, Listed((), (history.nothing_new(told, base),)))
    if registered:
        return _send_reference(client, version, told, base, git)
    if git:
        return _send_commits(client, version, told, _listed(git, told, base, commits, around))
    return Skipped(f"commits cannot be listed: {why_none(root, environ)}")


def _unwanted(client: Telling, commits: Commits) -> str | None:
    if commits.mode == "off":
        return "commits.mode is off"
    offered = client.capabilities()
    return None if offered.commits else offered.why("commits")


def _registered(client: Telling, commits: Commits, name: str | None) -> str | None:
    """Give the repository's name as the server spells it; None when commits are to be listed."""
    mode = commits.mode
    if mode == "local" or (mode == "auto" and commits.paths):  # a server cannot choose by path
        return None
    known = client.repositories()
    for one in known:
        # A list of commits leaves a repository of its name, which nobody can fetch from.
        usable = mode == "refs" or (one.provider and one.provider.id not in _UNCONNECTED)
        names = (one.name, repository_name(one.url or "") or "")
        if name and usable and any(same_repository(name, other) for other in names):
            return one.name
    if mode == "auto":
        why = known.reason or f"the server has not connected {name or 'this repository'}"
        log.info("commits are read from git here: %s", why)
        return None
    if known.reason and name:
        log.info("%s is not looked up: %s", name, known.reason)
        return name
    raise _unknown(name, [one.name for one in known])


def _unknown(name: str | None, known: Sequence[str]) -> ConfigurationError:
    near = get_close_matches(name or "", known, 1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return ConfigurationError(
        f"the server cannot fetch commits of {name}: that repository is not connected"
        if name
        else "the server cannot fetch commits: the repository has no name",
        evidence=[f"connected are: {', '.join(known) or 'none'}"],
        remedy=f"set commits.repository{meant}, or commits.mode: local",
    )


def _base(client: Telling, version: str, environment: str) -> Base:
    """Find where this release's commits begin; anything but a SHA is no beginning."""
    here = client.last_release(environment, client.connection.projects, besides=version)
    if here and here.last_commit and _SHA.fullmatch(here.last_commit.id):
        return Base(here.last_commit.id, f"the last release in {environment} ({here.version})")
    anywhere = client.previous_commit(version) or ""
    sha = anywhere if _SHA.fullmatch(anywhere) else None
    return Base(sha, "the newest release with commits")


def _send_reference(
    client: Telling, version: str, told: CommitsSet, base: Base, git: Repository | None
) -> CommitsSet:
    """Name the range to the server, which fetches it from the repository's host."""
    gone = bool(base.sha and git and not git.is_shallow() and not git.has(base.sha))
    findings = (history.base_unknown(told, base, "the server chooses another"),) if gone else ()
    previous = None if gone else base.sha
    log.info("commits %s..%s of %s", _short(previous), _short(told.head), told.repository)
    reference = {"repository": told.repository, "commit": told.head, "previousCommit": previous}
    client.update_release(version, refs=[reference])
    return msgspec.structs.replace(told, count=1, previous=previous, findings=findings)


def _send_commits(client: Telling, version: str, told: CommitsSet, listed: Listed) -> CommitsSet:
    """Send the list; an empty one is not sent, for it would wipe out an earlier one."""
    log.info("%d commits of %s up to %s", len(listed.commits), told.repository, _short(told.head))
    if listed.commits:
        client.update_release(version, commits=[_fitting(one) for one in listed.commits])
    return _with(told, listed)


def _with(told: CommitsSet, listed: Listed) -> CommitsSet:
    return msgspec.structs.replace(told, count=len(listed.commits), findings=listed.findings)


def _fitting(commit: Commit) -> Commit:
    """Leave out changes that make the server refuse the whole list."""
    patches = tuple(patch for patch in commit.patch_set if len(patch.path) <= LONGEST_PATH)
    return msgspec.structs.replace(commit, patch_set=patches)


def _listed(
    git: Repository, told: CommitsSet, base: Base, commits: Commits, around: Surroundings
) -> Listed:
    """List the commits since the base; where it cannot be reached, the newest ones, explained."""
    paths, name = commits.paths, told.repository
    if base.sha and _reached(git, base.sha, told.head, commits):
        found = git.commits(base.sha, told.head, MOST_COMMITS + 1, paths, repository=name)
        return _since(found, told, base, git.contains(base.sha, told.head))
    newest = git.commits(None, told.head, commits.depth, paths, repository=name)
    if base.sha is None and len(newest) < commits.depth and git.is_shallow() and commits.deepen:
        git.deepen(commits.remote, by=commits.depth)
        newest = git.commits(None, told.head, commits.depth, paths, repository=name)
    sent = Sent(len(newest), commits.depth)
    return Listed(newest, _cut_short(git, told, base, sent, commits, around))


def _reached(git: Repository, base: str, head: str, commits: Commits) -> bool:
    """Tell whether git can say what is new since the base, after deepening where that is allowed.

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
        *(() if straight else (history.diverged(told, base, sent),)),
        *(() if kept else (history.nothing_new(told, base),)),
        *((history.cut(told, sent),) if len(found) > MOST_COMMITS else ()),
    )
    return Listed(kept, findings)


def _cut_short(
    git: Repository,
    told: CommitsSet,
    base: Base,
    sent: Sent,
    commits: Commits,
    around: Surroundings,
) -> tuple[Finding, ...]:
    """Say why the newest commits are sent; a first release that has them all needs no word."""
    if git.is_shallow() and (base.sha or sent.count < sent.wanted):
        depth, setting = git.depth(), around.full_history
        asked = commits.deepen
        return (history.too_shallow(told, base, sent, depth=depth, setting=setting, asked=asked),)
    if base.sha:
        instead = f"the newest {sent.count} commits are sent instead"
        return (history.base_unknown(told, base, instead),)
    return () if sent.count else (history.nothing_new(told, base),)


def _name(git: Repository | None, remote: str) -> str | None:
    return git.remote_name(remote) if git else None


def _short(sha: str | None) -> str:
    return sha[:7] if sha else ""
