"""Holding: what of a text may be a digest or the size of a file.

One rule for all texts: integrity attributes, tables of Angular, Workbox and Flutter, manifests of
Phoenix, Meteor and Rails are found alike. A text is searched once, by a table of its letters: that
is seven times as fast as an expression, which then looks at long runs only.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from buildtools.sourcemaps.digests import ALGORITHMS, BASE64, ESCAPES, Held, Size, Token
from buildtools.sourcemaps.hashed import is_hashed
from buildtools.sourcemaps.pairing import is_script

_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\\")
_HEX_LETTERS = frozenset(b"0123456789abcdefABCDEF")
_RUNS = bytes(65 if each in _LETTERS else 32 for each in range(256))
_HEX_RUNS = bytes(65 if each in _HEX_LETTERS else 32 for each in range(256))
"""Tables that turn what may be in a digest, or in its escapes, into "A", and the rest into " "."""

_SHORTEST, _SHORTEST_IN_SCRIPTS = 22, 32
"""Names in a script are as long as an MD5 in base64; there digests begin with hex."""
_SHORTEST_HEX = b"A" * 32

_HEX = re.compile(
    rb"(?:(?<![0-9A-Za-z])|(?<=\\[bfnrt])|(?<=\\x[0-9a-fA-F]{2})|(?<=\\u00[0-9a-fA-F]{2})"
    rb"|(?<=%[0-9A-F]{2}))"
    rb"(?:[0-9a-f]{32,128}+|[0-9A-F]{32,128}+)(?![0-9A-Za-z])"
)
_NAMED = re.compile(rb"(?:md5|sha-?(?:1|256|384|512))[-_]")
_STRONG = re.compile(rb"sha(?:256|384|512)-([A-Za-z0-9+/_\\-]{43,})")
_ENTITIES = re.compile(rb"sha(?:256|384|512)-((?:[A-Za-z0-9+/]|&#(?:43|47|x2[bBfF]);){43,})")
"""Go's templates write "+" so in an attribute."""
_BEFORE = re.compile(rb"\\(?:[bfnrt]|(?:x|u00)(?!2[bBfF])[0-9a-fA-F]{2})")
_BEHIND = re.compile(rb"(?:\\u003[dD])*\\*$")
"""What may stand around base64 within a run: other escapes, the padding as one, the next quote."""

_IN_A_MEMBER = re.compile(rb":\s*\\*[\"'`]$")
_NO_DIGEST = re.compile(rb"[a-z](?:Id|Key|Salt|Secret|Token)\\*[\"']?\s*[:=]\s*\\*[\"']?$")
"""The names of what is random by itself: digesting a whole build for a key would be a waste."""

_POLICY = re.compile(rb"'sha(?:256|384|512)-([A-Za-z0-9+/_-]{43,86})=*'")
_UNVERSIONED = re.compile(rb"""\{[^{}]*?revision\\?["']?\s*:\s*null[^{}]*\}""")
_URL = re.compile(rb"""url\\?["']?\s*:\s*\\?["']([^"'\\]+)""")
_SIZE = re.compile(
    rb'"([^"\\]{0,40}?(?:[Ss]ize|[Ll]ength|[Bb]ytes|[Gg]z|[Gg]zip|[Bb]r|[Bb]rotli)[A-Za-z]{0,12})"'
    rb"\s*:\s*([0-9]{1,12})(?![0-9.eE])"
)


def held(data: bytes, name: str) -> Held:
    """Find what may be digests and sizes of files; `name` tells what the file can be."""
    script = is_script(name)
    if script and not _may_precache(name):
        return Held(tuple(_strong(data)), maps=False)
    tokens = tuple(_tokens(data, script=script))
    for_ever = _unversioned(data) if _may_precache(name) and b"revision" in data else ()
    sizes = tuple(_sizes(data)) if not script and data[:32].lstrip()[:1] in (b"{", b"[") else ()
    return Held(tokens, tuple(for_ever), sizes, bool(tokens) and _names_maps(data, name))


def may_hold(script: bytes, name: str) -> bool:
    """Tell at the cost of a search whether `held` can find anything in a script."""
    if not _may_precache(name):
        return next(_strong(script), None) is not None
    return b"revision" in script or next(_tokens(script, script=True), None) is not None


def _may_precache(name: str) -> bool:
    """Tell whether this may be a service worker or its list: their names stay the same.

    Workbox 3 alone gave its list a hash. Most of a build are hashed chunks, in which only loaders
    hold digests, with the algorithm's name; so this saves a search.
    """
    return "precache" in name or not is_hashed(name)


