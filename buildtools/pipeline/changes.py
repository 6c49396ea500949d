"""Changes: which built files are no longer as the steps of a release left them.

Reads a file only where its stamp does not say that it is known.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from buildtools.files import disk
from buildtools.ledger import Ledger
from buildtools.results import Built, Injected, Stripped
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.values import Digest, digest_of


def changed(root: Path, ledger: Ledger) -> tuple[str, ...]:
    """Name the files that changed since; none where nothing of the build is there at all.

    A ledger is looked at on machines that have no built files, such as a later job of CI.
    """
    left = _left(ledger)
    if not left:
        return ()
    top = os.fspath(root)
    stamps = {path: Stamp.of(f"{top}/{path}") for path in left}
    if not any(stamps.values()):
        return ()
    seen = DigestCache(root)
    other = [
        path for path, digest in left.items() if _now(root, path, stamps[path], seen) != digest
    ]
    return tuple(sorted(other))


class Unchanged:
    """Files that a step reads and finds as they were left: until they change none has to be again.

    Stamps are taken before the step begins, so that a change meanwhile shows.
    """

    def __init__(self, root: Path, injected: Injected) -> None:
        self._root = root
        self._left = {file.path: file.digest for pair in injected.pairs for file in pair.files()}
        self._stamps = {path: Stamp.of(f"{os.fspath(root)}/{path}") for path in self._left}

    def keep(self, clock_ns: Callable[[], int] = time.time_ns) -> None:
        """Remember the digests, for those files whose stamps can be trusted."""
        seen = DigestCache(self._root, clock_ns)
        for path, digest in self._left.items():
            seen.note(path, self._stamps[path], digest)
        seen.save()


def gone(root: Path, ledger: Ledger) -> bool:
    """Whether nothing of what was built is here: a job of CI that has the ledger alone."""
    entry = ledger.entries.get("build")
    if entry is None or not isinstance(entry.outcome, Built):
        return False
    return not any((root / pair.script).exists() for pair in entry.outcome.pairs)


def _left(ledger: Ledger) -> dict[str, Digest | None]:
    """Return what each file is since the last step that changed it; None for one taken away."""
    entry, later = ledger.entries.get("inject"), ledger.entries.get("strip")
    if entry is None or not isinstance(entry.outcome, Injected) or not ledger.fresh("inject"):
        return {}
    left: dict[str, Digest | None] = {file.path: file.after for file in entry.outcome.files()}
    # A proof that is made again makes strip out of date, and what it took away is away still.
    if later and later.made_from.get("inject", entry.turn) == entry.turn:
        stripped = later.outcome.files if isinstance(later.outcome, Stripped) else ()
        left |= {file.path: file.after for file in stripped}
    return left


def _now(root: Path, path: str, stamp: Stamp | None, seen: DigestCache) -> Digest | None:
    if stamp is None:
        return None
    return seen.digest(path, stamp) or digest_of(disk.read(root / path))
