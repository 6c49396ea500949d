"""The commits of a release, given as a list or as references into repositories.

Source: Sentry's set_commits. The sandbox has no code host to ask, so a reference becomes the one
commit that it names.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from buildtools.sandbox.answers import Json, Refusal

_LONGEST_SHA: Final = 64
_LONGEST_EMAIL: Final = 75
_LONGEST_PATH: Final = 510
_LONGEST_REPOSITORY: Final = 200
_SKIP: Final = "#skipsentry"
_TEXTS: Final = ("message", "repository", "author_name", "author_email", "timestamp")


def replace(db: sqlite3.Connection, release_id: int, commits: Sequence[Json], stamp: str) -> None:
    """Make these the commits of the release, newest first, in place of any it had.

    A repository that is not known yet is made, without a URL.
    """
    kept = [row for row in commits if _SKIP not in (row.get("message") or "")]
    kept.sort(key=lambda row: row.get("timestamp") or stamp, reverse=True)
    db.execute("delete from commits where release_id = ?", (release_id,))
    for turn, commit in enumerate(kept):
        repository = commit.get("repository") or "organization-1"
        db.execute(
            "insert or ignore into repositories (name, url, provider, created)"
            " values (?, null, 'unknown', ?)",
            (repository, stamp),
        )
        _keep(db, release_id, turn, {**commit, "repository": repository}, stamp)


def set_refs(db: sqlite3.Connection, release_id: int, refs: Sequence[Json], stamp: str) -> None:
    """Make the heads of these references the commits of the release; an empty list clears them.

    Raises Refusal 400 when a repository is not known by exactly this name.
    """
    known = {row["name"] for row in db.execute("select name from repositories")}
    strangers = sorted({ref["repository"] for ref in refs} - known)
    if strangers:
        raise Refusal(400, {"refs": [f"Invalid repository names: {', '.join(strangers)}"]})
    db.execute("delete from commits where release_id = ?", (release_id,))
    for turn, ref in enumerate(refs):
        head = ref["commit"].rpartition("..")[2]
        _keep(db, release_id, turn, {"id": head, "repository": ref["repository"]}, stamp)


def check_commits(commits: object) -> list[Json]:
    """Take `commits` of a request apart; raises Refusal 400 with the field that is wrong."""
    rows = _objects("commits", commits)
    for row in rows:
        patches = row.get("patch_set")
        for field in _TEXTS:
            if not isinstance(row.get(field), str | None):
                raise _refuse("commits", f"{field} is not a valid string")
        if not _text(row.get("id"), _LONGEST_SHA):
            raise _refuse("commits", f"id is required, at most {_LONGEST_SHA} characters")
        if patches is not None and not all(map(_is_patch, _objects("commits", patches))):
            raise _refuse("commits", "patch_set needs a path and a type of A, M or D")
    return rows


def check_refs(refs: object) -> list[Json]:
    """Take `refs` of a request apart; raises Refusal 400 with the field that is wrong."""
    rows = _objects("refs", refs)
    for row in rows:
        if not _text(row.get("repository"), _LONGEST_REPOSITORY):
            raise _refuse("refs", "repository is required")
        ends = (row.get("commit") or "").split("..") if isinstance(row.get("commit"), str) else []
        if not ends or not all(_text(end, _LONGEST_SHA) for end in ends):
            raise _refuse("refs", f"commit is required, at most {_LONGEST_SHA} characters")
        previous = row.get("previousCommit")
        if previous is not None and not _text(previous, _LONGEST_SHA):
            raise _refuse("refs", f"previousCommit has at most {_LONGEST_SHA} characters")
    return rows


def _keep(db: sqlite3.Connection, release_id: int, turn: int, commit: Json, stamp: str) -> None:
    name = commit.get("author_name")
    email = commit.get("author_email") or f"{(name or 'unknown').replace(' ', '')}@localhost"
    db.execute(
        "insert into commits values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(release_id, turn, commit["id"], commit["repository"], commit.get("message")),
            *(name, email[:_LONGEST_EMAIL], commit.get("timestamp") or stamp),
            json.dumps(commit.get("patch_set") or []),
        ),
    )


def _is_patch(patch: Json) -> bool:
    return _text(patch.get("path"), _LONGEST_PATH) and patch.get("type") in ("A", "M", "D")


def _text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _objects(field: str, value: object) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise _refuse(field, "Expected a list of items.")
    return value


def _refuse(field: str, why: str) -> Refusal:
    return Refusal(400, {field: [why]})
