"""Cards of the roadmap: front matter and prose, and all faults of all cards told at once."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.config.cards import SHIPPED, json_schema, read_cards, split, write_schema
from buildtools.errors import ConfigurationError
from tests.config.test_plan_file import ODD
from tests.roadmap.making import CHECKS

GOOD = """\
---
title: Load replay after the first paint
kind: optimization
status: candidate
requirement: replay is on
cost: none in bytes; the first seconds are not recorded
reach: {share: 1.0, of: page loads, evidence: measured}
impact: 1
effort_days: [1, 3]
needs: [sdk >= 10]
needed_by: null
start: 2027-01-11
expect: {weight-first-page-gz: "-38 kB"}
raise_when: ["weight-first-page-gz > 60 kB"]
drop_when: ["replay = off"]
prices: [{what: replays, price: 1 $, on: 2026-09-20, source: a page, second_hand: true}]
business: {what: pages open sooner, measure: page loads left, evidence: none yet}
sources: ["https://docs.sentry.io/"]
---

Why, in a person's words.

---

More of them.
"""


def written(folder: Path, **cards: str) -> Path:
    for name, text in cards.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as failure:
        read_cards(folder, CHECKS)
    return list(failure.value.evidence)


def test_a_card_is_front_matter_and_prose(tmp_path: Path) -> None:
    """The prose may hold rules of its own; days need no quotes."""
    (kept,) = read_cards(written(tmp_path, late=GOOD, README="words"), CHECKS)

    assert ("late", "Load replay after the first paint") == (kept.name, kept.card.title)
    assert ("2027-01-11", "2026-09-20") == (kept.card.start, kept.card.prices[0].on)
    assert "Why, in a person's words.\n\n---\n\nMore of them." == kept.prose
    assert {"weight-first-page-gz": "-38 kB"} == kept.card.expect


def test_no_folder_is_no_card(tmp_path: Path) -> None:
    """A roadmap begins empty."""
    assert () == read_cards(tmp_path / "nowhere", CHECKS)


def test_all_faults_of_all_cards_are_told_at_once(tmp_path: Path) -> None:
    """Each with file, line and the name that was meant, so that one round is enough."""
    wrong = GOOD
    for old, new in (
        ("kind: optimization", "kind: optimisation"),
        ("status: candidate", "statis: candidate"),
        ("requirement: replay is on", 'requirement: ""'),
        ("cost: none in bytes; the first seconds are not recorded\n", ""),
        ("share: 1.0", "share: 2"),
        ("impact: 1", "impact: 4"),
        ("[1, 3]", "[3, 1]"),
        ("sdk >= 10", "sdkk >= 10"),
        ("needed_by: null", "needed_by: 2027-13-01"),
        ("start: 2027-01-11", "start: soon"),
        ("weight-first-page-gz: ", "weight-first-page-g: "),
        ("gz > 60 kB", "gz > 60 %"),
        ("replay = off", "replai = off"),
        ("price: 1 $, on: 2026-09-20,", "price: 1,"),
    ):
        wrong = wrong.replace(old, new, 1)
    folder = written(tmp_path, a=wrong, b="no card", c="---\na: [\n---\n", d="---\ntitle: x\n")
    written(tmp_path, e=GOOD.replace("1.0, of", "[0.6, 0.2], of"), f="---\n---\n")

    assert [
        "a.md:2: cost: is missing",
        "a.md:3: kind: expected one of debt, experience, insight, optimization, privacy,"
        " reliability, found another word; did you mean 'optimization'?",
        "a.md:4: statis: no such key; did you mean 'status'?",
        "a.md:5: requirement: is empty",
        "a.md:6: reach.share: is a number above 0 and up to 1, or [low, high] of such",
        "a.md:7: impact: is one of 0.25, 0.5, 1, 2, 3",
        "a.md:8: effort_days: the range is empty: its second number is the smaller",
        "a.md:9: needs[0]: a need is one of sdk, node with a version: sdk >= 10",
        "a.md:10: needed_by: is no day: write 2027-01-11",
        "a.md:11: start: is no day: write 2027-01-11",
        "a.md:12: expect.weight-first-page-g: no figure is called so;"
        " did you mean 'weight-first-page-gz'?",
        "a.md:13: raise_when[0]: weight-first-page-gz is a number; write a bound with kB, B, MB,"
        " bytes",
        "a.md:14: drop_when[0]: no check and no figure is called replai; did you mean 'replay'?",
        "a.md:15: prices[0].price: expected text, found a number; put it in quotes if text is"
        " meant",
        "a.md:15: prices[0].on: is missing",
        "b.md:1: a card begins with a line --- and its front matter",
        "c.md:2:5: the text cannot be read on from here",
        "d.md:1: the front matter has no end: a second line ---",
        "e.md:7: reach.share: the range is empty: its second number is the smaller",
        "f.md:2: there is nothing between the two lines",
    ] == refused(folder)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("status: candidate", "status: done", "4: status: a card that is done says"),
        ("status: candidate", "status: declined", "4: status: a declined card says"),
        ("impact: 1", "impact: 1\ndone: {on: 2026-11-27}", "9: done: stands in a card whose"),
        ("impact: 1", "impact: 1\ndone: {}", "9: done.on: is missing"),
        (
            "status: candidate",
            "status: declined\ndeclined: {because: x, by: y, on: 27.11.2026}",
            "5: declined.on: is no day",
        ),
        ("impact: 1", "impact: 1\nafter: late", "9: after: begins on a day or behind a card"),
        ("[1, 3]", "[1]", "9: effort_days: is [least, most]"),
        ("[1, 3]", "[0, 3]", "9: effort_days: is [least, most]"),
        ("share: 1.0", "share: []", "7: reach.share: is a number above 0"),
        ('"-38 kB"', '"-38 %"', "13: expect.weight-first-page-gz: '%' is no unit"),
        ('"-38 kB"', '"38 kB"', "13: expect.weight-first-page-gz: is a difference or a bound"),
        ('"-38 kB"', '"<= 38 %"', "13: expect.weight-first-page-gz: is a difference or a bound"),
        ('"-38 kB"', '"> much"', "13: expect.weight-first-page-gz: '> much' is no comparison"),
        ("Load replay after the first paint", "|\n  a\n  b", "2: title: is more than one line"),
    ],
)
def test_what_a_type_cannot_say_is_a_rule(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """A card that contradicts itself would be drawn wrong, or never judged."""
    lines = refused(written(tmp_path, late=GOOD.replace(old, new, 1)))

    assert any(f"late.md:{fault}" in line for line in lines), lines


def test_a_bound_is_an_expectation_as_well(tmp_path: Path) -> None:
    """The control: what the rules let pass."""
    text = GOOD.replace(
        '{weight-first-page-gz: "-38 kB"}', "{pii-recall: '>= 95 %', secrets: '-2'}"
    )

    assert read_cards(written(tmp_path, late=text), CHECKS)


def test_a_card_begins_behind_one_that_is_there(tmp_path: Path) -> None:
    """A drawing silently leaves out what waits for nothing that is known."""
    behind = GOOD.replace("start: 2027-01-11", "after: latte")
    circle = GOOD.replace("start: 2027-01-11", "after: x")

    assert ["y.md:12: after: there is no card latte; did you mean 'late'?"] == refused(
        written(tmp_path, late=GOOD, y=behind)
    )
    (tmp_path / "y.md").write_text(behind.replace("latte", "late"))
    assert 2 == len(read_cards(tmp_path, CHECKS))
    assert ["x.md:12: after: the cards wait for each other in a circle"] == refused(
        written(tmp_path, x=circle)
    )


def test_a_card_that_cannot_be_read_is_told_with_the_others(tmp_path: Path) -> None:
    """Bytes of another encoding, or a folder of that name."""
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    (tmp_path / "b.md").mkdir()

    assert [
        "a.md:1: cannot be read as a file of UTF-8",
        "b.md:1: cannot be read as a file of UTF-8",
    ] == refused(tmp_path)


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    """The front matter is YAML of its own, below one line."""
    assert ("a: 1\nb: 2", 1, "prose") == split("---\na: 1\nb: 2\n---\n\nprose\n")


def test_the_schema_that_is_shipped_is_that_of_the_type(tmp_path: Path) -> None:
    """`nox -s schema` writes it."""
    assert json_schema() == msgspec.json.decode(SHIPPED.read_bytes())
    assert write_schema(tmp_path / "card.schema.json")
    assert not write_schema(tmp_path / "card.schema.json")
    assert {"title", "kind", "reach", "impact", "effort_days", "requirement", "cost"} == set(
        json.loads(SHIPPED.read_text())["$defs"]["Card"]["required"]
    )


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(("", *ODD))),
        max_size=5,
    )
)
def test_whatever_people_type_a_card_is_read_or_refused_with_its_line(
    changes: list[tuple[int, int, str]],
) -> None:
    """Never a traceback."""
    text = GOOD
    for at, gone, new in changes:
        text = text[:at] + new + text[at + gone :]
    with TemporaryDirectory() as folder:
        written(Path(folder), late=text)
        try:
            told: Sequence[str] = ["late.md:" for _ in read_cards(Path(folder), CHECKS)]
        except ConfigurationError as failure:
            told = failure.evidence
    assert told
    assert all(line.startswith("late.md:") for line in told)
