"""Texts of JavaScript and TypeScript as trees. Nothing of them is run."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query

_TYPED = (".ts", ".mts", ".cts")
"""In these `<Type>value` is no element."""
_LIBRARIES = ("tree_sitter", "tree_sitter_typescript")
_LONGEST_NAME = 400
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def is_installed() -> bool:
    """Whether texts can be parsed here."""
    return all(find_spec(each) for each in _LIBRARIES)


def parse(source: bytes, name: str) -> "Node":
    """Parse a file; its name tells which of two grammars. What it cannot read is an error node."""
    from tree_sitter import Parser

    return Parser(_language(typed=name.endswith(_TYPED))).parse(source).root_node


@cache
def _language(*, typed: bool) -> "Language":
    import tree_sitter_typescript as grammars
    from tree_sitter import Language

    return Language(grammars.language_typescript() if typed else grammars.language_tsx())


@cache
def _query(pattern: str, language: "Language") -> "Query":
    from tree_sitter import Query

    return Query(language, pattern)


def all_of(root: "Node", name: str, *kinds: str) -> "Iterator[Node]":
    """Find the nodes of some kinds, in the order of the text; `name` is the file's.

    A query is ten times as fast as a walk, but takes the square of what is not understood.
    """
    if root.has_error:
        yield from _walked(root, frozenset(kinds))
        return
    from tree_sitter import QueryCursor

    language = _language(typed=name.endswith(_TYPED))
    known = [each for each in kinds if language.id_for_node_kind(each, True) is not None]
    pattern = f"[{' '.join(f'({each})' for each in known)}] @found"
    found = QueryCursor(_query(pattern, language)).captures(root).get("found", [])
    yield from sorted(found, key=lambda node: (node.start_byte, -node.end_byte))


def _walked(root: "Node", kinds: frozenset[str]) -> "Iterator[Node]":
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is not None and node.is_named and node.type in kinds:
            yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def first_error(root: "Node") -> int | None:
    """Return the line, from one, at which the grammar does not understand; None where it does."""
    node = root
    while node.has_error:
        below = next((each for each in node.children if each.has_error or each.is_missing), None)
        if below is None or node.type == "ERROR":
            return node.start_point[0] + 1
        node = below
    return node.start_point[0] + 1 if node.is_missing else None


def text(node: "Node") -> str:
    """Return a name as it is written; what is too long for one is empty."""
    if node.end_byte - node.start_byte > _LONGEST_NAME:
        return ""
    return (node.text or b"").decode("utf-8", "replace")


def head(node: "Node", source: bytes, most: int = 80) -> str:
    """Return how a node begins, on one line of at most so many characters."""
    end = min(node.end_byte, node.start_byte + 8 * most)
    line = " ".join(source[node.start_byte : end].decode("utf-8", "replace").split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def string(node: "Node") -> str:
    """Return what a literal text says, its escapes undone."""
    parts = [
        _unescaped(text(each))
        if each.type == "escape_sequence"
        else (each.text or b"").decode("utf-8", "replace")
        for each in node.named_children
    ]
    # Two escapes may make one character; one alone makes none.
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(sequence: str) -> str:
    kind, digits = sequence[1:2], sequence[2:].strip("{}")
    if kind in ("x", "u"):
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return "\ufffd"
    if kind in "\r\n\u2028\u2029":
        return ""
    return _ESCAPED.get(kind, kind)
