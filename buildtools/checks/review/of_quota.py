"""What became of what was sent: quota, spikes, and errors of processing."""

from buildtools.checks.review.check import Check, Look, absent, seen, unknown
from buildtools.checks.review.told import told
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Endpoint, Event
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import NotShown
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count

_ERRORS = "error"
_OVER = "rate_limited"
_TITLES = {
    "accepted": "accepted",
    _OVER: "over limit",
    "client_discard": "dropped by the SDK",
    "filtered": "filtered",
}
_SPIKE = "spike_protection"
BOUND = 0.01
"""The share over limit from which on it is told: less is a key's own limit at work."""


def _quota(evidence: Evidence) -> Look:
    """Look what share of errors was dropped over quota or rate limit in 30 days."""
    quota = told(evidence, lambda server: server.quota)
    if isinstance(quota, Look):
        return quota
    counts = quota.counts.get(_ERRORS, {})
    total = sum(counts.values())
    if not total:
        return absent("no error came in within 30 days", "server")
    shares = {outcome: counts.get(outcome, 0) / total for outcome in _TITLES}
    text = ", ".join(f"{shares[outcome]:.0%} {title}" for outcome, title in _TITLES.items())
    dropped = shares[_OVER]
    faults: tuple[Finding, ...] = ()
    if dropped >= BOUND:
        sentence = f"{dropped:.0%} of the errors of 30 days were dropped over quota or rate limit"
        faults = (finding("quota-exceeded", Endpoint("counts of errors"), sentence),)
    return seen(round(dropped, 4), f"errors: {text}", "server", faults, ruled=True)


def _spike_protection(evidence: Evidence) -> Look:
    """Look whether spikes are cut: by the project's option, else by what was dropped so."""
    project = told(evidence, lambda server: server.project)
    on = None if isinstance(project, Look) else project.spike_protection
    if on is not None:
        return seen(on, "on" if on else "off", "server")
    quota = told(evidence, lambda server: server.quota)
    if not isinstance(quota, Look) and quota.reasons.get(_SPIKE):
        number = count(quota.reasons[_SPIKE], "event")
        return seen(True, f"on: it dropped {number} in 30 days", "server")
    if isinstance(project, Look):
        return project
    return unknown("the server does not say whether it is on, and nothing was dropped by it")


def _processing_errors(evidence: Evidence) -> Look:
    """Look whether events of the last day came back with errors of their maps."""
    events = told(evidence, lambda server: server.events)
    if isinstance(events, Look):
        return events
    if not events.looked_at:
        return unknown("no event of the app came within the last day" + _once(evidence))
    text = f"{events.troubled} of {count(events.looked_at, 'event')} with errors of their maps"
    if not events.troubled:
        return seen(0, text + _once(evidence), "server", ruled=True)
    kinds = ", ".join(f"{kind} {number}" for kind, number in events.kinds.items())
    fault = finding(
        "maps-not-used",
        Event(events.example),
        f"{text}: {kinds}",
        f"ask for the cause: invoke explain {events.example}",
    )
    return seen(events.troubled, f"{text}: {kinds}", "server", (fault,))


def _once(evidence: Evidence) -> str:
    """Add what the project remembers; it says so for good once it was so."""
    if isinstance(evidence.server, Unseen):
        return ""
    project = evidence.server.project
    if isinstance(project, NotShown) or not project.has_minified_stack_trace:
        return ""
    return "; the project has had minified stack traces"


CHECKS: tuple[Check, ...] = (
    Check("spike-protection", "spikes are cut", "server", ("server",), _spike_protection),
    Check(
        "quota",
        "no error is dropped over quota or rate limit",
        "server",
        ("server",),
        _quota,
    ),
    Check(
        "processing-errors",
        "events of the last day came back with their maps",
        "server",
        ("server",),
        _processing_errors,
    ),
)
