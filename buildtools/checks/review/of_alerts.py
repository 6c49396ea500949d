"""Who is told: alerts, detectors, monitors."""

from buildtools.checks.review.check import Check, Look, absent, seen
from buildtools.checks.review.told import told
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Endpoint
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import Alert
from buildtools.texts.wording import count, listed

_FEW = 3
_NEW = ("new", "new, of high priority")
_BACK = ("regression",)
_OF_ISSUES = frozenset({"error", "issue_stream"})
"""Detectors that every project has; who is told of what they find is the business of alerts."""
_UPTIME = "uptime"


def _alerts(evidence: Evidence) -> Look:
    """Look whether somebody is told of new issues and of regressions, here."""
    every = told(evidence, lambda server: server.alerts)
    if isinstance(every, Look):
        return every
    here = evidence.kept.in_sentry
    on = [each for each in every if each.enabled and each.environment in (None, "", here)]
    reaching = [each for each in on if each.targets]
    new, back = _of(reaching, _NEW), _of(reaching, _BACK)
    faults = tuple(
        [_missing("new issues", here)] * (not new)
        + [_missing("issues that came back", here)] * (not back)
        + [_reaches_nobody(each) for each in on if each.dead and not each.targets]
    )
    if not every:
        return absent("there is no alert", "server", faults)
    covered = [name for name, found in (("new", new), ("regression", back)) if found]
    text = f"new issues: {_names(new)}; regressions: {_names(back)}"
    return seen(covered, text, "server", faults, ruled=True)


def _of(alerts: list[Alert], when: tuple[str, ...]) -> list[Alert]:
    return [each for each in alerts if not {*when}.isdisjoint(each.when)]


def _names(alerts: list[Alert]) -> str:
    shown = [
        f"{each.name} (of high priority alone)" if _NEW[1] in each.when else each.name
        for each in alerts
    ]
    return listed(shown, _FEW) or "nobody is told"


def _missing(of: str, environment: str) -> Finding:
    sentence = f"nobody is told of {of} in {environment}"
    return finding("alert-missing", Endpoint(f"alerts on {of}"), sentence)


def _reaches_nobody(alert: Alert) -> Finding:
    sentence = f"it is on, and its actions ({', '.join(alert.dead)}) reach nobody"
    return finding("alert-without-target", Endpoint(f"alert {alert.name}"), sentence)


def _detectors(evidence: Evidence) -> Look:
    """Look whether everything that measures has somebody to tell."""
    every = told(evidence, lambda server: server.detectors)
    if isinstance(every, Look):
        return every
    on = [each for each in every if each.enabled and each.kind not in _OF_ISSUES]
    if not on:
        return absent("there is no detector but that of errors", "server")
    lonely = [each for each in on if not each.alerts]
    faults = tuple(
        finding(
            "detector-without-alert",
            Endpoint(f"detector {each.name}"),
            f"it is on ({each.kind}), and has no alert",
        )
        for each in lonely
    )
    text = f"{len(on) - len(lonely)} of {count(len(on), 'detector')} with an alert"
    return seen(len(lonely), text, "server", faults, ruled=True)


def _monitors(evidence: Evidence) -> Look:
    """Look how much is watched: dashboards, cron monitors, uptime."""
    dashboards = told(evidence, lambda server: server.dashboards)
    if isinstance(dashboards, Look):
        return dashboards
    monitors = told(evidence, lambda server: server.monitors)
    if isinstance(monitors, Look):
        return monitors
    detectors = told(evidence, lambda server: server.detectors)
    if isinstance(detectors, Look):
        return detectors
    uptime = [each.name for each in detectors if each.enabled and each.kind.startswith(_UPTIME)]
    named = {"dashboards": dashboards, "cron": monitors, "uptime": tuple(uptime)}
    if not any(named.values()):
        return absent("neither dashboard nor monitor", "server")
    text = "; ".join(f"{kind}: {listed(names, _FEW) or 'none'}" for kind, names in named.items())
    return seen({kind: str(len(names)) for kind, names in named.items()}, text, "server")


CHECKS: tuple[Check, ...] = (
    Check(
        "alerts",
        "somebody is told of new issues and of regressions",
        "server",
        ("server",),
        _alerts,
    ),
    Check("detectors", "each detector has an alert", "server", ("server",), _detectors),
    Check(
        "monitors",
        "dashboards, cron and uptime monitors as planned",
        "server",
        ("server",),
        _monitors,
    ),
)
