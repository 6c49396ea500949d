"""Chunk options with odd values, and states of an assembly that lead nowhere."""

from collections.abc import Iterator
from typing import Final

from bench.chaos import lies
from bench.chaos.faults.rows import Fault, fault

_ODD: Final[tuple[object, ...]] = (0, -1, 1, 2**31, 2**63, 2**64, 1.5, "8388608", None, [])
_URLS: Final = (
    *("https://elsewhere.example.com/upload/", "http://127.0.0.1:1/", "//elsewhere.example.com/"),
    *("", " ", "file:///etc/passwd", "http://[::1", "http://user@elsewhere.example.com@127.0.0.1/"),
    *("javascript:0", "/", "../../", "http://127.0.0.1:99999/", "a\r\nX-Odd: 1"),
)
_LISTS: Final[dict[str, tuple[object, ...]]] = {
    "accept": ([], ["release_files"], "artifact_bundles_v2", None, [None], {"artifact_bundles": 1}),
    "compression": ([], ["br"], ["zstd"], ["lzma", "gzip"], None, "gzip", [7]),
    "hashAlgorithm": ("sha256", "md5", "", None, 1),
}
_ANSWERED: Final = (0, 30, 31)


def _options() -> Iterator[Fault]:
    for key in ("chunkSize", "chunksPerRequest", "maxRequestSize", "concurrency", "maxFileSize"):
        for odd in _ODD:
            yield fault(f"{key} {odd!r}", lies.with_keys(**{key: odd}), _ANSWERED, "options")
    for key, values in _LISTS.items():
        for odd in values:
            yield fault(f"{key} {odd!r}", lies.with_keys(**{key: odd}), _ANSWERED, "options")
    for where in _URLS:
        yield fault(f"url {where!r}", lies.with_keys(url=where), _ANSWERED, "options")
    for key in ("url", "chunkSize", "chunksPerRequest", "maxRequestSize", "accept", "compression"):
        yield fault(f"no {key}", lies.without(key), _ANSWERED, "options")


_STATES: Final[dict[str, object]] = {
    "an unknown state": {"state": "pondering", "missingChunks": []},
    "error": {"state": "error", "detail": "bundle is broken", "missingChunks": []},
    "error without a reason": {"state": "error"},
    "created for ever": {"state": "created", "missingChunks": []},
    "assembling for ever": {"state": "assembling", "missingChunks": []},
    "chunks missing for ever": {"state": "not_found", "missingChunks": ["0" * 40]},
    "missing, and none is named": {"state": "not_found", "missingChunks": []},
    "missing chunks that are no sums": {"state": "not_found", "missingChunks": ["../x", "", 7]},
    "a million missing chunks": {"state": "not_found", "missingChunks": ["f" * 40] * 1_000_000},
    "no state": {"missingChunks": []},
    "nulls": {"state": None, "missingChunks": None},
}


def _states() -> Iterator[Fault]:
    for what, told in _STATES.items():
        yield fault(what, lies.value(told), (30, 31), "assemble")
    yield fault(
        "ok at once", lies.value({"state": "ok", "missingChunks": []}), (30, 50), "assemble"
    )
    created = lies.value({"state": "created", "missingChunks": []})
    yield fault("created", created, (0, 30, 31, 50), "assemble", when="first")


FAULTS: Final = (*_options(), *_states())
