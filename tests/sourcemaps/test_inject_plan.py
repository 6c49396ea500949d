"""The plan for one pair: IDs, layout, existing IDs kept, half-injected pairs repaired."""

import base64
import json
import re
from functools import partial
from urllib.parse import quote, unquote_to_bytes

import msgspec
import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.injection.half_injected import uncounted
from buildtools.sourcemaps.injection.inject import Injection, compute_id, plan
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.scripts.comments import read
from buildtools.sourcemaps.scripts.snippet import snippet
from buildtools.splices import apply, undo
from buildtools.values import DebugId
from tests.counting import calls

MAP = (
    '{"version":3,"file":"a.js","sources":["src/a.ts"],"sourcesContent":["x"],"names":["f"],'
    '"mappings":"AAAAA"}'
)
REFERENCE = "\n//# sourceMappingURL=a.js.map\n"
ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
OTHER = DebugId("540bca55-a45e-502a-9995-ed5fb773207c")

VECTORS = [
    ("V1", "f();" + REFERENCE, "AAAAA", ID, ";AAAAA"),
    ("V2", "f();" + REFERENCE[:-1], "AAAAA", OTHER, ";AAAAA"),
    (
        "V3",
        '"use strict";f();' + REFERENCE,
        "aAAAA",
        "d3afcd43-891c-57ce-bd1c-3a529437c4f5",
        "uVAAAA",
    ),
    (
        "V4",
        '"use strict";\nf();' + REFERENCE,
        ";AAAAA",
        "c82c755d-607e-5823-a805-10ef0cd52ec5",
        ";;AAAAA",
    ),
    (
        "V5",
        "#!/usr/bin/env node\nf();" + REFERENCE,
        ";AAAAA",
        "1826abda-4b6a-5a99-ae24-3cec83201a46",
        ";;AAAAA",
    ),
    ("V6", "/* c */ f();" + REFERENCE, "QAAAA", "2b70d4d2-f01d-5ba4-bd5b-5e1266b64633", "kVAAAA"),
    (
        "V8",
        '#!/usr/bin/env node\n"use strict";\nf();' + REFERENCE,
        ";;AAAAA",
        "d456f34f-0835-5cd7-8d22-acf8021c37a9",
        ";;;AAAAA",
    ),
    (
        "V9",
        '"use strict";"use client";f();' + REFERENCE,
        "0BAAAA",
        "86a54684-c4f6-5daf-91ed-30d4af0b36b2",
        "oWAAAA",
    ),
]


def _map(mappings: str, **more: object) -> bytes:
    return json.dumps(json.loads(MAP) | {"mappings": mappings} | more).encode()


def _applied(script: bytes, map_: bytes) -> tuple[bytes, bytes]:
    planned = plan(script, map_)
    return apply(script, planned.script), apply(map_, planned.map)


def _codes(planned: Injection) -> list[str]:
    return [found.code for found in planned.findings]


@pytest.mark.parametrize(
    ("script", "mappings", "debug_id", "after"),
    [row[1:] for row in VECTORS],
    ids=[row[0] for row in VECTORS],
)
def test_recorded_vectors(script: str, mappings: str, debug_id: str, after: str) -> None:
    """The same content has the same ID as with sentry-cli 3.8, so both can share a release."""
    map_ = MAP.replace("AAAAA", mappings).encode()
    planned = plan(script.encode(), map_)
    new_map = apply(map_, planned.map)

    assert (debug_id, "injected") == (planned.debug_id, planned.state)
    assert json.loads(map_) | {
        "mappings": after,
        "debugId": debug_id,
        "debug_id": debug_id,
    } == json.loads(new_map)


