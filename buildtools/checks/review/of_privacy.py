"""Checks of privacy: what survives of personal data, and which scrubbing settings do nothing."""

from buildtools.checks.review.check import Check, Look, Source, missing, seen, unknown
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import NotShown
from buildtools.review.unseen import Unseen
from buildtools.review.words import measured
from buildtools.texts.wording import count


def _recall(evidence: Evidence) -> Look:
    """Return the share of planted values that is struck on its way to storage, as its figure."""
    privacy = evidence.privacy
    if not isinstance(privacy, PrivacySeen):
        return missing(privacy)
    if privacy.unrun:
        return unknown(f"the app's hooks could not be run: {privacy.unrun}")
    shares = {each.name: each.value for each in privacy.figures}
    by = (
        f"{', '.join(privacy.hooks)}; then {privacy.settings}"
        if privacy.hooks
        else privacy.settings
    )
    told = measured(shares["pii-recall-shapes"], "share")
    text = f"{privacy.struck} of {privacy.planted} planted, {told} of those with a shape, with {by}"
    source: Source = "server" if privacy.of_server else "sources"
    return seen(shares["pii-recall"], text, source, privacy.hook_findings)


def _rules(evidence: Evidence) -> Look:
    """Return how many settings of the server do nothing."""
    server, privacy = evidence.server, evidence.privacy
    if isinstance(server, Unseen):
        return missing(server)
    if isinstance(server.project, NotShown):
        return unknown(server.project.why)
    if isinstance(privacy, Unseen):
        return missing(privacy)
    idle = len(privacy.findings)
    text = f"{count(idle, 'setting')} without effect" if idle else "every setting has an effect"
    return seen(idle, f"{text}, of {privacy.settings}", "server", privacy.findings, ruled=True)


CHECKS: tuple[Check, ...] = (
    Check(
        "pii-recall",
        "how much of planted personal data is struck",
        "privacy",
        ("server", "sources"),
        _recall,
    ),
    Check(
        "scrubbing-rules",
        "each scrubbing rule of the server strikes something",
        "privacy",
        ("server",),
        _rules,
    ),
)
