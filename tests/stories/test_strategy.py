"""A team keeps the document of its integration: what a command writes, and what people write."""

from pathlib import Path

import pytest

from tests.stories.shopping import Shop

DOCUMENT = "SENTRY_INTEGRATION_STRATEGY.md"


@pytest.fixture
def released(shop: Shop) -> Shop:
    """A shop that was released to its sandbox."""
    assert 0 == shop.invoke("release").code
    return shop


def history(shop: Shop) -> list[Path]:
    return sorted((shop.root / "docs/review").rglob("*.json"))


def test_a_review_leaves_evidence_and_a_document(released: Shop) -> None:
    """A second one on the same changes no byte of either."""
    first = released.invoke("review", "--offline")
    assert 0 == first.code, first.err
    (file,) = history(released)
    assert f"{file.relative_to(released.root)} is the evidence; {DOCUMENT}: written" in first.err
    document = released.root / DOCUMENT
    before = document.read_bytes(), file.read_bytes()

    again = released.invoke("review", "--offline")

    assert f"{DOCUMENT}: as it was" in again.err
    assert before == (document.read_bytes(), file.read_bytes())
    assert 0 == released.invoke("review", "--offline", "--check").code


def test_a_look_at_one_topic_keeps_nothing(released: Shop) -> None:
    """Half a review must not take the place of a whole one."""
    assert 0 == released.invoke("review", "--only=release").code
    assert [] == history(released)
    assert not (released.root / DOCUMENT).exists()


def test_words_of_people_stay_and_a_block_changed_by_hand_is_refused(released: Shop) -> None:
    """A word that was typed into a block is still there afterwards; --force takes it out."""
    document = released.root / DOCUMENT
    released.invoke("review", "--offline")
    words = "We decided in spring.\n"
    text = document.read_text().replace("## Lessons", f"{words}\n## Lessons")
    document.write_text(text)
    assert 0 == released.invoke("review", "--offline").code
    assert text == document.read_text()

    typed = text.replace("As `sentry.yml` says it", "As we all know")
    assert typed != text
    document.write_text(typed)
    refused = released.invoke("review", "--offline")
    assert 0 != refused.code
    assert "delivery" in refused.err
    assert typed == document.read_text()

    assert 0 == released.invoke("review", "--offline", "--force").code
    assert text == document.read_text()


def test_a_document_without_markers_is_adopted(released: Shop) -> None:
    """No word of it is touched, and the review writes into it from then on."""
    document = released.root / DOCUMENT
    none = released.invoke("review", "--adopt")
    assert 20 == none.code
    assert f"there is no {DOCUMENT} to adopt" in none.err

    words = "# Sentry\n\nOurs.\n\n## Privacy\n\nWe collect little.\n"
    document.write_text(words)
    refused = released.invoke("review", "--offline")
    assert 20 == refused.code
    assert "--adopt" in refused.err
    adopted = released.invoke("review", "--adopt")
    assert 0 == adopted.code, adopted.err
    assert "block privacy, below Privacy" in adopted.out
    assert set(words.splitlines()) <= set(document.read_text().splitlines())
    assert f"{DOCUMENT} has all blocks already" in released.invoke("review", "--adopt").out
    assert 0 == released.invoke("review", "--offline").code
    assert "We collect little." in document.read_text()


def test_a_document_of_another_environment_stays(released: Shop) -> None:
    """Who reviews a laptop must not replace the figures of production by the way."""
    document = released.root / DOCUMENT
    released.invoke("review", "--offline")
    text = document.read_text().replace("| environment | `local` |", "| environment | `live` |")
    document.write_text(text)

    kept = released.invoke("review", "--offline")
    assert 0 == kept.code, kept.err
    assert f"{DOCUMENT} is of live, and stays" in kept.err
    assert text == document.read_text()


def test_a_check_ends_with_50_where_the_plan_or_the_document_does_not_hold(
    released: Shop,
) -> None:
    """CI says what is stale, and what to do; nothing is written."""
    nothing = released.invoke("review", "--offline", "--check")
    assert 50 == nothing.code
    assert "there is no review in docs/review for local" in nothing.err
    released.invoke("review", "--offline")
    (released.root / DOCUMENT).rename(released.root / "away.md")
    assert f"there is no {DOCUMENT}" in released.invoke("review", "--offline", "--check").err
    (released.root / "away.md").rename(released.root / DOCUMENT)

    plan = released.root / "sentry-plan.yml"
    plan.write_text("version: 1\nplan: [{check: proof, want: 0}]\n")
    stale = released.invoke("review", "--offline", "--check")
    assert 50 == stale.code
    assert f"{DOCUMENT} does not say what is so now" in stale.err
    plan.write_text('version: 1\nplan: [{check: proof, want: "> 3"}]\n')
    broken = released.invoke("review", "--offline", "--check")
    assert 50 == broken.code
    assert "1 thing of the plan does not hold" in broken.err
    assert "proof: no errors in the last proof; wanted is > 3" in broken.err


