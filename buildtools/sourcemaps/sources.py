"""Sources: what a map calls them, where they stand in the project, and how their text gets in.

Bundlers name sources by URL schemes of their own, relative to the map, or relative to nothing.
Only places that are certain are given: a source that might be another file is none.
Pure: texts in, texts out.
"""

import json
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from buildtools.sourcemaps.json_spans import Member, items, members
from buildtools.sourcemaps.splices import Splice, apply

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MADE = re.compile(
    r"\?|\0|\(ignored\)|(?:^|/)(?:\(webpack\)|webpack/|virtual:|external |ignored\||<)"
    r"| (?:sync|lazy) |\|"
)
"""Names of sources that no file has: runtimes, loader text, contexts, externals."""
_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|css|scss|sass|less)$")
_COMPILED = re.compile(r"\.(?:svelte|astro|vue|mdx?)(?:$|\?)")
_STORES = (".pnpm/", ".store/", ".bun/", ".deno/")
"""Where package managers keep packages."""
_COMPARABLE = re.compile(r"\.[cm]?[jt]sx?$")


def places(source: str, folder: str, directory: str, root: str) -> tuple[str, ...]:
    """Name the files of the project that a source can be, the likeliest first.

    `folder` is the map's and `directory` the app's, both relative to the project's `root`, which
    is absolute. The places are relative to it too; nothing outside it is ever named, nor anything
    that is not code, so that a map cannot ask for another file's text.
    """
    if is_made(source) or not _CODE.search(source):
        return ()
    found: list[str] = []
    slashed = source.replace("\\", "/")  # as Windows writes paths, and browsers read addresses
    for text in dict.fromkeys((unquote(source), source, unquote(slashed), slashed)):
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


def is_compiled(source: str) -> bool:
    """Say whether a source is a component, which became another text before it was mapped."""
    return _COMPILED.search(source) is not None


def is_own(place: str) -> bool:
    """Say whether a file is code of the project itself, whose map text must equal it.

    Components that are compiled before they are mapped are not: .svelte, .astro, .vue.
    """
    return "node_modules" not in re.split(r"[/\\]", place) and _COMPARABLE.search(place) is not None


def is_foreign(source: str) -> bool:
    """Say whether a source is other people's by its name alone: of a package, of the bundler's
    runtime, or of what a package was built from, which webpack's names place above the app."""
    scheme, path = _split(source)
    outside = scheme == "webpack" and path.startswith("../")
    return outside or is_made(source) or "node_modules" in re.split(r"[/\\]", unquote(source))


def may_be_generated(place: str) -> bool:
    """Say whether a file may be what another step of the project's own build left.

    Packages are not, and what tools keep in node_modules is: node_modules/.nitro/vite/services/…
    """
    above, modules, below = f"/{place}".rpartition("/node_modules/")
    if _COMPARABLE.search(place) is None or "/node_modules/" in above + "/":
        return False
    return not modules or (below.startswith(".") and not below.startswith(_STORES))


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
