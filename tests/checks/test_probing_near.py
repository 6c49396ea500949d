"""Frames named by the text near their places: a parser of the whole script says the same."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.checks import pair_proof, probing_near
from buildtools.checks.moved_pairs import proven
from buildtools.checks.script_text import ScriptText
from buildtools.checks.test_events import Probe
from buildtools.results import InjectedPair
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.splices import apply, edits
from buildtools.values import DebugId, Pair, digest_of

pytestmark = pytest.mark.symbolic

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made"
PAIR = Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser")

Files = dict[str, bytes]

LEAVES = [
    "a();",
    "b(c,d);",
    "var e=(f)=>{g(f)};",
    "const h=function(){i()};",
    "class J{k(){l()}}",
    "m={n(){o()},p:function q(){r()}};",
    "if(s){t()}else{u()}",
    "(function(){v()})();",
]
NAMES = st.sampled_from(["f1", "f2", "$f3", "_f4"])


def _declaration(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(NAMES, st.lists(inner, max_size=3))
    return parts.map(lambda made: f"function {made[0]}(x){{{''.join(made[1])}}}")


CODE = st.lists(
    st.recursive(st.sampled_from(LEAVES), _declaration, max_leaves=8), min_size=1, max_size=6
).map(lambda made: "\n".join((*made, "")))


def _identical(script: str) -> bytes:
    """Return a map in which each word of a script is where it is in its source."""
    rows, line, column = [], 0, 0
    for number, text in enumerate(script.split("\n")):
        row, last = [], 0
        for word in re.finditer(r"[\w$]+", text):
            at = word.start()
            moved = (at - last, 0, number - line, at - column)
            row.append(b"".join(map(encode, moved)).decode())
            last, line, column = at, number, at
        rows.append(",".join(row))
    told = {"version": 3, "sources": ["a.ts"], "sourcesContent": [script], "names": []}
    return json.dumps({**told, "mappings": ";".join(rows)}).encode()


def _injected(script: bytes, map_: bytes) -> tuple[InjectedPair, Files]:
    planned = plan(script, map_)
    assert planned.debug_id
    files = {"a.js": apply(script, planned.script), "a.js.map": apply(map_, planned.map)}
    digests = digest_of(files["a.js"]), digest_of(files["a.js.map"])
    made = edits(planned.script), edits(planned.map)
    return InjectedPair(PAIR, DebugId(planned.debug_id), *digests, *made), files


def _chosen(each: InjectedPair, files: Files, number: int) -> list[Probe]:
    pair = proven(each, ScriptText(files["a.js"]), open_map(files["a.js.map"]))
    assert pair
    return probing_near.choose(each, pair, number)[0]


@settings(max_examples=150, deadline=None)
@given(CODE, st.integers(1, 4))
def test_a_parser_names_the_same_function(script: str, number: int) -> None:
    """Of each frame that is named by the text near it, however functions lie in each other."""
    each, files = _injected(script.encode(), _identical(script))

    for probe in _chosen(each, files, number):
        assert probe.function is None or probe.near or probe.function in script
        if probe.near:
            named = pair_proof.name_in_full(each, files.__getitem__, probe)
            assert probe.function == named.function


@pytest.mark.parametrize("path", sorted(MADE.rglob("*.js")), ids=lambda path: path.name)
def test_frames_of_real_bundles_are_named_as_by_a_parser(path: Path) -> None:
    """One frame, as large releases send of a pair."""
    each, files = _injected(path.read_bytes(), path.with_name(f"{path.name}.map").read_bytes())
    (probe,) = _chosen(each, files, 1)
    named = pair_proof.name_in_full(each, files.__getitem__, probe)

    assert not probe.near or probe.function == named.function


def test_one_frame_stands_in_a_declared_function() -> None:
    """Late in the script, and no parser is asked for it."""
    script = "function f1(){a()}\nfunction f2(){b()}\nvar c=()=>{d()};\n"
    each, files = _injected(script.encode(), _identical(script))
    (probe,) = _chosen(each, files, 1)

    assert ("f2", True) == (probe.function, probe.near)
    assert (1, script.splitlines()[1].index("b()")) == (probe.original_line, probe.original_column)


def test_where_nothing_is_declared_a_parser_is_asked() -> None:
    """So that a frame has the name of its function where there is one."""
    script = "var a=1;\nvar c=()=>{d()};\n"
    each, files = _injected(script.encode(), _identical(script))
    (probe,) = _chosen(each, files, 1)

    assert ("c", False) == (probe.function, probe.near)


def test_a_declaration_in_a_text_is_found_out_in_full() -> None:
    """What looks like a function and is none may be named near, never for certain."""
    script = "var a=`\n;function f1(){b()`;c();\n"
    each, files = _injected(script.encode(), _identical(script))
    (probe,) = _chosen(each, files, 1)
    named = pair_proof.name_in_full(each, files.__getitem__, probe)

    assert ("f1", True) == (probe.function, probe.near)
    assert (None, False) == (named.function, named.near)
