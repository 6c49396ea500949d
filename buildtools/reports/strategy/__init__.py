"""The strategy document: what a review has measured, between the words of those who decide.

`document` writes it, `adopted` gives one that has no markers its blocks, `staleness.reasons` tells
whether it still says what is so.
"""

from collections.abc import Sequence

from buildtools.documents.adopting import Adoption, adopt
from buildtools.documents.blocks import update
from buildtools.documents.markers import parse
from buildtools.errors import ConfigurationError
from buildtools.reports.strategy import changes, planned, privacy, upkeep, weight
from buildtools.reports.strategy.facts import Facts as Facts
from buildtools.reports.strategy.facts import Promise as Promise
from buildtools.reports.strategy.facts import Step as Step
from buildtools.reports.strategy.sections import HEADINGS, PREFIX, SECTIONS, skeleton
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Reviewed


def document(
    text: str | None,
    reviewed: Reviewed,
    earlier: Sequence[Reviewed],
    plan: Plan,
    facts: Facts,
    cards: Sequence[tuple[str, str]],
    *,
    force: bool = False,
    file: str = "SENTRY_INTEGRATION_STRATEGY.md",
) -> str:
    """Return the document with its blocks as the review has them; without one, a first one.

    `earlier` are the reviews before this one, the oldest first; `cards` title and reason of those
    that it raises. Equal values give equal text. Raises ConfigurationError where a document has
    no block yet, and Refused where a word would be lost or a block not seen.
    """
    written = blocks(reviewed, earlier, plan, facts, cards)
    if text is None or not text.strip():
        return update(skeleton(facts.app), PREFIX, written, file=file)
    if not parse(text, PREFIX, file).blocks:
        raise ConfigurationError(
            f"{file} has no block of a review in it",
            remedy="`invoke review --adopt` shows where each would stand, and touches no word",
        )
    return update(text, PREFIX, written, headings=HEADINGS, force=force, file=file)


def adopted(text: str, *, file: str = "SENTRY_INTEGRATION_STRATEGY.md") -> Adoption:
    """Return where each block of a document that has none would stand; no word is touched.

    `document` writes what it gives back as text. Raises Refused where a block would be swallowed.
    """
    return adopt(text, PREFIX, SECTIONS, file)


def blocks(
    reviewed: Reviewed,
    earlier: Sequence[Reviewed],
    plan: Plan,
    facts: Facts,
    cards: Sequence[tuple[str, str]],
) -> dict[str, str]:
    """Return what each block says, in the order of the sections."""
    return {
        "plan": planned.section(reviewed, plan, facts),
        "effect": weight.in_effect(reviewed, facts),
        "weight": weight.section(reviewed),
        "monitoring": weight.monitoring(reviewed, plan, facts),
        "privacy": privacy.section(reviewed, facts),
        "compliance": privacy.obligations(reviewed),
        "security": upkeep.security(reviewed, facts),
        "delivery": upkeep.delivery(reviewed, facts),
        "recommendations": upkeep.recommendations(reviewed, cards, facts),
        "history": changes.history(reviewed, earlier, plan, facts),
        "provenance": changes.provenance(reviewed, facts.evidence),
    }
