"""Texts of others are shown so that none of them steers a terminal."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buildtools.texts import escapes
from buildtools.texts.escapes import harmless, shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dist/app.js", "dist/app.js"),
        ("caf\udce9.js", r"caf\xe9.js"),
        ("a\x1b[2J.js", r"a\x1b[2J.js"),
        ("a\nb\r\tc.js", r"a\nb\r\tc.js"),
        ("a\x9b2Jb\x7f.js", r"a\x9b2Jb\x7f.js"),
        ("gnp\u202ejs.exe", r"gnp\u202ejs.exe"),
        ("a\u061cb.js", r"a\u061cb.js"),
        ("größe 東京 👨‍👩‍👧.js", "größe 東京 👨‍👩‍👧.js"),
        ("a\\b.js", "a\\b.js"),
    ],
)
def test_a_name_is_one_line_that_can_be_written(name: str, expected: str) -> None:
    """It stands in a finding, in JSON and in a terminal."""
    assert expected == shown(name)


def test_lines_and_tabs_of_a_text_stay() -> None:
    """A screen has many lines; only what else would steer a terminal is escaped."""
    assert "a\n\tb\\x1b]0;title\\x07" == harmless("a\n\tb\x1b]0;title\x07")


@given(st.text())
def test_what_is_shown_is_printable_text(text: str) -> None:
    """Whatever a server or a disk holds, the result is UTF-8 without any control character."""
    for written in (shown(text), harmless(text).replace("\n", "").replace("\t", "")):
        written.encode()
        assert not [letter for letter in written if ord(letter) < 32 or 127 <= ord(letter) < 160]


@given(st.text(st.characters(), max_size=20))
@example("a\tb\n\x7f")
@example("caf\xe9")
def test_a_text_that_is_passed_on_as_it_is_has_nothing_to_escape(text: str) -> None:
    """Most are plain, and are not searched; those that are not are searched as ever."""
    assert re.sub(escapes._SHOWN, escapes._escaped, text) == shown(text)
    assert re.sub(escapes._BETWEEN_LINES, escapes._escaped, text) == harmless(text)
