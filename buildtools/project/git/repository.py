"""One clone, as a step asks it: what is released, its history, its remotes and its paths."""

import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from buildtools.facts.ci import detect_ci
from buildtools.facts.remotes import repository_name
from buildtools.project.git import history
from buildtools.project.git.history import Listing
from buildtools.project.git.opening import at
from buildtools.project.git.program import Git, words

log = logging.getLogger("buildtools")

SHORT_DIGITS = 7
"""Fixed, because git's own choice depends on how much history a clone has."""
_FETCH_SECONDS = 600.0
_DEEPENINGS = ("--deepen=100", "--deepen=1000", "--unshallow")
_FULL_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NO = 1
"""How git says no to a question, where it could answer."""


class Repository:
    """One clone, as it is seen from one folder in it."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._path = path
        self._environ = environ
        self._git: Git = at(path, environ)
        self.unfetched = ""
        """What git said when more history could not be fetched; empty when nothing failed."""

    @property
    def complaints(self) -> tuple[str, ...]:
        """What git said where it owed an answer, such as about objects that are not here."""
        return tuple(self._git.complaints)

    @classmethod
    def open(cls, path: Path, environ: Mapping[str, str]) -> "Repository | None":
        """Find the repository that `path` lies in; git itself looks through the parents.

        None when there is no git program, no repository, none with a commit, or one that git
        refuses to read; `why_none` says which.
        """
        repository = cls(path, environ)
        return repository if repository._actual_head else None

    def head(self) -> str:
        """Return the full SHA of the commit that is released.

        On a pull request GitHub checks out a merge commit of its own making: the head of the pull
        request stands in for it.
        """
        actual = self._actual_head
        proposed = pull_request_head(self._environ)
        if proposed and proposed != actual and len(self._true_parents(actual)) > 1:
            return proposed
        return actual

    def short(self) -> str:
        """Return the first digits of `head`, as many in a shallow clone as in a full one."""
        return self.head()[:SHORT_DIGITS]

    def branch(self) -> str | None:
        """Return the branch; for a detached HEAD, what CI says it builds."""
        told = detect_ci(self._environ).branch
        return self._git.line("symbolic-ref", "--quiet", "--short", "HEAD") or told

    def tag(self) -> str | None:
        """Return the tag that stands exactly on HEAD; of several, the one that CI builds."""
        told = detect_ci(self._environ).tag
        tags = (self._git.answer("tag", "--points-at", "HEAD") or "").split()
        if not tags or told in tags:
            return told
        return self._git.line("describe", "--tags", "--exact-match", "HEAD") or tags[0]

    def remotes(self) -> tuple[str, ...]:
        """Name the remotes."""
        return tuple((self._git.answer("remote") or "").split())

    def remote_name(self, remote: str = "origin") -> str | None:
        """Return `owner/name` as the remote's address tells it; None without such a remote."""
        address = self._git.line("config", "--get-all", f"remote.{remote}.url")
        return repository_name(address) if address else None

    def folder_name(self) -> str:
        """Return the name of the folder that the repository fills."""
        top = self._git.line("rev-parse", "--show-toplevel")
        return Path(top).name if top else self._path.resolve().name

    def prefix(self) -> str:
        """Return this folder as seen from the top of the repository: `apps/web/`, or nothing."""
        return self._git.line("rev-parse", "--show-prefix") or ""

    def match(self, path: str) -> str | None:
        """Look whether a pathspec means any file of the index or of the history of HEAD.

        None when it does, an empty text when it does not, git's words when it takes no such path.
        """
        told = self._git.ask("ls-files", "-z", "--", path)
        if told.code and "work tree" not in told.error:
            return words(told)
        if told.output:
            return None
        told = self._git.ask("log", "-1", "--format=%H", "HEAD", "--", path)
        # What fails only now is no fault of the path: the list of commits will tell it.
        return None if told.code or told.output.strip() else ""

    def is_shallow(self) -> bool:
        """Return whether this clone's history was cut."""
        return self._git.line("rev-parse", "--is-shallow-repository") == "true"

    def has(self, sha: str) -> bool:
        """Return whether the commit is in this clone at all, in the history of HEAD or not."""
        return self._git.ask("cat-file", "-e", f"{sha}^{{commit}}").code == 0

    def uncommitted(self) -> tuple[str, ...]:
        """Name the files of this folder that git knows and that are not as in HEAD.

        `git diff` would write what it learned of the files into the index; this does not.
        """
        here = self._git.line("rev-parse", "--show-prefix") or ""
        return tuple(name.removeprefix(here) for name in self.changed() if name.startswith(here))

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Return which of these paths, relative to this folder, git is told to ignore."""
        told = self._git.ask("check-ignore", "--stdin", "-z", text="\0".join(paths))
        return frozenset(told.output.split("\0")) & frozenset(paths)

    def tracked(self, folder: str) -> tuple[str, ...]:
        """Name the files below a folder, relative to this one, that are in the index."""
        told = self._git.ask("ls-files", "-z", "--", folder)
        return tuple(filter(None, told.output.split("\0")))

    def changed(self) -> tuple[str, ...]:
        """Name the tracked files that differ from HEAD, as seen from the repository's top."""
        # Here git reads the order of files, and fails where there is none.
        ordered = ("-c", f"diff.orderFile={os.devnull}")
        asked = ("status", "--porcelain", "-z", "--untracked-files=no", "--no-renames")
        told = self._git.ask(*ordered, *asked)
        return tuple(each[3:] for each in told.output.split("\0") if len(each) > 3)

    def contains(self, sha: str, head: str | None = None) -> bool:
        """Return whether the commit is in the history of `head`, as far as this clone has it."""
        tip = head or self.head()
        asked = ("merge-base", "--is-ancestor", sha, tip)
        return self.has(sha) and self._git.owed(*asked, refusals=(_NO,)).code == 0

    def depth(self) -> int:
        """Count the commits that this clone has of the history of HEAD."""
        count = self._git.owed("rev-list", "--count", "HEAD").output.strip()
        return int(count) if count.isdecimal() else 0

    def deepen(self, remote: str, *, until: str | None = None, by: int | None = None) -> bool:
        """Fetch more history from the remote: up to a commit, or so many commits more.

        Asks for a little first, for everything last. Writes to the clone's object store only. A
        second run finds nothing to do. Tells whether the commit is there now, or, with `by`,
        whether anything could be fetched.
        """
        if until is None:
            return self._fetch(f"--deepen={by}", remote)
        for more in _DEEPENINGS:
            if self.contains(until) or not self.is_shallow() or not self._fetch(more, remote):
                break
        return self.contains(until)

    def commits(
        self,
        since: str | None,
        until: str,
        limit: int,
        paths: Sequence[str] = (),
        *,
        repository: str = "",
    ) -> Listing:
        """List commits, newest first: those of `until` that `since` has not, `limit` at most.

        `paths` are pathspecs as seen from the opened folder: only commits that touch one of them.
        Each commit bears the author's date, the whole message, and what changed against its first
        parent; a commit at the edge of a shallow clone, whose parent is not there, bears no
        changes. Empty when `until` is not in this clone. Where git stops in the middle, the
        commits up to there, and its words in `complaints`.
        """
        return history.read(self._git, since, until, limit, paths, repository)

    def _fetch(self, more: str, remote: str) -> bool:
        """Fetch history of HEAD alone; of all branches where the host cannot be asked for HEAD."""
        log.info("fetching more history from %s (git fetch %s)", remote, more)
        asked = ("fetch", "--quiet", "--no-tags", more, remote)
        for wanted in ((self._actual_head,), ()):
            told = self._git.ask(*asked, *wanted, timeout=_FETCH_SECONDS)
            if told.code == 0:
                return True
        self.unfetched = words(told)
        return False

    @cached_property
    def _actual_head(self) -> str:
        return self._git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""

    def _true_parents(self, sha: str) -> list[str]:
        """Return a commit's parents, those too that a shallow clone hides."""
        header = (self._git.answer("cat-file", "commit", sha) or "").partition("\n\n")[0]
        return [line[7:] for line in header.splitlines() if line.startswith("parent ")]


def pull_request_head(environ: Mapping[str, str]) -> str | None:
    """Return the head of the pull request that GitHub's event file tells of; None without one."""
    try:
        event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
        sha = event["pull_request"]["head"]["sha"]
    except (KeyError, TypeError, OSError, ValueError):
        return None
    return sha if isinstance(sha, str) and _FULL_SHA.fullmatch(sha) else None
