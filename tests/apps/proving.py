"""What came of an app's release, held against the marked lines of its source."""

import re
from dataclasses import dataclass, field
from typing import Any

from buildtools.sandbox.serving import serve
from tests.apps.browser import Browser
from tests.apps.making import Made
from tests.apps.opening import opened
from tests.example.bakery import Marked
from tests.example.reporting import Counter, Event, thrown

_OUTER = re.compile(
    r"^(?:webpack://[^/]*/|turbopack:///\[project\]/|[a-z]+:/+)?(?:\.{1,2}/)*|[?].*$"
)
"""What bundlers put around a path: webpack://_N_E/./src/x?1a2b, webpack://shop/src/x, ../../x."""


@dataclass(frozen=True)
class Released:
    """An app, how its release ended, and what was said meanwhile."""

    made: Made
    code: int
    said: str = field(repr=False)

    def findings(self) -> list[dict[str, str]]:
        """Return all that the steps found, as `status --json` tells it."""
        return [each for line in self.made.status()["lines"] for each in line["findings"]]

    def unexpected(self) -> list[str]:
        """Return the findings above info that the table does not accept."""
        loud = (each for each in self.findings() if each["severity"] != "info")
        return [
            f"{each['code']} {each['severity']}: {each['subject']}: {each['sentence']}"
            for each in loud
            if not any(_is_accepted(each, which) for which, _ in self.made.app.accepted)
        ]

    def wrong(self, browser: Browser) -> list[str]:
        """Raise every error of the app; tell each that does not come back as its marked line."""
        with (
            serve(self.made.state, port=self.made.sandbox_port) as sandbox,
            opened(self.made) as url,
        ):
            counter = Counter(url, None, sandbox)
            raised = [
                _told(name, self.made.marked()[name], counter, browser, address)
                for name, address in self.made.app.errors.items()
            ]
        return [told for told in raised if told]


def _is_accepted(found: dict[str, str], which: str) -> bool:
    """Hold a finding against an acceptance of the table: a code, and what its text has to name."""
    code, _, named = which.partition(" ")
    return found["code"] == code and named in f"{found['subject']} {found['sentence']}"


def _told(name: str, wanted: Marked, counter: Counter, browser: Browser, address: str) -> str:
    """Raise one error and say what is wrong with the event that comes of it; else nothing."""
    events = _raise(counter, browser, address, wanted)
    if not events:
        return f"{name}: no event of it"
    shown, right = _place(thrown(events[0])), _right(wanted)
    return "" if shown == right else f"{name}: {shown}, not {right}\n{counter.evidence(events[0])}"


def _raise(counter: Counter, browser: Browser, address: str, error: Marked) -> list[Event]:
    path, _, button = address.partition("#")
    if not button:
        counter.get(path)
        return counter.waited_for(error)
    with browser.page(counter.url + path, button):
        return counter.waited_for(error)


def _place(frame: dict[str, Any]) -> dict[str, Any]:
    """Return where a frame says that it threw, and by what it was found."""
    return {
        "file": _OUTER.sub("", frame["filename"]),
        "line": frame.get("lineno"),
        "text": frame.get("context_line"),
        "by": (frame.get("data") or {}).get("resolved_with"),
    }


def _right(wanted: Marked) -> dict[str, Any]:
    return {
        "file": wanted.file,
        "line": wanted.line,
        "text": wanted.text,
        "by": "debug-id",
    }
