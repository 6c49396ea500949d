"""Checks of exposure: what scripts and maps show, and what of the sources is sent."""

from collections.abc import Callable

from buildtools.checks.review.check import Check, Look, missing, seen
from buildtools.findings import Finding
from buildtools.review.evidence import Evidence
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count, listed, size

_MOST = 3
_SENT = {
    "all": "maps are sent with all texts of sources",
    "app": "maps are sent with the texts of the app's own sources alone",
    "none": "maps are sent without texts of sources",
}


def _counted(code: str, noun: str) -> Callable[[Evidence], Look]:
    """Make the decider of a check whose value is how many of a finding nobody has accepted."""

    def decide(evidence: Evidence) -> Look:
        exposure = evidence.exposure
        if isinstance(exposure, Unseen):
            return missing(exposure)
        faults = tuple(each for each in exposure.findings if each.code == code)
        standing = [each for each in faults if not each.accepted and each.severity != "info"]
        names = f": {listed([each.subject for each in standing], _MOST)}" if standing else ""
        searched = f"{size(exposure.searched)} of scripts and texts"
        text = f"{count(len(standing), noun)} in {searched}{names}{_besides(faults)}"
        return seen(len(standing), text, "build", faults, ruled=True)

    return decide


def _besides(faults: tuple[Finding, ...]) -> str:
    accepted = sum(bool(each.accepted) for each in faults)
    return f"; {accepted} accepted in sentry.yml" if accepted else ""


def _sources(evidence: Evidence) -> Look:
    """Tell whose texts are sent, and whether sources lie among what is served."""
    exposure = evidence.exposure
    if isinstance(exposure, Unseen):
        return missing(exposure)
    text = _SENT[exposure.sent or exposure.wanted]
    if exposure.sent is None:
        text += ", as sentry.yml says; nothing has been sent yet"
    elif exposure.sent != exposure.wanted:
        text += f"; sentry.yml says {exposure.wanted} since"
    faults = tuple(each for each in exposure.findings if each.code == "source-published")
    return seen(exposure.sent or exposure.wanted, text, "ledger", faults)


CHECKS: tuple[Check, ...] = (
    Check(
        "secrets",
        "no secret stands in scripts and maps",
        "security",
        ("build",),
        _counted("secret-in-build", "secret"),
    ),
    Check(
        "home-paths",
        "no home folder stands in scripts and maps",
        "security",
        ("build",),
        _counted("home-path-in-build", "home folder"),
    ),
    Check(
        "sources-uploaded",
        "whose source texts are sent with maps, and none are served",
        "security",
        ("ledger", "build"),
        _sources,
    ),
)
