"""Frames find their places, offline, and what cannot be read is said."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from buildtools.change import Change
from buildtools.findings import finding, subjects
from buildtools.inspections.explain.causes.evidence import EventFacts, Evidence
from buildtools.inspections.explain.explain import Explainer
from buildtools.inspections.explain.known import Project, ledger_facts
from buildtools.inspections.explain.sources import Folder, Release
from buildtools.ledger import Failed
from buildtools.results import Built, Skipped, StoredBundle, Stripped, Uploaded
from buildtools.stacks import Frame, read, reading
from buildtools.values import DebugId
from tests.inspections.explain.building import FIXTURES, copied, expected, ledger, pairs

NOW = datetime(2026, 1, 3, tzinfo=UTC)
BUNDLED = sorted(path.parent.name for path in FIXTURES.glob("*/expected.json"))


def _frame(url: str, line: int, column: int | None = None, function: str = "f") -> Frame:
    place = f"{url}:{line}" if column is None else f"{url}:{line}:{column}"
    (frame,) = read(f"    at {function} ({place})")
    return frame


def _release(root: Path) -> Explainer:
    copied("vite", root)
    kept = ledger(pairs(root))
    return Explainer([Release(root, kept)], NOW, ledger=kept, project=Project(root))


@pytest.mark.parametrize("name", BUNDLED)
def test_known_places_of_every_bundler_are_found_in_a_folder_of_maps(name: str) -> None:
    """Whoever has the maps needs no ledger, no settings and no server."""
    told = expected(name)
    for output in told["outputs"]:
        below = output["path"] + "/"
        explainer = Explainer([Folder(FIXTURES / name / output["path"])], NOW)
        for probe in told.get("probes", ()):
            if not probe["script"].startswith(below):
                continue
            url = f"https://h.example/{probe['script'].removeprefix(below)}"
            frame = _frame(url.replace("[", "%5B"), probe["line"] + 1, probe["column"] + 1)
            original = explainer.frame(frame).original

            assert original is not None, probe
            assert (probe["source"], probe["source_line"] + 1) == (original.source, original.line)


def test_a_frame_is_told_by_the_projects_own_file(tmp_path: Path) -> None:
    """A reader opens files of the project, not names that a bundler has made."""
    explainer = _release(tmp_path / "shop")
    told = explainer.frame(_frame("https://h.example/assets/index-C16UB3Sf.js?x#y", 1, 741))

    assert told.original is not None
    assert told.script is not None
    assert ("src/prices.ts", 12) == (told.original.file, told.original.line)
    assert ("dist/assets/index-C16UB3Sf.js", "url") == (told.script.path, told.script.by)
    assert told.original.text == (FIXTURES / "vite/src/prices.ts").read_text().split("\n")[11]


def test_another_build_in_its_place_is_not_asked(tmp_path: Path) -> None:
    """A place out of a later build's map would be a wrong answer that looks right."""
    root = tmp_path / "shop"
    explainer = _release(root)
    script = root / "dist/assets/index-C16UB3Sf.js"
    script.write_bytes(script.read_bytes() + b"\n;")
    told = explainer.frame(_frame("https://h.example/assets/index-C16UB3Sf.js", 1, 741))

    assert told.original is None
    assert told.missing is not None
    assert "changed" == told.missing.code
    assert "dist/assets/index-C16UB3Sf.js is no longer the one" in told.missing.sentence
    assert told.is_answered


def test_a_build_that_is_elsewhere_is_named(tmp_path: Path) -> None:
    """A ledger travels without the build: then the folder that is wanted is told."""
    root = tmp_path / "shop"
    explainer = _release(root)
    (root / "dist/assets/index-C16UB3Sf.js.map").unlink()
    told = explainer.frame(_frame("https://h.example/assets/index-C16UB3Sf.js", 1, 741))

    assert told.missing is not None
    assert "not-here" == told.missing.code
    assert "bring dist/assets" in told.missing.remedy


