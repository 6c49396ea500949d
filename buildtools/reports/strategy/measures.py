"""Figures, verdicts and tables of a review as Markdown: each with what it was measured by."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from buildtools.documents.markdown import Cell, bullets, paragraphs, plain, table
from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure, Outcome, Reviewed, Table, Verdict
from buildtools.review.words import in_words, rounded

OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        "differs": "differs",
        "accepted": "differs, accepted",
        "absent": "absent",
        "unplanned": "not planned",
        "unknown": "unknown",
        "not-asked": "not asked",
        "met": "met",
    }
)
"""How outcomes are said, in the order in which a reader wants them."""
ORDER: Mapping[Outcome, int] = MappingProxyType({each: at for at, each in enumerate(OUTCOMES)})

NOT_MEASURED = "not measured"

LONG = 16
"""Rows of a table that is not folded, at most."""

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "effect": ("features", "optimizations", "filters", "flags", "weight-feature"),
        "weight": ("weight", "wire", "without"),
        "cost": ("cost", "page", "server", "build"),
        "monitoring": ("alerts", "quota"),
        "privacy": ("pii", "privacy", "scrubbing"),
        "security": ("secret", "home", "exposure", "token", "keys", "published"),
    }
)
"""Where tables stand, by how their names begin."""

_ASKED = (
    ("weight-error", "--without-sentry"),
    ("page-cpu", "--cost"),
    ("server-", "--cost"),
    ("build-cpu", "--cost"),
    ("wire-", "--browser"),
)
"""Which option measures a figure that a plain review does not; by how its name begins."""


def figures(reviewed: Reviewed, names: Iterable[str]) -> str:
    """Write a table of figures; what was not measured stands below it, with what would.

    Of what a check of the same name tells the check's row is enough.
    """
    asked = list(names)
    found = [figure for name in asked if (figure := reviewed.figure(name))]
    missing = [
        name
        for name in asked
        if reviewed.figure(name) is None
        and not ((verdict := reviewed.verdict(name)) and verdict.is_told)
    ]
    return paragraphs(_once(found) or _spread(found), _missing(missing))


def _once(found: Sequence[Figure]) -> str:
    """Write figures that were measured once each; nothing where one was not, or there is none."""
    if not found or any(each.n != 1 or each.low is not None for each in found):
        return ""
    rows = [(plain(FIGURES[each.name].title), in_words(each), plain(each.source)) for each in found]
    return paragraphs(
        table(("figure", "value", "measured by"), rows),
        "Each was measured once (n = 1), and has no spread.",
    )


def _spread(found: Sequence[Figure]) -> str:
    rows = [
        (plain(FIGURES[each.name].title), in_words(each), spread(each), each.n, plain(each.source))
        for each in found
    ]
    heads = ("figure", "value", "lowest to highest", "n", "measured by")
    return table(heads, rows) if rows else ""


def spread(figure: Figure) -> str:
    """Return the smallest and the largest of several measurements; nothing of a count."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{rounded(figure.name, figure.low)} to {rounded(figure.name, figure.high)}"


def _missing(names: Sequence[str]) -> str:
    if not names:
        return ""
    told = sorted((asked_by(name), FIGURES[name].title) for name in names)
    lines = [
        f"{'; '.join(plain(title) for _, title in those)}"
        + (f" (`invoke review {option}` measures it)" if option else "")
        for option, those in groupby(told, lambda each: each[0])
    ]
    return paragraphs("Not measured:", bullets(lines))


def asked_by(name: str) -> str:
    """Return the option that measures a figure; nothing where every review does."""
    return next((option for begin, option in _ASKED if name.startswith(begin)), "")


def shown(each: Table) -> str:
    """Write a table as it is, with its title, its source and its note; a long one folded."""
    rows = table(each.columns, [[_cell(cell) for cell in row] for row in each.rows])
    title = plain(each.title)
    if len(each.rows) > LONG:
        summary = f"<summary>{title} ({len(each.rows)} rows)</summary>"
        parts = [f"<details>\n{summary}", rows, "</details>"]
    else:
        parts = [f"**{title}**", rows if each.rows else "Nothing was found."]
    return paragraphs(*parts, plain(_sentences(f"Measured by {each.source}", each.note)))


def tables(reviewed: Reviewed, section: str) -> str:
    """Write the tables of a section, in their order; that of the plan has what no other has."""
    return paragraphs(*(shown(each) for each in reviewed.tables if place(each.name) == section))


def place(name: str) -> str:
    """Return the section that a table stands in, by how its name begins."""
    return next((each for each, begins in PLACES.items() if name.startswith(begins)), "plan")


def verdicts(told: Iterable[Verdict], titles: Mapping[str, str]) -> str:
    """Write a table of verdicts, what differs first; one that is unknown says why."""
    rows = [
        (
            plain(titles.get(each.check, each.check)),
            OUTCOMES[each.outcome],
            plain(each.seen or each.why),
            plain(each.source),
        )
        for each in sorted(told, key=lambda each: ORDER[each.outcome])
    ]
    return table(("what", "outcome", "is so", "told by"), rows) if rows else ""


def by_reason(told: Iterable[Verdict], titles: Mapping[str, str]) -> str:
    """Write verdicts under the reason that they share, the commonest first."""
    ordered = sorted(told, key=lambda each: each.why)
    groups = [(why, list(those)) for why, those in groupby(ordered, lambda each: each.why)]
    groups.sort(key=lambda each: (-len(each[1]), each[0]))
    return bullets(
        f"{plain(why or 'no reason is known')}. This leaves open: "
        + ", ".join(plain(titles.get(each.check, each.check)) for each in those)
        for why, those in groups
    )


def of(reviewed: Reviewed, *checks: str) -> list[Verdict]:
    """Return the verdicts of these checks, as far as the review has them."""
    return [each for check in checks if (each := reviewed.verdict(check))]


def evidence(reviewed: Reviewed, *checks: str) -> str:
    """Return in one cell what is so of these checks, or why nothing is known."""
    told = [said for check in checks if (said := _said(reviewed, check))]
    return plain("; ".join(told)) or f"{NOT_MEASURED}: no review looked at it"


def _said(reviewed: Reviewed, check: str) -> str:
    """Return what is so of a check; of a figure that no check is about, its value."""
    each, figure = reviewed.verdict(check), reviewed.figure(check)
    if each is not None:
        outcome = OUTCOMES[each.outcome]
        return f"{check}: {each.seen}" if each.seen else f"{check}: {outcome}, {each.why}"
    return f"{check}: {in_words(figure)}, {figure.source}" if figure else ""


def _cell(cell: Cell) -> Cell:
    return plain(cell) if isinstance(cell, str) else cell


def _sentences(*parts: str) -> str:
    """Join clauses as sentences."""
    return " ".join(f"{part[0].upper()}{part[1:].rstrip('.')}." for part in parts if part)
