"""Inject: give every pair one debug ID, in its script, its map and its run-time snippet.

Everything is planned, and written beside its place, before the first file is replaced; that is one
transaction at the end. A pair that cannot be injected stays as it is and becomes a finding, and the
others go on.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from buildtools.change import Change
from buildtools.files import replacing
from buildtools.files.journal import Journal
from buildtools.files.staging import StagedFile, Staging
from buildtools.files.tree import Tree
from buildtools.results import Injected, Repair
from buildtools.sourcemaps.derived.update import NOWHERE, Places, update_derived
from buildtools.state.upload_cache import DigestCache
from buildtools.steps.inject.clashes import without_clashes
from buildtools.steps.inject.planning import Planned, plan_all
from buildtools.steps.inject.records import records, sized, undo
from buildtools.texts.wording import count
from buildtools.values import Pair

__all__ = ["inject", "undo"]

_log = logging.getLogger("buildtools")


def inject(
    root: Path,
    pairs: Sequence[Pair],
    earlier: Injected | None = None,
    places: Places = NOWHERE,
    repairs: Sequence[Repair] = (),
    journal: Journal | None = None,
) -> Injected:
    """Inject all pairs, and say what each is now.

    Reads every script and map, but those whose stamps say that nobody has touched them since
    `earlier`; writes only files that change, all or none. A second run changes nothing. From
    `earlier` come the edits of files that are still as that run left them, so that the built files
    can be given back. Pairs that could not be injected are not in the result: a finding names
    each. What else in `places` follows from the change is updated in the same transaction.
    `repairs` are what the build step found to be put right in maps first. What `journal` notes can
    be taken back until it is settled.

    Raises DiskRefused when a file may not be read or written.
    """
    replacing.sweep(root, [name for pair in pairs for name in (pair.script, pair.map) if name])
    seen, tree = DigestCache(root), Tree(root)
    with Staging(root, journal) as staging:
        planned, findings = plan_all(root, staging, seen, pairs, earlier, repairs)
        planned, refusals = without_clashes(planned, tree.read)
        changes = {file.path: file for each in planned for file in each.files if file.content}
        plain = {each.script.path for each in planned if each.plain}
        derived = update_derived(
            tree, places, changes.values(), pairs, plain=plain, first=earlier is None, moves=True
        )
        kept, followed = records(planned, derived.files, earlier, root)
        _place(staging, changes, derived.files)
    seen.save()
    if derived.summary:
        _log.info("updated what the change invalidates: %s", derived.summary)
    _tell(planned, len(pairs))
    return Injected(sized(root, kept, earlier), (*findings, *refusals, *derived.findings), followed)


def _place(staging: Staging, changes: Mapping[str, Change], updated: Mapping[str, Change]) -> None:
    """Put all new contents in their places: first what was updated, in its order."""
    first = [staging.write(path, (file.new,)) for path, file in updated.items()]
    rest = (file.content for path, file in changes.items() if path not in updated)
    staging.place(first, then=[new for new in rest if isinstance(new, StagedFile)])


def _tell(planned: Sequence[Planned], pairs: int) -> None:
    states = Counter(each.injection.state for each in planned)
    repaired = {file.path for each in planned for file in each.files if file.repair}
    if repaired:
        _log.info("put right first, as build has told: %s", count(len(repaired), "map"))
    _log.info(
        "%d of %s with a debug ID: %d injected, %d repaired, %d as before",
        len(planned),
        count(pairs, "pair"),
        *(states[state] for state in ("injected", "repaired", "kept")),
    )
