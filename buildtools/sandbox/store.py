"""Where the sandbox keeps things: one SQLite file, and plain files for chunks and bundles.

The same folder gives the same server again after a restart. Nothing here knows HTTP.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from buildtools.sandbox import fixture, private, trouble
from buildtools.sandbox.trouble import StoreFailed

CHUNK_LIFE_SECONDS: Final = 24 * 60 * 60
"""A chunk that no bundle was made from is forgotten after about a day.

Source: docs/wire.md#assembling.
"""

LOCK_WAIT_SECONDS: Final = 10.0
"""As long another program is waited for."""

DATABASE: Final = "sandbox.sqlite"
LAYOUT: Final = 1
"""Counts the layouts of the database; one of a newer version is not touched."""

_MISTAKES: Final = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError)
"""What SQLite says of our own statements; it is no fault of the disk's."""

_OURS: Final = (
    *(f"{DATABASE}{end}" for end in ("", "-journal", "-wal", "-shm")),
    "chunks",
    "bundles",
    fixture.NAME,
)

_SCHEMA: Final = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists tokens (digest text primary key, scopes text not null);
create table if not exists projects (
    id integer primary key, slug text not null unique, public_key text not null,
    secret_key text not null, created text not null);
create table if not exists repositories (
    id integer primary key, name text not null unique, url text, provider text not null,
    created text not null);
create table if not exists releases (
    id integer primary key, version text not null unique, ref text, url text,
    status text not null default 'open', created text not null, released text,
    user_agent text not null default '');
create table if not exists release_projects (
    release_id integer not null references releases on delete cascade,
    project_id integer not null, primary key (release_id, project_id));
create table if not exists commits (
    release_id integer not null references releases on delete cascade, turn integer not null,
    sha text not null, repository text not null, message text, author_name text,
    author_email text not null, timestamp text not null, patch_set text not null,
    primary key (release_id, turn));
create table if not exists deploys (
    id integer primary key, release_id integer not null references releases on delete cascade,
    environment text not null, name text, url text, started text, finished text not null,
    projects text not null);
create table if not exists assemblies (
    checksum text primary key, state text not null, detail text, changed real not null);
create table if not exists bundles (
    id integer primary key, bundle_id text not null unique, checksum text not null,
    turn integer not null, bytes integer not null, added text not null, modified text not null);
create table if not exists bundle_projects (
    bundle integer not null references bundles on delete cascade,
    project_id integer not null, primary key (bundle, project_id));
create table if not exists bundle_releases (
    bundle integer not null references bundles on delete cascade,
    release text not null, dist text not null, primary key (bundle, release, dist));
create table if not exists bundle_files (
    bundle integer not null references bundles on delete cascade,
    path text not null, url text not null, type text not null, debug_id text, sourcemap text,
    bytes integer not null, primary key (bundle, path));
create index if not exists files_by_debug_id on bundle_files (debug_id);
create index if not exists files_by_url on bundle_files (url);
create table if not exists events (
    id integer primary key, event_id text not null, project_id integer not null,
    received text not null, release text, raw text not null, resolved text not null,
    unique (project_id, event_id));
create index if not exists events_by_release on events (release);
create table if not exists summaries (
    event integer primary key references events on delete cascade, title text not null,
    place text not null, kind text not null, environment text not null, state text not null,
    resolved integer not null, counted integer not null, controls integer not null);
create table if not exists event_scripts (
    event integer not null references events on delete cascade, path text not null,
    debug_id text, origin text, primary key (event, path));
create index if not exists scripts_by_debug_id on event_scripts (debug_id);
create index if not exists scripts_by_origin on event_scripts (origin);
create table if not exists session_updates (
    id integer primary key, project_id integer not null, release text not null,
    environment text not null, started real not null, sid text not null, did text not null,
    total integer not null, errored integer not null, abnormal integer not null,
    crashed integer not null, unhandled integer not null);
create index if not exists sessions_by_start on session_updates (started);
create table if not exists feedback (
    id integer primary key, event_id text not null, project_id integer not null,
    received text not null, about text not null, told text not null,
    unique (project_id, event_id));
