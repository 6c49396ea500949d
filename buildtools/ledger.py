"""The ledger: the results so far for one release in one environment, and what each was made from.

Every record gets a turn, a number that only grows. An entry keeps the turns of the entries it
asked for, so it is fresh exactly while those are still the current ones. How a ledger becomes a
file is the business of `ledger_file`.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Literal, TypeVar

import msgspec

from buildtools import __version__
from buildtools.errors import OutOfDate, OutOfOrder
from buildtools.findings import Finding, forbidding
from buildtools.findings.catalogue import row_of
from buildtools.results import BY_TAG, Injected, Looked, Result, Skipped, Verified, of_first_form
from buildtools.stages import OPTIONAL, ORDER, STAGES
from buildtools.target import ONLY_APP, Target

ResultType = TypeVar("ResultType", bound=Result)

State = Literal["missing", "done", "skipped", "failed", "out of date"]

LEFT_BY: dict[str, type[Result]] = {stage.name: BY_TAG[stage.result] for stage in STAGES}
"""The result that each step leaves when it is not skipped."""

STEP_OF: dict[type, str] = {kind: step for step, kind in LEFT_BY.items()}

FORMAT = 2
"""The form of a ledger's file. Those before are read; a later one is of a later version."""


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """A step that ended with a failure we can explain."""

    what: str
    exit_code: int
    evidence: tuple[str, ...] = ()
    remedy: str = ""
    code: str = ""
    """That of the finding behind it, if one is."""
    findings: tuple[Finding, ...] = ()
    """All errors behind it; the evidence is of the first ones."""


class Entry(msgspec.Struct, frozen=True):
    """What one step left, when, and from what."""

    turn: int
    made_from: dict[str, int]
    outcome: Result | Failed
    started: str
    """RFC 3339, UTC."""
    seconds: float


class Attempt(msgspec.Struct, frozen=True):
    """A build of another release that failed, and so opened no ledger of its own."""

    release: str
    dist: str | None
    entry: Entry


