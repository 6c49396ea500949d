"""One value that every rendering of a ledger starts from."""

import msgspec

from buildtools.findings import Finding
from buildtools.ledger import OPTIONAL, ORDER, Failed, Ledger, State
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    Result,
    Skipped,
    Stripped,
    Uploaded,
    Verified,
)


class Line(msgspec.Struct, frozen=True):
    """How one step stands: what it did in a few words, and the seconds it took."""

    step: str
    state: State
    words: str
    seconds: float | None
    findings: tuple[Finding, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """A ledger as a reader wants it."""

    environment: str
    release: str
    dist: str | None
    lines: tuple[Line, ...]
    next_step: str | None
    """The first step that still has to be done; None when nothing is left."""
    bundle_id: str | None
    debug_ids: int
    counts: dict[str, int]
    """What the proof really tried; empty before verify."""


def report(ledger: Ledger) -> Report:
    """Make the report of a ledger, whatever state it is in."""
    left = {type(entry.outcome): entry.outcome for entry in ledger.entries.values()}
    uploaded, injected, verified = left.get(Uploaded), left.get(Injected), left.get(Verified)
    return Report(
        environment=ledger.environment,
        release=ledger.release,
        dist=ledger.dist,
        lines=tuple(
            _line(ledger, step) for step in ORDER if step not in OPTIONAL or step in ledger.entries
        ),
        next_step=ledger.next_step(),
        bundle_id=uploaded.bundle_id if isinstance(uploaded, Uploaded) else None,
        debug_ids=_distinct_ids(injected) if isinstance(injected, Injected) else 0,
        counts=verified.proof.counts if isinstance(verified, Verified) else {},
    )


def _distinct_ids(injected: Injected) -> int:
    return len({each.debug_id for each in injected.pairs})


def _line(ledger: Ledger, step: str) -> Line:
    entry = ledger.entries.get(step)
    if entry is None:
        return Line(step, "missing", "", None)
    findings = _findings(entry.outcome)
    return Line(step, ledger.state(step), words(entry.outcome), entry.seconds, findings)


def _findings(outcome: Result | Failed) -> tuple[Finding, ...]:
    match outcome:
        case Verified(proof):
            return proof.findings
        case Built() | Injected() | CommitsSet() | Stripped() | Finalized():
            return outcome.findings
        case _:
            return ()


def words(outcome: Result | Failed) -> str:
    """Say in a few words what a step left."""
    match outcome:
        case Built(pairs, scripts):
            others = _count(scripts - len(pairs), "other script")
            return f"{_count(len(pairs), 'pair')}, {others} that need no map"
        case Injected(pairs):
            return f"{_count(_distinct_ids(outcome), 'debug ID')} in {_count(len(pairs), 'pair')}"
        case Created(version, projects):
            return f"{version} in {', '.join(projects)}"
        case CommitsSet():
            return _commits(outcome)
        case Uploaded():
            return f"bundle {outcome.bundle_id}, {outcome.files} files, {_size(outcome)}"
        case Verified(proof):
            return _proof(proof.counts, len(proof.errors))
        case Stripped(files):
            return f"{outcome.maps} maps taken away, {len(files) - outcome.maps} files changed"
        case Finalized(version, deploy):
            return f"{version} released" + (f", deployed to {deploy}" if deploy else "")
        case Skipped(words) | Failed(words):
            return words


def _commits(done: CommitsSet) -> str:
    since = f" since {done.previous[:12]}" if done.previous else ""
    return f"{_count(done.count, 'commit')} of {done.repository}{since} ({done.mode})"


def _size(uploaded: Uploaded) -> str:
    return f"{uploaded.bundle_bytes / 1_000_000:.1f} MB in {_count(uploaded.chunks, 'chunk')}"


def _proof(counts: dict[str, int], errors: int) -> str:
    sums = {
        what: sum(number for name, number in counts.items() if name.endswith(what))
        for what in ("positions", "frames", "controls")
    }
    tried = ", ".join(f"{number} {what}" for what, number in sums.items() if number)
    return f"{_count(errors, 'error')} in {tried or 'nothing that could be tried'}"


def _count(number: int, what: str) -> str:
    """Say a number of things: "no errors", "1 pair", "2 pairs"."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
