"""What is declared where: imports, constants, functions and parameters of one scope. Pure."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from buildtools.sources.grammar import string, text

if TYPE_CHECKING:
    from tree_sitter import Node


class Imported(NamedTuple):
    """A part of another module; `*` is all of it."""

    source: str
    """As it is written: @sentry/browser, ./release."""
    name: str

    def part(self, name: str) -> "Imported":
        """Return a part of it: `Sentry.init`, or `Sentry.metrics.count` as `metrics.count`."""
        whole = self.name in {"*", "default"}
        return Imported(self.source, name if whole else f"{self.name}.{name}")


class Held(NamedTuple):
    """What a `const` was given, or the part of that at a path of keys."""

    value: "Node"
    path: tuple[str, ...] = ()


class Function(NamedTuple):
    """A function that was declared."""

    node: "Node"


class Unknown(NamedTuple):
    """A parameter, a variable that may change, a class."""


Binding = Imported | Held | Function | Unknown

BLOCKS = frozenset({"program", "statement_block", "switch_case", "switch_default"})
FUNCTIONS = frozenset(
    {
        *("function_declaration", "function_expression", "arrow_function", "method_definition"),
        *("generator_function", "generator_function_declaration"),
    }
)
SCOPES = BLOCKS | FUNCTIONS | {"for_statement", "for_in_statement", "catch_clause"}
WRAPPERS = frozenset(
    {
        *("parenthesized_expression", "as_expression", "satisfies_expression"),
        *("non_null_expression", "await_expression", "type_assertion"),
    }
)
"""Around a value, and the same value; what is awaited is what it becomes."""
_DEPTH = 20


def inner(node: "Node") -> "Node":
    """Return a value without what stands around it."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def declared(scope: "Node", given: str) -> Iterator[tuple[str, Binding]]:
    if scope.type in BLOCKS:
        for statement in scope.named_children:
            yield from _of_statement(statement)
    elif scope.type in FUNCTIONS:
        yield from _of_function(scope, given)
    else:
        fields = ("initializer", "left", "parameter")
        for node in filter(None, map(scope.child_by_field_name, fields)):
            yield from _of_statement(node)
            yield from _names(node, (), lambda _: Unknown())


def _of_statement(node: "Node") -> Iterator[tuple[str, Binding]]:
    match node.type:
        case "import_statement":
            yield from _of_import(node)
        case "export_statement":
            inside = node.child_by_field_name("declaration")
            yield from _of_statement(inside) if inside else ()
        case "lexical_declaration" | "variable_declaration":
            fixed = node.children[0].type == "const"
            for each in node.named_children:
                if each.type == "variable_declarator":
                    yield from _of_variable(each, fixed=fixed)
        case "function_declaration" | "class_declaration" | "enum_declaration":
            name = node.child_by_field_name("name")
            made = Function(node) if node.type == "function_declaration" else Unknown()
            yield from [(text(name), made)] if name else ()


def _of_import(node: "Node") -> Iterator[tuple[str, Binding]]:
    source = node.child_by_field_name("source")
    clause = next((each for each in node.named_children if each.type == "import_clause"), None)
    if source is None or clause is None:
        return
    for each in clause.named_children:
        match each.type:
            case "identifier":
                yield text(each), Imported(string(source), "default")
            case "namespace_import" if each.named_children:
                yield text(each.named_children[0]), Imported(string(source), "*")
            case "named_imports":
                for one in each.named_children:
                    name = one.child_by_field_name("name")
                    called = one.child_by_field_name("alias") or name
                    if name and called:
                        yield text(called), Imported(string(source), key(name))


def _of_variable(node: "Node", *, fixed: bool) -> Iterator[tuple[str, Binding]]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None:
        return
    source = source_of(inner(value)) if value else ""
    if source:
        yield from _names(name, (), lambda path: _part(source, path))
    elif value and fixed:
        yield from _names(name, (), lambda path: Held(value, path))
    else:
        yield from _names(name, (), lambda _: Unknown())


def _of_function(node: "Node", source: str) -> Iterator[tuple[str, Binding]]:
    """Return its parameters; the first is the module `source`, where that is given to it."""
    several = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    parameters = [single] if single else several.named_children if several else []
    for number, each in enumerate(parameters):
        pattern = each.child_by_field_name("pattern") or each
        if source and not number:
            yield from _names(pattern, (), lambda path: _part(source, path))
        else:
            yield from _names(pattern, (), lambda _: Unknown())


def _part(source: str, path: tuple[str, ...]) -> Binding:
    return Imported(source, ".".join(path) or "*")


def source_of(node: "Node") -> str:
    """Return the module of `import("…")` and `require("…")`; empty for anything else."""
    called, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or called is None or given is None:
        return ""
    is_one = called.type == "import" or (called.type == "identifier" and text(called) == "require")
    first = given.named_children[0] if given.named_children else None
    return string(first) if is_one and first and first.type == "string" else ""


def _names(
    pattern: "Node",
    path: tuple[str, ...],
    make: Callable[[tuple[str, ...]], Binding],
    depth: int = 0,
) -> Iterator[tuple[str, Binding]]:
    """Return each name that a pattern gives, and what it means; one with a default is unknown."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            yield text(pattern), make(path or _own(pattern))
        case "object_pattern":
            for each in pattern.named_children if depth < _DEPTH else ():
                yield from _of_member(each, path, make, depth + 1)
        case "lexical_declaration" | "variable_declaration":
            return
        case _:
            for each in pattern.named_children if depth < _DEPTH else ():
                if each.type != "type_annotation":
                    yield from _names(each, path, lambda _: Unknown(), depth + 1)


def _own(name: "Node") -> tuple[str, ...]:
    return (text(name),) if name.type.startswith("shorthand") else ()


def _of_member(
    node: "Node",
    path: tuple[str, ...],
    make: Callable[[tuple[str, ...]], Binding],
    depth: int,
) -> Iterator[tuple[str, Binding]]:
    if node.type == "shorthand_property_identifier_pattern":
        yield text(node), make((*path, text(node)))
    elif node.type == "pair_pattern":
        named, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if named and value and named.type != "computed_property_name":
            yield from _names(value, (*path, key(named)), make, depth)
        elif value:
            yield from _names(value, path, lambda _: Unknown(), depth)
    else:
        yield from _names(node, path, lambda _: Unknown(), depth)


def key(node: "Node") -> str:
    """Return a key as it is meant: `"a"` and `a` are the same."""
    return string(node) if node.type == "string" else text(node)
