"""Errors that were raised on purpose, as a table: expected beside what came back."""

from collections.abc import Iterator, Sequence

from buildtools.proof.trials import Original, Raised, Trial
from buildtools.texts.wording import count

_GAP = "  "


def to_terminal(trials: Sequence[Trial]) -> str:
    """Render them as lines of text: one for each, and one that counts them."""
    rows = [_row(trial, each) for trial, each in _raised(trials)]
    wide = [max((len(row[index]) for row in rows), default=0) for index in range(3)]
    lines = [
        _GAP + _GAP.join([*map(str.ljust, row[:3], wide), row[3]]).rstrip()
        for row in rows  # the last column is as long as it is
    ]
    return "\n".join((*lines, "", _GAP + counted(trials)))


def one_line(trial: Trial) -> str:
    """Say of one in a line how it came out."""
    evidence = trial.evidence
    assert isinstance(evidence, Raised)  # noqa: S101 - it is one of these trials
    return f"{evidence.scenario}: {told(trial, evidence)}"


def counted(trials: Sequence[Trial]) -> str:
    """Return how many of them resolved, and what became of the others."""
    every = list(_raised(trials))
    parts = [
        (sum(trial.outcome == "passed" for trial, _ in every), "resolved"),
        (sum(_failed(trial, each) for trial, each in every), "did not resolve"),
        (sum(_cannot(trial, each) for trial, each in every), "cannot"),
        (sum(not trial.was_tried for trial, _ in every), "not tried"),
    ]
    shown = [f"{number} {words}" for number, words in parts if number]
    return f"{count(len(every), 'scenario')}: {', '.join(shown) or 'none'}"


def told(trial: Trial, evidence: Raised) -> str:
    """Return how an error came back."""
    if trial.outcome == "passed":
        return "resolved" + _function(evidence.expected, evidence.shown)
    if evidence.cannot:
        return f"cannot: {evidence.cannot}"
    if not trial.was_tried:
        return f"not tried: {evidence.why}"
    return f"NOT RESOLVED: {evidence.why}"


def _function(expected: Original, shown: Original | None) -> str:
    """Name the function that came back; what is no name at all is not one."""
    name = shown.function if shown and shown.function not in (None, "", "?") else None
    if expected.function and name and not _same(expected.function, name):
        return f", in {name}"
    if expected.function and not name:
        return ", in a function without a name"
    return f" in {name}" if name else ""


def _same(wanted: str, shown: str) -> bool:
    """Whether a name is the one that was wanted, whichever object stands in front of it."""
    return shown == wanted or shown.rpartition(".")[2] == wanted


def _row(trial: Trial, evidence: Raised) -> tuple[str, str, str, str]:
    wanted = evidence.expected
    place = f"{wanted.source}:{wanted.line}"
    named = f"{place} {wanted.function}" if wanted.function else place
    return evidence.scenario, evidence.where, named, told(trial, evidence)


def _failed(trial: Trial, evidence: Raised) -> bool:
    return trial.outcome == "failed" and not evidence.cannot


def _cannot(trial: Trial, evidence: Raised) -> bool:
    return trial.outcome == "failed" and bool(evidence.cannot)


def _raised(trials: Sequence[Trial]) -> Iterator[tuple[Trial, Raised]]:
    for trial in trials:
        if isinstance(trial.evidence, Raised):
            yield trial, trial.evidence
