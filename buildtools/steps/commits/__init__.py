"""Tell the release which commits are new in it.

Either the server fetches them itself (`refs`: it knows the repository), or we list them from git
(`local`). New means: since the release that this environment runs now. A history that is too short,
was rewritten or cannot be read is explained in a finding and never fails the release; nor does a
server that refuses values. A server that takes commits and does not keep them does.
Source: docs/wire.md#releases.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.api.http.response import ValuesRefused
from buildtools.checks import commits as checks
from buildtools.checks.commits import Base
from buildtools.errors import ConfigurationError
from buildtools.facts.ci import detect_ci
from buildtools.facts.remotes import repository_name, same_repository
from buildtools.findings import Finding
from buildtools.project.git import Repository, pull_request_head, why_none
from buildtools.results import CommitsSet, Skipped
from buildtools.settings import Commits
from buildtools.steps.commits.client import CommitsClient
from buildtools.steps.commits.listing import Listed, listed
from buildtools.steps.commits.named import Whose, whose
from buildtools.steps.commits.sending import send
from buildtools.texts.wording import count, meant

log = logging.getLogger("buildtools")

_UNCONNECTED = ("", "unknown")
"""Providers of repositories that the server knows by name only."""
_SHA = re.compile(r"[0-9a-f]{7,64}")


def set_commits(
    client: CommitsClient,
    version: str,
    root: Path,
    commits: Commits,
    *,
    environment: str,
    environ: Mapping[str, str],
    pause: Callable[[float], None] = time.sleep,
) -> CommitsSet | Skipped:
    """Attach the commits since this environment's last release.

    Reads git in `root`, or the CI's variables where there is none; fetches more history only when
    `commits.deepen` allows it. Writes the release's commits on the server, and reads back how many
    it keeps; a second run finds nothing new, or sends the same.

    Raises ConfigurationError when refs are demanded for a repository the server does not know, or a
    setting names a remote or a path that git does not take; ServerRefused when the server keeps
    fewer commits than it took.
    """
    unwanted = _unwanted(client, commits)
    if unwanted:
        return Skipped(unwanted)
    git, around = Repository.open(root, environ), detect_ci(environ)
    head = git.head() if git else pull_request_head(environ) or around.commit
    if head is None:
        return Skipped(f"no commit is known: {why_none(root, environ)}")
    named = whose(git, commits, around)
    commits = msgspec.structs.replace(commits, remote=named.remote or commits.remote)
    registered = _registered(client, commits, named)
    base = _base(client, version, environment)
    told = CommitsSet("local", 0, named.name, head, base.sha, named.findings)
    if registered:
        told = CommitsSet("refs", 0, registered, head, base.sha)
    if base.sha == head:
        return _with(told, checks.nothing_new(told, base))
    if registered:
        sent = _send_reference(client, version, told, base, git)
        if not isinstance(sent, ValuesRefused):
            return sent
        alone = commits.mode == "refs" or git is None
        told = _with(told, checks.refused(told, sent.detail, listed=not alone))
        if alone:
            return told
    if git is None:
        return Skipped(f"commits cannot be listed: {why_none(root, environ)}")
    told = msgspec.structs.replace(told, mode="local")
    return _send_commits(client, version, told, listed(git, told, base, commits, around), pause)


def _unwanted(client: CommitsClient, commits: Commits) -> str | None:
    if commits.mode == "off":
        return "commits.mode is off"
    offered = client.capabilities()
    return None if offered.commits else offered.why("commits")


def _registered(client: CommitsClient, commits: Commits, named: Whose) -> str | None:
    """Return the repository's name as the server spells it; None when commits are to be listed."""
    mode, name = commits.mode, None if named.by_folder else named.name
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
    guess = meant(name or "", known, within=True)
    return ConfigurationError(
        f"the server cannot fetch commits of {name}: that repository is not connected"
        if name
        else "the server cannot fetch commits: the repository has no name",
        evidence=[f"connected are: {', '.join(known) or 'none'}"],
        remedy=f"set commits.repository{guess}, or commits.mode: local",
    )


def _base(client: CommitsClient, version: str, environment: str) -> Base:
    """Find where this release's commits begin; anything but a SHA is no beginning."""
    here = client.last_release(environment, client.connection.projects, besides=version)
    if here and here.last_commit and _SHA.fullmatch(here.last_commit.id):
        return Base(here.last_commit.id, f"the last release in {environment} ({here.version})")
    anywhere = client.previous_commit(version) or ""
    sha = anywhere if _SHA.fullmatch(anywhere) else None
    return Base(sha, "the newest release with commits")


def _send_reference(
    client: CommitsClient, version: str, told: CommitsSet, base: Base, git: Repository | None
) -> CommitsSet | ValuesRefused:
    """Name the range to the server, which fetches it from the repository's host.

    It does so in its own time: `finalize`, which comes last, looks whether it has.
    """
    gone = bool(base.sha and git and not git.is_shallow() and not git.has(base.sha))
    findings = (checks.base_unknown(told, base, "the server chooses another"),) if gone else ()
    previous = None if gone else base.sha
    log.info("commits %s..%s of %s", _short(previous), _short(told.head), told.repository)
    reference = {"repository": told.repository, "commit": told.head, "previousCommit": previous}
    try:
        client.update_release(version, refs=[reference])
    except ValuesRefused as refused:
        return refused
    return msgspec.structs.replace(told, count=1, previous=previous, findings=findings)


def _send_commits(
    client: CommitsClient,
    version: str,
    told: CommitsSet,
    found: Listed,
    pause: Callable[[float], None],
) -> CommitsSet:
    """Send the list; an empty one is not sent, for it would wipe out an earlier one."""
    commits = count(len(found.commits), "commit")
    log.info("%s of %s up to %s", commits, told.repository, _short(told.head))
    told = _with(told, *found.findings)
    return send(client, version, told, found.commits, pause) if found.commits else told


def _with(told: CommitsSet, *findings: Finding) -> CommitsSet:
    return msgspec.structs.replace(told, findings=(*told.findings, *findings))


def _short(sha: str | None) -> str:
    return sha[:7] if sha else ""
