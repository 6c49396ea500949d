"""Releases as rows: find, make, change and show them.

Source: docs/wire.md#releases. A version is unique in the organization, so two projects
with the same version share one release.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import Final

from buildtools.sandbox.answers import Json

_LONGEST_VERSION: Final = 200
_FORBIDDEN: Final = frozenset("\r\n\f\t\v/\\")
_PACKAGED: Final = re.compile(r"(?P<package>[^@]*)@(?P<raw>.+)", re.DOTALL)
_SEMVER: Final = re.compile(
    r"(?P<major>\d+)(?:\.(?P<minor>\d+))?(?:\.(?P<patch>\d+))?(?:\.\d+)*"
    r"(?:-(?P<pre>[^+]+))?(?:\+(?P<build>.+))?"
)


def fault_of_version(version: str) -> str:
    """Return why this cannot name a release; empty when it can."""
    if not version:
        return "This field is required."
    if len(version) > _LONGEST_VERSION:
        return f"Ensure this field has no more than {_LONGEST_VERSION} characters."
    reserved = version in (".", "..") or version.lower() == "latest"
    if reserved or _FORBIDDEN & set(version):
        return f"Release with name {version} is not allowed"
    return ""


def find(db: sqlite3.Connection, version: str) -> sqlite3.Row | None:
    """Look a release up by its version."""
    row: sqlite3.Row | None = db.execute(
        "select * from releases where version = ?", (version,)
    ).fetchone()
    return row


def make(db: sqlite3.Connection, version: str, stamp: str, user_agent: str) -> None:
    """Make a release that is not there yet."""
    db.execute(
        "insert into releases (version, created, user_agent) values (?, ?, ?)",
        (version, stamp, user_agent),
    )


def add_projects(db: sqlite3.Connection, release: sqlite3.Row, projects: Sequence[int]) -> bool:
    """Add projects to a release; True when one of them was new."""
    before = db.total_changes
    db.executemany(
        "insert or ignore into release_projects values (?, ?)",
        [(release["id"], project) for project in projects],
    )
    return db.total_changes > before


def change(db: sqlite3.Connection, release: sqlite3.Row, changes: Json) -> None:
    """Set the columns that have a value; nothing can be cleared, as on Sentry."""
    for column in ("ref", "url", "released", "status"):
        if changes.get(column):
            db.execute(
                f"update releases set {column} = ? where id = ?",  # noqa: S608, one of four names
                (changes[column], release["id"]),
            )


def projects_of(db: sqlite3.Connection, release: sqlite3.Row) -> list[sqlite3.Row]:
    """Return the projects of a release by slug."""
    return db.execute(
        "select projects.* from projects join release_projects on project_id = projects.id"
        " where release_id = ? order by slug",
        (release["id"],),
    ).fetchall()


def newest_first(db: sqlite3.Connection, status: str, text: str) -> list[sqlite3.Row]:
    """List releases by the day of their release, else of their making; filters may be empty."""
    return db.execute(
        "select * from releases where (? = '' or status = ?) and instr(version, ?)"
        " order by coalesce(released, created) desc, id desc",
        (status, status, text),
    ).fetchall()


def previous_with_commits(db: sqlite3.Connection, release: sqlite3.Row) -> sqlite3.Row | None:
    """Find the newest release, this one or another, that shares a project and has commits."""
    row: sqlite3.Row | None = db.execute(
        "select * from releases where exists (select 1 from commits where release_id = releases.id)"
        " and exists (select 1 from release_projects as theirs join release_projects as ours"
        "   on theirs.project_id = ours.project_id"
        "   where theirs.release_id = releases.id and ours.release_id = ?)"
        " order by coalesce(released, created) desc, id desc",
        (release["id"],),
    ).fetchone()
    return row


def as_json(db: sqlite3.Connection, release: sqlite3.Row) -> Json:
    """Show a release as the API does."""
    commits = db.execute(
        "select * from commits where release_id = ? order by turn", (release["id"],)
    ).fetchall()
    deploys = db.execute(
        "select * from deploys where release_id = ? order by id desc", (release["id"],)
    ).fetchall()
    info = version_info(release["version"])
    return {
        "id": release["id"],
        "version": release["version"],
        "shortVersion": info["description"],
        "versionInfo": info,
        "status": release["status"],
        "ref": release["ref"],
        "url": release["url"],
        "dateCreated": release["created"],
        "dateReleased": release["released"],
        "newGroups": 0,
        "commitCount": len(commits),
        "lastCommit": commit_json(commits[0]) if commits else None,
        "deployCount": len(deploys),
        "lastDeploy": deploy_json(deploys[0]) if deploys else None,
        "authors": _authors(commits),
        "owner": None,
        "data": {},
        **_events_of(db, release["version"]),
        "projects": [project_json(project) for project in projects_of(db, release)],
        "userAgent": release["user_agent"],
    }


def version_info(version: str) -> Json:
    """Take a version apart: `web@1.2.3+7` is package, numbers and build."""
    packaged = _PACKAGED.fullmatch(version)
    package, raw = packaged.group("package", "raw") if packaged else (None, version)
    parts = _SEMVER.fullmatch(raw) if packaged else None
    build = parts["build"] if parts else None
    hashed = raw if re.fullmatch(r"[0-9a-f]{12,40}", raw) else None
    numbers = {key: int(parts[key] or 0) for key in ("major", "minor", "patch")} if parts else {}
    plain = raw.removesuffix(f"+{build}")
    return {
        "package": package or None,
        "version": {
            "raw": raw,
            **numbers,
            "pre": parts["pre"] if parts else None,
            "buildCode": build,
        },
        "description": hashed[:12] if hashed else (f"{plain} ({build})" if build else raw),
        "buildHash": hashed,
    }


def project_json(project: sqlite3.Row) -> Json:
    """Show a project in short."""
    return {
        "id": project["id"],
        "slug": project["slug"],
        "name": project["slug"],
        "platform": "javascript",
        "platforms": ["javascript"],
        "newGroups": 0,
        "hasHealthData": False,
    }


def commit_json(commit: sqlite3.Row) -> Json:
    """Show a commit."""
    return {
        "id": commit["sha"],
        "message": commit["message"],
        "dateCreated": commit["timestamp"],
        "repository": {"name": commit["repository"]},
        "author": {"name": commit["author_name"], "email": commit["author_email"]},
        "suspectCommitType": "",
    }


def deploy_json(deploy: sqlite3.Row) -> Json:
    """Show a deploy; its end is never null, clients crash on that."""
    return {
        "id": str(deploy["id"]),
        "environment": deploy["environment"],
        "name": deploy["name"],
        "url": deploy["url"],
        "dateStarted": deploy["started"],
        "dateFinished": deploy["finished"],
    }


def _authors(commits: Sequence[sqlite3.Row]) -> list[Json]:
    by_email = {row["author_email"]: row["author_name"] for row in commits}
    return [{"name": name, "email": email} for email, name in by_email.items()]


def _events_of(db: sqlite3.Connection, version: str) -> Json:
    row = db.execute(
        "select min(received) as first, max(received) as last from events where release = ?",
        (version,),
    ).fetchone()
    return {"firstEvent": row["first"], "lastEvent": row["last"]}
