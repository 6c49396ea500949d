"""Refusals: the failure that a step's errors end a run with, though it came to its end."""

from buildtools.errors import (
    BuildtoolsError,
    LiveDisagrees,
    MapsRefused,
    OutOfOrder,
    ProofFailed,
    again,
)
from buildtools.ledger import Entry, Failed, Ledger, cure, errors_of
from buildtools.results import Looked, Verified
from buildtools.stages import ORDER
from buildtools.texts.wording import count, first


def failure_of(entry: Entry, environment: str) -> BuildtoolsError | None:
    """Compose the failure that a step's errors end a run with; None when it has none."""
    errors = errors_of(entry)
    if isinstance(entry.outcome, Verified) and errors:
        return proof_failure(entry.outcome, environment)
    if isinstance(entry.outcome, Looked) and errors:
        return live_failure(entry.outcome, environment)
    if errors:
        return MapsRefused(errors, "not every pair could be injected, so nothing is sent")
    return None


def code_of(ledger: Ledger | None, *, complete: bool) -> int:
    """Return the exit code of the first step that failed, 22 where something else is left, or 0."""
    if ledger is None:
        return OutOfOrder.exit_code
    entries = [ledger.entries[step] for step in ORDER if step in ledger.entries]
    for entry in [ledger.attempt.entry] if ledger.attempt else entries:
        if isinstance(entry.outcome, Failed):
            return entry.outcome.exit_code
        if failure := failure_of(entry, ledger.environment):
            return failure.exit_code
    return 0 if complete else OutOfOrder.exit_code


def live_failure(looked: Looked, environment: str) -> LiveDisagrees:
    """Compose the failure that a look at the live site with errors ends a run with."""
    errors = looked.proof.errors
    hint = next((found.remedy for found in errors if found.remedy), "")
    is_live = "://" in looked.site  # else files that are deployed later
    meanwhile = ", or deploy the version before until that is done" if is_live else ""
    remedy = f"{hint}{meanwhile}; then: " if hint else ""
    again_ = "" if is_live else f" --from={looked.site}"
    does = "serve" if is_live else "hold"
    return LiveDisagrees(
        f"{looked.site} does not {does} what was released: {count(len(errors), 'error')}",
        evidence=first([f"{each.code}: {each.subject}: {each.sentence}" for each in errors], 10),
        remedy=f"{remedy}invoke live{again_} --env={environment}",
        code=errors[0].code,
    )


def proof_failure(verified: Verified, environment: str) -> ProofFailed:
    """Compose the failure that a proof with errors ends a run with."""
    errors = verified.proof.errors
    shown = [f"{found.code}: {found.subject}: {found.sentence}" for found in errors]
    hints = (found.remedy for found in errors if not found.remedy.startswith("invoke "))
    command = f"{again(cure(errors))} --env={environment}"
    remedy = next((hint for hint in hints if hint), command)
    return ProofFailed(
        f"the proof for {environment} has {count(len(errors), 'error')}",
        evidence=first(shown, 10),
        remedy=remedy,
        code=errors[0].code,
    )
