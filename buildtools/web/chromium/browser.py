"""A running browser: its pages, and whom of them an event is about."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence

from buildtools.errors import BrowserFailed
from buildtools.web.chromium import program
from buildtools.web.chromium.intercepting import Rules
from buildtools.web.chromium.page import Page
from buildtools.web.chromium.pipe import ATTACHING, Message, Pipe

START_SECONDS = 30.0
"""A cold start on a busy machine of CI takes ten."""
_WORKERS = ("service_worker", "shared_worker")


class Chromium:
    """One browser. Use `start` as a context; it has ended when that is left."""

    def __init__(self, asking: int, answering: int, rules: Rules) -> None:
        """Speak to a browser over these two ends of a pipe."""
        self.pipe = Pipe(asking, answering, self._hear)
        self._rules = rules
        self._pages: dict[str, Page] = {}
        """By the context that each page has for itself."""
        self._sessions: dict[str, Page] = {}

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        path: str | None = None,
        *,
        environ: Mapping[str, str] = os.environ,
        rules: Rules | None = None,
        flags: Sequence[str] = (),
    ) -> Iterator["Chromium"]:
        """Start a browser, that of this path or the first that is found.

        Raises ConfigurationError when there is none, and BrowserFailed when it does not start.
        """
        found = program.find(path, environ)
        with program.running(found, environ, flags) as ends:
            browser = cls(ends.asking, ends.answering, rules or Rules())
            try:
                try:
                    browser.prepare()
                except BrowserFailed as failed:
                    raise program.failed_to_start(found, ends.program, failed.what) from failed
                yield browser
            finally:
                browser.pipe.close()

    def prepare(self) -> None:
        """Have workers told that several pages share, and requests paused where that is wanted."""
        self.version = self.pipe.call("Browser.getVersion", seconds=START_SECONDS)["product"]
        self.pipe.call("Browser.setDownloadBehavior", behavior="deny")
        only = [*({"type": kind} for kind in _WORKERS), {"exclude": True}]
        self.pipe.call("Target.setAutoAttach", **ATTACHING, filter=only)
        self._rules.enable(self.pipe)

    @contextlib.contextmanager
    def page(self, *, timed: bool = False) -> Iterator[Page]:
        """Open an empty page, with cookies, caches and workers of its own.

        Of one that is timed the CPU of its main thread is told, and not which scripts have run.
        """
        context = self.pipe.call("Target.createBrowserContext")["browserContextId"]
        made = self.pipe.call("Target.createTarget", url="about:blank", browserContextId=context)[
            "targetId"
        ]
        session = self.pipe.call("Target.attachToTarget", targetId=made, flatten=True)["sessionId"]
        page = Page(self.pipe, session, timed=timed)
        self._pages[context] = self._sessions[session] = page
        try:
            page.prepare()
            yield page
        finally:
            del self._pages[context]
            self._sessions = {one: of for one, of in self._sessions.items() if of is not page}
            with contextlib.suppress(BrowserFailed):
                self.pipe.call("Target.disposeBrowserContext", browserContextId=context)

    @contextlib.contextmanager
    def open(self, url: str, seconds: float = 30.0) -> Iterator[Page]:
        """Open a page at a URL, and wait until it has loaded and asks nothing more.

        Raises PageNotLoaded when it cannot be had.
        """
        with self.page() as page:
            page.go(url, seconds)
            yield page

    def _hear(self, message: Message) -> None:
        method, told = message["method"], message.get("params", {})
        session = message.get("sessionId", "")
        if method.startswith("Fetch."):
            self._rules.hear(self.pipe, method, told)
        elif method == "Target.attachedToTarget":
            self._attached(told, session)
        elif page := self._sessions.get(session):
            page.hear(method, told, session)

    def _attached(self, told: Message, parent: str) -> None:
        """Listen to a worker or a frame for the page that it belongs to, and let it run."""
        session, target = told["sessionId"], told["targetInfo"]
        page = self._sessions.get(parent) or self._pages.get(target.get("browserContextId", ""))
        if page:
            self._sessions[session] = page
            page.joined(session, target)
        self.pipe.send("Runtime.runIfWaitingForDebugger", session)
