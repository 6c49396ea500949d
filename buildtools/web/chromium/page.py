"""One page: opened, pressed, asked, and what was seen of it and of its workers and frames.

Source: the domains Page, Runtime, Input, Performance, Profiler and Target of the DevTools Protocol.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from buildtools.errors import BrowserFailed
from buildtools.web.chromium.pipe import ATTACHING, COMMAND_SECONDS, CommandRefused, Message, Pipe
from buildtools.web.chromium.seen import Entry, Request, Seen, description

QUIET_SECONDS = 0.5
"""A page that has asked nothing for so long has loaded what it loads by itself."""
_ANSWERED = "net::ERR_HTTP_RESPONSE_CODE_FAILURE"
"""An error page without a text: the request was answered, and its status says more."""
_PAUSE_SECONDS = 0.1
_LISTENING: tuple[tuple[str, Message], ...] = (
    ("Network.enable", {}),
    ("Runtime.enable", {}),
    ("Log.enable", {}),
    ("Target.setAutoAttach", ATTACHING),
)
_COVERING: tuple[tuple[str, Message], ...] = (
    ("Profiler.enable", {}),
    ("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False}),
)
_TIMING: tuple[tuple[str, Message], ...] = (("Performance.enable", {"timeDomain": "threadTicks"}),)
"""Times are those of the main thread's CPU, and not of a clock."""
_PLACE = """(() => {
  const wanted = document.querySelector(%s);
  if (!wanted) return {why: "there is none"};
  wanted.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const box = wanted.getBoundingClientRect();
  if (!box.width || !box.height) return {why: "it has no size"};
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const hit = document.elementFromPoint(x, y);
  if (hit && (wanted.contains(hit) || hit.contains(wanted))) return {x, y};
  return {why: hit ? `<${hit.localName}> lies over it` : "it is outside of the window"};
})()"""


class PageNotLoaded(BrowserFailed):
    """A page could not be had: no answer, no name, no certificate."""


class ScriptFailed(BrowserFailed):
    """What was evaluated in a page threw something."""


class Worker:
    """A worker or frame of a page, that is or was there."""

    def __init__(self, session: str, kind: str, url: str, target: str) -> None:
        self.session = session
        self.kind = kind
        """`worker`, `shared_worker`, `service_worker`, `iframe`."""
        self.url = url
        self.target = target
        self.gone = False


