"""One value that holds all that a report of a release says, whatever its format."""

from collections.abc import Iterator

import msgspec

from buildtools import __version__
from buildtools.findings import Finding
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.next_command import AS_RECORDED, Standing
from buildtools.proof.evidence import Evidence
from buildtools.proof.trials import Check
from buildtools.refusals import code_of, failure_of
from buildtools.reports import report as status
from buildtools.reports.full.cases import CheckCase, PairCase, Tried
from buildtools.reports.full.checks import checks_of, tried_in
from buildtools.reports.full.frames import ShownFrame, frames_of
from buildtools.reports.full.pairs import pairs_of
from buildtools.reports.full.verdict import Verdict, sentence_of, verdict_of
from buildtools.reports.full.weight import Weighed
from buildtools.reports.report import Report
from buildtools.results import Looked, Verified
from buildtools.stages import ORDER
from buildtools.target import ONLY_APP
from buildtools.values import Digest

_IMPORTANCE = ("error", "warning", "info")


class Failure(msgspec.Struct, frozen=True):
    """Why the first step that failed did so, as the run said it."""

    step: str
    what: str
    evidence: tuple[str, ...]
    remedy: str
    exit_code: int
    code: str


class Noticed(msgspec.Struct, frozen=True):
    """A finding, and the step that noticed it first."""

    step: str
    finding: Finding


class Made(msgspec.Struct, frozen=True):
    """What a report was made from, and by which versions."""

    written_by: str
    """The version that wrote the ledger; empty where that kept none."""
    reported_by: str
    resolver: str
    """What positions were looked up by; empty before verify."""
    began: str
    """When its first step began, in RFC 3339."""
    ended: str
    """When its last step began."""
    seconds: float
    """Of all its steps."""
    ledger: Digest | None
    """SHA-1 of the ledger."""
    proof: Digest | None
    """SHA-1 of the trials of its proof, as the ledger names it."""
    live: Digest | None
    """The same of the look at the live site."""


class FullReport(Report, frozen=True, kw_only=True):
    """A ledger with its trials as a reader wants it who was not there."""

    app: str | None
    """None where sentry.yml names none."""
    folder: str
    """Where the project lies in its repository: `apps/web`; empty at its top."""
    server: str
    """Where it goes, for people: `web of acme at sentry.io`, or `sandbox`."""
    verdict: Verdict
    exit_code: int
    """What `status --check` ends with."""
    sentence: str
    """The verdict in a line."""
    failure: Failure | None
    pairs: tuple[PairCase, ...]
    checks: tuple[CheckCase, ...]
    tried: dict[Check, Tried]
    """All trials by their checks, of proof and live site."""
    frames: tuple[ShownFrame, ...]
    lacking: tuple[str, ...] = ()
    """Why trials are not at hand."""
    weight: Weighed | None = None
    """What a review has measured of the SDK; None where none did."""
    made: Made

    @property
    def findings(self) -> tuple[Noticed, ...]:
        """All that was noticed, each once: errors first, what is accepted last."""
        first: dict[tuple[str, str, str], Noticed] = {}
        for line in self.lines:
            for each in line.findings:
                first.setdefault((each.code, each.subject, each.sentence), Noticed(line.step, each))
        return tuple(sorted(first.values(), key=lambda each: importance(each.finding)))

    @property
    def command(self) -> str:
        """What is typed to go on; empty when nothing is left."""
        return status.command(self)


def importance(found: Finding) -> tuple[bool, int]:
    """Return what findings are sorted by: errors, warnings, notes, then what is accepted."""
    return bool(found.accepted), _IMPORTANCE.index(found.severity)


def full_report(
    ledger: Ledger,
    evidence: Evidence,
    standing: Standing = AS_RECORDED,
    *,
    server: str = "",
    folder: str = "",
    source: bool = True,
    version: str = __version__,
) -> FullReport:
    """Make the whole report of a ledger and what lies beside it, whatever state it is in.

    Without `source` no line of source stands in it. `server` is what people call it, `folder`
    where the project lies in its repository, `standing` what the settings want, `version` that of
    this package.
    """
    if ledger.attempt is not None:
        alone, nothing = status.attempted(ledger), Evidence(digest=evidence.digest)
        whole = full_report(
            *(alone, nothing, standing),
            server=server,
            folder=folder,
            source=source,
            version=version,
        )
        return msgspec.structs.replace(whole, kept=ledger.release)
    told = status.report(ledger, standing)
    failure = _failure(ledger)
    verdict = verdict_of(told, failed=failure is not None)
    kept = [each for each in (evidence.proof, evidence.live) if each]
    return FullReport(
        **{name: getattr(told, name) for name in told.__struct_fields__},
        app=None if ledger.app == ONLY_APP else ledger.app,
        folder=folder,
        server=server,
        verdict=verdict,
        exit_code=code_of(ledger, complete=told.next_command is None),
        sentence=sentence_of(
            verdict, told, f"{failure.step} failed: {failure.what}" if failure else ""
        ),
        failure=failure,
        pairs=pairs_of(ledger, evidence.proof),
        checks=tuple(_checks(ledger, evidence)),
        tried={check: tried for each in kept for check, tried in tried_in(each).items()},
        frames=frames_of(evidence.proof, source=source) if evidence.proof else (),
        lacking=evidence.lacking,
        made=_made(ledger, evidence.digest, version),
    )


def _checks(ledger: Ledger, evidence: Evidence) -> Iterator[CheckCase]:
    """Return the checks of the proof and of the site, as far as both are what is so now."""
    for step in ("verify", "live"):
        if step not in ledger.entries or not ledger.fresh(step):
            continue
        match ledger.entries[step].outcome:
            case Verified(proof):
                yield from checks_of("proof", proof, evidence.proof)
            case Looked(proof):
                yield from checks_of("live", proof, evidence.live)


def _failure(ledger: Ledger) -> Failure | None:
    """Return why the first step that failed did: it came to no end, or left errors."""
    for step in ORDER:
        if (entry := ledger.entries.get(step)) and (failure := _failure_of(step, entry, ledger)):
            return failure
    return None


def _failure_of(step: str, entry: Entry, ledger: Ledger) -> Failure | None:
    if isinstance(entry.outcome, Failed):
        left = entry.outcome
        return Failure(step, left.what, left.evidence, left.remedy, left.exit_code, left.code)
    raised = failure_of(entry, ledger.environment)
    if raised is None:
        return None
    return Failure(step, raised.what, raised.evidence, raised.remedy, raised.exit_code, raised.code)


def _made(ledger: Ledger, digest: Digest | None, version: str) -> Made:
    entries = ledger.entries.values()
    outcomes = {step: entry.outcome for step, entry in ledger.entries.items()}
    verified, looked = outcomes.get("verify"), outcomes.get("live")
    starts = sorted(entry.started for entry in entries)
    return Made(
        written_by=ledger.written_by,
        reported_by=version,
        resolver=verified.resolver if isinstance(verified, Verified) else "",
        began=starts[0] if starts else "",
        ended=starts[-1] if starts else "",
        seconds=round(sum(entry.seconds for entry in entries), 3),
        ledger=digest,
        proof=verified.proof.evidence if isinstance(verified, Verified) else None,
        live=looked.proof.evidence if isinstance(looked, Looked) else None,
    )
