"""What a page does in a browser, and what its site gives away and forbids.

A page that was opened for this review tells best; plain requests tell what they can, and the last
`live` of the ledger what it saw.
"""

from buildtools.checks.content_policy import FORBIDDEN
from buildtools.checks.exposure import NOT_BELIEVED, PUBLIC, SOURCES
from buildtools.checks.review.check import Check, Look, absent, missing, seen, unknown
from buildtools.findings import Finding, finding
from buildtools.findings.catalogue.live import UNREGISTERED
from buildtools.findings.subjects import Url
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.page import PageSeen, Tunnel
from buildtools.review.evidence.sources import Code
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count

_TAKEN = range(200, 300)
_REFUSED = range(400, 500)
_NO_SUCH = frozenset({0, 404, 405, 410})
_UNTOLD = frozenset({UNREGISTERED})


def _tunnel(evidence: Evidence) -> Look:
    """Look whether envelopes go through the site itself, and whether it takes them."""
    page = evidence.page
    if isinstance(page, Unseen):
        return _written_tunnel(evidence) or missing(page, evidence.sources)
    if not page.enabled:
        return unknown(f"no SDK is at work in {page.url}, which a tunnel would be read from")
    if page.tunnel is None:
        return absent("events go to the DSN's own host", "page")
    return _answered(page.tunnel, page.url)


def _answered(tunnel: Tunnel, page: str) -> Look:
    path, status = tunnel.path, tunnel.status
    if status is None:
        return seen(path, f"{path}, of another host, which was not asked", "page")
    if status in _TAKEN and not tunnel.page:
        if tunnel.control in _TAKEN:
            return unknown(f"{path} takes an envelope, and so does a made-up path of this site")
        return seen(path, f"{path}, which answers {status}", "page", ruled=True)
    if status in _REFUSED and status not in _NO_SUCH:
        return unknown(f"{path} answers {status} to an envelope without items; to others unknown")
    what = f"{status} with a page" if tunnel.page else f"{status or 'nothing'}"
    fault = finding("tunnel-broken", Url(path), f"it answers an envelope of {page} by {what}")
    return seen(path, f"{path}, which answers {what}", "page", (fault,))


def _written_tunnel(evidence: Evidence) -> Look | None:
    """Return what the browser's init says of a tunnel; None where none was found."""
    sources = evidence.sources
    if isinstance(sources, Unseen):
        return None
    for call in (*sources.of("init", "browser"), *sources.of("withSentryConfig")):
        where = f"{call.file}:{call.line}"
        given = [each for each in call.arguments if isinstance(each, dict)]
        value = next((each[key] for each in given for key in _KEYS if key in each), None)
        if isinstance(value, Code) or value is True:
            return unknown(f"the tunnel in {where} is told by running it alone: --browser")
        if isinstance(value, str):
            return seen(value, f"{value}, in {where}; whether it answers: --browser", "sources")
    if sources.of("init", "browser"):
        return absent("no init of the browser names one", "sources")
    return None


_KEYS = ("tunnel", "tunnelRoute")
"""Options of the SDK, and of the plugin that sets it up."""


def _debug_ids(evidence: Evidence) -> Look:
    """Look whether the scripts of the release that run tell their debug IDs."""
    page = evidence.page
    if isinstance(page, Unseen):
        kept = _of_live(evidence, Count.DEBUG_IDS_READ_IN_A_BROWSER, _UNTOLD)
        return kept or missing(page)
    if page.scripts is None:
        return unknown("nothing is injected yet, by the ledger: invoke release")
    if not page.scripts:
        return unknown(f"no script of the release runs in {page.url}")
    faults = _faults(page.findings, _UNTOLD)
    told = f"{page.with_debug_ids} of {count(page.scripts, 'script')} of the release in {page.url}"
    return seen(page.with_debug_ids == page.scripts, told, "page", faults, ruled=True)


def _maps(evidence: Evidence) -> Look:
    """Look whether anybody can fetch source maps, or sources as they were written."""
    site = evidence.site
    if isinstance(site, Unseen):
        kept = _of_live(evidence, Count.PRIVATE_FILES_ASKED_FOR, PUBLIC | {NOT_BELIEVED})
        return kept or missing(site)
    if site.maps is None:
        return unknown("the site answers a made-up name with a map, so none is believed")
    faults = _faults(site.findings, PUBLIC if site.stripped else SOURCES)
    if not site.stripped and not faults:
        return unknown(
            f"{count(site.maps, 'map')} beside the scripts of the app that was started here: what "
            "is deployed shows after `strip`, or at the live site"
        )
    if not site.asked:
        return unknown("no script was found whose map could be asked for")
    told = f"{site.maps or 'none'} of {count(site.asked, 'URL')} asked for, at {site.of}"
    return seen(site.maps, told, "page", faults, ruled=True)


def _policy(evidence: Evidence) -> Look:
    """Look whether the page's content security policy lets events through, and the worker run."""
    page, site = evidence.page, evidence.site
    if isinstance(page, PageSeen) and page.sends_to:
        return _tried(page)
    if not isinstance(site, Unseen) and site.sends_to:
        faults = _faults(site.findings, FORBIDDEN)
        told = "a policy that forbids them" if faults else _open(policy=site.policy)
        return seen(not faults, f"{told}; not tried in a browser", "page", faults, ruled=True)
    read = _of_live(evidence, Count.DEBUG_IDS_READ_IN_A_BROWSER, FORBIDDEN)
    if read is not None:
        return read
    if isinstance(page, PageSeen):
        return unknown(f"no SDK is at work in {page.url}: nobody knows where events would go")
    if not isinstance(site, Unseen):
        return unknown("neither settings nor scripts say where events go: --browser asks the SDK")
    return missing(page, site)


def _tried(page: PageSeen) -> Look:
    faults = _faults(page.findings, FORBIDDEN)
    if faults:
        return seen(False, "; ".join(each.sentence for each in faults), "page", faults)
    return seen(True, f"{_open(policy=bool(page.policy))}, tried in a browser", "page", ruled=True)


def _open(*, policy: bool) -> str:
    return "the policy lets events through" if policy else "no policy in the way of events"


def _of_live(evidence: Evidence, tried: Count, codes: frozenset[str]) -> Look | None:
    """Return what the last `live` has seen; None where it has not tried that."""
    proof: Proof | None = evidence.kept.live
    if proof is None:
        return None
    faults = _faults(proof.findings, codes)
    number = proof.counts.get(tried, 0)
    if not faults and not number:
        return None
    if any(each.code == NOT_BELIEVED for each in faults):
        return unknown("the last live met a site that answers a made-up name with a map")
    value = len(faults) if tried is Count.PRIVATE_FILES_ASKED_FOR else not faults
    told = "; ".join(each.sentence for each in faults) or f"nothing found: {number} {tried.noun}"
    return seen(value, f"{told}, by the last live", "ledger", faults, ruled=True)


def _faults(findings: tuple[Finding, ...], codes: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.code in codes)


CHECKS: tuple[Check, ...] = (
    Check(
        "tunnel",
        "events go through the site itself, and it takes them",
        "site",
        ("page", "sources"),
        _tunnel,
    ),
    Check(
        "debug-ids-run",
        "scripts of the release that run tell their debug IDs",
        "site",
        ("page", "ledger"),
        _debug_ids,
    ),
    Check(
        "maps-public",
        "nobody can fetch source maps, or sources as they were written",
        "security",
        ("page", "ledger"),
        _maps,
    ),
    Check(
        "csp",
        "the page's policy lets events through, and the worker of replays run",
        "site",
        ("page", "ledger"),
        _policy,
    ),
)
