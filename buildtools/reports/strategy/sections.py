"""The sections of a strategy document in their order: which are written, which a human writes."""

from buildtools.documents.adopting import Wanted
from buildtools.documents.blocks import empty

PREFIX = "review"

SECTIONS = (
    Wanted(
        "plan",
        "Plan against actual",
        ("implementation status", "implementation review", "current state", "implementation"),
    ),
    Wanted("effect", "What is in effect, and what it saves", ("optimizations", "optimisations")),
    Wanted("weight", "Weight and cost", ("performance", "bundle size", "weight")),
    Wanted("monitoring", "Monitoring recommended", ("monitoring", "alerting", "alerts", "budgets")),
    Wanted("privacy", "Privacy", ("data protection", "personal data", "pii")),
    Wanted("compliance", "Compliance", ("gdpr", "regulation", "legal")),
    Wanted("security", "Security for those who maintain it", ("security", "secrets", "tokens")),
    Wanted(
        "delivery",
        "How build and deployment are today",
        ("build and deployment", "deployment", "release process", "build process", "build"),
    ),
    Wanted(
        "recommendations",
        "Recommendations",
        ("roadmap", "future enhancements", "enhancements", "next steps", "future"),
    ),
    Wanted("history", "History", ("changes", "changelog", "revisions")),
    Wanted("provenance", "Where this comes from", ("provenance", "about this document")),
)
"""The blocks, each with its heading and with what other documents call its subject."""

HEADINGS = {each.name: each.title for each in SECTIONS}

_PURPOSE = """\
## Purpose and scope

*To be written by a human. The questions:*

- Which apps and which of their users is this about, and what is out of its scope?
- What is Sentry to tell us that we would not know without it?
- Who decides what is collected, and who reads it?
"""

_LESSONS = """\
## Lessons and practice

*To be written by a human. The questions:*

- What did the last incident teach, and what was changed for it?
- What does everybody who adds a feature have to know of errors, spans and personal data?
- Who looks at new issues, how often, and what happens then?
"""

_QUESTIONS = {
    "plan": "which decisions stand behind the plan, and what would change them?",
    "weight": "which pages and devices matter most, and what may Sentry cost there?",
    "monitoring": "who is called by which alert, and when is an alert taken away?",
    "privacy": "which personal data may be sent, and who said so?",
    "compliance": "the answers to the table below, each with a name and a day.",
    "security": "who holds which token, and when each ends.",
    "delivery": "what of this is to change, and why it has not yet.",
}
"""What a human is asked above a block."""

_INTRODUCTION = """\
What stands between markers is written by `invoke review`, from what was measured; all else is
yours, and stays byte for byte.
"""


def skeleton(app: str) -> str:
    """Return a first document: headings, questions for a human, and a place for each block."""
    title = f"Sentry integration strategy of {app}" if app else "Sentry integration strategy"
    parts = [f"# {title}\n", _INTRODUCTION, _PURPOSE]
    for each in SECTIONS:
        question = _QUESTIONS.get(each.name)
        asked = f"*To be written by a human: {question}*\n\n" if question else ""
        parts.append(f"## {each.title}\n\n{asked}{empty(PREFIX, each.name)}")
        if each.name == "delivery":
            parts.append(_LESSONS)
    return "\n".join(parts)
