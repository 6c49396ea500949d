"""Plugins of Sentry's in a configuration, wherever they stand in it, with what they are given."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from buildtools.bundlers import all_of as facts
from buildtools.found.app_config import Plugin, Spot
from buildtools.review.evidence.sources import Value
from buildtools.sources.calls import SCOPE, package
from buildtools.sources.evaluating import ConfigModule
from buildtools.sources.expressions import members
from buildtools.sources.grammar import all_of, string, text
from buildtools.sources.spots import spot, spots

if TYPE_CHECKING:
    from tree_sitter import Node

_NO_PLUGINS = frozenset({"init"})


def of_module(module: ConfigModule, source: str) -> Iterator[Plugin]:
    """Find them in one file; `source` is its text."""
    yield from _called(module, source)
    yield from _named(module, source)


def _called(module: ConfigModule, source: str) -> Iterator[Plugin]:
    fields = {"call_expression": "function", "new_expression": "constructor"}
    for node in all_of(module.root, module.file, *fields):
        called = node.child_by_field_name(fields[node.type])
        imported = module.bindings.imported(called) if called else None
        if called is None or imported is None or not imported.source.startswith(SCOPE):
            continue
        if imported.name in _NO_PLUGINS or called.type == "import" or text(called) == "require":
            continue
        name = text(called) if imported.name in {"default", "*"} else imported.name
        given = node.child_by_field_name("arguments")
        options, where = _options(module, name, given) if given else ({}, {})
        yield Plugin(
            name,
            module.file,
            node.start_point[0] + 1,
            options,
            package(imported.source),
            where,
            source,
        )


def _options(
    module: ConfigModule, name: str, given: "Node"
) -> tuple[dict[str, Value], dict[str, Spot]]:
    """Return what a plugin is told: behind the configuration, where it is put around one."""
    arguments = [each for each in given.named_children if each.type != "comment"]
    is_around = name in facts(lambda each: each.around)
    arguments = arguments[1:] if is_around else arguments[:1]
    made: dict[str, Value] = {}
    where: dict[str, Spot] = {}
    for each in arguments:
        value = module.reader.configured(each)
        if isinstance(value, dict):
            made |= value
            where = where or spots(module.reader, each)
        else:
            made[f"...{len(made)} {each.type}"] = module.reader.unknown(each)
    return made, where or {"()": spot(given)}


def _named(module: ConfigModule, source: str) -> Iterator[Plugin]:
    """Find those that are named by a text, in a list: `["@sentry/…", {…}]`, `{resolve: "…"}`."""
    names = {each for each, _ in facts(lambda each: each.named)}
    for node in all_of(module.root, module.file, "string"):
        name = string(node) if node.end_byte - node.start_byte < 100 else ""
        parent = node.parent if name in names else None
        if parent is None:
            continue
        options: Node | None = None
        if parent.type == "array":
            items = [each for each in parent.named_children if each.type != "comment"]
            options = items[1] if len(items) == 2 and items[1].type != "string" else None
        elif parent.type == "pair" and parent.parent and _key(parent) == "resolve":
            options = dict(members(parent.parent)).get("options")
        else:
            continue
        value = module.reader.configured(options) if options else {}
        yield Plugin(
            name,
            module.file,
            node.start_point[0] + 1,
            value if isinstance(value, dict) else {},
            package(name),
            spots(module.reader, options) if options else {},
            source,
        )


def _key(pair: "Node") -> str:
    name = pair.child_by_field_name("key")
    return text(name) if name else ""
