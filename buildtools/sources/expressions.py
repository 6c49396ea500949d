"""Expressions as they are written: members, arguments, returns, exports. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from buildtools.sources.declarations import FUNCTIONS, inner, key
from buildtools.sources.grammar import string, text

if TYPE_CHECKING:
    from tree_sitter import Node

EXPORTS = ("module.exports", "exports.default")
"""What a script exports as a whole by assigning to it."""
_DEPTH = 40


def exported_whole(statement: "Node") -> "Node | None":
    """Return the expression that a statement exports as a whole; None for any other statement."""
    if statement.type == "export_statement":
        if any(each.type in {"default", "="} for each in statement.children):
            value = statement.child_by_field_name("value")
            declared = statement.child_by_field_name("declaration")
            last = statement.named_children[-1] if statement.named_children else None
            return value or declared or last
        return None
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    node = statement.named_children[0]
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "assignment_expression" and left and text(left) in EXPORTS:
        while right and right.type == "assignment_expression":
            right = right.child_by_field_name("right")
        return right
    return None


def returns(function: "Node") -> "list[Node]":
    """Return all that a function may return, in the order of the text."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [body]
    found: list[Node] = []
    _returned(body, found, 0)
    return found


def _returned(node: "Node", found: "list[Node]", depth: int) -> None:
    for each in node.named_children if depth <= _DEPTH else ():
        if each.type == "return_statement":
            found += [one for one in each.named_children if one.type != "comment"]
        elif each.type not in FUNCTIONS and each.type != "class_declaration":
            _returned(each, found, depth + 1)


def members(node: "Node") -> "Iterator[tuple[str, Node]]":
    """Return key and value of an object literal's members."""
    for each in node.named_children:
        if each.type == "pair":
            name, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if name and value and name.type != "computed_property_name":
                yield key(name), value
        elif each.type == "shorthand_property_identifier":
            yield text(each), each


def items(node: "Node") -> "list[Node]":
    """Return the elements of an array, or arguments, that are written one by one."""
    return [each for each in node.named_children if each.type not in {"comment", "spread_element"}]


def last_name(called: "Node") -> str:
    """Return `merge` of `_.merge`; empty where no name stands there."""
    called = inner(called)
    name = called.child_by_field_name("property") if called.type == "member_expression" else called
    return text(name) if name and name.type.endswith("identifier") else ""


def path_of(node: "Node") -> tuple[str, ...]:
    """Return `config.build.sourcemap` as names; empty for what is no such path."""
    if node.type in {"identifier"}:
        return (text(node),)
    of = node.child_by_field_name("object")
    name = node.child_by_field_name("property") or node.child_by_field_name("index")
    if of is None or name is None or name.type not in {"property_identifier", "string"}:
        return ()
    before = path_of(inner(of))
    return (*before, string(name) if name.type == "string" else text(name)) if before else ()
