"""Plan against actual: every verdict of a review, what was decided first."""

from collections.abc import Sequence

from buildtools.documents.markdown import code, paragraphs, plain, table
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import ORDER, OUTCOMES, by_reason, tables, verdicts
from buildtools.review.comparing import shown
from buildtools.review.figures import FIGURES
from buildtools.review.plan import Item, Plan
from buildtools.review.reviewed import Outcome, Reviewed, Verdict


def section(reviewed: Reviewed, plan: Plan, facts: Facts) -> str:
    """Write what was planned beside what is so; what nobody planned; what could not be told."""
    titles = titles_of(reviewed, facts)
    planned = [each for each in reviewed.verdicts if each.wanted or each.outcome == "accepted"]
    others = [each for each in reviewed.verdicts if each not in planned]
    legend = any(each.outcome in ("absent", "unplanned") for each in reviewed.verdicts)
    return paragraphs(
        counted(reviewed.verdicts),
        _LEGEND if legend else "",
        "### As planned, and not",
        _planned(planned, plan, titles) or _no_plan(plan, facts),
        _not_looked_at(plan, reviewed, facts),
        _part("### Without a plan", [each for each in others if _is_told(each)], titles),
        _reasons("### Unknown", "unknown", others, titles),
        _reasons("### Not asked", "not-asked", others, titles),
        tables(reviewed, "plan"),
    )


_LEGEND = (
    "Absent: there is nothing of the kind here, which may be good (no flag to go wrong) or a gap "
    "(no alert). Not planned: it is there, and no plan says what is wanted."
)


def titles_of(reviewed: Reviewed, facts: Facts) -> dict[str, str]:
    """Return how each check is called: its title with its name, by which a plan calls it."""
    named = {}
    for each in reviewed.verdicts:
        title, row = facts.title(each.check), FIGURES.get(each.check)
        title = row.title if row and title == each.check else title
        name = f"`{each.check}`"
        named[each.check] = name if title == each.check else f"{title} ({name})"
    return named


def counted(told: Sequence[Verdict]) -> str:
    """Return how many checks there are of each outcome; unknown ones are never among the met."""
    numbers = [(sum(each.outcome == outcome for each in told), outcome) for outcome in OUTCOMES]
    parts = [f"{number} {_OF_MANY[outcome]}" for number, outcome in numbers if number]
    return f"{len(told)} checks: {', '.join(parts)}." if told else "No check was asked."


_OF_MANY: dict[Outcome, str] = {
    "differs": "differ",
    "accepted": "differ by decision",
    "absent": "absent",
    "unplanned": "not planned",
    "unknown": "unknown",
    "not-asked": "not asked",
    "met": "met",
}


def _planned(told: Sequence[Verdict], plan: Plan, titles: dict[str, str]) -> str:
    rows = [
        (
            plain(titles[each.check]),
            OUTCOMES[each.outcome],
            code(each.wanted),
            plain(each.seen or each.why),
            plain(each.because),
            _when(plan.item(each.check)),
            plain(each.source),
        )
        for each in sorted(told, key=lambda each: ORDER[each.outcome])
    ]
    heads = ("what", "outcome", "wanted", "is so", "because", "since; revisit", "told by")
    return table(heads, rows) if rows else ""


def _when(item: Item | None) -> str:
    if item is None:
        return ""
    return plain("; ".join(each for each in (item.since, item.revisit) if each))


def _no_plan(plan: Plan, facts: Facts) -> str:
    if plan.plan:
        return ""
    return f"{code(facts.plan)} plans nothing; `invoke review --write-plan` proposes one."


def _not_looked_at(plan: Plan, reviewed: Reviewed, facts: Facts) -> str:
    left = [each for each in plan.plan if reviewed.verdict(each.check) is None]
    if not left:
        return ""
    names = ", ".join(f"{code(each.check)} (wanted: {code(shown(each.want))})" for each in left)
    return f"Planned in {code(facts.plan)}, and not looked at by this review: {names}."


def _is_told(each: Verdict) -> bool:
    return each.is_told


def _part(heading: str, told: Sequence[Verdict], titles: dict[str, str]) -> str:
    return paragraphs(heading, verdicts(told, titles)) if told else ""


def _reasons(
    heading: str, outcome: Outcome, told: Sequence[Verdict], titles: dict[str, str]
) -> str:
    of_it = [each for each in told if each.outcome == outcome]
    return paragraphs(heading, by_reason(of_it, titles)) if of_it else ""
