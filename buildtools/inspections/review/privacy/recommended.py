"""Recommended scrubbing settings: as a file to import, beside those in effect. Never sent.

What is theirs stays, but for names of rules that there are not. Frames are left alone: a debug ID
is looked up by `abs_path`, and no rule reaches the list that it is looked up in.
"""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from buildtools.inspections.review.privacy.corpus import Harmless
from buildtools.inspections.review.privacy.scrubbing import Rules, Scrubbing
from buildtools.review.evidence.privacy import PrivacySeen
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
        "pattern": (
            r"\b(?:sntry[sui]_[\w+/=-]{8,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{22,}"
            r"|AKIA[0-9A-Z]{12,16}|[rs]k_(?:live|test)_\w{8,}|xox[abprs]-[\w-]{10,}"
            r"|eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]{4,})"
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
        "pattern": r"\+\d{1,3}[ -]?\(?\d{2,5}\)?[ -]?\d{3,9}",
        "redaction": {"method": "replace", "text": "[phone]"},
    },
}
_APPLIED = (
    *("@email:replace", "@creditcard:replace", "@iban:replace", "@usssn:replace", "@ip:replace"),
    *("@mac:replace", "@imei:replace", "@urlauth:replace", "@pemkey:replace", "@bearer:replace"),
    *("@userpath:replace", *_RULES),
)
_SELECTORS = (
    *("$string", "$error.value", "$logentry.formatted", "$http.url", "tags.*"),
    *("$span.description", "$user.email"),
)
FRAMES = ("$frame.filename", "$frame.abs_path")
"""What would strike home folders in frames too, and keep such frames minified."""


def rules(selectors: Iterable[str] = _SELECTORS) -> Rules:
    """Return the recommended rules, at the places spelled as the engine wants them."""
    return {"rules": _RULES, "applications": {each: list(_APPLIED) for each in selectors}}


def settings(project: Settings, strangers: Iterable[str], false: Iterable[Harmless]) -> Settings:
    """Return what is recommended for a project.

    `project` is what it has now, `strangers` are names of rules that there are not, `false` the
    harmless values that are struck by it now.
    """
    spared = [each.key for each in false if each.name.startswith("the key ")]
    safe = dict.fromkeys((*(project.get("safeFields") or ()), *spared))
    own = _own_rules(project)
    return {
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": True,
        "sensitiveFields": list(project.get("sensitiveFields") or ()),
        "safeFields": list(safe),
        "relayPiiConfig": json.dumps(_with(own, frozenset(strangers)), ensure_ascii=False),
    }


def _own_rules(project: Settings) -> Rules:
    try:
        own = json.loads(project.get("relayPiiConfig") or "{}")
    except ValueError:
        return {}
    return own if isinstance(own, dict) else {}


def _with(own: Rules, strangers: frozenset[str]) -> Rules:
    """Return their rules without strangers, and the recommended ones after them."""
    ours = rules()
    applications: dict[str, list[str]] = {}
    for each in (own, ours):
        listed = each.get("applications")
        for selector, names in (listed if isinstance(listed, dict) else {}).items():
            kept = [name for name in names if name not in strangers]
            known = applications.setdefault(selector, [])
            known += [name for name in kept if name not in known]
    applications = {selector: names for selector, names in applications.items() if names}
    defined = own.get("rules") if isinstance(own.get("rules"), dict) else {}
    return {"rules": {**ours["rules"], **(defined or {})}, "applications": applications}


def as_settings(scrubbing: Scrubbing, project: Settings) -> Settings:
    """Return what a project has now, by the same keys."""
    now = {key: project.get(key) for key in KEYS}
    usual = {
        "dataScrubber": scrubbing.data,
        "dataScrubberDefaults": scrubbing.defaults,
        "scrubIPAddresses": scrubbing.addresses,
        "sensitiveFields": list(scrubbing.sensitive),
        "safeFields": list(scrubbing.safe),
        "relayPiiConfig": "",
    }
    return {key: usual[key] if value is None else value for key, value in now.items()}


def text(chosen: Settings) -> str:
    """Return settings as a file: the body of one request, or to be copied field by field."""
    return json.dumps(chosen, indent=2, ensure_ascii=False) + "\n"


def recommended(seen: PrivacySeen) -> str:
    """Return the file that `--write-settings` writes."""
    return seen.recommended


def difference(seen: PrivacySeen) -> str:
    """Return what the file would change, as a unified diff; empty where nothing."""
    now, then = (_shown(json.loads(each)) for each in (seen.current or "{}", seen.recommended))
    lines = difflib.unified_diff(now, then, "settings in effect", "recommended settings", n=1)
    return "\n".join(line.rstrip("\n") for line in lines)


def _shown(chosen: Settings) -> list[str]:
    """Return settings line by line, with the rules written out."""
    written = dict(chosen)
    if written.get("relayPiiConfig"):
        written["relayPiiConfig"] = _own_rules(written) or written["relayPiiConfig"]
    return json.dumps(written, indent=2, ensure_ascii=False).splitlines()


def table(now: Settings, then: Settings) -> Table:
    """Return both beside one another; one row for each setting that would change."""
    rows = tuple(
        (key, _in_words(key, now), _in_words(key, then))
        for key in KEYS
        if _in_words(key, now) != _in_words(key, then)
    )
    return Table(
        "pii-settings",
        "Scrubbing settings: in effect, and recommended",
        ("setting", "now", "recommended"),
        rows,
        "review --write-settings=FILE",
        "the file is for whoever may change the project's settings; nothing is sent",
    )


def _in_words(key: str, chosen: Settings) -> str:
    value = chosen.get(key)
    if key == "relayPiiConfig":
        own = _own_rules(chosen)
        applied = own.get("applications")
        if not isinstance(applied, dict) or not applied:
            return "none"
        names = {name for listed in applied.values() for name in listed}
        return f"{count(len(names), 'rule')} at {count(len(applied), 'selector')}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "on" if value else "off"
