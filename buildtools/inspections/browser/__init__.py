"""Look at a site's pages in a real browser: what a script tells there, what its SDK reports.

    taking      envelopes, taken before they leave the browser
    telling     what a page tells when it is asked
    scripts     each script that ran has told its debug ID
    policies    the page may send events
    caches      its service worker gives what the site has
    probe       a test event that its own SDK sends, where that is asked for

Nothing else is sent to a project, and nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.api.http.certificates import Trust
from buildtools.checks import sdk, unanswered
from buildtools.checks.sdk import Reported, Wanted
from buildtools.errors import BrowserFailed
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Url
from buildtools.inspections.browser import caches, policies, probe, telling
from buildtools.inspections.browser.arriving import hindrance
from buildtools.inspections.browser.probe import Sending
from buildtools.inspections.browser.scripts import Script, registered, that_ran, unregistered
from buildtools.inspections.browser.taking import Taken
from buildtools.inspections.browser.telling import SdkOptions
from buildtools.proof.record import Record
from buildtools.values import Secret
from buildtools.web.chromium import Chromium, Page
from buildtools.web.chromium.connection import way_to
from buildtools.web.chromium.intercepting import Rules
from buildtools.web.reply import origin_of

_PAGE_SECONDS = 30.0
NOBODY = Trust(None, "")
"""No certificates of one's own: the browser has a list."""


class Visit(NamedTuple):
    """Which pages are opened, and with what."""

    pages: Sequence[str]
    """URLs; the first one is the site's."""
    headers: Mapping[str, Secret] = {}
    """To the origin of the first one, and to no other."""
    browser: str | None = None
    """The path of a browser; without one the usual is looked for."""
    sending: Sending | None = None
    """How the first page's SDK sends a test event; None where it is to send none."""
    trust: Trust = NOBODY
    """The CA certificates that the site's is checked by."""


def look(
    visit: Visit, scripts: Sequence[Script], wanted: Wanted, record: Record
) -> tuple[Finding, ...]:
    """Open each page in a browser, and judge what is seen of it.

    Each thing that was tried goes into the record. What cannot be tried is a finding.

    Raises ConfigurationError when there is no browser, or a proxy or certificates are no such.
    """
    taken = Taken()
    found: list[Finding] = []
    try:
        way = way_to(visit.pages[0], visit.trust)
        own = (way.proxy_user, way.proxy_password)
        rules = Rules(taken.intercept, origin_of(visit.pages[0]), visit.headers, *own)
        with Chromium.start(visit.browser, rules=rules, flags=way.flags) as browser:
            for at in visit.pages:
                taken.envelopes.clear()
                sending = visit.sending if at == visit.pages[0] else None
                found += _page(browser, at, taken, sending, scripts, wanted, record)
    except BrowserFailed as failed:
        found.append(_not_tried(visit.pages[0], failed.what, record))
    return tuple({(each.code, each.subject): each for each in found}.values())


def _page(
    browser: Chromium,
    at: str,
    taken: Taken,
    sending: Sending | None,
    scripts: Sequence[Script],
    wanted: Wanted,
    record: Record,
) -> Iterator[Finding]:
    try:
        with browser.open(at, _PAGE_SECONDS) as page:
            if why := hindrance(page, at):
                yield _not_tried(at, why, record)
                return
            options = telling.sdks(page)
            ran = that_ran(scripts, page.scripts_that_ran())
            yield from _identities(page, ran, record)
            yield from _reports(at, taken, options, wanted, record)
            yield from _policies(page, at, taken, options, record)
            if sending:
                yield from probe.send(page, ran, taken, sending, record)
            yield from _worker(page, at, scripts, record)
    except BrowserFailed as failed:
        yield _not_tried(at, failed.what, record)


def _not_tried(at: str, why: str, record: Record) -> Finding:
    record.add(unanswered.untried("registered", Url(at), why))
    return finding("browser-not-tried", Url(at), why)


def _identities(page: Page, ran: Sequence[Script], record: Record) -> Iterator[Finding]:
    tried = list(registered(ran, telling.ids(page)))
    record.extend(tried)
    return unregistered(tried)


def _reports(
    at: str, taken: Taken, options: Sequence[SdkOptions], wanted: Wanted, record: Record
) -> Iterator[Finding]:
    reported = _reported(taken, options)
    if reported is None:
        yield finding("sdk-not-found", Url(at), "no SDK was found in it, and it sent no envelope")
        return
    tried, found = sdk.compare(at, reported, wanted)
    record.extend(tried)
    yield from found


def _reported(taken: Taken, options: Sequence[SdkOptions]) -> Reported | None:
    """Return what the SDK reports: by what it sent, else by its options."""
    first = next(iter(options), None)
    for url, envelope in taken.envelopes:
        said = envelope.said(url)
        if said.release or said.environment:
            dist = said.dist or (first and first.dist)
            dsn = said.dsn or (first and first.dsn)
            return Reported(said.release, said.environment, dist, dsn, "an envelope")
    if first is None:
        return None
    return Reported(first.release, first.environment, first.dist, first.dsn, "its options")


def _policies(
    page: Page, at: str, taken: Taken, options: Sequence[SdkOptions], record: Record
) -> Iterator[Finding]:
    sent = (policies.endpoint(None, url, at) for url, _ in taken.envelopes)
    own = (policies.endpoint(each.dsn, each.tunnel, at) for each in options if each.enabled)
    first_of_host = {origin_of(url): url for url in (*sent, *own) if url}
    tried = list(policies.lets_send(page, at, tuple(first_of_host.values())))
    record.extend(tried)
    return policies.blocked(tried)


def _worker(page: Page, at: str, scripts: Sequence[Script], record: Record) -> Iterator[Finding]:
    if not caches.has_worker(page):
        return
    tried = list(caches.held(page, at, scripts))
    record.extend(tried)
    yield from caches.stale(tried)
