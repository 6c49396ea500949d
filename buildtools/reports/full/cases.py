"""Cases: each pair and each check of a proof with how it came out, as test reports show them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from buildtools.findings import Finding
from buildtools.proof.trials import Outcome as TrialOutcome
from buildtools.proof.trials import Trial
from buildtools.values import DebugId, Kind

Outcome = Literal[
    "proved",
    "failed",
    "accepted",
    "warned",
    "not judged",
    "not tried",
    "not offered",
    "skipped",
]
"""`failed`, an error that forbids to finalize; `accepted`, one that sentry.yml takes as it is;
`warned`, it differs, and that is a warning; `not judged`, nothing can be told by what is there;
`not tried`, nobody asked; `not offered`, the server has no such thing; `skipped`, it was left out
on purpose."""


class Tried(msgspec.Struct, frozen=True):
    """How many trials came out in which way; those count, too, of which no more is kept."""

    passed: int = 0
    failed: int = 0
    not_tried: int = 0

    @property
    def number(self) -> int:
        """How many there are in all."""
        return self.passed + self.failed + self.not_tried

    def plus(self, outcome: TrialOutcome, number: int = 1) -> "Tried":
        """Return the same with so many more of one outcome."""
        match outcome:
            case "passed":
                return msgspec.structs.replace(self, passed=self.passed + number)
            case "failed":
                return msgspec.structs.replace(self, failed=self.failed + number)
            case _:
                return msgspec.structs.replace(self, not_tried=self.not_tried + number)


class PairCase(msgspec.Struct, frozen=True):
    """A script with its map, and whether it is proven that its frames resolve."""

    script: str
    map: str | None
    url: str
    kind: Kind
    outcome: Outcome
    why: str = ""
    """Why it is not proved; of one that is, what less its proof rests on."""
    code: str = ""
    """That of the finding behind it, if one is."""
    remedy: str = ""
    debug_id: DebugId | None = None
    bytes: int | None = None
    """The size of the script; None where no ledger has kept it."""
    tried: Tried = Tried()
    """Of those trials that are kept: of a very large build not all are."""


class CheckCase(msgspec.Struct, frozen=True):
    """A check of the proof or of the live site, with all its trials."""

    of: Literal["proof", "live"]
    check: str
    """Its name; of a part that was not tried what it is of."""
    what: str
    """What holds where it passed, in a few words."""
    outcome: Outcome
    why: str = ""
    code: str = ""
    remedy: str = ""
    tried: Tried = Tried()


def summed(trials: Iterable[Trial]) -> Tried:
    """Count trials by their outcomes."""
    number = Counter(trial.outcome for trial in trials)
    passed, failed = number["passed"], number["failed"]
    return Tried(passed, failed, number.total() - passed - failed)


def weighed(findings: Iterable[Finding]) -> Mapping[Outcome, Finding]:
    """Return the first finding that fails a case, is accepted in it, or warns of it."""
    first: dict[Outcome, Finding] = {}
    for each in findings:
        if each.severity == "info":
            continue
        loud: Outcome = "failed" if each.severity == "error" else "warned"
        first.setdefault("accepted" if each.accepted else loud, each)
    return first
