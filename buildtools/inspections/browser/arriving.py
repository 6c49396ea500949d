"""Whether a browser has got to the page that it was sent to."""

from buildtools.web.chromium.page import Page
from buildtools.web.chromium.seen import Request
from buildtools.web.reply import origin_of


def hindrance(page: Page, at: str) -> str:
    """Return why a page is not the site's: it is an error, a login, or another site."""
    answered = document(page)
    status = answered.status if answered else None
    if status is None or status >= 400:
        return f"the browser got {status or 'no answer'} for {at}"
    url = str(page.evaluate("location.href"))
    if origin_of(url) != origin_of(at):
        return f"the browser was led from {at} to {origin_of(url) or url}"
    return ""


def document(page: Page) -> Request | None:
    """Return the request that the page itself came with."""
    return next((each for each in reversed(page.requests) if each.kind == "Document"), None)
