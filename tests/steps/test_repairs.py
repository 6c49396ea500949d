"""Repairs over the steps: found by build, written by inject, undone, compared by verify."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buildtools.errors import MapsRefused
from buildtools.findings import Finding
from buildtools.results import Built, Injected
from buildtools.settings import Build, Output, Verify
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.maps import resolve
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.steps.building import build
from buildtools.steps.building.gather import Place
from buildtools.steps.building.opening import Opened, opened
from buildtools.steps.building.repairing import Repairing
from buildtools.steps.inject import inject, undo
from buildtools.values import Shift
from tests.proving import on_disk
from tests.sourcemaps.derived.conftest import ref

SOURCE = "export const one: number = 1;\n\nexport const two: number = 2;\n"
GENERATED = "export const one = 1;\nexport const two = 2;\n"
SCRIPT = "const one = 1;\nconst two = 2;\n"
URL = "//# sourceMappingURL="
INNER = "AAAA;AAEA"
OUTER = "AAAO;AACA"


def _map(source: str, mappings: str, **more: Any) -> str:
    body = {"version": 3, "sources": [source], "names": [], "mappings": mappings}
    return json.dumps(body | more)


_APART = ("source-content-embedded", "map-not-judged")
"""What is said of maps as small as these, and is not asked here."""


class Project:
    """A script, the generated file that it was bundled from, and the author's file."""

    outputs = (Output("out", "~/"),)

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("src/a.ts", SOURCE)
        self.write("lib/a.js", f"{GENERATED}{URL}a.js.map\n")
        self.write("lib/a.js.map", _map("../src/a.ts", INNER))
        self.pair("a", _map("../lib/a.js", OUTER))

    def write(self, path: str, text: str | bytes) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode() if isinstance(text, str) else text)

    def pair(self, name: str, map_: str | bytes, script: str = SCRIPT) -> None:
        """Write a script of the output with its map beside it."""
        self.write(f"out/{name}.js", f"{script}{URL}{name}.js.map\n")
        self.write(f"out/{name}.js.map", map_)

    def embed(self, map_: str, script: str = SCRIPT) -> None:
        """Have the map of the script embedded in it."""
        (self.root / "out/a.js.map").unlink()
        url = "data:application/json;base64," + base64.b64encode(map_.encode()).decode()
        self.write("out/a.js", f"{script}{URL}{url}\n")

    def build(self, **settings: Any) -> Built:
        made = Build(outputs=self.outputs, **settings)
        return build(self.root, made, {}, release="shop@1", dist=None)

    def inject(self, built: Built, earlier: Injected | None = None) -> Injected:
        """Do the step, with what the ledger would keep of the build."""
        kept = msgspec.json.decode(msgspec.json.encode(built), type=Built)
        return inject(self.root, kept.pairs, earlier, places(".", ["out"]), kept.repairs)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.root.rglob("*") if path.is_file())
        files = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}
        return {name: data for name, data in files.items() if not name.startswith(".buildtools")}

    def sources(self, name: str = "a") -> list[str]:
        found: list[str] = json.loads((self.root / f"out/{name}.js.map").read_bytes())["sources"]
        return found

    def ends(self, line: int, name: str = "a") -> tuple[str | None, int] | None:
        """Return where a line of the injected script ends; its first line is the snippet."""
        script = (self.root / f"out/{name}.js").read_bytes()
        path = self.root / f"out/{name}.js.map"
        map_ = path.read_bytes() if path.exists() else _embedded(script)
        found = resolve.Resolver(script, map_).lookup(line + 1, 0)
        return (found.source, found.line) if found else None


def _embedded(script: bytes) -> bytes:
    return embedded_map(script, comments.read(script)).text


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def _codes(result: Built | Injected) -> list[tuple[str, str, str]]:
    found = (each for each in result.findings if each.code not in _APART)
    return [(each.code, each.severity, each.subject) for each in found]


def _told_on_disk(project: Project, injected: Injected) -> list[Finding]:
    """Return what the proof on disk tells; that files are not here is not asked."""
    found = on_disk(project.root, injected.pairs, Verify())[1]
    return [each for each in found if each.code != "positions-not-judged"]


# Chained maps


def test_frames_end_in_the_authors_file(project: Project) -> None:
    """Build tells it, inject does it, and what was there stays where nothing else is known."""
    built = project.build()
    injected = project.inject(built)

    assert [("map-chained", "info", "out/a.js.map")] == _codes(built)
    assert [] == _codes(injected)
    assert ["../lib/a.js", "../src/a.ts"] == project.sources()
    assert ("../src/a.ts", 0) == project.ends(0)
    assert ("../src/a.ts", 2) == project.ends(1)


