"""What names mean in a configuration, and which object literal an expression is in its file."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from buildtools.review.evidence.sources import Value
from buildtools.sources.declarations import FUNCTIONS, Function, Held, Unknown, inner
from buildtools.sources.expressions import EXPORTS, items, members, path_of, returns
from buildtools.sources.grammar import all_of, text
from buildtools.sources.literals import Reader
from buildtools.sources.modules import Module

if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 40


class Named(Reader):
    """Names of one file of configuration."""

    def __init__(self, module: Module) -> None:
        super().__init__(module.bindings, module.follow, module.budget)
        self.module = module

    def config(self, node: "Node", depth: int = 0) -> Value:
        """Return what is configured by an expression; told by whoever reads whole objects."""
        raise NotImplementedError

    def meant(self, node: "Node") -> "tuple[Named, Node] | None":
        """Return the expression that a name stands for here; None where that is not known."""
        if node.type == "member_expression" and text(node) in EXPORTS:
            earlier = self._assigned(text(node), node)
            return (self, earlier) if earlier else None
        imported = self.bindings.imported(node)
        if imported:
            place = self.module.follow(imported)
            if place is None or not isinstance(place[0], Named):
                return None
            return place[0], place[1]
        if node.type == "member_expression":
            found = self.member_of(node)
            return (self, found) if found else None
        binding = self.bindings.find(node, text(node))
        if isinstance(binding, Function):
            return self, binding.node
        if isinstance(binding, Held):
            return self._part(binding.value, binding.path)
        earlier = self._assigned(text(node), node) if isinstance(binding, Unknown) else None
        return (self, earlier) if earlier else None

    def _part(self, node: "Node", path: Sequence[str]) -> "tuple[Named, Node] | None":
        found: Node | None = node
        for name in path:
            found = self.member(found, name) if found else None
        return (self, found) if found else None

    def member_of(self, node: "Node") -> "Node | None":
        """Return the member that `config.build` is, where `config` is an object of this file."""
        of, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        return self.member(of, text(name)) if of and name else None

    def member(self, node: "Node", name: str) -> "Node | None":
        """Return the value of a member of the object that is written here."""
        found = self.main(node)
        return dict(members(found)).get(name) if found else None

    def _assigned(self, name: str, before: "Node") -> "Node | None":
        """Return what a variable was last given before a place."""
        found = None
        for left, right in self._assignments:
            if right.end_byte > before.start_byte:
                if right.start_byte <= before.start_byte:
                    break
                continue
            if text(left) == name:
                found = right
        return found

    @cached_property
    def _assignments(self) -> "list[tuple[Node, Node]]":
        kinds = ("assignment_expression", "variable_declarator")
        made = []
        for node in all_of(self.bindings.root, self.bindings.file, *kinds):
            left = node.child_by_field_name("left") or node.child_by_field_name("name")
            right = node.child_by_field_name("right") or node.child_by_field_name("value")
            if left and right:
                made.append((left, right))
        return made

    def changes(self, name: "Node") -> "Iterator[tuple[tuple[str, ...], Node | None]]":
        """Return members that are assigned to a constant: path and value; None under an `if`."""
        for left, right in self._assignments:
            path = path_of(left)
            if len(path) > 1 and path[0] == text(name):
                statement = left.parent.parent if left.parent else None
                around = statement.parent if statement else None
                yield path[1:], right if around and around.type == "program" else None

    def main(self, node: "Node", depth: int = 0) -> "Node | None":
        """Return the object literal of this file in which an expression's members stand."""
        node = inner(node)
        if depth > DEPTH:
            return None
        if node.type == "object":
            return node
        below: Iterable[Node] = ()
        match node.type:
            case "call_expression":
                given = node.child_by_field_name("arguments")
                below = items(given) if given else ()
            case "ternary_expression" | "array":
                below = [each for each in node.named_children if each.type != "comment"]
            case "identifier" | "member_expression" | "shorthand_property_identifier":
                place = self.meant(node)
                below = (place[1],) if place and place[0] is self and place[1] is not node else ()
            case kind if kind in FUNCTIONS:
                below = reversed(returns(node))
        found = (self.main(each, depth + 1) for each in below)
        return next((each for each in found if each), None)
