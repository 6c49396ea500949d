"""Waits grow from the first to the longest."""

from hypothesis import given
from hypothesis import strategies as st

from buildtools.api.http.backoff import Backoff, told_seconds


def test_waits_double_up_to_the_longest() -> None:
    """Whoever asks again and again asks less and less often."""
    assert (0.5, 1.0, 2.0, 3.0, 3.0) == Backoff(0.5, 2.0, 3.0).waits(5)
    assert 3.0 == Backoff(0.5, 2.0, 3.0).after(5_000)
    assert () == Backoff(0.5, 2.0, 3.0).waits(0)


@given(st.integers(1, 400), st.floats(0.01, 10), st.floats(1, 3), st.floats(0, 60))
def test_no_wait_is_shorter_than_the_one_before(
    tried: int, first: float, growth: float, more: float
) -> None:
    """The bounds hold for every pace."""
    pace = Backoff(first, growth, first + more)

    assert first <= pace.after(tried) <= pace.after(tried + 1) <= first + more


def test_a_servers_word_is_read_from_either_header() -> None:
    """Both say how long it wants to be left alone; what is no number says nothing."""
    assert [7.0, 5.0, None] == [
        told_seconds({"retry-after": "7", "x-sentry-rate-limit-reset": "105"}, 100.0),
        told_seconds({"x-sentry-rate-limit-reset": "105"}, 100.0),
        told_seconds({"retry-after": "soon"}, 100.0),
    ]
