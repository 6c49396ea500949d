"""Find the script and the map of a frame among the uploaded bundles.

By debug ID first, then by URL in the bundles of the release; bundles found for one frame serve the
whole event. Source: docs/wire.md#resolving-a-frame.
"""

import sqlite3
from base64 import b64decode
from typing import Final

import msgspec

from buildtools.sandbox import bundles, frames
from buildtools.sandbox.bundle_file import Archives
from buildtools.sandbox.store import Store

_REFERENCES: Final = (b"//# sourceMappingURL=", b"//@ sourceMappingURL=")
_EMBEDDED: Final = "data:"
_BY: Final = {
    "debug_id": "select * from bundle_files where bundle = ? and type = ? and debug_id = ?",
    "url": "select * from bundle_files where bundle = ? and type = ? and url = ?",
}


class Artifact(msgspec.Struct, frozen=True):
    """One file that was found, and by what."""

    url: str
    content: bytes
    resolved_with: str
    origin: str
    sourcemap: str | None = None
    """What the manifest says about a script's map."""


class Finder:
    """Looks files up for one event of a project, with its release and dist; to be closed."""

    def __init__(self, store: Store, project: int, release: str, dist: str) -> None:
        self._store = store
        self._project = project
        self._release = release
        self._dist = dist
        self._known: dict[int, tuple[sqlite3.Row, str]] = {}
        self._archives = Archives()

    def close(self) -> None:
        """Let go of the bundles that were read."""
        self._archives.close()

    def find(self, kind: str, debug_id: str, url: str) -> Artifact | None:
        """Find a file of this type by debug ID, else by URL; either may be empty.

        What is known already is looked through before the store is asked for more.
        """
        with self._store.transaction() as db:
            found = self._in_known(db, kind, debug_id, url)
            if found is None:
                self._learn(db, debug_id, url)
                found = self._in_known(db, kind, debug_id, url)
        return self._read(*found) if found else None

    def _learn(self, db: sqlite3.Connection, debug_id: str, url: str) -> None:
        stem = frames.stem(url)
        how, rows = bundles.look_up(db, self._project, debug_id, stem, self._release, self._dist)
        for row in rows:
            self._known.setdefault(row["id"], (row, how))

    def _in_known(
        self, db: sqlite3.Connection, kind: str, debug_id: str, url: str
    ) -> tuple[sqlite3.Row, sqlite3.Row, str] | None:
        newest = sorted(self._known.values(), key=lambda one: one[0]["turn"], reverse=True)
        if debug_id:
            for bundle, _ in newest:
                if file := _file(db, bundle, kind, "debug_id", debug_id):
                    return bundle, file, "debug-id"
        for name in frames.candidates(url) if url else ():
            for bundle, how in newest:
                if file := _file(db, bundle, kind, "url", name):
                    return bundle, file, how
        return None

    def _read(self, bundle: sqlite3.Row, file: sqlite3.Row, how: str) -> Artifact | None:
        content = self._archives.read(self._store.bundle_path(bundle["bundle_id"]), file["path"])
        if content is None:
            return None
        return Artifact(
            url=file["url"],
            content=content,
            resolved_with=how,
            origin=f"bundled:{bundle['bundle_id']}:{file['url']}",
            sourcemap=file["sourcemap"],
        )


def reference_of(script: Artifact) -> str | None:
    """Return where a script says its map is: in the manifest, else in its last comment."""
    return script.sourcemap or last_reference(script.content)


def last_reference(content: bytes) -> str | None:
    """Find the last `sourceMappingURL` comment, wherever it stands, as the server does."""
    at, mark = max((content.rfind(mark), mark) for mark in _REFERENCES)
    if at < 0:
        return None
    words = content[at + len(mark) :].split(maxsplit=1)
    return words[0].decode(errors="replace") if words else None


def embedded_map(reference: str) -> bytes | None:
    """Decode a map that is embedded in its reference; None when it is not or cannot be."""
    if not reference.startswith(_EMBEDDED):
        return None
    head, _, payload = reference.partition(",")
    if not head.endswith(";base64"):
        return None
    try:
        return b64decode(payload, validate=True)
    except ValueError:
        return b""


def _file(
    db: sqlite3.Connection, bundle: sqlite3.Row, kind: str, column: str, value: str
) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(_BY[column], (bundle["id"], kind, value)).fetchone()
    return row
