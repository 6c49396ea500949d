"""A rollback, whole: are the old bundles there, then the server's records, then the ledger here."""

from typing import NamedTuple

import msgspec

from buildtools.errors import NotReady
from buildtools.findings import Finding, forbidding
from buildtools.ledger import Ledger
from buildtools.pipeline.changes import changed, gone
from buildtools.pipeline.given import need
from buildtools.pipeline.own_files import refuse_foreign_paths
from buildtools.pipeline.run import Run
from buildtools.pipeline.turning_back import Done, Turn, apply, decide
from buildtools.proof.counts import Count
from buildtools.proof.record import Record
from buildtools.results import Built, Injected, Skipped, Uploaded
from buildtools.state import ledgers, quarantine
from buildtools.steps.verify.on_server import on_server
from buildtools.texts.wording import first

_SHOWN, _SHORT = 5, 12


class RolledBack(msgspec.Struct, frozen=True):
    """From which release to which, and what was done for it now."""

    release: str
    """The one that counts again."""
    bad: str | None
    """The one that it went back from; None where there was nothing to go back from."""
    chosen_by: str
    debug_ids: int
    """Of the old release, looked up and found, in each project; 0 where none could be."""
    files: int
    """Of its bundles, found in the server's list of them; 0 where it has none."""
    sent_again: bool
    """Whether its bundles had to be sent once more, from the files here."""
    recorded: bool
    """Whether the deploy was recorded now; else it stood there, or would be."""
    archived: bool
    """Whether the bad release was archived now."""
    kept: bool
    """Whether it was asked that it is left as it is."""
    reopened: bool
    """Whether the old release was archived, and is open again."""
    notes: tuple[str, ...] = ()
    """What could not be judged."""
    rehearsed: bool = False


def rolled_back(
    run: Run, to: str | None, *, keep: bool, unproven: bool, rehearse: bool
) -> RolledBack:
    """Go back to the release before, or to a named one; with `rehearse` only look how.

    A run that was killed is gone on with, and one that was done finds nothing to do.

    Raises what `decide` raises, and NotReady where the ledger of the old release, or its bundles
    and their files, are not there; with `unproven` its ledger may lack.
    """
    if not rehearse:
        run.hold()
    environment = run.loaded.deploy_environment
    turn = decide(run.client, environment, to)
    ledger = _ledger(run, turn.to, unproven=unproven)
    _refuse_quarantine(run, turn.to)
    held = _held(run, ledger, rehearse=rehearse) if ledger else _UNPROVEN
    done = Done() if rehearse else apply(run.client, environment, turn, keep=keep)
    if held.ledger and not rehearse:
        _make_current(run, held.ledger)
    return _told(turn, held, done, keep=keep, rehearse=rehearse)


class _Asked(NamedTuple):
    """What a server told of the old bundles."""

    errors: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be asked, and is no error."""
    debug_ids: int = 0
    files: int = 0


class _Held(NamedTuple):
    """What is known of the old bundles, and the ledger to go on with."""

    ledger: Ledger | None
    asked: _Asked
    sent_again: bool = False


_UNPROVEN = _Held(
    None, _Asked(notes=("whether its bundles are there is not asked: no ledger of it",))
)


def _told(turn: Turn, held: _Held, done: Done, *, keep: bool, rehearse: bool) -> RolledBack:
    return RolledBack(
        turn.to,
        turn.bad,
        turn.chosen_by,
        held.asked.debug_ids,
        held.asked.files,
        held.sent_again,
        done.recorded,
        done.archived,
        keep,
        done.reopened,
        held.asked.notes,
        rehearse,
    )


def _ledger(run: Run, release: str, *, unproven: bool) -> Ledger | None:
    found = ledgers.of(run.loaded.root, run.loaded.target, release)
    if found is None and not unproven:
        raise NotReady(
            f"the ledger of {release} is not here, so its debug IDs cannot be asked for",
            evidence=[f"environment {run.loaded.environment}"],
            remedy="fetch .buildtools/ledgers of its job; or --unproven records it all the same",
        )
    ledger = found.ledger if found else None
    refuse_foreign_paths(run.loaded, ledger)
    return ledger


def _refuse_quarantine(run: Run, release: str) -> None:
    """Raise NotReady while maps of the bad release are kept away: they are of its ledger."""
    current = run.ledger()
    kept = quarantine.standing(run.loaded.root, run.loaded.target) is not None
    if kept and current and current.release != release:
        raise NotReady(
            f"the source maps of {current.release} are in quarantine, and would be nobody's",
            remedy=f"invoke strip --undo --env={run.loaded.environment}",
        )


def _held(run: Run, ledger: Ledger, *, rehearse: bool) -> _Held:
    """Ask for the old bundles, with controls that must come out the other way; send them again.

    Raises NotReady where they are gone and cannot be sent.
    """
    injected = need("rollback", ledger, "inject", Injected)
    asked = _asked(run, injected, ledger.need("rollback", "upload", Uploaded))
    if not asked.errors:
        return _Held(ledger, asked)
    if not _is_here(run, ledger):
        raise _gone(ledger, asked.errors, "and its files are not here")
    if rehearse:
        return _Held(ledger, asked, sent_again=True)
    return _sent(run, ledger, injected)


def _asked(run: Run, injected: Injected, uploaded: Uploaded | Skipped) -> _Asked:
    record = Record(run.loaded.known_secrets)
    findings = on_server(run.client, injected.pairs, uploaded, record)
    others = (each for each in findings if each.severity != "error")
    return _Asked(
        forbidding(findings),
        tuple(f"{each.subject}: {each.sentence}" for each in others),
        record.counts.get(Count.DEBUG_IDS_LOOKED_UP, 0),
        record.counts.get(Count.FILES_LISTED, 0),
    )


def _is_here(run: Run, ledger: Ledger) -> bool:
    """Return whether the files of the old release lie here as they were sent."""
    root = run.loaded.root
    return not gone(root, ledger) and not changed(root, ledger)


def _sent(run: Run, ledger: Ledger, injected: Injected) -> _Held:
    """Send the old bundles again and ask once more; the ledger tells of them then."""
    from buildtools.sourcemaps.bundle import entries
    from buildtools.steps.upload import upload

    loaded = run.loaded
    uploaded = upload(
        run.client,
        ledger.release,
        ledger.dist,
        loaded.root,
        injected,
        entries,
        environment=loaded.environment,
        sources=loaded.settings.upload.sources,
    )
    asked = _asked(run, injected, uploaded)
    if asked.errors:
        raise _gone(ledger, asked.errors, "though they were sent again")
    entry = msgspec.structs.replace(ledger.entries["upload"], outcome=uploaded)
    same = entry == ledger.entries["upload"]
    return _Held(ledger if same else ledger.record("upload", entry), asked, sent_again=True)


def _gone(ledger: Ledger, errors: tuple[Finding, ...], why: str) -> NotReady:
    built = ledger.entries["build"].outcome
    commit = built.commit if isinstance(built, Built) else ""
    checkout = f"git checkout {commit[:_SHORT]}, then: " if commit else ""
    return NotReady(
        f"the bundles of {ledger.release} are not on the server, {why}",
        evidence=first([f"{each.subject}: {each.sentence}" for each in errors], _SHOWN),
        remedy=f"build it again: {checkout}SENTRY_RELEASE={ledger.release} invoke release"
        f" --env={ledger.environment}",
    )


def _make_current(run: Run, ledger: Ledger) -> None:
    """Let the steps go on with the old release; what was seen of the site then is not so now."""
    run.carry(lambda _: ledger.without("live") if "live" in ledger.entries else ledger, "create")
