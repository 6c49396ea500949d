"""The catalogue: one row for each code that a finding can have.

To add a finding, write its row here, in the file of the step that notices it, and a check that
finds it. Severity, aliases, the step to go on from, what may be accepted, and the page
docs/findings.md all come from the row.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from buildtools.findings.catalogue import (
    injection,
    integration,
    live,
    outputs,
    proof,
    release,
)
from buildtools.findings.catalogue.row import Row

GROUPS: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {
        "Build": outputs.ROWS,
        "Inject and upload": injection.ROWS,
        "Promotion": integration.PROMOTION,
        "Proof": proof.ROWS,
        "Commits, strip and finalize": release.ROWS,
        "Live site": live.ROWS,
        "Public files and policies": integration.PUBLIC,
        "Scenarios": proof.SCENARIOS,
        "Review": integration.REVIEW + outputs.SET_UP,
        "Review of a server": release.ACCOUNT,
        "Doctor": live.NETWORK + proof.TOKEN + release.SERVER + injection.DOCTOR,
    }
)
"""The rows under the headings of docs/findings.md."""

CATALOGUE: Mapping[str, Row] = MappingProxyType(
    {row.code: row for rows in GROUPS.values() for row in rows}
)
"""Every row by its code."""


def aliases(rows: Iterable[Row]) -> dict[str, str]:
    """Return the former names of these rows, and their codes."""
    return {old: row.code for row in rows for old in row.former}


ALIASES: Mapping[str, str] = MappingProxyType(aliases(CATALOGUE.values()))
"""Codes that were renamed, and their new names: an old one holds for good where a user wrote it."""


def canonical(code: str) -> str:
    """Return the code that this one is called by now."""
    return ALIASES.get(code, code)


def row_of(code: str) -> Row | None:
    """Return the row of a code, by this name or a former one; None when there is none."""
    return CATALOGUE.get(canonical(code))
