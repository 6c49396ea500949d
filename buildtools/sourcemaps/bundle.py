"""The artifact bundle: lay out pairs as the archive that Sentry receives.

A bundle is made as a stream: files are read and compressed by a few threads a little ahead of the
reader, and no more than a handful of them is in memory at a time. Same files, same names: same
bytes, as far as the compressor goes (see `deflating`); the bundle ID is the same on every machine.
Source: recorded bundles of sentry-cli 3.8.2.
"""

import hashlib
import os
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeVar

import msgspec

from buildtools.sourcemaps import zipping
from buildtools.sourcemaps.deflating import Deflater, fastest
from buildtools.values import DebugId

FileType = Literal["minified_source", "source_map"]

HEADER = b"SYSB" + struct.pack("<L", 2)
"""What stands before the archive: magic and version."""

MANIFEST = "manifest.json"

_TYPE_NAMES: dict[FileType, str] = {
    "minified_source": "MinifiedSource",
    "source_map": "SourceMap",
}
_THREADS = min(4, os.cpu_count() or 1)
_AHEAD = _THREADS + 1
"""Files that may be read and not yet be taken: more would cost memory and win no time."""

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class BundleFile:
    """One file of a bundle; `read` gives its bytes when its turn comes, perhaps more than once.

    `headers` may hold `debug-id` and, for a script, `sourcemap`: the reference to its map.
    """

    url: str
    type: FileType
    headers: Mapping[str, str]
    read: Callable[[], bytes] = field(compare=False)


def bundle_id(files: Iterable[BundleFile]) -> DebugId:
    """Compute the ID of a bundle of these files; release, project and note do not count."""
    identity = _Identity()
    for file in _in_order(files):
        identity.add(file, file.read())
    return identity.debug_id()


def manifest(
    files: Iterable[BundleFile],
    *,
    org: str,
    project: str | None,
    release: str | None,
    dist: str | None,
    note: str | None = None,
    debug_id: DebugId | None = None,
) -> bytes:
    """Write the `manifest.json` of a bundle; `debug_id` is its ID when that is already known.

    `project` is given only when there is exactly one.
    """
    ordered = _in_order(files)
    content: dict[str, object] = {
        "files": {
            path: _described(file) for path, file in zip(_paths(ordered), ordered, strict=True)
        },
        "debug_id": debug_id or bundle_id(ordered),
    }
    facts = {"dist": dist, "note": note, "org": org, "project": project, "release": release}
    content |= {name: value for name, value in facts.items() if value is not None}
    return msgspec.json.encode(content)


class Stream:
    """A bundle as bytes: each iteration packs it anew, the same each time."""

    def __init__(
        self,
        files: Iterable[BundleFile],
        write_manifest: Callable[[DebugId], bytes],
        deflater: Deflater,
    ) -> None:
        self.files = _in_order(files)
        self._write_manifest = write_manifest
        self._deflater = deflater
        self._debug_id: DebugId | None = None

    @property
    def debug_id(self) -> DebugId:
        """The bundle ID: known once the bundle was packed, else the files are read for it."""
        if self._debug_id is None:
            self._debug_id = bundle_id(self.files)
        return self._debug_id

    def __iter__(self) -> Iterator[bytes]:
        archive = zipping.Archive(len(HEADER))
        identity = _Identity()
        yield HEADER
        with ThreadPoolExecutor(_THREADS, "pack") as pool:
            work = zip(_paths(self.files), self.files, strict=True)
            for file, data, entry in _made_ahead(pool, self._pack, work):
                identity.add(file, data)
                yield archive.add(entry)
                yield entry.packed
        self._debug_id = identity.debug_id()
        text = self._write_manifest(self._debug_id)
        last = zipping.compress(MANIFEST, text, self._deflater)
        yield archive.add(last)
        yield last.packed
        yield archive.end()

    def _pack(self, work: tuple[str, BundleFile]) -> tuple[BundleFile, bytes, zipping.Entry]:
        path, file = work
        data = file.read()
        return file, data, zipping.compress(path, data, self._deflater)


def stream(
    files: Iterable[BundleFile],
    *,
    org: str,
    project: str | None,
    release: str | None,
    dist: str | None,
    note: str | None = None,
    deflater: Deflater | None = None,
) -> Stream:
    """Lay out a bundle; iterate over it for its bytes.

    Whatever a file's `read` raises is raised from the iteration.
    """
    ordered = _in_order(files)
    write = partial(
        manifest, ordered, org=org, project=project, release=release, dist=dist, note=note
    )
    return Stream(ordered, lambda debug_id: write(debug_id=debug_id), deflater or fastest())


class _Identity:
    """The bundle ID in the making: files are added in their order.

    Source: sentry-cli, which calls the reference `Sourcemap` here and `sourcemap` in the manifest.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha1(usedforsecurity=False)

    def add(self, file: BundleFile, data: bytes) -> None:
        self._hash.update(file.url.encode())
        self._hash.update(data)
        self._hash.update(_TYPE_NAMES[file.type].encode())
        headers = {
            "Sourcemap" if name.lower() == "sourcemap" else name.lower(): value
            for name, value in file.headers.items()
        }
        for name, value in sorted(headers.items()):
            self._hash.update(name.encode() + value.encode())

    def debug_id(self) -> DebugId:
        raw = bytearray(self._hash.digest()[:16])
        raw[6] = raw[6] & 0x0F | 0x50
        raw[8] = raw[8] & 0x3F | 0x80
        text = raw.hex()
        return DebugId("-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])))


def _in_order(files: Iterable[BundleFile]) -> tuple[BundleFile, ...]:
    return tuple(
        sorted(files, key=lambda file: (file.url, file.type, sorted(file.headers.items())))
    )


def _described(file: BundleFile) -> dict[str, object]:
    described: dict[str, object] = {"type": file.type, "url": file.url}
    if file.headers:
        described["headers"] = {name.lower(): value for name, value in sorted(file.headers.items())}
    return described


def _paths(files: Sequence[BundleFile]) -> list[str]:
    """Name each file's place in the archive; a name that is taken gets `.1`, `.2` and so on."""
    taken: dict[str, None] = {}
    for file in files:
        path = wanted = _path(file.url)
        number = 0
        while path in taken:
            number += 1
            path = f"{wanted}.{number}"
        taken[path] = None
    return list(taken)


def _path(url: str) -> str:
    """Turn a URL into a path: `~/x`, `https://host/x` and `app:///x` each have their folder.

    The query goes. A segment that would climb out of the archive is renamed, for the manifest says
    which URL a path stands for and servers refuse such names.
    """
    url, mark, fragment = url.partition("#")
    scheme, separator, rest = url.partition("?")[0].partition("://")
    if separator:
        host, _, path = rest.partition("/")
    else:
        scheme, host, path = "_", "_", scheme.removeprefix("~").removeprefix("/")
    named = f"files/{scheme}/{host or '_'}/{path}{mark}{fragment}"
    return "/".join("__" if part == ".." else part for part in named.split("/"))


def _made_ahead(
    pool: ThreadPoolExecutor, make: Callable[[_Item], _Made], items: Iterable[_Item]
) -> Iterator[_Made]:
    """Make things in the pool, a few ahead, and give them in their order."""
    waiting: deque[Future[_Made]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
