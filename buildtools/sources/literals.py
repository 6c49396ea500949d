"""Expressions as values: what is written is read, what would have to be computed stays code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.bindings import Bindings
from buildtools.sources.declarations import (
    FUNCTIONS,
    Function,
    Held,
    Imported,
    inner,
    key,
)
from buildtools.sources.grammar import head, string, text
from buildtools.sources.known import called_so, number, part, unsettle

if TYPE_CHECKING:
    from tree_sitter import Node

Follow = Callable[[Imported], "tuple[Reader, Node] | None"]
"""Where another module of the app has what is imported; None where it is not followed."""

MOST_VALUES = 5_000
_DEPTH = 40
_ENVIRONMENTS = ("process.env", "import.meta.env")
_NOTHING = frozenset({"undefined", "null", "''", '""', "``"})
_OPERATORS = frozenset({"||", "??"})


class Budget:
    """How many values may still be read for one expression: constants may multiply."""

    left = 0


class Reader:
    """Values of one file."""

    def __init__(self, bindings: Bindings, follow: Follow, budget: Budget) -> None:
        self.bindings = bindings
        self._follow = follow
        self._budget = budget

    def read(self, node: "Node") -> Value:
        """Return what an expression is, as `value` does, of which nothing was read yet."""
        self._budget.left = MOST_VALUES
        return self.value(node)

    def returned(self, node: "Node") -> Value:
        """Return what a function returns where it does nothing else, else the function as code."""
        function = _function(Held(inner(node)))
        if function is None and inner(node).type == "identifier":
            function = _function(self.bindings.find(node, text(inner(node))))
        result = _result(function) if function else None
        return self.code(inner(node)) if result is None else self.read(result)

    def value(self, node: "Node", depth: int = 0) -> Value:
        """Return what an expression is: a literal, or code."""
        node = inner(node)
        read = _KINDS.get(node.type)
        if read is None or depth > _DEPTH or not self.spend():
            return self.code(node)
        return read(self, node, depth + 1)

    def spend(self) -> bool:
        """Whether one more value may be read."""
        self._budget.left -= 1
        return self._budget.left >= 0

    def _literal(self, node: "Node", _: int) -> Value:
        match node.type:
            case "string":
                return string(node)
            case "number":
                read = number(text(node))
                return self.code(node) if read is None else read
            case "true" | "false":
                return node.type == "true"
            case "regex":
                return head(node, self.bindings.source, 200)
            case _:
                return None

    def _array(self, node: "Node", depth: int) -> Value:
        items = (each for each in node.named_children if each.type != "comment")
        return [self._item(each, depth) for each in items]

    def code(self, node: "Node") -> Code:
        """Return an expression as it is written."""
        written = head(node, self.bindings.source)
        if node.type in FUNCTIONS:
            return Code(written, "function")
        if node.type in {"call_expression", "new_expression"}:
            return Code(written, "call")
        return Code(written, "spread" if node.type == "spread_element" else "other")

    def _template(self, node: "Node", _: int) -> Value:
        if any(each.type == "template_substitution" for each in node.named_children):
            return self.code(node)
        return string(node)

    def _item(self, node: "Node", depth: int) -> Value:
        return self.code(node) if node.type == "spread_element" else self.value(node, depth)

    def _object(self, node: "Node", depth: int) -> Value:
        made: dict[str, Value] = {}
        for each in node.named_children:
            match each.type:
                case "pair":
                    self._put(made, each, depth)
                case "shorthand_property_identifier":
                    made[text(each)] = self._named(each, depth)
                case "method_definition":
                    name = each.child_by_field_name("name")
                    made[key(name) if name else ""] = Code(
                        head(each, self.bindings.source), "function"
                    )
                case "spread_element" if each.named_children:
                    self._spread(made, each, depth)
        return made

    def _put(self, made: dict[str, Value], pair: "Node", depth: int) -> None:
        name, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if name is None or value is None:
            return
        if name.type != "computed_property_name":
            made[key(name)] = self.value(value, depth)
            return
        computed = name.named_children[0] if name.named_children else name
        known = self.value(computed, depth)
        if isinstance(known, str):
            made[known] = self.value(value, depth)
        else:
            unsettle(made, self.code(pair))

    def _spread(self, made: dict[str, Value], node: "Node", depth: int) -> None:
        value = self.value(node.named_children[0], depth)
        if isinstance(value, dict):
            for name, each in value.items():
                if isinstance(each, Code) and each.kind == "spread" and name.startswith("..."):
                    unsettle(made, each)
                else:
                    made[name] = each
        elif value is not None and value is not False:
            unsettle(made, self.code(node))

    def _named(self, node: "Node", depth: int) -> Value:
        """Read what a name stands for: a constant of this file, or one that another exports."""
        name = text(node)
        if name == "undefined":
            return None
        found = self.bindings.find(node, name)
        code = Code(name)
        if depth > _DEPTH:
            return code
        if isinstance(found, Held):
            if self.bindings.may_change(name):
                return code
            value = part(self.value(found.value, depth), found.path, code)
            return called_so(value, name) if isinstance(value, Code) else value
        if isinstance(found, Function):
            return Code(name, "function")
        if isinstance(found, Imported):
            if found.source.startswith("$env/"):
                return Code(name, "variable")
            value = self._imported(found, depth, code)
            return called_so(value, name) if isinstance(value, Code) else value
        return code

    def _imported(self, imported: Imported, depth: int, code: Code) -> Value:
        place = self._follow(imported)
        if place is None:
            return code
        reader, node = place
        if node.type in FUNCTIONS:
            return Code(code.text, "function")
        return reader.value(node, depth)

    def _member(self, node: "Node", depth: int) -> Value:
        name = _variable(node)
        if name:
            return Code(name, "variable")
        of, last = node.child_by_field_name("object"), node.child_by_field_name("property")
        if node.type != "member_expression" or of is None or last is None:
            return self.code(node)
        imported = self.bindings.imported(of)
        if imported and imported.source.startswith("."):
            return self._imported(imported.part(text(last)), depth, self.code(node))
        whole = self.value(of, depth)
        return part(whole, (text(last),), self.code(node))

    def _either(self, node: "Node", depth: int) -> Value:
        """Read `process.env.NAME || undefined` as the variable; other operators compute."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left and right and operator and text(operator) in _OPERATORS:
            first = self.value(left, depth)
            is_variable = isinstance(first, Code) and first.kind == "variable"
            if is_variable and text(inner(right)) in _NOTHING:
                return first
        return self.code(node)

    def _signed(self, node: "Node", depth: int) -> Value:
        operand, operator = (node.child_by_field_name(each) for each in ("argument", "operator"))
        value = self.value(operand, depth) if operand else Code("")
        sign = text(operator) if operator else ""
        if sign == "void":
            return None
        if sign == "!" and not isinstance(value, Code | list | dict):
            return not value
        if sign in {"-", "+"} and isinstance(value, int | float) and not isinstance(value, bool):
            return -value if sign == "-" else value
        return self.code(node)

    def _called(self, node: "Node", depth: int) -> Value:
        """Read what a function of the app returns, where that is all that it does."""
        called = node.child_by_field_name("function")
        code = self.code(node)
        if called is None or called.type != "identifier":
            return code
        found = self.bindings.find(called, text(called))
        place = self._follow(found) if isinstance(found, Imported) else None
        reader, function = place or (self, _function(found))
        result = _result(function) if function else None
        if result is None:
            return code
        value = reader.value(result, depth)
        settled = not isinstance(value, Code) or value.kind == "variable"
        return value if settled else code


