"""Contents: putting the texts of sources into a map, over all the flat maps that it is made of.

Pure: bytes in, bytes out.
"""

import json
from collections.abc import Mapping

from buildtools.sourcemaps.maps.json_spans import Member, items, members
from buildtools.splices import Splice, apply


def embed(data: bytes, texts: Mapping[int, str]) -> bytes:
    """Put texts of sources into a map, by index over all its sections in order.

    The rest of the map stays byte for byte. Raises SourceMapError where it is not JSON.
    """
    splices: list[Splice] = []
    first = 0
    for at in flat_parts(data):
        keys = members(data, at)
        count = len(items_of(data, keys.get("sources")))
        mine = {index - first: text for index, text in texts.items()}
        mine = {index: text for index, text in mine.items() if 0 <= index < count}
        splices += _contents(data, at, keys.get("sourcesContent"), count, mine) if mine else ()
        first += count
    return apply(data, splices)


def flat_parts(data: bytes) -> list[int]:
    """Find where the flat maps begin: the map itself, or those of its sections."""
    return [at for at, _, _ in placed_parts(data)]


def placed_parts(data: bytes) -> list[tuple[int, int, int]]:
    """Find where the flat maps begin, each with the line and column where it begins to count."""
    start = data.find(b"{")
    keys = members(data, start)
    if "sections" not in keys:
        return [(start, 0, 0)]
    found = []
    for at in items_of(data, keys["sections"]):
        section = members(data, at)
        inner, offset = section.get("map"), section.get("offset")
        if inner is not None and data[inner.start : inner.start + 1] == b"{":
            found.append((inner.start, *_offset(data, offset)))
    return found


def _offset(data: bytes, member: Member | None) -> tuple[int, int]:
    keys = members(data, member.start) if member else {}
    line, column = (
        int(data[keys[key].start : keys[key].end]) if key in keys else 0
        for key in ("line", "column")
    )
    return line, column


def items_of(data: bytes, member: Member | None) -> list[int]:
    """Find the items of a list that may be absent or null."""
    if member is None or data[member.start : member.start + 1] != b"[":
        return []
    return items(data, member.start)


def _contents(
    data: bytes, at: int, member: Member | None, count: int, texts: Mapping[int, str]
) -> list[Splice]:
    """Fill nulls in the list of texts, lengthen a short one, and write one where there is none."""
    known = items_of(data, member)
    new = {index: json.dumps(text, ensure_ascii=False).encode() for index, text in texts.items()}
    if member is None or not known:
        whole = b"[" + b",".join(new.get(index, b"null") for index in range(count)) + b"]"
        if member is None:
            return [Splice(at + 1, b"", b'"sourcesContent":' + whole + b",")]
        return [Splice(member.start, data[member.start : member.end], whole)]
    filled = [Splice(known[index], b"null", new[index]) for index in new if index < len(known)]
    more = b"".join(b"," + new.get(index, b"null") for index in range(len(known), count))
    return [*filled, Splice(member.end - 1, b"", more)]
