"""Bundlers that a script of the project calls, with the configuration that it gives them."""

from collections.abc import Iterator

from buildtools.bundlers import all_of as facts
from buildtools.found.app_config import Spot
from buildtools.review.evidence.sources import Value
from buildtools.sources.evaluating import ConfigModule
from buildtools.sources.expressions import items
from buildtools.sources.grammar import all_of, text
from buildtools.sources.modules import Load
from buildtools.sources.spots import spots


def of_script(
    name: str, source: bytes, load: Load
) -> Iterator[tuple[str, dict[str, Value], dict[str, Spot]]]:
    """Find form, values and their places of each call in a script."""
    known = facts(lambda each: each.apis)
    if not any(package.encode() in source for package, _, _ in known):
        return
    module = ConfigModule(name, source, load)
    for node in all_of(module.root, module.file, "call_expression"):
        called, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        imported = module.bindings.imported(called) if called else None
        first = items(given)[:1] if given else []
        for package, function, form in known if called and first else ():
            is_import = imported is not None and imported == (package, function)
            if is_import or (called and text(called) == f"{package}.{function}"):
                value = module.reader.configured(first[0])
                if isinstance(value, dict):
                    yield form, value, spots(module.reader, first[0])
