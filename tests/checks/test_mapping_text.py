"""Mappings as text: the quick answers are those of the long way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.checks.mapping_text import may_go_back, unreadable_at

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WRONG = '!"-_=.\n\x00\x80é\u20ac\ud800\U0001f600'

_TEXTS = st.one_of(
    st.text(st.sampled_from(f"{_DIGITS},;")),
    st.text(st.sampled_from(f"{_DIGITS},;{_WRONG}"), max_size=20),
    st.text(st.sampled_from("AClgD,;"), max_size=12),
)


def _read(text: str) -> int | None:
    """Read digit by digit."""
    goes_on = False
    for at, letter in enumerate(text):
        if letter in ",;":
            if goes_on:
                return at
        elif letter not in _DIGITS:
            return at
        else:
            goes_on = _DIGITS.index(letter) >= 32
    return len(text) if goes_on else None


@given(text=_TEXTS)
def test_the_first_fault_is_where_reading_digit_by_digit_ends(text: str) -> None:
    """Whatever stands in it, other alphabets and halves of pairs too."""
    assert unreadable_at(text) == _read(text)


@given(text=st.text(st.sampled_from(f"{_DIGITS},;")))
def test_a_column_below_zero_is_a_first_digit_that_is_odd(text: str) -> None:
    """A segment is anything between two marks."""
    firsts = [segment[0] for segment in re.split("[,;]", text) if segment]

    assert may_go_back(text) == any(_DIGITS.index(digit) % 2 for digit in firsts)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        ("AAAA;;,", None),
        ("AAAA,gB", None),
        ("AAAA,g;A", 6),
        ("AAAAg", 5),
        ("A-A", 1),
        ("AAé", 2),
        ("Ag,é", 2),
    ],
)
def test_faults_are_told_by_their_place(text: str, at: int | None) -> None:
    """The end of a number that goes on is where the next character is, or would be."""
    assert unreadable_at(text) == at


@pytest.mark.parametrize(
    ("text", "goes"), [("", False), ("AAAA,CAAC;C", False), ("DAAA", True), ("A;D", True)]
)
def test_columns_below_zero(text: str, *, goes: bool) -> None:
    """Only the first number of a segment is a column of the script."""
    assert may_go_back(text) is goes
