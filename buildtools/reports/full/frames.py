"""Frames: the place of each in its script, beside the one that it came back as."""

from collections.abc import Iterator

import msgspec

from buildtools.findings.subjects import File
from buildtools.proof.lines import Kept
from buildtools.proof.trials import Frame, Original, Outcome, Trial
from buildtools.values import DebugId, Kind

_ORDER = {"failed": 0, "passed": 2}
"""What was not tried stands between."""


class ShownFrame(msgspec.Struct, frozen=True):
    """A frame of a test event: where it stands in a script, what it must show, and what it does."""

    script: str
    line: int
    column: int
    """In UTF-16 code units; both count from one."""
    url: str
    kind: Kind | None
    debug_id: DebugId
    outcome: Outcome
    expected: Original
    shown: Original | None
    """None where the server shows nothing of it."""
    resolved: bool
    why: str
    project: str


def frames_of(kept: Kept, *, source: bool) -> tuple[ShownFrame, ...]:
    """Return all frames that are kept: what failed first, else as they were sent."""
    every = [frame for trial in kept.trials for frame in _shown(trial, source=source)]
    return tuple(sorted(every, key=lambda frame: _ORDER.get(frame.outcome, 1)))


def _shown(trial: Trial, *, source: bool) -> Iterator[ShownFrame]:
    frame = trial.evidence
    if isinstance(frame, Frame):
        script = trial.subject.path if isinstance(trial.subject, File) else frame.url
        yield ShownFrame(
            *(script, frame.line, frame.column, frame.url, trial.kind, frame.debug_id),
            outcome=trial.outcome,
            expected=_told(frame.expected, source=source),
            shown=frame.shown and _told(frame.shown, source=source),
            resolved=frame.resolved,
            why=frame.why,
            project=frame.project,
        )


def _told(original: Original, *, source: bool) -> Original:
    return original if source else msgspec.structs.replace(original, text=None)
