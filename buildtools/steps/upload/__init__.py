"""The upload step: pack the artifact bundle and send it, until the server says it is stored.

Each file is read once: hashed, compared with what inject left, compressed, and sent while the next
ones are read. What an earlier run learned saves work and decides nothing: the server says what it
lacks, and a file whose stamp is not the known one is read again.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from buildtools.connection import Connection
from buildtools.errors import NothingFound, ServerRefused, again
from buildtools.results import Injected, Skipped, StoredBundle, Uploaded
from buildtools.sourcemaps.bundle import prefetch
from buildtools.sourcemaps.bundle.delivery import Delivery, NoOffer
from buildtools.sourcemaps.bundle.zip_writer import LARGEST
from buildtools.state.upload_cache import DigestCache
from buildtools.steps.upload.bundle_upload import BundleUpload, UploadContext, bundle_uploads
from buildtools.steps.upload.files import Changed, Entries, Files
from buildtools.values import Sources

log = logging.getLogger("buildtools")


class UploadClient(Protocol):
    """What this step asks of the client."""

    connection: Connection

    def delivery(self, pause: Callable[[float], None], now: Callable[[], float]) -> Delivery: ...


def upload(
    client: UploadClient,
    version: str,
    dist: str | None,
    root: Path,
    injected: Injected,
    entries: Entries,
    *,
    environment: str = "",
    sources: Sources = "all",
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Uploaded | Skipped:
    """Send the pairs as one bundle and wait until it is stored.

    Reads every script and map below `root` that it does not know unchanged, and writes nothing but
    what it learned, below `.buildtools/`. A second run sends only what the server lacks, as a rule
    nothing. Files too many or too large for one bundle go into several. `sources` says whose texts
    go into them; the files stay as they are.

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
    files = Files(root, injected, seen, entries, sources)
    delivery = client.delivery(pause, now)
    context = UploadContext(root, client.connection, version, dist, delivery.throughput, sources)
    try:
        return _upload(delivery, files, context)
    except Changed as change:
        raise files.out_of_date(environment) from change
    finally:
        prefetch.end()
        seen.save()


def _upload(delivery: Delivery, files: Files, context: UploadContext) -> Uploaded | Skipped:
    members = files.members()
    planned = bundle_uploads(members, context, LARGEST)
    if any(each.made for each in planned):
        files.compare_all()
    else:
        # The first files are packed while the server is asked how it takes them.
        planned[0].begin()
    offer = delivery.offer()
    if isinstance(offer, NoOffer):
        return _left_out(context.connection, offer)
    most = min(offer.most_bytes or LARGEST, LARGEST)
    if not offer.knows_sections:
        members, context.flat = files.flat_members(), True
    if context.flat or most < LARGEST:
        planned = bundle_uploads(members, context, most)
        if any(each.made for each in planned):
            files.compare_all()
    if len(planned) > 1:
        log.info("the files are too many or too large for one bundle: sending %d", len(planned))
    sent = [each.send(delivery) for each in planned]
    done = _result(planned, [receipt.state for receipt in sent], len(members))
    findings = tuple(files.findings())
    for found in findings:
        log.info("%s: %s", found.subject, found.sentence)
    return msgspec.structs.replace(done, findings=findings, sources=context.sources)


def _left_out(connection: Connection, offer: NoOffer) -> Skipped:
    """Skip the upload where sentry.yml says that the server takes none; else raise ServerRefused.

    A release without its source maps must never look like one that has them.
    """
    if "upload" in connection.without:
        return Skipped(f"{offer.why} (server.without)", allowed="server.without")
    raise ServerRefused(
        f"nothing can be uploaded: {offer.why}",
        evidence=(f"chunk-upload of {connection.org} {offer.told}",),
        remedy="update the server: Sentry takes bundles since 23.6.2; or, if releases without"
        " source maps are right there, set server.without: [upload]",
    )


def _result(bundle_uploads: list[BundleUpload], states: list[str], files: int) -> Uploaded:
    made = [each.made for each in bundle_uploads if each.made]
    bundles = (StoredBundle(one.bundle_id, one.checksum, one.size, len(one.chunks)) for one in made)
    return Uploaded(tuple(bundles), files, states[-1])
