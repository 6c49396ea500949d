"""The files of an upload: read, and compared with what inject left, in one go."""

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from buildtools.errors import NothingFound, OutOfDate, SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.machine import threads
from buildtools.results import Injected, InjectedPair
from buildtools.sourcemaps.bundle.artifact_bundle import BundleFile
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.texts.wording import count, rest
from buildtools.values import DebugId, Digest, Sources, digest_of

_WITHHELD = {"app": "the texts of packages", "none": "any text of a source"}

LARGE_BYTES = 32 * 1024 * 1024
"""Above it a map is read by blocks."""


class Changed(Exception):
    """A file is not what inject left. It never leaves the step: `Files.out_of_date` explains it."""


class Member(NamedTuple):
    """One file of a bundle; those of one debug ID stay together."""

    debug_id: DebugId
    file: BundleFile
    digest: Digest
    """SHA-1 of the file on disk that it is read from."""


class Entries(Protocol):
    """What of scripts and maps has to be understood for a bundle; `bundle.entries` does."""

    def reference(self, url: str, map_url: str, script: bytes) -> str:
        """Return the `sourcemap` header of a script."""
        ...

    def embedded_map(self, script: bytes) -> bytes:
        """Return the map inside a script. Raises SourceMapError."""
        ...

    def may_have_sections(self, head: bytes) -> bool:
        """Whether a map that begins like this can be one in sections."""
        ...

    def flat(self, map_: bytes) -> bytes | None:
        """Return a map in sections as one without. Raises SourceMapError."""
        ...

    def withheld(self, map_: bytes, sent: Sources) -> bytes:
        """Return a map without the texts that are not to be sent. Raises SourceMapError."""
        ...

    def bare(self, script: bytes, map_name: str) -> bytes:
        """Return a script without the maps that it holds; its own is the file of this name."""
        ...