def test_maps_that_were_taken_away_are_read_where_they_are_kept(tmp_path: Path) -> None:
    """After strip the maps are in quarantine, and stacks come from what was deployed."""
    root = tmp_path / "shop"
    copied("vite", root)
    kept = pairs(root)
    name = "dist/assets/index-C16UB3Sf.js.map"
    stripped = Stripped((Change(name, None, None),), "quarantine/files")
    place = root / stripped.place(name)
    place.parent.mkdir(parents=True)
    (root / name).rename(place)
    explainer = Explainer([Release(root, ledger(kept), stripped)], NOW)
    told = explainer.frame(_frame("https://h.example/assets/index-C16UB3Sf.js", 1, 741))

    assert told.original is not None
    assert "../../src/prices.ts" == told.original.source


def test_a_build_that_was_not_injected_is_read_as_it_is(tmp_path: Path) -> None:
    """Whoever only builds here has no digests, and wants places all the same."""
    root = tmp_path / "shop"
    copied("vite", root)
    built = Built(tuple(each.pair for each in pairs(root)), 3, 0)
    kept = ledger((), inject=Skipped("not wanted"), build=built)
    told = Explainer([Release(root, kept)], NOW, ledger=kept).frame(
        _frame("https://h.example/assets/index-C16UB3Sf.js", 1, 741)
    )

    assert told.original is not None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("    at Array.forEach (<anonymous>)", "frame-native"),
        ("    at async Promise.all (index 0)", "frame-native"),
        ("    at run (node:internal/modules/run_main:1:2)", "frame-of-runtime"),
        ("    at x (chrome-extension://abc/x.js:1:2)", "frame-of-extension"),
        ("    at x (chrome://global/content.js:1:2)", "frame-of-extension"),
        ("    at inner (eval at f (http://h/a.js:1:2), <anonymous>:3:4)", "frame-of-eval"),
        ("    at x (webpack-internal:///./a.js:1:2)", "frame-of-dev-build"),
        ("    at x (blob:http://h/abc:1:2)", "frame-of-blob"),
        ("    at x (data:text/javascript,a:1:2)", "frame-of-blob"),
        ("    at f (wasm://wasm/7c:wasm-function[0]:0x20)", "frame-of-wasm"),
        ("    at f (address at main.hbc:1:1286)", "frame-of-bytecode"),
        ("f@javascript:f():1:2", "frame-of-javascript-url"),
        ("    at onclick (https://h.example/:1:239)", "frame-in-page"),
        ("f@http://h.example/a.js:1:2\nBakeryError@", "frame-native"),
    ],
)
def test_a_frame_that_no_map_can_be_of_says_so(line: str, code: str) -> None:
    """Its text alone is the reason: no file, no server and no ledger is asked."""
    frame = read(line)[-1]
    told = Explainer([], NOW).frame(frame)

    assert told.cause is not None
    assert code == told.cause.code


def test_a_frame_without_a_column_has_no_place_on_a_line_of_many(tmp_path: Path) -> None:
    """The start of a minified line belongs to something else."""
    told = _release(tmp_path / "shop").frame(_frame("http://h/assets/index-C16UB3Sf.js", 1))

    assert told.original is None
    assert told.cause is not None
    assert "column-missing" == told.cause.code


def test_a_place_behind_the_end_of_a_script_is_of_another_build(tmp_path: Path) -> None:
    """The map may even say something there; the script has no such line."""
    told = _release(tmp_path / "shop").frame(_frame("http://h/assets/index-C16UB3Sf.js", 999, 1))

    assert told.original is None
    assert told.cause is not None
    assert "map-of-other-build" == told.cause.code


