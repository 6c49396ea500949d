"""Digests of built files, as other built files write them down.

A page or a loader holds them as Subresource Integrity (`sha384-` and base64), Angular's `ngsw.json`
as SHA-1 in hex, a Workbox precache as MD5 in hex. All of one algorithm have one length, so that
one can stand in the place of another and no position moves.
Source: W3C Subresource Integrity, 3.1; @angular/service-worker; workbox-build's manifest entries.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from buildtools.sourcemaps.hashed import is_hashed

Algorithm = Literal["md5", "sha1", "sha256", "sha384", "sha512"]

_BASE64 = rb"[A-Za-z0-9+/]"
_INTEGRITY = re.compile(
    rb"sha(?:256-(%(c)s{43})|384-(%(c)s{64})|512-(%(c)s{86}))(?!%(c)s)" % {b"c": _BASE64}
)
"""Without the padding: some leave it out, and it is the same for every digest."""

_INTEGRITIES: tuple[Algorithm, ...] = ("sha256", "sha384", "sha512")
_REVISION = re.compile(rb"""revision\\?["']?\s*:\s*\\?["']([0-9a-f]{32})\\?["']""")
_HASH_TABLE = b'"hashTable"'
_HASH = re.compile(rb':\s*"([0-9a-f]{40})"')
_UNVERSIONED = re.compile(rb"""\{[^{}]*?revision\\?["']?\s*:\s*null[^{}]*\}""")
_URL = re.compile(rb"""url\\?["']?\s*:\s*\\?["']([^"'\\]+)""")
_POLICY = re.compile(rb"'" + _INTEGRITY.pattern + rb"=*'")

_BEGINNING = re.compile(rb"sha(?:256|384|512)-")


class Digested(NamedTuple):
    """What identifies a content: an algorithm and what it makes of it, as it is written."""

    algorithm: Algorithm
    text: bytes


class Token(NamedTuple):
    """A digest that stands in a file, at offset `at`."""

    at: int
    digested: Digested


class Held(NamedTuple):
    """What a file holds of others."""

    tokens: tuple[Token, ...]
    """All that may be digests."""
    for_ever: tuple[str, ...] = ()
    """URLs that a precache never asks for again: those with `revision: null`."""


def held(data: bytes, name: str) -> Held:
    """Find what may be digests of files; `name` tells what the file can be."""
    found = list(_integrities(_INTEGRITY, data))
    for_ever: list[str] = []
    if _may_precache(name) and b"revision" in data:
        found += [Token(m.start(1), Digested("md5", m[1])) for m in _REVISION.finditer(data)]
        for_ever += _unversioned(data)
    if name.endswith(".json") and _HASH_TABLE in data:
        found += [Token(m.start(1), Digested("sha1", m[1])) for m in _HASH.finditer(data)]
    return Held(tuple(found), tuple(for_ever))


def may_hold(script: bytes, name: str) -> bool:
    """Tell at the cost of a search whether `held` can find anything in a script."""
    if b"sha" in script and _BEGINNING.search(script):
        return True
    return _may_precache(name) and b"revision" in script


def _may_precache(name: str) -> bool:
    """Tell whether this may be a service worker or its list: their names stay the same.

    Workbox 3 alone gave its list a hash. Most of a build are hashed chunks, so this saves a search.
    """
    return "precache" in name or not is_hashed(name)


def in_policy(data: bytes) -> list[Token]:
    """Find the digests of a Content-Security-Policy, which stand in single quotes."""
    return list(_integrities(_POLICY, data))


def _integrities(pattern: re.Pattern[bytes], data: bytes) -> Iterator[Token]:
    for match in pattern.finditer(data):
        group = match.lastindex or 0
        yield Token(match.start(group), Digested(_INTEGRITIES[group - 1], match[group]))


def _unversioned(data: bytes) -> Iterator[str]:
    for entry in _UNVERSIONED.findall(data):
        if found := _URL.search(entry):
            yield found[1].decode(errors="replace")


def digested(algorithm: Algorithm, data: bytes) -> Digested:
    """Digest a content, and write it as other files do."""
    made = hashlib.new(algorithm, data, usedforsecurity=False)
    if algorithm in ("md5", "sha1"):
        return Digested(algorithm, made.hexdigest().encode())
    return Digested(algorithm, base64.b64encode(made.digest()).rstrip(b"="))
