"""Bands: ranges that overlap are ties, days go before scores, and nothing is random."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buildtools.roadmap.bands import BANDS, Placed, Score, placed, score
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import Judged, judge
from tests.roadmap.making import CHECKS, card, review

TODAY = "2026-11-27"


def put(*cards: Kept, today: str | None = TODAY, **judged: Judged) -> list[Placed]:
    said = {each.name: judge(each.card, [], CHECKS) for each in cards} | judged
    return list(placed(cards, said, today))


def names(*cards: Kept, **more: Any) -> dict[str, list[str]]:
    stand = put(*cards, **more)
    return {band: [each.kept.name for each in stand if each.band == band] for band in BANDS}


def test_a_score_is_a_range() -> None:
    """Least reach for most effort, to most reach for least effort; a guess counts half."""
    assert Score(0.1, 0.9) == score(
        card("a", (0.2, 0.6), "guess", impact=3.0, effort_days=(1, 3)).card
    )
    assert Score(0.8, 0.8) == score(card("a", 1.0, "documented").card)


def test_ties_stand_alphabetically_in_one_band() -> None:
    """A difference within the ranges is no difference; the order of the files says nothing."""
    cards = [card("c", effort_days=(1, 3)), card("a", 0.5), card("b", effort_days=(1, 2))]

    assert {"now": ["a", "b", "c"], "next": [], "later": []} == names(*cards)
    assert ("b", "c") == put(*cards)[0].tied


def test_who_stands_wholly_above_comes_before() -> None:
    """Three cards apart are three bands; a fourth is later as well, and behind."""
    cards = [card(name, share) for name, share in (("w", 1), ("x", 0.8), ("z", 0.6), ("a", 0.4))]

    assert {"now": ["w"], "next": ["x"], "later": ["z", "a"]} == names(*cards)


def test_a_day_goes_before_scores() -> None:
    """What is needed by a day does not wait for what is worth more."""
    cards = [
        card("worth", 1.0),
        card("soon", 0.01, needed_by="2027-01-15"),
        card("spring", 0.01, needed_by="2027-04-15"),
        card("far", 0.01, needed_by="2028-01-01"),
    ]

    assert {"now": ["soon", "worth"], "next": ["spring", "far"], "later": []} == names(*cards)
    assert ["worth"] == names(*cards, today=None)["now"]


def test_who_is_not_raised_stands_one_band_later() -> None:
    """And what was not measured does not raise: unknown is never met."""
    asks = ("weight-first-page-gz > 60 kB",)
    one, other = card("asks", raise_when=asks), card("plain")
    yes = judge(one.card, [review(weight_first_page_gz=70_000.0)], CHECKS)

    assert {"now": ["plain"], "next": ["asks"], "later": []} == names(one, other)
    assert ["asks", "plain"] == names(one, other, asks=yes)["now"]


def test_who_is_dropped_stands_nowhere() -> None:
    """Nor does what is in hand, done or declined wait in a band."""
    gone = card("gone", drop_when=("secrets = 0",))
    no = judge(gone.card, [review(secrets=0.0)], CHECKS)
    others = [card(status, status=status) for status in ("doing", "done", "declined")]

    assert [] == put(gone, *others, gone=no)


def test_a_persons_word_is_kept_and_the_figures_stand_beside_it() -> None:
    """The rule proposes; who answers for the work decides."""
    (first, second) = put(card("a", 1.0, status="later"), card("b", 0.1))

    assert ("b", "next", "next") == (first.kept.name, first.band, first.told)
    assert ("a", "later", "now") == (second.kept.name, second.band, second.told)


CARDS = st.lists(
    st.builds(
        lambda low, more, days, spread, impact, evidence, asks, day: {
            "share": (low / 100, min(1.0, (low + more) / 100)),
            "effort_days": (days, days + spread),
            "impact": impact,
            "evidence": evidence,
            "needed_by": day,
            "raise_when": asks,
        },
        st.integers(1, 100),
        st.integers(0, 60),
        st.integers(1, 20),
        st.integers(0, 20),
        st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0]),
        st.sampled_from(["measured", "documented", "guess"]),
        st.sampled_from([(), ("secrets > 0",)]),
        st.sampled_from([None, None, None, "2026-12-24", "2027-04-01"]),
    ),
    min_size=1,
    max_size=12,
)


def made(given_: list[dict[str, Any]]) -> list[Kept]:
    return [card(f"{chr(97 + at)}-card", **each) for at, each in enumerate(given_)]


@given(CARDS, st.randoms(use_true_random=False))
def test_the_order_of_the_files_says_nothing(
    given_: list[dict[str, Any]], chance: random.Random
) -> None:
    """Names of files and the order of a folder are no reason."""
    cards = made(given_)
    shuffled = list(cards)
    chance.shuffle(shuffled)

    assert put(*cards) == put(*shuffled)


@given(CARDS)
def test_within_a_band_what_overlaps_is_alphabetical(given_: list[dict[str, Any]]) -> None:
    """And what is wholly above stands before, in each band and from band to band."""
    stand = [each for each in put(*made(given_)) if not each.kept.card.needed_by]
    for at, upper in enumerate(stand):
        for lower in stand[at + 1 :]:
            if upper.band != lower.band:
                continue
            assert not lower.score.above(upper.score) or lower.kept.name in upper.tied
            if not upper.score.above(lower.score):
                assert upper.kept.card.title < lower.kept.card.title


@given(CARDS, st.integers(0, 11))
def test_a_card_that_is_moved_above_all_others_is_first(
    given_: list[dict[str, Any]], at: int
) -> None:
    """Figures outside of the ranges of all others do order; as does the way down."""
    plain = [each | {"needed_by": None, "raise_when": ()} for each in given_]
    assume(len(plain) > 1 and at < len(plain))
    cards = made(plain)
    best, worst = 1.0 / 1e4, 1e6
    above = msgspec.structs.replace(cards[at].card, effort_days=(best / 2, best))
    below = msgspec.structs.replace(cards[at].card, effort_days=(worst, worst * 2))
    others = [each for each in cards if each is not cards[at]]

    first = put(Kept(cards[at].name, above), *others)
    last = put(Kept(cards[at].name, below), *others)

    assert cards[at].name == first[0].kept.name
    assert () == first[0].tied
    assert "now" == first[0].band
    assert ["now"] == [each.band for each in first if each.band == "now"]
    assert cards[at].name == last[-1].kept.name
    assert "now" != last[-1].band


@pytest.mark.parametrize("today", [None, TODAY])
def test_no_card_no_band(today: str | None) -> None:
    """An empty roadmap is one."""
    assert () == placed([], {}, today)
