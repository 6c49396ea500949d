"""Proof by one map: it says what the proof by two says, of right and of wrong edits."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.checks import pair_proof
from buildtools.checks.moved_maps import moved_back
from buildtools.checks.moved_pairs import MovedPair, proven
from buildtools.checks.script_text import ScriptText, moved
from buildtools.checks.tried_pair import TriedPair
from buildtools.errors import SourceMapError
from buildtools.proof.trials import Trial
from buildtools.results import InjectedPair
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.sourcemaps.maps.positions import Place
from buildtools.splices import Splice, apply, edits
from buildtools.values import DebugId, Pair, digest_of
from tests.sourcemaps.test_inject_properties import pairs

pytestmark = pytest.mark.symbolic

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made/web/chunk-R6QZX3VN.js"
PAIR = Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser")
EVERY = 10_000
"""Positions: more than there are."""

SIMPLE = pairs().filter(lambda pair: b"\xe2\x80\xa8" not in pair[0])
"""Scripts with a line separator are left out: the long way compares texts by line feeds alone, and
so tells of positions that are right."""

Files = dict[str, bytes]


def _made(
    script: bytes, map_: bytes, in_script: tuple[Splice, ...], in_map: tuple[Splice, ...], id_: str
) -> tuple[InjectedPair, Files]:
    """Return a pair as inject would keep it after these splices, and its files."""
    files = {"a.js": apply(script, in_script), "a.js.map": apply(map_, in_map)}
    digests = digest_of(files["a.js"]), digest_of(files["a.js.map"])
    made = edits(in_script), edits(in_map)
    return InjectedPair(PAIR, DebugId(id_), *digests, *made), files


def _injected(script: bytes, map_: bytes) -> tuple[InjectedPair, Files]:
    planned = plan(script, map_)
    assert planned.debug_id
    return _made(script, map_, planned.script, planned.map, planned.debug_id)


def _proven(each: InjectedPair, files: Files) -> MovedPair | None:
    return proven(each, ScriptText(files["a.js"]), open_map(files["a.js.map"]))


def _said(
    way: Callable[..., TriedPair], each: InjectedPair, files: Files
) -> tuple[list[str], list[Trial]] | str:
    """Return the findings and the trials of one way to try a pair, each position without names."""
    try:
        tried = way(each, files.__getitem__, EVERY, 0)
    except SourceMapError as fault:
        return fault.what
    return [found.sentence for found in tried.findings], tried.trials


@pytest.fixture
def built() -> tuple[bytes, bytes]:
    return MADE.read_bytes(), MADE.with_name(f"{MADE.name}.map").read_bytes()


def test_a_real_pair_is_proven_by_one_map(built: tuple[bytes, bytes]) -> None:
    """The short way is taken, or all that follows would prove nothing."""
    each, files = _injected(*built)

    assert _proven(each, files) is not None
    assert _said(pair_proof.try_pair, each, files) == _said(pair_proof.in_full, each, files)


@settings(max_examples=400, deadline=None)
@given(SIMPLE)
def test_both_ways_say_the_same_of_what_was_injected(pair: tuple[bytes, bytes]) -> None:
    """The same positions, each with the same original, whichever way was taken."""
    each, files = _injected(*pair)

    assert _said(pair_proof.try_pair, each, files) == _said(pair_proof.in_full, each, files)


TAMPERED = ["column", "source", "missing", "more", "elsewhere", "line", "script", "text"]


@st.composite
def _tampered(draw: st.DrawFn) -> tuple[InjectedPair, Files]:
    """A pair whose edits are not what they should be."""
    script, map_ = draw(SIMPLE)
    planned = plan(script, map_)
    assert planned.debug_id
    in_map, in_script = [*planned.map], [*planned.script]
    kind = draw(st.sampled_from(TAMPERED))
    at = draw(st.integers(0, len(in_map) - 1))
    digit = draw(st.sampled_from([b"A", b"C", b"D", b";", b",", b"EAAA,", b"7"]))
    one = in_map[at]
    if kind == "missing":
        del in_map[at]
    elif kind == "column":
        in_map[at] = msgspec.structs.replace(one, new=digit + one.new[1:])
    elif kind == "source":
        in_map[at] = msgspec.structs.replace(one, new=one.new + digit)
    elif kind == "line":
        in_map[at] = msgspec.structs.replace(one, new=b";" + one.new)
    elif kind in ("more", "elsewhere"):
        start = map_.index(b'"mappings"') + 13
        place = draw(st.integers(start, max(start, len(map_) - 3)))
        if kind == "elsewhere":
            del in_map[at]
        taken = draw(st.integers(0, 1))
        in_map.append(Splice(place, map_[place : place + taken], digit))
    elif kind == "script":
        place = draw(st.integers(0, len(script)))
        in_script = [msgspec.structs.replace(in_script[0], at=place), *in_script[1:]]
    else:
        in_script.append(Splice(0, b"", draw(st.sampled_from([b"x;", b"\n", b"/*a*/"]))))
    return _made(script, map_, tuple(in_script), tuple(in_map), planned.debug_id)


@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_both_ways_say_the_same_of_what_was_tampered_with(data: st.DataObject) -> None:
    """A proof that cannot fail is none: what is wrong is told in the same words."""
    try:
        each, files = data.draw(_tampered())
    except SourceMapError:
        return  # splices in each other's way

    ours, theirs = (_said(way, each, files) for way in (pair_proof.try_pair, pair_proof.in_full))
    assert ours == theirs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'"mappings": "', b'"mappings": ";', id="a line too many"),
        pytest.param(b'"mappings": ";', b'"mappings": "', id="a line that is missing"),
        pytest.param(b"cart.ts", b"card.ts", id="another source"),
    ],
)
def test_a_wrong_edit_is_no_proof(built: tuple[bytes, bytes], old: bytes, new: bytes) -> None:
    """The edits are there, and what they lead to is another thing than a move."""
    each, files = _injected(*built)
    before = files["a.js.map"]
    map_ = before.replace(old, new, 1)
    assert map_ != before
    of_map = tuple(edit for edit in edits([Splice(0, built[1], map_)]))
    wrong = msgspec.structs.replace(each, map_digest=digest_of(map_), map_edits=of_map)
    wrong_files = {**files, "a.js.map": map_}

    assert _proven(wrong, wrong_files) is None
    said = _said(pair_proof.try_pair, wrong, wrong_files)
    assert "changed, first at" in said[0][0] or "tokens became" in said[0][0]


def test_a_map_that_changed_since_is_told(built: tuple[bytes, bytes]) -> None:
    """Its digest speaks before anything is proven of it."""
    each, files = _injected(*built)
    files["a.js.map"] += b" "

    assert "the map is not the one that inject left" == _said(pair_proof.try_pair, each, files)


def test_a_script_that_changed_since_is_told(built: tuple[bytes, bytes]) -> None:
    """The same of the script."""
    each, files = _injected(*built)
    files["a.js"] += b" "

    assert "the script is not the one that inject left" == (_said(pair_proof.try_pair, each, files))


def _kept(script: bytes, map_: bytes) -> tuple[InjectedPair, Files]:
    """Return a pair that had its IDs before, so that nothing was done to it."""
    each, files = _injected(script, map_)
    return msgspec.structs.replace(each, script_edits=(), map_edits=()), files


def test_a_pair_that_had_its_ids_resolves_to_the_same(built: tuple[bytes, bytes]) -> None:
    """There is no state before it; its positions are held against the project's files alone."""
    each, files = _kept(*built)
    ours = pair_proof.try_pair(each, files.__getitem__, 50, 0)
    theirs = pair_proof.in_full(each, files.__getitem__, 50, 0)

    assert ours.resolved
    assert [(one.place, one.text) for one in ours.resolved] == (
        [(one.place, one.text) for one in theirs.resolved]
    )
    assert ours.trials == theirs.trials


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"mappings"', '"rangeMappings":"A","mappings"', id="ranges"),
        pytest.param(";AAAA", ";\\u0041AAA", id="escapes"),
    ],
)
def test_what_the_judge_does_not_know_goes_the_long_way(old: str, new: str) -> None:
    """What it cannot read it does not prove."""
    map_ = json.dumps(
        {"version": 3, "sources": ["a.ts"], "names": [], "mappings": "AAAA,QAAQ"},
        separators=(",", ":"),
    )
    each, files = _injected(b"total();counts()\n", map_.encode())
    odd = files["a.js.map"].decode().replace(old, new, 1)

    assert _proven(each, files) is not None
    assert odd.encode() != files["a.js.map"]
    assert proven(each, ScriptText(files["a.js"]), open_map(odd.encode())) is None


@pytest.mark.parametrize("by", [None, Move(2, 0, 1, 0), Move(1, 4, 0, 7)])
@pytest.mark.parametrize("place", [Place(0, 0), Place(1, 3), Place(1, 4), Place(2, 0), Place(9, 9)])
def test_a_place_that_moved_moves_back(by: Move | None, place: Place) -> None:
    """Positions are said where they were, too."""
    assert place == moved_back(moved(place, by), by)
