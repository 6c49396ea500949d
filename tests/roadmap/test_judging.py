"""Cards against reviews: raised, dropped, and what was expected of those that are done."""

import pytest

from buildtools.review.reviewed import Verdict
from buildtools.roadmap.card import Done
from buildtools.roadmap.judging import expectations, judge, need
from tests.roadmap.making import CHECKS, card, review

BEFORE = review("web@1", "2026-11-20", weight_first_page_gz=96_800.0, pii_recall_shapes=0.388)
AFTER = review("web@2", "2026-11-27", weight_first_page_gz=58_400.0, pii_recall_shapes=0.997)
LATER = review("web@3", "2026-12-04", weight_first_page_gz=70_000.0)


def told(expect: dict[str, str], done: Done, *history: object) -> list[tuple[str, str]]:
    one = card("lazy", status="done", done=done, expect=expect).card
    return [(each.ended, each.words) for each in expectations(one, list(history))]  # type: ignore[arg-type]


@pytest.mark.parametrize("done", [Done("2026-11-25"), Done("2026-11-01", "web@2")])
def test_the_first_review_since_is_held_against_the_last_before(done: Done) -> None:
    """The circle is closed: a promise of a card is answered in its own unit."""
    assert [("as-expected", "expected −38.0 kB, got −38.4 kB")] == told(
        {"weight-first-page-gz": "-38 kB"}, done, BEFORE, AFTER, LATER
    )


@pytest.mark.parametrize(
    ("text", "ended", "words"),
    [
        ("-10 kB", "more", "expected −10.0 kB, got −38.4 kB"),
        ("-60 kB", "less", "expected −60.0 kB, got −38.4 kB"),
        ("+2 kB", "opposite", "expected +2.0 kB, got −38.4 kB"),
        ("−38 kB", "as-expected", "expected −38.0 kB, got −38.4 kB"),
        ("<= 60 kB", "as-expected", "expected <= 60 kB, got 58.4 kB"),
        ("<= 45 kB", "less", "expected <= 45 kB, got 58.4 kB"),
    ],
)
def test_how_it_came_out(text: str, ended: str, words: str) -> None:
    """A tenth more or less is what was expected, and so is what the figure's noise can be."""
    assert [(ended, words)] == told(
        {"weight-first-page-gz": text}, Done("2026-11-25"), BEFORE, AFTER
    )


def test_shares_differ_by_points() -> None:
    """+60 % of 38.8 would be something else."""
    assert [("as-expected", "expected +60.0 points, got +60.9 points")] == told(
        {"pii-recall-shapes": "+60 %"}, Done("2026-11-25"), BEFORE, AFTER
    )


@pytest.mark.parametrize(
    ("done", "history", "why"),
    [
        (Done("2026-12-24"), (BEFORE, AFTER), "no review since"),
        (Done("2026-11-27", "web@9"), (BEFORE, AFTER), "no review since"),
        (Done("2026-11-27"), (BEFORE, AFTER), "no review since"),
        (Done("2026-11-20"), (BEFORE, AFTER), "no review before"),
        (Done("2026-11-01"), (BEFORE, AFTER), "no review before"),
        (Done("2026-12-01"), (BEFORE, review("web@3", "2026-12-04")), "not measured in web@3"),
        (Done("2026-12-01"), (review("web@0"), LATER), "not measured in web@0"),
        (Done("2026-12-01"), (), "no review since"),
    ],
)
def test_what_cannot_be_judged_says_why(done: Done, history: tuple[object, ...], why: str) -> None:
    """It is never shown as kept."""
    ((ended, words),) = told({"weight-first-page-gz": "-38 kB"}, done, *history)

    assert "not-judged" == ended
    assert why in words


def test_a_card_is_raised_and_dropped() -> None:
    """Both by the newest review; an unknown one is neither."""
    one = card(
        "lazy",
        raise_when=("weight-first-page-gz > 60 kB",),
        drop_when=("weight-first-page-gz < 60 kB",),
    ).card

    judged = [judge(one, history, CHECKS) for history in ([BEFORE], [BEFORE, AFTER], [])]

    assert [("yes", "no"), ("no", "yes"), ("unknown", "unknown")] == [
        (each.raised, each.dropped) for each in judged
    ]
    assert [True, False, False] == [each.may_be_now for each in judged]
    assert [False, True, False] == [each.is_dropped for each in judged]
    assert judge(card("plain").card, [], CHECKS).may_be_now


@pytest.mark.parametrize(
    ("text", "version", "truth"),
    [
        ("sdk >= 10", "11.8.0 in package-lock.json", "yes"),
        ("sdk >= 11.9", "11.8.0", "no"),
        ("sdk >= 11.8", "11.8.0", "yes"),
        ("sdk >= 10", None, "unknown"),
        ("sdk >= 11.2", "11", "unknown"),
        ("sdk >= 10.2", "11", "yes"),
        ("node >= 20", "11", "yes"),
        ("node >= 24.20", "11", "no"),
    ],
)
def test_a_need_is_held_against_versions(text: str, version: str | None, truth: str) -> None:
    """That of the SDK comes from its check, others from what measured."""
    seen = review(
        "web@1",
        "2026-11-27",
        Verdict("sdk-version", "met", value=version),
        tools={"node": "v24.19.0"},
    )
    (told_of,) = judge(card("x", needs=(text,)).card, [seen], CHECKS).needs

    assert truth == told_of.truth
    assert "unknown" == judge(card("x", needs=(text,)).card, [], CHECKS).needs[0].truth


@pytest.mark.parametrize("text", ["sdk", "sdkk >= 1", "sdk > 1", "sdk >= x"])
def test_a_need_that_is_none_is_refused(text: str) -> None:
    """It would never be met."""
    with pytest.raises(ValueError, match="a need is one of"):
        need(text)
