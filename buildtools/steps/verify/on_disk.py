"""Proof on disk: try every pair as it is now against what it was before injection."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from buildtools.checks import test_events, tried_files
from buildtools.checks.changed_files import changed
from buildtools.checks.sampling import spread
from buildtools.checks.test_events import Probe
from buildtools.checks.tried_pair import TriedPair
from buildtools.errors import NothingFound
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.proof.counts import total
from buildtools.proof.record import Record
from buildtools.results import InjectedPair, Stripped
from buildtools.settings import Verify
from buildtools.steps.verify.client import PairTrials
from buildtools.steps.verify.originals import Originals
from buildtools.texts.wording import count
from buildtools.values import Sources, digest_of

_counts = logging.getLogger("buildtools.counted")
"""Takes how far it is: of what, how many, and of how many."""

NOT_AS_LEFT = "is not as strip left it"


def on_disk(
    trials: PairTrials,
    root: Path,
    pairs: Sequence[InjectedPair],
    settings: Verify,
    record: Record,
    stripped: Stripped | None = None,
    directory: str = "",
    sent: Sources = "all",
    known: Callable[[Sequence[Probe]], None] = lambda _: None,
) -> tuple[list[Finding], list[Probe]]:
    """Compare every pair; give what was noticed, and the frames to send in events.

    Each pair and position goes into the record. What positions resolve to is held against the
    project's own files too, where those are.

    `sent` says whose texts were sent; `known` takes the frames of each pair as soon as they are
    chosen. `settings.positions` and `settings.frames` are spread evenly over the pairs.

    Raises DiskRefused for what is the machine's fault and no file's.
    """
    as_was = AsWas(root, stripped)
    originals = Originals(root, directory)
    findings: list[Finding] = []
    for path in as_was.changed():
        record.add(tried_files.changed(path, NOT_AS_LEFT))
        findings.append(changed(path, NOT_AS_LEFT))
    probes: list[Probe] = []
    positions = -(-settings.positions // max(len(pairs), 1))
    frames = max(settings.frames // max(len(pairs), 1), 1)
    probed = _probed(pairs, settings.frames)
    for done, each in enumerate(pairs):
        _counts.debug("%s: %d of %s", "pair", done, len(pairs))
        _counts.debug("%s: %d of %s", "position", total(record.counts, "positions"), None)
        number = frames if each in probed else 0
        try:
            tried = trials.try_pair(each, as_was.read, positions, number)
        except NothingFound as fault:
            record.add(tried_files.changed(each.pair.script, str(fault)))
            findings.append(changed(each.pair.script, str(fault)))
            continue
        findings += _kept(each, tried, originals, record)
        chosen = [test_events.as_sent(probe, sent) for probe in tried.probes]
        known(chosen)
        probes += chosen
    findings += originals.untold()
    findings += _uncompared(pairs, total(record.counts, "positions"))
    return findings, probes


def _kept(
    each: InjectedPair, tried: TriedPair, originals: Originals, record: Record
) -> list[Finding]:
    """Keep what was tried of a pair, with its positions held against the project's files."""
    judged = originals.judge(each, tried.resolved, tried.source_text)
    record.extend(tried.trials)
    record.extend(tried_files.files(each, judged))
    return [*tried.findings, *judged.findings]


def _uncompared(pairs: Sequence[InjectedPair], positions: int) -> list[Finding]:
    """Return which positions were not compared: of pairs that came with their IDs, or all."""
    kept = [subjects.File(each.pair.script) for each in pairs if each.is_kept]
    if kept:
        sentence = (
            f"{len(kept)} of {count(len(pairs), 'pair')}: the debug ID was there before inject, so"
            " nothing was there to compare with"
        )
        return [finding("positions-not-compared", kept[0], sentence, also=kept[1:])]
    if positions:
        return []
    about, *also = subjects.outputs([each.pair.script for each in pairs])
    return [finding("positions-none", about, "all pairs: no position could be compared", also=also)]


def _probed(pairs: Sequence[InjectedPair], number: int) -> set[InjectedPair]:
    """Choose the pairs whose frames go out in events: one of each kind, the others evenly."""
    of_kind = {each.pair.kind: each for each in pairs}
    others = [each for each in pairs if each not in of_kind.values()]
    return {*of_kind.values(), *spread(others, max(number - len(of_kind), 0))}


class AsWas:
    """The files as inject left them, which strip may have changed since."""

    def __init__(self, root: Path, stripped: Stripped | None) -> None:
        self._root = root
        self._stripped = stripped
        self._files = {file.path: file for file in stripped.files} if stripped else {}

    def read(self, path: str) -> bytes:
        if self._stripped and path in self._files:
            path = self._stripped.place(path)
        return disk.read(self._root / path)

    def changed(self) -> Iterator[str]:
        """Name the files that are no longer as strip left them."""
        for path, file in self._files.items():
            data = disk.read_inside(self._root, path)
            if (None if data is None else digest_of(data)) != file.after:
                yield path
