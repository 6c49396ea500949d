"""Recommended scrubbing settings: as a file to import, beside those in effect. Never sent.

What is theirs stays, but for names of rules that there are not. Frames are left alone: a debug ID
is looked up by `abs_path`, and no rule reaches the list that it is looked up in.
"""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from buildtools.inspections.review.privacy.corpus import Harmless
from buildtools.inspections.review.privacy.scrubbing import Rules, in_effect, mapping, rules_of
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import Switches
from buildtools.review.reviewed import Table
from buildtools.texts.wording import count

Settings = dict[str, Any]
"""As `PUT projects/{organization}/{project}/` takes them; `relayPiiConfig` is a text of JSON."""

KEYS = (
    *("dataScrubber", "dataScrubberDefaults", "scrubIPAddresses"),
    *("sensitiveFields", "safeFields", "relayPiiConfig"),
)

_RULES: Rules = {
    "api-tokens": {
        "type": "pattern",
        # Servers refuse a pattern that is large when compiled, as any class of all alphabets is.
        "pattern": (
            r"\b(?:sntry[sui]_[A-Za-z0-9+/=_-]{8,}|gh[pousr]_[A-Za-z0-9]{30,}"
            r"|github_pat_[A-Za-z0-9_]{22,}|AKIA[0-9A-Z]{12,16}|[rs]k_(?:live|test)_[A-Za-z0-9]{8,}"
            r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,})"
        ),
        "redaction": {"method": "replace", "text": "[token]"},
    },
    "email-in-url": {
        "type": "pattern",
        "pattern": r"[A-Za-z0-9._+-]{1,64}%40[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        "redaction": {"method": "replace", "text": "[email]"},
    },
    "phone": {
        "type": "pattern",
        "pattern": r"\+[0-9]{1,3}[ -]?\(?[0-9]{2,5}\)?[ -]?[0-9]{3,9}",
        "redaction": {"method": "replace", "text": "[phone]"},
    },
}
_APPLIED = (
    *("@email:replace", "@creditcard:replace", "@iban:replace", "@usssn:replace", "@ip:replace"),
    *("@mac:replace", "@imei:replace", "@urlauth:replace", "@pemkey:replace", "@bearer:replace"),
    *("@userpath:replace", *_RULES),
)
SELECTORS = (
    *("$string", "$error.value", "$logentry.formatted", "$http.url", "tags.*"),
    *("$span.description", "$user.email"),
)
FRAMES = ("$frame.filename", "$frame.abs_path")
"""What would strike home folders in frames too, and keep such frames minified."""


def are_settings(text: str) -> bool:
    """Whether a file holds settings such as these, and nothing else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and bool(found) and found.keys() <= set(KEYS)


def rules(selectors: Iterable[str] = SELECTORS) -> Rules:
    """Return the recommended rules, at the places spelled as the engine wants them."""
    return {"rules": _RULES, "applications": {" || ".join(selectors): list(_APPLIED)}}


def settings(project: Switches, undefined: Iterable[str], false: Iterable[Harmless]) -> Settings:
    """Return what is recommended for a project.

    `project` is what it has now, `undefined` are names of rules that there are not, `false` the
    harmless values that are struck by it now.
    """
    spared = [each.key for each in false if each.name.startswith("the key ")]
    merged = _with(rules_of(project), frozenset(undefined))
    return {
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": True,
        "sensitiveFields": list(project.sensitive_fields),
        "safeFields": list(dict.fromkeys((*project.safe_fields, *spared))),
        "relayPiiConfig": json.dumps(merged, ensure_ascii=False),
    }


def settings_of(project: Switches) -> Settings:
    """Return what a project has now, by the same keys."""
    now = in_effect(Switches(), project)
    return {
        "dataScrubber": now.data,
        "dataScrubberDefaults": now.defaults,
        "scrubIPAddresses": now.addresses,
        "sensitiveFields": list(now.sensitive),
        "safeFields": list(now.safe),
        "relayPiiConfig": project.relay_pii_config,
    }


def switches(chosen: Settings) -> Switches:
    """Return settings as the server would show them, once they are there."""
    return Switches(
        chosen["dataScrubber"],
        chosen["dataScrubberDefaults"],
        tuple(chosen["sensitiveFields"]),
        tuple(chosen["safeFields"]),
        chosen["scrubIPAddresses"],
        chosen["relayPiiConfig"],
    )


def _with(own: Rules, undefined: frozenset[str]) -> Rules:
    """Return their rules without those, and the recommended ones after them."""
    ours = rules()
    applications: dict[str, list[str]] = {}
    for each in (own, ours):
        for selector, names in mapping(each, "applications").items():
            known = applications.setdefault(selector, [])
            known += [name for name in names if name not in known and name not in undefined]
    kept = {selector: names for selector, names in applications.items() if names}
    return {"rules": {**ours["rules"], **mapping(own, "rules")}, "applications": kept}


def text(chosen: Settings) -> str:
    """Return settings as a file: the body of one request, or to be copied field by field."""
    return json.dumps(chosen, indent=2, ensure_ascii=False) + "\n"


def recommended(seen: PrivacySeen) -> str:
    """Return the file that `--write-settings` writes."""
    return seen.recommended


def difference(seen: PrivacySeen) -> str:
    """Return what the file would change, as a unified diff; empty where nothing."""
    now, then = (_shown(json.loads(each)) for each in (seen.current, seen.recommended))
    lines = difflib.unified_diff(now, then, "settings in effect", "recommended settings", n=1)
    return "\n".join(line.rstrip("\n") for line in lines)


def _rules_in(chosen: Settings) -> Rules:
    return rules_of(Switches(relay_pii_config=str(chosen.get("relayPiiConfig") or "")))


def _shown(chosen: Settings) -> list[str]:
    """Return settings line by line, with the rules written out."""
    written = dict(chosen)
    written["relayPiiConfig"] = _rules_in(chosen) or chosen.get("relayPiiConfig")
    return json.dumps(written, indent=2, ensure_ascii=False).splitlines()


def tables(now: Settings, then: Settings) -> tuple[Table, ...]:
    """Return both beside one another, a row for each setting that would change; or nothing."""
    rows = tuple(
        (key, _in_words(key, now), _in_words(key, then))
        for key in KEYS
        if _in_words(key, now) != _in_words(key, then)
    )
    table = Table(
        "pii-settings",
        "Scrubbing settings: in effect, and recommended",
        ("setting", "now", "recommended"),
        rows,
        "what is in effect, what is struck by mistake, rules at places that the engine reaches",
        "for whoever may change the project's settings; nothing is sent",
    )
    return (table,) if rows else ()


def _in_words(key: str, chosen: Settings) -> str:
    value = chosen.get(key)
    if key == "relayPiiConfig":
        applied = mapping(_rules_in(chosen), "applications")
        if not applied:
            return "none"
        names = {name for listed in applied.values() for name in listed}
        return f"{count(len(names), 'rule')} at {count(len(applied), 'selector')}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "on" if value else "off"
