"""What a run of letters says: a digest in base64 or hex, named or not, or an entity tag.

A text is searched once, by a table of its letters: that is seven times as fast as an expression,
which then looks at long runs only.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from buildtools.sourcemaps.derived.digests import ALGORITHMS, BASE64, ESCAPES, Token

_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\\")
_HEX_LETTERS = frozenset(b"0123456789abcdefABCDEF")
_RUNS = bytes(65 if each in _LETTERS else 32 for each in range(256))
_HEX_RUNS = bytes(65 if each in _HEX_LETTERS else 32 for each in range(256))
"""Tables that turn what may be in a digest, or in its escapes, into "A", and the rest into " "."""

_SHORTEST = 22
_SHORTEST_HEX = b"A" * 32

_HEX = re.compile(
    rb"(?:(?<![0-9A-Za-z])|(?<=\\[bfnrt])|(?<=\\x[0-9a-fA-F]{2})|(?<=\\u00[0-9a-fA-F]{2})"
    rb"|(?<=%[0-9A-F]{2}))"
    rb"(?:[0-9a-f]{32,128}+|[0-9A-F]{32,128}+)(?![0-9A-Za-z])"
)
_NAMED = re.compile(rb"(?:md5|sha-?(?:1|256|384|512))[-_]")
_ESCAPE = re.compile(rb"\\u00(?!2[bBfF])[0-9a-fA-F]{2}")
_PADDING = re.compile(rb"(?:\\u003[dD])+$")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_HEX_LENGTHS = frozenset(2 * length for length in ALGORITHMS)
_NO_CAPITALS = bytes(each for each in range(256) if not 65 <= each <= 90)
_WORDS = bytes(each for each in range(256) if each >= 65)

TAG = rb"[0-9a-f]{1,8}-(?:[A-Za-z0-9+]|\\?/|\\u002[bBfF]){27}"
_ONE_TAG = re.compile(TAG)
_LONGEST_TAG = 8 + 1 + 27 * len(rb"\u002b")

_LONGEST_RUN = 1024
"""What goes on for longer without a quote or a space is data itself, such as a font."""


def runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Find where so many letters stand together, and that may hold a digest."""
    marks = data.translate(_RUNS)
    needle = b"A" * _SHORTEST
    at = marks.find(needle)
    while at >= 0:
        end = marks.find(b" ", at + _SHORTEST)
        end = len(data) if end < 0 else end
        if end - at <= _LONGEST_RUN and _may_be_one(data[at:end].rstrip(b"\\")):
            yield at, end
        at = marks.find(needle, end)


def _may_be_one(run: bytes) -> bool:
    """Tell quickly whether an expression should look at a run: of another length only where a
    name or escapes are in it.
    """
    if len(run) in BASE64 or b"sha" in run or b"md5" in run:
        return True
    return b"\\/" in run or b"\\u" in run or _may_be_tag(run) or _has_hex(run)


def _may_be_tag(run: bytes) -> bool:
    return 1 + 1 + 27 <= len(run) <= _LONGEST_TAG and b"-" in run[1:9]


def _whole_tag(data: bytes, at: int, end: int) -> Token | None:
    """Read an entity tag that fills this span, if it does."""
    run = data[at:end].rstrip(b"\\")
    if not (_may_be_tag(run) and _ONE_TAG.fullmatch(run)):
        return None
    return from_tag(data, at, at + len(run))


def _has_hex(run: bytes) -> bool:
    return len(run) >= len(_SHORTEST_HEX) and _SHORTEST_HEX in run.translate(_HEX_RUNS)


def in_run(data: bytes, at: int, end: int) -> Iterator[Token]:
    """Find the hex anywhere in a run, or the base64 that is all of it but for what names it."""
    run = data[at:end]
    if tag := _whole_tag(data, at, end):
        yield tag
        return
    if _has_hex(run):
        for match in _HEX.finditer(data, at, end):
            if len(match[0]) in _HEX_LENGTHS:
                named = _NAMED.fullmatch(data, max(at, match.start() - 8), match.start())
                value = bytes.fromhex(match[0].decode())
                yield Token(match.start(), match[0], value, named is not None)
        return
    named_at = _NAMED.search(run) if b"sha" in run or b"md5" in run else None
    start = at + named_at.end() if named_at else at
    if token := from_base64(data, start, end, named=named_at is not None):
        yield token


def from_base64(data: bytes, at: int, end: int, *, named: bool) -> Token | None:
    """Read base64 of a digest's length that fills this span, if it does."""
    text = data[at:end].rstrip(b"\\")
    padded = data[at + len(text) : at + len(text) + 1] == b"="
    if b"\\u" in text:
        behind, before = _PADDING.search(text), _ESCAPE.match(text)
        padded = padded or behind is not None
        text = text[before.end() if before else 0 : behind.start() if behind else len(text)]
        at += before.end() if before else 0
    plain = _unescaped(text)
    if len(plain) not in BASE64 or not (named or padded or not _is_wordy(plain)):
        return None
    value = _decoded(plain)
    return Token(at, text, value, named, padded) if value else None


def _unescaped(text: bytes) -> bytes:
    if b"\\" in text or b"&" in text:
        for letter, escapes in ESCAPES:
            text = escapes.sub(letter, text)
    return text


def _decoded(text: bytes) -> bytes | None:
    """Decode base64 as every encoder writes it: the bits that its last letter has over are 0."""
    if b"-" in text or b"_" in text:
        if b"+" in text or b"/" in text:
            return None
        text = text.translate(_FROM_URL)
    try:
        value = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return None
    return value if base64.b64encode(value).rstrip(b"=") == text else None


def from_tag(data: bytes, at: int, end: int) -> Token | None:
    """Read the digest of an entity tag that fills this span, unless it reads like words."""
    text = data[at:end]
    plain = _unescaped(text.partition(b"-")[2])
    value = None if _is_wordy(plain) else _decoded(plain)
    return Token(at, text, value, named=True, tag=True) if value else None


def _is_wordy(text: bytes) -> bool:
    """Tell a long name or a path from base64; of digests two in ten thousand read so."""
    capitals = len(text.translate(None, _NO_CAPITALS))
    others = len(text.translate(None, _WORDS))
    return capitals < 2 or (others == 0 and capitals < 5)
