"""What came of an app's release, held against the marked lines of its source."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buildtools.sandbox.serving import Running, serve
from tests.apps.browser import Browser
from tests.apps.making import Made
from tests.apps.opening import opened
from tests.example.bakery import Marked
from tests.example.programs import end_of
from tests.example.reporting import Counter, Event, thrown

_OUTER = re.compile(r"^(?:[a-z-]+:/+)?(?:_N_E/|\[project\]/)?(?:\.{1,2}/)*")
"""What bundlers put before a path: webpack://_N_E/./src/x, turbopack:///[project]/src/x, ../../x."""


@dataclass(frozen=True)
class Released:
    """An app, how its release ended, and what was said meanwhile."""

    made: Made
    code: int
    said: str = field(repr=False)

    def unexpected(self) -> list[str]:
        """List the findings above info that the table does not accept."""
        lines = self.made.status()["lines"]
        findings = [each for line in lines for each in line["findings"]]
        accepted = dict(self.made.app.accepted)
        loud = (each for each in findings if each["severity"] != "info")
        return [
            f"{each['code']} {each['severity']}: {each['subject']}: {each['sentence']}"
            for each in loud
            if each["code"] not in accepted
        ]

    def failures(self, browser: Browser) -> list[str]:
        """Raise every error of the app; tell each that does not come back as its marked line."""
        with (
            serve(self.made.state, port=self.made.sandbox_port) as sandbox,
            opened(self.made) as url,
        ):
            raising = _Raising(self.made, Counter(url, None, sandbox), browser)
            return [told for name in self.made.app.errors for told in raising.told(name)]


@dataclass(frozen=True)
class _Raising:
    made: Made
    counter: Counter
    browser: Browser

    def told(self, name: str) -> Iterator[str]:
        """Raise one error, and tell what is wrong with the event that comes of it."""
        wanted = self.made.marked()[name]
        events = self._raise(self.made.app.errors[name], wanted)
        if not events:
            yield f"{name}: no event of it"
            return
        frame = thrown(events[0])
        found = {
            "line": frame.get("lineno"),
            "text": (frame.get("context_line") or "").strip(),
            "file": _shown(frame, wanted),
            "by": (frame.get("data") or {}).get("resolved_with"),
        }
        right = {
            "line": wanted.line,
            "text": wanted.text.strip(),
            "file": wanted.file,
            "by": "debug-id",
        }
        if found != right:
            yield f"{name}: {found}, not {right}\n{self.counter.evidence(events[0])}"

    def _raise(self, address: str, error: Marked) -> list[Event]:
        path, _, button = address.partition("#")
        if not button:
            self.counter.get(path)
            return self.counter.waited_for(error)
        with self.browser.page(self.counter.url + path, button):
            return self.counter.waited_for(error)


def _shown(frame: dict[str, Any], wanted: Marked) -> str:
    """Give the frame's file without what stands before the project, which each bundler has its own.

    The folder of the app may be missing (Vite writes `../../src/x`), never a folder within it.
    """
    name = _OUTER.sub("", frame["filename"].partition("?")[0])
    return wanted.file if name == wanted.file else name
