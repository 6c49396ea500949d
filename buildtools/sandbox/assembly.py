"""Put chunks together to a bundle, check it, and keep it.

One worker does it in the background, as on Sentry: a client first hears `created`, then
`assembling`, then `ok` or `error`. The last word is kept for ten minutes for each checksum.
Source: docs/wire.md#assembling.
"""

import hashlib
import logging
import secrets
import sqlite3
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from buildtools.sandbox import trouble
from buildtools.sandbox.bundle_file import BadBundle, Contents, Entry, read_contents
from buildtools.sandbox.store import Store
from buildtools.sandbox.trouble import StoreFailed
from buildtools.values import DebugId

STATE_LIFE_SECONDS: Final = 600

_log = logging.getLogger("buildtools")


class Order(msgspec.Struct, frozen=True):
    """What a client wants put together; `release` and `dist` may be empty."""

    checksum: str
    chunks: tuple[str, ...]
    projects: tuple[int, ...]
    release: str
    dist: str


class Assembler:
    """The worker, and what it says of each checksum."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unkept: dict[str, tuple[str, str | None]] = {}
        """Last words that the database had no room for."""
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-assembly")
        with store.transaction() as db:
            # Whoever was at work on these is gone.
            db.execute("delete from assemblies where state in ('created', 'assembling')")

    def state_of(self, checksum: str) -> tuple[str, str | None] | None:
        """Tell state and detail; None when nothing was said in the last ten minutes."""
        if said := self._unkept.get(checksum):
            return said
        with self._store.transaction() as db:
            row = db.execute(
                "select state, detail from assemblies where checksum = ? and changed > ?",
                (checksum, self._store.now() - STATE_LIFE_SECONDS),
            ).fetchone()
        return (row["state"], row["detail"]) if row else None

    def mark(self, checksum: str, state: str, detail: str | None = None) -> None:
        """Say how it stands with a checksum."""
        with self._store.transaction() as db:
            db.execute(
                "insert or replace into assemblies values (?, ?, ?, ?)",
                (checksum, state, detail, self._store.now()),
            )

    def start(self, order: Order) -> None:
        """Have an order done in the background."""
        self._worker.submit(self._work, order)

    def close(self) -> None:
        """Finish what was started."""
        self._worker.shutdown(wait=True)

    def _work(self, order: Order) -> None:
        said: tuple[str, str | None] = ("ok", None)
        try:
            self.mark(order.checksum, "assembling")
            _assemble(self._store, order)
        except BadBundle as error:
            said = "error", str(error)
        except StoreFailed as failure:
            said = "error", failure.what
        except Exception:
            _log.exception("the sandbox could not assemble a bundle")
            said = "error", "internal server error"
        self._finish(order.checksum, said)

    def _finish(self, checksum: str, said: tuple[str, str | None]) -> None:
        """Say the last word; whoever waits for it hears it even where it cannot be kept."""
        try:
            self.mark(checksum, *said)
        except StoreFailed as failure:
            self._unkept[checksum] = ("error", failure.what)


def _assemble(store: Store, order: Order) -> None:
    joined = store.bundle_path(f"joined-{secrets.token_hex(8)}")
    try:
        _join(store, order, joined)
        contents = read_contents(joined)
        _check(store, order, contents)
        bundle_id = contents.bundle_id or _made_up_id(order.checksum)
        with store.transaction() as db:
            bundle = _keep_bundle(db, store, order.checksum, bundle_id, joined.stat().st_size)
            _keep_entries(db, bundle, contents.entries)
            _keep_associations(db, bundle, order, contents)
            with trouble.explained(joined):
                joined.replace(store.bundle_path(bundle_id))
    finally:
        joined.unlink(missing_ok=True)


def _join(store: Store, order: Order, target: Path) -> None:
    digest = hashlib.sha1(usedforsecurity=False)
    with store.writing(target) as file:
        for chunk in order.chunks:
            try:
                content = store.chunk_path(chunk).read_bytes()
            except FileNotFoundError as error:
                raise BadBundle("Not all chunks available for assembling") from error
            digest.update(content)
            file.write(content)
    if digest.hexdigest() != order.checksum:
        raise BadBundle("Reported checksum mismatch")


def _check(store: Store, order: Order, contents: Contents) -> None:
    with store.transaction() as db:
        org = db.execute("select value from meta where key = 'org'").fetchone()["value"]
    if contents.org not in (None, org):
        raise BadBundle("The organization of the manifest does not match the one of the request")
    has_ids = any(entry.debug_id for entry in contents.entries)
    if not has_ids and not (order.release or contents.release):
        raise BadBundle("The artifact bundle has neither debug IDs nor a release")


def _made_up_id(checksum: str) -> DebugId:
    """Name a bundle that brings no readable id of its own: a client that asks again gets it."""
    return DebugId(str(uuid.UUID(checksum[:32])))


def _keep_bundle(
    db: sqlite3.Connection, store: Store, checksum: str, bundle_id: DebugId, size: int
) -> int:
    """Keep the bundle's row; the same bundle again becomes the newest."""
    turn = db.execute("select coalesce(max(turn), 0) + 1 from bundles").fetchone()[0]
    now = store.stamp()
    row = db.execute(
        "insert into bundles (bundle_id, checksum, turn, bytes, added, modified)"
        " values (?, ?, ?, ?, ?, ?) on conflict (bundle_id) do update set turn = excluded.turn,"
        " checksum = excluded.checksum, bytes = excluded.bytes, modified = excluded.modified"
        " returning id",
        (bundle_id, checksum, turn, size, now, now),
    ).fetchone()
    return int(row["id"])


def _keep_entries(db: sqlite3.Connection, bundle: int, entries: Iterable[Entry]) -> None:
    db.execute("delete from bundle_files where bundle = ?", (bundle,))
    db.executemany(
        "insert into bundle_files values (?, ?, ?, ?, ?, ?, ?)",
        [
            (bundle, one.path, one.url, one.type, one.debug_id, one.sourcemap, one.bytes)
            for one in entries
        ],
    )


def _keep_associations(
    db: sqlite3.Connection, bundle: int, order: Order, contents: Contents
) -> None:
    """Add projects and release; what the request says wins over the manifest."""
    db.executemany(
        "insert or ignore into bundle_projects values (?, ?)",
        [(bundle, project) for project in order.projects],
    )
    release = order.release or contents.release
    dist = order.dist or (contents.dist if not order.release else "")
    if release:
        db.execute(
            "insert or ignore into bundle_releases values (?, ?, ?)", (bundle, release, dist)
        )