@pytest.mark.parametrize(
    ("script", "debug_id"),
    [
        (b"f();\n", "b79db92d-fc4f-5dc2-a1ec-8d383a154b24"),
        (b"", "da39a3ee-5e6b-5b0d-b255-bfef95601890"),
    ],
    ids=["V7", "V10"],
)
def test_recorded_ids_without_a_map(script: bytes, debug_id: str) -> None:
    """The formula without a map is another one."""
    assert debug_id == compute_id(script, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f();" + REFERENCE, "S\nf();\nC" + REFERENCE),
        ("f();\r\n//# sourceMappingURL=a\r\n", "S\r\nf();\r\nC\r\n//# sourceMappingURL=a\r\n"),
        ('"use strict"\n  f();' + REFERENCE, '"use strict"\nS\n  f();\nC' + REFERENCE),
        ('"use strict";f()//# sourceMappingURL=a', '"use strict";Sf()C\n//# sourceMappingURL=a'),
        ("\ufefff();" + REFERENCE, "\ufeffS\nf();\nC" + REFERENCE),
        ("f()", "S\nf()\nC"),
        ("f()\n", "S\nf()\nC\n"),
        ("", "S\nC\n"),
        ("#!node", "#!node\nS\nC"),
        ("//# sourceMappingURL=a", "S\nC\n//# sourceMappingURL=a"),
        ("//# sourceMappingURL=a\nf();\n", "//# sourceMappingURL=a\nS\nf();\nC\n"),
        ("/*# sourceMappingURL=a */ f();", "/*# sourceMappingURL=a */ Sf();\nC"),
    ],
    ids=repr,
)
def test_layout(before: str, after: str) -> None:
    """Nothing but the snippet and one comment line is added, with the file's own end of line."""
    script, map_ = before.encode(), _map("")
    debug_id = plan(script, map_).debug_id or ""
    new, _ = _applied(script, map_)
    shown = new.decode().replace(snippet(DebugId(debug_id)).decode(), "S")

    assert after == shown.replace(f"//# debugId={debug_id}", "C")


def test_everything_else_of_the_map_stays_as_it_is() -> None:
    """Keys of other tools, odd spacing and a guard line are none of our business."""
    text = (
        b'\xef\xbb\xbf)]}\'junk\r\n { "x_a" : {"mappings": "AAAA", "debugId": 1},\t"version":3,'
        b'"sourcesContent":["\\"mappings\\":\\"AAAA\\"", null],'
        b'"sources":[null,"\\\\"],"names":["mappings","\\"mappings"] ,'
        b' "mappings" :\n "AAAA" ,"z":[[{}]]} \n'
    )
    script = b"f();"
    planned = plan(script, text)
    new = apply(text, planned.map)
    debug_id = f'"debugId":"{planned.debug_id}","debug_id":"{planned.debug_id}",'.encode()

    assert text.replace(b'"mappings" :\n "', debug_id + b'"mappings" :\n ";') == new
    assert text == undo(new, planned.map)


# IDs that are there already


def _native(debug_id: str = ID) -> bytes:
    return f"f();\n//# debugId={debug_id}{REFERENCE}".encode()


def test_a_native_id_gets_the_missing_snippet_and_the_map_follows() -> None:
    """Bundlers write the comment only, so at run time the SDK knows nothing of the ID."""
    script, map_ = _native(), _map("AAAAA", debugId=ID)
    planned = plan(script, map_)
    new_script, new_map = _applied(script, map_)

    assert (ID, "injected") == (planned.debug_id, planned.state)
    assert snippet(ID) + b"\n" + script == new_script
    assert json.loads(_map(";AAAAA", debugId=ID, debug_id=ID)) == json.loads(new_map)


@pytest.mark.parametrize(
    ("script", "more"),
    [
        pytest.param(_native(), {}, id="comment"),
        pytest.param(b"f();\n", {"debugId": ID}, id="debugId of the map"),
        pytest.param(b"f();\n", {"debug_id": ID.upper()}, id="debug_id of the map"),
        pytest.param(b"x();\n/* */" + snippet(ID) + b"\n", {"debugId": ID}, id="snippet"),
        pytest.param(
            f"x();n&&((e._debugIds|| (e._debugIds={{}}))[n]='{ID}')\n//# debugId={ID}\n".encode(),
            {},
            id="turbopack",
        ),
    ],
)
def test_an_id_found_anywhere_is_written_everywhere(script: bytes, more: dict[str, object]) -> None:
    """One pair, one ID: whatever tool was first has decided it."""
    new_script, new_map = _applied(script, _map("AAAAA", **more))
    keys = json.loads(new_map)

    assert {ID} == {
        found.decode() for found in re.findall(rb"\w{8}(?:-\w{4}){3}-\w{12}", new_script)
    }
    assert f"//# debugId={ID}".encode() in new_script
    assert [ID, ID] == [str(keys[key]).lower() for key in ("debugId", "debug_id")]


