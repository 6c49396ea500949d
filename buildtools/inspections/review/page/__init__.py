"""The first page of an app, in a browser and from outside, as evidence.

    place       the live site, or the app started here
    visiting    a page in Chromium: asking its SDK, its tunnel, its worker
    options     what the SDK told, as a table
    outside     maps and policies, by plain requests

No event leaves the browser, and nothing is written.
"""

import re
from typing import TypeVar

import msgspec

from buildtools.errors import BuildFailed
from buildtools.inspections.browser.scripts import Script
from buildtools.inspections.live import Release, released
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.page import outside, place, visiting
from buildtools.results import Injected, Stripped
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.site import SiteSeen
from buildtools.review.unseen import Unseen

_Part = TypeVar("_Part", PageSeen | Unseen, SiteSeen | Unseen)
Seen = tuple[PageSeen | Unseen, SiteSeen | Unseen]

_TOPICS = ("sdk", "options", "privacy", "security", "weight", "site")
_NO_BROWSER = Unseen("--browser was not given", asked=False)
_STARTED_AT = re.compile(r"(http://127\.0\.0\.1):\d+")
_NOWHERE = "nothing says where a page is: set site, or serve: {command: …}"


def look(scope: Scope) -> Seen:
    """Open the first page and ask the SDK in it; ask for what should be private beside that.

    Without `--browser` no app is started, and no page opened. Raises ConfigurationError where a
    browser was asked for and there is none, or a header of the site has no value.
    """
    hindered = scope.passed_over(*_TOPICS) or _offline(scope)
    if hindered:
        return hindered, hindered
    settings = scope.loaded.settings
    if settings.live_site is None and settings.serve is None:
        asked = scope.asked.browser
        return (
            Unseen(_NOWHERE) if asked else _NO_BROWSER,
            Unseen("no site is set", asked=False),
        )
    if settings.live_site is None and not scope.asked.browser:
        why = "no site is set, and the app is started with --browser alone"
        return _NO_BROWSER, Unseen(why, asked=False)
    try:
        with place.opened(scope) as there:
            page, site = _seen(scope, there)
    except BuildFailed as failed:
        page, site = Unseen(failed.what), Unseen(failed.what)
    return (page, site) if settings.live_site else (_steady(page), _steady(site))


def _steady(part: _Part) -> _Part:
    """Leave out of a reason the port that an app was started at: the next review has another."""
    if isinstance(part, Unseen):
        why = _STARTED_AT.sub(r"\1", part.why)
        return msgspec.structs.replace(part, why=why)
    return part


def _offline(scope: Scope) -> Unseen | None:
    return Unseen("--offline was given", asked=False) if scope.asked.offline else None


def _seen(scope: Scope, there: place.Place) -> Seen:
    release = _release(scope, there.site.url)
    server = scope.loaded.settings.server
    public = outside.ask(there, release, server)
    if not scope.asked.browser:
        return _NO_BROWSER, public
    scripts = _scripts(release) if release else None
    path = scope.loaded.settings.review.page
    return visiting.visit(there, scope.asked.browser_path, scripts, path), public


def _release(scope: Scope, url: str) -> Release | None:
    """Return what the ledger says the site has to serve; None where nothing is injected yet."""
    entries = scope.ledger.entries if scope.ledger else {}
    injected, stripped = (
        entries[step].outcome if step in entries else None for step in ("inject", "strip")
    )
    if scope.ledger is None or not isinstance(injected, Injected):
        return None
    gone = stripped if isinstance(stripped, Stripped) else None
    return released(scope.ledger.release, url, injected, scope.root, gone)


def _scripts(release: Release) -> list[Script]:
    return [
        Script(
            *(each.address, each.pair.pair.url, each.pair.debug_id, each.digest),
            each.pair.pair.script,
        )
        for each in release.scripts
        if each.address
    ]
