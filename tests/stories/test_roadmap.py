"""A team keeps a roadmap: cards proposed, judged by reviews, written, and held by CI."""

from pathlib import Path

import pytest

from buildtools.review.reviewed import Figure, Reviewed, Verdict
from buildtools.state.review_files import keep
from buildtools.target import only
from tests.stories.shopping import Shop

CARD = """\
---
title: Load replay late
kind: optimization
requirement: replay is on
cost: none
reach: {share: 1.0, of: page loads, evidence: measured}
impact: 1
effort_days: [1, 3]
start: 2027-01-11
expect: {weight-first-page-gz: "-38 kB"}
raise_when: ["weight-first-page-gz > 60 kB"]
---

Because pages are slow.
"""


def reviewed(shop: Shop, release: str, day: str, weight: float, *verdicts: Verdict) -> None:
    """Keep a review as `invoke review` does."""
    figures = (Figure("weight-first-page-gz", weight, "a test"),)
    head = (only("local").app, "local", release, None, day, {"buildtools": "0"}, ("build",))
    keep(shop.root, "docs/review", Reviewed(*head, verdicts, figures, (), ()))


@pytest.fixture
def planned(shop: Shop) -> Shop:
    """A shop with one card and one review."""
    folder = shop.root / "sentry/roadmap"
    folder.mkdir(parents=True)
    (folder / "late.md").write_text(CARD)
    reviewed(shop, "shop@1", "2026-11-20", 96_800.0)
    return shop


def document(shop: Shop) -> str:
    return (shop.root / "ROADMAP.md").read_text(encoding="utf-8")


def files(root: Path) -> dict[str, str]:
    """Read what is in the project, git's and our own state left out."""
    found = (each for each in root.rglob("*") if each.is_file())
    kept = (each for each in found if not {".git", ".buildtools"} & set(each.parts))
    return {str(each): each.read_text(errors="replace") for each in kept}


def test_a_roadmap_is_written_and_stays_as_it_is(planned: Shop) -> None:
    """A human's words around the blocks are kept; a second run changes no byte."""
    ended = planned.invoke("roadmap")
    assert (0, "") == (ended.code, ended.err)
    assert "now\n    Load replay late  (0.33 to 1)" in ended.out
    assert "ROADMAP.md: next, when, cost, figures, declined, moved written" in ended.out
    assert "weight-first-page-gz is 96.8 kB" in document(planned)
    own = document(planned).replace("*To be written: ", "For bakers. *To be written: ")
    (planned.root / "ROADMAP.md").write_text(own, encoding="utf-8")

    again = planned.invoke("roadmap")

    assert "ROADMAP.md: as it was" in again.out
    assert own == document(planned)
    assert 0 == planned.invoke("roadmap", "--check").code


def test_quietly_it_says_what_was_written_alone(planned: Shop) -> None:
    """A log that wants one line gets one."""
    ended = planned.invoke("roadmap", "--env=local", "--quiet")

    assert 0 == ended.code, ended.err
    assert 1 == len(ended.out.splitlines())
    assert ended.out.startswith("ROADMAP.md: ")


def test_check_writes_nothing_and_ends_with_50(planned: Shop) -> None:
    """CI learns that somebody changed a card, or that there is a newer review."""
    before = files(planned.root)
    ended = planned.invoke("roadmap", "--check")
    assert (50, before) == (ended.code, files(planned.root))
    assert "error: there is no ROADMAP.md\n  try: invoke roadmap --env=local" in ended.err
    planned.invoke("roadmap")
    reviewed(planned, "shop@2", "2026-11-27", 58_400.0)

    ended = planned.invoke("roadmap", "--check", "--json")

    assert 50 == ended.code
    assert "block moved" in ended.json["evidence"]
    assert 0 == planned.invoke("roadmap").code
    assert "late.md): now → next" in document(planned)  # it is not raised any more
    assert 0 == planned.invoke("roadmap", "--check").code


def test_what_was_expected_is_answered(planned: Shop) -> None:
    """The circle of a card closes with the first review after it is done."""
    file = planned.root / "sentry/roadmap/late.md"
    done = "impact: 1\nstatus: done\ndone: {on: 2026-11-25, release: shop@2}"
    file.write_text(CARD.replace("impact: 1", done))
    reviewed(planned, "shop@2", "2026-11-27", 58_400.0)

    told = planned.invoke("roadmap", "--json").json

    assert ["expected −38.0 kB, got −38.4 kB"] == told["cards"][0]["expected"]
    assert ("done", "ROADMAP.md") == (told["cards"][0]["stands"], told["document"])
    assert "expected −38.0 kB, got −38.4 kB | as expected" in document(planned)


