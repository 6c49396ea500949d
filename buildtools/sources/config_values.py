"""Values in a configuration, with what is known of a build for production and of paths."""

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.agreeing import agreed
from buildtools.sources.conditions import decided
from buildtools.sources.config_names import DEPTH, Named
from buildtools.sources.declarations import FUNCTIONS, Held, inner
from buildtools.sources.expressions import items, last_name
from buildtools.sources.grammar import text

if TYPE_CHECKING:
    from tree_sitter import Node

_JOINS = frozenset({"resolve", "join", "normalize"})
_SAME = frozenset({"fileURLToPath", "URL", "pathToFileURL", "toString", "String"})
_HERE = frozenset({"import.meta.dirname", "import.meta.url", "process.cwd()"})


class Valued(Named):
    """Values of one file of configuration."""

    def value(self, node: "Node", depth: int = 0) -> Value:
        """Return what an expression is, with what is known of a build for production."""
        node = inner(node)
        own = self._OWN.get(node.type)
        if own and depth <= DEPTH and self.spend():
            found = own(self, node, depth + 1)
            if found is not ...:
                return found  # type: ignore[return-value] # all but the ellipsis
        return super().value(node, depth)

    def _choice(self, node: "Node", depth: int) -> object:
        return self.chosen(node, depth, self.value)

    def chosen(self, node: "Node", depth: int, read: "Callable[[Node, int], Value]") -> Value:
        """Return one side of `a ? b : c`, or what both say."""
        condition, then, other = (
            node.child_by_field_name(each) for each in ("condition", "consequence", "alternative")
        )
        if condition is None or then is None or other is None:
            return self.code(node)
        holds = decided(condition, self._truth)
        if holds is not None:
            return read(then if holds else other, depth)
        both = [read(each, depth) for each in (then, other)]
        if all(isinstance(each, dict) for each in both) or both[0] == both[1]:
            return agreed(both)
        return self.code(node)

    def _truth(self, node: "Node") -> Value:
        """Return what a name in a condition is: a constant of the file."""
        binding = self.bindings.find(node, text(node)) if node.type == "identifier" else None
        if isinstance(binding, Held) and not binding.path:
            found = decided(binding.value, self._truth)
            return self.value(binding.value) if found is None else found
        return self.value(node)

    def _compared(self, node: "Node", depth: int) -> object:
        operator = node.child_by_field_name("operator")
        sign = text(operator) if operator else ""
        if sign == "+":
            parts = [self._side(node, each, depth) for each in ("left", "right")]
            if all(isinstance(each, str) for each in parts):
                return "".join(parts)  # type: ignore[arg-type] # just asked
            return ...
        if sign in {"===", "==", "!==", "!="}:
            found = decided(node, self._truth)
            return ... if found is None else found
        if sign == "&&":
            left = node.child_by_field_name("left")
            holds = decided(left, self._truth) if left else None
            if holds is not None:
                return self._side(node, "right", depth) if holds else False
        if sign in {"||", "??"}:
            first = self._side(node, "left", depth)
            if not isinstance(first, Code):
                return (
                    first
                    if (first or (sign == "??" and first is not None))
                    else self._side(node, "right", depth)
                )
        return ...

    def _negated(self, node: "Node", _: int) -> object:
        found = decided(node, self._truth)
        return ... if found is None else found

    def _side(self, node: "Node", field: str, depth: int) -> Value:
        side = node.child_by_field_name(field)
        return self.value(side, depth) if side else Code("")

    def _variable(self, node: "Node", depth: int) -> object:
        if text(node) in {"__dirname", "import.meta.dirname"}:
            return posixpath.dirname(self.module.file) or "."
        place = self.meant(node)
        if place is None or place[1] is node or place[1].type in FUNCTIONS:
            return ...
        binding = self.bindings.find(node, text(node)) if node.type == "identifier" else None
        if isinstance(binding, Held) and self.bindings.may_change(text(node)):
            found = self.config(node, depth)
            return found if isinstance(found, dict) else ...
        if isinstance(binding, Held) or place[0] is not self:
            return place[0].value(place[1], depth)
        return ...

    def _path_call(self, node: "Node", depth: int) -> object:
        """Read `path.resolve(__dirname, "dist")`, relative to the app's folder."""
        called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        given = node.child_by_field_name("arguments")
        name = last_name(called) if called else ""
        if given is None or name not in _JOINS | _SAME or text(node).startswith("Promise"):
            return ...
        parts = [self._path_part(each, depth) for each in items(given)]
        if not parts or not all(isinstance(each, str) for each in parts):
            return ...
        texts = [str(each) for each in parts]
        if name == "URL":
            return posixpath.normpath(posixpath.join(posixpath.dirname(self.module.file), texts[0]))
        return posixpath.normpath(posixpath.join(*texts)) if name in _JOINS else texts[0]

    def _path_part(self, node: "Node", depth: int) -> Value:
        if text(inner(node)) in _HERE:
            return "."
        return self.value(node, depth)

    def _filled(self, node: "Node", depth: int) -> object:
        """Read a template whose parts are all known."""
        made, end = [], node.start_byte + 1
        for each in node.named_children:
            if each.type != "template_substitution":
                continue
            value = self.value(each.named_children[0], depth) if each.named_children else None
            if isinstance(value, bool) or not isinstance(value, str | int):
                return ...
            made += [self._between(end, each.start_byte), str(value)]
            end = each.end_byte
        return "".join([*made, self._between(end, node.end_byte - 1)])

    def _between(self, start: int, end: int) -> str:
        return self.bindings.source[start:end].decode("utf-8", "replace")

    _OWN: ClassVar[dict[str, "Callable[[Valued, Node, int], object]"]] = {
        "ternary_expression": _choice,
        "binary_expression": _compared,
        "unary_expression": _negated,
        "identifier": _variable,
        "member_expression": _variable,
        "call_expression": _path_call,
        "new_expression": _path_call,
        "template_string": _filled,
    }
