"""Patterns mean the same to every Python that the package runs on.

Up to Python 3.11.4 a possessive repeat of a group goes on from a wrong place where an assertion
inside of it fails (gh-106052): `(?:[^$]|[$](?!x))*+` then passes over what it must not.
"""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from re import _constants as codes  # type: ignore[attr-defined] # types of a library
from re import _parser as parser  # type: ignore[attr-defined] # types of a library
from typing import Any

import buildtools

_ASSERTIONS = (codes.ASSERT, codes.ASSERT_NOT)


def nodes(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """Walk a parsed pattern, groups and branches too."""
    if isinstance(parsed, (parser.SubPattern, list, tuple)):
        for each in parsed:
            if isinstance(each, tuple) and each and hasattr(each[0], "name"):
                yield each[0], each[1]
            yield from nodes(each)


def is_doubtful(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether a possessive repeat in it holds an assertion."""
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    return any(
        code is codes.POSSESSIVE_REPEAT and any(inner in _ASSERTIONS for inner, _ in nodes(body))
        for code, body in nodes(parser.parse(text, flags & ~re.UNICODE & ~re.LOCALE))
    )


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that a module of the package holds by name."""
    for found in pkgutil.walk_packages(buildtools.__path__, "buildtools."):
        if not found.name.endswith("__main__"):
            for name, value in vars(import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


def test_no_possessive_repeat_holds_an_assertion() -> None:
    """An atomic group around a plain repeat says the same, and does so everywhere."""
    every = dict(patterns())

    assert len(every) > 100
    assert [] == [name for name, each in every.items() if is_doubtful(each.pattern, each.flags)]


def test_such_a_repeat_would_be_noticed() -> None:
    """In a branch, in a group, and not where the repeat is of one character or gives back."""
    assert is_doubtful(r"(?:[^`$]|[$](?!\{))*+`")
    assert is_doubtful(rb"//((?:a|(b(?=c)|d))++)")
    assert not is_doubtful(r"(?>(?:[^`$]|[$](?!\{))*)`")
    assert not is_doubtful(r"[a-z]*+(?!x)")
