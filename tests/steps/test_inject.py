"""The step: all pairs or none of the bad ones, written in one transaction, repeatable."""

import hashlib
import json
import os
import stat
import time
from pathlib import Path

import msgspec
import pytest

from buildtools.errors import DiskRefused
from buildtools.results import Injected
from buildtools.splices import original
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.steps.inject import inject
from buildtools.steps.inject.records import sized
from buildtools.values import Pair

MAP = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}'
EMPTY = MAP.replace("AAAA", "")
ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"


class Output:
    """A build's output on disk: write files, make pairs, look at all of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def pair(self, name: str, map_: str | None = "", *, script: str = "", text: str = MAP) -> Pair:
        """Write a script and its map, and pair them; `map_` names another map, None an embedded."""
        (self.root / name).write_text(script or f"{name[0]}();\n")
        if map_ is None:
            return Pair(name, None, f"~/{name}", None, "browser")
        path = map_ or f"{name}.map"
        (self.root / path).write_text(text)
        return Pair(name, path, f"~/{name}", f"~/{path}", "browser")

    def files(self) -> dict[str, bytes]:
        """Everything that is there."""
        return {
            path.name: path.read_bytes() for path in sorted(self.root.iterdir()) if path.is_file()
        }


@pytest.fixture
def output(tmp_path: Path) -> Output:
    """An empty output."""
    return Output(tmp_path)


def _codes(injected: Injected) -> list[tuple[str, str, str]]:
    return [(found.code, found.severity, found.subject) for found in injected.findings]


def _scripts(injected: Injected) -> list[str]:
    return [each.pair.script for each in injected.pairs]


def test_each_pair_gets_one_id_and_the_result_names_the_bytes(output: Output) -> None:
    """Upload and verify work on exactly these bytes, or notice that they changed."""
    pairs = [output.pair("a.js"), output.pair("b.js")]
    injected = inject(output.root, pairs)
    files = output.files()

    assert pairs == [each.pair for each in injected.pairs]
    assert () == injected.findings
    assert 2 == len({each.debug_id for each in injected.pairs})
    for each in injected.pairs:
        map_ = files[each.pair.map or ""]
        assert hashlib.sha1(files[each.pair.script]).hexdigest() == each.script_digest
        assert hashlib.sha1(map_).hexdigest() == each.map_digest
        assert each.debug_id == json.loads(map_)["debugId"]
        assert each.debug_id.encode() in files[each.pair.script]


def test_the_result_says_how_large_each_script_is(output: Output) -> None:
    """A report shows scripts by their bytes, on a machine that has none of them."""
    injected = inject(output.root, [output.pair("a.js"), output.pair("b.js", script="bb();\n")])

    for each in injected.pairs:
        assert len(output.files()[each.pair.script]) == each.script_bytes
    (output.root / "a.js").unlink()
    assert [msgspec.UNSET, injected.pairs[1].script_bytes] == [
        each.script_bytes for each in sized(output.root, injected.pairs, None)
    ]


def test_a_second_run_changes_nothing_and_loses_nothing(output: Output) -> None:
    """Steps are run again; what it takes to undo must survive that."""
    pairs = [output.pair("a.js"), output.pair("b.js", None, script=_with_embedded())]
    first = inject(output.root, pairs)
    files = output.files()
    second = inject(output.root, pairs, first)

    assert files == output.files()
    assert first == second


def test_a_rebuilt_file_gets_edits_of_its_own(output: Output) -> None:
    """Edits of an earlier build would rebuild nonsense from the new one."""
    first = inject(output.root, [output.pair("a.js")])
    rebuilt = output.pair("a.js", script="other();\n")
    second = inject(output.root, [rebuilt], first)

    assert b"other();\n" == _undone(output, second)["a.js"]


def test_without_the_earlier_run_there_are_no_edits(output: Output) -> None:
    """What was not seen before injection cannot be given back, and is not invented."""
    pairs = [output.pair("a.js")]
    inject(output.root, pairs)
    second = inject(output.root, pairs)

    assert ((), ()) == (second.pairs[0].script_edits, second.pairs[0].map_edits)


def _with_embedded(source: str = "a.ts") -> str:
    text = MAP.replace("a.ts", source).replace('"', "%22")
    return f"b();\n//# sourceMappingURL=data:application/json,{text}\n"


def _undone(output: Output, injected: Injected) -> dict[str, bytes]:
    files = output.files()
    for each in injected.pairs:
        files[each.pair.script] = original(files[each.pair.script], each.script_edits)
        if each.pair.map is not None:
            files[each.pair.map] = original(files[each.pair.map], each.map_edits)
    return files


def test_the_built_files_can_be_given_back(output: Output) -> None:
    """The proof compares positions before and after; nothing was stored twice for it."""
    pairs = [output.pair("a.js"), output.pair("b.js", None, script=_with_embedded())]
    before = output.files()
    injected = inject(output.root, pairs)

    assert before != output.files()
    assert before == _undone(output, injected)
    assert injected.pairs[1].map_digest is None


@pytest.mark.parametrize(
    ("script", "text", "code"),
    [
        pytest.param("x();\n", MAP[:-1], "map-unparsable", id="map cut off"),
        pytest.param("x();\0", MAP, "script-not-injectable", id="binary"),
        pytest.param(
            f"x();\n//# debugId={ID}\n",
            MAP.replace("{", '{"debugId":"' + ID.replace("e", "f") + '",', 1),
            "debug-id-mismatch",
            id="two ids",
        ),
    ],
)
def test_a_bad_pair_stays_as_it_is_and_the_others_go_on(
    output: Output, script: str, text: str, code: str
) -> None:
    """Other tools stop at the first one, with half of the tree changed."""
    bad = output.pair("bad.js", script=script, text=text)
    pairs = [bad, output.pair("a.js")]
    before = output.files()
    injected = inject(output.root, pairs)
    after = output.files()

    assert ["a.js"] == _scripts(injected)
    assert [code] == [found.code for found in injected.findings]
    assert injected.findings[0].subject in ("bad.js", "bad.js.map")
    assert before["a.js"] != after["a.js"]
    assert (before["bad.js"], before["bad.js.map"]) == (after["bad.js"], after["bad.js.map"])


def test_a_file_that_is_gone_is_told(output: Output) -> None:
    """A clean-up between build and inject must not look like success."""
    pairs = [output.pair("a.js"), output.pair("b.js")]
    (output.root / "a.js.map").unlink()
    injected = inject(output.root, pairs)

    assert ["b.js"] == _scripts(injected)
    assert [("file-changed", "error", "a.js")] == _codes(injected)


def test_a_disk_that_refuses_leaves_all_as_it_was(output: Output) -> None:
    """Nothing is half injected, whatever happens."""
    pairs = [output.pair("a.js"), output.pair("b.js")]
    (output.root / "c.js").mkdir()
    before = {path.name: path.read_bytes() for path in output.root.glob("*.*") if path.is_file()}
    with pytest.raises(DiskRefused):
        inject(output.root, [*pairs, Pair("c.js", "a.js.map", "~/c.js", None, "browser")])

    assert before == {
        path.name: path.read_bytes() for path in output.root.glob("*.*") if path.is_file()
    }


def test_mode_bits_are_kept(output: Output) -> None:
    """A command-line program must stay one."""
    pair = output.pair("a.js", script="#!/usr/bin/env node\na();\n")
    (output.root / "a.js").chmod(0o750)
    inject(output.root, [pair])

    assert 0o750 == stat.S_IMODE((output.root / "a.js").stat().st_mode)


# What pairs have in common


def test_different_scripts_with_one_map_are_refused(output: Output) -> None:
    """The map would be shifted for one and wrong for the other, or shifted twice."""
    pairs = [output.pair("a.js", "x.map"), output.pair("b.js", "x.map"), output.pair("c.js")]
    before = output.files()
    injected = inject(output.root, pairs)
    after = output.files()

    assert ["c.js"] == _scripts(injected)
    assert [("map-shared", "error", "x.map")] == _codes(injected)
    assert [before[name] for name in ("a.js", "b.js", "x.map")] == [
        after[name] for name in ("a.js", "b.js", "x.map")
    ]


def test_different_scripts_with_one_empty_map_are_left_alone(output: Output) -> None:
    """Turbopack's run-time files are so; there is nothing to resolve in them."""
    pairs = [output.pair(f"{name}.js", "x.map", text=EMPTY) for name in "ab"]
    injected = inject(output.root, pairs)

    assert () == injected.pairs
    assert [("map-shared", "info", "x.map")] == _codes(injected)


