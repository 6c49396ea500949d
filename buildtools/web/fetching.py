"""Many requests to a site within bounds: so many, so long, so many bytes, a few at once.

Each URL is asked for once. What is left out is told, with the bound that left it out.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import msgspec

from buildtools.errors import BuildtoolsError
from buildtools.machine.threads import pool
from buildtools.progress import counted
from buildtools.web.reply import Fetcher, Reply

AT_ONCE = 6
"""Requests at once: what a browser opens to one host."""


_TOO_MANY = 429


class Bounds(msgspec.Struct, frozen=True):
    """How much may be asked for."""

    requests: int = 500
    seconds: float = 60.0
    pages: int = 20
    names: int = 60
    """Of one script that are tried, besides those that plainly lead where scripts lie."""
    body_bytes: int = 300 * 1024 * 1024
    """Of all answers together."""


class Fetching:
    """Asks a site, remembers every answer, and stops at the bounds."""

    def __init__(
        self, site: Fetcher, bounds: Bounds, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._site, self._bounds, self._now = site, bounds, now
        self._end = now() + bounds.seconds
        self._bytes = 0
        self._limited = False
        self._answers: dict[str, Reply | None] = {}
        self.untried: dict[str, None] = {}
        """What was left out, and why, as clauses."""

    @property
    def requests(self) -> int:
        """How many URLs were asked for."""
        return len(self._answers)

    def one(self, url: str) -> Reply | None:
        """Get one URL; None where nobody answers, or a bound is reached."""
        return self.all([url])[0]

    def all(self, urls: Iterable[str]) -> list[Reply | None]:
        """Get URLs, a few at once, in their order."""
        wanted = list(urls)
        fresh = [url for url in dict.fromkeys(wanted) if url not in self._answers]
        with pool(AT_ONCE, "crawl") as threads:
            while fresh:
                if left_out := self._bound():
                    self.untried[left_out] = None
                    break
                room = min(AT_ONCE, self._bounds.requests - self.requests)
                self._round(fresh[:room], threads)
                fresh = fresh[room:]
        return [self._answers.get(url) for url in wanted]

    def _round(self, urls: list[str], threads: ThreadPoolExecutor) -> None:
        for url, reply in zip(urls, threads.map(self._get, urls), strict=True):
            self._answers[url] = reply
            counted("request", self.requests)
            self._limited = self._limited or (reply is not None and reply.status == _TOO_MANY)
            self._bytes += len(reply.body) if reply else 0

    def _get(self, url: str) -> Reply | None:
        try:
            return self._site.get(url)
        except BuildtoolsError:
            return None

    def _bound(self) -> str:
        """Return which bound is reached, as a clause; empty where none is."""
        if self._limited:
            return "the rest, as the site takes no more requests for now (429)"
        if self.requests >= self._bounds.requests:
            return f"more than {self._bounds.requests} requests"
        if self._now() > self._end:
            return f"what takes longer than {self._bounds.seconds:.0f} s"
        if self._bytes > self._bounds.body_bytes:
            return f"what is larger than {self._bounds.body_bytes // 1024**2} MiB together"
        return ""
