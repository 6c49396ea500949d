"""What the ledgers of this project know: whose bundles are ours, and which releases are at work."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from buildtools.errors import ConfigurationError
from buildtools.files import small_file
from buildtools.ledger import Entry, Ledger, decode
from buildtools.pruning.facts import Here
from buildtools.results import Injected, Looked, Uploaded
from buildtools.state import ledger_file, paths
from buildtools.state.ledger_file import MOST_BYTES
from buildtools.values import FOLDER, DebugId

_WORKED_ON = "is what is worked on here for {}"
_SEEN = "is what was last seen live here for {}"


def read(root: Path) -> Here:
    """Read all ledgers that lie here, of every app and environment.

    Raises ConfigurationError for one that cannot be read: nobody knows what it would keep.
    """
    every = list(_ledgers(root))
    stays: dict[str, str] = {}
    for target in dict.fromkeys(ledger.target for ledger in every):
        current = ledger_file.load(root, target)
        if current:
            every.append(current)
            stays[current.release] = _WORKED_ON.format(target)
        seen = _last_seen([ledger for ledger in every if ledger.target == target])
        if seen:
            stays.setdefault(seen.release, _SEEN.format(target))
    return Here(
        bundles=frozenset(one for ledger in every for one in _bundles(ledger)),
        releases=stays,
        debug_ids={
            debug_id: ledger.release
            for ledger in every
            if ledger.release in stays
            for debug_id in _debug_ids(ledger)
        },
    )


def _ledgers(root: Path) -> Iterator[Ledger]:
    for path in sorted((root / paths.LEDGERS).rglob("*.json")):
        name = path.relative_to(root).as_posix()
        try:
            yield decode(small_file.read(path, MOST_BYTES, name))
        except (OSError, ValueError, small_file.Unfit) as fault:
            raise ConfigurationError(
                f"{name} cannot be read, so nobody knows which bundles it would keep",
                evidence=(str(fault),),
                remedy=f"remove {name}, if its release is not at work any more",
            ) from fault
    # Workflows of an older version carry one ledger of each environment here.
    for path in sorted((root / FOLDER).glob("*.json")):
        with suppress(OSError, ValueError, small_file.Unfit):
            yield decode(small_file.read(path, MOST_BYTES, path.name))


def _last_seen(ledgers: list[Ledger]) -> Ledger | None:
    """Return the ledger of the release that a look at the live site has found last, all right."""
    looks = [(_look(ledger), ledger) for ledger in ledgers]
    known = [(entry.started, ledger) for entry, ledger in looks if entry]
    return max(known, key=lambda each: each[0])[1] if known else None


def _look(ledger: Ledger) -> Entry | None:
    entry = ledger.entries.get("live")
    if entry is None or not isinstance(entry.outcome, Looked):
        return None
    return entry if entry.outcome.reached and not entry.outcome.proof.errors else None


def _bundles(ledger: Ledger) -> tuple[str, ...]:
    entry = ledger.entries.get("upload")
    if entry is None or not isinstance(entry.outcome, Uploaded):
        return ()
    return tuple(str(one) for one in entry.outcome.bundle_ids)


def _debug_ids(ledger: Ledger) -> tuple[DebugId, ...]:
    entry = ledger.entries.get("inject")
    if entry is None or not isinstance(entry.outcome, Injected):
        return ()
    return tuple(pair.debug_id for pair in entry.outcome.pairs)
