"""Options of tracing, of what is collected and of what is left out: as planned, and with effect."""

import re
from collections.abc import Callable, Iterator

from buildtools.checks.review.check import Check, Look, Topic, absent, missing, seen, unknown
from buildtools.checks.review.majors import READS_COLLECTION, STREAMS_SPANS, major
from buildtools.checks.review.options import (
    Init,
    faulty,
    inits,
    is_hidden,
    is_spread,
    option,
    parsed,
    place,
    untold,
    words,
)
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Subject, Url
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Code, Value
from buildtools.review.unseen import Unseen

_TRACING = ("tracesSampleRate", "tracesSampler")
_HOOKS = ("beforeSend", "beforeSendSpan", "beforeSendLog", "beforeSendMetric", "beforeBreadcrumb")
_LISTS = ("ignoreErrors", "denyUrls", "allowUrls", "ignoreSpans", "ignoreTransactions")
_DROPPING = ("ignoreErrors", "denyUrls")
_ID = "id"
_EVERYTHING = re.compile(r"/?(?:\^?\.[*+]?\$?|https?|https?:/?/?)?(?:/[a-z]*)?")
"""A text or a regular expression that is found in every address or message."""


def _rate(evidence: Evidence) -> Look:
    """Look at the share of traces that is kept, or at the function that decides it."""
    found = inits(evidence)
    if not isinstance(found, Look) and (
        by := [each for each in found if each.sets("tracesSampler")]
    ):
        return seen("tracesSampler", f"by tracesSampler, {by[0].where}", by[0].source)
    is_production = "prod" in evidence.kept.in_sentry.lower()

    def fault(init: Init, value: Value) -> Iterator[Finding]:
        if isinstance(value, bool | int | float) and not value:
            sentence = f"tracesSampleRate is 0, {init.where}: nothing is kept, all is set up"
            yield finding("traces-rate-zero", init.about, sentence)
        elif value in (1, True) and is_production:
            sentence = f"tracesSampleRate is 1, {init.where}, in {evidence.kept.in_sentry}"
            yield finding("traces-rate-one", init.about, sentence)

    return option(evidence, "tracesSampleRate", "no init sets a rate: there is no tracing", fault)


def _propagation(evidence: Evidence) -> Look:
    """Look which servers are sent the headers of traces."""

    def fault(init: Init, value: Value) -> Iterator[Finding]:
        for each in value if isinstance(value, list) else ():
            if isinstance(each, str) and _EVERYTHING.fullmatch(each):
                sentence = f"'{each}' in tracePropagationTargets is every address, {init.where}"
                yield finding("traces-sent-everywhere", init.about, sentence)

    none = "not set: browsers send them to the page's own origin, servers to every address"
    return option(evidence, "tracePropagationTargets", none, fault)


def _span_hook(evidence: Evidence) -> Look:
    """Look whether spans are scrubbed as events are, and whether a hook is never called."""
    found = inits(evidence)
    if isinstance(found, Look):
        return found
    number = major(evidence)
    faults = tuple(each for init in found for each in _hooks_of(init, number))
    if number is None and any(each.has("beforeSend", "beforeSendTransaction") for each in found):
        return unknown("no one major version of the SDK is known, which decides it")
    doubtful = next(
        (each for each in found if each.doubts("beforeSendSpan", "traceLifecycle")), None
    )
    if doubtful:
        name = "beforeSendSpan" if doubtful.doubts("beforeSendSpan") else "traceLifecycle"
        return faulty(untold(name, doubtful), faults)
    hooked = [each for each in found if each.sets("beforeSendSpan")]
    text = ", ".join(each.where for each in hooked)
    if hooked:
        return seen(
            "beforeSendSpan", f"beforeSendSpan, {text}", found[0].source, faults, ruled=True
        )
    if faults:
        return seen(None, "; ".join(each.sentence for each in faults), found[0].source, faults)
    return absent("no init sets beforeSendSpan, and no hook of events needs it", found[0].source)


def _hooks_of(init: Init, number: int | None) -> Iterator[Finding]:
    lifecycle = init.told("traceLifecycle")
    streams = lifecycle == "stream" or (
        lifecycle is None and number is not None and number >= STREAMS_SPANS
    )
    if streams and init.sets("beforeSendTransaction"):
        sentence = f"beforeSendTransaction is set, {init.where}; spans are streamed past it"
        yield finding("hook-never-called", init.about, sentence)
    span = init.told("beforeSendSpan")
    static = isinstance(span, Code) and "withStaticSpan(" in span.text
    if streams and static:
        sentence = f"beforeSendSpan is one of static spans, {init.where}, and spans are streamed"
        remedy = "take withStaticSpan away, and let the function read a streamed span"
        yield finding("hook-never-called", init.about, sentence, remedy)
    if streams and init.has(*_TRACING) and init.sets("beforeSend") and span is None:
        sentence = f"beforeSend is set, {init.where}, and spans are streamed past it"
        yield finding("spans-not-scrubbed", init.about, sentence)


def _pii(evidence: Evidence) -> Look:
    """Look whether `sendDefaultPii` is set, and whether the SDK reads it."""
    number = major(evidence)
    ignored = number is not None and number >= READS_COLLECTION

    def fault(init: Init, value: Value) -> Iterator[Finding]:
        if ignored:
            sentence = f"sendDefaultPii is {words(value)}, {init.where}; SDK {number} ignores it"
            yield finding("send-default-pii-ignored", init.about, sentence)

    look = option(evidence, "sendDefaultPii", "no init sets it", fault)
    if look.faults or isinstance(evidence.page, Unseen):
        return look
    return _written_pii(evidence, number) if ignored and look.state == "absent" else look


