"""All ledgers of a target: one for each release that was ever begun here, or carried here."""

import os
from contextlib import suppress
from pathlib import Path

from buildtools.errors import ConfigurationError
from buildtools.state import ledger_file, paths
from buildtools.state.ledger_file import Found
from buildtools.target import Target


def of(root: Path, target: Target, release: str) -> Found | None:
    """Read the ledger of a release, whether it is the current one or not; None where none is.

    Raises ConfigurationError when a file is not this target's ledger, DiskRefused when the disk
    says no.
    """
    own = ledger_file.read(root, target, paths.ledger_of(target, release))
    if own:
        return own
    current = ledger_file.find(root, target)  # it may lie where an older workflow has carried it
    return current if current and current.ledger.release == release else None


def releases(root: Path, target: Target) -> list[str]:
    """Name the releases that have a ledger which can be read, the one begun last first."""
    folder = paths.ledgers_of(target)
    found = []
    with suppress(OSError), os.scandir(root / folder) as entries:
        for name in sorted(entry.name for entry in entries if entry.name.endswith(".json")):
            with suppress(ConfigurationError):
                found += [ledger_file.read(root, target, f"{folder}/{name}")]
    ledgers = [each.ledger for each in found if each]
    newest = sorted(ledgers, key=lambda each: (each.last_begun(), each.release), reverse=True)
    return [each.release for each in newest]
