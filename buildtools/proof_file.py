"""The file that holds the trials of a proof, beside the ledger's: `production.proof.jsonl`.

It lies where the ledger lies and goes where that goes. Nothing but a reader of evidence needs it:
what is done and what may follow stands in the ledger, so a file that is absent, cut off or
somebody else's stops no step.
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from buildtools import machine, small_file
from buildtools.errors import ConfigurationError, DiskRefused, again
from buildtools.proof import Proof
from buildtools.proof.lines import Head, Kept, decode, digest, encode
from buildtools.proof.record import MOST_BYTES, Record

SUFFIX = ".proof.jsonl"

_MOST_READ = 2 * MOST_BYTES
"""The bound, and room for a later one."""


def path_of(ledger: Path) -> Path:
    """Where the trials lie whose ledger is this file."""
    return ledger.with_suffix(SUFFIX)


def keep(ledger: Path, head: Head, record: Record, proof: Proof) -> Proof:
    """Write the trials of a proof beside its ledger, and give the proof that names them.

    Raises DiskRefused when the disk says no.
    """
    text = encode(head, record)
    save(ledger, text)
    return msgspec.structs.replace(proof, evidence=digest(text))


def save(ledger: Path, text: bytes) -> None:
    """Replace the file beside this ledger; a reader sees the old trials or the new ones.

    It is for its owner alone, for it quotes lines of source. Raises DiskRefused when the disk says
    no.
    """
    target = path_of(ledger)
    temporary = target.with_name(f"{target.name}.new")  # the ledger's lock keeps others from it
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with open(temporary, "xb", opener=_private) as file:
            file.write(text)
        temporary.replace(target)
    except OSError as fault:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise DiskRefused(
            f"{target.name} cannot be kept beside the ledger",
            evidence=[str(fault.strerror or fault)],
            remedy=machine.remedy(fault.errno, "make .buildtools a folder that can be written"),
        ) from fault


def load(ledger: Path, proof: Proof) -> Kept:
    """Read the trials that a proof was made of, from the file beside its ledger.

    Raises ConfigurationError when there are none, when the file is none or half of one, and when
    its trials are those of another proof; DiskRefused when the disk says no.
    """
    target = path_of(ledger)
    if proof.evidence is None:
        raise _none("the version that made this proof kept none")
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
            remedy=machine.remedy(fault.errno, "let its owner read it"),
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


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
