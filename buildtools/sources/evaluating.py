"""What a script of configuration exports, as one object, through all that stands around it.

More is taken for known than of an app's own sources: that it is built for production, what paths
are joined to, and that a function which is given a configuration gives it back with additions.
"""

import posixpath
from typing import TYPE_CHECKING

from buildtools.bundlers import all_of as facts
from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.agreeing import agreed, merged, put
from buildtools.sources.config_names import DEPTH
from buildtools.sources.config_values import Valued
from buildtools.sources.declarations import FUNCTIONS, Imported, inner
from buildtools.sources.expressions import (
    exported_whole,
    items,
    last_name,
    returns,
)
from buildtools.sources.grammar import text
from buildtools.sources.literals import MOST_VALUES, Budget, Reader
from buildtools.sources.modules import Load, Module, tried

if TYPE_CHECKING:
    from tree_sitter import Node

_MERGES = frozenset({"merge", *facts(lambda each: each.merges)})
_FIRST_WINS = frozenset({"defu", "defaults", "defaultsDeep"})


class ConfigModule(Module):
    """A file of configuration, and those that it imports from beside it, however deep."""

    reader: "ConfigReader"

    def __init__(
        self,
        file: str,
        source: bytes,
        load: Load,
        *,
        budget: Budget | None = None,
        known: "dict[str, ConfigModule | None] | None" = None,
    ) -> None:
        is_data = file.endswith(".json")
        super().__init__(
            f"{file}.js" if is_data else file,
            b"export default " + source if is_data else source,
            load,
            budget=budget,
        )
        self.known: dict[str, ConfigModule | None] = {file: self} if known is None else known
        self.reader = ConfigReader(self)

    def follow(self, imported: Imported) -> "tuple[Reader, Node] | None":
        """Return where another file of the app has what is imported; None where none has."""
        other = self.module_at(imported.source) if imported.source.startswith(".") else None
        if other is None:
            return None
        node = other.found(imported.name)
        return (other.reader, node) if node else None

    def module_at(self, source: str) -> "ConfigModule | None":
        """Return the module of a relative path."""
        place = posixpath.normpath(posixpath.join(posixpath.dirname(self.file), source))
        names = (place,) if place.endswith(".json") else tuple(tried(place))
        for name in names:
            if name not in self.known:
                source_text = self.load(name)
                self.known[name] = None
                if source_text is not None:
                    self.known[name] = ConfigModule(
                        name, source_text, self.load, budget=self.budget, known=self.known
                    )
            if found := self.known[name]:
                return found
        return None

    def found(self, name: str) -> "Node | None":
        """Return the expression of an export; of `module.exports = {…}` a member, too."""
        if name in {"default", "*"}:
            return self.whole()
        first, _, rest = name.partition(".")
        node = self.exported(first)
        if node is None and (whole := self.whole()) is not None:
            node = self.reader.member(whole, first)
        for each in rest.split(".") if rest else ():
            node = self.reader.member(node, each) if node else None
        return node

    def whole(self) -> "Node | None":
        """Return the expression that the file exports as a whole; None where it has none."""
        found = None
        for statement in self.root.named_children:
            value = exported_whole(statement)
            found = value or found
        return found


class ConfigReader(Valued):
    """Values of a file of configuration."""

    def configured(self, node: "Node") -> Value:
        """Return what is configured by an expression, of which nothing was read yet."""
        self._budget.left = MOST_VALUES
        return self.config(node)

    def config(self, node: "Node", depth: int = 0) -> Value:
        """Return what is configured by an expression: an object, through calls and functions."""
        node = inner(node)
        if depth > DEPTH or not self.spend():
            return self.code(node)
        match node.type:
            case "call_expression":
                return self._wrapped(node, depth + 1)
            case "ternary_expression":
                return self.chosen(node, depth + 1, self.config)
            case "array":
                several = [self.config(each, depth + 1) for each in items(node)]
                return agreed([each for each in several if isinstance(each, dict)] or several)
            case "identifier" | "member_expression":
                return self._named_config(node, depth + 1)
            case kind if kind in FUNCTIONS:
                results = [self.config(each, depth + 1) for each in returns(node)]
                found = [each for each in results if isinstance(each, dict)]
                return agreed(found) if found else self.code(node)
            case _:
                return self.value(node, depth + 1)

    def unknown(self, node: "Node") -> Code:
        """Return an expression that may hold any members."""
        return Code(self.code(node).text, "spread")

    def _named_config(self, node: "Node", depth: int) -> Value:
        place = self.meant(node)
        if place is None:
            return self.value(node, depth)
        reader, value = place
        if value is node:
            return self.value(node, depth)
        made = reader.config(value, depth)
        changes = reader.changes(node) if isinstance(made, dict) and reader is self else ()
        for path, change in changes:
            made = put(made, path, self.code(node) if change is None else self.value(change, depth))
        return made

    def _wrapped(self, node: "Node", depth: int) -> Value:
        called, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if called is None or given is None:
            return self.code(node)
        arguments = items(given)
        name = last_name(called)
        values = (self.config(each, depth) for each in arguments)
        if text(called) == "Object.assign" or name in _MERGES | _FIRST_WINS:
            found = [each for each in values if isinstance(each, dict | Code)]
            return merged(found[::-1] if name in _FIRST_WINS else found)
        if name == "reduce":
            values = (self.config(each, depth) for each in arguments[1:])
        found_one = next((each for each in values if isinstance(each, dict)), None)
        if found_one is not None:
            return found_one
        place = self.meant(called) if called.type in {"identifier", "member_expression"} else None
        if place and place[1].type in FUNCTIONS:
            return place[0].config(place[1], depth)
        return self.value(node, depth)
