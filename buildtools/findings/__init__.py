"""What a check noticed: code, severity, subject, sentence, remedy.

Findings are data. Nothing here stops a run: `finalize` is what refuses a proof with errors.
A check that could not run is a finding too, never a pass. What each code stands for is a row of
`catalogue`; what a finding can be about is a value of `subjects`.
"""

from collections.abc import Iterable
from itertools import islice

import msgspec

from buildtools.findings.catalogue import ALIASES, CATALOGUE, canonical
from buildtools.findings.catalogue.row import Severity as Severity
from buildtools.findings.subjects import Subject

MOST_SUBJECTS = 100
"""Subjects that one finding names; of more it has the number."""


class Finding(msgspec.Struct, frozen=True):
    """One thing a check noticed.

    `subject` is the text of `about`, as people read it and as `accept:` compares it; `sentence`
    says what is so; `remedy` is one thing to do, or empty. `accepted` is the reason for which
    sentry.yml takes it as it is, if it does.
    """

    code: str
    severity: Severity
    subject: str
    sentence: str
    remedy: str = ""
    accepted: str | None = None
    final: bool = False
    """Whether nobody may accept it, whatever its code: every frame would be wrong."""
    about: Subject | None = None
    """None in a ledger of a version that had the text alone."""
    also: tuple[Subject, ...] = ()
    """What the same is said of, after the first."""
    unnamed: int = 0
    """How many more there are, which `also` has no room for."""

    def __post_init__(self) -> None:
        if self.code in ALIASES:  # in a ledger of a version that called it so
            msgspec.structs.force_setattr(self, "code", canonical(self.code))

    def with_also(self, also: Iterable[Subject]) -> "Finding":
        """Return the same finding with these as its further subjects, as far as there is room."""
        kept, unnamed = _bounded(also)
        return msgspec.structs.replace(self, also=kept, unnamed=unnamed)

    def of(self, about: Subject) -> "Finding":
        """Return the same finding about something else."""
        return msgspec.structs.replace(self, subject=str(about), about=about)


def forbidding(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that nothing may go on with: errors that nobody accepted."""
    return tuple(found for found in findings if found.severity == "error" and not found.accepted)


def finding(
    code: str,
    about: Subject,
    sentence: str,
    remedy: str = "",
    *,
    severity: Severity | None = None,
    also: Iterable[Subject] = (),
) -> Finding:
    """Make a finding with the severity its code usually has.

    Of the further subjects so many are kept that there are MOST_SUBJECTS with the first; the rest
    is counted. Raises KeyError when the code is not in the catalogue.
    """
    kept, unnamed = _bounded(also)
    return Finding(
        code,
        severity or CATALOGUE[code].severity,
        str(about),
        sentence,
        remedy,
        about=about,
        also=kept,
        unnamed=unnamed,
    )


def _bounded(also: Iterable[Subject]) -> tuple[tuple[Subject, ...], int]:
    """Keep so many that there are MOST_SUBJECTS with the first, and count the rest."""
    further = iter(also)
    kept = tuple(islice(further, MOST_SUBJECTS - 1))
    return kept, sum(1 for _ in further)
