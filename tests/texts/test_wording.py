"""Counting, listing, sizes and guesses are said in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.texts.wording import count, first, listed, meant, near, rest, size


def test_things_are_counted_in_the_right_number() -> None:
    """ "1 pairs" makes a reader doubt the rest."""
    assert ("0 pairs", "1 pair", "2 pairs") == tuple(count(number, "pair") for number in range(3))
    assert "no errors" == count(0, "error", none="no")


@pytest.mark.parametrize(
    ("names", "said"),
    [("", ""), ("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c and 1 more")],
    ids=["none", "one", "all", "more"],
)
def test_a_long_list_is_cut_and_counted(names: str, said: str) -> None:
    """A sentence stays readable however much it is about, and still says how much."""
    assert said == listed(names, 3)


def test_the_rest_is_counted_with_or_without_its_noun() -> None:
    """What was not named is said as a number, and nothing is said of nothing."""
    assert ("", " and 2 more", ", and 1 more file", ", and 2 more files") == (
        rest(0),
        rest(2),
        rest(1, "file", before=", "),
        rest(2, "file", before=", "),
    )


@given(st.lists(st.text()), st.integers(0, 12))
def test_no_line_is_lost_without_being_counted(lines: list[str], most: int) -> None:
    """Evidence is cut for the screen, and the cut is said."""
    shown = first(lines, most)

    cut = len(lines) - most
    assert lines[:most] == shown[:most]
    assert ([f"and {cut} more"] if cut > 0 else []) == shown[most:]


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (49, "49 bytes"),
        (50, "0.1 kB"),
        (840, "0.8 kB"),
        (270_832_144, "270.8 MB"),
        (100_000, "0.1 MB"),
        (1_234_500_000, "1,234.5 MB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_fits(bytes_: int, said: str) -> None:
    """Sizes from anywhere in the package compare at a glance."""
    assert said == size(bytes_)


def test_a_near_name_is_offered_and_a_far_one_is_not() -> None:
    """A guess helps with a slip of the hand; a wild one misleads."""
    assert "; did you mean 'token'?" == meant("tokn", ["token", "name"])
    assert " (did you mean 'token'?)" == meant("tokn", ["token"], within=True)
    assert "" == meant("x", ["token"]) == meant("x", ["token"], within=True)
    assert [] == near("x", ["token"])


def test_a_name_that_differs_by_case_or_dashes_alone_comes_first() -> None:
    """Whoever wrote it so meant that one, however like another is."""
    assert ["my-app"] == near("MY_APP", ["MY_APPS", "my-app", "other"])
    assert ["my-app", "MY_APPS"] == near("MY_APP", ["MY_APPS", "my-app", "other"], 2)
    assert ["web"] == near("Web", ["Webs", "web"])
