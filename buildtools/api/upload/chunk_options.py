"""Is how a server takes chunks something that an upload can follow, and come to an end?

What these numbers mean for memory, requests and time is ours to bear, so each has bounds; those of
Sentry, Bugsink and GlitchTip lie well within. Source: docs/wire.md#chunk-upload.
"""

import math
from collections.abc import Iterator

from buildtools.api.http.urls import upload_url
from buildtools.api.models.answers import ChunkOptions
from buildtools.errors import ServerRefused
from buildtools.texts.wording import count

_KIBI = 1024
SMALLEST_CHUNK = _KIBI
LARGEST_CHUNK = 256 * _KIBI * _KIBI
"""A chunk is held in memory as a whole, several at a time."""
_MOST_CHUNKS = 1_000_000
_MOST_REQUESTS = 1_000
_HASH = "sha1"


def usable(options: ChunkOptions, root: str) -> ChunkOptions:
    """Return the options when an upload can follow them.

    Raises ServerRefused that names each field with what it is and what was expected.
    """
    faults = tuple(_faults(options))
    if faults:
        raise ServerRefused(
            "the server's word on how to upload cannot be followed: "
            f"{count(len(faults), 'field')} of chunk-upload",
            evidence=faults,
            remedy="have the upload options of the server corrected; or server.url (SENTRY_URL), "
            "if that is no Sentry server",
        )
    upload_url(root, options.url)
    return options


def _faults(options: ChunkOptions) -> Iterator[str]:
    size = options.chunk_size
    if not SMALLEST_CHUNK <= size <= LARGEST_CHUNK:
        yield _line("chunkSize", size, f"{SMALLEST_CHUNK} to {LARGEST_CHUNK} bytes")
    if not 1 <= options.chunks_per_request <= _MOST_CHUNKS:
        yield _line("chunksPerRequest", options.chunks_per_request, f"1 to {_MOST_CHUNKS}")
    if options.max_request_size < max(size, 1):
        yield _line("maxRequestSize", options.max_request_size, "at least chunkSize")
    if not 1 <= options.concurrency <= _MOST_REQUESTS:
        yield _line("concurrency", options.concurrency, f"1 to {_MOST_REQUESTS}")
    if options.hash_algorithm != _HASH:
        yield _line("hashAlgorithm", options.hash_algorithm[:40], _HASH)
    if options.max_file_size is not None and options.max_file_size < 1:
        yield _line("maxFileSize", options.max_file_size, "at least 1 byte")
    wait = options.max_wait
    if wait is not None and not (wait >= 0 and math.isfinite(wait)):
        yield _line("maxWait", wait, "seconds, 0 or more")


def _line(field: str, found: object, expected: str) -> str:
    return f"{field} is {found!r:.60}: expected {expected}"
