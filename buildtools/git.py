"""The project's git repository, asked through the git program.

Everything is read with machine forms of output, so that neither the user's configuration nor odd
names of files change an answer. Where git is not there, `ci` tells some of it.
Source: what sentry-cli sends; git-log(1), git-diff-tree(1).
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

from buildtools.ci import look_around
from buildtools.remotes import repository_name
from buildtools.shell import NOT_FOUND, Captured, capture
from buildtools.values import Commit, Patch

log = logging.getLogger("buildtools")

SHORT_DIGITS = 7
"""Fixed, because git's own choice depends on how much history a clone has."""
_ASK_SECONDS = 120.0
_FETCH_SECONDS = 600.0
_DEEPENINGS = ("--deepen=100", "--deepen=1000", "--unshallow")
_FIELDS = "%H%x00%P%x00%an%x00%ae%x00%aI%x00%cI%x00%B"
_FULL_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NEVER = "1970-01-01T00:00:00+00:00"


class Repository:
    """One clone, as it is seen from one folder in it."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._path = path
        self._environ = environ

    @classmethod
    def open(cls, path: Path, environ: Mapping[str, str]) -> "Repository | None":
        """Find the repository that `path` lies in; git itself looks through the parents.

        None when there is no git program, no repository, none with a commit, or one that git
        refuses to read; `why_none` says which.
        """
        repository = cls(path, environ)
        return repository if repository._actual_head else None

    def head(self) -> str:
        """Give the full SHA of the commit that is released.

        On a pull request GitHub checks out a merge commit of its own making: the head of the pull
        request stands in for it.
        """
        actual = self._actual_head
        proposed = pull_request_head(self._environ)
        if proposed and proposed != actual and len(self._true_parents(actual)) > 1:
            return proposed
        return actual

    def short(self) -> str:
        """Give the first digits of `head`, as many in a shallow clone as in a full one."""
        return self.head()[:SHORT_DIGITS]

    def branch(self) -> str | None:
        """Give the branch; for a detached HEAD, what CI says it builds."""
        told = look_around(self._environ).branch
        return self._line("symbolic-ref", "--quiet", "--short", "HEAD") or told

    def tag(self) -> str | None:
        """Give the tag that stands exactly on HEAD; of several, the one that CI builds."""
        told = look_around(self._environ).tag
        tags = (self._answer("tag", "--points-at", "HEAD") or "").split()
        if not tags or told in tags:
            return told
        return self._line("describe", "--tags", "--exact-match", "HEAD") or tags[0]

    def remote_name(self, remote: str = "origin") -> str | None:
        """Give `owner/name` as the remote's address tells it; None without such a remote."""
        address = self._line("config", "--get-all", f"remote.{remote}.url")
        return repository_name(address) if address else None

    def folder_name(self) -> str:
        """Give the name of the folder that the repository fills."""
        top = self._line("rev-parse", "--show-toplevel")
        return Path(top).name if top else self._path.resolve().name

    def is_shallow(self) -> bool:
        """Tell whether this clone's history was cut."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def has(self, sha: str) -> bool:
        """Tell whether the commit is in this clone at all, in the history of HEAD or not."""
        return self._git("cat-file", "-e", f"{sha}^{{commit}}").code == 0

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Tell which of these paths, relative to this folder, git is told to ignore."""
        told = self._git("check-ignore", "--stdin", "-z", text="\0".join(paths))
        return frozenset(told.output.split("\0")) & frozenset(paths)

    def contains(self, sha: str, head: str | None = None) -> bool:
        """Tell whether the commit is in the history of `head`, as far as this clone has it."""
        tip = head or self.head()
        return self._git("merge-base", "--is-ancestor", sha, tip).code == 0

    def depth(self) -> int:
        """Count the commits that this clone has of the history of HEAD."""
        return int(self._line("rev-list", "--count", "HEAD") or 0)

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
    ) -> tuple[Commit, ...]:
        """List commits, newest first: those of `until` that `since` has not, `limit` at most.

        `paths` are pathspecs as seen from the opened folder: only commits that touch one of them.
        Each commit bears the author's date, the whole message, and what changed against its first
        parent; a commit at the edge of a shallow clone, whose parent is not there, bears no
        changes. Empty when `until` is not in this clone.
        """
        span = f"{since}..{until}" if since else until
        told = self._answer(
            *("log", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-color"),
            *(f"--format={_FIELDS}", f"--max-count={limit}", span, "--", *paths),
        )
        rows = _rows((told or "").split("\0"))
        patches = self._patches([(row[0], row[1].split()) for row in rows])
        return tuple(
            Commit(
                id=sha,
                author_name=name,
                author_email=email,
                timestamp=(authored or committed or _NEVER).replace("Z", "+00:00"),
                message=message,
                repository=repository,
                patch_set=patches.get(sha, ()),
            )
            for sha, _, name, email, authored, committed, message in rows
        )

    def _patches(self, commits: Sequence[tuple[str, list[str]]]) -> dict[str, tuple[Patch, ...]]:
        """List what each commit changed against its first parent; a rename is D and A."""
        cut = self._cut_off
        asked = "".join(
            " ".join((sha, *parents[:1])) + "\n" for sha, parents in commits if sha not in cut
        )
        told = self._git(
            *("diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--name-status"),
            *("--no-ext-diff", "--no-relative", "--ignore-submodules=none"),
            text=asked,
        )
        return _read_patches(iter(told.output.split("\0")))

    def _fetch(self, more: str, remote: str) -> bool:
        """Fetch history of HEAD alone; of all branches where the host cannot be asked for HEAD."""
        log.info("fetching more history from %s (git fetch %s)", remote, more)
        asked = ("fetch", "--quiet", "--no-tags", more, remote)
        return any(
            self._git(*asked, *wanted, timeout=_FETCH_SECONDS).code == 0
            for wanted in ((self._actual_head,), ())
        )

    @cached_property
    def _actual_head(self) -> str:
        return self._line("rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""

    def _true_parents(self, sha: str) -> list[str]:
        """List a commit's parents, those too that a shallow clone hides."""
        header = (self._answer("cat-file", "commit", sha) or "").partition("\n\n")[0]
        return [line[7:] for line in header.splitlines() if line.startswith("parent ")]

    @property
    def _cut_off(self) -> frozenset[str]:
        """The commits whose parents a shallow clone has not."""
        place = self._line("rev-parse", "--git-path", "shallow")
        file = self._path / (place or "shallow")
        return frozenset(file.read_text().split()) if place and file.is_file() else frozenset()

    def _line(self, *asked: str) -> str | None:
        """Give the first line of git's answer; None when it has none."""
        lines = (self._answer(*asked) or "").splitlines()
        return lines[0].strip() if lines else None

    def _answer(self, *asked: str) -> str | None:
        told = self._git(*asked)
        return told.output if told.code == 0 else None

    def _git(self, *asked: str, text: str = "", timeout: float = _ASK_SECONDS) -> Captured:
        return _git(self._path, self._environ, *asked, text=text, timeout=timeout)


def why_none(path: Path, environ: Mapping[str, str]) -> str:
    """Say why `Repository.open` found none, with what would help."""
    told = _git(path, environ, "rev-parse", "--git-dir", timeout=_ASK_SECONDS)
    if told.code == NOT_FOUND:
        return "there is no git program here: install git"
    if "dubious ownership" in told.error or "safe.directory" in told.error:
        return (
            "git does not read a repository that another user owns:"
            ' in its top folder, git config --global --add safe.directory "$PWD"'
        )
    if told.code == 0:
        return "the git repository has no commit yet"
    return (
        "there is no .git folder here or above: in a container, copy it in"
        " and take .git out of .dockerignore"
    )


def pull_request_head(environ: Mapping[str, str]) -> str | None:
    """Give the head of the pull request that GitHub's event file tells of; None without one."""
    try:
        event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
        sha = event["pull_request"]["head"]["sha"]
    except (KeyError, TypeError, OSError, ValueError):
        return None
    return sha if isinstance(sha, str) and _FULL_SHA.fullmatch(sha) else None


def _git(
    path: Path, environ: Mapping[str, str], *asked: str, text: str = "", timeout: float
) -> Captured:
    """Ask git, in a voice that never prompts, pages, translates or follows replaced objects."""
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    steady = ("-c", "log.follow=false", "-c", "diff.orderFile=", "-c", "gc.auto=0")
    return capture(
        ("git", "--no-pager", "--no-replace-objects", *steady, *asked),
        cwd=path,
        environ={**environ, **quiet},
        text=text,
        timeout=timeout,
    )


def _rows(fields: list[str]) -> list[tuple[str, ...]]:
    """Cut the answer of git log into commits of as many fields as `_FIELDS` names."""
    width = _FIELDS.count("%x00") + 1
    whole = len(fields) // width
    return [tuple(fields[row * width : (row + 1) * width]) for row in range(whole)]


def _read_patches(fields: Iterator[str]) -> dict[str, tuple[Patch, ...]]:
    """Read the answer of git diff-tree: a commit, then pairs of a letter and a path."""
    patches: dict[str, list[Patch]] = {}
    sha = ""
    for field in fields:
        if len(field) > 1:
            sha = field
        elif field:
            kind = cast(Literal["A", "M", "D"], field if field in "AD" else "M")
            patches.setdefault(sha, []).append(Patch(next(fields), kind))
    return {sha: tuple(found) for sha, found in patches.items()}
