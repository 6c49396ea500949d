"""The check: nodes against the types of settings.py.

The types are walked with `msgspec.inspect`, so a field added there is known here at once. What was
expected is told, and the kind of what was found; never the value, it could be a secret.
"""

import re
from typing import TYPE_CHECKING, Any

from msgspec import inspect

from buildtools.config import kinds
from buildtools.config.header_values import trimmed
from buildtools.config.nodes import Faults, Node, Other, Unset
from buildtools.config.variables import REFERENCE, is_malformed
from buildtools.texts.redaction import holds_token
from buildtools.texts.wording import meant
from buildtools.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable

BAD: Any = object()
"""Stands for a value that has a fault."""

_LITERAL = "a literal secret; put it in a variable and write ${NAME}"
_LISTS = (inspect.VarTupleType, inspect.ListType)
_MAPPINGS = (inspect.StructType, inspect.DictType)
_BOOLS = {"true": True, "yes": True, "on": True, "1": True}
_BOOLS |= {"false": False, "no": False, "off": False, "0": False}


class Check:
    """One walk over a tree: notes faults, and returns plain data for `msgspec.convert`.

    `raw` walks the file as it is written: any text may still hold `${NAME}`, a key may be missing
    that another section gives, and secrets must be written as variables.
    """

    def __init__(self, faults: Faults, *, raw: bool) -> None:
        self.faults = faults
        self.raw = raw
        self.places: dict[str, str] = {}
        """Dotted key -> place, of everything that is set."""
        self.texts: dict[str, str] = {}
        """Dotted key -> text, of every text that fits its type."""
        self.absent: dict[str, str] = {}
        """Dotted key of a secret without a value -> why."""

    def read(self, node: Node, expected: inspect.Type, key: str, *, whole: bool) -> Any:
        """Read one value; `whole` demands the required keys of a mapping."""
        self.places[key] = node.place
        kind, pattern = _unwrap(expected)
        if self.raw and isinstance(node.value, str) and not self._raw_text(node, pattern, key):
            return BAD
        options = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        if isinstance(node.value, Unset):
            return self._unset(node, node.value, options, key)
        for option in options:
            if self._fits(node, option):
                return self._value(node, option, key, whole)
        text = f"expected {kinds.expected(options)}, found {kinds.found(node)}"
        self.faults.add(node.place, key, text)
        return BAD

    def _fits(self, node: Node, option: inspect.Type) -> bool:
        value = node.value
        if isinstance(value, dict | tuple):
            return isinstance(option, _MAPPINGS if isinstance(value, dict) else _LISTS)
        if isinstance(value, str):
            open_text = node.loose or (self.raw and "${" in value)
            plain = (inspect.StrType, inspect.CustomType, inspect.LiteralType)
            return isinstance(option, plain) or (open_text and _is_scalar(option))
        if isinstance(value, Other):
            return False
        if value is None or isinstance(value, bool):
            wanted = inspect.NoneType if value is None else inspect.BoolType
            return isinstance(option, wanted)
        if isinstance(value, int) and isinstance(option, inspect.LiteralType):
            return any(isinstance(one, int) for one in option.values)
        numbers = (inspect.IntType, inspect.FloatType)
        return isinstance(option, numbers if isinstance(value, int) else inspect.FloatType)

    def _value(self, node: Node, option: inspect.Type, key: str, whole: bool) -> Any:
        match option, node.value:
            case inspect.StructType(), dict(items):
                return self._struct(items, option, key, node.place, whole)
            case inspect.DictType(value_type=inner), dict(items):
                read = {
                    name: self.read(child, inner, _join(key, name), whole=whole)
                    for name, child in items.items()
                }
                return {name: one for name, one in read.items() if one is not BAD}
            case (inspect.VarTupleType() | inspect.ListType()) as many, tuple(children):
                found = [
                    self.read(child, many.item_type, f"{key}[{index}]", whole=True)
                    for index, child in enumerate(children)
                ]
                return [one for one in found if one is not BAD]
            case inspect.LiteralType(values), int(number) if number not in values:
                self.faults.add(
                    node.place, key, f"expected {kinds.expected((option,))}, found another number"
                )
                return BAD
            case _, str(text):
                return self._text(node, text, option, key)
            case _, value:
                return self._bounded(node, value, option, key)

    def _struct(
        self,
        items: dict[str, Node],
        struct: inspect.StructType,
        key: str,
        place: str,
        whole: bool,
    ) -> dict[str, Any]:
        fields = {field.encode_name: field for field in struct.fields}
        values: dict[str, Any] = {}
        for name, child in items.items():
            if name in fields:
                value = self.read(child, fields[name].type, _join(key, name), whole=whole)
                if value is not BAD:
                    values[name] = value
            else:
                known = meant(name, fields) or f"; known are {', '.join(fields)}"
                self.faults.add(child.place, _join(key, name), f"no such key{known}")
        for name, field in fields.items():
            if whole and field.required and name not in items:
                self.faults.add(place, _join(key, name), "is missing")
        return values

    def _raw_text(self, node: Node, pattern: str | None, key: str) -> bool:
        """Judge a text as written, before any variable is filled in."""
        text = str(node.value)
        fault = ""
        if holds_token(text):
            fault = _LITERAL
        elif "${{" in text:
            fault = "`${{ … }}` works in workflow files only; write ${NAME}, give NAME in its env:"
        elif is_malformed(text):
            fault = "`${` without a name and `}`; write ${NAME}, or $${ for the two characters"
        elif pattern is not None and not re.search(pattern, text):
            fault = _literal(text)
        if fault:
            self.faults.add(node.place, key, fault)
        return not fault

    def _unset(self, node: Node, unset: Unset, options: "Iterable[inspect.Type]", key: str) -> Any:
        those = tuple(type(option) for option in options)
        if inspect.CustomType in those:
            self.absent[key] = f"{node.place}: variable {unset.name} is not set"
            return BAD
        if unset.optional:
            return None if inspect.NoneType in those else BAD
        self.faults.add(
            node.place,
            key,
            f"variable {unset.name} is not set; set it or write ${{{unset.name}:-default}}",
        )
        return BAD

    def _text(self, node: Node, text: str, option: inspect.Type, key: str) -> Any:
        if self.raw and REFERENCE.search(text):
            return self._secret_reference(node, text, option, key)
        if isinstance(option, inspect.CustomType):
            return self._secret(node, text, key)
        if isinstance(option, inspect.StrType):
            self.texts[key] = text
            return self._bounded(node, text, option, key)
        if isinstance(option, inspect.LiteralType):
            words = tuple(str(value) for value in option.values)
            if text in words:
                return option.values[words.index(text)]
            hint = meant(text, words)
            self.faults.add(
                node.place, key, f"expected {kinds.expected((option,))}, found another word{hint}"
            )
            return BAD
        return self._parsed(node, text, option, key)

    def _secret_reference(self, node: Node, text: str, option: inspect.Type, key: str) -> Any:
        found = list(REFERENCE.finditer(text))
        literal = not any(one["name"] for one in found) or any(
            one["fallback"] not in {None, ":-"} for one in found
        )
        if literal and isinstance(option, inspect.CustomType):
            self.faults.add(node.place, key, _LITERAL)
            return BAD
        return text

    def _secret(self, node: Node, text: str, key: str) -> Any:
        if self.raw:
            self.faults.add(node.place, key, _literal(text))
            return BAD
        return Secret(trimmed(text))

    def _parsed(self, node: Node, text: str, option: inspect.Type, key: str) -> Any:
        """Read a number or a truth out of the text of a variable."""
        value: object = None
        if isinstance(option, inspect.BoolType):
            value = _BOOLS.get(text.strip().lower())
        elif re.fullmatch(r"\s*-?\d{1,18}\s*", text):
            value = int(text)
        elif isinstance(option, inspect.FloatType) and re.fullmatch(r"\s*-?\d*\.?\d+\s*", text):
            value = float(text)
        if value is None:
            self.faults.add(
                node.place, key, f"expected {kinds.expected((option,))}, found other text"
            )
            return BAD
        return self._bounded(node, value, option, key)

    def _bounded(self, node: Node, value: object, option: inspect.Type, key: str) -> Any:
        if kinds.within(option, value):
            return value
        self.faults.add(node.place, key, f"expected {kinds.expected((option,))}, found another")
        return BAD


def _literal(text: str) -> str:
    """Return what is wrong with a secret that is written without a variable."""
    if not text.strip():
        return "is empty; write ${NAME}, or leave the key out"
    if re.fullmatch(r"\$[A-Za-z_]\w*", text.strip()):
        return "a variable is written with braces: ${NAME}"
    return _LITERAL


def _unwrap(expected: inspect.Type) -> tuple[inspect.Type, str | None]:
    """Take the descriptions off a type; give the pattern that they demand, if any."""
    pattern = None
    while isinstance(expected, inspect.Metadata):
        pattern = pattern or (expected.extra_json_schema or {}).get("pattern")
        expected = expected.type
    return expected, pattern


def _is_scalar(option: inspect.Type) -> bool:
    return isinstance(option, inspect.IntType | inspect.FloatType | inspect.BoolType)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
