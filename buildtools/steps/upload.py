"""The upload step: pack the artifact bundle and send it, until the server says it is stored."""

import logging
import posixpath
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from buildtools import disk
from buildtools.errors import NothingFound, OutOfDate, SourceMapError
from buildtools.results import Injected, InjectedPair, Skipped, Uploaded
from buildtools.sourcemaps import comments
from buildtools.sourcemaps.bundle import BundleFile, stream
from buildtools.sourcemaps.embedded import embedded_map
from buildtools.sourcemaps.references import reference
from buildtools.values import Digest

if TYPE_CHECKING:
    from buildtools.api.client import Client

log = logging.getLogger("buildtools")

_THREADS = 4


class _Looked(NamedTuple):
    """A pair as it lies on disk now."""

    pair: InjectedPair
    comment: str | None
    """The script's reference to its map; None when there is none, or when it is the map itself."""
    changed: tuple[str, ...]
    """A line of evidence for each file that is not as inject left it."""
    gone: bool


def upload(
    client: "Client",
    version: str,
    dist: str | None,
    root: Path,
    injected: Injected,
    *,
    environment: str = "",
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Uploaded | Skipped:
    """Send the pairs as one bundle and wait until it is stored.

    Reads every script and map below `root` and writes nothing there. A second run sends only what
    the server lacks, as a rule nothing.

    Raises NothingFound without a pair, OutOfDate when a file is no longer what inject left, and
    what the server says.
    """
    from buildtools.api.upload import send

    if not injected.pairs:
        raise NothingFound(
            "there is no script with a source map to upload",
            remedy=_command("build", environment),
        )
    looked = _look_at_all(root, injected)
    _refuse_changed(looked, environment)
    able = client.capabilities()
    if not able.bundles:
        return Skipped(able.why("bundles"))
    connection = client.connection
    bundle = stream(
        _files(root, looked),
        org=connection.org,
        project=connection.projects[0] if len(connection.projects) == 1 else None,
        release=version,
        dist=dist,
    )
    receipt = send(
        client,
        bundle,
        projects=connection.projects,
        version=version,
        dist=dist,
        wait_seconds=connection.wait_seconds,
        pause=pause,
        now=now,
    )
    log.info("sent %d of %d chunk(s)", receipt.sent, receipt.chunks)
    return Uploaded(
        bundle_id=bundle.debug_id,
        checksum=receipt.checksum,
        files=len(bundle.files),
        bundle_bytes=receipt.bundle_bytes,
        chunks=receipt.chunks,
        state=receipt.state,
    )


def _look_at_all(root: Path, injected: Injected) -> list[_Looked]:
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(partial(_look, root), injected.pairs))


def _look(root: Path, pair: InjectedPair) -> _Looked:
    """Compare a pair with what inject left, and read the script's reference."""
    known: list[tuple[str, Digest | None]] = [(pair.pair.script, pair.script_digest)]
    if pair.pair.map is not None:
        known.append((pair.pair.map, pair.map_digest))
    comment: str | None = None
    changed: list[str] = []
    gone = False
    for path, digest in known:
        try:
            data = disk.read(root / path)
        except NothingFound:
            changed.append(f"{path} is gone")
            gone = True
            continue
        if disk.digest(data) != digest:
            changed.append(f"{path} is now {disk.digest(data)}, inject left {digest}")
        elif path == pair.pair.script and pair.pair.map is not None:
            comment = comments.read(data).reference
    return _Looked(pair, comment, tuple(changed), gone)


def _refuse_changed(looked: Iterable[_Looked], environment: str) -> None:
    changed = [one for one in looked if one.changed]
    if not changed:
        return
    first = changed[0].changed[0].split(" is ", 1)[0]
    more = sum(len(one.changed) for one in changed) - 1
    raise OutOfDate(
        f"{first} changed after inject" + (f", and {more} more file(s)" if more else ""),
        "build" if any(one.gone for one in changed) else "inject",
        environment,
        evidence=[line for one in changed for line in one.changed],
    )


def _files(root: Path, looked: Iterable[_Looked]) -> list[BundleFile]:
    """Lay out the bundle; a file that two pairs share under one name and ID is packed once."""
    files: dict[tuple[object, ...], BundleFile] = {}
    for one in looked:
        for path, file in _files_of(root, one):
            files.setdefault((path, file.url, *sorted(file.headers.items())), file)
    return list(files.values())


def _files_of(root: Path, looked: _Looked) -> Iterator[tuple[str, BundleFile]]:
    pair, debug_id = looked.pair.pair, looked.pair.debug_id
    script = partial(disk.read, root / pair.script)
    if pair.map is None or pair.map_url is None:
        # The whole `data:` URL as the header would put megabytes into the manifest, which servers
        # read at every look-up. So the map goes in as a file of its own, beside the script.
        map_path, map_url = pair.script, f"{pair.url}.map"
        named = posixpath.basename(map_url)
        read_map = partial(_embedded, root, pair.script)
    else:
        map_path, map_url = pair.map, pair.map_url
        named = reference(pair.url, map_url, looked.comment)
        read_map = partial(disk.read, root / pair.map)
    headers = {"debug-id": debug_id, "sourcemap": named}
    yield pair.script, BundleFile(pair.url, "minified_source", headers, script)
    yield map_path, BundleFile(map_url, "source_map", {"debug-id": debug_id}, read_map)


def _embedded(root: Path, path: str) -> bytes:
    script = disk.read(root / path)
    try:
        return embedded_map(script, comments.read(script)).text
    except SourceMapError as error:
        raise SourceMapError(f"{path}: {error.what}") from error


def _command(step: str, environment: str) -> str:
    return f"invoke {step}" + (f" --env={environment}" if environment else "")
