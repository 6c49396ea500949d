"""One page in a browser: what its SDK tells, what runs, what is forbidden, what its scripts weigh.

Envelopes are taken before they leave the browser: none reaches a project.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from buildtools.api.http.certificates import Trust
from buildtools.errors import BrowserFailed
from buildtools.findings import Finding
from buildtools.inspections.browser import policies, telling
from buildtools.inspections.browser.arriving import document, hindrance
from buildtools.inspections.browser.scripts import Script, registered, that_ran, unregistered
from buildtools.inspections.review.page import asking, options, tunnel, worker
from buildtools.inspections.review.page.asking import Told
from buildtools.inspections.review.page.place import Place
from buildtools.inspections.review.page.tunnel import Watching
from buildtools.proof.trials import Trial
from buildtools.review.evidence.page import PageSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen
from buildtools.texts.redaction import redact
from buildtools.web.chromium import Chromium, Page
from buildtools.web.chromium.connection import way_to
from buildtools.web.chromium.intercepting import Rules
from buildtools.web.chromium.pipe import CommandRefused
from buildtools.web.reply import origin_of

_PAGE_SECONDS = 30.0
_MOST_ERRORS = 20
_LONGEST_ERROR = 200
_HARMLESS = "/favicon.ico"


def visit(
    place: Place, browser: str | None, scripts: Sequence[Script] | None, path: str = "/"
) -> PageSeen | Unseen:
    """Open the page of an app at a path in a browser, and ask it.

    `scripts` are those of the release, None where nothing is injected yet. Raises
    ConfigurationError when there is no browser, or a proxy or certificates are no such.
    """
    site = place.site
    at = urljoin(site.url.rstrip("/") + "/", path.lstrip("/"))
    watching = Watching()
    try:
        way = way_to(at, Trust(site.ca_bundle, site.ca_origin))
        own = (way.proxy_user, way.proxy_password)
        rules = Rules(watching.intercept, origin_of(at), site.headers, *own)
        with (
            Chromium.start(browser, rules=rules, flags=way.flags) as started,
            started.open(at, _PAGE_SECONDS) as page,
        ):
            why = hindrance(page, at)
            return Unseen(why) if why else seen(page, at, place.of, watching, scripts)
    except BrowserFailed as failed:
        return Unseen(failed.what)


def seen(
    page: Page, at: str, of: str, watching: Watching, scripts: Sequence[Script] | None
) -> PageSeen:
    """Ask a page that is open, and judge what it may do."""
    path = urlsplit(str(page.evaluate("location.href"))).path or "/"
    told, sdks = asking.ask(page), telling.sdks(page)
    ran = page.scripts_that_ran()
    weight, errors = _on_the_wire(page), tuple(_errors(page, at))
    tried = list(registered(that_ran(scripts or (), ran), telling.ids(page)))
    sends = _sends_to(told, sdks, at)
    sent = list(policies.lets_send(page, path, sends))
    answered = document(page)
    return PageSeen(
        path,
        of,
        told.sdk,
        told.versions,
        told.enabled,
        told.dsn.partition("/")[0],
        told.options,
        told.collection,
        told.integrations,
        told.replay,
        told.user,
        len(ran),
        None if scripts is None else len(tried),
        sum(each.outcome == "passed" for each in tried),
        tunnel.tried(page, at, told.tunnel, watching) if told.tunnel else None,
        answered.headers.get("content-security-policy", "") if answered else "",
        tuple(map(origin_of, sends)),
        errors,
        tuple(_findings(page, path, told, tried, sent)),
        (weight,),
        tuple(options.tables(told)),
        served(page),
    )


def served(page: Page) -> str:
    """Return the page's HTML as it came; empty where the browser has let it go."""
    answered = document(page)
    try:
        told = page.command("Network.getResponseBody", requestId=answered.id) if answered else {}
    except CommandRefused:
        return ""
    return "" if told.get("base64Encoded") else str(told.get("body", ""))


def _findings(
    page: Page, path: str, told: Told, tried: Sequence[Trial], sent: Sequence[Trial]
) -> Iterator[Finding]:
    yield from unregistered(tried)
    yield from policies.blocked(sent)
    if told.replay is not None:
        yield from worker.blocked(page, path)


def _sends_to(told: Told, sdks: Sequence[telling.SdkOptions], at: str) -> list[str]:
    """Return the URLs that the page's SDKs post envelopes to; none where they are off."""
    if not told.enabled:
        return []
    urls = (policies.endpoint(each.dsn, each.tunnel, at) for each in sdks if each.enabled)
    return list({origin_of(url): url for url in urls if url}.values())


def _on_the_wire(page: Page) -> Figure:
    """Sum up what the page's scripts took on the wire until it asked nothing more."""
    scripts = [each for each in page.requests if each.kind == "Script" and each.status == 200]
    taken = sum(each.wire_bytes for each in scripts)
    return Figure("wire-first-page", taken, f"Chromium, {len(scripts)} scripts as they were sent")


def _errors(page: Page, at: str) -> Iterator[str]:
    """Return what went wrong by its console, without what names this run's address."""
    found = [
        each
        for each in page.entries
        if (each.source == "exception" or each.level == "error") and _HARMLESS not in each.url
    ]
    texts = (redact(each.text.partition("\n")[0]) for each in found)
    short = (text.replace(origin_of(at), "~")[:_LONGEST_ERROR] for text in texts)
    yield from list(dict.fromkeys(short))[:_MOST_ERRORS]
