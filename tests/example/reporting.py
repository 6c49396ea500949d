"""Make the opened bakery fail, by HTTP or in a headless browser, and read what it reported."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from buildtools.sandbox.serving import Running
from tests.example.bakery import Marked
from tests.example.programs import end_of, environ, find, started, without_proxies

_REPORT_SECONDS = 45.0
_POLL_SECONDS = 0.1
_SETTLE_SECONDS = 2.0
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--no-proxy-server"),
)
Event = dict[str, Any]


@dataclass(frozen=True)
class Counter:
    """Where the bakery is open, and the sandbox that hears its errors."""

    url: str
    release: str | None
    """Of which release an event has to be; None: of any."""
    sandbox: Running

    def get(self, address: str) -> requests.Response:
        """Visit an address by HTTP, whatever comes of it."""
        return requests.get(self.url + address, timeout=30)

    def reported(self, address: str, error: Marked) -> Event:
        """Make one error happen at an address, and give its event as the sandbox keeps it.

        An address with a `#` is for a browser: it names buttons to press.
        """
        if "#" in address:
            with browser_at(self.url + address) as log:
                found = self.waited_for(error)
                told = end_of(log)
        else:
            told = f"the answer was {self.get(address).status_code}"
            found = self.waited_for(error)
        assert found, f"no event for {address} in {_REPORT_SECONDS:g} seconds\n{told}"
        return found[0]

    def titles_reported(self, address: str) -> list[str]:
        """Open an address in a browser, and give the title of each event that comes of it."""
        before = {one["id"] for one in self._read("")}
        with browser_at(self.url + address):
            end = time.monotonic() + _REPORT_SECONDS
            while not self._new(before) and time.monotonic() < end:
                time.sleep(_POLL_SECONDS)
            # A second report of the same error, by the page or by Node, would follow at once.
            time.sleep(_SETTLE_SECONDS)
        return [one["title"] for one in self._new(before)]

    def events(self, error: Marked) -> list[Event]:
        """Return all events of an error and of this counter's release."""
        listed = self._read("")
        titled = [one["id"] for one in listed if error.message.search(one["title"])]
        kept = [self._read(f"{event_id}/json/") for event_id in titled]
        return [event for event in kept if self.release in (None, event.get("release"))]

    def title_of(self, event_id: str) -> str:
        """Return the title of an event as soon as it is kept: to resolve it takes a while."""
        end = time.monotonic() + _REPORT_SECONDS
        while time.monotonic() < end:
            for one in self._read(""):
                if one["id"] == event_id:
                    return str(one["title"])
            time.sleep(_POLL_SECONDS)
        return ""

    def why(self, event: Event) -> Any:
        """Ask why the last exception's throwing frame did or did not resolve."""
        told = self._read(f"{event['event_id']}/source-map-debug-blue-thunder-edition/")
        return told["exceptions"][-1]["frames"][-1]["debug_id_process"]

    def evidence(self, event: Event) -> str:
        """Tell all that matters when a frame is not what it should be."""
        told = {
            "thrown": thrown(event),
            "images": images(event),
            "errors": event.get("errors"),
            "why": self.why(event),
        }
        return json.dumps(told, indent=1)

    def _new(self, before: set[str]) -> list[Event]:
        return [one for one in self._read("") if one["id"] not in before]

    def waited_for(self, error: Marked) -> list[Event]:
        """Return the events of an error as soon as there is one; none when it takes too long."""
        end = time.monotonic() + _REPORT_SECONDS
        while not (found := self.events(error)) and time.monotonic() < end:
            time.sleep(_POLL_SECONDS)
        return found

    def _read(self, path: str) -> Any:
        home = f"{self.sandbox.url}/api/0/projects/{self.sandbox.org}/{self.sandbox.project}"
        headers = {"Authorization": f"Bearer {self.sandbox.token.reveal()}"}
        answer = requests.get(f"{home}/events/{path}", headers=headers, timeout=30)
        answer.raise_for_status()
        return answer.json()


def thrown(event: Event) -> dict[str, Any]:
    """Return the frame that threw: the last one of the last exception."""
    frame: dict[str, Any] = event["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    return frame


def packages(event: Event) -> set[str]:
    """Return the packages that the SDK says it is made of."""
    return {package["name"] for package in event["sdk"]["packages"]}


def images(event: Event) -> dict[str, str]:
    """Return the debug IDs that the event brought, by the script they are of."""
    listed = (event.get("debug_meta") or {}).get("images") or []
    return {image["code_file"]: image["debug_id"] for image in listed}


@contextmanager
def browser_at(url: str) -> Iterator[Path]:
    """Keep a page open in a headless Chromium that knows nothing; give its log."""
    program = find("chromium", "chromium-browser", "google-chrome")
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        command = (program, *_FLAGS, f"--user-data-dir={home / 'profile'}", url)
        given = without_proxies(environ(HOME=name))
        with started(command, cwd=home, given=given, log=home / "chromium.log"):
            yield home / "chromium.log"
