"""The judges of other injectors are fair: they pass what is right, and can fail."""

import base64
import hashlib
import shutil
from pathlib import Path

import pytest

from bench import peer_judges as judges
from bench.peer_cases import cases, map_of, pair
from bench.peer_judges import Files, Given, Ran
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")

PROGRAM = '"use strict";\nvar total = 1;\nconsole.log((function () { return !this; })(), total);\n'
SNIPPET = b'(globalThis._debugIds = {})["x"] = "96745f9a-720a-482e-9b5e-0a1b2c3d4e5f";\n'


@pytest.fixture
def before() -> Files:
    return pair("a.js", PROGRAM)


def given(tmp_path: Path, before: Files, after: Files, code: int = 0, said: str = "") -> Given:
    for folder, files in (("original", before), ("out", after)):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, data in files.items():
            (tmp_path / folder / name).write_bytes(data)
    return Given(before, after, Ran(code, said), tmp_path / "out", tmp_path / "original")


def injected(before: Files) -> Files:
    planned = plan(before["a.js"], before["a.js.map"])
    return before | {
        "a.js": apply(before["a.js"], planned.script),
        "a.js.map": apply(before["a.js.map"], planned.map),
    }


def test_a_right_injection_has_no_complaint(tmp_path: Path, before: Files) -> None:
    """The other tests show that there could be one."""
    judge = judges.every(judges.whole("a.js"), judges.strict, judges.untouched())

    assert judge(given(tmp_path, before, injected(before))) == ""


def test_what_was_not_injected_is_told(tmp_path: Path, before: Files) -> None:
    """Nothing done is not right."""
    assert judges.whole("a.js")(given(tmp_path, before, before)) == "no ID at run time"


def test_a_lost_mode_is_told(tmp_path: Path, before: Files) -> None:
    """The snippet stands before the directive."""
    found = given(tmp_path, before, before | {"a.js": SNIPPET + before["a.js"]})

    assert judges.whole("a.js")(found) == "the program behaves differently"
    assert judges.strict(found) == "strict mode lost in 1 of 1: a"


def test_positions_that_moved_are_told(tmp_path: Path, before: Files) -> None:
    """A line more in the script, and none in the map."""
    after = injected(before)
    after["a.js.map"] = after["a.js.map"].replace(b";;AACL", b";AACL", 1)
    assert after["a.js.map"] != injected(before)["a.js.map"]

    assert "positions changed" in judges.whole("a.js")(given(tmp_path, before, after))


def test_two_ids_are_told(tmp_path: Path, before: Files) -> None:
    """The server would not find the map."""
    after = injected(before) | {"a.js.map": before["a.js.map"]}

    found = judges.whole("a.js")(given(tmp_path, before, after))
    assert found == "script and map do not share an ID"


def test_half_a_folder_is_told(tmp_path: Path, before: Files) -> None:
    """Whole or untouched; untouched needs an exit code."""
    both = before | pair("b.js", PROGRAM)
    judge = judges.all_or_nothing("a.js", "b.js")

    assert judge(given(tmp_path, both, both, code=1)) == ""
    assert judge(given(tmp_path, both, both)) == "nothing was done, and the exit code is 0"
    assert "half done" in judge(given(tmp_path, both, injected(both), code=1))


def test_what_hangs_on_the_bytes_is_told(tmp_path: Path, before: Files) -> None:
    """A page with the old digest does not run the new script."""
    digest = base64.b64encode(hashlib.sha384(before["a.js"]).digest())
    page = before | {"index.html": digest}

    assert judges.integrity(given(tmp_path, page, page)) == ""
    assert (
        judges.integrity(given(tmp_path, page, injected(page))) == "the page names the old digest"
    )


def test_nothing_said_is_told(tmp_path: Path, before: Files) -> None:
    """Neither an exit code nor a word."""
    assert judges.refused(given(tmp_path, before, before, code=21)) == ""
    assert judges.refused(given(tmp_path, before, before)) == "exit code 0"
    assert judges.told("zzz")(given(tmp_path, before, before, said="no zzz")) == ""
    assert judges.told("zzz")(given(tmp_path, before, before)) == "exit code 0, unsaid"


def test_every_case_begins_right() -> None:
    """A case whose own map lies would accuse everyone."""
    for case in cases():
        for name, data in case.files.items():
            if name.endswith(".js") and case.area == "place":
                text = data.decode().partition("//# source")[0].replace("\r\n", "\n")
                fresh = pair(name, text)[f"{name}.map"]
                assert case.files[f"{name}.map"] == fresh, (case.name, name)
    assert map_of("\ufeffa")["mappings"] == "AAAA"
