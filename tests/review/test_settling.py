"""Measured again: what has moved by its noise alone stays as it was written."""

from typing import Any

import msgspec
import pytest

from buildtools.review.reviewed import Reviewed, Table
from buildtools.review.settling import says_nothing_new, settled
from tests.measured import REVIEWED, changed, measured

TIMES = Table("cost", "Cost", ("variant", "script, ms"), (("tracing", 32.2),), "Chromium")


def test_noise_changes_nothing() -> None:
    """Two runs on one build would differ for ever."""
    again = measured(page_cpu=41.9, weight_first_page_gz=56_900)

    assert again != REVIEWED
    assert REVIEWED == settled(again, REVIEWED)


@pytest.mark.parametrize(
    ("name", "value"), [("page-cpu", 42.4), ("weight-first-page-gz", 56_955), ("secrets", 1)]
)
def test_what_moves_by_more_is_new(name: str, value: float) -> None:
    """The control."""
    again = measured(**{name.replace("-", "_"): value})

    assert again == settled(again, REVIEWED)


def test_how_the_plan_judged_a_figure_moves_with_it() -> None:
    """A sentence with another figure than the table would be a puzzle."""
    (last,) = [each for each in REVIEWED.verdicts if each.check == "weight-first-page-gz"]
    for value, kept in ((56_900.0, True), (57_900.0, False)):
        new = msgspec.structs.replace(last, seen=f"{value / 1000:.1f} kB", value=value)
        told = settled(changed(verdicts=(new,)), REVIEWED).verdict("weight-first-page-gz")

        assert (last if kept else new) == told


def test_a_verdict_that_is_another_one_is_new() -> None:
    """A bound that was moved is a decision, and no noise."""
    (last,) = [each for each in REVIEWED.verdicts if each.check == "weight-first-page-gz"]
    new = msgspec.structs.replace(last, outcome="met", wanted="<= 60 kB")

    assert new == settled(changed(verdicts=(new,)), REVIEWED).verdict("weight-first-page-gz")


def test_tables_of_times_stay_while_no_time_has_moved() -> None:
    """They hold more figures than the table of figures knows."""
    before = changed(tables=(TIMES,))
    rows = msgspec.structs.replace(TIMES, rows=(("tracing", 33.0),))
    again = changed(tables=(rows,))
    slower = msgspec.structs.replace(measured(page_cpu=80), tables=(rows,))
    others = changed(tables=(msgspec.structs.replace(TIMES, rows=(("replay", 33.0),)),))

    assert before == settled(again, before)
    assert slower == settled(slower, before)
    assert others == settled(others, before)


def test_tables_of_counts_are_always_those_that_were_counted() -> None:
    """A byte is a byte."""
    again = changed(tables=(msgspec.structs.replace(REVIEWED.tables[0], rows=(("a", 1, None),)),))

    assert again == settled(again, REVIEWED)


PLAIN = msgspec.structs.replace(
    REVIEWED,
    looked=("sources", "build", "exposure"),
    verdicts=tuple(
        msgspec.structs.replace(each, outcome="not-asked", seen="", why="asked by --browser")
        if each.source == "page"
        else each
        for each in REVIEWED.verdicts
    ),
    figures=tuple(each for each in REVIEWED.figures if not each.name.endswith("-cpu")),
    tables=REVIEWED.tables[:2],
    findings=(),
)
"""The same review without a browser, and without cost."""


def test_a_look_at_less_takes_nothing_away() -> None:
    """Whoever reviews once more without a browser has not unseen the page."""
    assert says_nothing_new(PLAIN, REVIEWED)
    assert says_nothing_new(changed(taken="2027-01-01"), REVIEWED)


def _other(**fields: Any) -> Reviewed:
    """Return the look at less with other fields."""
    return msgspec.structs.replace(PLAIN, **fields)


WITHOUT_FLAGS = tuple(each for each in REVIEWED.verdicts if each.check != "flags")


@pytest.mark.parametrize(
    ("new", "there"),
    [
        (changed(findings=()), REVIEWED),
        (REVIEWED, PLAIN),
        (_other(dist="2"), REVIEWED),
        (_other(tools={"buildtools": "9"}), REVIEWED),
        (_other(figures=measured(weight_all_gz=1).figures), REVIEWED),
        (_other(tables=(TIMES,)), REVIEWED),
        (PLAIN, changed(verdicts=WITHOUT_FLAGS)),
        (_other(findings=REVIEWED.findings), changed(findings=())),
    ],
    ids=["all of it", "more", "dist", "tool", "figure", "table", "verdict", "finding"],
)
def test_what_differs_is_new_however_little_was_looked_at(new: Reviewed, there: Reviewed) -> None:
    """The newest measurement is what is so."""
    assert not says_nothing_new(new, there)