@pytest.mark.parametrize(
    ("script", "more"),
    [
        pytest.param(_native(), {"debugId": OTHER}, id="comment and map"),
        pytest.param(b"f();\n", {"debugId": ID, "debug_id": OTHER}, id="within the map"),
        pytest.param(snippet(OTHER) + b"\n" + _native(), {}, id="comment and snippet"),
    ],
)
def test_disagreeing_ids_are_told_and_nothing_is_changed(
    script: bytes, more: dict[str, object]
) -> None:
    """Choosing one would hide that two builds were mixed."""
    planned = plan(script, _map(";AAAAA", **more))

    assert ["debug-id-mismatch"] == _codes(planned)
    assert (None, (), ()) == (planned.debug_id, planned.script, planned.map)
    assert ID in planned.findings[0].sentence
    assert OTHER in planned.findings[0].sentence


def test_a_word_glued_to_an_id_is_removed() -> None:
    """Some plugins have written `<uuid>false`, which no reader takes for an ID."""
    script = _native(ID + "false")
    planned = plan(script, _map("AAAAA"))

    assert (ID, "repaired") == (planned.debug_id, planned.state)
    assert ["pair-repaired"] == _codes(planned)
    assert snippet(ID) + b"\n" + _native() == apply(script, planned.script)


def test_a_comment_without_an_id_is_completed() -> None:
    """The last comment counts, so a second one before it would not help."""
    planned = plan(_native("nonsense"), _map("AAAAA"))
    new = apply(_native("nonsense"), planned.script)

    assert ["debug-id-unreadable", "pair-repaired"] == _codes(planned)
    assert new.endswith(f"//# debugId={planned.debug_id}{REFERENCE}".encode())
    assert b"nonsense" not in new


def test_an_unreadable_id_in_a_map_is_replaced() -> None:
    """An ID that is null or an empty text is none."""
    _, new = _applied(_native(), _map("AAAAA", debugId=None, debug_id=""))

    assert (ID, ID) == (json.loads(new)["debugId"], json.loads(new)["debug_id"])


# Half-injected pairs

CODE = b"".join(b"function f%d(a,b){return a+b}\n" % line for line in range(6))
MAPPINGS = ";".join(["AAAA,SAAS,YAAY", *["AACA,SAAS,YAAY"] * 5])
CLI = f';!function(){{try{{e._sentryDebugIds[n]="{ID}"}}catch(e){{}}}}();'.encode()


@pytest.mark.parametrize(
    ("injected", "lines"),
    [
        pytest.param(snippet(ID) + b"\n" + CODE, 1, id="ours"),
        pytest.param(b"\n" + CLI + b"\n" + CODE, 2, id="sentry-cli"),
        pytest.param(CLI + b"\n" + CODE, 1, id="sentry"),
        pytest.param(b'"use strict";' + CLI + b"\n" + CODE, 1, id="directives repeated"),
    ],
)
def test_a_map_regenerated_after_injection_follows_again(injected: bytes, lines: int) -> None:
    """Otherwise every frame of the script resolves to a wrong line."""
    script = injected + f"//# debugId={ID}{REFERENCE}".encode()
    planned = plan(script, _map(MAPPINGS))

    assert (ID, "repaired") == (planned.debug_id, planned.state)
    assert ["pair-repaired"] == _codes(planned)
    assert ";" * lines + MAPPINGS == json.loads(apply(_map(MAPPINGS), planned.map))["mappings"]


