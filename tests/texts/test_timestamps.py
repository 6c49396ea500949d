"""Times as git keeps them, as servers read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.texts.timestamps import in_utc, moment


@pytest.mark.parametrize(
    ("seconds", "zone", "text"),
    [
        ("1299871230", "+0200", "2011-03-11T21:20:30+02:00"),
        ("1299871230", "-0330", "2011-03-11T15:50:30-03:30"),
        ("0", "", "1970-01-01T00:00:00+00:00"),
        ("0", "+0060", "1970-01-01T00:00:00+00:00"),
        ("0", "+2400", "1970-01-01T00:00:00+00:00"),
        ("0", "+2359", "1970-01-01T23:59:00+23:59"),
        ("0", "+051800", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_a_moment_is_kept_and_its_zone_where_it_is_one(seconds: str, zone: str, text: str) -> None:
    """The moment matters, the zone is a courtesy."""
    assert text == moment(seconds, zone)


@pytest.mark.parametrize("seconds", ["", "soon", "1e9", "253402300800", "-62135596801", "9" * 30])
def test_what_is_no_moment_is_none(seconds: str) -> None:
    """No server's calendar goes beyond year 9999."""
    assert moment(seconds, "+0000") is None


@given(st.integers(-(10**13), 10**13), st.from_regex(r"[+-]\d{4,6}", fullmatch=True))
def test_whatever_is_written_can_be_read_and_converted(seconds: int, zone: str) -> None:
    """A parser of dates on the other side takes it, in UTC as well."""
    text = moment(str(seconds), zone)

    assert text is None or seconds == datetime.fromisoformat(text).timestamp()


def test_a_time_of_ours_is_told_in_utc() -> None:
    """Servers compare texts; a zone of the machine would mislead them."""
    when = datetime(2011, 3, 11, 21, 20, 30, 5_000, timezone(timedelta(hours=2)))

    assert "2011-03-11T19:20:30Z" == in_utc(when, "seconds")
    assert "2011-03-11T19:20:30.005Z" == in_utc(when.astimezone(UTC), "milliseconds")
