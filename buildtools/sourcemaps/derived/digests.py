"""Digests of files as other files write them, and sizes.

All that has the length of an MD5, SHA-1, SHA-256, SHA-384 or SHA-512, in hex or base64, may be a
digest, and is one if its value is that of a file: 128 bits do not meet by chance. One is written
in the place of another in the same form, with the same length but for escapes. An entity tag as
servers of Node make it of a content is its length in hex, a dash and its SHA-1.
Source: RFC 4648 (hex, base64, base64url); W3C Subresource Integrity, 3.1; npm etag 1.8.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

Algorithm = Literal["md5", "sha1", "sha256", "sha384", "sha512"]

ALGORITHMS: dict[int, Algorithm] = {
    16: "md5",
    20: "sha1",
    32: "sha256",
    48: "sha384",
    64: "sha512",
}
"""By the bytes of a digest, which are different for each."""

BASE64 = {22: 16, 27: 20, 43: 32, 64: 48, 86: 64}
"""By the letters without padding, the bytes that they stand for."""

ESCAPES = (
    (b"+", re.compile(rb"\\u002[bB]|\\x2[bB]|&#43;|&#x2[bB];")),
    (b"/", re.compile(rb"\\/|\\u002[fF]|\\x2[fF]|&#47;|&#x2[fF];")),
)
"""How "+" and "/" stand in JSON, in scripts and in what Go's templates make of an attribute."""

_URL, _PLAIN = frozenset(b"-_"), frozenset(b"+/&\\")
"""Letters that only one of base64url and base64 has, with the escapes of the other."""


class Token(NamedTuple):
    """What may be a digest: it stands at offset `at` of a file."""

    at: int
    text: bytes
    """As it stands there, with its escapes, without its padding."""
    value: bytes
    """The digest itself."""
    named: bool = False
    """Whether the algorithm's name stands before it, as in `sha384-`."""
    padded: bool = False
    tag: bool = False
    """Whether it is an entity tag; the text begins with the length then."""

    @property
    def algorithm(self) -> Algorithm:
        return ALGORITHMS[len(self.value)]

    @property
    def is_hex(self) -> bool:
        return self.text.lower() == self.value.hex().encode()

    def written(self, value: bytes, others: bytes = b"", size: int = 0) -> bytes:
        """Write another digest as this one is written.

        `others` is the manner of the digests beside it: it tells where its own letters do not.
        `size` counts the bytes of the content.
        """
        if self.is_hex:
            text = value.hex().encode()
            return text.upper() if self.text.upper() == self.text else text
        text = base64.b64encode(value).rstrip(b"=")
        if self._is_url(others):
            return text.translate(bytes.maketrans(b"+/", b"-_"))
        for letter, escapes in ESCAPES:
            if escaped := escapes.search(self.text) or escapes.search(others):
                text = text.replace(letter, escaped[0])
        return b"%x-%s" % (size, text) if self.tag else text

    def _is_url(self, others: bytes) -> bool:
        """Tell base64url from base64. One that lacks its padding is mostly base64url."""
        if self.tag:
            return False
        if (told := _is_url(self.text)) is not None:
            return told
        if self.named or self.padded:
            return False
        told = _is_url(others)
        return bool(len(self.value) % 3) if told is None else told


def manner(texts: Iterable[bytes]) -> bytes:
    """Return what tells how the base64 of a file is written: a letter, and its escapes."""
    joined = b"".join(texts)
    told = {True: b"-", False: b"+", None: b""}[_is_url(joined)]
    found = (escapes.search(joined) for _, escapes in ESCAPES)
    return told + b"".join(each[0] for each in found if each)


def _is_url(text: bytes) -> bool | None:
    letters = {*text}
    return True if letters & _URL else False if letters & _PLAIN else None


class Size(NamedTuple):
    """A number of a JSON text, or of a literal in a script, that may be the size of a file."""

    at: int
    text: bytes
    squeezed: str = ""
    """The suffix of the compressed sibling that the key speaks of: `.gz` or `.br`."""

    @property
    def number(self) -> int:
        """Read it; minifiers write 200000 as 2e5."""
        digits, _, zeros = self.text.partition(b"e")
        return int(digits + b"0" * int(zeros or 0))


class Held(NamedTuple):
    """What a file holds of others."""

    tokens: tuple[Token, ...] = ()
    """All that may be digests."""
    for_ever: tuple[str, ...] = ()
    """URLs that a precache never asks for again: those with `revision: null`."""
    sizes: tuple[Size, ...] = ()
    maps: bool = True
    """Whether it names maps; only then may a digest be that of a map."""
    inlined: tuple[Token, ...] = ()
    """Entity tags of what stands in the same object itself, which they go on to be right of."""


def digest(algorithm: Algorithm, data: bytes) -> bytes:
    """Digest a content."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()