def _written_pii(evidence: Evidence, number: int | None) -> Look:
    """Look in the sources for what the page does not tell of itself."""
    sources = parsed(evidence)
    calls = () if isinstance(sources, Unseen) else sources.of("init")
    faults = tuple(
        finding(
            "send-default-pii-ignored",
            place(call),
            f"sendDefaultPii is set, in {place(call)}; SDK {number} ignores it",
        )
        for call in calls
        if call.options.get("sendDefaultPii") is not None
    )
    if faults:
        return seen(None, "; ".join(each.sentence for each in faults), "sources", faults)
    return absent("no init sets it", "page")


def _collection(evidence: Evidence) -> Look:
    """Look what the SDK is told to collect; where it is told nothing it collects all it can."""
    number = major(evidence)
    if number is not None and number < READS_COLLECTION:
        return absent(f"SDK {number} has no dataCollection", "sources")
    none = "not set: the SDK collects all that it can, but for values under secret names"
    return option(evidence, "dataCollection", none)


def _scrub_hooks(evidence: Evidence) -> Look:
    """Look which hooks see what is sent before it is."""
    found = inits(evidence)
    if isinstance(found, Look):
        return found
    names = [name for name in _HOOKS if any(each.sets(name) for each in found)]
    if not names:
        doubtful = next((each for each in found if each.doubts(*_HOOKS)), None)
        if doubtful:
            return untold("beforeSend", doubtful)
        return absent("no init sets a hook: what is sent leaves as it is", found[0].source)
    places = ", ".join(dict.fromkeys(e.where for e in found if e.has(*_HOOKS)))
    return seen(names, f"{', '.join(names)}, {places}", found[0].source)


def _user(evidence: Evidence) -> Look:
    """Look what of a user the SDK is given: an ID is enough."""
    page, sources = evidence.page, parsed(evidence)
    if isinstance(page, PageSeen) and page.user:
        return _user_keys([*page.user], f"on the page {page.url}", Url(page.url), on_page=True)
    if isinstance(sources, Unseen):
        return missing(page, sources)
    calls = [each for each in sources.of("setUser") if each.arguments not in ((None,), ())]
    if not calls:
        return absent("no setUser is called", "sources")
    keys = list(dict.fromkeys(k for each in calls for k in each.options if not k.startswith("...")))
    beyond = next((each for each in calls if set(each.options) - {_ID}), calls[0])
    look = _user_keys(keys, f"in {place(beyond)}", place(beyond), on_page=False)
    dark = next((each for each in calls if _is_dark(each.arguments[0])), None)
    if dark and not look.faults:
        return unknown(f"what setUser is given in {place(dark)} only running tells: --browser")
    return look


def _is_dark(given: Value) -> bool:
    return isinstance(given, Code) or (
        isinstance(given, dict) and any(is_spread(each) for each in given.values())
    )


def _user_keys(keys: list[str], where: str, about: Subject, *, on_page: bool) -> Look:
    beyond = [each for each in keys if each != _ID]
    sentence = f"{', '.join(beyond)} of the user, {where}"
    faults = (finding("user-identified", about, sentence),) if beyond else ()
    text = f"{', '.join(keys) or 'nothing'}, {where}"
    return seen(keys, text, "page" if on_page else "sources", faults, ruled=True)


def _ignored(evidence: Evidence) -> Look:
    """Look which errors and addresses are left out."""
    found = inits(evidence)
    if isinstance(found, Look):
        return found
    told: list[str] = []
    faults: list[Finding] = []
    for init in found:
        for name in _LISTS:
            value = init.told(name)
            patterns = value if isinstance(value, list) else []
            told += [f"{name} {words(each)}" for each in patterns]
            if name in _DROPPING:
                faults += [_all_ignored(init, name, p) for p in patterns if _drops_all(p)]
    hidden = [(e, n) for e in found for n in _LISTS if is_hidden(e.told(n))]
    if hidden and hidden[0][0].source == found[0].source:
        return faulty(untold(hidden[0][1], hidden[0][0]), tuple(faults))
    if not told:
        return absent("no init leaves anything out", found[0].source)
    lists = list(dict.fromkeys(told))
    return seen(lists, ", ".join(lists), found[0].source, tuple(faults))


def _drops_all(pattern: Value) -> bool:
    return isinstance(pattern, str) and bool(_EVERYTHING.fullmatch(pattern))


def _all_ignored(init: Init, name: str, pattern: Value) -> Finding:
    sentence = f"'{pattern}' in {name} leaves out every event, {init.where}"
    return finding("everything-ignored", init.about, sentence)


_ROWS: tuple[tuple[str, str, Topic, Callable[[Evidence], Look]], ...] = (
    ("traces-sample-rate", "the share of traces that is kept", "options", _rate),
    ("trace-propagation", "servers that are sent the headers of traces", "options", _propagation),
    ("span-hook", "spans are scrubbed as events are, by hooks that run", "privacy", _span_hook),
    ("send-default-pii", "sendDefaultPii has an effect where it is set", "privacy", _pii),
    ("data-collection", "what the SDK may collect is said", "privacy", _collection),
    ("scrub-hooks", "hooks that see what is sent", "privacy", _scrub_hooks),
    ("user-context", "of a user the ID alone is given", "privacy", _user),
    ("ignore-lists", "errors and addresses that are left out", "options", _ignored),
)
CHECKS: tuple[Check, ...] = tuple(
    Check(name, title, topic, ("page", "sources"), decide) for name, title, topic, decide in _ROWS
)
