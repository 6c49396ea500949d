"""Small pairs for the tests of accuracy: a program of some modules, written and mapped by hand."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildtools.checks.accuracy import runs
from buildtools.checks.maps import Map, Part, Source
from buildtools.sourcemaps.maps.mappings import encode

NOUNS = [
    *("price", "basket", "label", "total", "count"),
    *("order", "parcel", "weight", "address", "customer"),
]


class Made(NamedTuple):
    """A script, its map, and the sources in it."""

    script: str
    map: Map
    places: list[tuple[int, int, int, int, int]]


def module(number: int) -> str:
    """Return a module with names, strings and properties of its own."""
    noun = NOUNS[number % len(NOUNS)]
    return (
        f"// all about {noun}{number}\n"
        f"export function {noun}{number}Of(entry: Entry): string {{\n"
        f"  const found = entry.{noun}{number}Field;\n"
        f'  if (found === undefined) throw new TypeError("no {noun}{number}");\n'
        f"  return found.trimEnd().concat(entry.unit{number});\n"
        "}\n"
    )


def minified(number: int) -> list[tuple[str, int, int]]:
    """Return the same module minified: pieces of script with the line and column they come from."""
    noun = NOUNS[number % len(NOUNS)]
    return [
        ("function ", 1, 7),
        (chr(97 + number % 26), 1, 16),
        ("(e)", 1, 16 + len(f"{noun}{number}Of")),
        ("{const ", 2, 2),
        ("t=", 2, 8),
        ("e.", 2, 16),
        (f"{noun}{number}Field;", 2, 22),
        ("if(", 3, 2),
        ("void 0===t)", 3, 6),
        ("throw ", 3, 27),
        ("new ", 3, 33),
        ("TypeError(", 3, 37),
        (f'"no {noun}{number}");', 3, 47),
        ("return ", 4, 2),
        ("t.", 4, 9),
        ("trimEnd().", 4, 15),
        ("concat(", 4, 25),
        ("e.", 4, 32),
        (f"unit{number})}}", 4, 38),
    ]


def made(modules: int, *, lines: bool = False) -> Made:
    """Make a program of so many modules, in one line or in one a module."""
    script, places = "", []
    line = column = 0
    for number in range(modules):
        for text, source_line, source_column in minified(number):
            places.append((line, column, number, source_line, source_column))
            script += text
            column += len(text)
        if lines:
            script += "\n"
            line, column = line + 1, 0
    return Made(script, mapped(places, [module(number) for number in range(modules)]), places)


def mapped(places: list[tuple[int, int, int, int, int]], texts: list[str]) -> Map:
    """Write places as a map over sources of these texts."""
    sources = tuple(Source(f"src/m{number}.ts", text) for number, text in enumerate(texts))
    return Map(sources, mapped=True, parts=(Part(written(places)),))


def written(places: list[tuple[int, int, int, int, int]]) -> str:
    """Write places as mappings; one with source -1 says that nothing is known from there on."""
    rows: list[list[bytes]] = [
        [] for _ in range(max((place[0] for place in places), default=0) + 1)
    ]
    before = [0, 0, 0]
    column = 0
    last_line = -1
    for line, at, *original in places:
        column = 0 if line != last_line else column
        parts = [encode(at - column)]
        if original[0] >= 0:
            parts += [encode(now - then) for now, then in zip(original, before, strict=True)]
            before = original
        rows[line].append(b"".join(parts))
        column, last_line = at, line
    return b";".join(b",".join(row) for row in rows).decode()


def plain(modules: int) -> Made:
    """Make a program as compilers leave it to be read: all tokens have a place, only types go."""
    lines: list[str] = []
    places: list[tuple[int, int, int, int, int]] = []
    for number in range(modules):
        for source_line, line in enumerate(module(number).splitlines()):
            if source_line == 0:
                continue
            script = line.replace(": Entry): string", ")")
            gone = len(line) - len(script)
            cut = script.find(") {") if gone else len(script)
            for token in re.finditer(r'"[^"]*"|[\w$]+|===|[^\w\s]', script):
                at = token.start() + (gone if token.start() > cut else 0)
                places.append((len(lines), token.start(), number, source_line, at))
            lines.append(script)
    texts = [module(number) for number in range(modules)]
    return Made("\n".join(lines) + "\n", mapped(places, texts), places)


class Known:
    """The entries of a map, as a resolver would have them that counts as its text does."""

    def __init__(self, map_: Map) -> None:
        self._all = [*runs.places(map_)]
        self._names = [source.name for source in map_.sources]
        self.asked = 0
        """How many entries were asked for."""

    def __len__(self) -> int:
        return len(self._all)

    def places(self, indexes: Iterable[int]) -> Iterator[tuple[int, int, str | None, int, int]]:
        """Return the entries with these indexes."""
        for index in indexes:
            self.asked += 1
            line, column, source, source_line, source_column = self._all[index]
            name = self._names[source] if source >= 0 else None
            yield line, column, name, source_line, source_column
