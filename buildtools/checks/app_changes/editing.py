"""Members put into an object that stands in a file, as whoever wrote the file writes. Pure.

What is there keeps every byte; a new member stands first in its object, where neither a comma that
is lacking nor a spread in front of it can matter: what is spread behind it may still win, and then
the key is written again in no file of ours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from buildtools.found.app_config import Spot

_KEY = re.compile(r"[A-Za-z_$][\w$]*")
_INDENT = re.compile(r"[ \t]*")
_STRING = re.compile(r"'([^'\"\\]*)'")


class Edited(NamedTuple):
    """Lines before and after."""

    line: int
    before: str
    after: str
    text: str
    """All of the file, after."""


class _Splice(NamedTuple):
    start: int
    end: int
    text: str


class Tree(dict[str, "str | Tree"]):
    """Members to write: a value as text, or members below it."""


def edited(
    text: str, spots: Mapping[str, Spot], puts: Iterable[tuple[str, str]], *, is_json: bool
) -> Edited | None:
    """Put keys with their values into the object whose places these are.

    None where a key stands below something that is no object literal in this file.
    """
    data = text.encode()
    style = _Style(text, is_json=is_json)
    inside: dict[str, Tree] = {}
    instead: dict[str, Tree] = {}
    splices: list[_Splice] = []
    for key, value in puts:
        if key in spots:
            spot = spots[key]
            splices.append(_Splice(spot.start, spot.end, style.value(value)))
            continue
        names = key.split(".")
        found = _nearest(data, spots, names)
        if found is None:
            return None
        depth, is_object = found
        above = ".".join(names[:depth])
        trees = inside if is_object else instead
        _plant(trees.setdefault(above, Tree()), names[depth:], value)
    splices += [style.inserted(data, spots[above], tree) for above, tree in inside.items()]
    splices += [
        _Splice(spots[above].start, spots[above].end, style.inline(tree))
        for above, tree in instead.items()
    ]
    return _applied(data, splices)


def _nearest(data: bytes, spots: Mapping[str, Spot], names: list[str]) -> tuple[int, bool] | None:
    """Return how many of the names are there, and whether the last of them is an object."""
    for depth in range(len(names) - 1, -1, -1):
        spot = spots.get(".".join(names[:depth]))
        if spot is not None:
            written = data[spot.start : spot.end]
            if written.startswith(b"{"):
                return depth, True
            plain = re.fullmatch(rb"true|false|null|undefined|'[^']*'|\"[^\"]*\"", written)
            return (depth, False) if plain and depth else None
    return None


def _plant(tree: Tree, names: list[str], value: str) -> None:
    for name in names[:-1]:
        below = tree.setdefault(name, Tree())
        tree = below if isinstance(below, Tree) else Tree()
    tree[names[-1]] = value


class _Style:
    """How a file is written."""

    def __init__(self, text: str, *, is_json: bool) -> None:
        self._is_json = is_json
        self._quote = '"' if is_json or text.count('"') > text.count("'") else "'"
        units = re.findall(r"^( {2,8}|\t)(?=\S)", text, re.MULTILINE)
        self._unit = min(units, key=len) if units else "  "
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def value(self, written: str) -> str:
        return _STRING.sub(rf"{self._quote}\1{self._quote}", written)

    def _name(self, name: str) -> str:
        is_plain = _KEY.fullmatch(name) and not self._is_json
        return name if is_plain else f"{self._quote}{name}{self._quote}"

    def inline(self, tree: Tree) -> str:
        return f"{{ {', '.join(self._members(tree))} }}"

    def _members(self, tree: Tree) -> list[str]:
        return [
            f"{self._name(name)}: {self.inline(v) if isinstance(v, Tree) else self.value(v)}"
            for name, v in tree.items()
        ]

    def _lines(self, tree: Tree, indent: str) -> list[str]:
        """Return members with the indent, one a line; objects with one member stand on it."""
        made = []
        for name, value in tree.items():
            below = value if isinstance(value, Tree) else None
            if below and (len(below) > 1 or any(isinstance(e, Tree) for e in below.values())):
                inner = f",{self._newline}".join(self._lines(below, indent + self._unit))
                made.append(
                    f"{indent}{self._name(name)}: {{{self._newline}{inner}"
                    f"{'' if self._is_json else ','}{self._newline}{indent}}}"
                )
            else:
                made += [f"{indent}{each}" for each in self._members(Tree({name: value}))]
        return made

    def inserted(self, data: bytes, spot: Spot, tree: Tree) -> _Splice:
        """Return the splice that puts members first into the object at a place."""
        written = data[spot.start : spot.end].decode("utf-8", "replace")
        inside = written[1:-1]
        at = spot.start + 1
        if not inside.strip():
            indent = _indent(data, spot.start)
            lines = f",{self._newline}".join(self._lines(tree, indent + self._unit))
            comma = "" if self._is_json else ","
            text = f"{self._newline}{lines}{comma}{self._newline}{indent}"
            return _Splice(at, spot.end - 1, text)
        if "\n" not in inside:
            gap = "" if inside.startswith(" ") else " "
            return _Splice(at, at, f" {', '.join(self._members(tree))},{gap}")
        first = next(line for line in inside.split("\n")[1:] if line.strip())
        found = _INDENT.match(first)
        indent = found[0] if found else self._unit
        lines = f",{self._newline}".join(self._lines(tree, indent))
        return _Splice(at, at, f"{self._newline}{lines},")


def _indent(data: bytes, at: int) -> str:
    line = data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")
    found = _INDENT.match(line)
    return found[0] if found else ""


def _applied(data: bytes, splices: list[_Splice]) -> Edited:
    ordered = sorted(splices, key=lambda each: (each.start, each.end))
    befores, afters = [], []
    for hunk in _hunks(data, ordered):
        start = data.rfind(b"\n", 0, hunk[0].start) + 1
        stop = data.find(b"\n", hunk[-1].end)
        stop = len(data) if stop == -1 else stop
        befores.append(data[start:stop])
        afters.append(_spliced(data, hunk, start, stop))
    line = data.count(b"\n", 0, ordered[0].start) + 1
    text = _spliced(data, ordered, 0, len(data))
    return Edited(line, _joined(befores), _joined(afters), text.decode("utf-8", "replace"))


def _hunks(data: bytes, ordered: list[_Splice]) -> list[list[_Splice]]:
    """Return changes in groups, where no line stands between those of one."""
    made: list[list[_Splice]] = []
    for each in ordered:
        near = made and data.count(b"\n", made[-1][-1].end, each.start) <= 1
        if near:
            made[-1].append(each)
        else:
            made.append([each])
    return made


def _spliced(data: bytes, splices: list[_Splice], start: int, stop: int) -> bytes:
    parts, end = [], start
    for each in splices:
        parts += [data[end : each.start], each.text.encode()]
        end = each.end
    return b"".join([*parts, data[end:stop]])


def _joined(hunks: list[bytes]) -> str:
    """Return lines of several places, with a line of dots between them."""
    shown = (each.decode("utf-8", "replace").replace("\r\n", "\n").rstrip("\r") for each in hunks)
    return "\n…\n".join(shown)


def made(puts: Iterable[tuple[str, str]]) -> str:
    """Return a new file that says all this, and nothing else."""
    tree = Tree()
    for key, value in puts:
        _plant(tree, key.split("."), value)
    text = "export default {};\n"
    spot = Spot(1, 15, 17)
    splice = _Style(text, is_json=False).inserted(text.encode(), spot, tree)
    return _applied(text.encode(), [splice]).text
