"""Changes: which built files are no longer as the steps of a release left them.

Reads a file only where its stamp does not say that it is known; writes nothing.
"""

from pathlib import Path

from buildtools.files import disk
from buildtools.ledger import Ledger
from buildtools.results import Injected, Stripped
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.values import Digest, digest_of


def changed(root: Path, ledger: Ledger) -> tuple[str, ...]:
    """Name the files that changed since; none where nothing of the build is there at all.

    A ledger is looked at on machines that have no built files, such as a later job of CI.
    """
    left = _left(ledger)
    stamps = {path: Stamp.of(root / path) for path in left}
    if not any(stamps.values()):
        return ()
    seen = DigestCache(root)
    return tuple(
        path
        for path, digest in sorted(left.items())
        if _now(root, path, stamps[path], seen) != digest
    )


def _left(ledger: Ledger) -> dict[str, Digest | None]:
    """Return what each file is since the last step that changed it; None for one taken away."""
    outcomes = {step: entry.outcome for step, entry in ledger.entries.items() if ledger.fresh(step)}
    left: dict[str, Digest | None] = {}
    injected, stripped = outcomes.get("inject"), outcomes.get("strip")
    if isinstance(injected, Injected):
        left |= {file.path: file.after for file in injected.files()}
    if isinstance(stripped, Stripped):
        left |= {file.path: file.after for file in stripped.files}
    return left


def _now(root: Path, path: str, stamp: Stamp | None, seen: DigestCache) -> Digest | None:
    if stamp is None:
        return None
    return seen.digest(path, stamp) or digest_of(disk.read(root / path))
