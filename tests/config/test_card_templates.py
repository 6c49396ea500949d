"""The cards that come with the package: whole, without hidden prices, and told on their page."""

import re
from pathlib import Path
from typing import Any

import pytest

from buildtools.checks.review import BY_NAME
from buildtools.config.cards import TEMPLATES, read_templates
from buildtools.review.reviewed import Verdict
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import judge
from tests.roadmap.making import review

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cards.md"
NAMES = sorted(path.stem for path in TEMPLATES.glob("*.md"))


@pytest.fixture(scope="module", name="templates")
def _templates() -> dict[str, Kept]:
    return {kept.name: kept for kept, _ in read_templates(BY_NAME)}


def told() -> dict[str, str]:
    """Return what the page says raises each."""
    table = (
        PAGE.read_text(encoding="utf-8").partition("| card | raised by |")[2].partition("\n\n")[0]
    )
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", table, re.M)
    return {name: why for names, why in rows for name in re.findall(r"`([\w-]+)`", names)}


def test_every_condition_names_a_figure_or_check_that_there_is(templates: dict[str, Kept]) -> None:
    """A card whose condition can never be told would never be proposed."""
    assert NAMES == sorted(templates)
    assert 19 == len(NAMES)


def test_every_card_is_whole(templates: dict[str, Kept]) -> None:
    """With what it requires and costs, what it is good for, and where its facts come from."""
    for name, kept in templates.items():
        card = kept.card
        assert card.business, name
        assert card.sources, name
        assert kept.prose, name
        assert "candidate" == card.status, name
        assert card.start is card.needed_by is card.after is None, name


def test_prices_have_their_day_and_source_and_stand_nowhere_else() -> None:
    """A price in prose grows old unseen; none stands in code at all."""
    for name in NAMES:
        text = (TEMPLATES / f"{name}.md").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if re.search(r"\$|€|\bUSD\b|\bEUR\b", line)]
        assert all("price:" in line and "on:" in line and "source:" in line for line in lines), name
    code = (TEMPLATES.parents[1]).rglob("*.py")
    priced = [str(path) for path in code if re.search(r"\d ?[$€]/|[$€] a month", path.read_text())]
    assert [] == priced


def test_the_page_names_exactly_the_cards_there_are(templates: dict[str, Kept]) -> None:
    """And says of those without a condition that a person decides."""
    page = told()
    assert NAMES == sorted(page)
    for name, kept in templates.items():
        by_a_person = page[name].startswith("nothing")
        assert by_a_person == (not kept.card.raise_when), name


@pytest.mark.parametrize(
    ("name", "figures", "verdict", "raised", "dropped"),
    [
        ("replay-by-import", {"weight_first_page_gz": 96_800.0}, None, "yes", "unknown"),
        ("replay-by-import", {"weight_first_page_gz": 58_400.0}, None, "unknown", "unknown"),
        ("replay-by-import", {}, Verdict("replay", "absent", "none"), "unknown", "yes"),
        ("replay-on-errors", {}, Verdict("sdk-browser", "absent", "none"), "unknown", "yes"),
        ("data-collection", {"pii_recall_shapes": 0.388}, None, "yes", "no"),
        ("data-collection", {}, Verdict("send-default-pii", "differs", "set"), "yes", "no"),
        ("server-scrubbing", {"pii_recall_shapes": 0.997}, None, "unknown", "yes"),
        (
            "span-streaming",
            {},
            Verdict("traces-sample-rate", "unplanned", "1", value=1),
            "yes",
            "no",
        ),
        ("monitors", {}, Verdict("monitors", "absent", "none"), "yes", "no"),
        ("predictive-prevention", {}, None, "no", "yes"),
    ],
)
def test_a_card_is_raised_by_what_it_is_about(
    templates: dict[str, Kept],
    name: str,
    figures: dict[str, Any],
    verdict: Verdict | None,
    raised: str,
    dropped: str,
) -> None:
    """By figures and verdicts as a review leaves them; what was not seen raises nothing."""
    seen = review("web@1", "2026-11-27", *([verdict] if verdict else []), **figures)
    judged = judge(templates[name].card, [seen], BY_NAME)

    assert (raised, dropped) == (judged.raised, judged.dropped)
