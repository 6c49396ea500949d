"""A value written as YAML is read back as it was."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from buildtools.setup.writing.yaml_text import comment, literal, scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HARD = (
    *(
        "",
        " ",
        "~",
        "~/",
        "a b",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "a:",
        "yes",
        "Off",
        "1",
        "1e3",
        "0x1",
    ),
    *(
        ".5",
        ".inf",
        "null",
        "it's",
        'say "a"',
        "a\\b",
        "a\nb",
        "dist, static",
        "[a]",
        "{a}",
        "ü 東",
    ),
    *(
        "!x",
        "&x",
        "*x",
        "%x",
        "@x",
        "`x",
        "|x",
        ">x",
        "? x",
        "2024-01-01",
        "..",
        "./dist",
        "\x7f\ufeff",
    ),
    *("=", "<<", "npm run build && cp -r a b", "{package.name}@{package.version}", "app:///.build"),
)


@pytest.mark.parametrize("text", HARD)
def test_hard_texts_come_back(text: str) -> None:
    """Alone, and within braces, with a comment behind."""
    assert {"k": text} == yaml.safe_load(f"k: {scalar(text)}  # why")
    assert [{"k": text, "l": 1}] == yaml.safe_load(
        f"- {{k: {scalar(text, in_list=True)}, l: 1}}  # y"
    )


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    """The same for whatever a folder may be called."""
    assert {"k": text} == yaml.safe_load(f"k: {scalar(text)}  # why")
    assert [text, 1] == yaml.safe_load(f"[{scalar(text, in_list=True)}, 1]  # why")


@pytest.mark.parametrize(
    "text",
    ["dist", "~/", "~/_assets/app", "./dist", ".build/client", "app:///dist", "npm run build"],
)
def test_what_needs_no_quotes_has_none(text: str) -> None:
    """As a person would write it."""
    assert text == scalar(text) == scalar(text, in_list=True)


def test_a_literal_is_not_filled_in() -> None:
    """A folder may be called like a variable."""
    assert "$${HOME}/x" in literal("${HOME}/x")
    assert "${HOME}/x" in scalar("${HOME}/x")


@given(TEXTS)
def test_a_comment_stays_on_its_line(text: str) -> None:
    """Whatever an origin is called: the next line is read as it was."""
    assert {"k": 1, "l": 2} == yaml.safe_load(f"k: 1 {comment(text)}\nl: 2")
