"""Lines of a JSON string are those of the text that it holds."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.sourcemaps.maps.json_lines import TextLines
from buildtools.sourcemaps.maps.positions import CONTEXT_LINES


def raw(text: str, *, ascii_: bool = True) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(text, ensure_ascii=ascii_).encode())


@given(
    st.lists(st.text(st.sampled_from('ab\\"\tn\r é🙈/'), max_size=6), min_size=1, max_size=30),
    st.booleans(),
)
def test_each_line_is_found_with_those_around_it(lines: list[str], ascii_: bool) -> None:
    """Backslashes before an n, quotes and letters of two halves end no line."""
    read = TextLines(raw("\n".join(lines), ascii_=ascii_))
    shown = [line.rstrip("\r") for line in lines]
    for number in range(len(lines)):
        before, here, after = read.around(number)
        assert here == shown[number]
        assert list(before) == shown[max(number - CONTEXT_LINES, 0) : number]
        assert list(after) == shown[number + 1 : number + 1 + CONTEXT_LINES]


@pytest.mark.parametrize("number", [0, 511, 512, 513, 1024, 2999])
def test_lines_far_into_a_text_are_found(number: int) -> None:
    """Some starts are noted, and the rest is counted from them."""
    read = TextLines(raw("\n".join(f"line {each}" for each in range(3000))))
    assert read.around(number)[1] == f"line {number}"


def test_a_line_that_is_not_there_is_none() -> None:
    """A map may lead behind the end of its source."""
    read = TextLines(raw("one\ntwo"))
    assert read.around(2) == (("one", "two"), None, ())
    assert read.around(900) == ((), None, ())


def test_an_end_written_as_its_number_ends_a_line_too() -> None:
    """JSON writers may escape any letter so."""
    read = TextLines(msgspec.Raw(rb'"one\u000atwo\u000Athree\\u000a"'))
    assert read.around(1)[1] == "two"
    assert read.around(2)[1] == "three\\u000a"