create index if not exists feedback_by_event on feedback (about);
"""


class Store:
    """The sandbox's memory; `now` gives the time in seconds since 1970.

    Threads may share it: one of them at a time is inside `transaction`. What it makes is readable
    for nobody else.
    """

    def __init__(
        self,
        directory: Path,
        now: Callable[[], float],
        *,
        lock_wait_seconds: float = LOCK_WAIT_SECONDS,
    ) -> None:
        """Open what lies there, or begin anew; whoever holds the database is waited for so long.

        Raises StoreFailed where the disk or the database does not let us.
        """
        self.now = now
        self.failure: StoreFailed | None = None
        """What the disk or the database refused last."""
        self._path = directory / DATABASE
        self.settings_file = directory / fixture.NAME
        """What a developer can edit."""
        self._chunks = directory / "chunks"
        self._bundles = directory / "bundles"
        with self._explained(), trouble.explained(directory):
            is_ours = private.make_folder(directory, _OURS)
            for folder in (self._chunks, self._bundles):
                private.make_folder(folder, ())
                if is_ours:
                    private.narrow_all(folder)
            with trouble.explained(self._path):
                private.make_file(self._path)
            self._keep_settings(is_ours=is_ours)
        self._lock = threading.Lock()
        with self._explained():
            self._db = sqlite3.connect(
                self._path, check_same_thread=False, isolation_level=None, timeout=lock_wait_seconds
            )
        try:
            with self._explained():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _keep_settings(self, *, is_ours: bool) -> None:
        """Write the settings of a new project where there are none yet."""
        if not self.settings_file.exists():
            with self.writing(self.settings_file) as file:
                file.write(fixture.defaults_text().encode())
        elif is_ours:
            private.narrow_file(self.settings_file)

    def _prepare(self) -> None:
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma foreign_keys = on")
        layout = int(self._db.execute("pragma user_version").fetchone()[0])
        if layout > LAYOUT:
            raise trouble.of_version(layout, LAYOUT, self._path)
        self._db.executescript(_SCHEMA)
        if layout < LAYOUT:
            self._db.execute(f"pragma user_version = {LAYOUT}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the database; what is written in the block is kept together or not at all.

        Raises StoreFailed where the database cannot.
        """
        with self._lock, self._explained():
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                # SQLite itself rolls back where the disk is full or fails.
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, _MISTAKES):
                raise
            self.failure = trouble.of_database(error, self._path)
            raise self.failure from error
        except StoreFailed as failure:
            self.failure = failure
            raise

    @contextmanager
    def writing(self, path: Path) -> Iterator[BinaryIO]:
        """Open a file of ours to be written; raises StoreFailed, and then it is not there."""
        with self._explained(), trouble.explained(path):
            try:
                with private.create(path) as file:
                    yield file
            except BaseException:
                path.unlink(missing_ok=True)
                raise

    def keep_chunk(self, checksum: str, content: bytes) -> None:
        """Keep a chunk as one that has come just now. Raises StoreFailed."""
        path = self.chunk_path(checksum)
        half = path.with_name(f"{checksum}.{secrets.token_hex(4)}")
        with self.writing(half) as file:
            file.write(content)
        now = self.now()
        os.utime(half, (now, now))
        half.replace(path)

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._db.close()

    def stamp(self) -> str:
        """Return what time it is, as the API writes it."""
        return (
            datetime.fromtimestamp(self.now(), UTC)
            .isoformat(timespec="microseconds")
            .replace("+00:00", "Z")
        )

    def chunk_path(self, checksum: str) -> Path:
        """Name the file of a chunk."""
        return self._chunks / checksum

    def has_chunk(self, checksum: str) -> bool:
        """Whether a chunk is here and not yet forgotten."""
        path = self.chunk_path(checksum)
        return path.is_file() and self.now() - path.stat().st_mtime < CHUNK_LIFE_SECONDS

    def bundle_path(self, bundle_id: str) -> Path:
        """Name the file of a stored bundle."""
        return self._bundles / f"{bundle_id}.zip"