class Files:
    """The files that inject left, below the project's root. Threads may share it."""

    def __init__(
        self,
        root: Path,
        injected: Injected,
        seen: DigestCache,
        entries: Entries,
        sources: Sources = "all",
    ) -> None:
        """`sources` says whose texts are sent."""
        self._entries = entries
        self._sources = sources
        self._root = root
        self._seen = seen
        self._pairs = injected.pairs
        self._known = dict(_known(injected.pairs))
        self._stamps: dict[str, Stamp] = {}
        self._flat = False
        self._flattened: set[str] = set()
        """Files whose maps in sections went into a bundle as flat ones."""
        self._sectioned: dict[str, str] = {}
        """Those whose sections could not be joined, and why."""

    def members(self) -> list[Member]:
        """Lay out what is to be uploaded, without reading it.

        A file that two pairs share under one name and ID is there once. Raises Changed when one is
        gone.
        """
        for path in self._known:
            stamp = Stamp.of(self._root / path)
            if stamp is None:
                raise Changed(path)
            self._stamps[path] = stamp
        members: dict[tuple[object, ...], Member] = {}
        for pair in self._pairs:
            for path, file in self._files_of(pair):
                member = Member(pair.debug_id, file, self._known[path])
                members.setdefault((path, file.url, pair.debug_id), member)
        return list(members.values())

    def flat_members(self) -> list[Member]:
        """Lay out the same with maps in sections as flat ones; the files stay as they are."""
        self._flat = True
        return self.members()

    def findings(self) -> Iterator[Finding]:
        """Return which maps are stored otherwise than they are on disk, or should have been."""
        if self._sources != "all":
            about, *also = [
                subjects.File(each.pair.map or each.pair.script) for each in self._pairs
            ]
            kept = _WITHHELD[self._sources]
            sentence = f"maps are sent without {kept} (upload.sources: {self._sources})"
            yield finding("sources-withheld", about, sentence, also=also)
        if self._flattened:
            about, *also = map(subjects.File, sorted(self._flattened))
            yield finding(
                "map-flattened",
                about,
                f"{count(len(self._flattened), 'map')} in sections stored flat, because this server"
                " knows no sections: the debug ID stays, and the content differs from the file",
                also=also,
            )
        for path, why in sorted(self._sectioned.items()):
            yield finding(
                "map-sectioned",
                subjects.File(path),
                f"it is stored in sections, by which this server resolves nothing: {why}",
                "build with another bundler, or release to a server that knows index maps",
            )

    def compare_all(self) -> None:
        """Read the files that are not known to be unchanged; raises Changed when one is not."""
        doubtful = [
            path
            for path, digest in self._known.items()
            if self._seen.digest(path, self._stamps[path]) != digest
        ]
        with threads.pool(threads.CORES) as pool:
            for _ in pool.map(self._read, doubtful):
                pass

    def out_of_date(self, environment: str) -> OutOfDate:
        """Look at every file again, and make the failure that names all that changed."""
        with threads.pool(threads.CORES) as pool:
            found = [line for line in pool.map(self._difference, self._known) if line]
        first = found[0].split(" is ", 1)[0] if found else "a file"
        more = rest(len(found) - 1, "file", before=", ")
        return OutOfDate(
            f"{first} changed after inject{more}",
            "build",
            environment,
            evidence=found,
        )

    def _difference(self, path: str) -> str:
        try:
            digest = digest_of(disk.read(self._root / path))
        except NothingFound:
            return f"{path} is gone"
        known = self._known[path]
        return "" if digest == known else f"{path} is now {digest}, inject left {known}"

    def _read(self, path: str) -> bytes:
        """Read a file that is what inject left."""
        stamp = Stamp.of(self._root / path)
        try:
            data = disk.read(self._root / path)
        except NothingFound as error:
            raise Changed(path) from error
        self._compare(path, stamp, digest_of(data))
        return data

    def _blocks(self, path: str) -> Iterator[bytes]:
        """Read such a file piece by piece; that it changed is known at its end."""
        stamp = Stamp.of(self._root / path)
        whole = hashlib.sha1(usedforsecurity=False)
        for block in disk.blocks(self._root / path):
            whole.update(block)
            yield block
        self._compare(path, stamp, Digest(whole.hexdigest()))

    def _compare(self, path: str, stamp: Stamp | None, digest: Digest) -> None:
        if digest != self._known[path]:
            raise Changed(path)
        self._seen.note(path, stamp, digest)

    def _files_of(self, injected: InjectedPair) -> Iterator[tuple[str, BundleFile]]:
        pair, headers = injected.pair, {"debug-id": injected.debug_id}
        size = self._stamps[pair.script].size
        map_name = posixpath.basename(pair.map_url or f"{pair.url}.map")
        read = partial(self._read_script, pair.script, map_name)
        script = BundleFile(pair.url, "minified_source", headers, read, size)
        if pair.map is None or pair.map_url is None:
            # The whole `data:` URL as the header would put megabytes into the manifest, which
            # servers read at every look-up. So the map goes in as a file of its own.
            url = f"{pair.url}.map"
            named = headers | {"sourcemap": map_name}
            yield pair.script, script.with_headers(named)
            embedded = partial(self._embedded, pair.script)
            yield pair.script, BundleFile(url, "source_map", headers, embedded, size)
        else:
            refer = partial(self._entries.reference, pair.url, pair.map_url)
            yield pair.script, script.referring(refer)
            yield pair.map, self._map(pair.map, pair.map_url, headers)

    def _map(self, path: str, url: str, headers: Mapping[str, str]) -> BundleFile:
        size = self._stamps[path].size
        whole = self._sources != "all" or (self._flat and self._may_have_sections(path))
        large = size > LARGE_BYTES and not whole
        blocks = partial(self._blocks, path) if large else None
        read = partial(self._read_map, path)
        return BundleFile(url, "source_map", headers, read, size, blocks=blocks)

    def _embedded(self, path: str) -> bytes:
        script = self._read(path)
        try:
            map_ = self._entries.embedded_map(script)
        except SourceMapError as error:
            raise SourceMapError(f"{path}: {error.what}") from error
        return self._as_sent(path, map_)

    def _read_script(self, path: str, map_name: str) -> bytes:
        script = self._read(path)
        return script if self._sources == "all" else self._entries.bare(script, map_name)

    def _read_map(self, path: str) -> bytes:
        return self._as_sent(path, self._read(path))

    def _may_have_sections(self, path: str) -> bool:
        head = next(iter(disk.blocks(self._root / path)), b"")
        return self._entries.may_have_sections(head)

    def _as_sent(self, path: str, map_: bytes) -> bytes:
        """Return a map as it goes into the bundle."""
        if self._sources != "all":
            try:
                map_ = self._entries.withheld(map_, self._sources)
            except SourceMapError as error:
                raise SourceMapError(f"{path}: {error.what}") from error
        if not self._flat:
            return map_
        try:
            joined = self._entries.flat(map_)
        except SourceMapError as error:
            self._sectioned[path] = error.what
            return map_
        if joined is None:
            return map_
        self._flattened.add(path)
        return joined


def _known(pairs: Iterable[InjectedPair]) -> Iterator[tuple[str, Digest]]:
    for one in pairs:
        yield one.pair.script, one.script_digest
        if one.pair.map is not None and one.map_digest is not None:
            yield one.pair.map, one.map_digest
