"""A plan proposed from what is there now."""

from pathlib import Path

from buildtools.checks.review import BY_NAME
from buildtools.checks.review.proposing import proposed
from buildtools.checks.review.verdicts import decide
from buildtools.config.plan_file import read_plan
from buildtools.review.comparing import wanted
from buildtools.review.plan import NO_PLAN, Item, Plan
from buildtools.review.reviewed import Figure, Plain, Reviewed, Verdict
from tests.checks.review.test_verdicts import EVIDENCE

FIGURES = (
    Figure("weight-first-page-gz", 34685, "gzip 6"),
    Figure("pii-recall-shapes", 0.388, "889 planted items"),
    Figure("page-cpu", 22.6, "Chromium"),
    Figure("weight-pipeline", 0, "counted"),
)


def reviewed(*verdicts: Verdict) -> Reviewed:
    return Reviewed(
        *("web", "production", "web@1", None, "2026-11-27", {}, ("build",)),
        *(verdicts, FIGURES, (), ()),
    )


def seen(check: str, value: Plain, outcome: str = "unplanned") -> Verdict:
    return Verdict(check, outcome, f"{value} # of all", value=value)  # type: ignore[arg-type]


SEEN = reviewed(
    seen("proof", 0, "met"),
    Verdict("commits-deploys", "unknown", why="the token may not:\nreally"),
)


def test_what_is_proposed_is_a_plan_and_is_met(tmp_path: Path) -> None:
    """A proposal that its own file refuses, or that differs at once, would help nobody."""
    file = tmp_path / "sentry-plan.yml"
    file.write_text(proposed(SEEN, NO_PLAN), encoding="utf-8")

    plan = read_plan(file, BY_NAME)

    assert ["proof", *(each.name for each in FIGURES if each.name != "page-cpu")] == [
        each.check for each in plan.plan
    ]
    assert "# commits-deploys: unknown: the token may not: really\n" in file.read_text()
    assert {"met"} == {each.outcome for each in decide(EVIDENCE, plan, FIGURES, []).verdicts}
    assert "<= 37 kB" == plan.plan[1].want
    assert ">= 36 %" == plan.plan[2].want


def test_what_is_planned_already_is_not_proposed_again() -> None:
    """A second proposal shows what came in since."""
    text = proposed(SEEN, Plan(1, (Item("proof", 0), Item("weight-pipeline", "<= 0"))))

    assert "check: proof" not in text
    assert "check: weight-pipeline" not in text
    assert "check: weight-first-page-gz" in text


def test_a_bound_has_room_and_holds_now() -> None:
    """Of every counted figure, whichever way is better."""
    text = proposed(SEEN, NO_PLAN)
    for figure in FIGURES:
        line = next((each for each in text.splitlines() if f"check: {figure.name}," in each), None)
        if line:
            want = line.partition('want: "')[2].partition('"')[0]
            assert wanted(want).holds(figure.value), line
