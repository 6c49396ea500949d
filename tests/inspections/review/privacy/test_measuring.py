"""How much the engine of Sentry's servers strikes: figures that documents rest on."""

from collections import Counter

import pytest

from buildtools.inspections.review.privacy.engine import Engine, struck_by
from buildtools.inspections.review.privacy.measuring import Corpus, Course
from buildtools.inspections.review.privacy.recommended import FRAMES, SELECTORS, rules
from buildtools.inspections.review.privacy.scrubbing import NEW_PROJECT, Scrubbing, joined
from buildtools.inspections.review.privacy.telling import figures, tables


@pytest.fixture(scope="module")
def usual(engine: Engine, corpus: Corpus) -> Course:
    """The whole corpus by the defaults of a new project."""
    return corpus.through(engine.rule_sets(NEW_PROJECT))


def test_what_the_normaliser_cuts_counts_for_nobody(corpus: Corpus) -> None:
    """Truncation looks like scrubbing, and is none."""
    assert (889, 7) == (len(corpus.planted), corpus.cut)
    assert 720 == sum(plant.has_shape for plant, _ in corpus.planted)


def test_the_defaults_of_a_new_project_strike_a_third(usual: Course) -> None:
    """Whoever relies on them should know: 309 of 889, 38.8 % of those with a shape."""
    assert (309, 34.8, 38.8) == (
        usual.struck,
        round(usual.recall * 100, 1),
        round(usual.shapes * 100, 1),
    )
    assert (27, 81) == (len(usual.false), usual.harmless)


def test_places_that_no_default_reaches_are_told(usual: Course) -> None:
    """Half of a recall says nothing of where the rest survives."""
    struck = Counter(each.plant.place.name for each in usual.fates if each.struck)

    nowhere = {each.plant.place.name for each in usual.fates} - set(struck)
    assert nowhere == {
        *("exception.value", "tags", "transaction", "frame.filename", "frame.context_line"),
        *("user.email", "user.ip_address", "header X-Forwarded-For", "request.url, path"),
        *("span.description", "server_name"),
    }


def test_addresses_are_struck_when_they_are_asked_to_be(engine: Engine, corpus: Corpus) -> None:
    """39.9 % with `Prevent Storing of IP Addresses`."""
    course = corpus.through(engine.rule_sets(Scrubbing(addresses=True)))

    assert (355, 39.9) == (course.struck, round(course.recall * 100, 1))


def test_nothing_is_struck_with_scrubbing_off(engine: Engine, corpus: Corpus) -> None:
    """The control: what is counted as struck was struck by rules."""
    off = corpus.through(engine.rule_sets(Scrubbing(data=False, defaults=False)))

    assert (0, ()) == (off.struck, off.false)


def test_rules_at_the_right_places_strike_four_of_five(engine: Engine, corpus: Corpus) -> None:
    """79.2 %, and 93.6 % of what has a shape: the best that was found for a server."""
    advanced = joined({"project": rules((*SELECTORS, *FRAMES))})
    course = corpus.through(engine.rule_sets(Scrubbing(addresses=True, advanced=advanced)))

    assert (704, 79.2, 93.6) == (
        course.struck,
        round(course.recall * 100, 1),
        round(course.shapes * 100, 1),
    )


def test_a_rule_that_there_is_not_strikes_nothing(engine: Engine, corpus: Corpus) -> None:
    """The engine's own defaults name `@userpath:filter`, which servers accept and pass over."""
    events = [event for plant, event in corpus.planted if plant.kind.name == "home_path"]

    def struck(rule: str) -> int:
        applied = {"applications": {"**": [rule]}}
        return sum(bool(struck_by(engine.strike(event, applied))) for event in events)

    assert (0, 0) == (struck("@userpath:filter"), struck("@nosuch"))
    assert struck("@userpath:replace") > 20


def test_hooks_are_told_apart_from_rules(engine: Engine, corpus: Corpus) -> None:
    """An event that a hook drops is struck, but nobody sees its error either."""
    left = {
        name: (None if at % 2 else event)
        for at, (name, event) in enumerate(corpus.events().items())
    }
    course = corpus.through((), left)

    assert 444 == sum(each.dropped for each in course.fates) == course.struck
    assert {("hook",), ()} == {each.by for each in course.fates}


def test_tables_say_what_struck_and_what_went_with_it(usual: Course) -> None:
    """A whole JSON text is gone for one key in it: what debugging loses is counted as well."""
    shown = {each.name: each for each in tables({"defaults": usual}, "defaults", "0.10.1")}

    assert ("defaults", 309, 34.8, 38.8, 27, 0) == shown["pii-recall"].rows[0]
    assert ("email", 37, 7, 18.9) in shown["pii-recall-by-kind"].rows
    assert ("tags", 26, 0, 0.0) in shown["pii-recall-by-place"].rows
    assert "@password:filter" == shown["pii-rules"].rows[0][0]
    survivors = {row[0]: row[1:] for row in shown["pii-survivors"].rows}
    assert (21, "email, email_urlenc, phone, card_plain, card_spaced, iban and 15 more") == (
        survivors["tags"]
    )
    assert ("extra, JSON with a password key", 26, 26) in shown["pii-over-scrubbed"].rows
    author = ("the key author: team bakery", "extra, breadcrumb")
    assert author in shown["pii-false-positives"].rows
    assert [0.3476, 0.3875, 0.3333] == [each.value for each in figures(usual, "")]
