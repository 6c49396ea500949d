"""Lines as narrow as a terminal, and how wide a text is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from buildtools.texts.screen import Line, Span, as_it_is, line
from buildtools.texts.wrapping import columns, cut, wrapped


def rows(each: Line, width: int) -> list[str]:
    """Return the rows of a line as texts."""
    return ["".join(span.text for span in row) for row in wrapped(each, width)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a.js", 4, id="ascii"),
        pytest.param("größe", 5, id="letters"),
        pytest.param("gro\u0308ße", 5, id="a combining mark"),
        pytest.param("\u0928\u092e\u0938\u094d\u0924\u0947", 4, id="Devanagari"),
        pytest.param("源代码.js", 9, id="CJK"),
        pytest.param("ｆｕｌｌ", 8, id="full width"),
        pytest.param("한글", 4, id="Hangul"),
        pytest.param("🚀", 2, id="emoji"),
        pytest.param("👍🏽", 2, id="emoji with a skin tone"),
        pytest.param("👩\u200d🚀", 2, id="emoji that are joined"),
        pytest.param("❤\ufe0f", 2, id="drawn as emoji"),
        pytest.param("🚀\ufe0f", 2, id="emoji already"),
        pytest.param("\u200ba", 1, id="no width"),
        pytest.param("\ufe0f", 0, id="a selector alone"),
    ],
)
def test_a_text_is_as_wide_as_terminals_show_it(text: str, expected: int) -> None:
    """Else columns do not stand under each other, and a line that is redrawn leaves a part."""
    assert expected == columns(text)
    assert "\ufe0f" == text or expected == wcswidth(text)


@given(st.text(st.sampled_from("ab 漢字ガ한🚀éß─€\u0301\u0928"), max_size=20))
def test_the_tables_of_python_agree_with_those_of_terminals(text: str) -> None:
    """The judge is wcwidth, which terminals in Python are made with."""
    assert wcswidth(text) == columns(text)


WORDS = line("  build        ok   ", Span("7 pairs", "good"), ", 2 other scripts, no map", hang=20)


def test_a_line_goes_on_below_its_words() -> None:
    """So that states and seconds stay columns that one can read down."""
    assert [
        "  build        ok   7 pairs, 2 other",
        "                    scripts, no map",
    ] == rows(WORDS, 40)
    assert [WORDS.text] == rows(WORDS, len(WORDS.text))


def test_a_terminal_that_is_narrow_gets_less_indent() -> None:
    """Of twenty columns the words need most."""
    assert ["  build        ok", "    7 pairs, 2 other", "    scripts, no map"] == rows(WORDS, 20)


def test_a_line_that_says_nothing_is_indented_by_two_more() -> None:
    """Lines below an error go on below themselves, never at its left."""
    assert ["  one two three four", "    five"] == rows(line("  one two three four five"), 21)


def test_what_means_something_keeps_that_over_the_rows() -> None:
    """A command that is wrapped is still one."""
    row_of = list(wrapped(line("try: ", Span("invoke upload --env=local", "help"), hang=5), 21))

    assert [
        (Span("try: "), Span("invoke upload", "help")),
        (Span("     "), Span("--env=local", "help")),
    ] == row_of


def test_an_address_is_never_cut() -> None:
    """What is cut cannot be copied; the terminal itself breaks it so that it can."""
    url = "https://example.com/static/chunks/a-very-long-name.js"

    assert ["error: see", f"  {url}", "  now"] == rows(line(f"error: see {url} now"), 20)
    assert [url] == rows(line(url), 20)


def test_an_address_and_what_stands_at_it_are_one_word() -> None:
    """A bracket or a comma of another part belongs to it."""
    at_it = line("aaaa bbbb ", Span("(", None), Span("cccc", "help"), Span(")", None))

    assert ["aaaa bbbb", "  (cccc)"] == rows(at_it, 12)


def test_a_number_stays_beside_what_it_counts() -> None:
    """`6` at the end of one row and `controls` in the next are read as two things."""
    assert ["in 106 frames,", "  6 controls"] == rows(line("in 106 frames, 6 controls"), 17)


def test_lines_of_a_file_are_left_to_the_terminal() -> None:
    """A difference is copied as it is."""
    text = "+ a line of a file that is long"

    assert [text] == rows(as_it_is(text).lines[0], 10)


WORD = st.text(st.sampled_from("ab漢.,/"), min_size=1, max_size=9)


@given(st.lists(WORD), st.integers(1, 60), st.integers(0, 70))
def test_no_word_is_lost_and_no_row_is_too_long_for_its_words(
    words: list[str], width: int, hang: int
) -> None:
    """Only a row with a word that does not fit is longer than the terminal."""
    shown = rows(line(" ".join(words), hang=hang), width)

    assert words == " ".join(shown).split()
    assert all(columns(row) <= width or len(row.split()) <= 1 for row in shown)


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("ab cd", 4, "ab…"),
        ("漢字漢字", 4, "漢…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_line_is_cut_where_there_is_no_more_room(text: str, room: int, expected: str) -> None:
    """One line that is redrawn must never become two."""
    assert expected == cut(text, room)
    assert columns(cut(text, room)) <= room
