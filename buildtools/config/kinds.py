"""Kinds: how a fault names what was expected, and what was found instead."""

import operator
import re
from collections.abc import Iterable

from msgspec import inspect

from buildtools.config.nodes import Node, Other

_FOUND: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (dict, "a mapping"),
    (tuple, "a list"),
    (type(None), "nothing"),
    (bool, "true or false; put it in quotes if a word is meant"),
    ((int, float), "a number; put it in quotes if text is meant"),
)
_EXPECTED: tuple[tuple[tuple[type, ...], str], ...] = (
    ((inspect.StructType, inspect.DictType), "a mapping"),
    ((inspect.VarTupleType, inspect.ListType), "a list"),
    ((inspect.IntType,), "a whole number"),
    ((inspect.FloatType,), "a number"),
    ((inspect.BoolType,), "true or false"),
    ((inspect.CustomType,), "a variable such as ${NAME}"),
)
_LIMITS = {
    "ge": (operator.ge, "of {} or more"),
    "gt": (operator.gt, "above {}"),
    "le": (operator.le, "of {} at most"),
    "lt": (operator.lt, "below {}"),
    "min_length": (operator.ge, "of {} characters or more"),
    "max_length": (operator.le, "of {} characters at most"),
}


def found(node: Node) -> str:
    """Name the kind of a node's value, with the usual cure."""
    if isinstance(node.value, Other):
        return f"{node.value.kind}; put it in quotes if text is meant"
    return next((name for kind, name in _FOUND if isinstance(node.value, kind)), "text")


def expected(options: Iterable[inspect.Type]) -> str:
    """Name what would do; that a value may be left out goes without saying."""
    return " or ".join(_name(one) for one in options if not isinstance(one, inspect.NoneType))


def _name(option: inspect.Type) -> str:
    if isinstance(option, inspect.LiteralType):
        words = [str(value) for value in option.values]
        return words[0] if len(words) == 1 else f"one of {', '.join(words)}"
    name = next((name for kinds, name in _EXPECTED if isinstance(option, kinds)), "text")
    limits = [phrase.format(limit) for phrase, limit in _limits(option)]
    return " ".join([name, *limits])


def within(option: inspect.Type, value: object) -> bool:
    """Return whether a value of the right kind keeps the limits that its type sets."""
    size = len(value) if isinstance(value, str) else value
    if not isinstance(size, int | float):
        return True
    pattern = getattr(option, "pattern", None)
    keeps = all(
        getattr(option, name, None) is None or holds(size, getattr(option, name))
        for name, (holds, _) in _LIMITS.items()
    )
    return keeps and (pattern is None or re.search(pattern, str(value)) is not None)


def _limits(option: inspect.Type) -> Iterable[tuple[str, object]]:
    pairs = ((phrase, getattr(option, name, None)) for name, (_, phrase) in _LIMITS.items())
    yield from ((phrase, limit) for phrase, limit in pairs if limit is not None)
    if getattr(option, "pattern", None) is not None:
        yield "of the form {}", getattr(option, "pattern", "")
