"""What names mean where they are used: an import, what a `const` holds, a function, or unknown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from buildtools.sources.declarations import (
    SCOPES,
    Binding,
    Held,
    Imported,
    Unknown,
    declared,
    inner,
    source_of,
)
from buildtools.sources.enclosing import Enclosing
from buildtools.sources.grammar import all_of, text

if TYPE_CHECKING:
    from tree_sitter import Node

_CHANGING = frozenset({"push", "unshift", "splice", "pop", "shift", "fill", "set"})
_DEPTH = 20
_NESTED = 300
"""Scopes within each other that a name is looked up in; nobody writes so many."""


class Bindings:
    """The names of one file."""

    def __init__(self, root: "Node", source: bytes, file: str) -> None:
        self.root = root
        self.source = source
        self.file = file
        self._scopes = Enclosing(all_of(root, file, *SCOPES))
        self._known: dict[int, dict[str, Binding]] = {}
        self._changed: frozenset[str] | None = None
        self._given = dict(_given(root, file)) if b"import(" in source else {}

    def find(self, node: "Node", name: str) -> Binding | None:
        """Return what a name means at a node; None where nothing in the file declares it."""
        for depth, scope in enumerate(self._scopes.around(node)):
            known = self._declared(scope)
            if name in known:
                return known[name]
            if depth > _NESTED:
                return Unknown()
        return None

    def imported(self, node: "Node", depth: int = 0) -> Imported | None:
        """Return which import an expression is: `Sentry.init`, `init`, `require("…").init`."""
        node = inner(node)
        if depth > _DEPTH:
            return None
        if node.type == "member_expression":
            of, name = node.child_by_field_name("object"), node.child_by_field_name("property")
            whole = self.imported(of, depth + 1) if of and name else None
            return whole.part(text(name)) if whole and name else None
        if node.type == "call_expression":
            source = source_of(node)
            return Imported(source, "*") if source else None
        if node.type != "identifier":
            return None
        found = self.find(node, text(node))
        if isinstance(found, Held):
            whole = self.imported(found.value, depth + 1)
            for key in found.path if whole else ():
                whole = whole.part(key) if whole else None
            return whole
        return found if isinstance(found, Imported) else None

    def may_change(self, name: str) -> bool:
        """Whether something in the file gives a member of what is called so another value."""
        if self._changed is None:
            self._changed = frozenset(self._changes())
        return name in self._changed

    def _changes(self) -> Iterator[str]:
        kinds = ("assignment_expression", "augmented_assignment_expression", "call_expression")
        for node in all_of(self.root, self.file, *kinds):
            if node.type != "call_expression":
                left = node.child_by_field_name("left")
                yield from _first_name(left) if left and left.type != "identifier" else ()
                continue
            called, given = (node.child_by_field_name(each) for each in ("function", "arguments"))
            if called and called.type == "member_expression":
                method = called.child_by_field_name("property")
                if method and text(method) in _CHANGING:
                    yield from _first_name(called)
                if text(called) == "Object.assign" and given and given.named_children:
                    yield from _first_name(given.named_children[0])

    def _declared(self, scope: "Node") -> dict[str, Binding]:
        if scope.id not in self._known:
            self._known[scope.id] = dict(declared(scope, self._given.get(scope.id, "")))
        return self._known[scope.id]


def _given(root: "Node", file: str) -> Iterator[tuple[int, str]]:
    """Return the functions that are given a module: `import("…").then((it) => …)`."""
    for call in all_of(root, file, "call_expression"):
        called, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if called is None or given is None or called.type != "member_expression":
            continue
        of, name = called.child_by_field_name("object"), called.child_by_field_name("property")
        source = source_of(inner(of)) if of and name and text(name) == "then" else ""
        if source and given.named_children:
            yield given.named_children[0].id, source


def _first_name(node: "Node") -> Iterator[str]:
    node = inner(node)
    while node.type in {"member_expression", "subscript_expression"}:
        below = node.child_by_field_name("object")
        if below is None:
            return
        node = inner(below)
    if node.type == "identifier":
        yield text(node)
