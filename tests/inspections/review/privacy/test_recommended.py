"""Recommended settings: they strike more, spare more, and keep what is theirs."""

import json
from typing import Any

from buildtools.inspections.review.privacy.engine import Engine
from buildtools.inspections.review.privacy.hooks import Hooked, Unrun
from buildtools.inspections.review.privacy.measuring import Corpus
from buildtools.inspections.review.privacy.recommended import difference, recommended, switches
from buildtools.inspections.review.privacy.theirs import Theirs
from buildtools.inspections.review.privacy.ways import Ways
from buildtools.review.evidence.server import Switches

OWN: dict[str, Any] = {
    "rules": {"customer": {"type": "pattern", "pattern": "CUST-[0-9]+"}},
    "applications": {"$string": ["customer", "@userpath:filter"], "tags.*": ["@nosuch"]},
}


def test_they_keep_what_is_theirs_and_drop_names_that_there_are_not(
    engine: Engine, few: Corpus
) -> None:
    """Importing the file must cost nobody a rule."""
    project = Switches(sensitive_fields=("iban",), relay_pii_config=json.dumps(OWN))
    seen = Ways(engine, Theirs(project=project, told="theirs", of_server=True), few).seen(None)
    chosen = json.loads(recommended(seen))
    written = json.loads(chosen["relayPiiConfig"])

    assert (["iban"], True) == (chosen["sensitiveFields"], chosen["scrubIPAddresses"])
    assert "author" in chosen["safeFields"]
    assert OWN["rules"]["customer"] == written["rules"]["customer"]
    theirs, ours = written["applications"].items()
    assert ("$string", ["customer"]) == theirs
    assert "tags.*" in ours[0]
    assert "@userpath:replace" in ours[1]
    assert engine.refusal(chosen["relayPiiConfig"]) == ""
    changes = difference(seen).splitlines()
    assert '-  "scrubIPAddresses": false,' in changes
    assert '+  "scrubIPAddresses": true,' in changes


def test_their_own_recall_stands_beside(engine: Engine) -> None:
    """A recommendation is measured like everything else, and leaves frames alone."""
    seen = Ways(engine, Theirs()).seen(None)
    (compared,) = (each for each in seen.tables if each.name == "pii-recall")
    rows = {row[0]: row[1:] for row in compared.rows}

    assert (309, 34.8, 38.8, 27, 0) == rows["defaults of a new project"]
    struck, _, shapes, false, _ = rows["recommended settings"]
    assert (701, 93.2) == (struck, shapes)
    assert isinstance(false, int)
    assert false < 27
    assert "$frame" not in seen.recommended
    assert (309, 889, False) == (seen.struck, seen.planted, seen.of_server)
    assert "pii-settings" == seen.tables[-1].name


def test_no_figure_is_given_where_hooks_could_not_be_run(engine: Engine, few: Corpus) -> None:
    """Settings alone would say less than what really protects, and a plan would judge by it."""
    seen = Ways(engine, Theirs(), few).seen(Unrun("there is no program node"))

    assert () == seen.figures
    assert "hooks: there is no program node" in seen.not_measured
    (compared,) = (each for each in seen.tables if each.name == "pii-recall")
    assert "not measured: streamed spans" in compared.note


def test_who_has_them_already_is_told_of_no_change(engine: Engine, few: Corpus) -> None:
    """Importing the file a second time changes nothing."""
    first = json.loads(Ways(engine, Theirs(), few).seen(None).recommended)
    seen = Ways(engine, Theirs(project=switches(first), of_server=True), few).seen(None)

    assert first == json.loads(seen.recommended)
    assert "" == difference(seen)
    assert "pii-settings" not in [each.name for each in seen.tables]
    assert () == seen.findings


def test_rules_that_the_engine_refuses_are_found_and_left_out(engine: Engine, few: Corpus) -> None:
    """A newer server may have taken what this engine does not know: the rest is measured."""
    rule = {"type": "pattern", "pattern": "(?=x)"}
    text = json.dumps({"rules": {"a": rule}, "applications": {"$string": ["a"]}})
    seen = Ways(engine, Theirs(organization=Switches(relay_pii_config=text)), few).seen(None)

    assert 0 < seen.struck < seen.planted
    (found,) = seen.findings
    assert "look-around" in found.sentence


def test_hooks_that_fail_are_found(engine: Engine, few: Corpus) -> None:
    """Whether one throws shows at the first odd event, and then nobody is there to see it."""
    failed = (("scrubSpan", "it threw 2 times, what it was given is sent as it was: no"),)
    seen = Ways(engine, Theirs(), few).seen(
        Hooked({}, ("beforeSend: a of b.js",), failed, ("fetch",))
    )

    (found,) = seen.hook_findings
    assert ("scrub-hook-fails", "review.hooks: scrubSpan") == (found.code, found.subject)
    assert "what hooks do with fetch, which they were refused" in seen.not_measured
