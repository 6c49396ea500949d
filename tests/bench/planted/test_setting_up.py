"""The faults of a set-up: each row is planted, and says what a release has to do."""

from bench.planted import table
from bench.planted.setting_up import PLANTS, TABLE


def test_each_row_is_planted() -> None:
    """A row that nobody plants would be told as noticed by nobody."""
    rows = table.read(TABLE)

    assert {row.name for row in rows} == PLANTS.keys()
    assert len(rows) > 20


def test_a_release_stops_by_what_doctor_ends_with_or_not_at_all() -> None:
    """One fault has one code, whoever notices it; and some faults end no release."""
    rows = table.read(TABLE)

    assert all(row.release in (0, row.exit) for row in rows)
    assert {0, 10, 11, 20, 30, 31} == {row.release for row in rows}
    assert {10, 11, 20, 30, 31} >= {row.release for row in rows if row.release}
