"""What Sentry's resolver cannot read in a map, written so that it can, with nothing lost.

A byte order mark, a version written as text, half a surrogate pair in a text, entries that name
names where there are none, sections that lie in files beside. All else that it cannot read is
left, for nobody knows what was meant. Source: what symbolic 12 refuses, tried one by one.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import compose
from buildtools.sourcemaps.maps.compose import NAMELESS, Row
from buildtools.sourcemaps.maps.contents import flat_parts, items_of
from buildtools.sourcemaps.maps.json_spans import Member, members
from buildtools.splices import Splice

Read = Callable[[str], bytes | None]

_BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?(?:\)\]\}'[^\n]*+\n)?\s*+")
_MAYBE_HALF = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
_HALF = re.compile(
    rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<escaped>\\u[dD][89a-fA-F]..)|\\."
    rb"|(?P<raw>\xed[\xa0-\xbf].)",
    re.DOTALL,
)
"""A whole pair, half of one, another escape; and half of one as other tools write it in bytes."""


def readable(map_: bytes) -> list[Splice]:
    """Plan the fixes of the text; none when there is nothing that can be fixed.

    Raises SourceMapError when it is not JSON.
    """
    splices = [Splice(0, _BOM, b"")] if map_.startswith(_BOM) else []
    splices += _halves(map_)
    start = map_.find(b"{")
    for at in dict.fromkeys((start, *flat_parts(map_))):
        keys = members(map_, at)
        splices += _version(map_, keys)
        splices += _nameless(map_, keys)
    return splices


def _halves(map_: bytes) -> Iterator[Splice]:
    """Put the character for what is none in the place of half a pair, as browsers show it."""
    if not _MAYBE_HALF.search(map_):
        return
    for found in _HALF.finditer(map_):
        if found["escaped"]:
            yield Splice(found.start(), found[0], b"\\ufffd")
        elif found["raw"]:
            yield Splice(found.start(), found[0], b"\xef\xbf\xbd")


def _version(map_: bytes, keys: Mapping[str, Member]) -> Iterator[Splice]:
    span = keys.get("version")
    if span and map_[span.start : span.end] == b'"3"':
        yield Splice(span.start, b'"3"', b"3")


def _nameless(map_: bytes, keys: Mapping[str, Member]) -> Iterator[Splice]:
    """Leave out the numbers of names where there are no names: they say nothing."""
    names, span = keys.get("names"), keys.get("mappings")
    if names and map_[names.start : names.end] != b"null":
        return
    if span is None or map_[span.start : span.start + 1] != b'"':
        return
    old = map_[span.start + 1 : span.end - 1]
    try:
        rows = list(compose.rows(old))
    except SourceMapError:
        return
    if any(place and place[3] != NAMELESS for row in rows for _, place in row):
        yield Splice(span.start + 1, old, compose.written(map(_without_names, rows)))


def _without_names(row: Row) -> Row:
    return [(column, place and (*place[:3], NAMELESS)) for column, place in row]


def inlined(map_: bytes, path: str, read: Read) -> list[Splice]:
    """Plan to put the maps that sections name by `url` in their place, if they lie beside.

    `path` is the file that holds the map. Raises SourceMapError where it is not JSON.
    """
    keys = members(map_, map_.find(b"{"))
    splices = []
    for at in items_of(map_, keys.get("sections")):
        section = members(map_, at)
        span = section.get("url")
        section_map = (
            _external_section(map_, span, path, read) if span and "map" not in section else None
        )
        if span and section_map is not None:
            old = map_[span.key_start : span.end]
            splices.append(Splice(span.key_start, old, b'"map":' + section_map))
    return splices


def _external_section(map_: bytes, span: Member, path: str, read: Read) -> bytes | None:
    """Read the map that a section names; only a path that leads to a map is followed."""
    url = unquote(map_[span.start + 1 : span.end - 1].decode("utf-8", "replace"))
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), url))
    if ":" in url or url.startswith("/") or not place.endswith((".map", ".json")):
        return None
    data = read(place)
    opening = _OPENING.match(data) if data else None
    return data[opening.end() :] if data and opening else None
