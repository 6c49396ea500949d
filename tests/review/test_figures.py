"""Figures: each row is measured by something."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.inspections import review
from buildtools.review.figures import FIGURES

FEWEST = 6
"""Letters that a pattern begins with at least, so that it does not stand for everything."""


def _made(tree: ast.AST) -> Iterator[str]:
    """Return the texts of a module as patterns: what is put in is anything."""
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values):
                yield "".join(map(_part, values))
            case ast.Constant(str(text)):
                yield re.escape(text)


def _part(node: ast.expr) -> str:
    return re.escape(str(node.value)) if isinstance(node, ast.Constant) else ".+"


PATTERNS = {
    pattern
    for file in Path(*review.__path__).rglob("*.py")
    for pattern in _made(ast.parse(file.read_text()))
    if not pattern[:FEWEST].count(".")
}


def _is_measured(name: str) -> bool:
    """Whether a text says it; of three in a row, the name with its level is put together."""
    bare = re.sub(r"^(weight-(?:first-page|all))-(gz|br)$", r"\1", name)
    return any(re.fullmatch(pattern, bare) for pattern in PATTERNS)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_measured_by_something(name: str) -> None:
    """A row that nothing measures would be told as not measured for ever."""
    assert _is_measured(name)


@pytest.mark.parametrize("name", ["proof-resolved", "sdk-copies", "weight-of-nothing"])
def test_a_figure_that_nothing_measures_is_noticed(name: str) -> None:
    """The patterns do not stand for everything."""
    assert not _is_measured(name)
