"""The file of what the last scenarios showed, beside the ledger's: `web@1.scenarios.jsonl`.

Its form is that of a proof's trials. No step needs it.
"""

from collections.abc import Sequence
from pathlib import Path

from buildtools.errors import DiskRefused
from buildtools.files import small_file
from buildtools.machine import faults
from buildtools.proof.lines import Head, Kept, decode, encode
from buildtools.proof.record import MOST_BYTES, Record
from buildtools.proof.trials import Trial
from buildtools.state import paths, writing
from buildtools.target import Target
from buildtools.values import FOLDER

_PRIVATE = 0o600


def keep(root: Path, target: Target, head: Head, tried: Sequence[Trial]) -> str:
    """Write the trials of a run of scenarios, and name their file; it is for its owner alone.

    Raises DiskRefused when the disk says no.
    """
    record = Record()
    record.extend(tried)
    name = paths.scenarios_of(target, head.release)
    try:
        writing.replace(root, name, encode(head, record), mode=_PRIVATE)
    except OSError as fault:
        raise DiskRefused(
            f"{name} cannot be written",
            evidence=[str(fault.strerror or fault)],
            remedy=faults.remedy(fault.errno, f"make {FOLDER} a folder that can be written"),
        ) from fault
    return name


def load(root: Path, target: Target, release: str) -> Kept | None:
    """Read what the last scenarios of a release showed; None where there is none that is whole."""
    try:
        return decode(small_file.read(root / paths.scenarios_of(target, release), 2 * MOST_BYTES))
    except (OSError, small_file.Unfit, ValueError):
        return None
