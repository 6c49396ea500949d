"""Splices of bytes, and undoing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.splices import Splice, apply, difference, edits, moving, original, undo
from buildtools.values import Edit


@st.composite
def spliced(draw: st.DrawFn) -> tuple[bytes, list[Splice]]:
    """Random bytes with splices that do not overlap, in any order."""
    data = draw(st.binary(max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(data)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    made = [Splice(a, data[a:b], draw(st.binary(max_size=5))) for a, b in pairs]
    return data, draw(st.permutations(made))


def test_splices_count_in_the_original() -> None:
    """A plan is made before anything is written, so it can only know the old offsets."""
    splices = [Splice(4, b"o", b"0"), Splice(0, b"", b">"), Splice(7, b"rld", b"")]

    assert b">hell0 wo" == apply(b"hello world", [Splice(8, b"rld", b""), *splices[:2]])


def test_two_insertions_at_one_place_keep_their_order() -> None:
    """At the end of a script the snippet must come before the comment."""
    assert b"xab" == apply(b"x", [Splice(1, b"", b"a"), Splice(1, b"", b"b")])


def test_edits_count_in_the_result() -> None:
    """The ledger keeps what it takes to undo, and the file on disk is the result."""
    made = edits([Splice(0, b"", b"ab"), Splice(1, b"xy", b"z")])

    assert (Edit(0, b"", 2), Edit(3, b"xy", 1)) == made


@given(spliced())
def test_undo_is_identity(case: tuple[bytes, list[Splice]]) -> None:
    """What was injected can always be given back as it was built."""
    data, splices = case

    assert data == undo(apply(data, splices), splices)


@pytest.mark.parametrize(
    "splices",
    [
        pytest.param([Splice(0, b"y", b"z")], id="other bytes"),
        pytest.param([Splice(1, b"x", b"")], id="behind the end"),
        pytest.param([Splice(0, b"x", b""), Splice(0, b"x", b"")], id="twice"),
    ],
)
def test_a_plan_for_other_bytes_is_refused(splices: list[Splice]) -> None:
    """A file that changed since it was planned must not be half edited."""
    with pytest.raises(SourceMapError, match="planned for"):
        apply(b"x", splices)


@pytest.mark.parametrize(
    "edits",
    [[Edit(2, b"", 9)], [Edit(0, b"", 2), Edit(1, b"", 1)]],
    ids=["too long", "overlapping"],
)
def test_edits_of_other_bytes_are_refused(edits: list[Edit]) -> None:
    """Nothing is better than a wrong original."""
    with pytest.raises(SourceMapError, match="edited"):
        original(b"abc", edits)


@given(st.binary(max_size=9), st.binary(max_size=9), st.binary(max_size=9), st.binary(max_size=9))
def test_a_difference_is_undone_like_any_edit(a: bytes, b: bytes, c: bytes, d: bytes) -> None:
    """A compressed file has no places to splice: what it was must be kept whole."""
    old, new = a + b + c, a + d + c
    made = difference(old, new)

    assert old == original(new, made)
    assert (old == new) == (made == ())
    assert sum(len(edit.old) for edit in made) <= len(b)


def test_edits_of_equal_length_move_nothing() -> None:
    """A digest in the place of a digest."""
    longer, equal = Edit(0, b"", 5), Edit(9, b"old", 3)

    assert (longer,) == moving((longer, equal))
