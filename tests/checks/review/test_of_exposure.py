"""Checks of exposure, decided over evidence."""

import msgspec
import pytest

from buildtools.checks.review import BY_NAME
from buildtools.checks.review.verdicts import decide
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Exposed, File
from buildtools.review.evidence.exposure import ExposureSeen
from buildtools.review.plan import Plan
from buildtools.values import Sources
from tests.checks.review.test_table import NOT_ASKED, evidence

CHECKS = [BY_NAME[name] for name in ("secrets", "home-paths", "sources-uploaded")]
SECRET = finding("secret-in-build", Exposed("npm token", "src/a.ts"), "npm_…Zz stands there")
HOME = finding("home-path-in-build", Exposed("home folder", "dist/a.js"), "/home/j… is named")
PUBLISHED = finding("source-published", File("out/a.ts"), "is served")


def told(*found: Finding, sent: Sources | None = "all") -> dict[str, tuple[str, str]]:
    seen = ExposureSeen(2_500_000, "all", sent, found)
    whole = msgspec.structs.replace(evidence(NOT_ASKED), exposure=seen)
    verdicts = decide(whole, Plan(1), (), CHECKS).verdicts
    return {each.check: (each.outcome, each.seen) for each in verdicts}


def test_a_clean_build_meets_both_rules() -> None:
    """And says how much was read."""
    assert ("met", "0 secrets in 2.5 MB of scripts and texts") == told()["secrets"]
    assert "met" == told()["home-paths"][0]


@pytest.mark.parametrize(
    ("found", "check"),
    [(SECRET, "secrets"), (HOME, "home-paths"), (PUBLISHED, "sources-uploaded")],
)
def test_what_was_found_differs(found: Finding, check: str) -> None:
    """Its subject is named; the other checks are not touched."""
    outcome, text = told(found)[check]

    assert "differs" == outcome
    assert found.subject in text or check == "sources-uploaded"
    assert "differs" not in {value[0] for name, value in told(found).items() if name != check}


def test_what_is_accepted_or_public_by_design_is_no_fault() -> None:
    """It is counted apart, and stays in sight."""
    accepted = msgspec.structs.replace(SECRET, accepted="a key of browsers")
    public = msgspec.structs.replace(SECRET, severity="info")
    outcome, text = told(accepted, public)["secrets"]

    assert "accepted" == outcome
    assert text.startswith("0 secrets in")
    assert text.endswith("; 1 accepted in sentry.yml")


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("all", "maps are sent with all texts of sources"),
        ("none", "maps are sent without texts of sources; sentry.yml says all since"),
        (None, "as sentry.yml says; nothing has been sent yet"),
    ],
)
def test_what_is_sent_is_said(sent: Sources | None, text: str) -> None:
    """A plan may want one of the three; without one it is told, no more."""
    outcome, seen = told(sent=sent)["sources-uploaded"]

    assert "unplanned" == outcome
    assert text in seen
