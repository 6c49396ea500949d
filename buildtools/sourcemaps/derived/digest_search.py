"""Digest search: what of a text may be a digest or the size of a file.

One rule for all texts: integrity attributes, tables of service workers, manifests of servers of
any language are found alike. A script is searched for what says that it is a digest, and for
values of members; one with a hashed name, which no worker has, for the first alone. Servers have
tables of what they serve in a script: only where a tag and a size are named, tags and sizes are
looked for.
"""

import re
from collections.abc import Iterator

from buildtools.bundlers import all_of
from buildtools.sourcemaps.derived.digest_runs import TAG, from_base64, from_tag, in_run, runs
from buildtools.sourcemaps.derived.digests import (
    ALGORITHMS,
    Held,
    Size,
    Token,
    digest,
)
from buildtools.sourcemaps.derived.hashed_names import is_hashed
from buildtools.sourcemaps.pairing import is_script

_QUOTED_TAG = re.compile(rb"[\"'`](" + TAG + rb")(?![A-Za-z0-9+/=_-])")
"""An entity tag as npm's etag makes it of a content: `d5a-ZD8u4tnP4FlZQheG6cdATT0KDr0`."""
_INLINED = re.compile(rb"[^{}]*?[,\s\\\"'`]data[\\\"'`]*\s*:\s*[\\\"'`]+[A-Za-z0-9+/]")
_ENTRY_BYTES = 1024
_STRONG = re.compile(rb"sha(?:256|384|512)-([A-Za-z0-9+/_\\-]{43,})")
_STRONG_BYTES = 32
_ENTITIES = re.compile(rb"sha(?:256|384|512)-((?:[A-Za-z0-9+/]|&#(?:43|47|x2[bBfF]);){43,})")
"""Go's templates write "+" so in an attribute."""

_MEMBER = re.compile(rb":\s?\\*[\"'`]([A-Za-z0-9+/_\\-]{22,140}+)")
_NO_DIGEST = re.compile(rb"[a-z](?:Id|Key|Salt|Secret|Token)\\*[\"']?\s*[:=]\s*\\*[\"']?$")
"""The names of what is random by itself: digesting a whole build for a key would be a waste."""

_EMPTY = frozenset(digest(algorithm, b"") for algorithm in ALGORITHMS.values())
"""Constants of many libraries, and of no file that changes."""

_POLICY = re.compile(rb"'sha(?:256|384|512)-([A-Za-z0-9+/_-]{43,86})=*'")
_NUMBER = re.compile(rb'"\s*+:\s*+([0-9]{1,12})(?![0-9.eE])')
_MEMBER_NUMBER = re.compile(
    rb"([A-Za-z_$][\w$]{0,40})\\*[\"'`]?\s*+:\s*+([0-9]{1,12}(?:e[0-9])?)(?![\w.])"
)
_SIZE_KEY = re.compile(rb"size|length|bytes|gz|br(?:otli)?$", re.IGNORECASE)
_BROTLI = re.compile(rb"br(?:otli|size|$)", re.IGNORECASE)
_KEY_BYTES = 48
_BLANK = b" \t\r\n\xef\xbb\xbf"
"""What may stand before a JSON text: spaces, and a byte order mark."""

_PRECACHES = all_of(lambda each: each.precaches)


def held(data: bytes, name: str) -> Held:
    """Find what may be digests and sizes of files; `name` tells what the file can be."""
    script = is_script(name)
    if script:
        return _held_by_script(data, name)
    tokens = tuple(_in_text(data))
    for_ever = tuple(_unversioned(data)) if _may_precache(name) else ()
    sizes = tuple(_sizes(data)) if data[:32].lstrip(_BLANK)[:1] in (b"{", b"[") else ()
    return Held(tokens, for_ever, sizes, bool(tokens) and _names_maps(data, name))


def _held_by_script(data: bytes, name: str) -> Held:
    every: dict[bool, list[Token]] = {False: [], True: []}
    for tag in _tags(data):
        every[_is_inlined(data, tag.at)].append(tag)
    tags, inlined = every[False], tuple(every[True])
    sizes = tuple(_member_sizes(data)) if tags else ()
    precache = _may_precache(name)
    tokens = (*(_in_script(data) if precache else _strong(data)), *tags)
    for_ever = tuple(_unversioned(data)) if precache else ()
    maps = bool(tokens if precache else tags) and _names_maps(data, name)
    return Held(tokens, for_ever, sizes, maps, inlined)


