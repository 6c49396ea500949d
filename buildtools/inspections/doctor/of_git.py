"""The checks of git: its history, its remote, and files that differ."""

from collections.abc import Iterable

from buildtools.checks import commits as checks
from buildtools.checks.doctor import history
from buildtools.facts.ci import detect_ci
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe
from buildtools.inspections.doctor.repository import git_of
from buildtools.project.git import why_none
from buildtools.settings import Commits
from buildtools.texts.wording import count

_LIMITS = ("GIT_DEPTH", "VERCEL_DEEP_CLONE", "CIRRUS_CLONE_DEPTH", "SEMAPHORE_GIT_DEPTH")


def _history(around: Around) -> Iterable[Answer]:
    commits = around.loaded.settings.commits
    if commits.mode == "off":
        yield ok("commits.mode is off: no history is asked for")
        return
    git, ci = git_of(around), detect_ci(around.variables)
    if git is None:
        why = why_none(around.checkout, around.variables)
        yield of_finding(history.unreadable(why, ci.commit or ""))
        return
    limits = [f"{each}={around.variables[each]}" for each in _LIMITS if around.variables.get(each)]
    name = git.remote_name(commits.remote) or git.folder_name()
    seen = history.History(name, git.depth(), git.is_shallow(), ci.full_history, ", ".join(limits))
    found = history.shallow(seen, commits)
    branch = git.branch()
    on = f"on {branch}" if branch else "on no branch (detached HEAD)"
    deepened = ", fetched further when needed" if seen.is_shallow else ""
    yield (
        of_finding(found)
        if found
        else ok(f"{count(seen.depth, 'commit')} up to {git.short()} {on}{deepened}")
    )


def _remote(around: Around) -> Iterable[Answer]:
    commits, git = around.loaded.settings.commits, git_of(around)
    if commits.mode == "off" or git is None:
        yield not_checked("commits.mode is off" if git else "git tells nothing here")
        return
    remote, remotes = commits.remote, git.remotes()
    if remote not in remotes and remote != Commits().remote:
        yield of_finding(history.no_remote(remote, remotes), 20)
        return
    ci = detect_ci(around.variables)
    named = git.remote_name(remote) if remote in remotes else None
    known = commits.repository or named or ci.repository
    if known:
        where = "commits.repository" if commits.repository else f"remote {remote}"
        yield ok(f"{known} ({where if commits.repository or named else ci.system})")
        return
    only = git.remote_name(remotes[0]) if len(remotes) == 1 else None
    name = only or git.folder_name()
    yield of_finding(checks.guessed(name, remotes, remote, folder=only is None))


def _paths(around: Around) -> Iterable[Answer]:
    paths, git = around.loaded.settings.commits.paths, git_of(around)
    if git is None or not paths:
        yield not_checked("git tells nothing here") if paths else ok("commits.paths is not set")
        return
    prefix = git.prefix()
    for path in paths:
        said = git.match(path)
        if said is None:
            yield ok(f"{path} is there")
        else:
            top = git.match(f":(top){path}") is None
            yield of_finding(checks.unmatched(path, prefix, from_top=top))


def _tree(around: Around) -> Iterable[Answer]:
    git = git_of(around)
    if git is None:
        yield not_checked("git tells nothing here")
        return
    found = history.changed(git.changed(), git.head())
    yield of_finding(found) if found else ok("no file differs from the commit")


PROBES = (
    Probe("history", "commits", "git history", _history, local=True),
    Probe(
        "remote",
        "commits",
        "repository",
        _remote,
        before=frozenset({"set-commits"}),
        local=True,
    ),
    Probe("paths", "commits", "commits.paths", _paths, local=True),
    Probe("tree", "commits", "changed files", _tree, local=True),
)
