"""What a build's maps are good for: where marked errors resolve to, and who can read the maps.

A source marks a line that throws with `// @throws FUNCTION`. Its message is found again in the
built scripts; where `new` stands before it V8 puts the frame, and there `symbolic` asks the map.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.scripts.comments import read, read_reference
from buildtools.sourcemaps.scripts.inline_map import embedded_map

_MARKED = re.compile(r'(?P<frame>new \w+)\("(?P<message>[^"]+)".*// @throws (?P<function>\w+)$')
_IN_EVAL = re.compile(rb"sourceMappingURL=data:[^,]*;base64,([\w+/=]+)")
_SOURCES = (".ts", ".js", ".jsx")


class Marked(NamedTuple):
    """A line of the source that throws; line and column are counted from zero."""

    file: str
    line: int
    columns: range
    """Of `new` and the class it names: minifiers leave out the `new` of errors."""
    function: str
    message: str


class Frame(NamedTuple):
    """What became of one marked error in one script."""

    served: bool
    line: bool
    column: bool
    name: bool


class Judged(NamedTuple):
    """A build as its maps are."""

    frames: Sequence[Frame]
    map_bytes: int
    published: str


def marked(app: Path) -> Sequence[Marked]:
    """Find the lines that throw."""
    files = (each for each in sorted(app.rglob("*")) if each.suffix in _SOURCES)
    own = (each for each in files if not {"node_modules", ".next", "dist"} & set(each.parts))
    return [error for file in own for error in _marked_in(file)]


def _marked_in(file: Path) -> Iterator[Marked]:
    for line, text in enumerate(file.read_text().splitlines()):
        if found := _MARKED.search(text):
            columns = range(*found.span("frame"))
            yield Marked(file.name, line, columns, found["function"], found["message"])


def judge(errors: Sequence[Marked], served: Path, server: Path | None) -> Judged:
    """Judge the scripts of both folders; `server` is None where there is none."""
    frames: list[Frame] = []
    seen: dict[Path, bytes] = {}
    for folder in (served, server):
        for script in sorted(folder.rglob("*.js")) if folder else ():
            map_ = _map_of(script)
            seen[script] = map_
            frames += _frames(script.read_bytes(), map_, errors, served=folder == served)
    lengths = (len(map_) or _in_evals(script) for script, map_ in seen.items())
    return Judged(frames, sum(lengths), _published(served, seen))


def _map_of(script: Path) -> bytes:
    """Read the map in a script, the one it names, or the one beside it; else nothing."""
    code = script.read_bytes()
    named = read_reference(code) or ""
    if named.startswith("data:"):
        return embedded_map(code, read(code)).text
    beside = script.with_name(script.name + ".map")
    places = [script.parent / unquote(named), beside] if named else [beside]
    return next((each.read_bytes() for each in places if each.is_file()), b"")


def _in_evals(script: Path) -> int:
    """Count the bytes of maps that stand in the texts that a script evaluates."""
    return sum(len(found[1]) * 3 // 4 for found in _IN_EVAL.finditer(script.read_bytes()))


def _frames(code: bytes, map_: bytes, errors: Sequence[Marked], *, served: bool) -> Iterator[Frame]:
    try:
        resolver = Resolver(code, map_) if map_ else None
    except SourceMapError:
        resolver = None
    for line, text in enumerate(code.decode().split("\n")):
        for error in errors:
            thrown = rf"(?:new\s+)?\w+\(\s*\\?[\"'`]{re.escape(error.message)}"
            for found in re.finditer(thrown, text):
                column = len(text[: found.start()].encode("utf-16-le")) // 2
                yield _frame(resolver, line, column, error, served=served)


def _frame(
    resolver: Resolver | None, line: int, column: int, error: Marked, *, served: bool
) -> Frame:
    original = resolver.lookup(line, column) if resolver else None
    if not original or not (original.source or "").endswith(error.file):
        return Frame(served, line=False, column=False, name=False)
    on_line = original.line == error.line
    return Frame(
        served,
        on_line,
        on_line and original.column in error.columns,
        on_line and _bare(original.function) == error.function,
    )


def _bare(function: str | None) -> str:
    """Leave the class out: `Oven.plan` -> `plan`, `new Oven` -> `Oven`."""
    return re.split(r"[ .]", function or "")[-1]


def _published(served: Path, maps: dict[Path, bytes]) -> str:
    """Return how a visitor comes to the map of a served script."""
    ways = []
    for script, map_ in maps.items():
        if not script.is_relative_to(served):
            continue
        code = script.read_bytes()
        named = read_reference(code) or ""
        if b"sourceMappingURL=data:" in code:
            ways.append("in the script")
        elif map_:
            text = "" if b'"sourcesContent"' in map_ else ", without texts"
            ways.append(("named by its script" if named else "beside its script, unnamed") + text)
        elif named:
            ways.append("no, but named: 404")
    return ", ".join(sorted(set(ways))) or "no"
