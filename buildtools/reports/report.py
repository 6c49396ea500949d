"""One value that every rendering of a ledger starts from."""

import msgspec

from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of
from buildtools.ledger import Failed, Ledger, State
from buildtools.next_command import AS_RECORDED, Standing, next_command, next_step
from buildtools.proof import Proof
from buildtools.proof.counts import Count, Noun, total
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Deployed,
    Finalized,
    Injected,
    Looked,
    Result,
    Skipped,
    Stripped,
    Uploaded,
    Verified,
    findings_of,
)
from buildtools.stages import OPTIONAL, ORDER
from buildtools.texts.wording import count, size

_SENT = {"all": "", "app": ", no texts of packages", "none": ", no texts of sources"}


class Line(msgspec.Struct, frozen=True):
    """How one step stands: what it did in a few words, and the seconds it took."""

    step: str
    state: State
    words: str
    seconds: float | None
    findings: tuple[Finding, ...] = ()
    wanted: bool = True
    """Whether a release is not complete without it."""


class Report(msgspec.Struct, frozen=True):
    """A ledger as a reader wants it."""

    environment: str
    release: str
    dist: str | None
    lines: tuple[Line, ...]
    next_step: str | None
    """The step to go on from; None when nothing is left."""
    next_command: str | None
    """What is typed to go on, but for environment and settings file; None when nothing is left."""
    bundle_id: str | None
    debug_ids: int
    counts: dict[Count, int]
    """What the proof really tried; empty before verify."""
    untried: tuple[str, ...] = ()
    """What the proof could not try, or was told not to: nothing of it is proven."""
    accepted: int = 0
    """Errors and warnings that sentry.yml accepts."""
    changed: tuple[str, ...] = ()
    """Built files that are no longer as the steps left them."""
    stopped: str | None = None
    """The step that was stopped before its end, while it changed built files."""
    rehearsed: str | None = None
    """Of a rehearsal the projects that the real run goes to: `web of acme`."""
    kept: str | None = None
    """The release that is still in the ledger, after a build of another one that failed."""


def report(
    ledger: Ledger, standing: Standing = AS_RECORDED, rehearsed: str | None = None
) -> Report:
    """Make the report of a ledger, whatever state it is in; of a rehearsal with where it goes."""
    if ledger.attempt is not None:
        return msgspec.structs.replace(report(attempted(ledger)), kept=ledger.release)
    left = {type(entry.outcome): entry.outcome for entry in ledger.entries.values()}
    uploaded, injected, verified = left.get(Uploaded), left.get(Injected), left.get(Verified)
    return Report(
        environment=ledger.environment,
        release=ledger.release,
        dist=ledger.dist,
        lines=tuple(
            _line(ledger, step, wanted=step not in OPTIONAL or step in standing.wanted)
            for step in ORDER
            if step not in OPTIONAL or step in ledger.entries or step in standing.wanted
        ),
        next_step=next_step(ledger, standing),
        next_command=next_command(ledger, standing) or None,
        bundle_id=_first_bundle(uploaded),
        debug_ids=_distinct_ids(injected) if isinstance(injected, Injected) else 0,
        counts=verified.proof.counts if isinstance(verified, Verified) else {},
        untried=untried(verified.proof) if isinstance(verified, Verified) else (),
        accepted=len(_accepted(ledger)),
        changed=standing.changed,
        stopped=standing.stopped,
        rehearsed=rehearsed,
    )


def untried(proof: Proof) -> tuple[str, ...]:
    """Name what a proof says nothing about, each once."""
    rows = ((found, row_of(found.code)) for found in proof.findings)
    subjects = (found.subject for found, row in rows if row and row.untried)
    return tuple(dict.fromkeys(subject.replace("_", "-") for subject in subjects))


def attempted(ledger: Ledger) -> Ledger:
    """Return the build that failed as a ledger of its own, without those of the release before."""
    attempt = ledger.attempt
    if attempt is None:
        return ledger
    alone = Ledger(ledger.environment, attempt.release, attempt.dist, app=ledger.app)
    told = alone.record("build", attempt.entry)
    return msgspec.structs.replace(told, written_by=ledger.written_by)


def noticed_by(outcome: Result | Failed) -> tuple[Finding, ...]:
    """Return what a step noticed, whether it came to its end or not."""
    return outcome.findings if isinstance(outcome, Failed) else findings_of(outcome)


def command(report: Report) -> str:
    """Return what is typed to go on, with its environment; empty when nothing is left."""
    following = report.next_command or ""
    lacks = following and "--env=" not in following
    return f"{following} --env={report.environment}" if lacks else following


def _first_bundle(outcome: object) -> str | None:
    bundles = outcome.bundles if isinstance(outcome, Uploaded) else ()
    return bundles[0].id if bundles else None


