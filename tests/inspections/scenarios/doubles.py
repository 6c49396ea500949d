"""A server that keeps events, a browser that sends some, and a clock: our own small classes."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from buildtools.api.models.events import Event
from buildtools.inspections.scenarios.raising import NotRaised

LINE = '  throw new Error("no oven"); // @expect oven bake'


def frame(file: str, line: int, text: str | None = None) -> dict[str, Any]:
    """A frame as a server shows it."""
    shown = {"filename": file, "lineNo": line, "colNo": 9, "function": "bake"}
    return shown | {"context": [[line, text]] if text else []}


def event(event_id: str, *, trace: str = "", at: int | None = 7, resolved: bool = True) -> Event:
    """An event whose error was thrown at a line of the oven; without a line it has no frame."""
    shown = None
    if at is not None:
        shown = [frame("./src/oven.ts", at, LINE if at == 7 else "other();")]
    raw = [frame("https://example.com/a.js", 1)]
    value = {
        "type": "Error",
        "value": "no oven",
        "stacktrace": {"frames": (shown if resolved else raw) if shown else []},
        "rawStacktrace": {"frames": raw} if shown and resolved else None,
    }
    told = {
        "eventID": event_id,
        "entries": [{"type": "exception", "data": {"values": [value]}}],
        "contexts": {"trace": {"trace_id": trace}} if trace else None,
    }
    return msgspec.json.decode(msgspec.json.encode(told), type=Event)


class Server:
    """Keeps events, each from the moment on that it is due."""

    def __init__(self) -> None:
        self.time = 0.0
        self.events: list[tuple[float, Event]] = []
        self.reads: list[str] = []

    def take(self, event: Event, after: float = 0.0) -> None:
        self.events.append((self.time + after, event))

    def pause(self, seconds: float) -> None:
        self.time += seconds

    def now(self) -> float:
        return self.time

    def recent_events(self, project: str) -> tuple[str, ...]:
        assert "web" == project
        return tuple(one.event_id for due, one in reversed(self.events) if due <= self.time)

    def event(self, project: str, event_id: str) -> Event | None:
        assert "web" == project
        self.reads.append(event_id)
        there = [one for due, one in self.events if due <= self.time]
        return next((one for one in there if one.event_id == event_id), None)


class Page:
    """A page with two buttons; `#bake` sends the events that it was given."""

    def __init__(self, server: Server, events: list[Event]) -> None:
        self._server = server
        self._events = events
        self._sent: list[str] = []
        self.fetched: list[tuple[str, str]] = []

    @property
    def sent(self) -> Collection[str]:
        return tuple(self._sent)

    def wait(self, seconds: float) -> None:
        self._server.pause(seconds)

    def press(self, selector: str) -> None:
        self.click(selector)

    def fetch(self, method: str, url: str) -> None:
        self.fetched.append((method, url))
        for one in self._events:
            self._server.take(one)

    def click(self, selector: str) -> None:
        if selector not in ("#open", "#bake"):
            raise NotRaised(f"the page has no {selector}")
        if selector == "#bake":
            for one in self._events:
                self._sent.append(one.event_id)
                self._server.take(one)


class Pages:
    """A browser whose pages send what it is told."""

    def __init__(self, server: Server, *events: Event) -> None:
        self._server = server
        self._events = list(events)
        self.visits: list[tuple[str, dict[str, str], dict[str, str]]] = []

    @contextmanager
    def visited(
        self, url: str, headers: Mapping[str, str], tags: Mapping[str, str]
    ) -> Iterator[Page]:
        self.visits.append((url, dict(headers), dict(tags)))
        self.page = Page(self._server, self._events)
        yield self.page
