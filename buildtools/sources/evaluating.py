"""What a script of configuration exports, as one object, through all that stands around it.

More is taken for known than of an app's own sources: that it is built for production, what paths
are joined to, and that a function which is given a configuration gives it back with additions.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from buildtools.bundlers import all_of as facts
from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.agreeing import agreed, merged, put
from buildtools.sources.conditions import decided
from buildtools.sources.declarations import FUNCTIONS, Function, Held, Imported, Unknown, inner, key
from buildtools.sources.grammar import all_of, string, text
from buildtools.sources.literals import MOST_VALUES, Budget, Reader
from buildtools.sources.modules import Load, Module, tried

if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 40
_EXPORTS = ("module.exports", "exports.default")
_MERGES = frozenset({"merge", *facts(lambda each: each.merges)})
_FIRST_WINS = frozenset({"defu", "defaults", "defaultsDeep"})
_JOINS = frozenset({"resolve", "join", "normalize"})
_SAME = frozenset({"fileURLToPath", "URL", "pathToFileURL", "toString", "String"})
_HERE = frozenset({"import.meta.dirname", "import.meta.url", "process.cwd()"})


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
        other = self.neighbour(imported.source) if imported.source.startswith(".") else None
        if other is None:
            return None
        node = other.found(imported.name)
        return (other.reader, node) if node else None

    def neighbour(self, source: str) -> "ConfigModule | None":
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
            value = _exported(statement)
            found = value or found
        return found


def _exported(statement: "Node") -> "Node | None":
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
    if node.type == "assignment_expression" and left and text(left) in _EXPORTS:
        while right and right.type == "assignment_expression":
            right = right.child_by_field_name("right")
        return right
    return None


class ConfigReader(Reader):
    """Values of a file of configuration."""

    def __init__(self, module: ConfigModule) -> None:
        super().__init__(module.bindings, module.follow, module.budget)
        self._module = module

    # -- the object that is configured

    def configured(self, node: "Node") -> Value:
        """Return what is configured by an expression, of which nothing was read yet."""
        self._budget.left = MOST_VALUES
        return self.config(node)

    def config(self, node: "Node", depth: int = 0) -> Value:
        """Return what is configured by an expression: an object, through calls and functions."""
        node = inner(node)
        if depth > _DEPTH or not self.spend():
            return self.code(node)
        match node.type:
            case "call_expression":
                return self._wrapped(node, depth + 1)
            case "ternary_expression":
                return self._chosen(node, depth + 1, self.config)
            case "array":
                several = [self.config(each, depth + 1) for each in _items(node)]
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
        place = self._meant(node)
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

    def _meant(self, node: "Node") -> "tuple[ConfigReader, Node] | None":
        """Return the expression that a name stands for here; None where that is not known."""
        if node.type == "member_expression" and text(node) in _EXPORTS:
            earlier = self._assigned(text(node), node)
            return (self, earlier) if earlier else None
        imported = self.bindings.imported(node)
        if imported:
            place = self._module.follow(imported)
            return place if place and isinstance(place[0], ConfigReader) else None  # type: ignore[return-value] # `follow` of ConfigModule
        if node.type == "member_expression":
            found = self.member_of(node)
            return (self, found) if found else None
        binding = self.bindings.find(node, text(node))
        if isinstance(binding, Function):
            return self, binding.node
        if isinstance(binding, Held):
            return self._part(binding.value, binding.path)
        earlier = self._assigned(text(node), node) if isinstance(binding, Unknown) else None
        return (self, earlier) if earlier else None

    def _part(self, node: "Node", path: Sequence[str]) -> "tuple[ConfigReader, Node] | None":
        found: Node | None = node
        for name in path:
            found = self.member(found, name) if found else None
        return (self, found) if found else None

    def member_of(self, node: "Node") -> "Node | None":
        """Return the member that `config.build` is, where `config` is an object of this file."""
        of, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        return self.member(of, text(name)) if of and name else None

    def member(self, node: "Node", name: str) -> "Node | None":
        """Return the value of a member of the object that is written here."""
        found = self.main(node)
        return dict(members(found)).get(name) if found else None

    def _assigned(self, name: str, before: "Node") -> "Node | None":
        """Return what a variable was last given before a place."""
        found = None
        for left, right in self._assignments:
            if right.end_byte > before.start_byte:
                if right.start_byte <= before.start_byte:
                    break
                continue
            if text(left) == name:
                found = right
        return found

    @cached_property
    def _assignments(self) -> "list[tuple[Node, Node]]":
        kinds = ("assignment_expression", "variable_declarator")
        made = []
        for node in all_of(self.bindings.root, self.bindings.file, *kinds):
            left = node.child_by_field_name("left") or node.child_by_field_name("name")
            right = node.child_by_field_name("right") or node.child_by_field_name("value")
            if left and right:
                made.append((left, right))
        return made

    def changes(self, name: "Node") -> "Iterator[tuple[tuple[str, ...], Node | None]]":
        """Return members that are assigned to a constant: path and value; None under an `if`."""
        for left, right in self._assignments:
            path = _path(left)
            if len(path) > 1 and path[0] == text(name):
                statement = left.parent.parent if left.parent else None
                around = statement.parent if statement else None
                yield path[1:], right if around and around.type == "program" else None

    def _wrapped(self, node: "Node", depth: int) -> Value:
        called, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if called is None or given is None:
            return self.code(node)
        arguments = _items(given)
        name = _last_name(called)
        values = (self.config(each, depth) for each in arguments)
        if text(called) == "Object.assign" or name in _MERGES | _FIRST_WINS:
            found = [each for each in values if isinstance(each, dict | Code)]
            return merged(found[::-1] if name in _FIRST_WINS else found)
        if name == "reduce":
            values = (self.config(each, depth) for each in arguments[1:])
        found_one = next((each for each in values if isinstance(each, dict)), None)
        if found_one is not None:
            return found_one
        place = self._meant(called) if called.type in {"identifier", "member_expression"} else None
        if place and place[1].type in FUNCTIONS:
            return place[0].config(place[1], depth)
        return self.value(node, depth)

    # -- the one object literal, to know where things stand

    def main(self, node: "Node", depth: int = 0) -> "Node | None":
        """Return the object literal of this file in which an expression's members stand."""
        node = inner(node)
        if depth > _DEPTH:
            return None
        if node.type == "object":
            return node
        below: Iterable[Node] = ()
        match node.type:
            case "call_expression":
                given = node.child_by_field_name("arguments")
                below = _items(given) if given else ()
            case "ternary_expression" | "array":
                below = [each for each in node.named_children if each.type != "comment"]
            case "identifier" | "member_expression" | "shorthand_property_identifier":
                place = self._meant(node)
                below = (place[1],) if place and place[0] is self and place[1] is not node else ()
            case kind if kind in FUNCTIONS:
                below = reversed(returns(node))
        found = (self.main(each, depth + 1) for each in below)
        return next((each for each in found if each), None)

    # -- values

    def value(self, node: "Node", depth: int = 0) -> Value:
        """Return what an expression is, with what is known of a build for production."""
        node = inner(node)
        own = self._OWN.get(node.type)
        if own and depth <= _DEPTH and self.spend():
            found = own(self, node, depth + 1)
            if found is not ...:
                return found  # type: ignore[return-value] # all but the ellipsis
        return super().value(node, depth)

    def _choice(self, node: "Node", depth: int) -> object:
        return self._chosen(node, depth, self.value)

    def _chosen(self, node: "Node", depth: int, read: "Callable[[Node, int], Value]") -> Value:
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
            return posixpath.dirname(self._module.file) or "."
        place = self._meant(node)
        if place is None or place[1] is node or place[1].type in FUNCTIONS:
            return ...
        binding = self.bindings.find(node, text(node)) if node.type == "identifier" else None
        if isinstance(binding, Held) and self.bindings.may_change(text(node)):
            found = self._named_config(node, depth)
            return found if isinstance(found, dict) else ...
        if isinstance(binding, Held) or place[0] is not self:
            return place[0].value(place[1], depth)
        return ...

    def _path_call(self, node: "Node", depth: int) -> object:
        """Read `path.resolve(__dirname, "dist")`, relative to the app's folder."""
        called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        given = node.child_by_field_name("arguments")
        name = _last_name(called) if called else ""
        if given is None or name not in _JOINS | _SAME or text(node).startswith("Promise"):
            return ...
        parts = [self._path_part(each, depth) for each in _items(given)]
        if not parts or not all(isinstance(each, str) for each in parts):
            return ...
        texts = [str(each) for each in parts]
        if name == "URL":
            return posixpath.normpath(
                posixpath.join(posixpath.dirname(self._module.file), texts[0])
            )
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

    _OWN: ClassVar[dict[str, "Callable[[ConfigReader, Node, int], object]"]] = {
        "ternary_expression": _choice,
        "binary_expression": _compared,
        "unary_expression": _negated,
        "identifier": _variable,
        "member_expression": _variable,
        "call_expression": _path_call,
        "new_expression": _path_call,
        "template_string": _filled,
    }


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


def _items(node: "Node") -> "list[Node]":
    return [each for each in node.named_children if each.type not in {"comment", "spread_element"}]


def _last_name(called: "Node") -> str:
    called = inner(called)
    name = called.child_by_field_name("property") if called.type == "member_expression" else called
    return text(name) if name and name.type.endswith("identifier") else ""


def _path(node: "Node") -> tuple[str, ...]:
    """Return `config.build.sourcemap` as names; empty for what is no such path."""
    if node.type in {"identifier"}:
        return (text(node),)
    of = node.child_by_field_name("object")
    name = node.child_by_field_name("property") or node.child_by_field_name("index")
    if of is None or name is None or name.type not in {"property_identifier", "string"}:
        return ()
    before = _path(inner(of))
    return (*before, string(name) if name.type == "string" else text(name)) if before else ()
