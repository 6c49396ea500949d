"""What a page did, as the browser tells it: its requests, its log, what was thrown in it.

Bounded: of a page that never stops asking or complaining, the first thousands are kept.
Source: the domains Network, Log and Runtime of the DevTools Protocol.
"""

from dataclasses import dataclass, field
from typing import Any

from buildtools.web.chromium.pipe import Message

MOST_REQUESTS = 5000
MOST_ENTRIES = 1000
_LONGEST_TEXT = 4000


@dataclass
class Request:
    """One request of a page, a frame or a worker, and how it went."""

    id: str
    session: str
    url: str
    method: str
    kind: str
    """As the browser calls it: Document, Script, Fetch, XHR, Ping, Other."""
    body: str | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    """Of the answer, by lower-case names."""
    by_service_worker: bool = False
    failed: str = ""
    """Why there was no answer: `net::ERR_FAILED`; empty as long as none failed."""
    blocked: str = ""
    """Who blocked it: csp, mixed-content, inspector."""
    finished: bool = False
    wire_bytes: int = 0
    """Of the answer as it was sent, its head included."""


@dataclass(frozen=True)
class Entry:
    """A line that a developer would see in the console."""

    source: str
    """`security`, `network`, `console`, `exception` and so on."""
    level: str
    text: str
    url: str = ""
    line: int | None = None
    """Counts from one."""


class Seen:
    """All that was seen so far."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.entries: list[Entry] = []
        self._open: dict[str, Request] = {}

    @property
    def pending(self) -> int:
        """How many requests have neither an end nor a failure."""
        return sum(1 for one in list(self._open.values()) if not one.finished)

    def hear(self, method: str, told: Message, session: str) -> None:
        """Take note of an event."""
        heard = _HEARD.get(method)
        if heard:
            heard(self, told, session)

    def _asked(self, told: Message, session: str) -> None:
        number, asked = told["requestId"], told["request"]
        if before := self._open.get(number):  # a redirect goes on under the same number
            self._answer(before, told.get("redirectResponse") or {})
            before.finished = True
        request = Request(
            number,
            session,
            asked["url"] + asked.get("urlFragment", ""),
            asked["method"],
            told.get("type", "Other"),
            asked.get("postData"),
        )
        if len(self.requests) < MOST_REQUESTS:
            self.requests.append(request)
        self._open[number] = request

    def _answered(self, told: Message, session: str) -> None:
        del session
        if request := self._open.get(told["requestId"]):
            self._answer(request, told["response"])

    @staticmethod
    def _answer(request: Request, response: Message) -> None:
        request.status = response.get("status")
        request.headers = {name.lower(): text for name, text in response.get("headers", {}).items()}
        request.by_service_worker = bool(response.get("fromServiceWorker"))

    def _finished(self, told: Message, session: str) -> None:
        del session
        if request := self._open.pop(told["requestId"], None):
            request.finished = True
            request.wire_bytes = int(told.get("encodedDataLength", 0))

    def _failed(self, told: Message, session: str) -> None:
        del session
        if request := self._open.pop(told["requestId"], None):
            request.finished = True
            if request.status is None:  # else it was answered, and nobody read all of it
                request.failed = told.get("errorText") or "failed"
            request.blocked = told.get("blockedReason", "")

    def _logged(self, told: Message, session: str) -> None:
        del session
        entry = told["entry"]
        line = entry.get("lineNumber")
        self._note(
            Entry(
                entry["source"],
                entry["level"],
                entry["text"][:_LONGEST_TEXT],
                entry.get("url", ""),
                None if line is None else line + 1,
            )
        )

    def _said(self, told: Message, session: str) -> None:
        del session
        text = " ".join(_shown(each) for each in told.get("args", ()))
        self._note(Entry("console", told["type"], text[:_LONGEST_TEXT]))

    def _thrown(self, told: Message, session: str) -> None:
        del session
        details = told["exceptionDetails"]
        text = description(details)[:_LONGEST_TEXT]
        line = details.get("lineNumber")
        self._note(
            Entry(
                "exception",
                "error",
                text,
                details.get("url", ""),
                None if line is None else line + 1,
            )
        )

    def _note(self, entry: Entry) -> None:
        if len(self.entries) < MOST_ENTRIES:
            self.entries.append(entry)


def description(details: Message) -> str:
    """Return the text of an exception, with its stack where it has one."""
    thrown = details.get("exception") or {}
    text: Any = thrown.get("description") or thrown.get("value") or details.get("text", "")
    return str(text)


def _shown(value: Message) -> str:
    shown = value.get("value", value.get("description", value.get("type", "")))
    return str(shown)


_HEARD = {
    "Network.requestWillBeSent": Seen._asked,
    "Network.responseReceived": Seen._answered,
    "Network.loadingFinished": Seen._finished,
    "Network.loadingFailed": Seen._failed,
    "Log.entryAdded": Seen._logged,
    "Runtime.consoleAPICalled": Seen._said,
    "Runtime.exceptionThrown": Seen._thrown,
}
