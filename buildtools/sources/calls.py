"""Calls into Sentry's packages, in one file: of functions, and of components in JSX."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from buildtools.review.evidence.sources import Call, Code, Runtime, Value
from buildtools.sources import runtimes
from buildtools.sources.declarations import Imported
from buildtools.sources.enclosing import Enclosing
from buildtools.sources.grammar import all_of, head, string, text

if TYPE_CHECKING:
    from tree_sitter import Node

    from buildtools.sources.modules import Module

SCOPE = "@sentry/"
_NESTED = 100
_INITS = frozenset(
    {
        *("withSentry", "instrumentDurableObjectWithSentry", "instrumentWorkflowWithSentry"),
        *("wrapRequestHandler", "sentryPagesPlugin", "initCloudflareSentryHandle"),
    }
)
"""At the edge these set the SDK up: by a function that returns options, by options, or by
`{options}`. They are told as `init`, too."""
_EDGE = "@sentry/cloudflare"
_ELEMENTS = ("jsx_opening_element", "jsx_self_closing_element")


def of_module(module: "Module", shown: str) -> Iterator[Call]:
    """Read all calls of a file into packages of Sentry; `shown` is the file as people know it."""
    found = list(_found(module))
    imports = {imported.source for _, imported in found}
    runtime = runtimes.of_file(module.file, map(package, imports), is_client=_is_client(module))
    conditions = Enclosing(all_of(module.root, module.file, "if_statement") if found else ())
    for node, imported in found:
        line = node.start_point[0] + 1
        arguments = tuple(_arguments(module, node))
        where = _under(conditions, module, node) or runtime
        yield Call(imported.name, shown, line, arguments, where)
        if imported.name in _INITS and (imported.source == _EDGE or "Cloudflare" in imported.name):
            yield Call("init", shown, line, tuple(_options(module, node, arguments)), "edge")


def _options(module: "Module", node: "Node", arguments: tuple[Value, ...]) -> Iterator[Value]:
    """Return the options that a function of the edge is given, in whichever way."""
    given = node.child_by_field_name("arguments")
    first = next((e for e in given.named_children if e.type != "comment"), None) if given else None
    if first is None or not arguments:
        return
    value = arguments[0]
    if isinstance(value, Code) and value.kind == "function":
        value = module.reader.returned(first)
    inside = value.get("options") if isinstance(value, dict) else None
    yield value if inside is None else inside


def _found(module: "Module") -> "Iterator[tuple[Node, Imported]]":
    kinds = ("call_expression", "new_expression", *_ELEMENTS)
    fields = {"call_expression": "function", "new_expression": "constructor"}
    for node in all_of(module.root, module.file, *kinds):
        called = node.child_by_field_name(fields.get(node.type, "name"))
        imported = module.bindings.imported(called) if called else None
        if imported and imported.source.startswith(SCOPE) and imported.name != "*":
            yield node, imported


def package(source: str) -> str:
    """Return the package of a source: `@sentry/node/import` is of `@sentry/node`."""
    return "/".join(source.split("/")[:2])


def _arguments(module: "Module", node: "Node") -> Iterator[Value]:
    if node.type in _ELEMENTS:
        yield dict(_attributes(module, node))
        return
    given = node.child_by_field_name("arguments")
    for each in given.named_children if given else ():
        if each.type == "spread_element":
            yield Code(head(each, module.bindings.source), "spread")
        elif each.type != "comment":
            yield module.reader.read(each)


def _attributes(module: "Module", node: "Node") -> Iterator[tuple[str, Value]]:
    for each in node.named_children:
        if each.type != "jsx_attribute" or not each.named_children:
            continue
        name, *value = each.named_children
        if not value:
            yield text(name), True
        elif value[0].type == "string":
            yield text(name), string(value[0])
        elif value[0].named_children:
            yield text(name), module.reader.read(value[0].named_children[0])


def _under(conditions: Enclosing, module: "Module", node: "Node") -> Runtime | None:
    """Return the runtime of the nearest condition around a call that names one."""
    for each in islice(conditions.around(node), _NESTED):
        condition, then = (each.child_by_field_name(n) for n in ("condition", "consequence"))
        holds = then and then.start_byte <= node.start_byte < then.end_byte
        found = (
            runtimes.of_condition(head(condition, module.bindings.source, 200))
            if (condition and holds)
            else None
        )
        if found:
            return found
    return None


def _is_client(module: "Module") -> bool:
    """Whether the file begins with the directive that makes it one of the browser."""
    for each in module.root.named_children:
        if each.type == "comment":
            continue
        first = each.named_children[0] if each.named_children else None
        if each.type != "expression_statement" or first is None or first.type != "string":
            return False
        if string(first) in runtimes.CLIENT:
            return True
    return False
