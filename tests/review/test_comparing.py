"""Comparisons of plans and cards: a closed set, read from text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.review.comparing import same, shown, wanted
from buildtools.review.reviewed import Plain


@pytest.mark.parametrize(
    ("want", "right", "wrong"),
    [
        (0.1, 0.1, 0.2),
        ("0.1", 0.1, 0),
        (1, 1.0, True),
        ("<= 45 kB", 45000, 45001),
        ("< 45 kB", 44999.9, 45000),
        (">= 95 %", 0.95, 0.949),
        ("> 3", 4, 3),
        ("<= 1.5 s", 1500, 1501),
        ("off", False, True),
        ("off", None, 0.1),
        (False, "none", "on"),
        ("on", True, False),
        ("set", ["a"], []),
        ("set", 0.1, None),
        ("set", 0, False),
        ("one of de, us", "de", "eu"),
        ("contains replay", ["tracing", "replay"], ["tracing"]),
        ("contains /api", "/api/v1", "/other"),
        (["a", "b"], ["b", "a"], ["a"]),
        ("stream", "stream", "static"),
        ("45 kB", 45000, 45),
        ({"email": "off"}, {"email": "off"}, {"email": "on"}),
    ],
)
def test_a_comparison_tells_right_from_wrong(want: Plain, right: Plain, wrong: Plain) -> None:
    """One that holds of everything would pass every plan."""
    comparison = wanted(want)

    assert comparison.holds(right)
    assert not comparison.holds(wrong)


def test_the_pipeline_is_what_is_compared_with() -> None:
    """Release, dist and environment are wanted as the pipeline made them."""
    comparison = wanted("= pipeline")

    assert comparison.holds("web@1", "web@1")
    assert not comparison.holds("web@1", "web@2")
    assert not comparison.holds(None, None)


@pytest.mark.parametrize("text", ["<= many", "<= 45 kilos", ">", "= other", "<=", "<= 4 5"])
def test_what_is_no_comparison_is_refused(text: str) -> None:
    """A bound that nobody can read must not hold."""
    with pytest.raises(ValueError, match=r"is no (comparison|unit)"):
        wanted(text)


@pytest.mark.parametrize("bound", ["<= 1", ">= 1", "< 1", "> 1"])
@pytest.mark.parametrize("value", [None, True, "text", [], {}])
def test_what_is_no_number_is_on_no_side(bound: str, value: Plain) -> None:
    """An unknown size is not a small one."""
    assert not wanted(bound).holds(value)


@given(st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_value_is_the_same_as_it_is_shown(value: Plain) -> None:
    """What `--write-plan` writes is met at once."""
    if isinstance(value, float) and float(shown(value)) != value:
        return
    assert same(value, shown(value))
    assert wanted(shown(value)).holds(value)
