"""What a crawl has found of a site, as values. Pure."""

import msgspec

from buildtools.web.pages import Page, Tag
from buildtools.web.reply import Reply

HOSTS_OWN = ("/cdn-cgi/", "/_vercel/", "/.netlify/", "/__/firebase/")
"""Paths below which the host itself puts scripts. Source: Cloudflare, Vercel, Netlify, Firebase."""


class Seen(msgspec.Struct, frozen=True):
    """A page, and what it names."""

    reply: Reply
    page: Page


class Script(msgspec.Struct, frozen=True):
    """A script that is served, and what named it."""

    reply: Reply
    how: str
    """`script`, `modulepreload`, `name`, `chunk` …"""
    named_in: str
    """The URL of the page or script that names it."""


class Crawled(msgspec.Struct, frozen=True):
    """All that was found."""

    start: Reply
    pages: tuple[Seen, ...] = ()
    scripts: tuple[Script, ...] = ()
    styles: tuple[Reply, ...] = ()
    not_served: tuple[tuple[Tag, Reply], ...] = ()
    """Scripts that a page itself loads, and that are none: another status, or another type."""
    elsewhere: tuple[str, ...] = ()
    """Scripts at other origins, which were not asked for."""
    of_host: tuple[str, ...] = ()
    """Scripts that the host itself puts there."""
    made_up: Reply | None = None
    """What a made-up name of a script was answered with."""
    untried: tuple[str, ...] = ()
    """What was left out, and why, as clauses."""
    requests: int = 0

    @property
    def control_failed(self) -> bool:
        """True where a made-up name is answered as if it were a script."""
        return self.made_up is not None and is_a_script(self.made_up)


def is_a_script(reply: Reply) -> bool:
    """Return whether an answer is a script: by status and type, and it does not begin as a page.

    Hosts of single-page apps answer every name with their one page, some under the type that the
    name asks for.
    """
    begin = reply.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return reply.is_script and not begin.startswith(b"<")
