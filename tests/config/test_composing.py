"""Composing: two parsers, one reading."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from buildtools.config import composing
from buildtools.config.composing import compose
from buildtools.errors import ConfigurationError

PIECES = (
    *("a", "b: ", "- ", "\n", "  ", "    ", ": ", "#c\n", '"x"', "'y'", "{", "}", "[", "]", ", "),
    *("&a ", "*a", "!t ", "!!str ", "---\n", "...\n", "<<: ", "1", "0x1", "~", "yes", "é", "😀"),
    *("@", "`", "\\", '"\\n"', ":", "-", "x:y", "x#y", "2020-01-01", "${A:-b}", '"a\n b"'),
    *("\t", "\r\n", "\x85", "\u2028", "\ufeff", "? ", "|\n", ">\n", "%YAML 1.1\n"),
)


def seen(node: Any) -> Any:
    """What of a node counts for us: its tag, its line, and what it holds."""
    if node is None:
        return None
    held = node.value
    if isinstance(node, yaml.MappingNode):
        held = [(seen(key), seen(value)) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        held = [seen(each) for each in node.value]
    # an empty document ends where the text does, or where it begins
    return node.tag, node.start_mark.line if held else None, held


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("environments:\n  a: {server: sandbox}\n")
def test_both_parsers_read_a_text_as_one(text: str) -> None:
    """In tags, lines and values; and a text that is no YAML is told by the same words."""
    assert told(composing._composed, text) == told(compose, text)


def told(by: Callable[[str, str, int], Any], text: str) -> Any:
    try:
        return seen(by(text, "a.yml", 3))
    except ConfigurationError as failure:
        return failure.lines()


@pytest.mark.parametrize("text", ["a: 1\n", "a: [b, c]\n"])
def test_a_usual_text_is_read_by_libyaml(text: str) -> None:
    """What it makes has columns of its own kind: bytes and characters are counted alike."""
    assert composing._APART.isdisjoint(text)
    assert seen(composing._quickly(text, "a.yml")) == seen(composing._composed(text, "a.yml", 0))


@pytest.mark.parametrize("text", ["[" * 60, "a: |\n " + "[" * 60 + "\nb: " + "[" * 60])
def test_both_stop_where_it_is_too_deep(text: str) -> None:
    """Before memory or the stack does."""
    with pytest.raises(ConfigurationError, match="holds more than settings need"):
        compose(text, "a.yml", 0)