CARD = """\
---
title: {title}
kind: insight
status: {status}
{more}
requirement: a release
cost: none
reach: {{share: 1.0, of: releases, evidence: measured}}
impact: 1
effort_days: [1, 2]
business: {{what: "it is seen", measure: "reviews", evidence: "none yet"}}
sources: [https://docs.sentry.io/]
---

Prose.
"""


def test_cards_that_a_review_raises_stand_in_the_document(released: Shop) -> None:
    """And what cards that are done have promised; the workflows that run it are named."""
    cards = released.root / "sentry/roadmap"
    cards.mkdir(parents=True)
    raised = CARD.format(title="Ask more", status="candidate", more='raise_when: ["proof = 0"]')
    quiet = CARD.format(title="Ask less", status="candidate", more='raise_when: ["proof > 0"]')
    done = CARD.format(
        title="Ask well",
        status="done",
        more='done: {on: 2026-11-27}\nexpect: {weight-all-gz: "-1 kB"}',
    )
    for name, text in (("more", raised), ("less", quiet), ("well", done)):
        (cards / f"{name}.md").write_text(text)
    (released.root / ".github/workflows").mkdir(parents=True)
    (released.root / ".github/workflows/release.yml").write_text("on: push\n")

    shown = released.invoke("review", "--offline")

    assert 0 == shown.code, shown.err
    text = (released.root / DOCUMENT).read_text()
    raising = text.partition("review:recommendations begin")[2].partition("review:")[0]
    assert "Ask more" in raising
    assert "Ask less" not in raising
    assert "| Ask well | weight-all-gz: -1 kB |" in text
    assert "`.github/workflows/release.yml`" in text


def test_recommended_settings_are_written_and_sent_nowhere(released: Shop) -> None:
    """As a file to import, with what it would change; without personal data there are none."""
    ended = released.invoke("review", "--write-settings=scrubbing.json")
    assert 0 == ended.code, ended.err
    assert "relayPiiConfig" in (released.root / "scrubbing.json").read_text()
    assert "scrubbing.json is written, and sent nowhere" in ended.err
    none = released.invoke("review", "--only=release", "--write-settings=other.json")
    assert 20 == none.code
    assert "no settings can be recommended" in none.err
    assert not (released.root / "other.json").exists()


def test_recommended_settings_spare_every_other_file(released: Shop) -> None:
    """A name that was mistyped costs nobody their sentry.yml; their own file is written again."""
    before = (released.root / "sentry.yml").read_bytes()
    ended = released.invoke("review", "--offline", "--write-settings=sentry.yml")
    assert 20 == ended.code
    assert "sentry.yml is there, and holds no scrubbing settings" in ended.err
    assert before == (released.root / "sentry.yml").read_bytes()
    assert not history(released)

    for _ in range(2):
        again = released.invoke("review", "--only=privacy", "--write-settings=scrubbing.json")
        assert 0 == again.code, again.err


def test_adopting_tells_its_places_as_json(released: Shop) -> None:
    """One line, and nothing else on stdout."""
    (released.root / DOCUMENT).write_text("# Ours\n\n## Performance\n\nwords\n")
    ended = released.invoke("review", "--adopt", "--json")

    assert 0 == ended.code, ended.err
    placed = {each["block"]: each for each in ended.json["placed"]}
    assert "Performance" == placed["weight"]["heading"]
    assert ended.json["diff"].startswith("---")


def test_a_file_in_the_place_of_the_history_is_named(released: Shop) -> None:
    """It is nothing of rights and room."""
    (released.root / "docs").mkdir()
    (released.root / "docs/review").write_text("mine\n")

    for words in (("review", "--offline"), ("review", "--offline", "--check"), ("roadmap",)):
        ended = released.invoke(*words)
        assert 20 == ended.code
        assert "docs/review/local is no folder" in ended.err
    assert not (released.root / DOCUMENT).exists()