def test_undo_gives_back_what_was_built(project: Project) -> None:
    """To the byte, through both layers; and the next run does the same again."""
    built = project.build()
    before = project.files()
    injected = project.inject(built)
    after = project.files()
    undo(project.root, injected)

    assert before == project.files()
    assert injected == project.inject(built)
    assert after == project.files()


def test_a_second_run_changes_nothing_and_keeps_the_undo(project: Project) -> None:
    """With the ledger of the first and without."""
    built = project.build()
    before = project.files()
    first = project.inject(built)
    after = project.files()
    second = project.inject(built, first)
    project.inject(built)

    assert (first, after) == (second, project.files())

    undo(project.root, second)

    assert before == project.files()


def test_a_second_build_finds_nothing_more_to_do(project: Project) -> None:
    """A run without a build command takes the outputs as they are: flattened."""
    project.inject(project.build())
    again = project.build()

    assert () == again.repairs
    assert [] == _codes(again)


def test_verify_compares_with_the_repaired_state(project: Project) -> None:
    """Of the built one it would say that every position moved."""
    injected = project.inject(project.build())
    counts, findings, probes = on_disk(project.root, injected.pairs, Verify())

    assert [] == [each for each in findings if each.code != "positions-not-judged"]
    assert 4 == counts["browser positions"]
    assert {"../src/a.ts"} == {probe.source for probe in probes}


@pytest.mark.parametrize("command", [None, "true"])
def test_a_setting_leaves_it(project: Project, command: str | None) -> None:
    """Then it is a warning: frames end in generated code."""
    built = project.build(flatten=False, command=command)
    project.inject(built)

    assert [("map-chained", "warning", "out/a.js.map")] == _codes(built)
    assert ["../lib/a.js"] == project.sources()


@pytest.mark.parametrize("embedded", [False, True])
def test_the_setting_may_be_taken_back(project: Project, *, embedded: bool) -> None:
    """What is injected already is repaired then, without a new build; and all of it is undone."""
    if embedded:
        project.embed(_map("../lib/a.js", OUTER, sourcesContent=[f"{GENERATED}{URL}a.js.map\n"]))
    built = project.build(flatten=False)
    before = project.files()
    first = project.inject(built)
    again = project.build()
    second = project.inject(again, first)
    after = project.files()

    assert ("../src/a.ts", 2) == project.ends(1)
    assert (second, after) == (project.inject(again, second), project.files())

    undo(project.root, second)

    assert before == project.files()


def test_an_embedded_map_is_flattened_too(project: Project) -> None:
    """Both files are one: it is undone as one."""
    project.embed(_map("../lib/a.js", OUTER, sourcesContent=[f"{GENERATED}{URL}a.js.map\n"]))
    built = project.build()
    before = project.files()
    injected = project.inject(built)
    files = project.files()

    assert ("../src/a.ts", 2) == project.ends(1)
    assert injected == project.inject(built, injected)
    assert injected.pairs[0].debug_id == project.inject(built).pairs[0].debug_id
    assert files == project.files()
    assert [] == _told_on_disk(project, injected)

    undo(project.root, injected)

    assert before == project.files()


def test_a_repaired_script_that_holds_digests_of_others(project: Project) -> None:
    """Three changes of one file: its map repaired, an ID put in, a digest updated."""
    other = f"other();\n{URL}b.js.map\n"
    project.write("out/b.js", other)
    project.write("out/b.js.map", _map("b.ts", "AAAA", sourcesContent=["b"]))
    text = f"{GENERATED}{URL}a.js.map\n"
    script = f'{SCRIPT}load("{ref(other.encode()).decode()}");\n'
    project.embed(_map("../lib/a.js", OUTER, sourcesContent=[text]), script)
    built = project.build()
    before = project.files()
    injected = project.inject(built)

    assert ref((project.root / "out/b.js").read_bytes()) in (project.root / "out/a.js").read_bytes()
    assert ("../src/a.ts", 2) == project.ends(1)
    assert [] == _told_on_disk(project, injected)

    undo(project.root, injected)

    assert before == project.files()


