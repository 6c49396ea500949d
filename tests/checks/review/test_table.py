"""The table of a review: names are promises, and the page tells them as they are."""

import re
from pathlib import Path

from buildtools.checks.review import BY_NAME, CHECKS
from buildtools.checks.review.page import page
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.figures import FIGURES
from buildtools.review.unseen import Unseen
from tests.stories.shopping import PACKAGE

NOT_ASKED = Unseen("nobody asked for it", asked=False)
FAILED = Unseen("it failed")


def evidence(unseen: Unseen) -> Evidence:
    others = dict.fromkeys(Evidence.__struct_fields__[1:], unseen)
    return Evidence(Kept("web", "production", "web@1"), **others)


def test_the_page_is_written_from_the_table() -> None:
    """`nox -s schema` writes it; a check that nobody can read about does not exist."""
    assert page() == Path(PACKAGE, "docs/review-checks.md").read_text(encoding="utf-8")


def test_no_two_checks_have_one_name() -> None:
    """Where a figure is called as a check is, a plan means the check."""
    assert len(CHECKS) == len(BY_NAME)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in (*BY_NAME, *FIGURES))


def test_what_was_not_seen_is_never_met() -> None:
    """Without any evidence no check says anything but that, and the reason is told."""
    for check in CHECKS:
        for unseen, states in ((NOT_ASKED, {"not-asked", "unknown"}), (FAILED, {"unknown"})):
            look = check.decide(evidence(unseen))
            assert look.state in states, check.name
            assert look.text, check.name
            assert not look.faults, check.name
