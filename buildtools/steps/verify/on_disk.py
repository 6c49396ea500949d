"""Proof on disk: try every pair as it is now against what it was before injection.

Of a large release copies of this process try a part of the pairs meanwhile.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from buildtools.checks import test_events, tried_files
from buildtools.checks.changed_files import changed
from buildtools.checks.sampling import spread
from buildtools.checks.test_events import Probe
from buildtools.errors import NothingFound
from buildtools.findings import Finding, finding, subjects
from buildtools.machine.processes import cores as all_cores
from buildtools.machine.processes import meanwhile
from buildtools.proof.counts import total
from buildtools.proof.record import Record
from buildtools.proof.trials import Trial
from buildtools.results import InjectedPair, Stripped
from buildtools.settings import Verify
from buildtools.steps.verify.client import PairTrials
from buildtools.steps.verify.originals import AsWas, Originals
from buildtools.texts.wording import count
from buildtools.values import Sources

_counts = logging.getLogger("buildtools.counted")
"""Takes how far it is: of what, how many, and of how many."""

_WORTH = 8_000_000
"""Bytes of maps from which on they are worth being shared."""
_FEW = 10_000
"""Positions up to which what is told of them goes quickly from one process to another."""

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
    cores: int = 0,
) -> tuple[list[Finding], list[Probe]]:
    """Compare every pair; give what was noticed, and the frames to send in events.

    Each pair and position goes into the record. What positions resolve to is held against the
    project's own files too, where those are.

    `sent` says whose texts were sent; `known` takes the frames of each pair as soon as they are
    chosen. `settings.positions` and `settings.frames` are spread evenly over the pairs. Of a large
    release each core of the machine does a part, so many of them or as there are.

    Raises DiskRefused for what is the machine's fault and no file's.
    """
    as_was = AsWas(root, stripped)
    originals = Originals(root, directory)
    trying = Trying(trials, as_was, originals, settings, pairs)
    findings: list[Finding] = []
    for path in as_was.changed():
        record.add(tried_files.changed(path, NOT_AS_LEFT))
        findings.append(changed(path, NOT_AS_LEFT))
    probes: list[Probe] = []

    def keep(one: Tried) -> None:
        record.extend(one.trials)
        findings.extend(one.findings)
        originals.note(one.untold, one.judged)
        chosen = [test_events.as_sent(probe, sent) for probe in one.probes]
        known(chosen)
        probes.extend(chosen)

    first, *others = trying.parts(cores)

    with ExitStack() as ends:
        copies = [ends.enter_context(meanwhile(part, trying.whole)) for part in others]
        for done, one in enumerate(trying.each(first)):
            _counts.debug("%s: %d of %s", "pair", done * (len(others) + 1), len(pairs))
            _counts.debug("%s: %d of %s", "position", total(record.counts, "positions"), None)
            keep(one)
        for take in copies:
            for one in take():
                keep(one)
    findings += originals.untold()
    findings += _uncompared(pairs, total(record.counts, "positions"))
    return findings, probes


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


class Tried(NamedTuple):
    """What came of one pair."""

    trials: Iterable[Trial]
    findings: Sequence[Finding]
    probes: Sequence[Probe] = ()
    untold: Sequence[str] = ()
    """The sources of positions that could not be judged by the project's files."""
    judged: int = 0
    """How many could be."""


class Trying:
    """Tries the pairs of one release."""

    def __init__(
        self,
        trials: PairTrials,
        files: AsWas,
        originals: Originals,
        settings: Verify,
        pairs: Sequence[InjectedPair],
    ) -> None:
        self._trials, self._files, self._originals = trials, files, originals
        self._pairs, self._few = pairs, settings.positions <= _FEW
        self._positions = -(-settings.positions // max(len(pairs), 1))
        self._frames = max(settings.frames // max(len(pairs), 1), 1)
        self._probed = _probed(pairs, settings.frames)

    def parts(self, cores: int) -> list[Sequence[InjectedPair]]:
        """Share the pairs among so many cores, or as there are where that is worth it."""
        sizes = [self._files.size(each.pair.map or each.pair.script) for each in self._pairs]
        whole = sum(sizes)
        cores = cores or (all_cores() if whole > _WORTH and self._few else 1)
        parts: list[list[InjectedPair]] = [[] for _ in range(cores)]
        done = 0
        for each, size in zip(self._pairs, sizes, strict=True):
            parts[done * cores // (whole + 1)].append(each)
            done += size
        return [part for part in parts if part] or [[]]

    def whole(self, pairs: Iterable[InjectedPair]) -> list[Tried]:
        """Try some of them, and have all trials made."""
        return [one._replace(trials=[*one.trials]) for one in self.each(pairs)]

    def each(self, pairs: Iterable[InjectedPair]) -> Iterator[Tried]:
        """Try some of them in their order. Raises DiskRefused for what is the machine's fault."""
        for each in pairs:
            frames = self._frames if each in self._probed else 0
            try:
                tried = self._trials.try_pair(each, self._files.read, self._positions, frames)
            except NothingFound as fault:
                why, path = str(fault), each.pair.script
                yield Tried([tried_files.changed(path, why)], [changed(path, why)])
                continue
            judged = self._originals.judge(each, tried.resolved, tried.source_text)
            yield Tried(
                chain(tried.trials, tried_files.files(each, judged)),
                [*tried.findings, *judged.findings],
                tried.probes,
                judged.untold,
                judged.judged,
            )


def _probed(pairs: Sequence[InjectedPair], number: int) -> set[InjectedPair]:
    """Choose the pairs whose frames go out in events: one of each kind, the others evenly."""
    of_kind = {each.pair.kind: each for each in pairs}
    others = [each for each in pairs if each not in of_kind.values()]
    return {*of_kind.values(), *spread(others, max(number - len(of_kind), 0))}
