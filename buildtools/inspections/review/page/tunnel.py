"""Whether the tunnel of a page's SDK takes envelopes: one without items is sent to it.

It goes to the page's own origin alone, and holds no event. A made-up path beside it is the control:
a host that takes everything says nothing by taking it.
Source: docs/wire.md#envelopes; the SDK's option `tunnel`.
"""

import json
from typing import Any
from urllib.parse import urljoin, urlsplit

from buildtools.inspections.browser.taking import OURS, Taken
from buildtools.inspections.browser.telling import CLIENTS
from buildtools.review.evidence.page import Tunnel
from buildtools.web import envelopes
from buildtools.web.chromium import Answered, Asked, Page
from buildtools.web.reply import origin_of

_MADE_UP = "/sentry-buildtools-made-up"
_SEND = f"""((url) => {{
  const dsn = {CLIENTS}.map((client) => client.getOptions?.().dsn).find(Boolean);
  const body = JSON.stringify({{dsn, sent_at: new Date().toISOString(), sdk: {{name: "{OURS}"}}}});
  return fetch(url, {{method: "POST", body: body + "\\n", redirect: "manual",
    headers: {{"content-type": "text/plain;charset=UTF-8"}}}}).then(
    (reply) => [reply.status, reply.headers.get("content-type") ?? ""], () => [0, ""]);
}})"""


class Watching:
    """Takes envelopes before they leave the browser, but for ours to a tunnel while it is tried."""

    def __init__(self) -> None:
        self.taken = Taken()
        self.trying: frozenset[str] = frozenset()
        """URLs that one of ours may leave for."""

    def intercept(self, asked: Asked) -> Answered | None:
        """Answer an envelope as a server would; anything else goes its way."""
        if asked.url in self.trying and asked.method == "POST":
            found = envelopes.read(asked.body)
            if found is not None and found.sdk == OURS:
                return None
        return self.taken.intercept(asked)


def tried(page: Page, at: str, tunnel: str, watching: Watching) -> Tunnel:
    """Send an envelope without items to the tunnel and to a made-up path; tell what answers."""
    url = urljoin(at, tunnel)
    if origin_of(url) != origin_of(at):
        return Tunnel(f"{origin_of(url)}{urlsplit(url).path}")
    control = urljoin(at, _MADE_UP)
    watching.trying = frozenset({url, control})
    try:
        status, kind = _send(page, url)
        made_up, _ = _send(page, control)
    finally:
        watching.trying = frozenset()
    return Tunnel(urlsplit(url).path, status, "html" in kind, made_up)


def _send(page: Page, url: str) -> tuple[int, str]:
    told: Any = page.evaluate(f"{_SEND}({json.dumps(url)})")
    status, kind = told if isinstance(told, list) else (0, "")
    return int(status), str(kind)
