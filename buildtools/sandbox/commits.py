"""The commits of a release, given as a list or as references into repositories.

Source: docs/wire.md#commits. The sandbox has no code host to ask, so a reference
becomes the one commit that it names.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from buildtools.sandbox.answers import Json, Refusal
from buildtools.sandbox.fields import Check, Wrong, moment, objects, text

_LONGEST_SHA: Final = 64
_STORED_EMAIL: Final = 75
_REFERENCED: Final = 200
_SKIP: Final = "#skipsentry"


def replace(db: sqlite3.Connection, release_id: int, commits: Sequence[Json], stamp: str) -> None:
    """Make these the commits of the release, newest first, in place of any it had.

    A repository that is not known yet is made, without a URL.
    """
    kept = [row for row in commits if _SKIP not in (row.get("message") or "")]
    kept.sort(key=lambda row: moment(row.get("timestamp")) or stamp, reverse=True)
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
    unknown = sorted({ref["repository"] for ref in refs} - known)
    if unknown:
        raise Refusal(400, {"refs": [f"Invalid repository names: {', '.join(unknown)}"]})
    db.execute("delete from commits where release_id = ?", (release_id,))
    for turn, ref in enumerate(refs):
        head = ref["commit"].rpartition("..")[2]
        _keep(db, release_id, turn, {"id": head, "repository": ref["repository"]}, stamp)


def check_commits(commits: object) -> list[Json]:
    """Take `commits` of a request apart; raises Refusal 400 with the fields that are wrong."""
    return _checked("commits", commits, _COMMIT, ("id",))


def check_refs(refs: object) -> list[Json]:
    """Take `refs` of a request apart; raises Refusal 400 with the fields that are wrong."""
    return _checked("refs", refs, _REFERENCE, ("commit", "repository"))


def _keep(db: sqlite3.Connection, release_id: int, turn: int, commit: Json, stamp: str) -> None:
    name = commit.get("author_name")
    email = commit.get("author_email") or f"{(name or 'unknown').replace(' ', '')}@localhost"
    db.execute(
        "insert into commits values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(release_id, turn, commit["id"], commit["repository"], commit.get("message")),
            *(name, email[:_STORED_EMAIL], moment(commit.get("timestamp")) or stamp),
            json.dumps(commit.get("patch_set") or []),
        ),
    )


def _checked(
    field: str, value: object, fields: dict[str, Check], required: tuple[str, ...]
) -> list[Json]:
    try:
        return objects(value, fields, required)
    except Wrong as wrong:
        raise Refusal(400, {field: wrong.said}) from wrong


def _kind(value: object) -> object:
    text(1, blank=False, null=False)(value)
    if value not in ("A", "M", "D"):
        raise Wrong([f"Commit patch_set type {value} is not supported."])
    return value


def _changes(value: object) -> object:
    return None if value is None else objects(value, _PATCH, ("path", "type"))


def _range(value: object) -> object:
    """A commit, or two with dots between."""
    text(blank=False, null=False)(value)
    for end in str(value).split(".."):
        text(_LONGEST_SHA, blank=False, null=False)(end)
    return value


_PATCH: Final[dict[str, Check]] = {"path": text(510, blank=False, null=False), "type": _kind}
_COMMIT: Final[dict[str, Check]] = {
    "id": text(_LONGEST_SHA, blank=False, null=False),
    "repository": text(64),
    "message": text(),
    "author_name": text(128),
    "author_email": text(200),
    "timestamp": moment,
    "patch_set": _changes,
}
_REFERENCE: Final[dict[str, Check]] = {
    "commit": _range,
    "repository": text(_REFERENCED, blank=False, null=False),
    "previousCommit": text(_LONGEST_SHA),
}
