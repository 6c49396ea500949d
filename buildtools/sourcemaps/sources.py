"""Sources: what a map calls them, where they stand in the project, and how their text gets in.

Bundlers name sources by URL schemes of their own, relative to the map, or relative to nothing.
Only places that are certain are given: a source that might be another file is none.
Pure: texts in, texts out.
"""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MADE = re.compile(
    r"\?|\0|\(ignored\)|(?:^|/)(?:\(webpack\)|webpack/|external |ignored\||<)| (?:sync|lazy) |\|"
)
"""Names of sources that no file has: runtimes, loader text, contexts, externals."""
_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|css|scss|sass|less)$")
_COMPARABLE = re.compile(r"\.[cm]?[jt]sx?$")

Raw = dict[str, msgspec.Raw]


def places(source: str, folder: str, directory: str, root: str) -> tuple[str, ...]:
    """Name the files of the project that a source can be, the likeliest first.

    `folder` is the map's and `directory` the app's, both relative to the project's `root`, which
    is absolute. The places are relative to it too; nothing outside it is ever named, nor anything
    that is not code, so that a map cannot ask for another file's text.
    """
    if is_made(source) or not _CODE.search(source):
        return ()
    found: list[str] = []
    for text in dict.fromkeys((unquote(source), source)):
        for base, path in _readings(text, folder, directory, root):
            place = posixpath.normpath(posixpath.join(base, path))
            if place.split("/")[0] not in ("..", "") and place not in found:
                found.append(place)
    return tuple(found)


def is_made(source: str) -> bool:
    """Say whether the bundler made this source up: there is no file whose text it is."""
    scheme, path = _split(source)
    made_up = path.startswith("[") and not path.startswith("[project]/")
    return not path or bool(_MADE.search(source)) or (scheme == "turbopack" and made_up)


def is_own(place: str) -> bool:
    """Say whether a file is code of the project itself, whose map text must equal it.

    Components that are compiled before they are mapped are not: .svelte, .astro, .vue.
    """
    return "node_modules" not in place.split("/") and _COMPARABLE.search(place) is not None


def _split(source: str) -> tuple[str, str]:
    """Split "webpack://name/./src/a.ts" into "webpack" and "./src/a.ts"."""
    scheme, colon, rest = source.partition("://")
    if not colon:
        return "", source
    if scheme == "webpack":
        if rest.startswith("@"):  # webpack://@scope/name/./src/a.ts
            rest = rest.partition("/")[2]
        return scheme, rest.partition("/")[2]
    return scheme, rest.removeprefix("/") if scheme == "turbopack" else rest


def _readings(source: str, folder: str, directory: str, root: str) -> list[tuple[str, str]]:
    """Pair each folder the source may be relative to with its path from there."""
    scheme, path = _split(source)
    within = root.rstrip("/") + "/"
    if scheme == "turbopack":
        inner = path.removeprefix("[project]/")
        return [(directory, inner), ("", inner)]
    if scheme == "webpack":
        # ../ is Next's own code, which its maps place as if it were the app's
        return [] if path.startswith("../") else [(directory, path)]
    if path.startswith(within):
        return [("", path.removeprefix(within))]
    if path.startswith("/") or scheme or _SCHEME.match(path):
        return []
    return [(folder, path)] if path.startswith(".") else [(folder, path), (directory, path)]


def embed(data: bytes, texts: Mapping[int, str]) -> bytes:
    """Put texts of sources into a map, by index over all its sections in order.

    Every other value of the map is kept byte for byte. Raises ValueError when it is not JSON of
    that shape, so parse it first.
    """
    start = data.find(b"{")
    remaining = dict(texts)
    return data[:start] + _embed(data[start:], remaining, 0)[0]


def _embed(data: bytes, texts: Mapping[int, str], first: int) -> tuple[bytes, int]:
    """Do one flat or indexed map whose sources count from `first`; tell where they end."""
    fields = msgspec.json.decode(data, type=Raw)
    if "sections" not in fields:
        sources = len(msgspec.json.decode(fields.get("sources", b"[]")) or ())
        mine = {index - first: text for index, text in texts.items() if index >= first}
        mine = {index: text for index, text in mine.items() if index < sources}
        if mine:
            fields["sourcesContent"] = _contents(fields.get("sourcesContent"), sources, mine)
        return _write(fields) if mine else data, first + sources
    sections = msgspec.json.decode(fields["sections"], type=list[Raw])
    for section in sections:
        inner = bytes(section.get("map", b"null"))
        if inner != b"null":
            done, first = _embed(inner, texts, first)
            section["map"] = msgspec.Raw(done)
    fields["sections"] = msgspec.Raw(b"[" + b",".join(map(_write, sections)) + b"]")
    return _write(fields), first


def _contents(old: msgspec.Raw | None, count: int, texts: Mapping[int, str]) -> msgspec.Raw:
    known = msgspec.json.decode(old, type=list[msgspec.Raw] | None) if old is not None else None
    items = [bytes(item) for item in known or []]
    items += [b"null"] * (count - len(items))
    for index, text in texts.items():
        items[index] = msgspec.json.encode(text)
    return msgspec.Raw(b"[" + b",".join(items) + b"]")


def _write(fields: Raw) -> bytes:
    return (
        b"{"
        + b",".join(msgspec.json.encode(key) + b":" + bytes(raw) for key, raw in fields.items())
        + b"}"
    )
