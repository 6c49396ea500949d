"""Stored bundles as rows: which there are, and which one holds a file.

Where several hold the same debug ID or URL, the newest upload wins.
Source: docs/wire.md#resolving-a-frame.
"""

import sqlite3
from typing import Final

from buildtools.sandbox.answers import Json

_TYPES: Final = {"source": 1, "minified_source": 2, "source_map": 3, "indexed_ram_bundle": 4}
_LOOKED_AT: Final = 5
"""As many bundles of one release are offered to a look-up."""

_OF_PROJECT: Final = (
    "select bundles.* from bundles join bundle_projects on bundle = id and project_id = ?"
)
_HAS_RELEASE: Final = (
    " where exists (select 1 from bundle_releases as r"
    " where r.bundle = bundles.id and r.release = ? and r.dist = ?) order by turn desc"
)
_HAS_DEBUG_ID: Final = (
    " where exists (select 1 from bundle_files as f"
    " where f.bundle = bundles.id and f.debug_id = ?) order by turn desc"
)


def of_project(db: sqlite3.Connection, project: int, order: str = "turn desc") -> list[sqlite3.Row]:
    """Return a project's bundles; `order` is one of our own SQL orders."""
    return db.execute(f"{_OF_PROJECT} order by {order}", (project,)).fetchall()


def find(db: sqlite3.Connection, bundle_id: str) -> sqlite3.Row | None:
    """Look a bundle up by its ID, in whichever project it is."""
    row: sqlite3.Row | None = db.execute(
        "select * from bundles where bundle_id = ?", (bundle_id,)
    ).fetchone()
    return row


def unbind(db: sqlite3.Connection, bundle: int, project: int) -> bool:
    """Take a bundle out of a project; False where it is not in it."""
    gone = db.execute(
        "delete from bundle_projects where bundle = ? and project_id = ?", (bundle, project)
    )
    return gone.rowcount > 0


def forget_unbound(db: sqlite3.Connection, bundle: int) -> bool:
    """Forget a bundle that is in no project any more; False where it is in one."""
    gone = db.execute(
        "delete from bundles where id = ?"
        " and not exists (select 1 from bundle_projects where bundle = bundles.id)",
        (bundle,),
    )
    return gone.rowcount > 0


def of_release(db: sqlite3.Connection, project: int, release: str, dist: str) -> list[sqlite3.Row]:
    """Return the bundles of exactly this release and dist, newest first."""
    return db.execute(_OF_PROJECT + _HAS_RELEASE, (project, release, dist)).fetchall()


def with_debug_id(db: sqlite3.Connection, project: int, debug_id: str) -> list[sqlite3.Row]:
    """Return the bundles that have a file with this debug ID, newest first."""
    return db.execute(_OF_PROJECT + _HAS_DEBUG_ID, (project, debug_id)).fetchall()


def look_up(
    db: sqlite3.Connection, project: int, debug_id: str, url: str, release: str, dist: str
) -> tuple[str, list[sqlite3.Row]]:
    """Find the bundles for a frame, and say by what they were found.

    By debug ID it is the newest one. By release it is the one bundle there is, or, of several,
    the newest five whose URLs contain `url`.
    """
    if debug_id and (found := with_debug_id(db, project, debug_id)):
        return "debug-id", found[:1]
    found = of_release(db, project, release, dist) if release else []
    if len(found) <= 1 or not url:
        return "release", found[:_LOOKED_AT]
    holds = "select 1 from bundle_files where bundle = ? and instr(url, ?)"
    named = [row for row in found if db.execute(holds, (row["id"], url)).fetchone()]
    return "index", named[:_LOOKED_AT]


def files_of(db: sqlite3.Connection, bundle: int) -> list[sqlite3.Row]:
    """Return a bundle's files by URL."""
    return db.execute(
        "select * from bundle_files where bundle = ? order by url", (bundle,)
    ).fetchall()


def associations_of(db: sqlite3.Connection, bundle: int) -> list[Json]:
    """Return the releases a bundle belongs to; one without a name when there is none."""
    rows = db.execute(
        "select release, dist from bundle_releases where bundle = ? order by rowid", (bundle,)
    ).fetchall()
    told = [{"release": row["release"], "dist": row["dist"] or None} for row in rows]
    return told or [{"release": None, "dist": None}]


def as_json(db: sqlite3.Connection, bundle: sqlite3.Row) -> Json:
    """Show a bundle as the listing does."""
    count = db.execute(
        "select count(*) from bundle_files where bundle = ?", (bundle["id"],)
    ).fetchone()[0]
    return {
        "bundleId": bundle["bundle_id"],
        "associations": associations_of(db, bundle["id"]),
        "fileCount": count,
        "dateModified": bundle["modified"],
        "date": bundle["added"],
    }


def type_number(name: str) -> int:
    """Return the API's number for a type of file; 0 for none it knows."""
    return _TYPES.get(name, 0)
