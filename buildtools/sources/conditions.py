"""Conditions in a configuration, for the one build that is released: one for production. Pure."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.declarations import inner
from buildtools.sources.grammar import string, text

if TYPE_CHECKING:
    from tree_sitter import Node

Ask = Callable[["Node"], Value]

_KNOWN = {
    "process.env.NODE_ENV": "production",
    "import.meta.env.MODE": "production",
    "mode": "production",
    "argv.mode": "production",
    "options.mode": "production",
    "command": "build",
    "phase": "PHASE_PRODUCTION_BUILD",
}
"""What the functions of configurations are told when they build for production, by their usual
names; asked only where the file itself says nothing of the name."""
_PHASES = ("PHASE_PRODUCTION_BUILD", "PHASE_DEVELOPMENT_SERVER", "PHASE_PRODUCTION_SERVER")
_DEPTH = 30


def decided(node: "Node", ask: Ask, depth: int = 0) -> bool | None:
    """Return whether a condition holds in a build for production; None where nothing tells."""
    node = inner(node)
    if depth > _DEPTH:
        return None
    if node.type == "unary_expression":
        argument, operator = (node.child_by_field_name(e) for e in ("argument", "operator"))
        found = decided(argument, ask, depth + 1) if argument else None
        return None if found is None or not operator or text(operator) != "!" else not found
    if node.type == "binary_expression":
        return _binary(node, ask, depth + 1)
    value = _side(node, ask)
    if isinstance(value, Code | dict | list):
        return None
    return bool(value) and value != "false"


def _binary(node: "Node", ask: Ask, depth: int) -> bool | None:
    left, right, sign = (node.child_by_field_name(e) for e in ("left", "right", "operator"))
    if left is None or right is None or sign is None:
        return None
    operator = text(sign)
    if operator in {"&&", "||"}:
        both = [decided(each, ask, depth) for each in (left, right)]
        deciding = operator == "||"
        if deciding in both:
            return deciding
        return None if None in both else not deciding
    if operator not in {"===", "==", "!==", "!="}:
        return None
    sides = [_side(inner(each), ask) for each in (left, right)]
    if any(isinstance(each, Code | dict | list) for each in sides):
        return None
    return (sides[0] == sides[1]) is (operator in {"===", "=="})


def _side(node: "Node", ask: Ask) -> Value:
    written = text(node)
    if node.type == "string":
        return string(node)
    phase = next((each for each in _PHASES if written.endswith(each)), None)
    if phase:
        return phase
    value = ask(node)
    is_open = isinstance(value, Code)
    known = _KNOWN.get(written.replace("?.", ".")) if is_open else None
    return value if known is None else known
