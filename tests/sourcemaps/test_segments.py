"""Segments are read as the resolver reads them."""

from pathlib import Path

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.maps.segments import Segment, segments

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made/web"


def test_deltas_are_summed_over_lines() -> None:
    """Only the generated column begins again with each line."""
    assert [
        Segment(0, 0, 0, 0, 0),
        Segment(0, 4, 0, 1, 2),
        Segment(2, 2, 1, 0, 2),
    ] == list(segments(b"AAAA,IACE;;EADA".replace(b"EADA", b"ECDA")))


def test_segments_without_a_source_only_move_the_column() -> None:
    """They say that nothing is known from there on."""
    assert [Segment(0, 3, 0, 0, 0)] == list(segments(b"C,,EAAA"))


def test_a_section_begins_at_its_offset() -> None:
    """The column counts on its first line only, and its sources follow those before it."""
    found = list(segments(b"AAAA;CACA", line=5, column=7, source=2))

    assert [Segment(5, 7, 2, 0, 0), Segment(6, 1, 2, 1, 0)] == found


def test_what_stands_before_a_fault_is_given() -> None:
    """A map that is cut off is good as far as it goes."""
    reading = segments(b"AAAA,I!AA")

    assert next(reading) == Segment(0, 0, 0, 0, 0)
    with pytest.raises(SourceMapError):
        next(reading)


@pytest.mark.parametrize("name", ["page.js", "chunk-R6QZX3VN.js", "receipt-GDOZV2CS.js"])
def test_real_maps_are_read_as_the_resolver_reads_them(name: str) -> None:
    """Two readers of one format, one of them Sentry's."""
    text = (MADE / f"{name}.map").read_bytes()
    start = text.index(b'"mappings": "') + len(b'"mappings": "')
    own = [each[:2] + each[3:] for each in segments(text[start : text.index(b'"', start)])]
    tokens = Resolver((MADE / name).read_bytes(), text).tokens()

    assert own == [
        (token.dst_line, token.dst_column, token.src_line, token.src_column)
        for token in tokens
        if token.mapped
    ]
