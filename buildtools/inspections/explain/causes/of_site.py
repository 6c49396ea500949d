"""Causes that a look at the live site tells: what is served is not what was uploaded.

A finding of `live` about the frame's own URL is the evidence; what each means for the site stands
in the catalogue of findings.
"""

from collections.abc import Callable
from functools import partial

from buildtools.inspections.explain.causes.evidence import Evidence
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked

OF_THE_SITE = ("page-of-earlier-release", "service-worker-stale")
"""Findings that are about every script of the site."""

NOT_LOOKED = "the live site: invoke live"


def told_by_site(codes: tuple[str, ...], evidence: Evidence) -> Holds | RuledOut | Unasked:
    """Answer by the findings of `live` for the frame's URL."""
    site = evidence.site
    if site is None:
        return Unasked(NOT_LOOKED)
    for found in site.findings:
        if found.code in codes:
            lines = (f"live, {site.looked}: {found.subject}: {found.sentence}", *_also(found.code))
            return Holds(lines, found.remedy)
    return RuledOut(f"live, {site.looked}, found nothing of that kind")


def _also(code: str) -> tuple[str, ...]:
    return (f"its finding is {code}",)


def _by(*codes: str) -> Callable[[Evidence], Answer]:
    return partial(told_by_site, codes)


def _old(evidence: Evidence) -> Answer:
    """An ID that an earlier ledger knows, else what the site says."""
    event, ledger = evidence.event, evidence.ledger
    if event and evidence.image_id and ledger and ledger.earlier and not ledger.owner:
        return Holds(
            (
                f"debug ID {evidence.image_id} is of release {ledger.earlier}",
                f"the release of today is {ledger.release}",
            )
        )
    return told_by_site(("served-other-release", *OF_THE_SITE), evidence)


NOT_INJECTED = Cause(
    "script-not-injected",
    "the deployed file is the one from before `inject`",
    "`live` finds the built file without its debug ID: `served-not-injected`",
    "it registers no debug ID, and its places are others than those of the map",
    "deploy the files as inject left them",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "site",
    _by("served-not-injected"),
)
STRIPPED = Cause(
    "snippet-stripped",
    "something took the snippet out of the deployed file",
    "`live` finds other bytes, without the statement that registers: `served-snippet-missing`",
    "the SDK learns no debug ID of it, and the places have moved",
    "let inject be the last that changes scripts: minify before it",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "site",
    _by("served-snippet-missing", "debug-id-not-registered"),
)
OLD_BUILD = Cause(
    "old-build-served",
    "the event is of an earlier build that is still served",
    "its debug ID is of an earlier ledger, or `live` finds an earlier release's file or page",
    "a cache, a service worker or an open tab runs what was released before",
    "purge the caches in front of the site; keep bundles of releases that are still in use",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "site",
    _old,
    ("minified", "resolved"),
)
REWRITTEN = Cause(
    "script-rewritten",
    "the file is changed on its way to the browser",
    "`live` finds it rewritten, cut off or replaced, with the first byte that differs",
    "from there on lines or columns are others than those of the map",
    "switch off what rewrites scripts: a minifier of the CDN, an injected beacon",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "site",
    _by("served-rewritten", "served-differs", "served-cut-off", "served-not-script"),
    ("minified", "resolved"),
)
STALE_ENCODING = Cause(
    "encoding-stale",
    "a compressed variant of the file is of another build",
    "`live` finds that only one encoding differs: `served-encoding-stale`",
    "browsers that ask for it run other code than the others",
    "compress again after inject, or let the server compress",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "site",
    _by("served-encoding-stale"),
    ("minified", "resolved"),
)
