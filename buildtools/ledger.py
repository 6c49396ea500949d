"""The ledger: the results so far for one release in one environment, and what each was made from.

Every record gets a turn, a number that only grows. An entry keeps the turns of the entries it
asked for, so it is fresh exactly while those are still the current ones. How a ledger becomes a
file is the business of `ledger_file`.
"""

from typing import Literal, TypeVar

import msgspec

from buildtools.errors import OutOfDate, OutOfOrder, ProofFailed
from buildtools.findings import Finding
from buildtools.results import Result, Skipped, Verified

ResultType = TypeVar("ResultType", bound=Result)

State = Literal["missing", "done", "skipped", "failed", "out of date"]

ORDER = ("build", "inject", "create", "set-commits", "upload", "verify", "strip", "finalize")
"""The steps as they follow each other."""

OPTIONAL = frozenset({"strip"})
"""Steps that a release is complete without."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """A step that ended with a failure we can explain."""

    what: str
    exit_code: int
    evidence: tuple[str, ...] = ()
    remedy: str = ""


class Entry(msgspec.Struct, frozen=True):
    """What one step left, when, and from what."""

    turn: int
    made_from: dict[str, int]
    outcome: Result | Failed
    started: str
    """RFC 3339, UTC."""
    seconds: float


class Ledger(msgspec.Struct, frozen=True):
    """The results of one release in one environment, by step."""

    environment: str
    release: str
    dist: str | None = None
    turn: int = 0
    entries: dict[str, Entry] = {}
    format: int = 1

    def state(self, step: str) -> State:
        """Say how the step stands now."""
        entry = self.entries.get(step)
        if entry is None:
            return "missing"
        if isinstance(entry.outcome, Failed):
            return "failed"
        if not self.fresh(step):
            return "out of date"
        if isinstance(entry.outcome, Skipped):
            return "skipped"
        return "failed" if _proof_errors(entry) else "done"

    def fresh(self, step: str) -> bool:
        """Whether all that the step was made from is still current."""
        entry = self.entries[step]
        return all(
            name in self.entries and self.entries[name].turn == turn and self.fresh(name)
            for name, turn in entry.made_from.items()
        )

    def need(self, asker: str, step: str, kind: type[ResultType]) -> ResultType | Skipped:
        """Give the current result of `step`, for the step `asker`.

        Raises OutOfOrder when it has not run or failed, and OutOfDate when it is not fresh.
        """
        entry = self.entries.get(step)
        if entry is None or isinstance(entry.outcome, Failed):
            raise OutOfOrder(asker, step, self.environment)
        if not self.fresh(step):
            raise self._out_of_date(asker, step)
        if not isinstance(entry.outcome, (kind, Skipped)):
            raise TypeError(f"{step} left {type(entry.outcome).__name__}, not {kind.__name__}")
        return entry.outcome

    def _out_of_date(self, asker: str, step: str) -> OutOfDate:
        oldest = next(name for name in ORDER if name in self.entries and not self.fresh(name))
        causes = [
            f"{name} ran again after {oldest}"
            for name, turn in self.entries[oldest].made_from.items()
            if name not in self.entries or self.entries[name].turn != turn
        ]
        return OutOfDate(
            f"{asker} needs {step}, which is out of date", oldest, self.environment, evidence=causes
        )

    def record(self, step: str, entry: Entry) -> "Ledger":
        """Give the ledger with this entry as the newest turn."""
        turn = self.turn + 1
        newest = msgspec.structs.replace(entry, turn=turn)
        return msgspec.structs.replace(self, turn=turn, entries=self.entries | {step: newest})

    def next_step(self) -> str | None:
        """Name the first step that is not done or skipped; None when nothing is left."""
        open_states: tuple[State, ...] = ("missing", "failed", "out of date")
        states = ((step, self.state(step)) for step in ORDER)
        return next(
            (
                step
                for step, state in states
                if state in open_states and (step not in OPTIONAL or state == "failed")
            ),
            None,
        )


def _proof_errors(entry: Entry) -> tuple[Finding, ...]:
    return entry.outcome.proof.errors if isinstance(entry.outcome, Verified) else ()


def proof_failure(verified: Verified, environment: str) -> ProofFailed:
    """Compose the failure that a proof with errors ends a run with."""
    errors = verified.proof.errors
    shown = [f"{found.code}: {found.subject}: {found.sentence}" for found in errors[:10]]
    more = [f"… and {len(errors) - 10} more"] if len(errors) > 10 else []
    first = next((found.remedy for found in errors if found.remedy), "invoke upload verify")
    command = f"{first} --env={environment}" if first.startswith("invoke ") else first
    return ProofFailed(
        f"the proof for {environment} has {len(errors)} error{'s' if len(errors) > 1 else ''}",
        evidence=shown + more,
        remedy=command,
    )


def encode(ledger: Ledger) -> bytes:
    """Write the ledger as indented JSON with sorted keys and a final newline."""
    return msgspec.json.format(msgspec.json.encode(ledger, order="sorted"), indent=1) + b"\n"


def decode(data: bytes) -> Ledger:
    """Read a ledger. Raises msgspec.ValidationError or DecodeError where it is not one."""
    return msgspec.json.decode(data, type=Ledger)