def test_copies_may_share_a_map(output: Output) -> None:
    """The same bytes get the same edit, and the map is written once."""
    pairs = [output.pair(name, "x.map", script="x();\n") for name in ("a.js", "b.js")]
    injected = inject(output.root, pairs)
    files = output.files()

    assert files["a.js"] == files["b.js"]
    assert ";AAAA" == json.loads(files["x.map"])["mappings"]
    assert ["a.js", "b.js"] == _scripts(injected)
    assert injected == inject(output.root, pairs, injected)


def test_a_script_with_two_maps_is_refused(output: Output) -> None:
    """Whichever of them is right, the other is not."""
    first = output.pair("a.js", "x.map")
    second = output.pair("a.js", "y.map")
    injected = inject(output.root, [first, second])

    assert () == injected.pairs
    assert [("map-ambiguous", "error", "a.js")] == _codes(injected)


def test_one_id_on_two_contents_is_refused(output: Output) -> None:
    """The server would keep one of them, and resolve the other's frames with it."""
    pairs = [output.pair(n, script=f"{n[0]}();\n//# debugId={ID}\n") for n in ("a.js", "b.js")]
    before = output.files()
    injected = inject(output.root, pairs)

    assert () == injected.pairs
    assert [("debug-id-shared", "error", ID)] == _codes(injected)
    assert before == output.files()


