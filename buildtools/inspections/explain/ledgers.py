"""Which release a debug ID is of, by the ledgers that lie here."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from buildtools.files import small_file
from buildtools.ledger import Ledger, decode
from buildtools.results import Injected
from buildtools.state import paths
from buildtools.state.ledger_file import MOST_BYTES
from buildtools.target import Target
from buildtools.values import DebugId

log = logging.getLogger("buildtools")


def of_release(root: Path, target: Target, release: str) -> Ledger | None:
    """Read the ledger of a release, whether it is the one that is worked on or not.

    None where there is none that can be read.
    """
    name = paths.ledger_of(target, release)
    try:
        ledger = decode(small_file.read(root / name, MOST_BYTES))
    except (OSError, ValueError, small_file.Unfit) as fault:
        log.debug("%s is passed over: %s", name, fault)
        return None
    return ledger if ledger.target == target else None


class Owner(NamedTuple):
    """A script that has a debug ID, and the release that it is of."""

    script: str
    release: str
    environment: str
    dist: str
    url: str


def owners(ledger: Ledger, debug_id: str) -> Iterator[Owner]:
    """Find the scripts of a release that have a debug ID: copies have one in common."""
    entry = ledger.entries.get("inject")
    if entry is None or not isinstance(entry.outcome, Injected):
        return
    for each in entry.outcome.pairs:
        if each.debug_id == debug_id:
            pair, dist = each.pair, ledger.dist or ""
            yield Owner(pair.script, ledger.release, ledger.environment, dist, pair.url)


def everywhere(root: Path, debug_id: DebugId) -> Iterator[Owner]:
    """Find the scripts of any release here, of any app and environment, that have a debug ID.

    A ledger that cannot be read is passed over: it is nobody's evidence.
    """
    for path in sorted((root / paths.LEDGERS).rglob("*.json")):
        try:
            data = small_file.read(path, MOST_BYTES)
            if debug_id.encode() in data:
                yield from owners(decode(data), debug_id)
        except (OSError, ValueError, small_file.Unfit) as fault:
            log.debug("%s is passed over: %s", path.name, fault)