def _names_maps(data: bytes, name: str) -> bool:
    """Tell whether a file names maps otherwise than by the comment that ends a script."""
    if is_script(name):
        return any(quoted in data for quoted in (b'.map"', b".map'", b".map\\"))
    return b".map" in data or ".map" in name


def in_policy(data: bytes) -> list[Token]:
    """Find the digests of a Content-Security-Policy, which stand in single quotes."""
    found = (_base64(data, m.start(1), m.end(1), named=True) for m in _POLICY.finditer(data))
    return [token for token in found if token]


def _strong(data: bytes) -> Iterator[Token]:
    """Find only what says that it is a digest."""
    for match in _STRONG.finditer(data):
        if token := _base64(data, match.start(1), match.end(1), named=True):
            yield token


def _tokens(data: bytes, *, script: bool) -> Iterator[Token]:
    for at, end in _runs(data, _SHORTEST_IN_SCRIPTS if script else _SHORTEST):
        for token in _in_run(data, at, end):
            if token.named or _may_be(data, token, script=script):
                yield token
    if b"&#" in data:
        for match in _ENTITIES.finditer(data):
            if b"&" in match[1] and (found := _base64(data, *match.span(1), named=True)):
                yield found


def _runs(data: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Find where so many letters stand together, and that may hold a digest."""
    marks = data.translate(_RUNS)
    needle = b"A" * least
    at = marks.find(needle)
    while at >= 0:
        end = marks.find(b" ", at)
        end = len(data) if end < 0 else end
        run = data[at:end]
        if end - at in BASE64 or b"sha" in run or b"md5" in run or b"\\" in run or _has_hex(run):
            yield at, end
        at = marks.find(needle, end)


def _has_hex(run: bytes) -> bool:
    return _SHORTEST_HEX in run.translate(_HEX_RUNS)


def _in_run(data: bytes, at: int, end: int) -> Iterator[Token]:
    """Find the hex anywhere in a run, and the base64 that is all of it but for what names it."""
    hexes = [match for match in _HEX.finditer(data, at, end) if len(match[0]) // 2 in ALGORITHMS]
    for match in hexes:
        if len(match[0]) % 2 == 0:
            named = _NAMED.fullmatch(data, max(at, match.start() - 8), match.start()) is not None
            yield Token(match.start(), match[0], bytes.fromhex(match[0].decode()), named)
    if not hexes:
        named_at = _NAMED.search(data, at, end)
        start = named_at.end() if named_at else at
        if token := _base64(data, start, end, named=named_at is not None):
            yield token


def _base64(data: bytes, at: int, end: int, *, named: bool) -> Token | None:
    """Read base64 of a digest's length that fills this span, if it does."""
    behind = _BEHIND.search(data, at, end)
    before = _BEFORE.match(data, at, end)
    at, stop = before.end() if before else at, behind.start() if behind else end
    text = plain = data[at:stop]
    if b"\\" in text or b"&" in text:
        for letter, escapes in ESCAPES:
            plain = escapes.sub(letter, plain)
    if len(plain) not in BASE64:
        return None
    url = not {*plain}.isdisjoint(b"-_")
    value = _decoded(plain.translate(bytes.maketrans(b"-_", b"+/")) if url else plain)
    if value is None or (url and not {*plain}.isdisjoint(b"+/")):
        return None
    padded = b"u" in data[stop:end] or data[stop : stop + 1] == b"="
    return Token(at, text, value, named, padded)


def _decoded(text: bytes) -> bytes | None:
    """Decode base64 as every encoder writes it: the bits that its last letter has over are 0."""
    try:
        value = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return None
    return value if base64.b64encode(value).rstrip(b"=") == text else None


def _may_be(data: bytes, token: Token, *, script: bool) -> bool:
    """Leave out what need not be held against every file of the build."""
    before = data[max(0, token.at - 40) : token.at]
    if script and not _IN_A_MEMBER.search(before):
        return False
    if not token.is_hex and not token.padded and _is_wordy(token.text):
        return False
    return _NO_DIGEST.search(before) is None


def _is_wordy(text: bytes) -> bool:
    """Tell a long name or a path from base64; of digests two in ten thousand read so."""
    capitals = sum(65 <= each <= 90 for each in text)
    others = sum(each < 65 for each in text)
    return capitals < 2 or (others == 0 and capitals < 5)


def _sizes(data: bytes) -> Iterator[Size]:
    for match in _SIZE.finditer(data):
        key = match[1].lower()
        squeezed = ".gz" if b"gz" in key else ".br" if re.search(rb"br(?:otli|size|$)", key) else ""
        yield Size(match.start(2), match[2], squeezed)


def _unversioned(data: bytes) -> Iterator[str]:
    for entry in _UNVERSIONED.findall(data):
        if found := _URL.search(entry):
            yield found[1].decode(errors="replace")
