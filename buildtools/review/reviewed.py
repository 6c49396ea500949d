"""What a review leaves: verdicts, figures, tables and findings of one release in one environment.

It is evidence that belongs to the repository: no secret, no absolute path and no address of a
Sentry server stands in it. Equal measurements give equal values, apart from `taken`.
"""

from typing import Literal

import msgspec

from buildtools.findings import Finding

Outcome = Literal["met", "differs", "accepted", "unplanned", "absent", "unknown", "not-asked"]
"""How one check ended.

`met`: as the plan, or the check's own rule, wants it. `differs`: not so. `accepted`: not so, and
the plan says why that is right. `unplanned`: it is there, and nobody said what is wanted. `absent`:
it is not there. `unknown`: asked for, and could not be told; never met. `not-asked`: this review
did not look where it could be seen.
"""

Plain = str | int | float | bool | None | list[str] | dict[str, str]
"""A value as a plan can name it."""


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured number; its unit, title and noise are the row of its name in `figures`."""

    name: str
    value: float
    source: str
    """What it was measured by: a command, a level, what was counted."""
    n: int = 1
    """How many measurements it is the median of."""
    low: float | None = None
    high: float | None = None
    """The smallest and the largest of them."""


class Table(msgspec.Struct, frozen=True):
    """Rows that documents show as they are: bytes of each package, recall at each place."""

    name: str
    title: str
    columns: tuple[str, ...]
    """The first is text; a column of numbers ends with its unit: `raw, bytes`."""
    rows: tuple[tuple[str | int | float | None, ...], ...]
    source: str
    note: str = ""
    """What its reader has to know: a base, a level, what was not counted."""


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one check of the table, or one figure that the plan names, ended."""

    check: str
    outcome: Outcome
    seen: str = ""
    """What is so, in words: `0.1, in src/instrumentation-client.ts:4`."""
    wanted: str = ""
    because: str = ""
    """The plan's reason for what is wanted, or for what is accepted."""
    why: str = ""
    """Why it is unknown, or how it is asked for."""
    source: str = ""
    """Where it was seen: page, build, sources, server, ledger."""
    value: Plain = None
    """What a plan or a card is compared with; None also where nothing was seen."""

    @property
    def is_told(self) -> bool:
        """Whether anything was seen: it is neither unknown nor not asked."""
        return self.outcome not in ("unknown", "not-asked")


class Reviewed(msgspec.Struct, frozen=True, tag="reviewed"):
    """One review."""

    app: str
    environment: str
    release: str
    dist: str | None
    taken: str
    """The day, in UTC: 2026-11-27. No document shows it but its history."""
    tools: dict[str, str]
    """Names and versions of what measured: buildtools, node, sentry-relay."""
    looked: tuple[str, ...]
    """Where was looked: build, sources, ledger, server, page, cost."""
    verdicts: tuple[Verdict, ...]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    format: int = 1
    turn: int = 1
    """Which of the reviews of its day and target it is, from one; set where it is kept."""

    def figure(self, name: str) -> Figure | None:
        """Return a figure by its name; None when it was not measured."""
        return next((each for each in self.figures if each.name == name), None)

    def table(self, name: str) -> Table | None:
        """Return a table by its name."""
        return next((each for each in self.tables if each.name == name), None)

    def verdict(self, check: str) -> Verdict | None:
        """Return the verdict of a check."""
        return next((each for each in self.verdicts if each.check == check), None)
