"""The rows of an audit: what was looked at, how it is, and the figures of it."""

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from buildtools.findings import Finding
from buildtools.inspections.audit.encodings import Compared
from buildtools.inspections.live.judging import CODES
from buildtools.inspections.search import Searched, page_rules
from buildtools.sourcemaps.scripts import comments
from buildtools.texts.wording import count, listed

State = Literal["good", "bad", "told"]
"""`told` judges nothing: it was not found, not tried, or is no matter of right and wrong."""

_SHOWN = 2


class Row(NamedTuple):
    """One line of the screen."""

    what: str
    state: State
    text: str


def of(
    site: str,
    searched: Searched,
    compared: Compared,
    findings: Sequence[Finding],
    left_out: int,
) -> tuple[Row, ...]:
    """Return all rows, in the order of the screen."""
    codes = {each.code for each in findings}
    return (
        _scripts(searched, codes),
        _maps(searched, codes),
        _encodings(compared, left_out),
        _debug_ids(searched),
        _sdk(searched),
        _integrity(searched, codes),
        _policies(site, searched, codes),
    )


def _scripts(searched: Searched, codes: set[str]) -> Row:
    found = searched.crawled
    pages = [each for each in found.pages if each.reply.status == 200]
    pages = [each for each in pages if each.reply is not found.made_up]
    texts = [f"{count(len(found.scripts), 'script')} on {count(len(pages), 'page')}"]
    if found.elsewhere:
        texts.append(f"{len(found.elsewhere)} at other hosts were not looked at")
    if found.of_host:
        texts.append(f"{len(found.of_host)} of the host itself")
    broken = codes & set(CODES.values())
    return Row("scripts", "bad" if broken else "told", "; ".join(texts))


def _maps(searched: Searched, codes: Collection[str]) -> Row:
    asked = searched.maps
    if asked.control_failed:
        return Row("source maps", "told", "not judged: a made-up name is answered with a map")
    if asked.maps or asked.sources:
        named = [each.reference.url or each.of for each in asked.maps]
        public = f"{count(len(named), 'map')} public: {listed(named, _SHOWN)}" if named else ""
        sources = listed(asked.sources, _SHOWN)
        more = f"{count(len(asked.sources), 'source')} public: {sources}" if asked.sources else ""
        return Row("source maps", "bad", "; ".join(each for each in (public, more) if each))
    if not searched.crawled.scripts:
        return Row("source maps", "told", "no script, so none was asked for")
    return Row("source maps", "good", f"none public, of {len(asked.answers)} addresses asked for")


def _encodings(compared: Compared, left_out: int) -> Row:
    more = f"; {count(left_out, 'script')} not compared" if left_out else ""
    if compared.findings:
        bad = count(len(compared.findings), "answer")
        return Row("encodings", "bad", f"{bad} of {compared.answers} with other bytes{more}")
    if not compared.answers:
        return Row("encodings", "told", f"no script comes compressed{more}")
    names = listed(compared.encodings, len(compared.encodings))
    same = count(compared.answers, "answer")
    return Row("encodings", "good", f"{names}: the same bytes in {same}{more}")


def _debug_ids(searched: Searched) -> Row:
    complete, comment_only, disagree = 0, 0, 0
    for each in searched.crawled.scripts:
        said = comments.read(each.reply.body)
        registered = {one.debug_id for one in said.registered}
        if said.debug_id and not registered:
            comment_only += 1
        elif said.debug_id and said.debug_id not in registered:
            disagree += 1
        elif registered:
            complete += 1
    texts = [f"registered by {complete} of {count(len(searched.crawled.scripts), 'script')}"]
    if comment_only:
        texts.append(f"{comment_only} have one in a comment alone, which no SDK reads")
    if disagree:
        texts.append(f"{disagree} have another one in the comment than they register")
    state: State = "good" if complete and not comment_only and not disagree else "told"
    return Row("debug IDs", state, "; ".join(texts))


def _sdk(searched: Searched) -> Row:
    sdk = searched.sdk
    if not sdk.is_there:
        return Row("SDK", "told", "none found in the scripts; one may be loaded from elsewhere")
    who = listed(sdk.names, _SHOWN) if sdk.names else "a Sentry SDK"
    texts = [" ".join((who, *sdk.versions[:1]))]
    for what, values in (
        ("release", sdk.releases),
        ("environment", sdk.environments),
        ("events to", sdk.dsns),
        ("tunnel", sdk.tunnels),
    ):
        if values:
            texts.append(f"{what} {listed(values, _SHOWN)}")
    if not sdk.releases:
        texts.append("no release found as a literal")
    if not sdk.dsns:
        texts.append("no DSN found as a literal")
    return Row("SDK", "told", "; ".join(texts))


def _integrity(searched: Searched, codes: Collection[str]) -> Row:
    tags = {tag.url for seen in searched.crawled.pages for tag in seen.page.tags if tag.integrity}
    if "integrity-broken" in codes:
        return Row(
            "integrity", "bad", f"of {count(len(tags), 'tag')} with digests some do not hold"
        )
    if not tags:
        return Row("integrity", "told", "no tag names a digest")
    return Row("integrity", "good", f"the digests of {count(len(tags), 'tag')} hold")


def _policies(site: str, searched: Searched, codes: Collection[str]) -> Row:
    pages = [each for each in searched.crawled.pages if any(page_rules.policies(each))]
    if "csp-blocks-events" in codes:
        return Row("policy", "bad", "the content security policy lets no event through")
    if not pages:
        return Row("policy", "told", "no page has a content security policy")
    if not searched.sdk.targets and not searched.sdk.tunnels:
        return Row("policy", "told", "not judged: no DSN was found to ask it for")
    return Row("policy", "good", f"lets events through, on {count(len(pages), 'page')}")
