"""Commits out of git, with what they changed: raw values, made into what a server can be told.

A commit at the edge of a shallow clone, or one whose trees are not here, bears no changes. Git's
words about it are kept by `Git.complaints`. Source: git-log(1), git-diff-tree(1).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, cast

from buildtools.progress import counted
from buildtools.project.git.program import Git
from buildtools.texts.timestamps import moment
from buildtools.values import Commit, Patch

_FIELDS = "%H%x00%P%x00%an%x00%ae%x00%at%x00%ad%x00%ct%x00%cd%x00%B"
_PERSON = re.compile(r"author (?P<name>.*?)(?P<seconds> -?\d+)?(?P<zone> [+-]\d+)?")
_EMAIL = re.compile(r"<?([^\s<>@]+@[^\s<>]+)>?")


class Listing(NamedTuple):
    """Commits, newest first, and the IDs of those that something could not be read of."""

    commits: tuple[Commit, ...]
    undated: tuple[str, ...] = ()
    """Those whose author's time is none: the committer's stands in, or none at all."""
    unread: tuple[str, ...] = ()
    """Those whose changes git could not read."""


class _Row(NamedTuple):
    sha: str
    parents: str
    name: str
    email: str
    seconds: str
    dated: str
    committed_seconds: str
    committed_dated: str
    message: str


def read(
    git: Git, since: str | None, until: str, limit: int, paths: Sequence[str], repository: str
) -> Listing:
    """Read the commits of `until` that `since` has not, `limit` at most; as far as git can."""
    rows = [_repaired(git, row) for row in _read_rows(git, since, until, limit, paths)]
    counted("commit", 0, len(rows))
    patches, unread = _patches(git, rows)
    counted("commit", len(rows), len(rows))
    times = {row.sha: moment(row.seconds, _zone(row.dated)) for row in rows}
    commits = tuple(
        Commit(
            id=row.sha,
            author_name=row.name,
            author_email=row.email,
            timestamp=times[row.sha] or moment(row.committed_seconds, _zone(row.committed_dated)),
            message=row.message,
            repository=repository,
            patch_set=patches.get(row.sha, ()),
        )
        for row in rows
    )
    return Listing(commits, tuple(sha for sha, time in times.items() if time is None), unread)


def _read_rows(
    git: Git, since: str | None, until: str, limit: int, paths: Sequence[str]
) -> list[_Row]:
    """Walk the history; where git cannot even begin to, the last commit alone is read."""
    asked = (
        *("log", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-color", "--date=raw"),
        *(f"--format={_FIELDS}", f"--max-count={limit}"),
    )
    told = git.owed(*asked, f"{since}..{until}" if since else until, "--", *paths)
    if told.code and not told.output and not paths:
        told = git.ask(*asked, "--no-walk", until, "--")
    return _rows(told.output.split("\0"))


def edge(git: Git) -> frozenset[str]:
    """The commits whose parents a shallow clone has not."""
    place = git.line("rev-parse", "--git-path", "shallow")
    file = git.path / (place or "shallow")
    return frozenset(file.read_text().split()) if place and file.is_file() else frozenset()


def _patches(
    git: Git, rows: Sequence[_Row]
) -> tuple[dict[str, tuple[Patch, ...]], tuple[str, ...]]:
    """Return what each commit changed against its first parent (a rename is D and A).

    The second value names the commits that git gave up at: it reads none after the first.
    """
    cut = edge(git)
    asked = [row for row in rows if row.sha not in cut]
    told = git.owed(
        *("diff-tree", "--stdin", "--always", "--root", "-r", "-z", "--no-renames"),
        *("--name-status", "--no-ext-diff", "--no-relative", "--ignore-submodules=none"),
        text="".join(" ".join((row.sha, *row.parents.split()[:1])) + "\n" for row in asked),
    )
    patches = _read_patches(iter(told.output.split("\0")))
    gone = [row.sha for row in asked if row.sha not in patches] if told.code else []
    return patches, tuple(gone)


def _rows(fields: list[str]) -> list[_Row]:
    """Cut the answer of git log into commits of as many fields as `_FIELDS` names."""
    width = len(_Row._fields)
    whole = len(fields) // width
    return [_Row(*fields[row * width : (row + 1) * width]) for row in range(whole)]


def _repaired(git: Git, row: _Row) -> _Row:
    """Read an author's line that git does not take apart: without brackets, or before 1970."""
    if row.seconds:
        return row
    header = (git.answer("cat-file", "commit", row.sha) or "").partition("\n\n")[0]
    line = next((one for one in header.splitlines() if one.startswith("author ")), "author ")
    found = _PERSON.fullmatch(line)
    person = found["name"] if found else ""
    email = _EMAIL.search(person)
    return row._replace(
        name=row.name or _EMAIL.sub("", person).strip(" <>"),
        email=row.email or (email[1] if email else ""),
        seconds=((found and found["seconds"]) or "").strip(),
        dated=((found and found["zone"]) or ""),
    )


def _zone(dated: str) -> str:
    """Take the zone of git's raw form of a date: `1299871230 +0200`."""
    return dated.rpartition(" ")[2]


def _read_patches(fields: Iterator[str]) -> dict[str, tuple[Patch, ...]]:
    """Read the answer of git diff-tree: a commit, then pairs of a letter and a path."""
    patches: dict[str, list[Patch]] = {}
    sha = ""
    for field in fields:
        if len(field) > 1:
            sha = field.strip()
            patches[sha] = []
        elif field:
            kind = cast(Literal["A", "M", "D"], field if field in "AD" else "M")
            patches[sha].append(Patch(next(fields, ""), kind))
    return {sha: tuple(found) for sha, found in patches.items()}
