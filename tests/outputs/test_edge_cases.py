"""Edge cases made by hand: where the snippet goes, what is a comment, what is a map.

Each is run by Node, and prints whether it is strict. `expected.json` says of each what must stay in
front and what must not change; acorn, trace-mapping and Node said so, not our own code.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from buildtools.errors import MapsRefused
from buildtools.settings import Build, Output
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from buildtools.values import Pair
from tests.outputs import node
from tests.outputs.injected import FIXTURES, Fixture
from tests.outputs.positions import Tokens

CASES: dict[str, dict[str, Any]] = json.loads(
    (FIXTURES / "edge-cases" / "expected.json").read_text()
)["cases"]
WELL = {name: case for name, case in CASES.items() if case["script"].startswith("scripts/")}
EMPTY = {name for name, case in WELL.items() if case["shape"] == "empty"}
INJECTED = [name for name in WELL if name not in EMPTY]
TROUBLED = {name: case for name, case in CASES.items() if name not in WELL}

_SNIPPET = re.compile(rb';!function\(\)\{try\{var g="object".*?\}catch\(e\)\{\}\}\(\);')
_TRIVIA = re.compile(rb"(?:\s|\xef\xbb\xbf|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    """All cases, injected as one output."""
    return Fixture("edge-cases", tmp_path_factory.mktemp("outputs") / "edge-cases")


@pytest.mark.parametrize("name", WELL)
def test_the_program_runs_as_before(edge: Fixture, name: str) -> None:
    """Strict or not, it prints what it printed: `{"strict":true,"value":2}`."""
    assert WELL[name]["stdout"] == node.run(edge.root / WELL[name]["script"])


@pytest.mark.parametrize("name", [name for name in INJECTED if name != "id-snippet"])
def test_what_must_stay_in_front_does(edge: Fixture, name: str) -> None:
    """Mark, hashbang, directives; then only white space and comments, then the snippet."""
    case = WELL[name]
    script = edge.after[case["script"]]
    first = case["keeps_first"].replace("<BOM>", "\ufeff").encode()
    snippet = _SNIPPET.search(script)

    assert snippet
    assert script.startswith(first)
    assert _TRIVIA.fullmatch(script, len(first), snippet.start())


@pytest.mark.parametrize("name", WELL)
def test_line_ends_are_the_scripts_own(edge: Fixture, name: str) -> None:
    """What is put in ends its lines as the others do."""
    case = WELL[name]
    added = {
        kind: len(re.findall(kind, edge.after[case["script"]]))
        - len(re.findall(kind, edge.before[case["script"]]))
        for kind in (rb"\r\n", rb"(?<!\r)\n")
    }
    other = rb"(?<!\r)\n" if case["eol"] == "\r\n" else rb"\r\n"

    assert 0 == added[other]


@pytest.mark.parametrize("name", [name for name, case in WELL.items() if case["probe"]])
def test_the_throw_resolves_to_its_source(edge: Fixture, name: str) -> None:
    """The place where it was before injection, in the source where it stands."""
    case, probe = WELL[name], WELL[name]["probe"]
    before, after = edge.before[case["script"]], edge.after[case["script"]]
    at = _offset(before, probe["line"], probe["column"])
    left = len(before) - at
    tail = before[at : at + 20]
    found = after.rindex(tail, 0, len(after) - left + len(tail) + 400)
    line, column = _position(after, found)
    original = _resolve(_map(edge, case), line, column)

    assert (probe["source"].rpartition("/")[2], probe["source_line"], probe["source_column"]) == (
        str(original[0]).rpartition("/")[2],
        *original[1:],
    )


@pytest.mark.parametrize("name", [name for name, case in WELL.items() if case.get("id")])
def test_an_id_that_is_there_is_kept(edge: Fixture, name: str) -> None:
    """Wherever it was found, it is in all places now."""
    case = WELL[name]
    (each,) = (one for one in edge.injected.pairs if one.pair.script == case["script"])

    assert case["id"] == each.debug_id
    assert edge.after[case["script"]].count(case["id"].encode()) >= 2
    assert _map(edge, case).count(case["id"].encode()) >= 1


def test_a_script_with_an_empty_map_is_left_alone(edge: Fixture) -> None:
    """There is nothing to resolve."""
    scripts = {WELL[name]["script"] for name in EMPTY}

    assert {edge.before[name] for name in scripts} == {edge.after[name] for name in scripts}


@pytest.fixture
def troubled(tmp_path: Path) -> Path:
    """The cases in each of which something is wrong, and one that is well."""
    shutil.copytree(FIXTURES / "edge-cases" / "troubled", tmp_path / "edge" / "troubled")
    return tmp_path / "edge"


def test_a_build_with_trouble_is_refused_whole(troubled: Path) -> None:
    """Every map that cannot be trusted is named, and nothing is written."""
    outputs = (Output("troubled", "~/troubled", "browser"),)
    before = _files(troubled)
    with pytest.raises(MapsRefused) as caught:
        build(troubled, Build(outputs=outputs), {}, release="shop@1", dist=None)
    told = "\n".join(caught.value.evidence)
    named = [name for name in TROUBLED if f"troubled/{name}.js" in told]

    assert {"map-truncated", "map-html", "map-broken-mappings", "map-missing"} <= set(named)
    assert "good" not in named
    assert before == _files(troubled)


def test_a_version_that_symbolic_cannot_read_is_refused(tmp_path: Path) -> None:
    """Other tools read `3.0`; Sentry would not, and nobody would know before the first error."""
    (tmp_path / "out").mkdir()
    for suffix in ("js", "js.map"):
        shutil.copy(FIXTURES / f"edge-cases/scripts/unknown-keys.{suffix}", tmp_path / "out")
    with pytest.raises(MapsRefused, match="cannot be trusted"):
        build(tmp_path, Build(outputs=(Output("out", "~/out"),)), {}, release="shop@1", dist=None)


def test_troubled_pairs_stay_as_they_are_and_the_others_go_on(troubled: Path) -> None:
    """One broken map never stops the rest, nor leaves it half done; each trouble is told."""
    files = _files(troubled)
    pairs = [
        Pair(case["script"], case["map"], f"~/{case['script']}", f"~/{case['map']}", "browser")
        for case in TROUBLED.values()
        if case["map"]
    ]
    result = inject(troubled, pairs)
    done = {each.pair.script for each in result.pairs}
    subjects = " ".join(f"{each.subject} {each.sentence}" for each in result.findings)
    refused = {pair.script for pair in pairs} - done
    changed = {name for name, data in _files(troubled).items() if files[name] != data}

    # What is wrong deep inside a map, `build` has found; it moves as it is.
    assert {f"troubled/{name}.js" for name in ("good", "syntax", "map-broken-mappings")} == done
    assert done | {f"{name}.map" for name in done} == changed
    assert [name for name in refused if name not in subjects] == []


def _files(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _map(edge: Fixture, case: dict[str, Any]) -> bytes:
    if case["map"]:
        return edge.after[case["map"]]
    script = edge.after[case["script"]]
    return embedded_map(script, comments.read(script)).text


def _resolve(map_: bytes, line: int, column: int) -> tuple[object, int, int]:
    """Find the last token at or before a position on its line."""
    found = [one for one in Tokens(map_) if one.line == line and one.column <= column]
    return found[-1].source, found[-1].source_line, found[-1].source_column


def _offset(script: bytes, line: int, column: int) -> int:
    """Find the byte of a position; columns are UTF-16 units, latin-1 files have one for a byte."""
    starts = [0, *(end.end() for end in re.finditer(rb"\r\n|[\n\r]", script))]
    start = starts[line] + (len(_BOM) if line == 0 and script.startswith(_BOM) else 0)
    at, units = start, 0
    while units < column:
        lead = script[at]
        size = 4 if lead >= 0xF0 else 3 if lead >= 0xE0 else 2 if lead >= 0xC2 else 1
        units += 2 if size == 4 else 1
        at += size
    return at


def _position(script: bytes, at: int) -> tuple[int, int]:
    starts = [0, *(end.end() for end in re.finditer(rb"\r\n|[\n\r]", script[:at]))]
    text = script[starts[-1] : at].removeprefix(_BOM if len(starts) == 1 else b"")
    return len(starts) - 1, len(text.decode("utf-8", "replace").encode("utf-16-le")) // 2
