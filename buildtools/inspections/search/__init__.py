"""Search: what a site serves beyond what is known of it, what is public, and what pages forbid.

Nothing has to be known: it is the same search for a release of the ledger and for any site that is
one's own to look at. Looks and judges, and writes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from buildtools.checks import content_policy, exposure, integrity, sdk_in_script
from buildtools.checks.sdk_in_script import Sdk
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.inspections.search import page_rules, public
from buildtools.proof.record import Record
from buildtools.sourcemaps.scripts import comments
from buildtools.texts.redaction import redact
from buildtools.values import Secret
from buildtools.web.crawl import crawl
from buildtools.web.crawled import Crawled
from buildtools.web.fetching import Bounds
from buildtools.web.reply import Fetcher, origin_of
from buildtools.web.site_names import shown

__all__ = ["Known", "Searched", "search"]


class Known(NamedTuple):
    """What is known of a site before it is searched; nothing by default."""

    scripts: tuple[str, ...] = ()
    """URLs of the scripts that the ledger has."""
    maps: tuple[str, ...] = ()
    """URLs that its maps would have."""
    sources: tuple[str, ...] = ()
    """URLs that sources in its outputs would have."""
    targets: tuple[str, ...] = ()
    """URLs that the app sends its events to; those in the scripts where none are given."""
    of_build: Callable[[str], bool] | None = None
    """Whether a URL is of a file that the build left, with a map or without."""


class Searched(NamedTuple):
    """What was found."""

    crawled: Crawled
    sdk: Sdk
    maps: public.Asked
    findings: tuple[Finding, ...]


def search(
    site: Fetcher,
    known: Known | None = None,
    *,
    bounds: Bounds | None = None,
    record: Record | None = None,
) -> Searched:
    """Search a site from its first page on, ask for its maps, and read what its pages forbid.

    Raises ServerUnreachable where nobody answers.
    """
    known = known or Known()
    record = record or Record()
    limits = bounds or Bounds()
    own = {origin_of(url) for url in known.scripts}
    crawled = crawl(site, origins=own, known=known.scripts, bounds=limits)
    if crawled.start.wall or crawled.start.leads_to:
        return Searched(crawled, Sdk(), public.Asked(), ())
    sdk = sdk_of(crawled)
    asked = public.ask(site, crawled, known.maps, known.sources, limits)
    record.extend(public.tried(site.url, asked))
    findings = [
        *exposure.public_maps(asked.maps),
        *exposure.public_sources(asked.sources),
        *([exposure.control_failed(asked.control)] if asked.control_failed else []),
        *integrity.broken(page_rules.broken(site.url, crawled)),
        *_blocked(site.url, crawled, known.targets, sdk),
        *_unknown(site.url, crawled, known),
        *_left_out(site.url, (*crawled.untried, *asked.untried)),
    ]
    masked = tuple(_masked(each, crawled.start.secrets) for each in findings)
    return Searched(crawled, sdk, asked, masked)


def _masked(found: Finding, secrets: Sequence[Secret]) -> Finding:
    """Return a finding without the secrets that a host has echoed into the names of its files."""
    text = msgspec.json.encode(found).decode()
    if not any(each.reveal() in text for each in secrets if each):
        return found
    return msgspec.json.decode(redact(text, secrets), type=Finding)


def sdk_of(crawled: Crawled) -> Sdk:
    """Return what all scripts and pages say of an SDK."""
    found = Sdk()
    for each in crawled.scripts:
        found = found.joined(sdk_in_script.read(each.reply.text))
    for seen in crawled.pages:
        found = found.joined(sdk_in_script.read("\n".join(seen.page.inline)))
    return found


def _blocked(site: str, crawled: Crawled, targets: Iterable[str], sdk: Sdk) -> list[Finding]:
    wanted = tuple(targets) or sdk.targets
    blocked = page_rules.blocked(site, crawled, wanted, sdk.tunnels)
    return content_policy.blocked(blocked, wanted)


def _unknown(site: str, crawled: Crawled, known: Known) -> list[Finding]:
    """Return the finding about scripts that no ledger knows and no build has left."""
    if not known.scripts:
        return []
    urls = {url.partition("?")[0] for url in known.scripts}
    unknown = [
        each.reply
        for each in crawled.scripts
        if each.reply.url.partition("?")[0] not in urls
        and not (known.of_build and known.of_build(each.reply.url))
    ]
    if not unknown:
        return []
    ids = [each for reply in unknown for each in _ids(reply.body)]
    with_ids = f"; it carries the debug ID {ids[0]}" if len(unknown) == 1 and ids else ""
    about, *also = [subjects.Url(shown(site, reply.url)) for reply in unknown]
    further: list[Subject] = [*also]
    sentence = f"the ledger knows no such script{with_ids}"
    return [finding("served-unknown", about, sentence, also=further)]


def _ids(script: bytes) -> list[str]:
    return [each.debug_id for each in comments.read(script).registered]


def _left_out(site: str, untried: Iterable[str]) -> list[Finding]:
    about = subjects.Url(site)
    sentences = dict.fromkeys(f"left out: {why}" for why in untried)
    return [finding("site-not-searched", about, each) for each in sentences]