def test_a_map_regenerated_for_a_snippet_within_the_line_follows_again() -> None:
    """After a directive the snippet shares the line with the code."""
    head = b'"use strict";'
    script = head + snippet(ID) + b"f(1);g(2);\n//# debugId=" + ID.encode() + b"\n"
    planned = plan(script, _map("AAAA,aAAA,KAAK"))
    kept = plan(script, apply(_map("AAAA,aAAA,KAAK"), planned.map))

    assert "repaired" == planned.state
    assert "kept" == kept.state
    assert "AAAA,uVAAA,KAAK" == json.loads(apply(_map("AAAA,aAAA,KAAK"), planned.map))["mappings"]


@pytest.mark.parametrize(
    "mappings",
    [
        pytest.param(";" + MAPPINGS, id="counted"),
        pytest.param("", id="empty map"),
        pytest.param(";;;" + MAPPINGS.split(";", 2)[2], id="first lines not mapped"),
    ],
)
def test_a_map_made_with_its_snippet_is_not_moved(mappings: str) -> None:
    """Bundler plugins add the snippet before the map is made, and leave no ID in the map."""
    planned = plan(snippet(ID) + b"\n" + CODE, _map(mappings))

    assert mappings == json.loads(apply(_map(mappings), planned.map))["mappings"]


NOTE = f"//# debugId={ID}\n".encode()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(CODE + CLI + b"\n", id="at the end"),
        pytest.param(CLI + CODE.replace(b"\n", b"") * 20, id="on the line of the code"),
        pytest.param(CLI.replace(b"catch", b"other") + b"\n" + CODE, id="no such statement"),
        pytest.param(b"f();\n" + CLI + b"\n" + CODE, id="bundled"),
    ],
)
def test_a_snippet_elsewhere_was_bundled(script: bytes) -> None:
    """A bundler that moved it has counted it too."""
    script += NOTE
    planned = plan(script, _map(MAPPINGS))

    assert MAPPINGS == json.loads(apply(_map(MAPPINGS), planned.map))["mappings"]


@pytest.mark.parametrize(
    ("script", "mappings"),
    [
        pytest.param(snippet(ID) + b"\n" + CODE, "AAAA,kgIAAA;kgIAAA", id="fits neither way"),
        pytest.param(b"// c\n" + CLI + b"\n" + CODE, ";AAAA", id="two ways to take it out"),
    ],
)
def test_where_the_evidence_is_equal_nothing_is_changed(script: bytes, mappings: str) -> None:
    """A wrong guess would be silent; a finding is not."""
    planned = plan(script + NOTE, _map(mappings))

    assert ["pair-half-injected"] == _codes(planned)
    assert (None, (), ()) == (planned.debug_id, planned.script, planned.map)


def test_a_fresh_script_with_an_injected_map_is_told() -> None:
    """A cache restored the script alone: moving its map once more would be silently wrong."""
    _, map_ = _applied(b"f();\n", _map("AAAA"))
    planned = plan(b"f();\n", map_)

    assert ["pair-half-injected"] == _codes(planned)
    assert (None, (), ()) == (planned.debug_id, planned.script, planned.map)


def test_a_pair_that_is_whole_natively_gains_the_older_key_without_ado() -> None:
    """Turbopack does it all but for `debug_id`; that is no repair to worry anyone with."""
    planned = plan(CLI + b"\nf();\n//# debugId=" + ID.encode(), _map(";AAAA", debugId=ID))

    assert ("injected", (), ()) == (planned.state, planned.script, planned.findings)
    assert 1 == len(planned.map)


def test_a_script_that_registers_nothing_owes_its_map_nothing() -> None:
    """Only a snippet can be missing from the count."""
    assert uncounted(CODE, read(CODE), open_map(_map(MAPPINGS))) is None


# Embedded maps

SCRIPT = b'"use client";f();\n'


def _embedded(map_: bytes, media: str, *, percent: bool = False) -> bytes:
    data = quote(map_) if percent else base64.b64encode(map_).decode()
    return SCRIPT + f"//# sourceMappingURL=data:{media},{data}\n".encode()


