"""A record counts everything, and keeps what fits."""

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from buildtools.findings.subjects import DebugId as IdSubject
from buildtools.proof.counts import Count
from buildtools.proof.record import LeftOut, Record
from buildtools.proof.trials import Answer, Outcome, Trial
from tests.proof.made import ID, frame, one_of_each, position

OUTCOMES: tuple[Outcome, ...] = ("passed", "failed", "not-tried")


def kept(record: Record) -> list[Trial]:
    return [msgspec.json.decode(line, type=Trial) for line in record.lines]


def test_what_was_tried_is_counted_and_what_was_not_is_not() -> None:
    """Positions that could not be judged are the one thing of which both are told."""
    record = Record()
    record.extend(one_of_each())

    assert {
        Count.BROWSER_PAIRS: 1,
        Count.BROWSER_POSITIONS: 2,
        Count.BROWSER_JUDGED: 1,
        Count.BROWSER_NOT_JUDGED: 1,
        Count.NODE_EVENTS: 1,
        Count.BROWSER_FRAMES: 2,
        Count.DEBUG_IDS_LOOKED_UP: 1,
        Count.CONTROLS: 1,
        Count.ANSWERS_COMPARED: 2,
        Count.PAGES_READ: 1,
        Count.PRIVATE_FILES_ASKED_FOR: 1,
        Count.DEBUG_IDS_READ_IN_A_BROWSER: 1,
    } == record.counts


def test_a_pair_of_which_no_position_can_be_compared_has_a_count_of_none() -> None:
    """Zero is told too: nothing said would read as a proof without positions at all."""
    record = Record()
    record.extend(each for each in one_of_each() if each.check == "pair")

    assert {Count.BROWSER_PAIRS: 1, Count.BROWSER_POSITIONS: 0} == record.counts


@given(
    made=some.lists(
        some.tuples(some.sampled_from(["position", "frame"]), some.sampled_from(OUTCOMES)),
        max_size=60,
    ),
    lines=some.integers(0, 40),
    size=some.integers(0, 8_000),
)
def test_the_bound_holds_and_nothing_goes_missing_unsaid(
    made: list[tuple[str, Outcome]], lines: int, size: int
) -> None:
    """Whatever comes in whichever order: kept and left out are all, and all are counted."""
    record = Record(most_lines=lines, most_bytes=size)
    record.extend(
        position(outcome, number) if what == "position" else frame(outcome)
        for number, (what, outcome) in enumerate(made, 1)
    )

    assert len(record.lines) <= lines
    assert sum(map(len, record.lines)) <= size
    assert len(made) == len(record.lines) + sum(each.number for each in record.left_out)
    assert sum(outcome != "not-tried" for _, outcome in made) == sum(record.counts.values())


def test_many_positions_leave_room_for_what_tells_more() -> None:
    """Frames come last, and a failure may be the last of a hundred thousand positions."""
    record = Record(most_lines=10)
    record.extend(position(line=number) for number in range(1, 100))
    record.add(position("failed"), frame(), frame("failed"))

    assert 5 == sum(each.check == "position" and each.outcome == "passed" for each in kept(record))
    assert ["position", "frame", "frame"] == [each.check for each in kept(record)][-3:]
    assert (LeftOut("position", "passed", 94),) == record.left_out


def test_failures_are_bounded_too() -> None:
    """A map that is wrong everywhere must not fill a disk."""
    record = Record(most_lines=10)
    record.extend(position("failed") for _ in range(50))

    assert (LeftOut("position", "failed", 45),) == record.left_out


def test_no_secret_is_kept_whoever_quotes_it() -> None:
    """A source may have it inlined, a server may say it again."""
    secret = 'sntrys_"quoted"\\_and_more'
    record = Record([secret, "no", "position", "frame"])
    record.add(frame(why=f"the server said {secret}, no?"), position())
    first, second = kept(record)

    answered = Trial("look-up", IdSubject(ID), "passed", Answer("web", ID, ("a", secret)))
    record.add(answered)
    (third,) = kept(record)[2:]

    assert Answer("web", ID, ("a", "***")) == third.evidence
    assert "sntrys" not in record.lines[0].decode()
    assert frame(why="the server said ***, no?") == first
    assert position() == second
