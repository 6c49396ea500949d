"""Lines and columns of a large text, without taking it apart."""

from hypothesis import given
from hypothesis import strategies as st

from buildtools.sourcemaps.maps import columns
from buildtools.sourcemaps.maps.columns import Lines

LETTERS = st.text(alphabet="ab \n\r決🙈é", max_size=60)


@given(st.lists(LETTERS, max_size=6), st.binary(max_size=4), st.integers(0, 40), st.integers(0, 50))
def test_columns_are_those_of_the_decoded_line(
    texts: list[str], odd: bytes, first: int, more: int
) -> None:
    """Whatever letters a line has, and bytes that are none."""
    text = "".join(texts).encode() + odd
    lines = Lines(text, 0, len(text))

    for number, line in enumerate(text.split(b"\n")):
        wide = line.decode("utf-8", "replace").encode("utf-16-le")
        assert len(wide) // 2 == lines.width(number)
        assert wide[2 * first : 2 * (first + more)] == lines.units(number, first, first + more)
    assert not lines.has(text.count(b"\n") + 1)
    assert lines.width(text.count(b"\n") + 1) == 0


def test_a_line_longer_than_a_block_is_read_where_it_is_asked() -> None:
    """A letter of two units or of four bytes may lie across the end of a block."""
    line = ("x決🙈" * columns._BLOCK)[: 3 * columns._BLOCK]
    text = f"a\n{line}\nb".encode()
    wide = line.encode("utf-16-le")
    lines = Lines(text, 0, len(text))

    assert len(wide) // 2 == lines.width(1)
    for column in (0, 1, 2, columns._BLOCK - 3, columns._BLOCK + 1, len(wide) // 2 - 4):
        assert wide[2 * column : 2 * column + 40] == lines.units(1, column, column + 20)
    assert lines.units(1, 7, 7) == lines.units(5, 0, 9) == b""
    assert "b".encode("utf-16-le") == lines.units(2, 0, 9)


def test_a_line_behind_many_others_is_found() -> None:
    """Only some starts of lines are noted."""
    text = b"".join(b"%d\n" % number for number in range(2000))
    lines = Lines(text, 0, len(text))

    assert "1999".encode("utf-16-le") == lines.units(1999, 0, 9)
    assert "3".encode("utf-16-le") == lines.units(3, 0, 9)
    assert lines.has(2000)
    assert not lines.has(2001)
    assert not lines.has(9000)
    assert not lines.has(-1)
