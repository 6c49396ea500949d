"""Withholding: maps and scripts as they are sent where texts of sources must not be.

The files on disk stay as they are. In a map the text of a source is null; in a script, a map that
it holds itself is blanks, so that no position moves. Pure.
"""

import re
from collections.abc import Iterator

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import contents, json_spans
from buildtools.sourcemaps.maps.sources import is_foreign
from buildtools.sourcemaps.scripts import comments
from buildtools.splices import Splice, apply
from buildtools.texts.foreign import UNREADABLE
from buildtools.texts.wording import listed
from buildtools.values import Sources

_WITHIN = re.compile(rb"sourceMappingURL=(data:[^\s'\"`*\\]*)")
_GUARD = b")]}'"


class _Flat(msgspec.Struct):
    """What of a map has names and texts."""

    sources: list[str | None] | None = None
    content: list[str | None] | None = msgspec.field(name="sourcesContent", default=None)
    root: str | None = msgspec.field(name="sourceRoot", default=None)
    sections: "list[_Section] | None" = None


class _Section(msgspec.Struct):
    map: _Flat | None = None


def is_withheld(source: str, sent: Sources) -> bool:
    """Return whether the text of a source is kept back, by its name in the map."""
    return sent == "none" or (sent == "app" and is_foreign(source))


def map_without_texts(map_: bytes, sent: Sources) -> bytes:
    """Return a map with null for each text that is not to be sent.

    Raises SourceMapError when it cannot be read, or has a text where none was found.
    """
    parts = contents.flat_parts(map_)
    for at in {map_.find(b"{"), *parts}:
        _refuse_keys(map_, at)
    splices = [
        splice for at in parts for splice in _nulls(map_, json_spans.members(map_, at), sent)
    ]
    made = apply(map_, splices)
    _refuse_texts(made, sent)
    return made


def _nulls(map_: bytes, keys: dict[str, json_spans.Member], sent: Sources) -> Iterator[Splice]:
    flat = _read(b"{" + b",".join(_members(map_, keys)) + b"}")
    names = _names(flat)
    for index, at in enumerate(contents.items_of(map_, keys.get("sourcesContent"))):
        end = json_spans.skip(map_, at)
        name = names[index] if index < len(names) else ""
        if map_[at:end] != b"null" and is_withheld(name, sent):
            yield Splice(at, map_[at:end], b"null")


def _members(map_: bytes, keys: dict[str, json_spans.Member]) -> Iterator[bytes]:
    for key in ("sources", "sourceRoot"):
        if key in keys:
            yield map_[keys[key].key_start : keys[key].end]


def _names(flat: _Flat) -> list[str]:
    root = f"{flat.root.rstrip('/')}/" if flat.root else ""
    return [root + name if name else "" for name in flat.sources or ()]


def _refuse_keys(map_: bytes, at: int) -> None:
    """Refuse what readers take differently: a key that stands twice, or is written in escapes."""
    odd = json_spans.repeated_keys(map_, at)
    odd |= {key for key in json_spans.members(map_, at) if "\\" in key}
    if odd:
        raise SourceMapError(f"its texts cannot be kept back: odd keys, {listed(sorted(odd), 3)}")


def _refuse_texts(map_: bytes, sent: Sources) -> None:
    """Read the map anew, as others do, and see that no text is left in it.

    There may be a section in a section: then nothing is sent at all.
    """
    body = map_.removeprefix(b"\xef\xbb\xbf")
    whole = _read(body.partition(b"\n")[2] if body.startswith(_GUARD) else body)
    for flat in _parts(whole):
        names = _names(flat)
        for index, text in enumerate(flat.content or ()):
            name = names[index] if index < len(names) else ""
            if text is not None and is_withheld(name, sent):
                raise SourceMapError(f"the text of {name or 'a source'} cannot be kept back")


def _parts(flat: _Flat) -> Iterator[_Flat]:
    yield flat
    for section in flat.sections or ():
        if section.map:
            yield from _parts(section.map)


def _read(text: bytes) -> _Flat:
    try:
        return msgspec.json.decode(text, type=_Flat)
    except UNREADABLE as error:
        raise SourceMapError(f"its texts cannot be kept back: {error}") from error


def script_without_maps(script: bytes, name: str) -> bytes:
    """Return a script without the maps that it holds, as long as before.

    Its own comment leads to the file of this name, which goes beside it. Maps of styles and of
    evaluated code, in its strings, are blanks.
    """
    found = [match.span(1) for match in _WITHIN.finditer(script)]
    if not found:
        return script
    note = comments.read(script).reference_note
    own = note.value.start if note else -1
    return apply(
        script,
        [
            Splice(
                start, script[start:end], (name if start == own else "").encode().ljust(end - start)
            )
            for start, end in found
        ],
    )
