"""Whole hours after a deploy, which servers count by."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from buildtools.health.window import after, same_after

DEPLOYED = datetime(2026, 5, 4, 9, 40, tzinfo=UTC)


def test_the_hours_of_deploy_and_of_now_are_part_of_it() -> None:
    """Asked from the first second of the one to the last of the other."""
    window = after(DEPLOYED, DEPLOYED + timedelta(hours=2), 24)

    assert (3, ("2026-05-04T09:00:00", "2026-05-04T11:59:59")) == (window.hours, window.asked)


def test_the_release_before_is_looked_at_as_long() -> None:
    """From the hour of its own deploy on, in UTC."""
    window = after(DEPLOYED, DEPLOYED + timedelta(days=9), 24)
    before = datetime(2026, 5, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert 24 == window.hours
    same = same_after(before, window)
    assert ("2026-04-30T23:00:00", "2026-05-01T22:59:59") == same.asked


@given(st.integers(-(10**6), 10**7), st.integers(1, 2160))
def test_a_window_has_at_least_one_hour(seconds: int, most: int) -> None:
    """Also where the server's clock is ahead, and a deploy is still to come."""
    now = DEPLOYED + timedelta(seconds=seconds)
    window = after(DEPLOYED, now, most)

    assert 1 <= window.hours <= most
    assert window.start <= now
