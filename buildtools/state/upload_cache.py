"""What uploads remember between runs: files under `.buildtools/`, each replaced whole.

Two things: the SHA-1 of files whose stamps say that nobody touched them since, and of each bundle
how it was begun and what it was found to be made of. All of it can be thrown away at any time: it
saves work and decides nothing. So a file that cannot be read is as good as none, and one that
cannot be written is no failure.
"""

import contextlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from buildtools.state import paths, writing
from buildtools.values import DebugId, Digest

Kind = TypeVar("Kind")

log = logging.getLogger("buildtools")

_SEEN = f"{paths.UPLOADS}/seen.json"
_MOST_BUNDLES = 16
"""Bundles remembered; the oldest are forgotten."""

_SETTLED_NS = 2_000_000_000
"""How long a file must have been left alone before its stamp is trusted.

A file system's clock may be that coarse: two writes within one tick leave one stamp.
"""


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What the disk says of a file without reading it; any write changes it."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path | str) -> "Stamp | None":
        """Look at a file; None when it is not there."""
        try:
            found = os.stat(path)  # noqa: PTH116 - thousands pass here, many as texts
        except OSError:
            return None
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class Switch(msgspec.Struct, frozen=True, array_like=True):
    """From which file of a bundle on which deflaters were used."""

    number: int
    density: str
    deflaters: str


class PackedBundle(msgspec.Struct, frozen=True):
    """What a bundle was found to be made of."""

    bundle_id: DebugId
    checksum: Digest
    chunks: tuple[Digest, ...]
    size: int


class BundleRecord(msgspec.Struct, frozen=True):
    """A bundle that was begun; `made` once it was stored."""

    turns: tuple[Switch, ...] = ()
    made: PackedBundle | None = None


class DigestCache:
    """The SHA-1 of files, by path and stamp. Threads may share it."""

    def __init__(self, root: Path, clock_ns: Callable[[], int] = time.time_ns) -> None:
        self._root = root
        self._settled_ns = clock_ns() - _SETTLED_NS
        self._known = _load(root / _SEEN, dict[str, tuple[Stamp, Digest]]) or {}
        self._used: set[str] = set()
        self._changed = False

    def digest(self, path: str, stamp: Stamp) -> Digest | None:
        """Return the SHA-1 of a file as it is now, if that is known."""
        self._used.add(path)
        known = self._known.get(path)
        return known[1] if known and known[0] == stamp else None

    def note(self, path: str, stamp: Stamp | None, digest: Digest) -> None:
        """Remember a file that was read, and had this stamp before."""
        if stamp is None:
            return
        if max(stamp.modified_ns, stamp.changed_ns) < self._settled_ns:
            self._used.add(path)
            self._known[path] = (stamp, digest)
            self._changed = True

    def save(self) -> None:
        """Write down what is known of the files that were asked for or noted."""
        if self._changed:
            kept = {path: self._known[path] for path in self._used if path in self._known}
            _save(self._root, _SEEN, kept)


def load(root: Path, key: str) -> BundleRecord | None:
    """Return what is known of a bundle."""
    return _load(root / paths.UPLOADS / f"{key}.json", BundleRecord)


def save(root: Path, key: str, bundle: BundleRecord) -> None:
    """Write down what is known of a bundle, and forget the oldest ones."""
    _save(root, f"{paths.UPLOADS}/{key}.json", bundle)
    with contextlib.suppress(OSError):
        others = sorted((root / paths.UPLOADS).glob("?" * 40 + ".json"), key=os.path.getmtime)
        for old in others[:-_MOST_BUNDLES]:
            old.unlink(missing_ok=True)


def _load(file: Path, kind: type[Kind]) -> Kind | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _save(root: Path, name: str, value: object) -> None:
    try:
        writing.sweep(root / paths.UPLOADS)
        writing.replace(root, name, msgspec.json.encode(value))
    except OSError as error:
        log.debug("what was learned is not kept: %s", error.strerror or error)
