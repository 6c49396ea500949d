"""The file that holds the trials of a proof, beside the ledger's: `web@1.proof.jsonl`.

Those of a look at the live site lie in one of their own: `web@1.live.jsonl`.

It lies where the ledger lies and goes where that goes. Nothing but a reader of evidence needs it:
what is done and what may follow stands in the ledger, so a file that is absent, cut off or
somebody else's stops no step.
"""

from pathlib import Path
from typing import Literal

import msgspec

from buildtools.errors import ConfigurationError, DiskRefused, again
from buildtools.files import small_file
from buildtools.findings import Finding, finding, subjects
from buildtools.machine import faults
from buildtools.proof import Proof
from buildtools.proof.lines import Head, Kept, decode, digest, encode
from buildtools.proof.record import MOST_BYTES, Record
from buildtools.state import writing
from buildtools.state.paths import trials_of
from buildtools.values import FOLDER

Of = Literal["proof", "live"]
"""Whose trials they are: those of the proof, or of the look at the live site."""

_PRIVATE = 0o600

_MOST_READ = 2 * MOST_BYTES
"""The bound, and room for a later one."""


def keep(
    root: Path, ledger: str, head: Head, record: Record, proof: Proof, of: Of = "proof"
) -> Proof:
    """Write the trials of a proof beside its ledger, and give the proof that names them.

    `ledger` is the ledger's name below the root. The file is for its owner alone, for it quotes
    lines of source. Where the disk says no the proof names none, and a finding tells it: what is
    proven does not hang on what can be looked at later.
    """
    text, target = encode(head, record), trials_of(Path(ledger), of)
    try:
        writing.replace(root, target.as_posix(), text, mode=_PRIVATE)
    except OSError as fault:
        told = _not_kept(ledger, target.name, fault)
        return msgspec.structs.replace(proof, findings=(*proof.findings, told))
    return msgspec.structs.replace(proof, evidence=digest(text))


def _not_kept(ledger: str, name: str, fault: OSError) -> Finding:
    return finding(
        "evidence-not-kept",
        subjects.File(ledger),
        f"{name} cannot be kept beside it: {fault.strerror or fault}",
        faults.remedy(fault.errno, f"make {FOLDER} a folder that can be written"),
    )


def load(ledger: Path, proof: Proof, of: Of = "proof") -> Kept:
    """Read the trials that a proof was made of, from the file beside its ledger.

    Raises ConfigurationError when there are none, when the file is none or half of one, and when
    its trials are those of another proof; DiskRefused when the disk says no.
    """
    target = trials_of(ledger, of)
    if proof.evidence is None:
        raise _none("none was kept when it was made")
    try:
        kept = decode(small_file.read(target, _MOST_READ))
    except FileNotFoundError as fault:
        raise _none(f"{target.name} is not beside the ledger") from fault
    except IsADirectoryError as fault:
        raise _none(f"{target.name} is a folder") from fault
    except small_file.Unfit as fault:
        raise _none(f"{target.name} cannot be read", *fault.evidence) from fault
    except OSError as fault:
        raise DiskRefused(
            f"{target.name} cannot be read",
            evidence=[str(fault.strerror or fault)],
            remedy=faults.remedy(fault.errno, "let its owner read it"),
        ) from fault
    except ValueError as fault:
        raise _none(f"{target.name} cannot be read", str(fault)) from fault
    if kept.digest != proof.evidence:
        raise _none(f"{target.name} is of another proof than the one in the ledger")
    return kept


def _none(*why: str) -> ConfigurationError:
    return ConfigurationError(
        "there is no evidence of this proof: what was tried is counted in the ledger, not shown",
        evidence=why,
        remedy=f"carry the file beside the ledger, or make it anew: {again('verify')}",
    )
