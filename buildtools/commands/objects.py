"""Objects: what `--json` prints, each with the same five keys at its head."""

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from buildtools.errors import BuildtoolsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from buildtools.ledger import Failed
    from buildtools.reports.report import Report
    from buildtools.results import Result


class Head(NamedTuple):
    """What every object begins with; None where there is none."""

    type: str
    step: str | None
    """The step whose result or failure it is."""
    environment: str | None
    release: str | None
    seconds: float | None
    """How long it took: the step, else the command."""


HEAD = Head._fields

AS_BEFORE = ("error", "evidence", "remedy", "exit_code")
"""Keys of a failure that stand in the object of a release too, where they were first."""


def object_of(head: Head, value: object) -> dict[str, Any]:
    """Return a value with its head; what it says itself of environment and release counts."""
    body: Mapping[str, Any] = msgspec.to_builtins(value)
    own = {key: body[key] or None for key in ("environment", "release") if key in body}
    return head._asdict() | own | {key: body[key] for key in body if key not in HEAD}


def shown(outcome: "Result | Failed") -> dict[str, Any]:
    """Return an outcome as `--json` shows it.

    The counts of a proof have names without blanks, an upload keeps those of the first form too.
    """
    from buildtools.proof.counts import keyed
    from buildtools.results import Looked, Uploaded, Verified

    told: dict[str, Any] = msgspec.to_builtins(outcome)
    match outcome:
        case Verified(proof) | Looked(proof):
            told["proof"]["counts"] = keyed(proof.counts)
        case Uploaded(bundles=(first, *others)):
            told |= {
                "bundle_id": first.id,
                "checksum": first.checksum,
                "bundle_bytes": outcome.bundle_bytes,
                "chunks": outcome.chunks,
                "others": [bundle.id for bundle in others],
            }
    return told


def report_of(
    report: "Report | None", complete: "Callable[[str], str]" = lambda command: command
) -> dict[str, Any]:
    """Return how a release stands; without a report all is still to be done.

    `complete` adds environment and settings file to its next command.
    """
    from buildtools.proof.counts import keyed

    told: dict[str, Any] = msgspec.to_builtins(report or _nothing())
    following = complete(told["next_command"]) if told["next_command"] else None
    told |= {"counts": keyed(report.counts) if report else {}, "next_command": following}
    return told if report else {key: told[key] for key in told if key not in HEAD}


def _nothing() -> "Report":
    """Return the report of an environment for which nothing has run."""
    from buildtools.reports.report import Report

    return Report(
        environment="",
        release="",
        dist=None,
        lines=(),
        next_step="build",
        next_command="invoke release",
        bundle_id=None,
        debug_ids=0,
        counts={},
    )


def failure_of(failure: BuildtoolsError, remedy: str, done: "Sequence[str]") -> dict[str, Any]:
    """Return what a failure says; `remedy` with environment and settings file in its commands."""
    return {
        "done": list(done),
        "error": failure.what,
        "evidence": failure.evidence,
        "remedy": remedy,
        "exit_code": failure.exit_code,
        "code": failure.code or None,
    }


def line(value: object) -> msgspec.Raw:
    """Return a value written as JSON, its keys in their order."""
    return msgspec.Raw(msgspec.json.encode(value))
