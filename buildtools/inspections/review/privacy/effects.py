"""Settings that do nothing: servers take them without a word, and a planted event proves it."""

import json
from collections.abc import Iterator
from typing import Any

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting
from buildtools.inspections.review.privacy.engine import Engine, struck_by
from buildtools.inspections.review.privacy.kinds import KINDS
from buildtools.inspections.review.privacy.probes import (
    TEXT,
    alternatives,
    begins_elsewhere,
    probes,
)
from buildtools.inspections.review.privacy.scrubbing import Rules, Scrubbing, mapping
from buildtools.texts.wording import count, listed, meant, near

CODE = "scrubbing-without-effect"
_KEYS = ("rules", "applications", "vars")
_RULE_KEYS = {
    "": ("type", "redaction"),
    "pattern": ("type", "redaction", "pattern", "replaceGroups"),
    "redact_pair": ("type", "redaction", "keyPattern"),
    "multiple": ("type", "redaction", "rules", "hideRule"),
    "alias": ("type", "redaction", "rule", "hideRule"),
}
_STEMS = (
    *("anything", "ip", "imei", "mac", "uuid", "email", "creditcard", "iban", "pemkey", "urlauth"),
    *("usssn", "userpath", "password", "bearer"),
)
_FILTERED = ("anything", "creditcard", "iban", "pemkey", "usssn", "password", "bearer")
KNOWN = (
    *("@common", "@common:filter"),
    *(
        f"@{stem}{way}"
        for stem in _STEMS
        for way in ("", ":replace", ":hash", ":mask", ":remove", ":filter")
        if way != ":filter" or stem in _FILTERED
    ),
)
"""Rules of the engine's own, to guess by: whether one strikes is always tried."""
OUT_OF_REACH = ("transaction", "fingerprint", "release", "environment", "context_line", "function")
_SELECTORS = (
    *("$string", "$error.value", "$logentry.formatted", "$http.url", "$http.headers.**"),
    *("$http.data.**", "$http.query_string.**", "$http.cookies.**", "tags.*", "extra.**"),
    *("contexts.**", "$user.**", "$user.email", "$frame.vars.**", "$frame.filename"),
    *("$breadcrumb.message", "$breadcrumb.data.**", "$span.description", "$span.data.**"),
)
_PROBE_RULES = {"probe": {"type": "pattern", "pattern": TEXT, "redaction": {"method": "remove"}}}
_CARD = "4532015112830366"


def of_rules(engine: Engine, owner: str, text: str) -> Iterator[Finding]:
    """Find what does nothing in advanced rules, as they are kept: a text of JSON."""
    name = f"relayPiiConfig of the {owner}"
    refused = engine.refusal(text)
    rules = None if refused else json.loads(text)
    if not isinstance(rules, dict):
        why = refused or "it is no object with rules and applications"
        yield _found(name, "", f"the rules are of no use to servers: {why}", "correct the JSON")
        return
    yield from _misspelled(name, rules)
    yield from _unused(name, rules)
    yield from _undefined(engine, name, rules)
    for selector, applied in mapping(rules, "applications").items():
        yield from _aimless(engine, name, rules, selector, applied)


def of_settings(engine: Engine, scrubbing: Scrubbing) -> Iterator[Finding]:
    """Find names of fields that neither strike nor spare anything."""
    if scrubbing.sensitive and not scrubbing.data:
        said = f"{count(len(scrubbing.sensitive), 'sensitive field')} with Data Scrubber off"
        yield _found("sensitiveFields", "", f"{said}: none strikes", "turn dataScrubber on")
        return
    if not scrubbing.data:
        return
    for field in scrubbing.sensitive:
        alone = Scrubbing(defaults=False, sensitive=(field,))
        if not _strikes(engine, engine.of_settings(alone), field.strip() or "any", TEXT):
            said = f"the sensitive field '{field}' strikes no value below a key of that name"
            yield _found("sensitiveFields", field, said, "write the key as events have it")
    for field in scrubbing.safe:
        events = tuple(map(engine.normalise, probes(field, _CARD)))
        spared, struck = (
            [engine.strike(each, engine.of_settings(one)).get("_meta") for each in events]
            for one in (Scrubbing(safe=(field,)), Scrubbing())
        )
        if spared == struck:
            said = f"the safe field '{field}' spares nothing"
            yield _found("safeFields", field, said, "write the key as events have it")


def _misspelled(name: str, rules: Rules) -> Iterator[Finding]:
    for key in rules:
        if key not in _KEYS:
            yield _no_key(name, key, key, _KEYS)
    for rule, says in mapping(rules, "rules").items():
        if not isinstance(says, dict):
            continue
        known = _RULE_KEYS.get(str(says.get("type")), _RULE_KEYS[""])
        for key in says:
            if key not in known:
                yield _no_key(name, f"{rule}.{key}", key, known)


