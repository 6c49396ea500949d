"""What was tried on disk, as trials: pairs, positions, and the project's own files.

Made one by one, while the pair is at hand: there may be many, and none is kept here.
"""

from collections.abc import Iterator

from buildtools.checks.debug_ids import Carried
from buildtools.checks.injected_pairs import Compared, Position
from buildtools.checks.project_sources import Judged, Verdict
from buildtools.checks.script_text import Place
from buildtools.findings.subjects import File
from buildtools.proof import trials
from buildtools.proof.trials import Original, Outcome, Trial, outcome, shortened
from buildtools.results import InjectedPair
from buildtools.sourcemaps.maps.positions import Original as Found


def changed(path: str, why: str) -> Trial:
    """Return the trial of a file that is not as it was left."""
    return Trial("file", File(path), "failed", trials.FileState(why))


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


def files(each: InjectedPair, judged: Judged) -> Iterator[Trial]:
    """Return trials of the positions of a pair that were held against its files, or could not."""
    for one in judged.verdicts:
        file, number = one.file, one.resolved.original.line
        line = file.lines[number] if file and number < len(file.lines) else None
        resolved, place = original(one.resolved.original), file.place if file else ""
        text = shortened(line, one.resolved.original.column)
        state = trials.InFile(resolved, place, text, one.word)
        subject, how = _place(each, one.resolved.place), outcome(passed=_PASSED[one.verdict])
        yield Trial("original", subject, how, state, each.pair.kind)


_PASSED: dict[Verdict, bool | None] = {"same": True, "other": False, "untold": None}


def original(found: Found) -> Original:
    """Return an original as it is kept: lines and columns from one."""
    text = shortened(found.context_line, found.column)
    place = found.source, found.line + 1, found.column + 1
    return Original(*place, found.function, found.name, text)


def _about(each: InjectedPair, place: Place | None, *, passed: bool) -> tuple[File, Outcome]:
    return _place(each, place), outcome(passed=passed)


def _place(each: InjectedPair, place: Place | None) -> File:
    if place is None:
        return File(each.pair.script)
    return File(each.pair.script, place.line + 1, place.column + 1)
