"""Markdown that is written: texts of others in it are texts, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from buildtools.documents.markdown import code, plain, table

PARSER = MarkdownIt("commonmark").enable("table")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("src/instrumentation-client.ts:4", "src/instrumentation-client.ts:4"),
        ("a | b\nc", "a \\| b c"),
        ("/home/***/x.js", "/home/\\*\\*\\*/x.js"),
        ("run `npm ls | wc`", "run `npm ls \\| wc`"),
        ("one ` mark", "one \\` mark"),
        ("<!-- review:a end -->", "\\<!-- review:a end -->"),
        ("# none", "\\# none"),
        ("- none", "\\- none"),
        ("1. none", "1\\. none"),
        ("-38.4 kB", "-38.4 kB"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("[a](b)", "\\[a\\](b)"),
    ],
)
def test_a_text_is_read_as_it_was(text: str, written: str) -> None:
    """As few marks as it takes: the file is read too."""
    assert written == plain(text)


@given(st.text("ab1._*`<>[]()|\\#-+~!&; \n=", max_size=20))
def test_no_text_steers_its_paragraph(text: str) -> None:
    """No heading, list, quote, HTML, link or emphasis comes of what others wrote."""
    tokens = [each for each in PARSER.parse(plain(text)) if each.type != "inline"]
    inner = [child for each in PARSER.parse(plain(text)) for child in each.children or ()]

    assert {each.type for each in tokens} <= {"paragraph_open", "paragraph_close"}
    assert {each.type for each in inner} <= {"text", "code_inline", "text_special"}


def _cells(text: str) -> list[str]:
    return [each.content for each in PARSER.parse(text) if each.type == "inline"]


@given(st.text("ab`|\\ ", max_size=12), st.text("ab`|<*\\ ", max_size=12))
def test_no_text_leaves_its_cell(as_code: str, as_text: str) -> None:
    """A pipe in a path would move all that follows into the next column."""
    written = table(("a", "b", "n, bytes"), [(code(as_code), plain(as_text), 1234)])

    assert 6 == len(_cells(written))
    assert "1,234" == _cells(written)[-1]


def test_a_table_tells_nothing_from_none() -> None:
    """Numbers stand to the right, with commas; what is not there is a dash."""
    rows = [("a", 72331, 0.25), ("b", None, 12.345), ("", 0, 3.0)]

    assert (
        "| what | raw, bytes | share, % |\n"
        "| --- | ---: | ---: |\n"
        "| a | 72,331 | 0.25 |\n"
        "| b | – | 12.3 |\n"
        "| – | 0 | 3 |"
    ) == table(("what", "raw, bytes", "share, %"), rows)