def test_equal_scripts_may_share_a_flattened_map(project: Project) -> None:
    """The same bytes get the same edits, and the map is written once."""
    project.write("out/b.js", (project.root / "out/a.js").read_bytes())
    built = project.build(ignore=("b.js",))
    other = msgspec.structs.replace(built.pairs[0], script="out/b.js", url="~/b.js")
    both = msgspec.structs.replace(built, pairs=(*built.pairs, other))
    before = project.files()
    injected = project.inject(both)

    assert 2 == len(injected.pairs)
    assert project.files()["out/a.js"] == project.files()["out/b.js"]
    assert ("../src/a.ts", 2) == project.ends(1)

    undo(project.root, injected)

    assert before == project.files()


def test_a_run_that_was_killed_between_script_and_map(project: Project) -> None:
    """The next one ends with the same bytes: what the map counts is told by its script."""
    built = project.build()
    before = project.files()
    project.inject(built)
    after = project.files()
    project.write("out/a.js.map", before["out/a.js.map"])
    again = project.inject(built)

    assert after == project.files()
    assert "pair-repaired" in {code for code, _, _ in _codes(again)}
    assert [] == _told_on_disk(project, again)
    assert again.pairs == project.inject(built, again).pairs


@pytest.mark.parametrize("path", ["lib/a.js", "lib/a.js.map", "src/a.ts"])
@pytest.mark.parametrize("gone", [True, False], ids=["gone", "another"])
def test_where_the_chain_is_not_what_build_read_the_map_stays(
    project: Project, path: str, *, gone: bool
) -> None:
    """CI carries outputs from one machine to the next, and not what they were made from."""
    built = project.build()
    if gone:
        (project.root / path).unlink()
    else:
        project.write(path, "other")
    injected = project.inject(built)
    changed = path != "src/a.ts"

    assert ([("map-chained", "warning", "out/a.js.map")] if changed else []) == _codes(injected)
    assert (("../lib/a.js", 1) if changed else ("../src/a.ts", 2)) == project.ends(1)


def test_a_map_that_changed_after_build_is_not_repaired(project: Project) -> None:
    """Of another text nothing is known: it is told, and injected as it is."""
    built = project.build()
    project.write("out/a.js.map", _map("../lib/a.js", "AAAA"))
    injected = project.inject(built)

    assert [("file-changed", "error", "out/a.js.map")] == _codes(injected)
    assert ["../lib/a.js"] == project.sources()


def test_so_is_one_that_is_no_map_any_more(project: Project) -> None:
    built = project.build()
    project.write("out/a.js.map", "{")

    assert [("map-unparsable", "error", "out/a.js.map")] == _codes(project.inject(built))


# Which sources are chained


def _no_chain(project: Project, **settings: Any) -> None:
    built = project.build(**settings)

    assert [] == [code for code, _, _ in _codes(built) if code == "map-chained"]
    assert () == built.repairs


def test_three_behind_one_another(project: Project) -> None:
    """And a source that two of them have is found once."""
    project.write("mid/a.js", GENERATED)
    project.write("mid/a.js.map", _map("../lib/a.js", "AAAA;AACA"))
    project.pair("a", _map("../mid/a.js", OUTER))
    built = project.build()
    project.inject(built)

    assert ["mid/a.js.map"] == list(built.repairs[0].deeper)
    assert ("../src/a.ts", 2) == project.ends(1)


def test_a_circle_is_no_chain(project: Project) -> None:
    """Two files that name each other would else be followed for ever."""
    project.write("mid/a.js", GENERATED)
    project.write("mid/a.js.map", _map("../lib/a.js", "AAAA;AACA"))
    project.write("lib/a.js.map", _map("../mid/a.js", "AAAA;AACA"))
    project.pair("a", _map("../mid/a.js", OUTER))
    project.inject(project.build())

    assert project.ends(1) in (("../mid/a.js", 1), ("../lib/a.js", 1))


def test_a_longer_chain_than_anybody_has_ends_somewhere(project: Project) -> None:
    """Each step is one more map to be held in memory."""
    for number in range(6):
        project.write(f"m{number}/a.js", GENERATED)
        project.write(f"m{number}/a.js.map", _map(f"../m{number + 1}/a.js", "AAAA;AACA"))
    project.pair("a", _map("../m0/a.js", OUTER))
    project.inject(project.build())

    assert ("../m4/a.js", 1) == project.ends(1)


def test_the_script_itself_is_no_generated_source(project: Project) -> None:
    """A map that names its own script leads nowhere."""
    project.pair("a", _map("a.js", "AAAA;AACA"))

    _no_chain(project)


