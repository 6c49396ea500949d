"""Features that an SDK may have on: replays and what they record, feedback, logs, profiles."""

from typing import NamedTuple

from buildtools.checks.review.check import Check, Look, Source, absent, missing, seen, unknown
from buildtools.checks.review.majors import GONE, major
from buildtools.checks.review.options import Init, inits, is_hidden, is_spread, parsed, place, words
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Subject, Url
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Call, Code, SourcesSeen, Value
from buildtools.review.unseen import Unseen

_REPLAY = ("replayIntegration", "Replay")
_LAZY = "lazyLoadIntegration"
_RATES = {"sessions": "replaysSessionSampleRate", "errors": "replaysOnErrorSampleRate"}
_MASKS = ("maskAllText", "maskAllInputs", "blockAllMedia")
"""Each is on where it is not set."""


class Replay(NamedTuple):
    """The replay integration, where it was seen."""

    options: dict[str, Value] | None
    """None where only running tells."""
    where: str
    about: Subject
    source: Source


def _replays(evidence: Evidence) -> tuple[Replay, ...] | Look:
    """Return each replay integration; a look that says why where nobody knows of one."""
    page, sources = evidence.page, parsed(evidence)
    if isinstance(page, PageSeen) and page.replay is not None:
        return (Replay(page.replay, f"on the page {page.url}", Url(page.url), "page"),)
    if isinstance(sources, Unseen):
        if isinstance(page, PageSeen) and page.options:
            return ()
        return missing(page, sources)
    found = [each for name in _REPLAY for each in sources.of(name)]
    lazy = [each for each in sources.of(_LAZY) if each.arguments[:1] == ("replayIntegration",)]
    return tuple(_of_call(each) for each in (*found, *lazy))


def _of_call(call: Call) -> Replay:
    about = place(call)
    given = call.arguments[0] if call.arguments and call.name != _LAZY else {}
    known = isinstance(given, dict) and not any(is_spread(each) for each in given.values())
    options = given if isinstance(given, dict) and known and call.name != _LAZY else None
    return Replay(options, f"in {about}", about, "sources")


def _replay(evidence: Evidence) -> Look:
    """Look whether replays are recorded, and how many."""
    found, about = _replays(evidence), inits(evidence)
    if isinstance(found, Look):
        return found
    if not found:
        page = evidence.page
        return absent("no replay integration", "page" if isinstance(page, PageSeen) else "sources")
    rates = _rates(about, found[0].options or {})
    if isinstance(rates, Look):
        return rates
    source = found[0].source
    told = ", ".join(f"{name} {words(rate)}" for name, rate in rates.items())
    faults: tuple[Finding, ...] = ()
    if not any(rates.values()):
        sentence = f"replays are set up, {found[0].where}, and both rates are 0"
        faults = (finding("replay-never-records", found[0].about, sentence),)
    return seen(told, f"{told}, {found[0].where}", source, faults)


def _rates(found: tuple[Init, ...] | Look, own: dict[str, Value]) -> dict[str, Value] | Look:
    """Return the rates of the browser's init; those of old SDKs stand in the integration."""
    if isinstance(found, Look):
        return found
    browser = [each for each in found if each.runtime in {"browser", ""}]
    rates: dict[str, Value] = {}
    for name, key in _RATES.items():
        values = [each.told(key) for each in browser if each.told(key) is not None]
        value = values[0] if values else own.get(key, 0)
        if is_hidden(value):
            text = value.text if isinstance(value, Code) else ""
            return unknown(f"{key} is {text}, which only running tells: --browser")
        rates[name] = value
    return rates


def _masks(evidence: Evidence) -> Look:
    """Look whether replays hide what users see and type."""
    found = _replays(evidence)
    if isinstance(found, Look):
        return found
    if not found:
        return absent("no replay integration", "sources")
    lifted = [(each, name) for each in found for name in _MASKS if _is_lifted(each, name)]
    faults = tuple(
        finding("replay-unmasked", each.about, f"{name} is off, {each.where}")
        for each, name in lifted
    )
    source = found[0].source
    if faults:
        names = list(dict.fromkeys(f"{name} off" for _, name in lifted))
        return seen(names, "; ".join(each.sentence for each in faults), source, faults)
    dark = next((e for e in found if e.options is None or _hides(e.options)), None)
    if dark:
        return unknown(f"masks of the replay {dark.where} are told by running alone: --browser")
    extra = _captured(found)
    return seen(True, f"all masks are on, {found[0].where}{extra}", source, ruled=True)


