"""What names mean where they are used: an import, what a `const` holds, a function, or unknown."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from buildtools.sources.enclosing import Enclosing
from buildtools.sources.grammar import all_of, string, text

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
_SCOPES = BLOCKS | FUNCTIONS | {"for_statement", "for_in_statement", "catch_clause"}
WRAPPERS = frozenset(
    {
        *("parenthesized_expression", "as_expression", "satisfies_expression"),
        *("non_null_expression", "await_expression", "type_assertion"),
    }
)
"""Around a value, and the same value; what is awaited is what it becomes."""
_CHANGING = frozenset({"push", "unshift", "splice", "pop", "shift", "fill", "set"})
_DEPTH = 20
_NESTED = 300
"""Scopes within each other that a name is looked up in; nobody writes so many."""


def inner(node: "Node") -> "Node":
    """Return a value without what stands around it."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


class Bindings:
    """The names of one file."""

    def __init__(self, root: "Node", source: bytes, file: str) -> None:
        self.root = root
        self.source = source
        self.file = file
        self._scopes = Enclosing(all_of(root, file, *_SCOPES))
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
            source = _source_of(node)
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
            self._known[scope.id] = dict(_declared(scope, self._given.get(scope.id, "")))
        return self._known[scope.id]


def _first_name(node: "Node") -> Iterator[str]:
    node = inner(node)
    while node.type in {"member_expression", "subscript_expression"}:
        below = node.child_by_field_name("object")
        if below is None:
            return
        node = inner(below)
    if node.type == "identifier":
        yield text(node)


def _declared(scope: "Node", given: str) -> Iterator[tuple[str, Binding]]:
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
            declared = node.child_by_field_name("declaration")
            yield from _of_statement(declared) if declared else ()
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
    source = _source_of(inner(value)) if value else ""
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


def _given(root: "Node", file: str) -> Iterator[tuple[int, str]]:
    """Return the functions that are given a module: `import("…").then((it) => …)`."""
    for call in all_of(root, file, "call_expression"):
        called, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if called is None or given is None or called.type != "member_expression":
            continue
        of, name = called.child_by_field_name("object"), called.child_by_field_name("property")
        source = _source_of(inner(of)) if of and name and text(name) == "then" else ""
        if source and given.named_children:
            yield given.named_children[0].id, source


def _source_of(node: "Node") -> str:
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