@pytest.mark.parametrize(
    ("folder", "chained"),
    [
        ("node_modules/shop", False),
        ("node_modules/.pnpm/shop@1/node_modules/shop", False),
        ("node_modules/.nitro/vite", True),
    ],
)
def test_packages_are_left_as_they_are(project: Project, folder: str, *, chained: bool) -> None:
    """Their frames are nobody's here; but build tools keep files of the project there as well."""
    project.write(f"{folder}/a.js", GENERATED)
    project.write(f"{folder}/a.js.map", _map("a.ts", INNER, sourcesContent=[SOURCE]))
    project.pair("a", _map(f"../{folder}/a.js", OUTER, sourcesContent=[GENERATED]))

    assert chained == bool(project.build().repairs)


def test_a_file_of_another_text_is_not_the_source(project: Project) -> None:
    """Its map is one of another text then."""
    text = "export const one = 1;\n// another\nexport const two = 2;\n"
    project.pair("a", _map("../lib/a.js", OUTER, sourcesContent=[text]))
    with pytest.raises(MapsRefused) as refused:
        project.build()

    assert ["map-stale"] == [found.code for found in refused.value.findings]


@pytest.mark.parametrize(
    ("comment", "chained"),
    [
        ("", True),
        ("a.js.map?v=1", True),
        ("..%2Fmaps/a.js.map", True),
        ("https://shop.example/a.js.map", True),
        ("gone.map", True),
        ("data:application/json;base64,AAAA", True),
    ],
)
def test_where_the_map_of_a_generated_file_is_looked_for(
    project: Project, comment: str, *, chained: bool
) -> None:
    """Where its comment says, and else beside it."""
    project.write("lib/a.js", f"{GENERATED}{URL}{comment}\n" if comment else GENERATED)
    if "maps" in comment:
        (project.root / "lib/a.js.map").unlink()
        project.write("maps/a.js.map", _map("../src/a.ts", INNER))

    assert chained == bool(project.build().repairs)


@pytest.mark.parametrize(
    "inner", ["", "{", _map("../src/a.ts", ""), _map("../src/a.ts", "AAAA", version=2)]
)
def test_a_map_beside_that_says_nothing_is_passed_over(project: Project, inner: str) -> None:
    """It is not the project's to correct: nobody asked for it."""
    project.write("lib/a.js.map", inner)

    _no_chain(project)


def test_a_chain_that_leads_to_nothing_new_is_not_told(project: Project) -> None:
    """The bundler has read the map itself."""
    project.write("lib/a.js.map", _map("../src/a.ts", ";;;;;;AAAA"))

    _no_chain(project)


def test_a_chain_that_cannot_be_put_through_is_a_warning(project: Project) -> None:
    """The pair is released as it is, and the reason is told."""
    project.write("lib/a.js.map", _map("../src/a.ts", "AAAA;ACEA"))
    built = project.build()

    assert [("map-chained", "warning", "out/a.js.map")] == _codes(built)
    assert "no source of number 1" in built.findings[0].sentence
    assert () == built.repairs


# What the resolver cannot read


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace('"version": 3', '"version": "3"'),
        lambda text: text.replace("number", "\\ud83d"),
    ],
    ids=["byte order mark", "version", "half a letter"],
)
def test_what_can_be_repaired_is(project: Project, spoil: Callable[[str], str]) -> None:
    """Build tells it, inject writes it, undo takes it back."""
    project.pair("a", spoil(_map("a.ts", "AAAA;AACA", sourcesContent=[SOURCE])))
    built = project.build()
    before = project.files()
    injected = project.inject(built)

    assert [("map-mended", "warning", "out/a.js.map")] == _codes(built)
    assert resolve.refusal((project.root / "out/a.js.map").read_bytes()) is None
    assert ("a.ts", 1) == project.ends(1)
    assert [] == _told_on_disk(project, injected)

    undo(project.root, injected)

    assert before == project.files()


def test_repaired_given_a_text_and_flattened(project: Project) -> None:
    """All that build and inject do to a map, in one."""
    project.pair("a", _map("../lib/a.js", OUTER, version="3"))
    built = project.build()
    embedded = project.files()
    injected = project.inject(built)

    assert [("map-chained", "info"), ("map-mended", "warning")] == [
        (code, severity) for code, severity, _ in _codes(built)
    ]
    assert ("../src/a.ts", 2) == project.ends(1)

    undo(project.root, injected)

    assert embedded == project.files()


def test_an_embedded_map_is_repaired_in_its_script(project: Project) -> None:
    project.embed(_map("a.ts", "AAAA;AACA", version="3", sourcesContent=[SOURCE]))
    built = project.build()
    injected = project.inject(built)

    assert [("map-mended", "warning", "out/a.js")] == _codes(built)
    assert ("a.ts", 1) == project.ends(1)
    assert [] == _told_on_disk(project, injected)


