"""Stack frames as the server sees them: which can be resolved, under which names to look.

Source: docs/wire.md#envelopes, docs/wire.md#resolving-a-frame.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from buildtools.sandbox.answers import Json
from buildtools.sourcemaps.maps.columns import Lines

_WEB: Final = ("http", "https", "file")
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://|webpack:|turbopack:")
_NODE_FILE: Final = re.compile(r"app:|webpack:|file:|/|[a-zA-Z]:[\\/]|https?:|\\\\")
_NAMESPACE: Final = re.compile(r"webpack://[\w@.-]+/\./")
_DULL_FOLDER: Final = re.compile(
    r"\.{1,2}|~|\[project\]|static|js|build|node_modules|_next|v?\d+(\.\d+)*|[0-9a-f]{7,40}"
)
NATIVE: Final = ("native", "[native code]")
"""What engines write in place of a file for code of their own."""
_SMALL: Final = 1024 * 1024
"""Bytes up to which a script is taken apart into lines."""
_TYPES: Final[dict[str, type]] = {
    **dict.fromkeys(("filename", "abs_path", "function", "module", "context_line"), str),
    **dict.fromkeys(("lineno", "colno"), int),
    **dict.fromkeys(("pre_context", "post_context"), list),
    "data": dict,
}
_LONGEST: Final = 4096
"""Characters of a path or a name."""
_SNIP_ABOVE: Final = 150
_SNIP_TO: Final = 140
_SNIP_BEFORE: Final = 60


def holders(event: Mapping[str, Any]) -> Iterator[Json]:
    """List everything in an event that carries a stack trace, outermost first."""
    for key in ("exception", "threads"):
        group = event.get(key)
        yield from objects(group.get("values") if isinstance(group, dict) else group)


def frames_of(holder: Json) -> list[Json]:
    """Return the frames of one, callers first."""
    trace = holder.get("stacktrace")
    return objects(trace.get("frames") if isinstance(trace, dict) else None)


def typed(frame: Json) -> Json:
    """Return a frame without the fields that are not of the type they should be."""
    kept = {key: value for key, value in frame.items() if _is_typed(key, value)}
    for key in ("filename", "abs_path", "function", "module"):
        if key in kept:
            kept[key] = kept[key][:_LONGEST]
    for key in ("pre_context", "post_context"):
        if key in kept:
            kept[key] = [line for line in kept[key] if isinstance(line, str)]
    return kept


def _is_typed(key: str, value: object) -> bool:
    kind = _TYPES.get(key, object)
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def normalise(frame: Json) -> None:
    """Give a frame its `abs_path`, then cut a URL in `filename` down to its path."""
    name = frame.get("filename")
    if not frame.get("abs_path") and name:
        frame["abs_path"] = name
    name = name or frame.get("abs_path")
    if isinstance(name, str):
        parts = split(name) if name.split(":")[0] in _WEB else None
        frame["filename"] = parts.path or "/" if parts else name
    for key in ("lineno", "colno"):
        frame.setdefault(key, None)


def is_builtin(frame: Mapping[str, Any], platform: str) -> bool:
    """Whether a frame lies in Node itself, not in a file."""
    path = str(frame.get("abs_path") or "")
    return platform == "node" and not _NODE_FILE.match(path)


def is_nowhere(frame: Mapping[str, Any]) -> bool:
    """Whether a frame has no file or no line to look up."""
    path = frame.get("abs_path")
    return path in (None, "", *NATIVE) or frame.get("lineno") is None


def split(url: str) -> SplitResult:
    """Take a URL apart; what is none is a path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def candidates(url: str) -> tuple[str, ...]:
    """Return the names a file may have been uploaded under, the most exact first."""
    plain = url.split("#", maxsplit=1)[0]
    bare = plain.split("?")[0]
    parts = split(plain)
    tilde = "~" + urlunsplit(("", "", parts.path, parts.query, ""))
    rooted = (tilde, tilde.split("?")[0]) if parts.scheme or plain.startswith("/") else ()
    return tuple(dict.fromkeys((plain, bare, *rooted)))


def stem(url: str) -> str:
    """Cut a URL down to its path without extension: what a look-up by release is asked with."""
    path = split(url).path
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.partition(".")[0]


def join(base: str, source: str) -> str:
    """Place a source's name beside the URL of its map."""
    if _ABSOLUTE.match(source):
        return source
    if "://" not in base:
        return _joined(base, source)
    parts = split(base)
    return f"{parts.scheme}://{parts.netloc}{_joined(parts.path or '/', source)}"


def _joined(path: str, source: str) -> str:
    """Join paths: a leading slash or tilde starts at the root, two dots go up."""
    if source.startswith(("/", "~")):
        return posixpath.normpath("/" + source.lstrip("~/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), source))


def source_filename(source: str) -> str:
    """Shorten the names that bundlers give to sources."""
    if "/~/" in source:
        return "~/" + source.split("/~/", 1)[1]
    source = _NAMESPACE.sub("./", source)
    for prefix in ("webpack:///", "turbopack:///[project]/", "turbopack:///"):
        source = source.removeprefix(prefix)
    return source


def module_of(url: str) -> str | None:
    """Name the module of a source by its URL; None for files that have none."""
    parts = split(url)
    if parts.scheme not in ("http", "https", "webpack", "turbopack", "app"):
        return None
    folders = [folder for folder in parts.path.split("/") if folder]
    while len(folders) > 1 and _DULL_FOLDER.fullmatch(folders[0]):
        folders.pop(0)
    name, _, extension = "/".join(folders).rpartition(".")
    return (name if "/" not in extension else "/".join(folders)).removesuffix(".min") or None


class ScriptLines:
    """The lines of a script around its frames, snipped; a large one is not taken apart for it."""

    def __init__(self, script: bytes) -> None:
        small = len(script) <= _SMALL
        self._lines = script.decode(errors="replace").splitlines() if small else None
        self._wide = None if small else Lines(script, 0, len(script))

    def around(
        self, line: int, column: int, number: int
    ) -> tuple[list[str], str, list[str]] | None:
        """Return `number` lines before a line, the line at a column, and as many behind it.

        None where there is no such line.
        """
        here = self._line(line, column)
        if here is None:
            return None
        before = (self._line(each, 0) for each in range(max(line - number, 0), line))
        after = (self._line(each, 0) for each in range(line + 1, line + number + 1))
        there = [[one for one in some if one is not None] for some in (before, after)]
        return there[0], here, there[1]

    def _line(self, line: int, column: int) -> str | None:
        if self._wide is None:
            lines = self._lines or ()
            return snip(lines[line], column) if 0 <= line < len(lines) else None
        if not self._wide.has(line):
            return None
        width = self._wide.width(line)
        start, end = _snipped(width, column)
        text = self._wide.units(line, start, end).decode("utf-16-le", "replace")
        return _marked(text.removesuffix("\r"), start, end < width)


def snip(line: str, column: int) -> str:
    """Cut a long line down to what stands around a column."""
    start, end = _snipped(len(line), column)
    return _marked(line[start:end], start, end < len(line))


def _snipped(width: int, column: int) -> tuple[int, int]:
    """Return which columns of a line are shown."""
    if width <= _SNIP_ABOVE:
        return 0, width
    start = max(min(column - _SNIP_BEFORE, width - _SNIP_TO), 0)
    return start, min(start + _SNIP_TO, width)


def _marked(text: str, start: int, more: bool) -> str:
    return ("{snip} " if start else "") + text + (" {snip}" if more else "")


def objects(values: object) -> list[Json]:
    """Return the JSON objects in what should be a list of them."""
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