@pytest.mark.parametrize(
    ("media", "percent"),
    [
        ("application/json;base64", False),
        ("application/json;charset=utf-8;base64", False),
        ("application/json;charset=utf-8", True),
        ("", True),
    ],
)
@pytest.mark.parametrize("tail", ["", " ", "  "])
def test_an_embedded_map_is_injected_where_it_is(media: str, percent: bool, tail: str) -> None:
    """The shift and the IDs go into the data URL, and most of its text stays."""
    map_ = _map("AAAA,aAAA", z="ä" * 500) + tail.encode()
    script = _embedded(map_, media, percent=percent)
    planned = plan(script, None)
    new = apply(script, planned.script)
    value = new.split(f"URL=data:{media},".encode())[1].strip()
    decoded = unquote_to_bytes(value) if percent else base64.b64decode(value, validate=True)
    again = plan(new, None)

    assert compute_id(script, map_) == planned.debug_id
    assert json.loads(apply(map_, plan(script, map_).map)) == json.loads(decoded)
    assert (planned.debug_id, "kept", ()) == (again.debug_id, again.state, again.script)
    assert script == undo(new, planned.script)
    assert sum(len(splice.old) for splice in planned.script) < 60


@pytest.mark.parametrize(
    "script",
    [
        b"f();\n",
        b"f();\n//# sourceMappingURL=a.map\n",
        b"f();\n//# sourceMappingURL=data:application/json;base64,!!\n",
        b"f();\n//# sourceMappingURL=data:application/json;base64,e30\n",
        b"f();\n//# sourceMappingURL=data:application/json,nonsense\n",
    ],
    ids=["no comment", "no data", "not base64", "base64 cut", "no map"],
)
def test_a_script_without_an_embedded_map_is_refused(script: bytes) -> None:
    """A pair that claims one and has none is unusable, and says so."""
    with pytest.raises(SourceMapError):
        plan(script, None)


# What cannot be used


@pytest.mark.parametrize(
    "map_",
    [
        b"",
        b"<!doctype html>",
        MAP.encode()[:-1],
        b"[]",
        b"{}",
        b'{"version":3,"mappings":null}',
        b'{"version":3,"mappings":"AAAA"} x',
        b'{"sections":[{"offset":{"line":0,"column":0}}]}',
        b'{"sections":[{"map":{"mappings":""}}]}',
        b'{"sections":[{"offset":{"line":-1,"column":0},"map":{"mappings":""}}]}',
        b'{"sections":[{"offset":{"line":0},"map":{"mappings":""}}]}',
        b'{"sections":[{"offset":{"line":0,"column":0},"map":{"sections":[]}}]}',
        b'{"sections":{}}',
    ],
    ids=repr,
)
def test_a_broken_map_is_told(map_: bytes) -> None:
    """A page of a web server, a map cut off, sections without a place."""
    with pytest.raises(SourceMapError):
        plan(b"f();", map_)


@pytest.mark.parametrize("script", ["f()".encode("utf-16"), b"\0\0\0f"], ids=["utf-16", "binary"])
def test_a_script_that_is_no_text_is_left_alone(script: bytes) -> None:
    """A snippet of ASCII in it would destroy it."""
    planned = plan(script, _map("AAAA"))

    assert ["script-not-injectable"] == _codes(planned)
    assert planned.debug_id is None


def test_bytes_that_are_not_utf_8_pass_through() -> None:
    """Most legacy encodings begin as ASCII, which is all that an injection needs."""
    script = b"/* \xe4 */ f('\xff');" + REFERENCE.encode()
    new, _ = _applied(script, _map("QAAA"))

    assert b"/* \xe4 */ ;!f" in new
    assert b"f('\xff');" in new


def test_a_plan_is_a_matter_of_a_search() -> None:
    """Megabytes are not parsed and not written again: that is why it is fast."""
    pairs = [
        (
            b'a("http://x",`t`);' * size + REFERENCE.encode(),
            _map("AAAA;" * size, sourcesContent=['x = "y";\n' * size]),
        )
        for size in (1000, 250_000)
    ]
    small, large = (calls(partial(plan, *pair)) for pair in pairs)
    map_ = pairs[1][1]
    planned = plan(*pairs[1])

    assert small == large
    assert 3 == len(planned.map)
    assert msgspec.json.decode(apply(map_, planned.map))["mappings"].startswith(";AAAA")