def _no_key(name: str, place: str, key: str, known: tuple[str, ...]) -> Finding:
    likely = near(key, known)
    remedy = f"write '{likely[0]}'" if likely else f"keys are {', '.join(known)}"
    said = f"'{key}' is no key there{meant(key, known)}: what stands below it does nothing"
    return _found(name, place, said, remedy)


def _unused(name: str, rules: Rules) -> Iterator[Finding]:
    own = mapping(rules, "rules")
    applied = [each for listed in mapping(rules, "applications").values() for each in listed]
    used: set[str] = set()
    while applied:
        rule = applied.pop()
        if rule in own and rule not in used:
            used.add(rule)
            applied += _inner(own[rule])
    for rule in own:
        if rule not in used:
            said = f"the rule '{rule}' is applied nowhere"
            yield _found(name, rule, said, "name it below a selector of applications, or remove it")


def _inner(rule: Any) -> list[str]:
    if not isinstance(rule, dict):
        return []
    several = rule.get("rules")
    one = [rule["rule"]] if "rule" in rule else []
    return [*(several if isinstance(several, list) else ()), *one]


def _undefined(engine: Engine, name: str, rules: Rules) -> Iterator[Finding]:
    """Find names of rules that are applied, and that there are not."""
    own, applications = mapping(rules, "rules"), mapping(rules, "applications")
    for rule in dict.fromkeys(each for applied in applications.values() for each in applied):
        if rule not in own and not _known(engine, rule):
            at = [selector for selector, applied in applications.items() if rule in applied]
            said = f"'{rule}' strikes nothing, at {listed(at, 2)}: there is no such rule"
            yield _found(name, rule, said, _likely(rule, (*own, *KNOWN)))


def _likely(rule: str, known: tuple[str, ...]) -> str:
    stem = rule.partition(":")[0]
    likely = [f"{stem}:replace"] if f"{stem}:replace" in known else near(rule, known)
    return f"write '{likely[0]}'" if likely else "name a rule that there is, or remove it"


def _aimless(
    engine: Engine, name: str, rules: Rules, selector: str, applied: list[str]
) -> Iterator[Finding]:
    """Find the parts of a selector by which its rules reach nothing."""
    if not applied:
        yield _found(name, selector, f"'{selector}' has no rules", "name rules, or remove it")
    whole = any(_takes_objects(rule, mapping(rules, "rules")) for rule in applied)
    for one in alternatives(selector):
        if not begins_elsewhere(one) and not _reaches(engine, one, whole=whole):
            said = f"'{one}' reaches no text, not even in an event that was made for it"
            yield _found(name, one, said, _right(engine, one))


def _takes_objects(rule: str, own: Rules) -> bool:
    """Whether a rule strikes objects and lists as well, or values by their keys."""
    says = own.get(rule)
    if isinstance(says, dict):
        inner = any(_takes_objects(each, own) for each in _inner(says) if each != rule)
        return inner or says.get("type") in {"anything", "redact_pair"}
    return rule.startswith(("@anything", "@password", "@common"))


def _known(engine: Engine, rule: str) -> bool:
    """Whether a rule of the engine's own strikes anything of what all kinds leave."""
    values = {f"kind{at}": kind.make(7)[0] for at, kind in enumerate(KINDS)}
    values |= {"password": "x", "uuid": "0190f2b2-8f9c-7d4e-9d5f-2b3c4d5e6f70"}
    event = engine.normalise({"platform": "javascript", "extra": values})
    return bool(struck_by(engine.strike(event, {"applications": {"extra.**": [rule]}})))


def _reaches(engine: Engine, selector: str, *, whole: bool = False) -> bool:
    """Whether a rule for texts, or one that takes objects whole, strikes where it points."""
    names = ["probe", *(["@anything"] if whole else ())]
    rules = {"rules": _PROBE_RULES, "applications": {selector: names}}
    return _strikes(engine, rules, selector, TEXT)


def _strikes(engine: Engine, rules: Rules, pointed: str, text: str) -> bool:
    events = map(engine.normalise, probes(pointed, text))
    return any(struck_by(engine.strike(event, rules)) for event in events)


def _right(engine: Engine, selector: str) -> str:
    """Return what would reach what the selector seems to mean, tried as well."""
    if any(selector.endswith(each) for each in OUT_OF_REACH):
        return "no rule reaches it: keep personal data out of it in the app"
    stem = selector.removesuffix(".**").removesuffix(".*")
    tries = [f"{stem}.**", f"{stem}.*", *near(selector, _SELECTORS, likeness=0.8)]
    for each in tries:
        if each != selector and _reaches(engine, each):
            return f"write '{each}'"
    return "point at texts: tags.*, extra.**, $http.url, $string"


def _found(name: str, value: str, sentence: str, remedy: str) -> Finding:
    return finding(CODE, Setting(name, value), sentence, remedy)