def test_a_new_card_asks_for_what_it_needs(shop: Shop) -> None:
    """Its skeleton is refused until it says what it requires and costs; none is ever replaced."""
    ended = shop.invoke("roadmap", "--new", 'Größe: "prüfen" \\ später')
    assert 0 == ended.code, ended.err
    (path,) = (shop.root / "sentry/roadmap").iterdir()
    assert "große-prufen-spater.md".replace("ß", "") == path.name
    assert f"sentry/roadmap/{path.name}: written" in ended.out

    refused = shop.invoke("roadmap")

    assert 20 == refused.code
    assert "requirement: is empty" in refused.err
    assert "cost: is empty" in refused.err
    again = shop.invoke("roadmap", "--new", 'Größe: "prüfen" \\ später', "--json")
    assert (20, True) == (again.code, "is there already" in again.json["error"])
    filled = path.read_text().replace('requirement: ""', "requirement: none")
    path.write_text(filled.replace('cost: ""', "cost: none"))
    assert '"prüfen" \\ später' in shop.invoke("roadmap").out
    assert ["sentry/roadmap/b.md"] == shop.invoke("roadmap", "--new=b", "--json").json["written"]


def test_cards_are_proposed_by_figures(planned: Shop) -> None:
    """Those that come with the package and are raised; what could not be told is named."""
    reviewed(
        planned,
        "shop@2",
        "2026-11-27",
        96_800.0,
        Verdict("lazy-features", "differs", "replay in the first page", value="replay"),
        Verdict("replay", "met", "on", value="on"),
        Verdict("repository", "met", "acme/shop", value="acme/shop"),
    )
    own = (planned.root / "sentry/roadmap/code-review.md", "not a card of theirs")
    own[0].write_text(CARD)

    ended = planned.invoke("roadmap", "--propose")

    assert 0 == ended.code, ended.err
    written = {each.name for each in (planned.root / "sentry/roadmap").iterdir()}
    assert {"replay-by-import.md", "code-review.md", "late.md"} == written
    assert "sentry/roadmap/replay-by-import.md: lazy-features differs: replay" in ended.out
    assert "not told: sdk-upgrade: sdk-version is not known" in ended.out
    assert CARD == own[0].read_text()
    again = planned.invoke("roadmap", "--propose", "--json").json
    assert ([], True) == (again["written"], "sdk-upgrade" in again["not_told"])
    assert 0 == planned.invoke("roadmap").code


def test_without_a_review_nothing_is_proposed(shop: Shop) -> None:
    """Nothing was measured, so nothing can be raised; a roadmap is made all the same."""
    ended = shop.invoke("roadmap", "--propose")

    assert (21, True) == (ended.code, "there is no review of local" in ended.err)
    assert 0 == shop.invoke("roadmap").code
    assert "No review is kept" in document(shop)


def test_a_hand_in_a_block_is_refused(planned: Shop) -> None:
    """The words would be lost; `--force` says that they may be."""
    planned.invoke("roadmap")
    changed = document(planned).replace("replay is on", "replay is on, we think")
    (planned.root / "ROADMAP.md").write_text(changed, encoding="utf-8")

    ended = planned.invoke("roadmap")

    assert (20, changed) == (ended.code, document(planned))
    assert "block cost was changed by hand" in ended.err
    assert 0 == planned.invoke("roadmap", "--force").code
    assert "we think" not in document(planned)


def test_two_of_its_commands_are_refused(shop: Shop) -> None:
    """Before anything is written."""
    ended = shop.invoke("roadmap", "--check", "--propose")

    assert (20, True) == (ended.code, "three commands" in ended.err)


def test_faults_of_cards_are_told_at_once(planned: Shop) -> None:
    """With file and line, and nothing is written."""
    (planned.root / "sentry/roadmap/bad.md").write_text(CARD.replace("kind:", "kined:"))

    ended = planned.invoke("roadmap")

    assert 20 == ended.code
    assert "bad.md:3: kined: no such key; did you mean 'kind'?" in ended.err
    assert not (planned.root / "ROADMAP.md").exists()


def test_a_card_without_a_title_is_refused(shop: Shop) -> None:
    """An empty variable of a script must not write the document instead."""
    ended = shop.invoke("roadmap", "--new=")

    assert 20 == ended.code
    assert "a card has a title" in ended.err
    assert not (shop.root / "ROADMAP.md").exists()
