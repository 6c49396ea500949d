"""Recovery: a step begins where the ledger says that things are, whatever a killed run has left.

What `inject` and its undo have put in place without telling the ledger is taken back, and so is
what `strip` has taken away. `finalize` takes nothing back: it refuses, for a step is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

from buildtools.errors import OutOfDate
from buildtools.files.journal import Journal
from buildtools.ledger import Ledger
from buildtools.results import Stripped
from buildtools.stages import BY_NAME
from buildtools.state import journal_file, ledger_file, paths, quarantine
from buildtools.state.journal_file import JournalFile, Transaction
from buildtools.target import Target

_CHANGING = ("inject", "strip")
"""Steps that change built files; no other run does while they are at it."""


@contextmanager
def files(root: Path, target: Target, step: str) -> Iterator[Journal]:
    """Make the built files ready for a step, and give the journal of what it changes in them.

    What the step did is taken back at the end unless the journal is settled. Before a build what
    was stripped for any target is given back.

    Raises OutOfDate when the step is `finalize` and another one was stopped half way, or needs maps
    that are in quarantine, Busy when another run changes these files for long, DiskRefused when the
    disk says no.
    """
    if step == "finalize":
        _refuse_unfinished(root, target)
    elif step in _CHANGING:
        with ledger_file.files_locked(root):
            _recover(root, target)
            _refuse_stripped(root, target, step)
            ledger = ledger_file.load(root, target)
            transaction = Transaction(target.environment, ledger.turn if ledger else 0, target.app)
            with JournalFile(root, transaction) as kept:
                yield kept
        return
    elif (root / journal_file.FILE).exists() or (root / paths.QUARANTINE).exists():
        with ledger_file.files_locked(root):
            _recover(root, target)
            if step == "build":
                quarantine.restore_all(root)
            _refuse_stripped(root, target, step)
    yield Journal()


def unfinished(
    root: Path, target: Target, ledger: Ledger | None
) -> Literal["inject", "strip"] | None:
    """Name the step that was stopped before the ledger told of it; None when none was."""
    if journal_file.unfinished(root, partial(_is_recorded, root)):
        return "inject"
    stripped = quarantine.standing(root, target)
    if stripped is None:
        return None
    recorded = _stripped(ledger)
    told = recorded is not None and recorded.files == stripped.files
    return None if told and not quarantine.is_unfinished(root, target) else "strip"


def _recover(root: Path, target: Target) -> None:
    journal_file.recover(root, partial(_is_recorded, root))
    if quarantine.standing(root, target) is None:
        quarantine.discard(root, target)  # begun and not written down, or forgotten half way
    if quarantine.is_unfinished(root, target):
        quarantine.give_back(root, target)
        ledger = ledger_file.load(root, target)
        if ledger is not None and _stripped(ledger):
            ledger_file.save(root, ledger.without("strip"))
        quarantine.discard(root, target)


def _refuse_stripped(root: Path, target: Target, step: str) -> None:
    """Raise OutOfDate for a step that has to read maps while they are in quarantine."""
    if BY_NAME[step].needs_maps and quarantine.standing(root, target) is not None:
        what = f"{step} needs the source maps, which strip took away"
        raise OutOfDate(what, "strip --undo", target.environment)


def _is_recorded(root: Path, transaction: Transaction) -> bool:
    return ledger_file.is_recorded(root, transaction.target, transaction.turn)


def _stripped(ledger: Ledger | None) -> Stripped | None:
    entry = ledger.entries.get("strip") if ledger else None
    return entry.outcome if entry and isinstance(entry.outcome, Stripped) else None


def _refuse_unfinished(root: Path, target: Target) -> None:
    ledger = ledger_file.load(root, target)
    step = unfinished(root, target, ledger)
    if step is not None:
        what = f"finalize waits for {step}, which was stopped before its end"
        raise OutOfDate(what, f"release --from={step}", target.environment)
    stripped = quarantine.standing(root, target)
    maps = {file.path for file in stripped.files if file.after is None} if stripped else set()
    back, others = quarantine.changed(root, stripped) if stripped else ((), ())
    if published := [path for path in (*back, *others) if path in maps]:
        what = f"{published[0]} was taken away by strip and is there again"
        from_ = "build" if others else "release --from=strip"
        raise OutOfDate(what, from_, target.environment, evidence=published)