class Ledger(msgspec.Struct, frozen=True):
    """The results of one release in one environment, by step."""

    environment: str
    release: str
    dist: str | None = None
    turn: int = 0
    entries: dict[str, Entry] = {}
    format: int = FORMAT
    attempt: Attempt | None = None
    """What was tried last, if that was to build another release: nothing follows on it."""
    app: str = ONLY_APP
    written_by: str = __version__
    """The version of this package that wrote it; empty where the form has no word of it."""

    @property
    def target(self) -> Target:
        """Whose results these are."""
        return Target(self.app, self.environment)

    def last_begun(self) -> str:
        """Return when the last step was begun, in RFC 3339; empty when none was."""
        attempt = [self.attempt.entry] if self.attempt else []
        return max((entry.started for entry in (*self.entries.values(), *attempt)), default="")

    def state(self, step: str) -> State:
        """Return how the step stands now."""
        entry = self.entries.get(step)
        if entry is None:
            return "missing"
        if isinstance(entry.outcome, Failed):
            return "failed"
        if not self.fresh(step):
            return "out of date"
        if isinstance(entry.outcome, Skipped):
            return "skipped"
        return "failed" if errors_of(entry) else "done"

    def fresh(self, step: str) -> bool:
        """Whether all that the step was made from is still current."""
        entry = self.entries[step]
        return all(
            name in self.entries and self.entries[name].turn == turn and self.fresh(name)
            for name, turn in entry.made_from.items()
        )

    def need(self, asker: str, step: str, kind: type[ResultType]) -> ResultType | Skipped:
        """Return the current result of `step`, for the step `asker`.

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
        """Return the ledger with this entry as the newest turn."""
        turn = self.turn + 1
        newest = msgspec.structs.replace(entry, turn=turn)
        entries = self.entries | {step: newest}
        return msgspec.structs.replace(self, turn=turn, entries=entries, attempt=None)

    def without(self, step: str) -> "Ledger":
        """Forget what a step left: it was undone, and what was made from it is out of date."""
        left = {name: entry for name, entry in self.entries.items() if name != step}
        return msgspec.structs.replace(self, turn=self.turn + 1, entries=left)

    def next_step(self, wanted: Collection[str] = (), *, must_see: bool = False) -> str | None:
        """Name the step to go on from; None when nothing is left.

        Optional steps count only where they are `wanted`; with `must_see` a look at the live site
        that did not see all of it counts as none.
        That is the first one that is not done or skipped, or an earlier one that corrects its
        errors.
        """
        looked = self.entries["live"].outcome if must_see and "live" in self.entries else None
        blind = isinstance(looked, Looked) and unseen(looked) is not None
        still = {"live"} if blind and not self._is_done("finalize") else set[str]()
        first = next((step for step in ORDER if step in still or self.is_open(step, wanted)), None)
        errors = errors_of(self.entries[first]) if first in self.entries else ()
        return min(cure(errors), first or "build", key=ORDER.index) if errors else first

    def _is_done(self, step: str) -> bool:
        return self.state(step) == "done"

    def is_open(self, step: str, wanted: Collection[str] = ()) -> bool:
        """True while there is something left to do for a step."""
        state = self.state(step)
        if state in ("missing", "out of date"):
            return step not in OPTIONAL or step in wanted
        return state == "failed" or (step == "upload" and left_out(self.entries[step]))


def left_out(entry: Entry) -> bool:
    """True for an upload that was left out though nothing allows it."""
    return isinstance(entry.outcome, Skipped) and not entry.outcome.allowed


def unseen(looked: Looked) -> str | None:
    """Return what a look at the live site did not see, empty where it reached nothing.

    None when it saw all, or when its errors say more.
    """
    if looked.proof.errors:
        return None
    loud = [each for each in looked.proof.findings if each.severity != "info" and not each.accepted]
    rows = ((found, row_of(found.code)) for found in loud)
    untried = next((found.sentence for found, row in rows if row and row.untried), None)
    return untried or (None if looked.reached else "")


def cure(errors: Sequence[Finding]) -> str:
    """Name the earliest step to go on from so that none of these errors is left."""
    rows = (row_of(found.code) for found in errors)
    return min((row.resume if row else "build" for row in rows), key=ORDER.index)


def errors_of(entry: Entry) -> tuple[Finding, ...]:
    """Return the errors of a step that was done to its end, but for those that are accepted."""
    match entry.outcome:
        case Verified(proof) | Looked(proof):
            return proof.errors
        case Injected(findings=findings):
            return forbidding(findings)
        case _:
            return ()


def encode(ledger: Ledger) -> bytes:
    """Write the ledger as indented JSON with sorted keys and a final newline."""
    written = msgspec.structs.replace(ledger, written_by=__version__)
    return msgspec.json.format(msgspec.json.encode(written, order="sorted"), indent=1) + b"\n"


class _Headed(msgspec.Struct, frozen=True):
    """What a ledger of any format has."""

    format: int = 1
    written_by: str = ""


class NewerForm(ValueError):
    """A ledger that a later version wrote in a form that this one does not know."""


def decode(data: bytes) -> Ledger:
    """Read a ledger.

    Raises ValueError, with a sentence, where it is not one: no JSON, with steps that do not follow
    each other, or with paths that none of this project can have; NewerForm where it is a later one.
    """
    try:
        ledger = _of_this_form(data) if _OURS in data else _of_any_form(data)
    except RecursionError as fault:
        raise ValueError("it is nested deeper than a ledger is") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise ValueError(_explained(str(fault))) from fault
    for step, entry in ledger.entries.items():
        _refuse_disorder(step, entry)
    return ledger


def _refuse_newer(head: _Headed) -> None:
    if head.format > FORMAT:
        raise NewerForm(
            f"its format is {head.format}, written by version {head.written_by or 'unknown'}; "
            f"version {__version__} reads up to {FORMAT}"
        )


_OURS = f'\n "format": {FORMAT},\n'.encode()
"""Stands at the top of a ledger as `encode` writes it, and in no text: those have no line ends."""


def _of_any_form(data: bytes) -> Ledger:
    """Read a ledger that may be of another form, and so is looked through for that first."""
    head = msgspec.json.decode(data, type=_Headed)
    _refuse_newer(head)
    return _of_first_form(data) if head.format == 1 else _of_this_form(data)


def _of_this_form(data: bytes) -> Ledger:
    return msgspec.json.decode(data, type=Ledger)


def _of_first_form(data: bytes) -> Ledger:
    """Read a ledger of the form before, which told of the first bundle alone."""
    value = msgspec.json.decode(data)
    with suppress(LookupError, TypeError):
        outcome = value["entries"]["upload"]["outcome"]
        if outcome["type"] == "uploaded":
            value["entries"]["upload"]["outcome"] = of_first_form(outcome)
    return msgspec.structs.replace(msgspec.convert(value, Ledger), format=FORMAT, written_by="")


def _explained(fault: str) -> str:
    """Return what is wrong with a value without the expression that it does not match."""
    _, regex, place = fault.partition(" matching regex ")
    if not regex:
        return fault
    return f"a path that is none of this project:{place.rpartition(' - at')[2]}"


def _refuse_disorder(step: str, entry: Entry) -> None:
    """Raise ValueError for a step that is none, left another's result, or was made from a later."""
    if step not in ORDER:
        raise ValueError(f"{step} is no step")
    left, earlier = type(entry.outcome), ORDER[: ORDER.index(step)]
    strange = [name for name in entry.made_from if name not in earlier]
    if strange or left not in (LEFT_BY[step], Skipped, Failed):
        what = f"made from {strange[0]}" if strange else f"with {left.__name__}"
        raise ValueError(f"{step} {what} is no step of ours")
