"""The page of a build without Sentry, opened: a build that does not work weighs too little."""

import contextlib
import json
from collections.abc import Collection, Iterator
from urllib.parse import urljoin

import msgspec

from buildtools.bundlers import all_of
from buildtools.errors import BrowserFailed, BuildFailed, ConfigurationError
from buildtools.inspections.review.asked import Scope
from buildtools.project.serving import started
from buildtools.web.chromium import Chromium

_ALIVE = """
[...document.querySelectorAll("*")].some((each) =>
  Object.keys(each).some((key) => %s.some((sign) => new RegExp(sign).test(key))))
"""
_ERRORS = frozenset({"exception", "javascript"})


class Opened(msgspec.Struct, frozen=True):
    """What came of it."""

    works: bool | None
    """None where nobody looked."""
    told: str
    """In words."""


def opened(scope: Scope, packages: Collection[str]) -> Opened:
    """Start the app and open its first page; `packages` are those in its scripts.

    It works when nothing throws, and where one of them is known to mark what it has brought to
    life, when it did.
    """
    serve, page = scope.loaded.settings.serve, scope.loaded.settings.review.page
    if serve is None:
        return Opened(None, "its page was not opened: serve is not set in sentry.yml")
    signs = [sign for package, sign in all_of(lambda each: each.alive) if package in packages]
    try:
        with _page(scope) as (browser, url), browser.open(urljoin(url, page)) as shown:
            thrown = [each.text for each in shown.entries if each.source in _ERRORS]
            alive = not signs or bool(shown.evaluate(_ALIVE % json.dumps(signs)))
    except ConfigurationError as fault:
        return Opened(None, f"its page was not opened: {fault.what}")
    except (BuildFailed, BrowserFailed) as fault:
        return Opened(False, f"its page could not be opened: {fault.what}")
    if thrown:
        return Opened(False, f"its page {page} fails: {thrown[0].splitlines()[0][:120]}")
    if not alive:
        return Opened(False, f"its page {page} never came to life")
    return Opened(True, f"its page {page} was opened in a browser, and works")


@contextlib.contextmanager
def _page(scope: Scope) -> Iterator[tuple[Chromium, str]]:
    """Start the app as `serve` says, and a browser."""
    serve = scope.loaded.settings.serve
    assert serve is not None  # noqa: S101 - `opened` has asked
    variables = scope.variables
    with (
        Chromium.start(scope.asked.browser_path, environ=variables) as browser,
        started(serve, scope.app, variables) as url,
    ):
        yield browser, url
