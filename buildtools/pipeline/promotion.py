"""Promotion: what was built for one environment goes to another, and nothing is built again.

The pairs, and the upload where both go to the same projects, are carried over from the other
environment's ledger once the files on disk are seen to be the same bytes. From there on it is a
release like any other: the usual steps, the usual proof.
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from buildtools import acceptance
from buildtools.checks.baked import Place, baked, carried_over, unjudged
from buildtools.config import Loaded
from buildtools.errors import BuildtoolsError, ConfigurationError, MapsRefused, NotReady, OutOfOrder
from buildtools.files import disk
from buildtools.files.walking import walk
from buildtools.findings import Finding, forbidding
from buildtools.ledger import Ledger
from buildtools.next_command import next_step
from buildtools.pipeline.changes import changed, gone
from buildtools.pipeline.given import need
from buildtools.pipeline.own_files import boundaries_of
from buildtools.pipeline.run import Run
from buildtools.pipeline.table import between
from buildtools.results import Built, Injected, Result, Stripped, Uploaded
from buildtools.settings import Server
from buildtools.stages import ORDER
from buildtools.state import ledger_file, ledgers, paths, quarantine

log = logging.getLogger("buildtools")

_READ = (".js", ".mjs", ".cjs", ".html", ".htm")
"""Files of the outputs in which literals are looked for."""


def promoted(run: Run, source: Loaded, release: str | None = None) -> tuple[str, ...]:
    """Carry over what was built for `source`, and name the steps that are left to do.

    A run that was killed is gone on with: what is carried over already stays, and so does what was
    done since. `release` is one of the source's, the one that it worked on last where it is None.

    Raises ConfigurationError where nothing can be promoted between the two, OutOfOrder where there
    is nothing to promote, NotReady where its files are not here as they were, and MapsRefused where
    they hold a literal that would be wrong there: then nothing is recorded, and nothing is sent.
    """
    _refuse_unlike(run.loaded, source)
    given = _given(run, source, release)
    if not _is_carried(run.ledger(), given):
        run.carry(lambda current: _carried(run, source, given, current))
        log.info("%s is carried over from %s", given.ledger.release, source.environment)
    return _left(run)


def _refuse_unlike(target: Loaded, source: Loaded) -> None:
    """Raise ConfigurationError for one environment, and for two with other outputs."""
    to, of = target.environment, source.environment
    if to == of:
        raise ConfigurationError(
            f"{of} is not promoted to itself", remedy="name two environments: --from and --env"
        )
    ours, theirs = target.settings.build, source.settings.build
    if (ours.directory, ours.outputs) != (theirs.directory, theirs.outputs):
        raise ConfigurationError(
            f"{of} cannot be promoted to {to}: build.outputs differ",
            evidence=["the same files would be served at other URLs, or lie elsewhere"],
            remedy="give both the same outputs, in defaults; or build for each",
        )


class Given(NamedTuple):
    """What an environment has of a release, as its steps left it."""

    ledger: Ledger
    built: Built
    injected: Injected


def _given(run: Run, source: Loaded, release: str | None) -> Given:
    """Read the ledger of what is promoted."""
    root, target = run.loaded.root, source.target
    named = release is not None
    found = ledgers.of(root, target, release or "") if named else ledger_file.find(root, target)
    ledger = found.ledger if found else None
    if ledger is None:
        raise OutOfOrder("promote", "build", source.environment)
    name = paths.ledger_of(target, ledger.release)
    helps = ledger_file.remedy(root, target, name)
    boundaries_of(run.loaded, copied=run.checkout != root).refuse(ledger, name, helps)
    return Given(
        ledger, need("promote", ledger, "build", Built), need("promote", ledger, "inject", Injected)
    )


def _is_carried(ours: Ledger | None, given: Given) -> bool:
    """Return whether the pairs of the other are the ones that this ledger goes on with."""
    if ours is None or ours.attempt or _named(ours) != _named(given.ledger):
        return False
    left = ours.entries["inject"].outcome if ours.state("inject") == "done" else None
    return isinstance(left, Injected) and left.pairs == given.injected.pairs


def _named(ledger: Ledger) -> tuple[str, str | None]:
    return ledger.release, ledger.dist


def _left(run: Run) -> tuple[str, ...]:
    """Name the steps from the first that is not done; an upload that was carried over is."""
    ledger = run.ledger()
    first = next_step(ledger, run.standing())
    if ledger is None or first is None:
        return ()
    if ORDER.index(first) <= ORDER.index("inject"):
        raise _changed(run, run.loaded.environment, ledger)
    done = ledger.state("upload") == "done"
    names = between(first, None, run.loaded.settings.left_out)
    return tuple(name for name in names if not (name == "upload" and done))


def _carried(run: Run, source: Loaded, given: Given, current: Ledger | None) -> Ledger:
    """Return the ledger with what is carried over; raises where that must not be."""
    theirs = given.ledger
    _refuse_changed(run, source, theirs)
    accepted, target = run.loaded.settings.accept, run.loaded.target
    ledger = Ledger(target.environment, theirs.release, theirs.dist, app=target.app)
    if current and _named(current) == _named(theirs):
        ledger = current
    injected = _judged(run, source, given.injected)
    built = acceptance.applied(given.built, accepted)
    ledger = _record(ledger, "build", theirs, {}, built)
    ledger = _record(ledger, "inject", theirs, {"build": ledger.turn}, injected)
    known = theirs.state("upload") == "done" and not run.rehearsing
    if known and _is_same_place(run.loaded, source):
        uploaded = theirs.need("promote", "upload", Uploaded)
        ledger = _record(ledger, "upload", theirs, {"inject": ledger.turn}, uploaded)
    return ledger


def _record(
    ledger: Ledger, step: str, theirs: Ledger, made_from: dict[str, int], outcome: Result
) -> Ledger:
    entry = theirs.entries[step]
    return ledger.record(step, msgspec.structs.replace(entry, made_from=made_from, outcome=outcome))


def _judged(run: Run, source: Loaded, injected: Injected) -> Injected:
    """Look for literals of the other environment. Raises MapsRefused where one is an error."""
    told = carried_over(source.environment, run.loaded.environment)
    kept = [each for each in injected.findings if not each.code.startswith("promoted-")]
    findings = acceptance.mark((*kept, *_baked(run, source), told), run.loaded.settings.accept)
    if refused := forbidding(findings):
        to = run.loaded.environment
        raise MapsRefused(
            refused,
            f"what was built for {source.environment} cannot go to {to}, and nothing was sent",
        )
    return msgspec.structs.replace(injected, findings=findings)


def _baked(run: Run, source: Loaded) -> Iterator[Finding]:
    """Look through scripts and pages of the outputs; say what could not be judged of them."""
    target, build = run.loaded, run.loaded.settings.build
    of, to = _place(source), _place(target)
    # In a rehearsal both are the sandbox, whatever their own servers are.
    if not (of.dsns or to.dsns) and (run.rehearsing or not _is_same_place(target, source)):
        known, untold = _known_dsns(run)
        to = to._replace(dsns=known)
        yield from untold
    for output in build.outputs:
        folder = "/".join(part for part in (build.directory, output.path) if part != ".")
        for name in walk(target.root / folder, everything=True):
            if name.endswith(_READ):
                text = disk.read(target.root / folder / name).decode("utf-8", "replace")
                yield from baked(f"{folder}/{name}", text, of, to)


def _place(loaded: Loaded) -> Place:
    server = loaded.settings.server
    dsn = server.dsn if isinstance(server, Server) else None
    host = urlsplit(loaded.settings.site_url or "").netloc
    return Place(loaded.deploy_environment, host, (dsn,) if dsn else ())


def _known_dsns(run: Run) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Ask the server that is promoted to for the DSNs of its projects."""
    why = "a rehearsal asks no server"
    if not run.rehearsing:
        try:
            return tuple(map(run.client.dsn, run.client.connection.projects)), ()
        except BuildtoolsError as failure:
            why = failure.what
    return (), (unjudged(run.loaded.environment, why),)