def test_scripts_that_bundle_one_library_get_ids_of_their_own(output: Output) -> None:
    """A library may have been published with a snippet in it: its ID is nobody's here."""
    library = f'e._sentryDebugIds[n]="{ID}";'
    pairs = [output.pair(n, script=f"{n[0]}();{library}\n") for n in ("a.js", "b.js")]
    injected = inject(output.root, pairs)

    assert 2 == len({each.debug_id for each in injected.pairs} - {ID})
    assert [("debug-id-foreign", "info", name) for name in ("a.js", "b.js")] == _codes(injected)
    assert not any(ID.encode() in data for data in output.files().values())
    assert injected.pairs == inject(output.root, pairs, injected).pairs


def test_one_id_on_scripts_that_only_name_their_maps_otherwise_is_fine(output: Output) -> None:
    """Turbopack writes one chunk under two names, with one native ID and equal maps."""
    pairs = [
        output.pair(n, script=f"x();\n//# debugId={ID}\n//# sourceMappingURL={n}.map\n")
        for n in ("a.js", "b.js")
    ]
    injected = inject(output.root, pairs)

    assert ["a.js", "b.js"] == _scripts(injected)
    assert {ID} == {each.debug_id for each in injected.pairs}
    assert [] == _codes(injected)
    assert injected == inject(output.root, pairs, injected)


def test_one_id_on_scripts_with_different_embedded_maps_is_refused(output: Output) -> None:
    """The name of such a map is the map: equal code resolves to different places."""
    pairs = [
        output.pair(f"{n}.js", None, script=f"{_with_embedded(f'{n}.ts')}//# debugId={ID}\n")
        for n in ("a", "b")
    ]
    before = output.files()
    injected = inject(output.root, pairs)

    assert () == injected.pairs
    assert [("debug-id-shared", "error", ID)] == _codes(injected)
    assert before == output.files()


