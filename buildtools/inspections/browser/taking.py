"""Envelopes that a page sends, taken before they leave the browser: none reaches a project.

But for the one that was asked for, by the ID of its event.
"""

import re
from dataclasses import replace

from buildtools.web import envelopes
from buildtools.web.chromium import Answered, Asked
from buildtools.web.envelopes import Envelope

OURS = "sentry-buildtools"
"""Names the SDK in the header of an envelope that is no page's own."""

_INGEST = re.compile(r"https?://[^/?#]+(?:/[^?#]*)?/api/[^/?#]+/(?:envelope|store)/?(?:\?|$)")


class Taken:
    """What pages sent, and what was done with it."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[str, Envelope]] = []
        """With the URL that each was for; those that we had sent are left out."""
        self.let_go = ""
        """The ID of the event that may leave."""
        self.elsewhere = False
        """Whether it may leave through a tunnel: that is the site's own business."""
        self.gone: Asked | None = None
        """It, once the page has sent it; without a body where it left the browser by itself."""

    def intercept(self, asked: Asked) -> Answered | None:
        """Answer an envelope as a server would; anything else goes its way."""
        found = envelopes.read(asked.body) if asked.method == "POST" else None
        if found is None:
            return Answered(body=b"{}") if _INGEST.match(asked.url) else None
        if self.let_go in found.event_ids:
            leaves = self.elsewhere and envelopes.dsn_of(asked.url) is None
            self.gone = replace(asked, body=b"") if leaves else asked
            return None if leaves else Answered(body=b"{}")
        if found.sdk != OURS:
            self.envelopes.append((asked.url, found))
        return Answered(body=b"{}")
