"""Pages in Chromium: what is clicked in them, and the envelopes that their SDK sends.

Each envelope is taken before it leaves the browser, is given the tags of its scenario, and is sent
on in the page's place: to the sandbox whatever DSN was built in, else to where the page wanted it.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Protocol, Self

from buildtools.api.test_event import dsn_of
from buildtools.errors import BrowserFailed
from buildtools.inspections.scenarios.raising import NotRaised
from buildtools.values import Secret
from buildtools.web import envelopes
from buildtools.web.chromium import Answered, Asked, Chromium
from buildtools.web.chromium.intercepting import Rules
from buildtools.web.reply import origin_of

SendOn = Callable[[str, bytes], None]
"""Send an envelope on; the URL is the one that the page wanted to send it to."""

_CLICK_SECONDS = 10.0
_PRESS_SECONDS = 1.5
"""How long a page may take to report, before it is clicked once more."""
_HEAR_SECONDS = 0.05


class Hearing(Protocol):
    """What is asked of a page of Chromium."""

    def wait(self, until: Callable[[], bool], seconds: float) -> bool: ...

    def click(self, selector: str, seconds: float = ...) -> None: ...

    def evaluate(self, expression: str) -> object: ...

    def press(self, selector: str, until: Callable[[], bool], seconds: float = ...) -> bool: ...


class Envelopes:
    """What pages send to a Sentry, taken from them: asked of each request, answered here."""

    def __init__(self, send_on: SendOn, *, takes_tunnels: bool = True) -> None:
        """Where it takes no tunnels, what a page sends through its own server goes its way."""
        self.sent: list[str] = []
        """The IDs of the events since the last `begin`."""
        self._send_on = send_on
        self._tags: dict[str, str] = {}
        self._left: list[tuple[str, bytes]] = []
        self._takes_tunnels = takes_tunnels

    def begin(self, tags: Mapping[str, str]) -> None:
        """Forget the page before: what comes now gets these tags."""
        self.sent, self._tags, self._left = [], dict(tags), []

    def intercept(self, asked: Asked) -> Answered | None:
        """Take an envelope; anything else goes its way."""
        found = envelopes.read(asked.body) if asked.method == "POST" else None
        if found is None:
            return None
        self.sent += found.event_ids
        if not self._takes_tunnels and dsn_of(asked.url) is None:
            return None
        self._left.append((asked.url, found.tagged(self._tags)))
        return Answered(body=b"{}")

    def send_on(self) -> None:
        """Send what was taken; not while the browser is heard, which must not wait."""
        while self._left:
            self._send_on(*self._left.pop(0))


class Opened:
    """A page of Chromium that is open now."""

    def __init__(self, page: Hearing, envelopes: Envelopes) -> None:
        self._page = page
        self._envelopes = envelopes

    @property
    def sent(self) -> Collection[str]:
        """The IDs of the events that it has sent so far."""
        self.wait(_HEAR_SECONDS)
        return tuple(self._envelopes.sent)

    def wait(self, seconds: float) -> None:
        """Let time pass, while the page goes on; what it sends meanwhile is sent on."""
        self._page.wait(lambda: False, seconds)
        self._envelopes.send_on()

    def click(self, selector: str) -> None:
        """Click what a selector finds. Raises NotRaised where it cannot be clicked."""
        try:
            self._page.click(selector, _CLICK_SECONDS)
        except BrowserFailed as failed:
            raise NotRaised(failed.what) from failed

    def press(self, selector: str) -> None:
        """Click until an event is sent: a page that hydrates hears no click yet.

        Raises NotRaised where it cannot be clicked at all.
        """
        self.click(selector)
        if self._page.wait(self._reported, _PRESS_SECONDS):
            return
        with suppress(
            BrowserFailed
        ):  # it fell as it should: what was clicked is not there any more
            self._page.press(selector, self._reported, _CLICK_SECONDS)

    def fetch(self, method: str, url: str) -> None:
        """Have the page ask for a URL, whatever comes of it. Raises NotRaised."""
        asked = f"fetch({json.dumps(url)}, {{method: {json.dumps(method)}}}).then((r) => r.status)"
        try:
            self._page.evaluate(asked)
        except BrowserFailed as failed:
            raise NotRaised(f"nobody answered: {failed.what}") from failed

    def _reported(self) -> bool:
        return bool(self._envelopes.sent)


class InChromium:
    """Pages of one Chromium, which is started for the first of them. Use as a context."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, Secret],
        send_on: SendOn,
        *,
        takes_tunnels: bool = True,
        browser: str | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """`headers` go to the origin of `base` and to no other, like those of each visit.

        `browser` is the path of the one to take; without it the usual ones are looked for.
        """
        self._envelopes = Envelopes(send_on, takes_tunnels=takes_tunnels)
        self._own = dict(headers)
        self._given: dict[str, Secret] = {}
        self._rules = Rules(self._envelopes.intercept, origin_of(base), self._given)
        self._named, self._environ = browser, environ
        self._ends = ExitStack()
        self._browser: Chromium | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()

    @contextmanager
    def visited(
        self, url: str, headers: Mapping[str, str], tags: Mapping[str, str]
    ) -> Iterator[Opened]:
        """Open a page, with these headers to its origin, and these tags at what it sends.

        Raises NotRaised when it cannot be loaded, ConfigurationError when there is no browser.
        """
        self._envelopes.begin(tags)
        self._given.clear()
        self._given.update(self._own)
        self._given.update({name: Secret(text) for name, text in headers.items()})
        with self._started().page() as page:
            opened = Opened(page, self._envelopes)
            try:
                page.go(url)
            except BrowserFailed as failed:
                raise NotRaised(failed.what) from failed
            yield opened
            opened.wait(_HEAR_SECONDS)

    def _started(self) -> Chromium:
        if self._browser is None:
            starting = Chromium.start(self._named, environ=self._environ, rules=self._rules)
            self._browser = self._ends.enter_context(starting)
        return self._browser