class Page:
    """A page of a browser. Everything that waits has a limit, in seconds."""

    def __init__(self, pipe: Pipe, session: str, *, timed: bool = False) -> None:
        """Where it is timed, nobody counts which code runs: that would be measured with it."""
        self._told_of = (*_LISTENING, *(_TIMING if timed else _COVERING))
        self._pipe = pipe
        self._session = session
        self._seen = Seen()
        self._loaded = False
        self._last_event = time.monotonic()
        self.workers: dict[str, Worker] = {}
        """By the target of each, those that have ended included."""

    @property
    def requests(self) -> list[Request]:
        """What it and its workers asked for, in order."""
        return self._seen.requests

    @property
    def entries(self) -> list[Entry]:
        """What stands in its console, in order."""
        return self._seen.entries

    def prepare(self) -> None:
        """Have the browser tell what happens in the page."""
        self._pipe.call("Page.enable", self._session)
        for method, params in self._told_of:
            self._pipe.call(method, self._session, **params)

    def go(self, url: str, seconds: float = 30.0) -> None:
        """Go to a URL, and wait until it has loaded and asks nothing more.

        A page that keeps asking is taken as it is when the time is up. Raises PageNotLoaded when
        the browser could not load it at all.
        """
        self._loaded = False
        deadline = time.monotonic() + seconds
        told = self._pipe.call("Page.navigate", self._session, seconds, url=url)
        if told.get("errorText", _ANSWERED) != _ANSWERED:
            raise PageNotLoaded(
                f"the browser cannot load {url}: {told['errorText']}",
                remedy="check that this address answers, and that the browser may reach it",
            )
        self.wait(lambda: self._loaded, max(0.0, deadline - time.monotonic()))
        self.settle(max(0.0, deadline - time.monotonic()))

    def resize(self, width: int, height: int) -> None:
        """Give it this size, in CSS pixels; a window cannot be narrower than 500."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._pipe.call("Emulation.setDeviceMetricsOverride", self._session, **size)

    def settle(self, seconds: float = 10.0, quiet: float = QUIET_SECONDS) -> bool:
        """Wait until nothing is asked any more and nothing was told for a while."""
        self._last_event = time.monotonic()

        def still() -> bool:
            return not self._seen.pending and time.monotonic() - self._last_event > quiet

        return self.wait(still, seconds)

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Hear what the page does until something is so; False when it is not so in time."""
        return self._pipe.wait(until, seconds)

    def evaluate(self, expression: str, seconds: float = COMMAND_SECONDS) -> Any:
        """Evaluate an expression in the page, await it, and return its value as JSON has it.

        Raises ScriptFailed when it throws. A frame of it stands in the stack of what it throws:
        press real buttons to see the page's own stacks.
        """
        told = self._evaluated(self._session, expression, seconds)
        if "exceptionDetails" in told:
            raise ScriptFailed(description(told["exceptionDetails"]))
        return told["result"].get("value")

    def command(self, method: str, **params: Any) -> Message:
        """Tell the page a command of the DevTools Protocol, and return its result."""
        return self._pipe.call(method, self._session, **params)

    def evaluate_in(self, worker: Worker, expression: str) -> Any:
        """Evaluate an expression in a worker; None when that has ended or it throws."""
        try:
            told = self._evaluated(worker.session, expression, COMMAND_SECONDS)
        except CommandRefused:
            return None
        return None if "exceptionDetails" in told else told["result"].get("value")

    def click(self, selector: str, seconds: float = 10.0) -> None:
        """Click what a CSS selector means, as a mouse does, once it can be clicked.

        Raises BrowserFailed when it cannot in time: there is none, it has no size, or something
        else lies over it.
        """
        deadline = time.monotonic() + seconds
        while "x" not in (place := self.evaluate(_PLACE % json.dumps(selector))):
            if time.monotonic() > deadline:
                raise BrowserFailed(
                    f"{selector} cannot be clicked: {place['why']}",
                    remedy="name an element by a CSS selector that is there and can be seen",
                )
            self.wait(lambda: False, _PAUSE_SECONDS)
        where = {"x": place["x"], "y": place["y"], "button": "left", "clickCount": 1}
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self._pipe.call("Input.dispatchMouseEvent", self._session, type=kind, **where)

    def press(self, selector: str, until: Callable[[], bool], seconds: float = 10.0) -> bool:
        """Click again and again until something is so: a page that hydrates hears nothing yet."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.click(selector, left)
            if self.wait(until, min(left, 1.0)):
                return True
        return until()

    def scripts_that_ran(self) -> set[str]:
        """Return the URLs of the scripts that have run in the page and in its workers and frames.

        What was only loaded ahead of its use is none of them.
        """
        sessions = [self._session, *(one.session for one in list(self.workers.values()))]
        ran: set[str] = set()
        for session in sessions:
            try:
                told = self._pipe.call("Profiler.takePreciseCoverage", session)
            except CommandRefused:  # a worker that has ended
                continue
            ran |= {one["url"] for one in told["result"] if one["url"] and _has_run(one)}
        return ran

    def metrics(self) -> dict[str, float]:
        """Return what a page that is timed has taken so far: seconds of CPU, bytes, numbers.

        Source: `Performance.getMetrics`; TaskDuration and ScriptDuration are of the main thread.
        """
        told = self._pipe.call("Performance.getMetrics", self._session)
        return {each["name"]: each["value"] for each in told["metrics"]}

    def joined(self, session: str, target: Message) -> None:
        """Take note of a worker or frame, and have the browser tell what happens in it."""
        if target["targetId"] in self.workers and not self.workers[target["targetId"]].gone:
            return  # it is told of twice, as the page's and as the browser's
        worker = Worker(session, target["type"], target["url"], target["targetId"])
        self.workers[target["targetId"]] = worker
        for method, params in (each for each in self._told_of if each not in _TIMING):
            self._pipe.send(method, session, **params)

    def hear(self, method: str, told: Message, session: str) -> None:
        """Take note of an event of the page, or of a worker or frame of it."""
        self._last_event = time.monotonic()
        if method == "Page.loadEventFired" and session == self._session:
            self._loaded = True
        elif method == "Page.javascriptDialogOpening":
            self._pipe.send("Page.handleJavaScriptDialog", session, accept=True)
        elif method == "Target.detachedFromTarget":
            for worker in self.workers.values():
                worker.gone = worker.gone or worker.session == told["sessionId"]
        else:
            self._seen.hear(method, told, session)

    def _evaluated(self, session: str, expression: str, seconds: float) -> Message:
        return self._pipe.call(
            "Runtime.evaluate",
            session,
            seconds,
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )


def _has_run(script: Message) -> bool:
    """Whether the code of a script itself was run; it is the first function of its list."""
    functions = script["functions"]
    return bool(functions) and functions[0]["ranges"][0]["count"] > 0
