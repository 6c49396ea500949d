"""What came of trying one pair on disk, for whoever keeps it."""

from collections.abc import Callable
from typing import NamedTuple

from buildtools.checks.project_sources import Resolved
from buildtools.checks.test_events import Probe
from buildtools.findings import Finding
from buildtools.proof.trials import Trial


class TriedPair(NamedTuple):
    """The trials and findings of a pair, its frames to send, and what its positions resolve to."""

    trials: list[Trial]
    findings: list[Finding]
    probes: list[Probe]
    resolved: tuple[Resolved, ...]
    source_text: Callable[[str], str | None]
    """Gives the text that its map has of a source."""
    bytes: int = 0
    """How large script and map are: what is held until the next pair."""