def _is_same_place(target: Loaded, source: Loaded) -> bool:
    """Return whether an upload for the one is one for the other, too."""
    ours, theirs = target.settings.server, source.settings.server
    if target.settings.upload != source.settings.upload:
        return False
    if not isinstance(ours, Server) or not isinstance(theirs, Server):
        return ours == theirs
    return (ours.url, ours.org, {*ours.projects}) == (theirs.url, theirs.org, {*theirs.projects})


def _refuse_changed(run: Run, source: Loaded, theirs: Ledger) -> None:
    """Raise NotReady unless every file is here as `inject` left it."""
    root = run.loaded.root
    if gone(root, theirs):
        raise NotReady(
            f"what was built for {source.environment} is not here, only its ledger",
            evidence=[
                "that the bytes are the same cannot be told without them, nor proven on disk",
                "of the ledger alone `live` can tell whether a site serves these bytes",
            ],
            remedy="carry the outputs along with .buildtools/ledgers, as an artifact of CI",
        )
    if _is_stripped(theirs) or quarantine.standing(root, source.target) is not None:
        raise NotReady(
            f"strip took the source maps of {source.environment} away, and the proof needs them",
            remedy=f"invoke strip --undo --env={source.environment}",
        )
    if changed(root, theirs):
        raise _changed(run, source.environment, theirs)


def _is_stripped(ledger: Ledger) -> bool:
    left = ledger.entries["strip"].outcome if "strip" in ledger.entries else None
    return isinstance(left, Stripped) and bool(left.files)


def _changed(run: Run, environment: str, ledger: Ledger) -> NotReady:
    names = changed(run.loaded.root, ledger)
    return NotReady(
        f"files are not as inject left them for {environment}, so they are not what was proven",
        evidence=names[:5],
        remedy=f"put back the outputs of {ledger.release}, or: invoke release --env={environment}",
    )
