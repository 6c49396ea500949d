"""VLQ, and moving mappings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.mappings import Move, columns, decode, encode, insertion, moved
from buildtools.splices import apply


@pytest.mark.parametrize(
    ("value", "text"), [(0, b"A"), (1, b"C"), (-1, b"D"), (15, b"e"), (16, b"gB"), (-16, b"hB")]
)
def test_numbers_of_the_standard(value: int, text: bytes) -> None:
    """The same numbers as everyone else's."""
    assert text == encode(value)
    assert (value, len(text)) == decode(text, 0)


@given(st.integers(-(2**40), 2**40))
def test_what_is_written_can_be_read(value: int) -> None:
    """Whatever the column, nothing is lost."""
    assert value == decode(encode(value), 0)[0]


@pytest.mark.parametrize("text", [b"", b"g", b"!"], ids=["empty", "cut off", "alphabet"])
def test_broken_numbers_are_told(text: bytes) -> None:
    """A broken map is a finding, never a guess."""
    with pytest.raises(SourceMapError, match="not readable"):
        decode(text, 0)


LINE = Move(0, 0, 1, 0)
WITHIN = Move(0, 5, 0, 10)


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        pytest.param(b"AAAA", LINE, b";AAAA", id="line on top"),
        pytest.param(b"AAAA;;CCCC", Move(2, 0, 1, 0), b"AAAA;;;CCCC", id="line in between"),
        pytest.param(b"AAAA;", Move(1, 0, 1, 0), b"AAAA;", id="nothing behind"),
        pytest.param(b"AAAA", Move(3, 0, 1, 0), b"AAAA", id="ends before"),
        pytest.param(b"", LINE, b"", id="empty"),
        pytest.param(b"KAAA,CCCC", WITHIN, b"eAAA,CCCC", id="first segment at the place"),
        pytest.param(b"AAAA,MAAA,CCCC", WITHIN, b"AAAA,gBAAA,CCCC", id="second segment"),
        pytest.param(b"AAAA,CCCC;KAAA", WITHIN, b"AAAA,CCCC;KAAA", id="none behind"),
        pytest.param(b"MAAA,DAAA,FAAA", WITHIN, b"gBAAA,DAAA,ZAAA", id="not in order"),
        pytest.param(b",MAAA", WITHIN, b",gBAAA", id="empty segment"),
        pytest.param(b"AAAA,KAAA,CCCC", Move(0, 5, 1, 0), b"AAAA;AAAA,CCCC", id="split"),
        pytest.param(b"KAAA,CCCC", Move(0, 5, 2, 0), b";;AAAA,CCCC", id="split at the first"),
        pytest.param(b"AAAA;KAAA", Move(0, 5, 1, 0), b"AAAA;;KAAA", id="split behind the last"),
        pytest.param(b"AAAA", Move(0, 5, 1, 0), b"AAAA", id="split behind all"),
        pytest.param(b"KAAA", Move(0, 5, 1, 2), b";EAAA", id="split with columns"),
    ],
)
def test_moving_changes_only_what_lies_behind(before: bytes, move: Move, after: bytes) -> None:
    """One segment carries the shift, because all others are relative to it."""
    assert after == apply(before, moved(before, 0, len(before), move))


def test_a_shift_costs_a_few_bytes() -> None:
    """A map of megabytes must not be written again for it."""
    mappings = b"AAAA," + b",".join([b"KAAA"] * 10_000)

    assert 1 == len(moved(mappings, 0, len(mappings), WITHIN))


@pytest.mark.parametrize(
    ("text", "move"),
    [(b"MAAA,DAAA,FAAA", Move(0, 5, 1, 0)), (b"\\u0041AAA", LINE)],
    ids=["split out of order", "escaped"],
)
def test_what_cannot_be_moved_is_refused(text: bytes, move: Move) -> None:
    """Better a pair left alone than a map that lies."""
    with pytest.raises(SourceMapError):
        moved(text, 0, len(text), move)


def test_columns_start_anew_on_each_line() -> None:
    """Only the generated column does."""
    text = b"AAAA,KAAA;;C,,C"

    assert [(0, 0), (0, 5), (2, 1), (2, 2)] == list(columns(text, 0, len(text)))


@pytest.mark.parametrize(
    ("script", "at", "text", "move"),
    [
        ("abc", 2, "xy", Move(0, 2, 0, 2)),
        ("a\r\nb\rc\u2028d", 10, "x\ny", Move(3, 1, 1, 1)),
        ("\ufeffab", 4, "x", Move(0, 1, 0, 1)),
        ("'\U0001f600'b", 6, "é", Move(0, 4, 0, 1)),
    ],
    ids=["plain", "line ends", "byte order mark", "utf-16"],
)
def test_places_are_counted_as_engines_count(script: str, at: int, text: str, move: Move) -> None:
    """Columns are UTF-16 code units, and a byte order mark is not part of the line."""
    assert move == insertion(script.encode(), at, text.encode())
