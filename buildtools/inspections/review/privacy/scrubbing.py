"""Scrubbing settings of a server, as they are in effect for one project. Pure.

What the organization requires the project cannot turn off, and their lists and rules are joined.
Source: getsentry/sentry, src/sentry/relay/datascrubbing.py.
"""

import json
from typing import Any

import msgspec

from buildtools.review.evidence.server import Switches

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


def in_effect(organization: Switches, project: Switches) -> Scrubbing:
    """Join what both say; what a project does not say is as a new one has it."""
    new = NEW_PROJECT

    def either(required: bool | None, own: bool | None, usual: bool) -> bool:
        return bool(required) or (usual if own is None else own)

    return Scrubbing(
        either(organization.data_scrubber, project.data_scrubber, new.data),
        either(organization.data_scrubber_defaults, project.data_scrubber_defaults, new.defaults),
        either(organization.scrub_ip_addresses, project.scrub_ip_addresses, new.addresses),
        (*organization.sensitive_fields, *project.sensitive_fields),
        (*organization.safe_fields, *project.safe_fields),
        joined({"organization": rules_of(organization), "project": rules_of(project)}),
    )


def rules_of(switches: Switches) -> Rules:
    """Return advanced rules; none where their text is no object of JSON."""
    try:
        rules = json.loads(switches.relay_pii_config or "{}")
    except ValueError:
        return {}
    return rules if isinstance(rules, dict) else {}


def mapping(rules: Rules, key: str) -> dict[str, Any]:
    """Return the object below a key of rules; an empty one where there is none."""
    value = rules.get(key)
    return value if isinstance(value, dict) else {}


def joined(by_owner: dict[str, Rules]) -> Rules:
    """Join sets of rules, whose own names get the owner before them: project:phone."""
    rules: Rules = {}
    applications: dict[str, list[str]] = {}
    for owner, each in by_owner.items():
        own = mapping(each, "rules")
        rules |= {f"{owner}:{name}": _prefixed(rule, owner, own) for name, rule in own.items()}
        for selector, names in mapping(each, "applications").items():
            applied = applications.setdefault(selector, [])
            applied += [f"{owner}:{name}" if name in own else name for name in names]
    return {"rules": rules, "applications": applications} if applications else {}


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
