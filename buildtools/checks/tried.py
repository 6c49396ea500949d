"""What was tried of a pair on disk, as trials: its debug IDs, and each position."""

from collections.abc import Iterator

from buildtools.checks.debug_ids import Carried
from buildtools.checks.injected_pairs import Compared, Position
from buildtools.checks.tried_files import original
from buildtools.findings.subjects import File
from buildtools.proof import trials
from buildtools.proof.trials import Outcome, Trial, outcome
from buildtools.results import InjectedPair
from buildtools.sourcemaps.maps.positions import Place


def pair(each: InjectedPair, carried: Carried, compared: Compared, left_out: str) -> Trial:
    """Return the trial of the debug IDs of one pair, and of its map's entries."""
    is_right = set(carried) == {each.debug_id}
    is_whole = compared.entries is None or compared.entries[0] == compared.entries[1]
    state = trials.PairState(each.debug_id, *carried, compared.entries, left_out)
    return Trial("pair", *_about(each, None, passed=is_right and is_whole), state, each.pair.kind)


def positions(each: InjectedPair, compared: Compared) -> Iterator[Trial]:
    """Return trials of each position of one pair, before and after injection."""
    for one in compared.tried:
        about = _about(each, one.place, passed=one.is_right)
        yield Trial("position", *about, _position(one), each.pair.kind)


def _position(one: Position) -> trials.Position:
    before = original(one.before)
    after = original(one.after) if one.after else None
    word = "" if one.same_text else one.word
    return trials.Position(one.was.line + 1, one.was.column + 1, before, after, word)


def _about(each: InjectedPair, place: Place | None, *, passed: bool) -> tuple[File, Outcome]:
    return _place(each, place), outcome(passed=passed)


def _place(each: InjectedPair, place: Place | None) -> File:
    if place is None:
        return File(each.pair.script)
    return File(each.pair.script, place.line + 1, place.column + 1)
