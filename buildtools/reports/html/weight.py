"""Where the Sentry SDK weighs: what the last review has measured, and nothing else."""

from typing import Final

import msgspec

from buildtools.reports.full.weight import Weighed
from buildtools.review.reviewed import Table
from buildtools.review.words import in_words, measured

_MOST_PAGES: Final = 20
_TOTALS: Final = ("Sentry, as one", "all scripts for browsers")
_RAW, _GZIP = 1, 2
"""Columns of the table by package."""
_HEADLINES: Final = (
    ("weight-all-gz", "in all scripts for browsers, gzip 6"),
    ("weight-first-page-gz", "before the first page works, gzip 6"),
    ("weight-first-page-share", "of the first page, gzip 6"),
)


class Bar(msgspec.Struct, frozen=True):
    """What one package weighs."""

    name: str
    raw: str
    gzip: str
    width: str
    """In per cent of the heaviest."""
    is_sentrys: bool


class Weight(msgspec.Struct, frozen=True):
    """What is known of it."""

    headlines: tuple[tuple[str, str], ...]
    """A figure and what it is of."""
    bars: tuple[Bar, ...]
    totals: tuple[Bar, ...]
    columns: tuple[str, ...]
    pages: tuple[tuple[str, ...], ...]
    pages_left_out: int
    note: str
    source: str
    """By what, of which release and when it was measured."""


def weight(weighed: Weighed | None, release: str) -> Weight | None:
    """Return what a review measured of it; None where none did."""
    if weighed is None:
        return None
    table, by_page = weighed.table("weight-by-package"), weighed.table("weight-by-page")
    figures = ((weighed.figure(name), words) for name, words in _HEADLINES)
    pages = _cells(by_page) if by_page else ()
    of = "this release" if weighed.release == release else f"release {weighed.release}"
    by = f": {table.source}" if table else ""
    bars = _bars(table) if table else []
    return Weight(
        tuple((in_words(figure), words) for figure, words in figures if figure),
        tuple(each for each in bars if each.name not in _TOTALS),
        tuple(each for each in bars if each.name in _TOTALS),
        by_page.columns if by_page else (),
        pages[:_MOST_PAGES],
        max(len(pages) - _MOST_PAGES, 0),
        table.note if table else "",
        f"measured of {of} on {weighed.taken}{by}",
    )


def _bars(table: Table) -> list[Bar]:
    rows = [(str(row[0]), _number(row, _RAW), _number(row, _GZIP)) for row in table.rows]
    most = max((raw for name, raw, _ in rows if name not in _TOTALS), default=0) or 1
    sentrys = _sentrys(table.note)
    return [
        Bar(
            name,
            measured(raw, "bytes"),
            measured(gzip, "bytes"),
            f"{min(100 * raw / most, 100):.1f}%",
            name.startswith("@sentry") or name in sentrys,
        )
        for name, raw, gzip in rows
    ]


def _sentrys(note: str) -> set[str]:
    """Return whose packages a table counts as Sentry's, which its note tells."""
    _, _, told = note.partition("Sentry is ")
    return set(told.partition(". ")[0].rstrip(".").split(", "))


def _number(row: tuple[str | int | float | None, ...], column: int) -> int:
    value = row[column] if column < len(row) else None
    return int(value) if isinstance(value, (int, float)) else 0


def _cells(table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_cell(each) for each in row) for row in table.rows)


def _cell(value: str | float | None) -> str:
    match value:
        case None:
            return "–"
        case str():
            return value
        case int():
            return f"{value:,}"
        case _:
            return f"{value:,.1f}"