def test_one_id_on_equal_scripts_with_different_maps_is_a_warning(output: Output) -> None:
    """Copies in two folders differ in relative paths only: either map resolves them."""
    script = f"x();\n//# debugId={ID}\n"
    pairs = [
        output.pair("a.js", script=script),
        output.pair("b.js", script=script, text=MAP.replace("a.ts", "../a.ts")),
    ]
    injected = inject(output.root, pairs)

    assert ["a.js", "b.js"] == _scripts(injected)
    assert [("debug-id-shared", "warning", ID)] == _codes(injected)


def test_findings_of_a_repair_name_the_script(output: Output) -> None:
    """A finding without a subject helps nobody."""
    injected = inject(output.root, [output.pair("a.js", script=f"a();\n//# debugId={ID}false\n")])

    assert [("pair-repaired", "info", "a.js")] == _codes(injected)


# Files that nobody has touched


def test_files_that_nobody_has_touched_are_not_read_again(output: Output) -> None:
    """A second run of a large build must cost next to nothing; unreadable files prove it."""
    pairs = [output.pair("a.js"), output.pair("b.js", None, script=_with_embedded())]
    first = inject(output.root, pairs)
    _see(output.root, first)
    for pair in pairs:
        os.truncate(output.root / pair.script, 0)
    _see(output.root, first)
    files = output.files()

    assert first == inject(output.root, pairs, first)
    assert files == output.files()


def test_a_touched_file_is_noticed(output: Output) -> None:
    """Speed must never hide a change: of a script, or of the map alone."""
    pairs = [output.pair("a.js"), output.pair("b.js")]
    first = inject(output.root, pairs)
    _see(output.root, first)
    (output.root / "a.js").write_text("other();\n")
    (output.root / "b.js.map").write_text("{")
    second = inject(output.root, pairs, first)

    assert [("map-unparsable", "error", "b.js.map")] == [
        each for each in _codes(second) if each[0] == "map-unparsable"
    ]
    assert [("pair-half-injected", "a.js")] == [
        (code, subject) for code, _, subject in _codes(second) if subject == "a.js"
    ]


def test_what_is_read_again_and_found_unchanged_is_remembered(output: Output) -> None:
    """The next run then needs the stamps only; what was written just now is not believed yet."""
    pairs = [output.pair("a.js")]
    first = inject(output.root, pairs)
    second = inject(output.root, pairs, first)

    assert first == second
    assert not (output.root / ".buildtools").exists()


def test_a_pair_that_vanished_after_the_last_run_is_told(output: Output) -> None:
    """Its stamps tell nothing, and its result must not be kept."""
    pairs = [output.pair("a.js")]
    first = inject(output.root, pairs)
    (output.root / "a.js").unlink()

    assert ["file-changed"] == [code for code, _, _ in _codes(inject(output.root, pairs, first))]


def _see(root: Path, injected: Injected) -> None:
    """Let the stamps of today stand for these digests, as if the files were old."""
    seen = DigestCache(root, clock_ns=lambda: time.time_ns() + 10**10)
    for each in injected.pairs:
        for path, digest in (
            (each.pair.script, each.script_digest),
            (each.pair.map, each.map_digest),
        ):
            stamp = Stamp.of(root / path) if path else None
            if path and stamp and digest:
                seen.note(path, stamp, digest)
    seen.save()


def test_of_a_half_injected_pair_the_script_may_be_the_old_one(output: Output) -> None:
    """Both end as a whole run leaves them, and that it was half is said."""
    pair = output.pair("a.js")
    old = output.files()
    whole = inject(output.root, [pair])
    done = output.files()
    (output.root / "a.js").write_bytes(old["a.js"])
    again = inject(output.root, [pair])

    assert done == output.files()
    assert whole.pairs[0].debug_id == again.pairs[0].debug_id
    assert "pair-repaired" in {found.code for found in again.findings}
