"""Privacy as far as it was measured, and what a human must answer for each obligation."""

from buildtools.documents.markdown import paragraphs, plain, table
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import evidence, figures, of, tables, verdicts
from buildtools.reports.strategy.planned import titles_of
from buildtools.review.figures import ROWS
from buildtools.review.reviewed import Reviewed

_FIGURES = tuple(row.name for row in ROWS if row.name.startswith("pii-"))
_CHECKS = (
    "data-collection",
    "send-default-pii",
    "scrub-hooks",
    "span-hook",
    "user-context",
    "replay",
    "replay-masks",
    "pii-recall",
    "scrubbing-rules",
    "server-scrubbing",
)

_OBLIGATIONS = (
    (
        "where data is kept",
        ("region", "dsn"),
        "Is this the region that contracts and the privacy notice name?",
    ),
    (
        "how long it is kept",
        (),
        "Which plan is booked, and how long does it keep errors, spans, logs and replays? The "
        "server has no setting that could be read.",
    ),
    (
        "only what is needed",
        ("data-collection", "user-context", "pii-recall"),
        "What of it is needed to find faults, and who decided that?",
    ),
    (
        "addresses of users (IP)",
        ("server-scrubbing", "send-default-pii"),
        "May they be stored, and on which ground?",
    ),
    (
        "consent to recordings",
        ("replay", "replay-masks"),
        "Is consent asked before a replay begins, and can it be withdrawn?",
    ),
    (
        "information of users",
        ("user-context",),
        "Does the privacy notice name Sentry, what it is sent, and why?",
    ),
    (
        "access and erasure",
        ("user-context",),
        "How are events of one person found and deleted, and by whom?",
    ),
    (
        "a contract with the processor",
        (),
        "Is it signed, by whom, and where does it lie? Which sub-processors does it name?",
    ),
    (
        "source code of others",
        ("sources-uploaded", "maps-public"),
        "May it be sent to Sentry, and who may read it there?",
    ),
    (
        "breach",
        ("secrets", "token-scopes"),
        "Who is told when a secret was published, and within which time?",
    ),
)
"""What a law or a contract may ask, the checks that say something of it, and what they cannot."""


def section(reviewed: Reviewed, facts: Facts) -> str:
    """Write what planted personal data survives, and what is set against it."""
    told = of(reviewed, *_CHECKS)
    return paragraphs(
        "Figures are shares of what was planted, by kind and place: not of what users send.",
        figures(reviewed, _FIGURES),
        "### What is set",
        verdicts(told, titles_of(reviewed, facts)) if told else "No check of privacy was asked.",
        "### What was planted, and what is struck",
        tables(reviewed, "privacy") or "Nothing was planted.",
    )


def obligations(reviewed: Reviewed) -> str:
    """Write a table of obligations: what was seen, and what only a human can answer."""
    rows = [
        (plain(what), _evidence(reviewed, checks), f"**a human must answer:** {plain(question)}")
        for what, checks, question in _OBLIGATIONS
    ]
    return paragraphs(
        "Evidence, and no legal judgment: whether it is enough a human says. The answers belong "
        "outside of this block.",
        table(("obligation", "evidence", "to be answered"), rows),
    )


def _evidence(reviewed: Reviewed, checks: tuple[str, ...]) -> str:
    return evidence(reviewed, *checks) if checks else "none: nothing of it can be measured"
