"""What the sandbox has really stored, read from its own database: no word of ours is asked."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from bench.chaos.project import PROJECT


def lacking(store: Path, version: str, environment: str, files: Mapping[str, bytes]) -> list[str]:
    """Name what a finished release should have left in this store and has not.

    `files` are the built files as they are now, by path.
    """
    if not (store / "sandbox.sqlite").is_file():
        return ["store"]
    with closing(sqlite3.connect(store / "sandbox.sqlite", timeout=10)) as db:
        return list(_lacking(db, store, version, environment, files))


def _lacking(
    db: sqlite3.Connection,
    store: Path,
    version: str,
    environment: str,
    files: Mapping[str, bytes],
) -> Iterator[str]:
    row = db.execute("select id, released from releases where version = ?", (version,)).fetchone()
    if row is None:
        yield "release"
        return
    release, released = row
    if released is None:
        yield "release date"
    if not _one(db, "select count(*) from commits where release_id = ?", release):
        yield "commits"
    asked = "select count(*) from deploys where release_id = ? and environment = ?"
    deploys = _one(db, asked, release, environment)
    if deploys != 1:
        yield "deploy" if deploys == 0 else f"one deploy alone: there are {deploys}"
    asked = (
        "select count(*) from release_projects join projects on projects.id = project_id"
        " where release_id = ? and slug = ?"
    )
    if not _one(db, asked, release, PROJECT):
        yield "project"
    absent = sorted(set(files.values()) - set(_stored(db, store, version)))
    if absent:
        yield f"bundle ({len(absent)} of {len(files)} files)"


def _stored(db: sqlite3.Connection, store: Path, version: str) -> Iterator[bytes]:
    """Return the contents of all files in bundles of a release."""
    rows = db.execute(
        "select bundle_id from bundles join bundle_releases on bundle = bundles.id"
        " where release = ?",
        (version,),
    ).fetchall()
    for (bundle,) in rows:
        with zipfile.ZipFile(store / "bundles" / f"{bundle}.zip") as archive:
            manifest = json.loads(archive.read("manifest.json"))
            yield from map(archive.read, manifest["files"])


def _one(db: sqlite3.Connection, question: str, *values: object) -> int:
    count: int = db.execute(question, values).fetchone()[0]
    return count
