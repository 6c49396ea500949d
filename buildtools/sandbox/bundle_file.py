"""Read an artifact bundle that somebody sent, trusting nothing in it.

A bundle is a ZIP archive, with or without the eight bytes of the SYSB header before it; only what
its `manifest.json` names counts.
Source: docs/wire.md#artifact-bundles, docs/wire.md#assembling.
"""

import io
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec

from buildtools.sandbox import json_texts
from buildtools.values import DebugId, parse_debug_id

UNPACKED_BYTES: Final = 2 * 1024 * 1024 * 1024
"""Largest sum of unpacked files; a bomb is refused before anything is unpacked."""

_PIECE_BYTES: Final = 1024 * 1024
MANIFEST_BYTES: Final = 64 * 1024 * 1024

_MANIFEST: Final = "manifest.json"
_MAGIC: Final = b"SYSB"
_VERSION: Final = (2).to_bytes(4, "little")
_TYPES: Final = frozenset({"source", "minified_source", "source_map", "indexed_ram_bundle"})
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)


class BadBundle(Exception):
    """The sentence that becomes the `detail` of a failed assembly."""


class Entry(msgspec.Struct, frozen=True):
    """One file that the manifest names."""

    path: str
    url: str
    type: str
    debug_id: DebugId | None
    sourcemap: str | None
    bytes: int


class Contents(msgspec.Struct, frozen=True):
    """What a bundle says of itself, and its files."""

    bundle_id: DebugId | None
    """None when the manifest names none, or nothing readable."""
    org: str | None
    release: str
    dist: str
    entries: tuple[Entry, ...]


def read_contents(bundle: Path, unpacked_bytes: int = UNPACKED_BYTES) -> Contents:
    """Check a bundle file from its first byte to the last and list what is in it.

    Raises BadBundle.
    """
    with bundle.open("rb") as file:
        head = file.read(8)
    if head[:4] == _MAGIC and head[4:] != _VERSION:
        raise BadBundle("The artifact bundle has a version that is not supported")
    try:
        with zipfile.ZipFile(bundle) as archive:
            return _contents(archive, unpacked_bytes)
    except _BROKEN as error:
        raise BadBundle(f"The artifact bundle is not a valid archive: {error}") from error


def read_file(bundle: Path, path: str) -> bytes | None:
    """Read one file of a stored bundle, and nothing of the others; None when it has gone."""
    with closing(Archives()) as archives:
        return archives.read(bundle, path)


class Archives:
    """Reads files of stored bundles, of each of which the directory is read once; to be closed."""

    def __init__(self) -> None:
        self._opened: dict[Path, zipfile.ZipFile] = {}

    def read(self, bundle: Path, path: str) -> bytes | None:
        """Read one file of a bundle, and nothing of the others; None when it has gone.

        A piece at a time: it may be hundreds of megabytes.
        """
        whole = io.BytesIO()
        try:
            if bundle not in self._opened:
                self._opened[bundle] = zipfile.ZipFile(bundle)
            with self._opened[bundle].open(path) as file:
                shutil.copyfileobj(file, whole, _PIECE_BYTES)
        except (KeyError, *_BROKEN):
            return None
        return whole.getvalue()

    def close(self) -> None:
        """Let go of the bundles."""
        for archive in self._opened.values():
            archive.close()
        self._opened.clear()


def _contents(archive: zipfile.ZipFile, unpacked_bytes: int) -> Contents:
    if sum(info.file_size for info in archive.infolist()) > unpacked_bytes:
        raise BadBundle("The artifact bundle unpacks to more than is allowed")
    if broken := archive.testzip():
        raise BadBundle(f"The artifact bundle has a damaged file: {broken}")
    manifest = _manifest(archive)
    given = manifest.get("debug_id")
    known = parse_debug_id(given) if isinstance(given, str) else None
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    entries = tuple(_entry(path, told, sizes) for path, told in manifest["files"].items())
    return Contents(
        bundle_id=known,
        org=_text(manifest, "org") or None,
        release=_text(manifest, "release"),
        dist=_text(manifest, "dist"),
        entries=entries,
    )


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        if archive.getinfo(_MANIFEST).file_size > MANIFEST_BYTES:
            raise BadBundle("The artifact bundle has too large a manifest.json")
        manifest = json_texts.read(archive.read(_MANIFEST))
    except KeyError as error:
        raise BadBundle("The artifact bundle has no valid manifest.json") from error
    except json_texts.UnreadableJson as error:
        raise BadBundle(f"The artifact bundle has no valid manifest.json: {error}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise BadBundle("The manifest of the artifact bundle has no files")
    return manifest


def _entry(path: str, told: object, sizes: Mapping[str, int]) -> Entry:
    # Nothing is unpacked under these names. A backslash is a character like any other, as it is in
    # the names of files that were built on Linux.
    if path.startswith("/") or ".." in path.split("/") or ":" in path[:2]:
        raise BadBundle(f"The manifest names a path outside the bundle: {path}")
    if path not in sizes:
        raise BadBundle(f"The manifest names a file that is not in the bundle: {path}")
    if not isinstance(told, dict) or not _text(told, "url"):
        raise BadBundle(f"The manifest gives no URL for {path}")
    if _text(told, "type") not in _TYPES:
        raise BadBundle(f"The manifest gives no known type for {path}")
    given = told.get("headers") or {}
    if not isinstance(given, dict):
        raise BadBundle(f"The manifest gives no readable headers for {path}")
    headers = {str(name).lower(): str(value) for name, value in given.items()}
    return Entry(
        path=path,
        url=told["url"],
        type=told["type"],
        debug_id=parse_debug_id(headers.get("debug-id", "")),
        sourcemap=headers.get("sourcemap") or headers.get("x-sourcemap"),
        bytes=sizes[path],
    )


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""
