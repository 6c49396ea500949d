"""Each pair as a case: what is proven of it, by its own trials and by what was noticed of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from buildtools.findings import Finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.ledger import Failed, Ledger
from buildtools.proof import Proof
from buildtools.proof.counts import row
from buildtools.proof.lines import Kept
from buildtools.proof.trials import PairState, Trial
from buildtools.reports.full.cases import Outcome, PairCase, summed, weighed
from buildtools.reports.report import noticed_by
from buildtools.results import Built, Injected, Skipped, Verified

_STEPS = ("build", "inject", "upload", "verify", "strip")
"""Those that notice something of pairs; what a site serves is a case of its own."""

_ON_SERVER = ("look-up", "listed-file", "frame")

Thing = TypeVar("Thing")


def pairs_of(ledger: Ledger, kept: Kept | None) -> tuple[PairCase, ...]:
    """Judge every pair of a ledger, in its order; `kept` are the trials of its proof."""
    every = tuple(_untold(ledger))
    noticed = _noticed(ledger)
    tried = _by_key(((trial.subject,), trial) for trial in kept.trials) if kept else {}
    proof = _proof(ledger)
    if isinstance(proof, str):
        outcome: Outcome = "skipped" if ledger.state("verify") == "skipped" else "not tried"
        return tuple(_told(each, _of(noticed, each), outcome, proof) for each in every)
    return tuple(
        _judged(each, _of(noticed, each), _of(tried, each), proof)
        if kept
        else _counted(each, _of(noticed, each), proof, every)
        for each in every
    )


def _untold(ledger: Ledger) -> Iterator[PairCase]:
    """Return the pairs of a ledger before anything is said of them."""
    left = {type(entry.outcome): entry.outcome for entry in ledger.entries.values()}
    injected, built = left.get(Injected), left.get(Built)
    if isinstance(injected, Injected):
        for each in injected.pairs:
            pair = each.pair
            yield PairCase(
                *(pair.script, pair.map, pair.url, pair.kind, "not tried"),
                debug_id=each.debug_id,
                bytes=each.script_bytes or None,
            )
    elif isinstance(built, Built):
        for pair in built.pairs:
            yield PairCase(pair.script, pair.map, pair.url, pair.kind, "not tried")


def _proof(ledger: Ledger) -> Proof | str:
    """Return the proof of these pairs, or why there is none."""
    entry = ledger.entries.get("verify")
    match entry.outcome if entry else None:
        case Verified(proof):
            return proof if ledger.fresh("verify") else "verify is out of date"
        case Skipped(reason):
            return reason
        case Failed(what):
            return f"verify failed: {what}"
        case _:
            return "verify has not run"


def _noticed(ledger: Ledger) -> Mapping[str, Sequence[Finding]]:
    """Return what was noticed, by the texts of what it is about."""
    entries = (ledger.entries[step] for step in _STEPS if step in ledger.entries)
    every = (found for entry in entries for found in noticed_by(entry.outcome))
    return _by_key(
        ((*((found.about,) if found.about else ()), *found.also), found) for found in every
    )


def _by_key(things: Iterable[tuple[Sequence[Subject], Thing]]) -> Mapping[str, list[Thing]]:
    by: defaultdict[str, list[Thing]] = defaultdict(list)
    for about, thing in things:
        for key in dict.fromkeys(_key(each) for each in about):
            by[key].append(thing)
    return by


def _key(about: Subject) -> str:
    """Return the path, URL or ID that something is about, without a place in it."""
    match about:
        case subjects.File(path) | subjects.Exposed(place=path):
            return path
        case subjects.Url(url):
            return url
        case subjects.DebugId(name):
            return name
        case _:
            return ""


def _of(by: Mapping[str, Sequence[Thing]], pair: PairCase) -> list[Thing]:
    """Return all things about a pair: its script, its map, its URL or its ID."""
    keys = (pair.script, pair.map, pair.url, pair.debug_id)
    return [thing for key in keys if key for thing in by.get(key, ())]


def _told(pair: PairCase, noticed: Iterable[Finding], outcome: Outcome, why: str = "") -> PairCase:
    """Say an outcome, or that of the gravest thing noticed where that is an error."""
    weight = weighed(noticed)
    if error := weight.get("failed"):
        return _by(pair, "failed", error)
    if outcome in ("failed", "warned"):
        for each in ("accepted", "warned"):
            if found := weight.get(each):
                return _by(pair, each, found)
    return msgspec.structs.replace(pair, outcome=outcome, why=why)


def _by(pair: PairCase, outcome: Outcome, found: Finding) -> PairCase:
    why = found.accepted if outcome == "accepted" and found.accepted else found.sentence
    return msgspec.structs.replace(
        pair, outcome=outcome, why=why, code=found.code, remedy=found.remedy
    )


def _judged(
    pair: PairCase, noticed: Sequence[Finding], trials: Sequence[Trial], proof: Proof
) -> PairCase:
    """Judge a pair by its trials; what was noticed says why."""
    tried = msgspec.structs.replace(pair, tried=summed(trials))
    failed = next((trial for trial in trials if trial.outcome == "failed"), None)
    if failed is not None:
        outcome: Outcome = "failed" if proof.errors else "warned"
        return _told(tried, noticed, outcome, f"{failed.check} of {failed.subject} failed")
    if accepted := weighed(noticed).get("accepted"):
        return _told(_by(tried, "accepted", accepted), noticed, "accepted", accepted.accepted or "")
    passed = {trial.check for trial in trials if trial.outcome == "passed"}
    if "pair" not in passed:
        return _told(tried, noticed, "not tried", "no trial of it is kept")
    if not (_compared(trials) or passed & {"position", "frame"}):
        return _told(tried, noticed, "not judged", "none of its positions could be compared")
    why = "" if passed.intersection(_ON_SERVER) else "on disk alone"
    return _told(tried, noticed, "proved", why)


def _compared(trials: Iterable[Trial]) -> bool:
    """Whether the entries of a map were compared before and after injection."""
    states = (trial.evidence for trial in trials)
    return any(isinstance(state, PairState) and state.entries is not None for state in states)


def _counted(
    pair: PairCase, noticed: Iterable[Finding], proof: Proof, every: Sequence[PairCase]
) -> PairCase:
    """Judge a pair by what the ledger has of its proof: its trials are not at hand."""
    number = sum(each.kind == pair.kind for each in every)
    if proof.errors or proof.counts.get(row("pairs", pair.kind), 0) < number:
        return _told(pair, noticed, "not judged", "its trials are not here")
    return _told(pair, noticed, "proved", "by the counts in the ledger: its trials are not here")
