"""Proof of one pair on disk: read it, rebuild it as it was before injection, compare the two.

Where its edits show that injection only moved what the map says, one map is read in place of two.
"""

from collections.abc import Callable
from functools import partial

from buildtools import splices
from buildtools.checks import (
    debug_ids,
    injected_pairs,
    memory_limits,
    moved_pairs,
    probing,
    probing_near,
    tried,
)
from buildtools.checks.injected_pairs import Side
from buildtools.checks.moved_pairs import MovedPair
from buildtools.checks.script_text import ScriptText
from buildtools.checks.test_events import Probe
from buildtools.checks.tried_pair import TriedPair
from buildtools.errors import SourceMapError
from buildtools.results import InjectedPair
from buildtools.sourcemaps.derived import growth
from buildtools.sourcemaps.maps import resolve
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.values import digest_of

Read = Callable[[str], bytes]
"""Gives a built file as inject left it, by its path."""


def try_pair(each: InjectedPair, read: Read, positions: int, frames: int) -> TriedPair:
    """Compare at most so many positions of a pair, and choose so many frames to send of it.

    Raises SourceMapError when its files are not as inject left them, or its map cannot be read;
    what `read` raises.
    """
    pair = _moved(each, read)
    return (
        in_full(each, read, positions, frames)
        if pair is None
        else _at_once(each, pair, positions, frames)
    )


def name_in_full(each: InjectedPair, read: Read, probe: Probe) -> Probe:
    """Return a frame with the name of its function as a parser of the whole script tells.

    Raises as `try_pair` does.
    """
    script, map_ = _script(each, read), _map(each, read, each.pair.map or "")
    found = Resolver(script, map_).lookup(probe.line, probe.column)
    return probe._replace(
        function=probing.comparable(found.function if found else None), near=False
    )


def _moved(each: InjectedPair, read: Read) -> MovedPair | None:
    """Read a pair once, where that is enough."""
    if each.pair.map is None or not resolve.is_there():
        return None
    text, map_ = ScriptText(_script(each, read)), _map(each, read, each.pair.map)
    try:
        return moved_pairs.proven(each, text, open_map(map_))
    except SourceMapError:
        return None


def _at_once(each: InjectedPair, pair: MovedPair, positions: int, frames: int) -> TriedPair:
    """Try a pair that was the same before injection."""
    seen = (each.debug_id, pair.text.script, pair.text.seen, pair.map.text, pair.map)
    carried = debug_ids.carried_by(*seen)
    findings = [*debug_ids.unequal_ids(each.pair.script, each.debug_id, carried)]
    probes, left_out = probing_near.choose(each, pair, frames) if frames else ([], "")
    compared = injected_pairs.Compared((), ())
    if each.is_kept:
        resolved = moved_pairs.resolved(pair, positions)
    else:
        compared = moved_pairs.compare(pair, positions)
        resolved = compared.resolved
    trials = [tried.pair(each, carried, compared, left_out), *tried.positions(each, compared)]
    sizes = len(pair.text.script), len(pair.map.text)
    findings += memory_limits.left_out(each.pair.script, left_out, *sizes)
    return TriedPair(trials, findings, probes, resolved, pair.view.source_text)


def in_full(each: InjectedPair, read: Read, positions: int, frames: int) -> TriedPair:
    """Do it by two maps, that of before and that of after. Raises as `try_pair` does."""
    before, after = _sides(each, read, named=frames > 0)
    carried = debug_ids.carried_ids(each.debug_id, after)
    findings = [*debug_ids.unequal_ids(each.pair.script, each.debug_id, carried)]
    after.release()
    chosen = _probes(each, (before, after), frames) if frames else []
    if each.is_kept:
        compared = injected_pairs.Compared((), ())
        resolved = injected_pairs.resolved(after, positions)
    else:
        compared = injected_pairs.compare(each.pair.script, before, after, positions)
        resolved = compared.resolved
    trials = [tried.pair(each, carried, compared, before.left_out)]
    trials += tried.positions(each, compared)
    findings += compared.findings
    sizes = len(before.script), before.map_bytes
    findings += memory_limits.left_out(each.pair.script, before.left_out, *sizes)
    return TriedPair(trials, findings, chosen, resolved, after.source_text)


def _probes(each: InjectedPair, sides: tuple[Side, Side], number: int) -> list[Probe]:
    pair = each.pair
    return probing.choose(pair.kind, pair.script, pair.url, each.debug_id, sides, number)


def _sides(each: InjectedPair, read: Read, *, named: bool) -> tuple[Side, Side]:
    """Read a script as it is and rebuild it as it was before injection; maps follow when asked.

    `named` says whether functions of the one before are asked for.
    """
    script = _script(each, read)
    # A digest that was updated is another text at the same place: only what moves is undone.
    changed = each.script_edits or each.unfinished
    old = growth.before_injection(script, changed)
    path = each.pair.map
    if path is None:
        return (
            Side(old.script, partial(_embedded, old.script), named=named),
            Side(script, partial(_embedded, script), named=False),
        )

    map_ = partial(_map, each, read, path)

    def old_map() -> bytes:
        return splices.original(map_(), each.map_edits)

    before = Side(old.script, old_map, old.updated, old.moves, named=named)
    return before, Side(script, map_, named=False)


def _script(each: InjectedPair, read: Read) -> bytes:
    data = read(each.pair.script)
    if digest_of(data) != each.script_digest:
        raise SourceMapError("the script is not the one that inject left")
    return data


def _map(each: InjectedPair, read: Read, path: str) -> bytes:
    data = read(path)
    if digest_of(data) != each.map_digest:
        raise SourceMapError("the map is not the one that inject left")
    return data


def _embedded(script: bytes) -> bytes:
    return embedded_map(script, comments.read(script)).text