def test_a_broken_map_is_the_cause(tmp_path: Path) -> None:
    """A folder may hold anything."""
    root = copied("vite", tmp_path / "shop")
    (root / "dist/assets/index-C16UB3Sf.js.map").write_text("{")
    told = Explainer([Folder(root / "dist")], NOW).frame(
        _frame("http://h/assets/index-C16UB3Sf.js", 1, 741)
    )

    assert told.cause is not None
    assert "map-broken" == told.cause.code


def test_a_map_inside_its_script_is_read(tmp_path: Path) -> None:
    """`inline` maps have no file; one that is none is told."""
    map_ = b64encode(b'{"version":3,"sources":["a.ts"],"mappings":"AAAA"}').decode()
    text = f"data:application/json;base64,{map_}"
    (tmp_path / "a.js").write_text(f"f();\n//# sourceMappingURL={text}\n")
    (tmp_path / "b.js").write_text("f();\n//# sourceMappingURL=data:text/plain,x\n")
    explainer = Explainer([Folder(tmp_path)], NOW)
    good, bad = (explainer.frame(_frame(f"http://h/{name}", 1, 1)) for name in ("a.js", "b.js"))

    assert good.original is not None
    assert ("a.ts", 1) == (good.original.source, good.original.line)
    assert bad.original is None


def test_maps_alone_are_enough(tmp_path: Path) -> None:
    """Maps are kept without their scripts, in an archive of CI for instance."""
    maps = tmp_path / "maps"
    maps.mkdir()
    for path in (FIXTURES / "vite/dist/assets").glob("*.map"):
        (maps / path.name).write_bytes(path.read_bytes())
    told = Explainer([Folder(maps)], NOW).frame(
        _frame("https://h.example/assets/index-C16UB3Sf.js", 1, 741)
    )

    assert told.original is not None
    assert told.script is not None
    assert ("../../src/prices.ts", "name") == (told.original.source, told.script.by)


def test_a_frame_of_a_source_is_shown_as_it_is(tmp_path: Path) -> None:
    """Sentry's page and Node with source maps print places that are originals already."""
    root = copied("vite", tmp_path / "shop")
    explainer = Explainer([], NOW, project=Project(root))
    told = explainer.frame(_frame("./src/prices.ts", 12, 5))
    beyond = explainer.frame(_frame("./src/prices.ts", 9999, 5))

    assert told.original is not None
    assert ("src/prices.ts", 12, None) == (told.original.file, told.original.line, told.script)
    assert not beyond.is_answered


def test_a_frame_of_a_map_is_shown_as_it_is(tmp_path: Path) -> None:
    """A server's page names sources as the map does: no script has such a name."""
    root = copied("vite", tmp_path / "shop")
    explainer = Explainer([], NOW, project=Project(root))
    own, package, beyond = (
        explainer.frame(_frame(f"webpack:///{name}", line, 5)).original
        for name, line in (
            ("./src/prices.ts", 12),
            ("./node_modules/x/y.js", 3),
            ("./src/prices.ts", 999),
        )
    )

    assert own is not None
    assert package is not None
    assert beyond is not None
    assert ("src/prices.ts", 12, True) == (own.file, own.line, own.text is not None)
    assert ("node_modules/x/y.js", 3, None) == (package.file, package.line, package.text)
    assert (999, None) == (beyond.line, beyond.text)


def test_what_others_know_is_asked_too() -> None:
    """The event, the server and the live site decide causes that no file can."""

    class Event:
        def add(self, frame: Frame, evidence: Evidence) -> Evidence:
            del frame
            return msgspec.structs.replace(evidence, event=EventFacts(sdk_name="x"))

    explainer = Explainer([], NOW, knowledge=[Event()])
    frame = _frame("http://h/a.js", 1, 1)
    with_event = dict(explainer.frame(frame).told.unasked)
    without = dict(Explainer([], NOW).frame(frame).told.unasked)

    assert "the event" not in with_event.values()
    assert "the event" in without.values()


