"""Whose a debug ID is: libraries are published with snippets, and apps bundle them."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.sourcemaps.injection.inject import Injection, plan
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.scripts import lexer
from buildtools.sourcemaps.scripts.comments import read
from buildtools.sourcemaps.scripts.snippet import registrations, snippet
from buildtools.splices import apply, undo
from buildtools.values import DebugId
from tests.symbolic_judge import view_of

LIBRARY = DebugId("540bca55-a45e-502a-9995-ed5fb773207c")
OWN = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
LIBRARY_CODE = b"function lib(a){return a+1}"
APP = b"function app(b){throw Error(lib(b))}app(1);\n"


def _plugin(debug_id: str, quote: str = '"') -> bytes:
    """The statement of Sentry's plugins, minified; some minifiers write templates for strings."""
    named = f"{quote}sentry-dbid-{debug_id}{quote}"
    assigned = f"e._sentryDebugIds[r]={quote}{debug_id}{quote}"
    text = f"var e=self,r=new e.Error().stack;{assigned},e._sentryDebugIdIdentifier={named}"
    return f"(function(){{try{{{text}}}catch{{}}}})();".encode()


def _turbopack(debug_id: str) -> bytes:
    text = f'n&&((e._debugIds|| (e._debugIds={{}}))[n]="{debug_id}")'
    return f"!function(){{try{{var e=self,n=(new e.Error).stack;{text}}}catch(e){{}}}}();".encode()


FORMS = {
    "ours": snippet(LIBRARY),
    "plugin": _plugin(LIBRARY),
    "templates": _plugin(LIBRARY, "`"),
    "single quotes": _plugin(LIBRARY, "'"),
    "upper case": _plugin(LIBRARY.upper()),
    "no dashes": _plugin(LIBRARY.replace("-", "")),
    "native": _turbopack(LIBRARY),
    "a constant apart": f'const x="{LIBRARY}";e._sentryDebugIds[n]=x,'.encode()
    + f'e._sentryDebugIdIdentifier="sentry-dbid-{LIBRARY}";'.encode(),
}


def _map(script: bytes, *starts: int, contents: str = "", **more: object) -> bytes:
    """A map with one segment where each piece of the one line begins, of a source each."""
    segments, column = [], 0
    for index, start in enumerate(starts):
        segments.append(encode(start - column) + encode(1 if index else 0) + b"AA")
        column = start
    sources = [f"{name}.js" for name in "abcdef"[: len(starts)]]
    keys = {"sources": sources, "sourcesContent": [contents, *sources[1:]], "names": []}
    mappings = b",".join(segments).decode()
    return json.dumps({"version": 3, **keys, "mappings": mappings, **more}).encode()


def _bundle(library: bytes, **more: object) -> tuple[bytes, bytes]:
    script = library + LIBRARY_CODE + APP
    return script, _map(script, 0, len(library + LIBRARY_CODE), **more)  # type: ignore[arg-type]


def _injected(script: bytes, map_: bytes) -> tuple[Injection, bytes, bytes]:
    planned = plan(script, map_)
    return planned, apply(script, planned.script), apply(map_, planned.map)


def _codes(planned: Injection) -> list[str]:
    return [found.code for found in planned.findings]


@pytest.mark.parametrize("library", FORMS.values(), ids=FORMS)
def test_a_librarys_id_is_not_the_apps(library: bytes) -> None:
    """It would clash with every other script that holds the library, and outlive any change."""
    script, map_ = _bundle(library)
    planned, new, new_map = _injected(script, map_)
    _, other, _ = _injected(script + b"more();\n", map_)

    assert planned.debug_id not in (None, LIBRARY)
    assert ("injected", ["debug-id-foreign"]) == (planned.state, _codes(planned))
    assert LIBRARY in planned.findings[0].sentence
    assert {planned.debug_id} == {each.debug_id for each in registrations(new)}
    assert {planned.debug_id} == open_map(new_map).debug_ids()
    assert planned.debug_id != read(other).debug_id


@pytest.mark.parametrize("library", FORMS.values(), ids=FORMS)
def test_nothing_moves_and_all_can_be_undone(library: bytes) -> None:
    """The library stays where it is: only letters of its ID change."""
    script, map_ = _bundle(library)
    planned, new, new_map = _injected(script, map_)
    again = plan(new, new_map)
    old = view_of(map_)
    moved = view_of(new_map)

    assert [(one.dst_line + 1, one.dst_col, one.src) for one in old] == [
        (one.dst_line, one.dst_col, one.src) for one in moved
    ]
    assert len(script) == len(b"\n".join(new.split(b"\n")[1:])) - len(f"//# debugId={OWN}\n")
    assert ("kept", (), ()) == (again.state, again.script, again.map)
    assert (script, map_) == (undo(new, planned.script), undo(new_map, planned.map))


def test_several_libraries_are_all_made_harmless() -> None:
    """The last one that runs would win."""
    script, map_ = _bundle(_plugin(LIBRARY) + _turbopack(OWN))
    planned, new, _ = _injected(script, map_)

    assert {planned.debug_id} == {each.debug_id for each in registrations(new)}
    assert all(str(each) not in new.decode() for each in (LIBRARY, OWN))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"new Worker(URL.createObjectURL(new Blob(['%s'])));", id="string"),
        pytest.param(b"run(`%s`);", id="template"),
        pytest.param(b"/* %s */", id="comment"),
    ],
)
def test_a_snippet_in_a_text_is_of_another_script(text: bytes) -> None:
    """A worker made of a string has a name of its own: this script's ID would be wrong there."""
    script, map_ = _bundle(text % _plugin(LIBRARY))
    planned, new, new_map = _injected(script, map_)

    assert planned.debug_id not in (None, LIBRARY)
    assert text % _plugin(LIBRARY) in new
    assert "kept" == plan(new, new_map).state


