"""Proof on disk: read every pair, rebuild it as it was before injection, and compare the two."""

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from buildtools import splices
from buildtools.checks import debug_ids, injected_pairs, memory_limits, test_events, tried
from buildtools.checks.changed_files import changed
from buildtools.checks.test_events import Probe
from buildtools.errors import NothingFound, SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.proof.counts import total
from buildtools.proof.record import Record
from buildtools.results import InjectedPair, Stripped
from buildtools.settings import Verify
from buildtools.sourcemaps.derived import growth
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.steps.verify.originals import Originals
from buildtools.texts.wording import count
from buildtools.values import Sources, digest_of

_counts = logging.getLogger("buildtools.counted")
"""Takes how far it is: of what, how many, and of how many."""

NOT_AS_LEFT = "is not as strip left it"


def on_disk(
    root: Path,
    pairs: Sequence[InjectedPair],
    settings: Verify,
    record: Record,
    stripped: Stripped | None = None,
    directory: str = "",
    sent: Sources = "all",
) -> tuple[list[Finding], list[Probe]]:
    """Compare every pair; give what was noticed, and the frames to send in events.

    Each pair and position goes into the record. What positions resolve to is held against the
    project's own files too, where those are.

    `sent` says whose texts were sent. `settings.positions` and `settings.frames` are spread evenly
    over the pairs.

    Raises DiskRefused for what is the machine's fault and no file's.
    """
    as_was = _AsWas(root, stripped)
    originals = Originals(root, directory)
    findings: list[Finding] = []
    for path in as_was.changed():
        record.add(tried.changed(path, NOT_AS_LEFT))
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
            found, chosen = _tried(as_was, originals, each, positions, number, record)
        except NothingFound as fault:
            record.add(tried.changed(each.pair.script, str(fault)))
            findings.append(changed(each.pair.script, str(fault)))
            continue
        findings += found
        probes += [test_events.as_sent(probe, sent) for probe in chosen]
    findings += originals.untold()
    findings += _uncompared(pairs, total(record.counts, "positions"))
    return findings, probes


def _tried(
    files: "_AsWas",
    originals: Originals,
    each: InjectedPair,
    positions: int,
    frames: int,
    record: Record,
) -> tuple[list[Finding], list[Probe]]:
    """Compare one pair, and choose its frames. Nothing of its files is kept.

    Raises NothingFound, DiskRefused, or SourceMapError when they are not as inject left them.
    """
    before, after = _sides(files, each, named=frames > 0)
    carried = debug_ids.carried_ids(each.debug_id, after)
    findings = [*debug_ids.unequal_ids(each.pair.script, each.debug_id, carried)]
    after.release()
    probes = _probes(each, (before, after), frames) if frames else []
    compared = _compared(each, before, after, positions)
    resolved = injected_pairs.resolved(after, positions) if _is_kept(each) else compared.resolved
    judged = originals.judge(each, after, resolved)
    record.add(tried.pair(each, carried, compared, before.left_out))
    record.extend(tried.positions(each, compared))
    record.extend(tried.files(each, judged))
    findings += [*compared.findings, *judged.findings]
    sizes = len(before.script), before.map_bytes
    findings += memory_limits.left_out(each.pair.script, before.left_out, *sizes)
    return findings, probes


def _is_kept(each: InjectedPair) -> bool:
    """Whether inject had nothing to do: then there is no state before it to compare with."""
    return not each.script_edits and not each.map_edits


def _compared(
    each: InjectedPair, before: injected_pairs.Side, after: injected_pairs.Side, positions: int
) -> injected_pairs.Compared:
    if _is_kept(each):
        return injected_pairs.Compared((), ())
    return injected_pairs.compare(each.pair.script, before, after, positions)


def _uncompared(pairs: Sequence[InjectedPair], positions: int) -> list[Finding]:
    """Return which positions were not compared: of pairs that came with their IDs, or all."""
    kept = [subjects.File(each.pair.script) for each in pairs if _is_kept(each)]
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
    return {*of_kind.values(), *injected_pairs.spread(others, max(number - len(of_kind), 0))}


def _sides(
    files: "_AsWas", each: InjectedPair, *, named: bool
) -> tuple[injected_pairs.Side, injected_pairs.Side]:
    """Read a script as it is and rebuild it as it was before injection; maps follow when asked.

    `named` says whether functions of the one before are asked for. Raises SourceMapError when a
    file is not the one that inject left.
    """
    script = files.read(each.pair.script)
    if digest_of(script) != each.script_digest:
        raise SourceMapError("the script is not the one that inject left")
    # A digest that was updated is another text at the same place: only what moves is undone.
    changed = each.script_edits or each.unfinished
    old = growth.before_injection(script, changed)
    path = each.pair.map
    if path is None:
        return (
            injected_pairs.Side(old.script, partial(_embedded, old.script), named=named),
            injected_pairs.Side(script, partial(_embedded, script), named=False),
        )

    def map_() -> bytes:
        data = files.read(path)
        if digest_of(data) != each.map_digest:
            raise SourceMapError("the map is not the one that inject left")
        return data

    def old_map() -> bytes:
        return splices.original(map_(), each.map_edits)

    before = injected_pairs.Side(old.script, old_map, old.updated, old.moves, named=named)
    return before, injected_pairs.Side(script, map_, named=False)


class _AsWas:
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


def _embedded(script: bytes) -> bytes:
    return embedded_map(script, comments.read(script)).text


def _probes(
    each: InjectedPair, sides: tuple[injected_pairs.Side, injected_pairs.Side], number: int
) -> list[Probe]:
    pair = each.pair
    return test_events.choose(pair.kind, pair.script, pair.url, each.debug_id, sides, number)
