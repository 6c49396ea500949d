"""How far a step is, in one short line."""

from buildtools.output.pace import Pace
from buildtools.progress import BYTES


def test_a_step_that_counts_nothing_says_how_long_it_goes_on() -> None:
    """That it goes on at all is most of what one wants to know."""
    assert "create 4 s" == Pace("create", 10.0).words(14.4)


def test_a_program_is_told_by_its_last_line_until_something_is_counted() -> None:
    """After the build its pairs are read, and its last line is old."""
    pace = Pace("build", 0.0)
    pace.said = "Generating static pages (14/75)"

    assert "build 12 s: Generating static pages (14/75)" == pace.words(12.0)

    pace.advanced("pair", 1, 75, 13.0)

    assert "build 13 s: 1 of 75 pairs" == pace.words(13.0)


def test_counts_stand_in_their_order_and_one_is_told_as_one() -> None:
    """`1 of 1 pairs` is no English."""
    pace = Pace("verify", 0.0)
    pace.advanced("pair", 1, 1, 0.0)
    pace.advanced("position", 1, None, 0.0)
    pace.advanced("event", 0, 3, 0.0)

    assert "verify 1 s: 1 of 1 pair, 1 position, 0 of 3 events" == pace.words(1.0)

    pace.advanced("position", 40, None, 1.0)

    assert "verify 1 s: 1 of 1 pair, 40 positions, 0 of 3 events" == pace.words(1.0)


def test_bytes_are_told_with_their_rate_once_there_is_one() -> None:
    """The first packet would promise a rate that nothing keeps."""
    pace = Pace("upload", 0.0)
    pace.advanced(BYTES, 500_000, None, 2.0)
    pace.advanced("chunk", 1, None, 2.0)

    assert "upload 2 s: 0.5 MB, 1 chunk" == pace.words(2.5)

    pace.advanced(BYTES, 3_000_000, None, 4.0)
    pace.advanced("chunk", 6, 12, 4.0)

    assert "upload 4 s: 3.0 MB, 1.5 MB/s, 6 of 12 chunks" == pace.words(4.0)
