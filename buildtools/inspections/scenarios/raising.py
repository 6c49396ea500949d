"""One error raised: by a request, or by clicks in a page. What is no GET a page of the app sends.

Each belongs to a trace of its own: requests carry it, SDKs of servers go on with it, so their event
can be told from others. Source: docs/wire.md#envelopes.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, Protocol
from urllib.parse import urljoin

from buildtools.api.http.certificates import Trust
from buildtools.config import SiteConnection
from buildtools.errors import ServerUnreachable
from buildtools.values import Scenario, Secret
from buildtools.web.site import Site

TAG = "buildtools.scenario"
"""The tag at every event of a page, and the header at every request, that is raised here."""


class Raised(NamedTuple):
    """An error that was raised, while its page is open."""

    sent: Callable[[], Collection[str]] = lambda: ()
    """Tells the IDs of the events that the page has sent so far."""
    wait: Callable[[float], None] | None = None
    """Lets time pass while the page goes on; None where there is no page."""


class NotRaised(Exception):
    """Why an error could not be raised, as a clause."""


class Page(Protocol):
    """An open page."""

    @property
    def sent(self) -> Collection[str]:
        """The IDs of the events that it has sent so far."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass, while the page goes on."""
        ...

    def click(self, selector: str) -> None:
        """Click what a selector finds first, as soon as it is there. Raises NotRaised."""
        ...

    def press(self, selector: str) -> None:
        """Click it until the page has sent an event, as far as it can be. Raises NotRaised."""
        ...

    def fetch(self, method: str, url: str) -> None:
        """Have the page ask for a URL, whatever comes of it. Raises NotRaised."""
        ...


class Pages(Protocol):
    """A browser that opens pages."""

    def visited(
        self, url: str, headers: Mapping[str, str], tags: Mapping[str, str]
    ) -> AbstractContextManager[Page]:
        """Open a page whose requests to its own origin carry headers, and its events tags."""
        ...


Ask = Callable[[str, Mapping[str, str]], None]
"""Ask for a URL with headers, whatever comes of it. Raises NotRaised."""


class Hands:
    """What raises errors at a site."""

    def __init__(self, base: str, pages: Pages, ask: Ask) -> None:
        self._base = base.rstrip("/") + "/"
        self._pages = pages
        self._ask = ask

    @contextmanager
    def raised(self, name: str, scenario: Scenario, trace: str) -> Iterator[Raised]:
        """Raise an error, and keep its page open meanwhile. Raises NotRaised."""
        headers = {"sentry-trace": f"{trace}-{secrets.token_hex(8)}-1"}
        asked = scenario.request and self._url(scenario.request)
        if asked and scenario.method == "GET":
            self._ask(asked, headers)
            yield Raised()
            return
        url = self._url(scenario.page or "/")
        with self._pages.visited(url, headers, {TAG: name}) as page:
            if asked:
                page.fetch(scenario.method, asked)
            else:
                _click(page, scenario)
            yield Raised(lambda: page.sent, page.wait)

    def _url(self, path: str) -> str:
        """Place a path below the site's own, which may be one in a folder."""
        return urljoin(self._base, path.lstrip("/"))


def _click(page: Page, scenario: Scenario) -> None:
    """Click all that is to be clicked; the last until the page itself reports what it did."""
    *before, last = scenario.click or (None,)
    for selector in before:
        page.click(str(selector))
    if last and scenario.by_page:
        page.press(last)
    elif last:
        page.click(last)


def asking(site: SiteConnection, base: str) -> Ask:
    """Return what asks a site by HTTP, without a browser; its own headers go along."""

    def ask(url: str, more: Mapping[str, str]) -> None:
        given = {**site.headers, **{name: Secret(value) for name, value in more.items()}}
        trust = Trust(site.ca_bundle, site.ca_origin)
        try:
            with Site(base, headers=given, trust=trust) as one:
                reply = one.get(url)
        except ServerUnreachable as nobody:
            raise NotRaised(f"nobody answered: {nobody.what}") from nobody
        if reply.wall:
            raise NotRaised(f"the site was not reached: {reply.wall.name} answered")

    return ask
