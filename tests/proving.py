"""The proof on disk with what it counted, for tests of steps whose work it proves."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from buildtools.checks import pair_proof
from buildtools.checks.test_events import Probe
from buildtools.findings import Finding
from buildtools.proof.record import Record
from buildtools.results import InjectedPair
from buildtools.settings import Verify
from buildtools.steps.verify.on_disk import on_disk as tried_on_disk


def on_disk(
    root: Path, pairs: Sequence[InjectedPair], settings: Verify, directory: str = ""
) -> tuple[Counter[str], list[Finding], list[Probe]]:
    """Compare every pair; give the counts by their texts, what was found, and frames to send."""
    record = Record()
    findings, probes = tried_on_disk(pair_proof, root, pairs, settings, record, directory=directory)
    return (
        Counter({str(count): number for count, number in record.counts.items()}),
        findings,
        probes,
    )
