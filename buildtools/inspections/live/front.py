"""The first page of a site: does it name the scripts of this release, or those of an earlier one?

A CDN may keep a page for long after its scripts have changed. Names are looked for in the whole
text, because they stand in tags as well as in data for scripts, with escaped slashes and quotes.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from buildtools.errors import ServerUnreachable
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.live.answers import CACHES, telling
from buildtools.inspections.live.expected import Release
from buildtools.inspections.live.judging import elsewhere
from buildtools.proof import trials
from buildtools.proof.trials import Trial
from buildtools.sourcemaps.scripts import comments
from buildtools.web.crawled import is_a_script
from buildtools.web.reply import Fetcher, Reply, origin_of

_NAME: Final = re.compile(r"[^\s\"'`<>()\\,;=]+\.m?js(?![\w.])")
_MOST_OTHERS: Final = 20

State = Literal["ours", "earlier", "silent", "closed", "elsewhere"]
"""What a page tells: `silent`, it names no script of the places that we know; `closed`, there is no
page to be read."""


class Front(NamedTuple):
    """The first page of a site, as it was read."""

    url: str
    state: State
    status: int = 0
    known: tuple[str, ...] = ()
    """Paths of this release's scripts that it names."""
    others: tuple[str, ...] = ()
    """Paths that it names beside those, in the same folders, and that are not of this build."""
    why: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    leads_to: str = ""


def read(fetcher: Fetcher, release: Release) -> Front:
    """Get the site's first page and read which scripts it names."""
    try:
        reply = fetcher.get(fetcher.url)
    except ServerUnreachable as failure:
        return Front(fetcher.url, "closed", why=failure.what)
    if wall := reply.wall:
        return Front(fetcher.url, "closed", reply.status, why=wall.sentence)
    if reply.leads_to:
        where = origin_of(reply.leads_to)
        return Front(fetcher.url, "elsewhere", reply.status, leads_to=where)
    if not reply.is_page or reply.status != 200:
        kind = reply.kind or "nothing"
        return Front(fetcher.url, "closed", reply.status, why=f"{reply.status}, {kind}")
    return _judged(reply, release, fetcher)


def _judged(reply: Reply, release: Release, fetcher: Fetcher) -> Front:
    named = _named(reply)
    ours = {each.path for each in release.scripts if each.address}
    folders = {path.rpartition("/")[0] for path in ours}
    known = {path for path in ours if any(_means(each, path) for each in named)}
    strange = {
        each
        for each in named
        if each.startswith("/") and each not in ours and each.rpartition("/")[0] in folders
    }
    there = {each: release.has(each.rpartition("/")[0], each) for each in strange}
    others = sorted(each for each in strange if not there[each])
    # A script of no map is in no ledger: without the files an unknown name alone proves nothing.
    sure = [each for each in others if each.rpartition("/")[0] and there[each] is False]
    state: State = "ours" if known else "silent"
    if any(_is_of_a_release(fetcher, reply.join(each)) for each in sure[:_MOST_OTHERS]) or (
        others and not known
    ):
        state = "earlier"
    return Front(
        reply.asked,
        state,
        reply.status,
        tuple(sorted(known)),
        tuple(others[:_MOST_OTHERS]),
        headers=telling(reply),
    )


def _is_of_a_release(fetcher: Fetcher, url: str) -> bool:
    """Whether a script that is not ours is another release's: it is gone, or carries a debug ID.

    One that is served without an ID was put there by somebody else, which the search tells of; one
    that nobody answers for tells nothing.
    """
    try:
        reply = fetcher.get(url)
    except ServerUnreachable:
        return False
    if not is_a_script(reply):
        return True
    said = comments.read(reply.body)
    return bool(said.registered) or said.debug_id is not None


def _named(reply: Reply) -> set[str]:
    """Return what a page names that looks like a script: paths without host, query and escapes."""
    text = reply.text.replace("\\/", "/").replace("\\u002F", "/")
    found: set[str] = set()
    for name in _NAME.findall(text):
        url = reply.join(name)
        if origin_of(url):
            found.add(unquote(urlsplit(url).path))
        found.add(unquote(name).lstrip("./"))
    return found


def _means(name: str, path: str) -> bool:
    """Whether a name is that of a script: its path, or the end of it, from a folder on."""
    return name == path or ("/" in name and path.endswith("/" + name.lstrip("/")))


def tried(front: Front) -> Trial:
    """Return the trial of the page."""
    passed = {"ours": True, "earlier": False}.get(front.state)
    evidence = trials.Page(
        front.url,
        front.status,
        len(front.known),
        front.others,
        front.why or (f"leads to {front.leads_to}" if front.leads_to else ""),
        dict(front.headers),
    )
    return Trial("page", subjects.Url(front.url), trials.outcome(passed=passed), evidence)


def judged(front: Front) -> list[Finding]:
    """Find a page of an earlier release, or one that leads elsewhere."""
    if front.state == "elsewhere":
        return [elsewhere(front.url, front.leads_to)]
    if front.state != "earlier":
        return []
    return [
        finding(
            "page-of-earlier-release",
            subjects.Url(front.url),
            f"is of an earlier release: it names {front.others[0]}, which this one does not have"
            f"{_age(front)}",
            CATALOGUE["page-of-earlier-release"].remedy,
        )
    ]


def _age(front: Front) -> str:
    """Return what the headers say of caches, as evidence."""
    said = [f"{name}: {front.headers[name]}" for name in CACHES if name in front.headers]
    return f"; {', '.join(said)}" if said else ""