_KINDS: dict[str, Callable[[Reader, "Node", int], Value]] = {
    **dict.fromkeys(
        ("string", "number", "true", "false", "regex", "null", "undefined"),
        Reader._literal,
    ),
    "template_string": Reader._template,
    "array": Reader._array,
    "object": Reader._object,
    "identifier": Reader._named,
    "member_expression": Reader._member,
    "subscript_expression": Reader._member,
    "binary_expression": Reader._either,
    "unary_expression": Reader._signed,
    "call_expression": Reader._called,
}
"""How each kind of expression is read; every other is code."""


def _variable(node: "Node") -> str:
    """Return the name of an environment variable; empty for any other member."""
    of = node.child_by_field_name("object")
    if of is None or text(of) not in _ENVIRONMENTS:
        return ""
    name = node.child_by_field_name("property") or node.child_by_field_name("index")
    if name is None or (node.type == "subscript_expression" and name.type != "string"):
        return ""
    return key(name)


def _function(found: object) -> "Node | None":
    if isinstance(found, Function):
        return found.node
    if isinstance(found, Held) and not found.path and inner(found.value).type in FUNCTIONS:
        return inner(found.value)
    return None


def _result(function: "Node") -> "Node | None":
    """Return what a function returns, where it does nothing else first that could matter."""
    body = function.child_by_field_name("body")
    if body is None or function.type.startswith("generator") or _is_async(function):
        return None
    if body.type != "statement_block":
        return body
    statements = [each for each in body.named_children if each.type != "comment"]
    if len(statements) != 1 or statements[0].type != "return_statement":
        return None
    return statements[0].named_children[0] if statements[0].named_children else None


def _is_async(function: "Node") -> bool:
    return any(each.type == "async" for each in function.children)