def test_a_bundlers_comment_that_agrees_makes_a_snippet_the_scripts_own() -> None:
    """Vite 8 maps the snippet of Sentry's plugin to the first source, as it does a library's."""
    script, map_ = _bundle(_plugin(OWN), debugId=OWN)
    native, plain = _bundle(_plugin(OWN))

    assert (OWN, ["pair-repaired"]) == (plan(script, map_).debug_id, _codes(plan(script, map_)))
    assert OWN == plan(native + f"//# debugId={OWN}\n".encode(), plain).debug_id


@pytest.mark.parametrize("section", [False, True], ids=["flat", "sections"])
def test_what_stands_before_all_that_is_mapped_is_the_scripts_own(section: bool) -> None:
    """Plugins and injectors put it there behind the bundler's back, often without a comment."""
    head = b'"use strict";' + _plugin(OWN)
    script = head + APP
    map_ = _map(script, len(head))
    if section:
        part = {"offset": {"line": 0, "column": len(head)}, "map": json.loads(_map(APP, 0))}
        map_ = json.dumps({"version": 3, "sections": [part]}).encode()

    assert (OWN, ["pair-repaired"]) == (plan(script, map_).debug_id, _codes(plan(script, map_)))


def test_unmapped_code_in_the_middle_is_a_librarys() -> None:
    """Some bundlers map nothing of a library that came without a map."""
    script = b"function app(){};" + _plugin(LIBRARY)
    planned, new, _ = _injected(script, _map(script, 0).replace(b"AAAA", b"AAAA,iB"))
    far = b"/* c */" + b"function vendored(){};" * 100 + _plugin(LIBRARY)

    assert planned.debug_id != LIBRARY
    assert LIBRARY.encode() not in new
    assert LIBRARY != plan(far, _map(far)).debug_id


def test_an_id_in_a_sources_text_was_there_before_the_build() -> None:
    """Whether the map knows the place or not."""
    script = _plugin(LIBRARY) + APP
    map_ = _map(script, len(_plugin(LIBRARY)), contents=_plugin(LIBRARY).decode())

    assert LIBRARY != plan(script, map_).debug_id


@pytest.mark.parametrize(
    ("script", "contents"),
    [
        pytest.param(b"lib();\n//# debugId=%s\napp();\n", "", id="code behind"),
        pytest.param(b"app();lib();\n//# debugId=%s\n", "lib();\n//# debugId=%s", id="of a source"),
    ],
)
def test_a_librarys_comment_is_not_the_scripts(script: bytes, contents: str) -> None:
    """Some bundlers keep the comments of what they bundle."""
    script = script.replace(b"%s", LIBRARY.encode())
    map_ = _map(script, 0, contents=contents.replace("%s", LIBRARY))
    planned, new, new_map = _injected(script, map_)

    assert planned.debug_id not in (None, LIBRARY)
    assert planned.debug_id == read(new).debug_id
    assert f"//# debugId={LIBRARY}\n".encode() in new
    assert "kept" == plan(new, new_map).state
    assert LIBRARY == plan(script, _map(script, 0, debugId=LIBRARY)).debug_id


def test_a_map_that_fits_without_the_snippet_only_shows_that_it_was_injected() -> None:
    """Then the snippet only seems to be mapped: the map is a line behind."""
    code = b"".join(b"function f%d(a,b){return a+b}\n" % line for line in range(6))
    mappings = ";".join(["AAAA,SAAS,YAAY", *["AACA,SAAS,YAAY"] * 4, "gDAAS"])
    map_ = _map(code, 0).replace(b"AAAA", mappings.encode())
    script = snippet(OWN) + b"\n" + code[:-1] + b";" * 60
    fits = code[:-1] + b";" * 60

    assert OWN == plan(script, map_).debug_id
    assert OWN != plan(fits + snippet(OWN), map_).debug_id


def test_an_id_too_long_for_the_place_of_a_librarys_is_told() -> None:
    """Code may not move within a line that the map knows."""
    script, map_ = _bundle(_plugin(LIBRARY), debugId=OWN + "-abcdef12")
    planned = plan(script, map_)

    assert (None, ["debug-id-mismatch"]) == (planned.debug_id, _codes(planned))
    assert LIBRARY in planned.findings[0].sentence


PIECES = st.sampled_from(
    [
        *FORMS.values(),
        b"f(a / b, /[/]/);",
        b'var s="it is";',
        b"t=`a${b}`;",
        b"/* c */",
        b"x=`%s`;" % _plugin(LIBRARY),
        "'ä\U0001f600';".encode(),
        f"\n//# debugId={LIBRARY}\n".encode(),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5))
def test_whatever_is_bundled_the_scripts_own_id_wins(pieces: list[bytes]) -> None:
    """The one promise: all code that registers an ID for this file says the same."""
    script = b"app();" + b"".join(pieces) + b"end();\n"
    map_ = _map(script, 0)
    planned, new, new_map = _injected(script, map_)
    again = plan(new, new_map)
    strings = lexer.strings(new)
    run = {new[at + 1 : end - 1] for at, end in strings.items()}
    ids = {
        text[-36:].decode() for text in run if re.fullmatch(rb"(sentry-dbid-)?[\w-]{32,36}", text)
    }

    assert {planned.debug_id} == {read(new).debug_id, *open_map(new_map).debug_ids()}
    assert not {each for each in ids if LIBRARY.replace("-", "") in each.replace("-", "").lower()}
    assert ("kept", (), ()) == (again.state, again.script, again.map)
    assert script == undo(new, planned.script)
