"""Security for those who maintain the integration, how it is built, and what is recommended."""

from collections.abc import Sequence

from buildtools.documents.markdown import bullets, code, paragraphs, plain, table
from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import evidence, figures, of, tables, verdicts
from buildtools.reports.strategy.planned import titles_of
from buildtools.review.reviewed import Reviewed
from buildtools.texts.wording import count

_SECURITY = (
    "token-scopes",
    "keys",
    "secrets",
    "home-paths",
    "maps-public",
    "sources-uploaded",
    "csp",
    "sdk-version",
    "sdk-copies",
    "repository",
)
_DELIVERY = ("release", "dist", "environment", "proof", "debug-ids-run", "commits-deploys")

_TOKENS = (
    ("releases in CI", "`org:ci`", "an organization token"),
    ("`invoke review`", "`org:read`, `project:read`, `event:read`", "a token of its own"),
    ("settings of the server", "`project:write`", "by hand, never in CI"),
)
"""Who needs which scopes, at most. Source: docs/review-server.md."""

_SEVERITY = {"error": 0, "warning": 1, "info": 2}
_SHOWN = 20


def security(reviewed: Reviewed, facts: Facts) -> str:
    """Write which tokens there should be, and what was seen of tokens, keys and the SDK."""
    told = of(reviewed, *_SECURITY)
    return paragraphs(
        verdicts(told, titles_of(reviewed, facts)) if told else "No check of security was asked.",
        figures(reviewed, ("secrets", "home-paths", "maps-public")),
        tables(reviewed, "security"),
        "### Tokens",
        table(("for", "scopes, at most", "as"), _TOKENS),
        f"Of the pipeline's token: {evidence(reviewed, 'token-scopes')}.",
        "**A human must answer:** when does each token end, who renews it, who leaves with one?",
    )


def delivery(reviewed: Reviewed, facts: Facts) -> str:
    """Write how an app gets from its sources to its users today, as sentry.yml says."""
    told = of(reviewed, *_DELIVERY)
    steps = [
        (code(each.name), "yes" if each.is_on else "no", plain(each.sentence))
        for each in facts.steps
    ]
    return paragraphs(
        f"As {code(facts.settings)} says it for {code(reviewed.environment)}.",
        bullets(_facts(facts)),
        table(("step", "done by `release`", "what it does"), steps) if steps else "",
        verdicts(told, titles_of(reviewed, facts)),
    )


def _facts(facts: Facts) -> list[str]:
    outputs = ", ".join(f"{code(folder)} ({kind})" for folder, kind in facts.outputs)
    build = f"by {code(facts.build)}" if facts.build else "elsewhere: no command is named"
    deploy = f"by {code(facts.deploy)}" if facts.deploy else "elsewhere: no command is named"
    maps = "taken out before the deploy" if facts.strips else "left as they were built"
    live = "no site is named"
    if facts.has_site:
        live = "looked at, and required" if facts.live_required else "looked at, not required"
    return [
        f"build: {build}",
        f"outputs: {outputs or 'none are named'}",
        f"source maps in what is deployed: {maps}",
        f"deploy: {deploy}",
        f"live site: {live}",
        f"source texts sent: {facts.sends_sources}",
        "server: " + ("the sandbox" if facts.sandbox else "a Sentry server"),
        f"when a step fails: `release` {'ends' if facts.on_failure == 'fail' else 'warns'}",
        f"CI: {', '.join(map(code, facts.ci)) or 'no file of one was found'}",
    ]


def recommendations(reviewed: Reviewed, cards: Sequence[tuple[str, str]], facts: Facts) -> str:
    """Write the cards that the review raises, and its findings that nobody accepted."""
    rows = [(plain(title), plain(why)) for title, why in cards]
    return paragraphs(
        table(("card", "raised by"), rows) if rows else "The review raises no card.",
        f"Order, effort and what was declined: {code(facts.roadmap)}." if rows else "",
        "### Findings",
        _findings(reviewed.findings),
    )


def _findings(findings: Sequence[Finding]) -> str:
    still = sorted(
        (each for each in findings if not each.accepted),
        key=lambda each: (_SEVERITY[each.severity], each.code, each.subject),
    )
    if not still:
        return "None but those that were accepted." if findings else "None."
    rows = [
        (each.severity, code(each.code), _subject(each), plain(each.sentence), _helps(each))
        for each in still[:_SHOWN]
    ]
    left = len(still) - _SHOWN
    return paragraphs(
        table(("severity", "finding", "of", "is so", "what helps"), rows),
        f"And {count(left, 'more finding')}: `invoke review --json`." if left > 0 else "",
    )


def _helps(finding: Finding) -> str:
    """Return what helps: the finding's own remedy, else that of its code."""
    row = row_of(finding.code)
    return plain(finding.remedy or (row.remedy if row else ""))


def _subject(finding: Finding) -> str:
    more = len(finding.also) + finding.unnamed
    return plain(finding.subject) + (f" and {more} more" if more else "")