def _is_lifted(replay: Replay, name: str) -> bool:
    return replay.options is not None and replay.options.get(name) is False


def _hides(options: dict[str, Value]) -> bool:
    return any(isinstance(options.get(name), Code) for name in _MASKS)


def _captured(found: tuple[Replay, ...]) -> str:
    urls = [each.options.get("networkDetailAllowUrls") for each in found if each.options]
    told = [words(each) for each in urls if each]
    return f"; bodies of requests are recorded for {', '.join(told)}" if told else ""


class Feature(NamedTuple):
    """One feature: how the page shows it, how the sources do."""

    name: str
    integrations: frozenset[str]
    """Names that they give themselves where they run."""
    calls: frozenset[str]
    options: tuple[str, ...] = ()
    """Any of these that is not off turns it on."""
    methods: str = ""
    """How calls of it begin: `logger.`."""

    def is_called(self, call: Call) -> bool:
        """Whether this is a call of it."""
        begins = bool(self.methods) and call.name.startswith(self.methods)
        return begins or call.name in self.calls


_FEATURES = (
    Feature("tracing", frozenset(), frozenset(), ("tracesSampleRate", "tracesSampler")),
    Feature("replay", frozenset({"Replay"}), frozenset(_REPLAY)),
    Feature(
        "feedback",
        frozenset({"Feedback"}),
        frozenset(
            {
                *("feedbackIntegration", "feedbackAsyncIntegration", "feedbackSyncIntegration"),
                *("captureFeedback", "sendFeedback", "showReportDialog"),
            }
        ),
    ),
    Feature(
        "logs",
        frozenset({"ConsoleLogs", "Pino", "Winston"}),
        frozenset({"consoleLoggingIntegration", "pinoIntegration", "createSentryWinstonTransport"}),
        ("enableLogs",),
        "logger.",
    ),
    Feature("metrics", frozenset(), frozenset(), ("enableMetrics",), "metrics."),
    Feature(
        "profiling",
        frozenset({"BrowserProfiling", "ProfilingIntegration", "NodeProfiling"}),
        frozenset({"browserProfilingIntegration", "nodeProfilingIntegration"}),
        ("profilesSampleRate", "profileSessionSampleRate", "profilesSampler"),
    ),
)


def _features(evidence: Evidence) -> Look:
    """Look which features are on; of those that are called, in which file."""
    found, page, sources = inits(evidence), evidence.page, parsed(evidence)
    if isinstance(found, Look):
        return found
    running = page.integrations if isinstance(page, PageSeen) else ()
    calls = sources.calls if isinstance(sources, SourcesSeen) else ()
    number = major(evidence)
    told = {each.name: _sign(each, found, running, calls, number) for each in _FEATURES}
    on = [name for name, where in told.items() if where]
    if on:
        return seen(on, "; ".join(f"{name}: {told[name]}" for name in on), found[0].source)
    names = [option for each in _FEATURES for option in each.options]
    dark = next((each for each in found if each.doubts(*names)), None)
    if dark:
        return unknown(f"options {dark.where} are told by running alone: --browser")
    return absent(f"none of {', '.join(told)}", found[0].source)


def _sign(
    feature: Feature,
    found: tuple[Init, ...],
    running: tuple[str, ...],
    calls: tuple[Call, ...],
    number: int | None,
) -> str:
    """Return where a feature shows first: set as an option, running, or called; empty for off."""
    gone = [each for each in feature.options if number and number >= GONE.get(each, (99, ""))[0]]
    options = [each for each in feature.options if each not in gone]
    for init in found:
        for name in options:
            if init.sets(name) and init.told(name) not in (False, 0):
                return f"{name}, {init.where}"
    by_option_alone = feature.name == "logs" and options and number is not None
    if by_option_alone or any(init.told(name) is False for init in found for name in options):
        return ""
    if ran := feature.integrations & set(running):
        return f"{min(ran)} runs in the page"
    called = next((each for each in calls if feature.is_called(each)), None)
    return f"{called.name} in {place(called)}" if called else ""


CHECKS: tuple[Check, ...] = (
    Check(
        "replay",
        "replays that are recorded: rates of sessions and of errors",
        "options",
        ("page", "sources"),
        _replay,
    ),
    Check(
        "replay-masks",
        "replays hide texts, inputs and media",
        "privacy",
        ("page", "sources"),
        _masks,
    ),
    Check("features", "features that are on", "options", ("page", "sources"), _features),
)
