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
    return Evidence(Kept("web", "production", "web@1"), *(7 * (unseen,)))


def test_the_page_is_written_from_the_table() -> None:
    """`nox -s schema` writes it; a check that nobody can read about does not exist."""
    assert page() == Path(PACKAGE, "docs/review-checks.md").read_text(encoding="utf-8")


def test_each_name_is_one_checks_or_one_figures() -> None:
    """A plan names both in one list."""
    assert len(CHECKS) == len(BY_NAME)
    assert not set(BY_NAME) & set(FIGURES)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in (*BY_NAME, *FIGURES))


def test_what_was_not_seen_is_never_met() -> None:
    """Without any evidence no check says anything but that, and the reason is told."""
    for check in CHECKS:
        for unseen, states in ((NOT_ASKED, {"not-asked", "unknown"}), (FAILED, {"unknown"})):
            look = check.decide(evidence(unseen))
            assert look.state in states, check.name
            assert look.text, check.name
            assert not look.faults, check.name
