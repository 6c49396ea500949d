"""The upload step: pack the artifact bundle and send it, until the server says it is stored.

Each file is read once: hashed, compared with what inject left, compressed, and sent while the next
ones are read. What an earlier run learned saves work and decides nothing: the server says what it
lacks, and a file whose stamp is not the known one is read again.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools.errors import NothingFound, ServerRefused, again
from buildtools.results import Injected, Skipped, StoredBundle, Uploaded
from buildtools.sourcemaps.bundle.zip_writer import LARGEST
from buildtools.state.upload_cache import DigestCache
from buildtools.steps.upload.bundle_upload import BundleUpload, UploadContext, bundle_uploads
from buildtools.steps.upload.files import Changed, Files

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.models.answers import ChunkOptions

log = logging.getLogger("buildtools")

_NOT_THERE = frozenset({200, 404, 405})
"""What servers answer where there is no such endpoint; 200 is a page of theirs."""


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

    Reads every script and map below `root` that it does not know unchanged, and writes nothing but
    what it learned, below `.buildtools/`. A second run sends only what the server lacks, as a rule
    nothing. Files too many or too large for one bundle go into several.

    Raises NothingFound without a pair; OutOfDate when a file is no longer what inject left: before
    a bundle with it is put together, and before anything is sent where it fits into one chunk;
    ServerRefused by a server that takes no bundles; and what the server says. Skipped is left only
    where `server.without` says that it takes none.
    """
    if not injected.pairs:
        raise NothingFound(
            "there is no script with a source map to upload",
            remedy=again("build") + (f" --env={environment}" if environment else ""),
        )
    seen = DigestCache(root)
    files = Files(root, injected, seen)
    try:
        return _upload(
            client, files, UploadContext(root, client.connection, version, dist), pause, now
        )
    except Changed as change:
        raise files.out_of_date(environment) from change
    finally:
        seen.save()


def _upload(
    client: "Client",
    files: Files,
    context: UploadContext,
    pause: Callable[[float], None],
    now: Callable[[], float],
) -> Uploaded | Skipped:
    members = files.members()
    planned = bundle_uploads(members, context, LARGEST)
    if any(each.made for each in planned):
        files.compare_all()
    else:
        # The first files are packed while the server is asked how it takes them.
        planned[0].begin()
    options = _options(client)
    if options is None or not options.takes_bundles:
        return _left_out(client, options)
    quickest = client.transport.quickest_seconds
    context.throughput.answered(quickest, takes_zstd=options.takes_zstd)
    most = min(options.max_file_size or LARGEST, LARGEST)
    if _knows_no_sections(client, options):
        members, context.flat = files.flat_members(), True
    if context.flat or most < LARGEST:
        planned = bundle_uploads(members, context, most)
        if any(each.made for each in planned):
            files.compare_all()
    if len(planned) > 1:
        log.info("the files are too many or too large for one bundle: sending %d", len(planned))
    sent = [each.send(client, options, pause, now) for each in planned]
    done = _result(planned, [receipt.state for receipt in sent], len(members))
    findings = tuple(files.findings())
    for found in findings:
        log.info("%s: %s", found.subject, found.sentence)
    return msgspec.structs.replace(done, findings=findings)


def _options(client: "Client") -> "ChunkOptions | None":
    """Ask how the server takes uploads; None when it is a server that takes none at all."""
    from buildtools.api.http.response import Refused

    try:
        return client.chunk_options()
    except Refused as refused:
        if refused.status not in _NOT_THERE or client.capabilities().bundles:
            raise
        return None


def _left_out(client: "Client", options: "ChunkOptions | None") -> Skipped:
    """Skip the upload where sentry.yml says that the server takes none; else raise ServerRefused.

    A release without its source maps must never look like one that has them.
    """
    why = client.capabilities().why("bundles")
    if "upload" in client.connection.without:
        return Skipped(f"{why} (server.without)", allowed="server.without")
    told = "has no such endpoint" if options is None else _accepted(options)
    raise ServerRefused(
        f"nothing can be uploaded: {why}",
        evidence=(f"chunk-upload of {client.connection.org} {told}",),
        remedy="update the server: Sentry takes bundles since 23.6.2; or, if releases without"
        " source maps are right there, set server.without: [upload]",
    )


def _accepted(options: "ChunkOptions") -> str:
    if not options.accept:
        return "says nothing of what it accepts"
    return f"accepts {', '.join(options.accept)}, and no artifact_bundles"


def _knows_no_sections(client: "Client", options: "ChunkOptions") -> bool:
    """Whether the server resolves nothing by maps in sections: Bugsink 2.6 passes over them."""
    return not options.knows_missing and client.capabilities().name == "bugsink"


def _result(bundle_uploads: list[BundleUpload], states: list[str], files: int) -> Uploaded:
    made = [each.made for each in bundle_uploads if each.made]
    bundles = (StoredBundle(one.bundle_id, one.checksum, one.size, len(one.chunks)) for one in made)
    return Uploaded(tuple(bundles), files, states[-1])