def _accepted(ledger: Ledger) -> set[tuple[str, str, str]]:
    """Name each accepted finding once: the proof repeats errors of inject."""
    every = (found for entry in ledger.entries.values() for found in findings_of(entry.outcome))
    return {
        (found.code, found.subject, found.sentence)
        for found in every
        if found.accepted and found.severity != "info"
    }


def _distinct_ids(injected: Injected) -> int:
    return len({each.debug_id for each in injected.pairs})


def _line(ledger: Ledger, step: str, *, wanted: bool) -> Line:
    entry = ledger.entries.get(step)
    if entry is None:
        return Line(step, "missing", "", None, wanted=wanted)
    findings = noticed_by(entry.outcome)
    return Line(step, ledger.state(step), words(entry.outcome), entry.seconds, findings, wanted)


def words(outcome: Result | Failed) -> str:
    """Say in a few words what a step left."""
    match outcome:
        case Built(pairs, scripts):
            others = _others(scripts - len(pairs))
            return _count(len(pairs), "pair") + others + _not_judged(outcome)
        case Injected(pairs):
            return f"{_count(_distinct_ids(outcome), 'debug ID')} in {_count(len(pairs), 'pair')}"
        case Created(version, projects):
            return f"{version} in {', '.join(projects)}"
        case CommitsSet():
            return _commits(outcome)
        case Uploaded():
            files = _count(outcome.files, "file")
            sent = _SENT[outcome.sources]
            return f"bundle {_first_bundle(outcome)}, {files}, {_size(outcome)}{sent}"
        case Verified(proof):
            return _proof(proof)
        case Stripped(files):
            changed = _count(len(files) - outcome.maps, "file")
            return f"{_count(outcome.maps, 'map')} taken away, {changed} changed"
        case Deployed() | Looked() | Finalized():
            return _brought_out(outcome)
        case Skipped(words) | Failed(words):
            return words


def _brought_out(outcome: Deployed | Looked | Finalized) -> str:
    """Return what was done with what is proven."""
    match outcome:
        case Deployed(folder):
            return f"deploy.command has run in {folder}"
        case Looked():
            return _looked(outcome)
        case Finalized(version, deploy):
            return f"{version} released" + (f", deployed to {deploy}" if deploy else "")


def _looked(looked: Looked) -> str:
    """Return how many scripts a site serves as they were released, or that nothing was seen."""
    if not looked.reached:
        return f"{looked.site} was not seen"
    scripts = f"{looked.right} of {_count(looked.scripts, 'script')} as released"
    errors = _count(len(looked.proof.errors), "error")
    return f"{errors}, {scripts}, in {', '.join(looked.encodings)}"


def _others(number: int) -> str:
    needs = "needs" if number == 1 else "need"
    return f", {_count(number, 'other script')} that {needs} no map" if number else ""


def _not_judged(built: Built) -> str:
    """Return how many maps were too small to tell by: nothing said would read as a pass."""
    number = sum(found.code == "map-not-judged" for found in built.findings)
    return f", {_count(number, 'map')} not judged" if number else ""


def _commits(done: CommitsSet) -> str:
    since = f" since {done.previous[:12]}" if done.previous else ""
    return f"{_count(done.count, 'commit')} of {done.repository}{since} ({done.mode})"


def _size(uploaded: Uploaded) -> str:
    return f"{size(uploaded.bundle_bytes)} in {_count(uploaded.chunks, 'chunk')}"


_SUMMED: tuple[tuple[Noun, str], ...] = (
    ("positions", "position"),
    ("frames", "frame"),
    ("controls", "control"),
)


def _proof(proof: Proof) -> str:
    sums = [(total(proof.counts, noun), one) for noun, one in _SUMMED]
    tried = ", ".join(_count(number, one) for number, one in sums if number)
    return "; ".join(_judged(proof, tried) + _not_tried(proof))


def _judged(proof: Proof, tried: str) -> list[str]:
    """Return how many errors there are in what was tried: none in nothing is no verdict."""
    accepted = sum(found.severity == "error" for found in proof.findings) - len(proof.errors)
    errors = _count(len(proof.errors), "error")
    errors += f" but for {accepted} accepted" if accepted else ""
    if tried:
        return [f"{errors} in {tried}"]
    return ["nothing was tried"] if errors == "no errors" else [errors, "nothing else was tried"]


def _not_tried(proof: Proof) -> list[str]:
    names = untried(proof)
    return [f"not tried: {', '.join(names)}"] if names else []


def _count(number: int, what: str) -> str:
    """Say a number of things: "no errors", "1 pair", "2 pairs"."""
    return count(number, what, none="no")