def may_hold(script: bytes, name: str) -> bool:
    """Tell at the cost of a search whether `held` can find anything in a script."""
    if next(_tags(script), None) is not None:
        return True
    if not _may_precache(name):
        return next(_strong(script), None) is not None
    listed = any(each.sign in script for each in _PRECACHES)
    return listed or next(_in_script(script), None) is not None


def _may_precache(name: str) -> bool:
    """Return whether this may be a service worker or its list: their names stay the same.

    Old lists alone have a hash. Most of a build are hashed chunks, in which only loaders hold
    digests, with the algorithm's name; so this saves a search.
    """
    return any(each.name in name for each in _PRECACHES) or not is_hashed(name)


def _names_maps(data: bytes, name: str) -> bool:
    """Return whether a file names maps otherwise than by the comment that ends a script."""
    if is_script(name):
        return any(quoted in data for quoted in (b'.map"', b".map'", b".map\\"))
    return b".map" in data or ".map" in name


def in_policy(data: bytes) -> list[Token]:
    """Find the digests of a Content-Security-Policy, which stand in single quotes."""
    found = (from_base64(data, m.start(1), m.end(1), named=True) for m in _POLICY.finditer(data))
    return [token for token in found if token]


def _strong(data: bytes) -> Iterator[Token]:
    """Find only what says that it is a digest."""
    for match in _STRONG.finditer(data):
        if token := from_base64(data, match.start(1), match.end(1), named=True):
            yield token


def _in_script(data: bytes) -> Iterator[Token]:
    """Find what says that it is a digest, and what is the value of a member."""
    yield from _strong(data)
    for match in _MEMBER.finditer(data):
        for token in in_run(data, *match.span(1)):
            strong = token.named and not token.is_hex and len(token.value) >= _STRONG_BYTES
            if not (strong or token.tag) and _may_be(data, token):
                yield token


def _tags(data: bytes) -> Iterator[Token]:
    """Find the entity tags of a table of files; nothing is searched without its signs."""
    if b"etag" in data and b"size" in data:
        for match in _QUOTED_TAG.finditer(data):
            if token := from_tag(data, *match.span(1)):
                yield token


def _is_inlined(data: bytes, at: int) -> bool:
    """Return whether the rest of an entry has the content of the file itself."""
    return _INLINED.match(data, at, at + _ENTRY_BYTES) is not None


def _in_text(data: bytes) -> Iterator[Token]:
    for at, end in runs(data):
        for token in in_run(data, at, end):
            if token.named or _may_be(data, token):
                yield token
    if b"&#" in data:
        for match in _ENTITIES.finditer(data):
            if b"&" in match[1] and (found := from_base64(data, *match.span(1), named=True)):
                yield found


def _may_be(data: bytes, token: Token) -> bool:
    """Leave out what need not be held against every file of the build."""
    if token.value in _EMPTY:
        return False
    return _NO_DIGEST.search(data, max(0, token.at - 40), token.at) is None


def _sizes(data: bytes) -> Iterator[Size]:
    for match in _NUMBER.finditer(data):
        before = data[max(0, match.start() - _KEY_BYTES) : match.start()]
        key = before.rpartition(b'"')[2]
        if _SIZE_KEY.search(key):
            yield Size(match.start(1), match[1], _squeezed(key))


def _member_sizes(data: bytes) -> Iterator[Size]:
    """Find the sizes in literals of a script, whose keys may have no quotes, or escaped ones."""
    for match in _MEMBER_NUMBER.finditer(data):
        if _SIZE_KEY.search(match[1]) and not _is_inlined(data, match.start(2)):
            yield Size(match.start(2), match[2], _squeezed(match[1]))


def _squeezed(key: bytes) -> str:
    return ".gz" if b"gz" in key.lower() else ".br" if _BROTLI.search(key) else ""


def _unversioned(data: bytes) -> Iterator[str]:
    for each in _PRECACHES:
        for entry in each.for_ever.findall(data) if each.sign in data else ():
            if found := each.url.search(entry):
                yield found[1].decode(errors="replace")
