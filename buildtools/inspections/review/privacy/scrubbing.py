"""Scrubbing settings of a server, as they are in effect for one project. Pure.

What the organization requires the project cannot turn off, and their lists and rules are joined.
Source: getsentry/sentry, src/sentry/relay/datascrubbing.py.
"""

import json
from typing import Any

import msgspec

Rules = dict[str, Any]
"""Rules of the engine: {"rules": {name: rule}, "applications": {selector: [name]}}."""


class Scrubbing(msgspec.Struct, frozen=True):
    """What is in effect."""

    data: bool = True
    """Data Scrubber; without it neither defaults nor sensitive fields strike."""
    defaults: bool = True
    addresses: bool = False
    """Prevent storing of IP addresses."""
    sensitive: tuple[str, ...] = ()
    safe: tuple[str, ...] = ()
    advanced: Rules = {}
    """The rules of organization and project, with a prefix to the names that are their own."""

    def as_asked(self) -> dict[str, object]:
        """Return the settings by the names that the engine has for them."""
        return {
            "scrubData": self.data,
            "scrubDefaults": self.defaults,
            "scrubIpAddresses": self.addresses,
            "sensitiveFields": list(self.sensitive),
            "excludeFields": list(self.safe),
        }


NEW_PROJECT = Scrubbing()
"""What Sentry gives a project that nobody has changed."""


def in_effect(organization: dict[str, Any], project: dict[str, Any]) -> Scrubbing:
    """Join the answers for organization and project, as the API has them; either may be empty."""

    def either(name: str, *, new: bool) -> bool:
        return bool(organization.get(name, False)) or bool(project.get(name, new))

    def both(name: str) -> tuple[str, ...]:
        listed = [*(organization.get(name) or ()), *(project.get(name) or ())]
        return tuple(str(each) for each in listed)

    return Scrubbing(
        either("dataScrubber", new=True),
        either("dataScrubberDefaults", new=True),
        either("scrubIPAddresses", new=False),
        both("sensitiveFields"),
        both("safeFields"),
        joined({"organization": _rules(organization), "project": _rules(project)}),
    )


def rule_texts(organization: dict[str, Any], project: dict[str, Any]) -> dict[str, str]:
    """Return the texts of advanced rules by whose they are, where there are any."""
    texts = {
        "organization": organization.get("relayPiiConfig"),
        "project": project.get("relayPiiConfig"),
    }
    return {owner: text for owner, text in texts.items() if isinstance(text, str) and text.strip()}


def joined(by_owner: dict[str, Rules]) -> Rules:
    """Join sets of rules, whose own names get the owner before them: project:phone."""
    rules: Rules = {}
    applications: dict[str, list[str]] = {}
    for owner, each in by_owner.items():
        own = _mapping(each, "rules")
        rules |= {f"{owner}:{name}": _prefixed(rule, owner, own) for name, rule in own.items()}
        for selector, names in _mapping(each, "applications").items():
            applied = applications.setdefault(selector, [])
            applied += [f"{owner}:{name}" if name in own else name for name in names]
    return {"rules": rules, "applications": applications} if applications else {}


def _mapping(rules: Rules, key: str) -> dict[str, Any]:
    value = rules.get(key)
    return value if isinstance(value, dict) else {}


def _prefixed(rule: Any, owner: str, own: dict[str, Any]) -> Any:
    """Return a rule whose references to others of its set are by their new names."""
    if not isinstance(rule, dict):
        return rule
    changed = dict(rule)
    if isinstance(rule.get("rules"), list):
        changed["rules"] = [f"{owner}:{name}" if name in own else name for name in rule["rules"]]
    if rule.get("rule") in own:
        changed["rule"] = f"{owner}:{rule['rule']}"
    return changed


def _rules(answer: dict[str, Any]) -> Rules:
    try:
        rules = json.loads(answer.get("relayPiiConfig") or "{}")
    except ValueError:
        return {}
    return rules if isinstance(rules, dict) else {}
