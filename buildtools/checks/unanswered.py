"""What a server was not asked, does not have, or does not let be seen: told, and never a pass."""

from buildtools.errors import NotPermitted
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Subject
from buildtools.proof.trials import Check, Trial, Untried, outcome


def not_tried(about: Subject, why: str) -> Finding:
    """Return what was not asked, and why."""
    return finding("not-tried", about, why)


def not_offered(about: Subject, why: str) -> Finding:
    """Return what the server does not have, and how that is known."""
    return finding("not-offered", about, why)


def not_permitted(about: Subject, refusal: NotPermitted) -> Finding:
    """Return what the token may not see."""
    return finding("not-permitted", about, f"not tried: {refusal.what}", refusal.remedy)


def untried(check: Check, about: Subject, why: str) -> Trial:
    """Return the trial of what was not asked."""
    return Trial(check, about, outcome(passed=None), Untried(why))
