"""Envelopes that a page sends, taken before they leave the browser: none reaches a project.

But for the one that was asked for, by the ID of its event.
"""

import re
from collections.abc import Callable

from buildtools.web import envelopes
from buildtools.web.chromium import Answered, Asked
from buildtools.web.envelopes import Envelope

OURS = "sentry-buildtools"
"""Names the SDK in the header of an envelope that is no page's own."""

_INGEST = re.compile(r"https?://[^/?#]+(?:/[^?#]*)?/api/[^/?#]+/(?:envelope|store)/?(?:\?|$)")


class Taken:
    """What pages sent, and what was done with it."""

    def __init__(self, send_on: Callable[[Asked], Answered | None] = lambda _: None) -> None:
        """`send_on` is asked of the one envelope that may leave, and may answer in its place."""
        self.envelopes: list[tuple[str, Envelope]] = []
        """With the URL that each was for; those that we had sent are left out."""
        self.let_go = ""
        """The ID of the event that may leave."""
        self.gone = False
        """Whether it has."""
        self._send_on = send_on

    def intercept(self, asked: Asked) -> Answered | None:
        """Answer an envelope as a server would; anything else goes its way."""
        found = envelopes.read(asked.body) if asked.method == "POST" else None
        if found is None:
            return Answered(body=b"{}") if _INGEST.match(asked.url) else None
        if (found.header.get("sdk") or {}).get("name") != OURS:
            self.envelopes.append((asked.url, found))
        if self.let_go and found.event_id == self.let_go:
            self.gone = True
            return self._send_on(asked)
        return Answered(body=b"{}")
