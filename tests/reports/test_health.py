"""What is said of a release's sessions: never more than they tell."""

import pytest

from buildtools.health.checked import Checked
from buildtools.health.judging import Counts, Rate, judge, together
from buildtools.reports.health import percent, sentence, to_terminal


def checked(*rates: Rate, baseline: str | None = None, notes: tuple[str, ...] = ()) -> Checked:
    """Make what a look came to."""
    return Checked(
        *("web@2", "production", "2026-05-04T09:40:00Z", "2026-05-04T09:00:00Z", 3, 95.0, 1),
        answer=together(rates),
        rates=rates,
        baseline=baseline,
        not_compared="" if baseline else "it is the first",
        notes=notes,
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        *((None, "unknown"), (1.0, "100.00 %"), (0.99999999, "99.99 %")),
        *((0.0, "0.00 %"), (0.000001, "0.01 %"), (0.9871, "98.71 %")),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float | None, said: str) -> None:
    """One failure of a million is not none."""
    assert said == percent(share)


def test_a_screen_ends_with_its_answer() -> None:
    """What was counted, within which bounds, compared with what."""
    before = Counts(300, 1, 1)
    seen = checked(
        judge("sessions", Counts(400), 0.99, 0.05, before),
        judge("users", Counts(400, 0, 2), 0.99, 0.05),
        baseline="web@1",
        notes=("it does not tell them apart",),
    )
    lines = to_terminal(seen).split("\n")

    assert "web@2 in production, deployed 2026-05-04T09:40:00Z" == lines[0]
    assert "  looked at   3 hours from 2026-05-04T09:00:00Z on" in lines
    assert "  sessions    400, of which 0 failed: 100.00 % without" in lines
    assert "  users       400, of which 0 to 2 failed: 100.00 % without" in lines
    assert "  compared    with web@1 over the same hours: 1 of 300 sessions failed" in lines
    assert "  note        it does not tell them apart" in lines
    assert lines[-1].startswith("  not enough sessions: ")


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ([Counts(299)], "passed by 95 % confidence"),
        ([Counts(100, 10, 10)], "FAILED: 93.93 % of sessions at most are without failure"),
        ([Counts(1000, 10, 10)], "not enough sessions: no number of sessions decides"),
        ([Counts(299), Counts(100, 50, 50)], "FAILED: 58.12 % of users at most are without"),
    ],
)
def test_the_answer_says_what_it_rests_on(rates: list[Counts], said: str) -> None:
    """In one sentence, of the rate that decided."""
    judged = [
        judge("users" if number else "sessions", each, 0.99, 0.05)
        for number, each in enumerate(rates)
    ]
    assert sentence(checked(*judged)).startswith(said)


def test_nothing_judged_is_not_enough() -> None:
    """And nothing more is said of it."""
    assert "not enough sessions" == sentence(checked())