def test_sections_that_lie_beside_are_put_in(project: Project) -> None:
    """The resolver asks nobody for them."""
    project.write("out/part.json", _map("a.ts", "AAAA;AACA", sourcesContent=[SOURCE]))
    section = {"offset": {"line": 0, "column": 0}, "url": "part.json"}
    project.pair("a", json.dumps({"version": 3, "sections": [section]}))
    built = project.build()
    project.inject(built)

    assert [("map-mended", "warning", "out/a.js.map")] == _codes(built)
    assert ("a.ts", 1) == project.ends(1)


@pytest.mark.parametrize(
    ("map_", "by_symbolic", "by_ours"),
    [
        (
            _map("a.ts", "AAAA;CCAA"),
            "bad reference to source #1, source 1 of 1 in segment 1",
            "names a source or name that is not there, source 1 of 1 in segment 1",
        ),
        (_map("a.ts", "AAAA,DAAA"), "stands before the line", "stands before the line"),
        (_map("a.ts", "AAAA", version=3.0), "invalid type: floating point `3.0`", "got `float`"),
        (
            _map("a.ts", "AAAA").replace('"names"', '"sources"'),
            "duplicate field",
            "it has the key sources twice",
        ),
        (
            _map("a.ts", "AAAA", x=[]).replace("[]}", "[" * 9999 + "]" * 9999 + "}"),
            "nested",
            "nested",
        ),
        (_map("a.ts", "AAAA", version=2), "its version is 2", "its version is 2"),
    ],
    ids=["beyond", "negative", "float", "twice", "deep", "version"],
)
def test_what_cannot_be_repaired_is_refused(
    project: Project, map_: str, by_symbolic: str, by_ours: str
) -> None:
    """With the resolver's own sentence, the place, and how to leave the script out."""
    said = by_symbolic if resolve.is_there() else by_ours
    project.pair("a", map_)
    with pytest.raises(MapsRefused) as refused:
        project.build()
    found = next(each for each in refused.value.findings if each.code == "map-unparsable")

    assert "out/a.js.map" == found.subject
    assert said in found.sentence
    assert 'build.ignore: ["a.js"]' in found.remedy


def test_keys_that_cannot_follow_are_taken_out(project: Project) -> None:
    """Scopes count generated lines; a debugger would show the wrong variables."""
    project.pair("a", _map("a.ts", "AAAA", scopes="BAAA", sourcesContent=[SOURCE]))
    built = project.build()
    before = project.files()
    injected = project.inject(built)

    assert [("map-key-dropped", "info", "out/a.js")] == _codes(injected)
    assert b"scopes" not in project.files()["out/a.js.map"]

    undo(project.root, injected)

    assert before == project.files()


# What is told of the script: shifts


def test_a_shift_is_made_before_the_chain_is_put_through(project: Project) -> None:
    """Who finds that a text was put on top says so; the chain's columns are then right as well."""
    banner = "/* banner */\n"
    text = f"{GENERATED}{URL}a.js.map\n"
    project.pair("a", _map("../lib/a.js", OUTER, sourcesContent=[text]), banner + SCRIPT)
    repairing = Repairing(Place(project.root, "", None), flatten=True)
    found = opened(project.root, "out/a.js", "out/a.js.map", repairing.read)
    assert isinstance(found, Opened)
    made = repairing.of("out/a.js", "out/a.js.map", found, {}, (Shift(0, 0, 1, 0),))
    built = msgspec.structs.replace(project.build(), repairs=(made.repair,))
    before = project.files()
    injected = project.inject(built)

    assert 2 == len(made.parsed.sources)
    assert ("../src/a.ts", 2) == project.ends(2)
    assert [] == _told_on_disk(project, injected)

    undo(project.root, injected)

    assert before == project.files()


def test_a_shift_alone(project: Project) -> None:
    """Most scripts with a banner have no chained map."""
    project.pair("a", _map("a.ts", "AAAA;AACA", sourcesContent=[SOURCE]), "// banner\n" + SCRIPT)
    repairing = Repairing(Place(project.root, "", None), flatten=True)
    found = opened(project.root, "out/a.js", "out/a.js.map", repairing.read)
    assert isinstance(found, Opened)
    made = repairing.of("out/a.js", "out/a.js.map", found, {}, (Shift(0, 0, 1, 0),))
    project.inject(msgspec.structs.replace(project.build(), repairs=(made.repair,)))

    assert ";AAAA;AACA" == made.parsed.parts[0].mappings
    assert ("a.ts", 1) == project.ends(2)
