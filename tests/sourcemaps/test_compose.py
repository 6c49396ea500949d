"""Composed positions: held against a slow and plain composition, position by position."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.compose import (
    NAMELESS,
    Entry,
    Inner,
    Place,
    composed,
    lines_of,
    rows,
    written,
)

GENERATED, OTHER, AUTHOR = 0, 1, 7
LENGTH = 6

text = st.text("ab", max_size=LENGTH)
texts = st.lists(text, min_size=1, max_size=3)


def _places(sources: Sequence[int], names: int) -> st.SearchStrategy[Place]:
    numbers = st.integers(0, LENGTH)
    return st.tuples(
        st.sampled_from(sources), st.integers(0, 3), numbers, st.integers(NAMELESS, names)
    )


def _all_rows(sources: Sequence[int], names: int) -> st.SearchStrategy[list[list[Entry]]]:
    entry = st.tuples(st.integers(0, LENGTH), st.none() | _places(sources, names))
    row = st.lists(entry, max_size=4, unique_by=lambda one: one[0]).map(
        lambda entries: sorted(entries, key=lambda one: one[0])
    )
    return st.lists(row, max_size=3)


def _at(row: Sequence[Entry], column: int) -> Entry | None:
    """Return the last entry at or before a column."""
    return next((entry for entry in reversed(row) if entry[0] <= column), None)


def _same(one: Sequence[str], line: int, other: Sequence[str], other_line: int) -> tuple[str, str]:
    return (
        one[line] if line < len(one) else "",
        other[other_line] if other_line < len(other) else "",
    )


def _plainly(
    outer: Sequence[Sequence[Entry]],
    inner: Sequence[Sequence[Entry]],
    script: Sequence[str],
    generated: Sequence[str],
    line: int,
    column: int,
) -> Place | None:
    """Compose one position as slowly as one would by hand."""
    found = _at(outer[line], column)
    if found is None or found[1] is None or found[1][0] != GENERATED:
        return found[1] if found else None
    start, (source, source_line, source_column, name) = found[0], found[1]
    here, there = _same(script, line, generated, source_line)
    behind = [entry[0] for entry in outer[line] if entry[0] > start]
    end = min([len(here), *behind])
    alike = 0
    while (
        start + alike < end
        and source_column + alike < len(there)
        and here[start + alike] == there[source_column + alike]
    ):
        alike += 1
    target = source_column + min(column - start, max(alike - 1, 0))
    row = inner[source_line] if source_line < len(inner) else []
    entry = _at(row, target)
    if entry is None or entry[1] is None:
        if entry is not None and entry[0] > source_column:
            return (source, source_line, entry[0], NAMELESS)
        return (source, source_line, source_column, name)
    author = entry[1]
    if entry[0] > source_column or (entry[0] == source_column and author[3] != NAMELESS):
        return (AUTHOR, *author[1:])
    return (AUTHOR, author[1], author[2], name)


@settings(max_examples=500)
@given(_all_rows((GENERATED, OTHER), 2), _all_rows((3,), 2), texts, texts)
def test_every_position_is_the_one_that_plain_composition_gives(
    outer: list[list[Entry]],
    inner: list[list[Entry]],
    script: list[str],
    generated: list[str],
) -> None:
    """Whatever the maps say and the texts have in common: no position is lost or made up."""
    table = Inner(dict(enumerate(inner)), generated, lambda place: (AUTHOR, *place[1:]))
    made = list(
        composed(outer, {GENERATED: table}, lambda line: script[line] if line < len(script) else "")
    )

    assert len(outer) == len(made)
    for line, row in enumerate(made):
        for column in range(LENGTH + 2):
            entry = _at(row, column)
            expected = _plainly(outer, inner, script, generated, line, column)
            assert expected == (entry[1] if entry else None)


@given(_all_rows((0, 1, 2), 2))
def test_what_is_written_can_be_read(all_rows: list[list[Entry]]) -> None:
    """Each number is relative to the one before it, over all lines or within one."""
    assert (all_rows or [[]]) == list(rows(written(all_rows)))


def test_real_mappings_are_written_as_they_were() -> None:
    """What is not composed stays byte for byte, so that an unchanged map is known as such."""
    mappings = b"AAAA,SAASA,IAAK;;AACAC,E,OCAM;gBDCM"

    assert mappings == written(rows(mappings))


def test_a_line_out_of_order_is_put_in_order() -> None:
    """Resolvers sort as well; a search by halves needs it."""
    assert [[(1, (0, 0, 0, NAMELESS)), (3, (0, 0, 0, NAMELESS))]] == list(rows(b"GAAA,FAAA"))


def test_what_cannot_be_read_is_refused() -> None:
    """Half a map composed would be worse than none."""
    with pytest.raises(SourceMapError):
        list(rows(b"AAAA,A!AA"))


def test_columns_count_utf16_units() -> None:
    """A letter beyond the first plane takes two columns, and a byte order mark none."""
    lines = lines_of("\ufeff🥐b\r\näc\u2028d".encode())

    assert [3, 2, 1] == [len(line) for line in lines]
    assert ("b", "c") == (lines[0][2], lines[1][1])


def _one(inner: Mapping[int, Sequence[Entry]], generated: list[str], script: str) -> list[Entry]:
    table = Inner(inner, generated, lambda place: (AUTHOR, *place[1:]))
    outer: list[list[Entry]] = [[(0, (GENERATED, 0, 0, NAMELESS))]]
    return next(composed(outer, {GENERATED: table}, lambda _: script))


def test_a_line_mapped_by_one_entry_gets_those_of_the_inner_map() -> None:
    """Rollup maps what it does not change by lines; the author may have had three of them there."""
    inner: list[Entry] = [(0, (3, 4, 0, NAMELESS)), (3, (3, 9, 0, NAMELESS))]

    assert [(0, (AUTHOR, 4, 0, NAMELESS)), (3, (AUTHOR, 9, 0, NAMELESS))] == _one(
        {0: inner}, ["a;b;"], "a;b;"
    )


def test_but_only_as_far_as_the_texts_are_alike() -> None:
    """Behind a change nobody knows what stands where."""
    inner: list[Entry] = [(0, (3, 4, 0, NAMELESS)), (3, (3, 9, 0, NAMELESS))]

    assert [(0, (AUTHOR, 4, 0, NAMELESS))] == _one({0: inner}, ["a;b;"], "a,b;")
    assert [(0, (AUTHOR, 4, 0, NAMELESS))] == _one({0: inner}, ["a;b;"], "")


def test_the_authors_name_wins_where_it_is_meant() -> None:
    """The outer map names what a minifier renamed; the inner one what a compiler did before."""
    outer: list[list[Entry]] = [[(0, (GENERATED, 0, 2, 5)), (4, (GENERATED, 0, 3, 5))]]
    table = Inner({0: [(2, (3, 0, 0, 6))]}, [""], lambda place: (AUTHOR, *place[1:]))

    assert [(0, (AUTHOR, 0, 0, 6)), (4, (AUTHOR, 0, 0, 5))] == next(
        composed(outer, {GENERATED: table}, lambda _: "")
    )