@pytest.mark.parametrize("severity", ["warning", "error"])
def test_a_map_that_was_found_wrong_is_doubted(tmp_path: Path, severity: str) -> None:
    """The place may be right where the map is wrong in places, and is told with that word."""
    root = copied("vite", tmp_path / "shop")
    about = subjects.File("dist/assets/index-C16UB3Sf.js.map")
    other = subjects.File("dist/assets/other.js.map")
    found = tuple(
        finding("map-wrong", each, "is wrong at line 1", severity=severity)  # type: ignore[arg-type]
        for each in (other, about)
    )
    kept = ledger(pairs(root), build=Built((), 3, 0, (*found, finding("map-empty", about, "x"))))
    explainer = Explainer([Release(root, kept)], NOW, ledger=kept)
    told = explainer.frame(_frame("http://h/assets/index-C16UB3Sf.js", 1, 741))

    assert told.doubt == found[1]
    assert ("map-of-other-build" if severity == "error" else None) == (
        told.told.cause.code if told.told.cause else None
    )


@pytest.mark.parametrize(
    ("outcome", "uploaded", "failure"),
    [
        (Uploaded((StoredBundle(DebugId("x"), None, 1, 1),), 2, "ok"), True, ""),
        (Failed("the server said no", 30), False, "the server said no"),
        (Skipped("rehearsal"), False, "rehearsal"),
    ],
)
def test_how_the_upload_ended_is_known(outcome: object, uploaded: bool, failure: str) -> None:
    """Whether anything was sent decides more than one cause."""
    facts = ledger_facts(ledger((), upload=outcome), None)

    assert (uploaded, failure) == (bool(facts.uploaded), facts.upload_failure)


def test_a_whole_text_is_explained_in_its_order(tmp_path: Path) -> None:
    """Errors and their causes stay apart, and lines that may be of a message are told as such."""
    text = (
        "Error: one\n    at fake (http://x/y.js:1:2)\nmore\n"
        "    at f (https://h.example/assets/index-C16UB3Sf.js:1:741)\n"
        "  [cause]: Error: two\n    at g (https://h.example/assets/index-C16UB3Sf.js:1:741)\n"
    )
    told = _release(tmp_path / "shop").explain(reading(text))

    assert ["Error: one", "[cause]: Error: two"] == [stack.head for stack in told.stacks]
    assert [12, 12] == [each.original.line for each in told.frames if each.original]
    assert ["at fake (http://x/y.js:1:2)"] == [frame.raw for frame in told.aside]


def test_a_map_that_was_copied_elsewhere_still_names_the_projects_file(tmp_path: Path) -> None:
    """What such a name ends in is the file only where its line says the same."""
    root = copied("vite", tmp_path / "shop")
    (root / "far/away").mkdir(parents=True)
    (root / "dist/assets").rename(root / "far/away/assets")
    folder = Folder(root / "far/away/assets")
    frame = _frame("http://h/index-C16UB3Sf.js", 1, 741)
    told = Explainer([folder], NOW, project=Project(root)).frame(frame)
    (root / "src/prices.ts").write_text("// another file\n" * 40)
    other = Explainer([folder], NOW, project=Project(root)).frame(frame)

    assert told.original is not None
    assert other.original is not None
    assert ("src/prices.ts", "../../src/prices.ts") == (told.original.file, other.original.file)


def test_many_scripts_do_not_stay_in_memory(tmp_path: Path) -> None:
    """A log of a day may name every script of a build."""
    for number in range(40):
        name = f"chunk{number}-abcdef12.js"
        (tmp_path / name).write_text("f()")
        (tmp_path / f"{name}.map").write_text('{"version":3,"sources":["a.ts"],"mappings":"AAAA"}')
    explainer = Explainer([Folder(tmp_path)], NOW)
    told = [explainer.frame(_frame(f"http://h/chunk{n}-abcdef12.js", 1, 1)) for n in range(40)]

    assert all(each.original for each in told)
