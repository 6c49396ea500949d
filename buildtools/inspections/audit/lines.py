"""An audit as one screen: what was looked at, what is wrong, and one thing to do for each."""

from collections.abc import Iterator
from typing import Any, Final

from buildtools.inspections.audit import Audited
from buildtools.texts.wording import count

_MARKS: Final = {"good": "ok", "bad": "!!", "told": "--"}
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}
_SHOWN: Final = 8
"""Findings printed before the rest are only counted."""


def lines(audited: Audited) -> Iterator[str]:
    """Render it as lines of text."""
    yield audited.site
    yield ""
    wide = max((len(row.what) for row in audited.rows), default=0)
    for row in audited.rows:
        yield f"  {_MARKS[row.state]} {row.what:<{wide}}  {row.text}"
    told = sorted(audited.findings, key=lambda each: _ORDER[each.severity])
    for each in told[:_SHOWN]:
        yield ""
        yield f"  {each.severity}: {each.code}: {each.subject}: {each.sentence}"
        if each.remedy:
            yield f"    try: {each.remedy}"
    if len(told) > _SHOWN:
        yield f"  {count(len(told) - _SHOWN, 'more note')}: --json shows all"
    yield ""
    yield f"  {verdict(audited)}"


def verdict(audited: Audited) -> str:
    """Return what it comes to, in one line."""
    if not audited.reached:
        return "not seen: nothing is said of the site"
    errors = sum(each.severity == "error" for each in audited.findings)
    if errors:
        return count(errors, "error")
    return "nothing wrong in what can be seen from outside"


def shown(audited: Audited) -> dict[str, Any]:
    """Return it for JSON."""
    return {
        "site": audited.site,
        "reached": audited.reached,
        "rows": [row._asdict() for row in audited.rows],
        "findings": list(audited.findings),
    }
