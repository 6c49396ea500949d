"""Files of the app as modules: what each exports, and what it takes from another beside it."""

import posixpath
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from buildtools.sources.bindings import Bindings
from buildtools.sources.declarations import Function, Held, Imported, inner, key
from buildtools.sources.grammar import parse, string, text
from buildtools.sources.literals import Budget, Reader

if TYPE_CHECKING:
    from tree_sitter import Node

READ = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_TYPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}

Load = Callable[[str], bytes | None]
"""Reads a file by its path; None where it is none, too large or outside of the app."""


class Module:
    """One file, parsed."""

    def __init__(
        self,
        file: str,
        source: bytes,
        load: Load,
        *,
        follows: bool = True,
        budget: Budget | None = None,
    ) -> None:
        """Parse; `follows` says whether what it imports from beside it is looked up."""
        self.file = file
        self.budget = budget or Budget()
        self.root = parse(source, file)
        self.bindings = Bindings(self.root, source, file)
        self.reader = Reader(self.bindings, self.follow if follows else _nowhere, self.budget)
        self.load = load
        self._others: dict[str, Module | None] = {}

    def exports(self) -> tuple[str, ...]:
        """Name what it exports; `*` where it passes on all that another module has."""
        return tuple(dict.fromkeys(name for name, _ in _exports(self.root)))

    def exported(self, name: str) -> "Node | None":
        """Return what an export is in this file; None where it comes from another."""
        for exported, node in _exports(self.root):
            if exported != name or node is None:
                continue
            if node.type != "identifier":
                return node
            found = self.bindings.find(node, text(node))
            if isinstance(found, Function):
                return found.node
            held = isinstance(found, Held) and not found.path
            return node if held and not self.bindings.may_change(text(node)) else None
        return None

    def follow(self, imported: Imported) -> "tuple[Reader, Node] | None":
        """Return where another module of the app has what is imported; None where none has."""
        if not imported.source.startswith("."):
            return None
        other = self._other(imported.source)
        node = other.exported(imported.name) if other else None
        if other is None or node is None:
            return None
        if node.type == "identifier":
            found = other.bindings.find(node, text(node))
            is_function = isinstance(found, Held) and inner(found.value).type == "arrow_function"
            node = inner(found.value) if isinstance(found, Held) and is_function else node
        return other.reader, node

    def _other(self, source: str) -> "Module | None":
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self.file), source))
        if place not in self._others:
            found = ((name, self.load(name)) for name in tried(place))
            name, text_of = next(((n, t) for n, t in found if t is not None), ("", None))
            other = (
                None
                if text_of is None
                else Module(name, text_of, self.load, follows=False, budget=self.budget)
            )
            self._others[place] = other
        return self._others[place]


def _nowhere(_: Imported) -> None:
    """Follow nothing."""


def tried(place: str) -> Iterator[str]:
    """Name the files that a module beside another may mean by a path without a suffix."""
    stem, suffix = posixpath.splitext(place)
    if suffix in READ:
        yield place
        yield from (stem + each for each in _TYPED.get(suffix, ()))
    yield from (place + each for each in READ)
    yield from (f"{place}/index{each}" for each in READ)


def _exports(root: "Node") -> "Iterator[tuple[str, Node | None]]":
    """Return each export with what it is in the file: a name, a function, or None."""
    for statement in root.named_children:
        if statement.type == "export_statement":
            yield from _of_statement(statement)
        elif statement.type == "expression_statement" and statement.named_children:
            yield from _of_assignment(statement.named_children[0])


def _of_statement(statement: "Node") -> "Iterator[tuple[str, Node | None]]":
    declared, value = (statement.child_by_field_name(each) for each in ("declaration", "value"))
    source = statement.child_by_field_name("source")
    is_default = any(each.type == "default" for each in statement.children)
    clause = next((e for e in statement.named_children if e.type == "export_clause"), None)
    if is_default:
        yield "default", value or declared
    elif clause:
        for each in clause.named_children:
            name = each.child_by_field_name("name")
            called = each.child_by_field_name("alias") or name
            if name and called:
                yield key(called), None if source else name
    elif source:
        named = next((e for e in statement.named_children if e.type == "namespace_export"), None)
        yield (text(named.named_children[0]) if named and named.named_children else "*"), None
    elif declared:
        yield from _of_declaration(declared)


def _of_declaration(declared: "Node") -> "Iterator[tuple[str, Node | None]]":
    variables = [each for each in declared.named_children if each.type == "variable_declarator"]
    for each in variables or [declared]:
        name = each.child_by_field_name("name")
        if name and name.type == "identifier":
            yield text(name), name
        elif name and variables:
            yield from ((text(part), None) for part in name.named_children)
        elif name:
            yield text(name), None


def _of_assignment(node: "Node") -> "Iterator[tuple[str, Node | None]]":
    """Read `exports.name = …` and `module.exports = …`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type != "assignment_expression" or left is None or right is None:
        return
    written = text(left)
    if written == "module.exports":
        yield "default", right
        if right.type == "object":
            yield from ((name, None) for name in _keys(right))
    elif written.startswith(("exports.", "module.exports.")):
        yield written.rpartition(".")[2], right


def _keys(node: "Node") -> Iterator[str]:
    for each in node.named_children:
        name = each.child_by_field_name("key") or each.child_by_field_name("name")
        if name:
            yield string(name) if name.type == "string" else text(name)
        elif each.type.startswith("shorthand"):
            yield text(each)
