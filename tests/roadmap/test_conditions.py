"""Conditions: a name and a comparison, and unknown is never met."""

import pytest

from buildtools.review.reviewed import Verdict
from buildtools.roadmap.conditions import Truth, any_of, condition, held
from tests.roadmap.making import CHECKS, review

SEEN = review(
    "web@1",
    "2026-11-27",
    Verdict("replay", "met", "off", value=None),
    Verdict("alerts", "absent", "no workflow"),
    Verdict("sdk-version", "unknown", why="no lock file"),
    Verdict("sdk-copies", "differs", "11.5.0, 11.11.0 are installed", value=2),
    Verdict("secrets", "differs", "a key in app.js", value=1),
    weight_first_page_gz=96_800.0,
    pii_recall_shapes=0.388,
    secrets=0.0,
)


@pytest.mark.parametrize(
    ("text", "truth", "seen"),
    [
        ("weight-first-page-gz > 60 kB", "yes", "weight-first-page-gz is 96.8 kB"),
        ("weight-first-page-gz > 0.2 MB", "no", "weight-first-page-gz is 96.8 kB"),
        ("pii-recall-shapes < 95 %", "yes", "pii-recall-shapes is 38.8 %"),
        ("secrets = 0", "yes", "secrets is 0"),
        ("secrets > 0", "no", "secrets is 0"),
        ("secrets differs", "yes", "secrets differs: a key in app.js"),
        ("sdk-copies > 1", "yes", "sdk-copies differs: 11.5.0, 11.11.0 are installed"),
        ("sdk-copies = 1", "no", "sdk-copies differs"),
        ("weight-all > 1 kB", "unknown", "weight-all was not measured"),
        ("replay = off", "yes", "replay is as wanted: off"),
        ("replay off", "yes", "replay is as wanted: off"),
        ("replay  =  on", "no", "replay is as wanted: off"),
        ("replay met", "yes", "replay is as wanted: off"),
        ("alerts absent", "yes", "alerts is absent: no workflow"),
        ("alerts differs", "no", "alerts is absent: no workflow"),
        ("sdk-version differs", "unknown", "sdk-version is not known: no lock file"),
        ("sdk-version = 11", "unknown", "sdk-version is not known: no lock file"),
        ("send-default-pii differs", "unknown", "send-default-pii is not known"),
        ("reviews >= 2", "no", "1 review so far"),
    ],
)
def test_a_condition_is_held_against_the_newest_review(text: str, truth: Truth, seen: str) -> None:
    """What was not measured, or could not be told, makes no card more urgent."""
    told = held(condition(text, CHECKS), [SEEN])

    assert (text, truth) == (told.condition, told.truth)
    assert told.seen.startswith(seen)


def test_the_last_review_counts() -> None:
    """Reviews come oldest first."""
    later = review("web@2", weight_first_page_gz=10.0)
    one = condition("weight-first-page-gz > 60 kB", CHECKS)

    assert ("yes", "no") == (held(one, [later, SEEN]).truth, held(one, [SEEN, later]).truth)
    assert "unknown" == held(one, []).truth
    assert "yes" == held(condition("reviews >= 2", CHECKS), [SEEN, later]).truth


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("replay", "a name and a comparison"),
        ("replai = off", "did you mean 'replay'?"),
        ("weight-first-page > 60 %", "write a bound with kB"),
        ("weight-first-page absent", "is a number"),
        ("weight-first-page = off", "is a number"),
        ("weight-first-page > many kB", "is no comparison"),
        ("replay = pipeline", "replay differs"),
        ("reviews > 4 kB", "no unit"),
    ],
)
def test_what_can_never_be_told_is_refused(text: str, why: str) -> None:
    """A misspelled name would be unknown for ever, and nobody would notice."""
    with pytest.raises(ValueError, match=r".") as refused:
        condition(text, CHECKS)

    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("texts", "truth"),
    [
        ((), "no"),
        (("weight-all > 1 kB", "replay = off"), "yes"),
        (("weight-all > 1 kB", "replay = on"), "unknown"),
        (("secrets > 0", "replay = on"), "no"),
    ],
)
def test_one_that_holds_is_enough(texts: tuple[str, ...], truth: Truth) -> None:
    """And where none does, one that could not be told leaves it open."""
    whole, each = any_of(texts, [SEEN], CHECKS)

    assert truth == whole
    assert texts == tuple(one.condition for one in each)
