"""Unfinished injections: what a killed run put into a script is told by script and map."""

import pytest

from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.injection.unfinished import map_splices, script_splices
from buildtools.splices import apply, edits, original

MAP = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA;AACA"}'

SCRIPTS = {
    "with a comment": b"a();\nb();\n//# sourceMappingURL=a.js.map\n",
    "with a comment in Windows lines": b"a();\r\nb();\r\n//# sourceMappingURL=a.js.map",
    "without one": b"a();\nb();\n",
    "without an end of line": b"a();\nb();",
    "without one in Windows lines": b"a();\r\nb();",
    "with a directive on its line": b'"use strict";a();\nb();\n',
    "with a directive above": b'"use strict";\na();\nb();\n',
    "with a hashbang": b"#!/usr/bin/env node\na();\nb();\n",
    "with code behind its comment": b"a();\n//# sourceMappingURL=a.js.map\nb();\n",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_what_was_put_in_is_found(script: bytes) -> None:
    """The state before is rebuilt from it, to compare positions with."""
    injected = apply(script, plan(script, MAP).script)
    found = script_splices(injected, MAP)

    assert script == original(injected, edits(found))


MAPS = {
    "flat": MAP,
    "with indentation": b'{\n  "version": 3,\n  "mappings": "AAAA;AACA",\n  "sources": ["a.ts"]\n}',
    "sectioned": b'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":' + MAP + b"}]}",
}


@pytest.mark.parametrize("map_", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_what_was_put_into_the_map_is_found(script: bytes, map_: bytes) -> None:
    """The map may be the one that was written before the kill."""
    injected = apply(map_, plan(script, map_).map)
    found = map_splices(script, injected)

    assert map_ == original(injected, edits(found))


def test_a_map_of_another_script_tells_nothing() -> None:
    """Nor does one that holds no ID, is no map, or cannot follow."""
    script = SCRIPTS["with a comment"]
    injected = apply(MAP, plan(script, MAP).map)

    assert () == map_splices(script.replace(b"b()", b"c()"), injected)
    assert () == map_splices(script, MAP)
    assert () == map_splices(script, b"{")
    assert () == map_splices(script, injected.replace(b'":";AAAA', b'":"AAAA'))


def test_a_map_that_was_made_again_tells_nothing() -> None:
    """The ID is the digest of both files: it is not of this map."""
    script = SCRIPTS["with a comment"]
    injected = apply(script, plan(script, MAP).script)

    assert () == script_splices(injected, MAP.replace(b"a.ts", b"b.ts"))
    assert () == script_splices(injected, b"{")


@pytest.mark.parametrize("name", ["with a comment", "without one"])
def test_what_others_put_in_tells_nothing(name: str) -> None:
    """A bundler's plugin registers its ID otherwise; a script without any has nothing of ours."""
    other = b'!function(){try{(e._sentryDebugIds={})[1]="%s"}catch(e){}}();\n'
    identity = b"d793672e-7d37-59c4-a5f0-0e0fc260cc79"

    assert () == script_splices(SCRIPTS[name], MAP)
    assert () == script_splices(other.replace(b"%s", identity) + SCRIPTS[name], MAP)
