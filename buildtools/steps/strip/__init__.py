"""Strip: take source maps, and the comments that name them, out of what is deployed.

Only after a proof. What is taken away is kept in quarantine until the release is finalized, so
that the proof can be made again, and a failure or `--undo` gives everything back.
"""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from buildtools.change import Change
from buildtools.errors import NothingFound, OutOfDate, ProofFailed, again
from buildtools.files import replacing
from buildtools.files.journal import Journal
from buildtools.proof import Proof
from buildtools.refusals import proof_failure
from buildtools.results import InjectedPair, Skipped, Stripped, Verified
from buildtools.settings import Build
from buildtools.settings import Strip as Settings
from buildtools.state import quarantine
from buildtools.target import Target
from buildtools.texts.wording import count
from buildtools.values import Digest

_log = logging.getLogger("buildtools")


def strip(
    root: Path,
    target: Target,
    build: Build,
    settings: Settings,
    pairs: Sequence[InjectedPair],
    verified: Verified,
    earlier: Stripped | None = None,
) -> Stripped | Skipped:
    """Take maps and comments out of the outputs of the wanted kinds, and of their copies.

    Reads the build's folders; moves maps to quarantine, writes scripts, stylesheets and lists of
    traced files. All or nothing. A second run gives what the first one left, `earlier`, also where
    finalize has emptied the quarantine; one that was stopped half way is undone and done again.

    Raises ProofFailed when the proof has errors or tried nothing, OutOfDate when a file is not the
    one that inject or an earlier strip left, DiskRefused when the disk says no.
    """
    from buildtools.steps.strip.gather import gather, plan

    _refuse_unproven(verified, target.environment)
    standing = standing_of(root, target)
    if standing is not None:
        return standing
    if earlier and all(quarantine.is_left(root, file) for file in earlier.files):
        return earlier
    planned = plan(root, build, gather(root, build, settings.kinds), pairs)
    _refuse_others(planned.files, pairs, target.environment)
    if not planned.files:
        kinds = " and ".join(settings.kinds)
        return Skipped(f"there is no source map and no comment in a {kinds} output")
    if planned.follows:
        _log.info("updated what the change invalidates: %s", planned.follows)
    records = tuple(Change(file.path, file.before, file.after) for file in planned.files)
    stripped = Stripped(records, quarantine.files_of(target), planned.findings)
    _apply(root, target, stripped, planned.files)
    _log.info("took %d source maps away from what is deployed", stripped.maps)
    return stripped


def undo(
    root: Path,
    target: Target,
    earlier: Stripped | None = None,
    journal: Journal | None = None,
    bundles: Sequence[str] = (),
) -> Skipped:
    """Return everything as it was before strip; files that were built since stay as they are.

    With a journal what is kept is forgotten when that is settled. `bundles` are those on the server
    that hold what was taken away.

    Raises NothingFound when what strip took away is kept no longer, DiskRefused when the disk says
    no; then what is not back is still kept.
    """
    restored = quarantine.give_back(root, target)
    if restored is None and earlier is not None:
        raise NothingFound(
            "what strip took away is gone from here: finalize emptied the quarantine",
            evidence=[f"the server has it: bundle {bundle}" for bundle in bundles],
            remedy=f"build again, which makes the maps anew: {again('build')}; "
            "strip.keep: true in sentry.yml keeps them after finalize",
        )
    if restored is None:
        return Skipped("nothing was stripped")
    forget = partial(quarantine.discard, root, target)
    if journal is None:
        forget()
    else:
        journal.then(forget)
    return Skipped(f"undone: {count(restored, 'file')} back")


def _refuse_unproven(verified: Verified, environment: str) -> None:
    proof: Proof = verified.proof
    if proof.errors:
        raise proof_failure(verified, environment)
    if not any(proof.counts.values()):
        raise ProofFailed(
            "nothing is stripped: the proof is empty, nothing was tried",
            remedy=f"{again('verify')} --env={environment}",
        )


def standing_of(root: Path, target: Target) -> Stripped | None:
    """Return what an earlier strip left; where that was stopped half way it is undone first.

    Raises OutOfDate when a file is no longer as it was left, nor as it was before.
    """
    standing = quarantine.standing(root, target)
    if standing is None:
        return None
    back, others = quarantine.changed(root, standing)
    if back or quarantine.is_unfinished(root, target):
        quarantine.restore(root, target)
        return None
    if others:
        what = f"{others[0]} changed after strip"
        raise OutOfDate(what, "build", target.environment, evidence=others)
    return standing


def _refuse_others(
    files: Sequence[Change], pairs: Sequence[InjectedPair], environment: str
) -> None:
    """Raise OutOfDate when a script or map is not the one whose upload was proven."""
    proven: dict[str | None, Digest | None] = {}
    for each in pairs:
        proven |= {each.pair.script: each.script_digest, each.pair.map: each.map_digest}
    changed = [file.path for file in files if proven.get(file.path, file.before) != file.before]
    if changed:
        what = f"{changed[0]} changed after inject"
        raise OutOfDate(what, "build", environment, evidence=changed)


def _apply(root: Path, target: Target, stripped: Stripped, files: Sequence[Change]) -> None:
    """Keep every file, then change it; give all back when one cannot be changed."""
    quarantine.begin(root, target, stripped)
    try:
        for file in files:
            _strip_one(root, stripped, file)
        quarantine.end(root, target)
    except BaseException:
        quarantine.restore(root, target)
        raise


def _strip_one(root: Path, stripped: Stripped, file: Change) -> None:
    there, place = root / file.path, root / stripped.place(file.path)
    if file.after is None:
        replacing.move(there, place)
        return
    replacing.copy(there, place)
    replacing.replace_all(root, {file.path: file.new})
