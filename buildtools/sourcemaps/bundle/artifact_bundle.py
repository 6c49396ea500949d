"""The artifact bundle: lay out pairs as the archive that Sentry receives.

A bundle is made as a stream: files are read and compressed by a few threads a little ahead of the
reader, each file once, and only a few megabytes of them are in memory at a time. Same files, same
names: same bytes, as far as the compressor goes (see `deflating`); the bundle ID is the same on
every machine.
Source: docs/wire.md#artifact-bundles.
"""

import hashlib
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, NamedTuple

import msgspec

from buildtools.sourcemaps.bundle import zip_writer
from buildtools.sourcemaps.bundle.deflate import Deflater, Mix, fastest
from buildtools.sourcemaps.bundle.prefetch import made_ahead
from buildtools.values import DebugId

FileType = Literal["minified_source", "source_map"]

HEADER = b"SYSB" + struct.pack("<L", 2)
"""What stands before the archive: magic and version."""

MANIFEST = "manifest.json"

_TYPE_NAMES: dict[FileType, str] = {
    "minified_source": "MinifiedSource",
    "source_map": "SourceMap",
}
Choose = Callable[[int], Mix]
"""Tells with what to compress from the file of this number on; asked for each file in turn."""


@dataclass(frozen=True)
class BundleFile:
    """One file of a bundle; `read` gives its bytes when its turn comes, perhaps more than once.

    `headers` may hold `debug-id` and, for a script, `sourcemap`: the reference to its map. Where
    that has to be read from the script itself, `refer` finds it. `size` is how many bytes `read`
    gives, as far as one knows. A file that is too large to hold has `blocks`, to be read by those.
    """

    url: str
    type: FileType
    headers: Mapping[str, str]
    read: Callable[[], bytes] = field(compare=False)
    size: int = field(default=0, compare=False)
    refer: Callable[[bytes], str] | None = field(default=None, compare=False)
    blocks: Callable[[], Iterator[bytes]] | None = field(default=None, compare=False)

    def settled(self, data: bytes) -> "BundleFile":
        """Return the file with all its headers, once its content is known."""
        if self.refer is None:
            return self
        return self.with_headers({**self.headers, "sourcemap": self.refer(data)})

    def with_headers(self, headers: Mapping[str, str]) -> "BundleFile":
        """Return the same file with these headers, and no others to be found."""
        return replace(self, headers=headers, refer=None)

    def referring(self, refer: Callable[[bytes], str]) -> "BundleFile":
        """Return the same file with a reference that is found in it."""
        return replace(self, refer=refer)


def bundle_id(files: Iterable[BundleFile]) -> DebugId:
    """Compute the ID of a bundle of these files; release, project and note do not count."""
    identity = _Identity()
    for file in _in_order(files):
        data = file.read()
        deque(identity.adding(file.settled(data), [data]), maxlen=0)
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


class _Packed(NamedTuple):
    """A file that is ready to be written."""

    file: BundleFile
    content: Callable[[], Iterable[bytes]]
    """What went into the entry."""
    entry: zip_writer.Entry


class Stream:
    """A bundle as bytes: each iteration packs it anew.

    `begin` is asked at the start of each for the deflaters to use; where they are the same, so are
    the bytes.
    """

    def __init__(
        self,
        files: Iterable[BundleFile],
        write_manifest: Callable[[Sequence[BundleFile], DebugId], bytes],
        begin: Callable[[], Choose],
    ) -> None:
        self.files = _in_order(files)
        self._write_manifest = write_manifest
        self._begin = begin
        self._debug_id: DebugId | None = None

    @property
    def debug_id(self) -> DebugId:
        """The bundle ID: known once the bundle was packed, else the files are read for it."""
        if self._debug_id is None:
            self._debug_id = bundle_id(self.files)
        return self._debug_id

    def __iter__(self) -> Iterator[bytes]:
        archive = zip_writer.Archive(len(HEADER))
        identity = _Identity()
        settled: list[BundleFile] = []
        choose = self._begin()
        yield HEADER
        for file, content, entry in made_ahead(_pack, self._work(choose)):
            settled.append(file)
            yield archive.add(entry)
            read = identity.adding(file, content())
            del content  # it holds the file while the next one is waited for
            if entry.packed is None:
                yield from read
            else:
                deque(read, maxlen=0)
                yield entry.packed
        self._debug_id = identity.debug_id()
        text = self._write_manifest(settled, self._debug_id)
        last = zip_writer.compress(MANIFEST, text, choose(len(settled)).next(len(text)))
        yield archive.add(last)
        yield text if last.packed is None else last.packed
        yield archive.end()

    def _work(self, choose: Choose) -> Iterator[tuple[int, "_Work"]]:
        for number, (path, file) in enumerate(zip(_paths(self.files), self.files, strict=True)):
            deflater = choose(number).next(file.size)
            yield _held_bytes(file, deflater), (path, file, deflater)


_Work = tuple[str, BundleFile, Deflater]


def _held_bytes(file: BundleFile, deflater: Deflater) -> int:
    """Of a file that is read by blocks, only what it becomes is held.

    One that is only read is made sooner than it is wanted: half as many ahead will do.
    """
    if deflater.stores:
        return 2 * file.size if file.blocks is None else 0
    return file.size if file.blocks is None else file.size // 4


def _pack(work: _Work) -> _Packed:
    path, file, deflater = work
    if file.blocks is not None:
        return _Packed(file, file.blocks, zip_writer.compress_parts(path, file.blocks(), deflater))
    data = file.read()
    entry = zip_writer.compress(path, data, deflater)
    return _Packed(file.settled(data), lambda: [data], entry)


def stream(
    files: Iterable[BundleFile],
    *,
    org: str,
    project: str | None,
    release: str | None,
    dist: str | None,
    note: str | None = None,
    deflater: Deflater | None = None,
    begin: Callable[[], Choose] | None = None,
) -> Stream:
    """Lay out a bundle; iterate over it for its bytes.

    `deflater` compresses all, or else `begin` chooses as it goes. Whatever a file's `read` raises
    is raised from the iteration.
    """
    write = partial(manifest, org=org, project=project, release=release, dist=dist, note=note)
    return Stream(
        files,
        lambda settled, debug_id: write(settled, debug_id=debug_id),
        begin or (lambda: _always(Mix(deflater or fastest()))),
    )


def _always(mix: Mix) -> Choose:
    return lambda number: mix


class _Identity:
    """The bundle ID in the making: files are added in their order.

    Source: docs/wire.md#artifact-bundles: `Sourcemap` here, `sourcemap` in the manifest.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha1(usedforsecurity=False)

    def adding(self, file: BundleFile, content: Iterable[bytes]) -> Iterator[bytes]:
        """Pass a file's bytes on; at their end it is added."""
        self._hash.update(file.url.encode())
        for data in content:
            self._hash.update(data)
            yield data
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
