"""Settings that do nothing: each is found with what is right, and none where all strike."""

import json

import pytest

from buildtools.findings import Finding
from buildtools.inspections.review.privacy.effects import KNOWN, of_rules, of_settings
from buildtools.inspections.review.privacy.engine import Engine, struck_by
from buildtools.inspections.review.privacy.kinds import KINDS
from buildtools.inspections.review.privacy.recommended import rules
from buildtools.inspections.review.privacy.scrubbing import Scrubbing


def found(engine: Engine, whole: object) -> list[Finding]:
    text = whole if isinstance(whole, str) else json.dumps(whole)
    return list(of_rules(engine, "project", text))


def at(selector: str, *names: str) -> dict[str, object]:
    return {"applications": {selector: list(names or ("@email:replace",))}}


@pytest.mark.parametrize(
    ("whole", "subject", "remedy"),
    [
        ({"aplications": {"$string": ["@email"]}}, "aplications", "write 'applications'"),
        (at("$string", "@userpath:filter"), "@userpath:filter", "write '@userpath:replace'"),
        (at("$string", "@emial:replace"), "@emial:replace", "write '@email:replace'"),
        (at("$string", "@nosuch"), "@nosuch", "name a rule that there is, or remove it"),
        (at("tags.**"), "tags.**", "write 'tags.*'"),
        (at("$string || tags"), "tags", "write 'tags.*'"),
        (at("$user"), "$user", "write '$user.**'"),
        (at("$http.headers"), "$http.headers", "write '$http.headers.**'"),
        (at("transaction"), "transaction", "no rule reaches it"),
        (at("$frame.context_line"), "$frame.context_line", "no rule reaches it"),
        (at("$user.taxid"), "$user.taxid", "point at texts"),
        ({"applications": {"$string": []}}, "$string", "name rules, or remove it"),
        (
            {"rules": {"a": {"type": "email", "redactoin": {}}}, **at("$string", "a")},
            "a.redactoin",
            "write 'redaction'",
        ),
        (
            {"rules": {"a": {"type": "email"}}, **at("$string")},
            "a",
            "name it below a selector of applications, or remove it",
        ),
    ],
)
def test_what_does_nothing_is_found_with_what_is_right(
    engine: Engine, whole: object, subject: str, remedy: str
) -> None:
    """Servers take each of them without a word, and somebody believes it strikes."""
    (each,) = found(engine, whole)

    assert ("scrubbing-without-effect", "error") == (each.code, each.severity)
    assert f"relayPiiConfig of the project: {subject}" == each.subject
    assert remedy in each.remedy


@pytest.mark.parametrize("text", ["{", "[]", '"rules"'])
def test_what_is_no_set_of_rules_is_found(engine: Engine, text: str) -> None:
    """A list of rules is valid to servers, and does nothing."""
    (each,) = found(engine, text)

    assert "of no use to servers" in each.sentence


@pytest.mark.parametrize(
    "selector",
    [
        *("$string", "**", "tags.*", "tags.customer", "extra.customer.name", "customer_name"),
        *("contexts.'my order'.mail", "exception.values.*.value", "$http.headers.x-customer"),
        *("$span.description", "$http.data", "$request.url", "breadcrumbs.values.*.data.url"),
        *("spans.*.description", "$string && !extra.safe", "server_name", "$log.body"),
    ],
)
def test_what_strikes_is_left_alone(engine: Engine, selector: str) -> None:
    """The control: keys of an app's own data are right, though no corpus has them."""
    assert [] == found(engine, at(selector))


def test_own_rules_and_those_within_others_are_left_alone(engine: Engine) -> None:
    """A pattern of a team's own need not strike anything that we plant."""
    own = {
        "all": {"type": "multiple", "rules": ["customer", "also"]},
        "customer": {"type": "pattern", "pattern": "CUST-[0-9]+"},
        "also": {"type": "alias", "rule": "pair"},
        "pair": {"type": "redact_pair", "keyPattern": "name"},
    }
    assert [] == found(engine, {"rules": own, **at("$http.headers", "all")})
    assert [] == found(engine, rules())
    assert [] == found(engine, {"vars": {}, **at("extra", "@anything:remove")})


def test_each_rule_that_is_guessed_by_strikes(engine: Engine) -> None:
    """A remedy that named another rule without effect would help nobody."""
    values = {f"kind{number}": kind.make(7)[0] for number, kind in enumerate(KINDS)}
    values |= {"password": "x", "uuid": "0190f2b2-8f9c-7d4e-9d5f-2b3c4d5e6f70"}
    event = engine.normalise({"extra": values})

    idle = [each for each in KNOWN if not struck_by(engine.strike(event, at("extra.**", each)))]
    assert [] == idle


def test_fields_that_do_nothing_are_found(engine: Engine) -> None:
    """A field of blanks, one that spares nothing, and any while scrubbing is off."""
    blank = Scrubbing(sensitive=(" ", "iban"), safe=("author", "a b"))
    subjects = [each.subject for each in of_settings(engine, blank)]
    assert ["sensitiveFields:  ", "safeFields: a b"] == subjects

    (off,) = of_settings(engine, Scrubbing(data=False, sensitive=("iban",)))
    assert "turn dataScrubber on" == off.remedy
    assert [] == list(of_settings(engine, Scrubbing(data=False)))
