"""Answers whose JSON is another one, none at all, too deep or too large."""

from collections.abc import Iterator
from typing import Final

from bench.chaos import lies
from bench.chaos.faults.rows import ENDPOINTS, MAIN, PROOF, SOFT, Fault, fault

_SHAPES: Final = {
    "an empty body": lies.body(200, b"", lies.JSON),
    "no JSON": lies.body(200, b"{'detail': None}", lies.JSON),
    "half of JSON": lies.body(200, b'{"version": "0", "auth": {"sc', lies.JSON),
    "NaN": lies.body(200, b'{"id": NaN, "version": Infinity}', lies.JSON),
    "bytes that are no UTF-8": lies.body(200, b'{"version": "\xff\xfe\x80"}', lies.JSON),
    "a byte order mark": lies.body(200, b"\xef\xbb\xbf{}", lies.JSON),
    "UTF-16": lies.body(200, '{"version": "0"}'.encode("utf-16"), lies.JSON),
    "{}": lies.value({}),
    "[]": lies.value([]),
    "[null]": lies.value([None]),
    "null": lies.value(None),
    "a number": lies.value(7),
    "a text": lies.value("ok"),
    "true": lies.value(True),
    "an error in a 200": lies.value({"detail": "Internal Error", "error": "no"}),
    "nulls for values": lies.changed(lies.nulled),
    "other types": lies.changed(lies.mistyped),
    "JSON of 100,000 levels": lies.nested(100_000),
    "100,000 levels in a key": lies.nested(100_000, "version"),
    "JSON as text/plain": lies.body(200, b'{"ok": true}', {"Content-Type": "text/plain"}),
    "nothing, with 204": lies.body(204, b"", {}),
    "an unknown packing": lies.body(200, b"{}", lies.JSON | {"Content-Encoding": "br"}),
    "gzip that is none": lies.body(200, b"{}", lies.JSON | {"Content-Encoding": "gzip"}),
}
_ELSEWHERE: Final = (
    *("an empty body", "no JSON", "{}", "[]", "null", "nulls for values", "other types"),
    *("JSON of 100,000 levels", "an unknown packing"),
)
_LARGE: Final = {"400 MiB of JSON": lies.huge, "a gzip bomb of 1 GiB": lies.bomb}
_LARGE_AT: Final = ("root", "options", "create", "assemble", "files", "event", "date", "envelope")
_UNREAD: Final = frozenset({"chunks", "envelope"})
"""Answers whose body says nothing: any 200 is good."""


def codes_of(endpoint: str) -> tuple[int, ...]:
    """Return which exit codes are right for an answer that cannot be read."""
    if endpoint in _UNREAD:
        return (0, 30, 50)
    if endpoint in PROOF:
        return (0, 30, 50)
    return (0, 30) if endpoint in SOFT else (30,)


def _shapes() -> Iterator[Fault]:
    for endpoint in ENDPOINTS:
        for what in _SHAPES if endpoint in MAIN else _ELSEWHERE:
            lie = _SHAPES[what]
            codes = (30,) if endpoint == "any" else (0, *codes_of(endpoint))
            yield fault(what, lie, codes, endpoint)


def _large() -> Iterator[Fault]:
    for endpoint in _LARGE_AT:
        for what, lie in _LARGE.items():
            yield fault(what, lie, codes_of(endpoint), endpoint)


FAULTS: Final = (*_shapes(), *_large())
