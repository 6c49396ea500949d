"""Audit: what anybody can see of a site, without a ledger, a setting or a server.

Asks what a release would have to be asked: is a map public, are compressed scripts the same ones,
do scripts register debug IDs, do pages let events through. What cannot be found in texts is told as
not found, never as wrong. Looks and judges, and writes nothing.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.audit import encodings, rows
from buildtools.inspections.audit.rows import Row
from buildtools.inspections.live.judging import CODES, unreached
from buildtools.inspections.search import Searched, search
from buildtools.web.fetching import Bounds
from buildtools.web.reply import Fetcher, Reply
from buildtools.web.site_names import shown

__all__ = ["Audited", "Row", "audit"]

_MOST_MOVES = 3
_MOST_COMPARED = 100
"""Scripts that are asked for in each coding."""


class Audited(NamedTuple):
    """What was seen."""

    site: str
    """The URL that was looked at in the end."""
    reached: bool
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """True where nothing is an error."""
        return not any(each.severity == "error" for each in self.findings)


def audit(opened: Callable[[str], Fetcher], url: str, *, bounds: Bounds | None = None) -> Audited:
    """Look at a site, by what opens one; a move to https or to its `www.` is followed.

    Raises ServerUnreachable where nobody answers, ConfigurationError where the URL is none.
    """
    site = opened(url)
    for _ in range(_MOST_MOVES):
        searched = search(site, bounds=bounds)
        target = searched.crawled.start.leads_to
        if not target or not is_same_site(site.url, target):
            break
        site = opened(_root(target))
    start = searched.crawled.start
    if start.wall or start.leads_to:
        return Audited(site.url, False, (), (_not_reached(site.url, start),))
    scripts = [each.reply for each in searched.crawled.scripts]
    compared = encodings.compare(site, scripts[:_MOST_COMPARED])
    findings = (*_broken(site.url, searched), *compared.findings, *searched.findings)
    left_out = max(len(scripts) - _MOST_COMPARED, 0)
    return Audited(
        site.url, True, rows.of(site.url, searched, compared, findings, left_out), findings
    )


def is_same_site(site: str, target: str) -> bool:
    """Return whether a redirect stays at a site: the same host but for `www.`, by https."""
    own, other = urlsplit(site), urlsplit(target)
    hosts = {(each.hostname or "").removeprefix("www.") for each in (own, other)}
    moves_up = other.scheme == "https" and other.port in (None, 443)
    return len(hosts) == 1 and moves_up and own.port in (None, 80, 443)


def _root(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _not_reached(site: str, start: Reply) -> Finding:
    if wall := start.wall:
        return unreached(site, wall.sentence, wall.remedy)
    target = start.shown(start.leads_to)
    sentence = f"it leads to {target}, another host, which was not asked"
    return finding(
        "site-leads-elsewhere", subjects.Url(site), sentence, f"look at {target}, if it is yours"
    )


def _broken(site: str, searched: Searched) -> list[Finding]:
    """Return findings about scripts that pages load and that no browser can run."""
    found = []
    for tag, reply in searched.crawled.not_served:
        if reply.wall or reply.leads_to or _may_run(reply):
            continue
        is_missing = reply.status in (404, 410)
        code = CODES["missing" if is_missing else "not-script"]
        kind = reply.shown(reply.kind) or "no type"
        sentence = f"a page loads it, and the answer is {reply.status} as {kind}"
        about = subjects.Url(shown(site, tag.url))
        found.append(finding(code, about, sentence, CATALOGUE[code].remedy))
    for each in searched.crawled.scripts:
        if each.reply.broken:
            about = subjects.Url(shown(site, each.reply.url))
            code, sentence = CODES["cut-off"], f"its body {each.reply.broken}"
            found.append(finding(code, about, sentence, CATALOGUE[code].remedy))
    return found


def _may_run(reply: Reply) -> bool:
    """True for what is no page: older scripts run under any type, unless the host forbids it."""
    return reply.status == 200 and not reply.body.lstrip().startswith(b"<")
