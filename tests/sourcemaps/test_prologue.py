"""The prologue, and that what is put behind it changes no program: Node is the judge."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.scripts.prologue import prologue_end
from buildtools.sourcemaps.scripts.snippet import snippet
from buildtools.splices import apply
from buildtools.values import DebugId

STRICT = "(function(){return this===undefined})()"
BODY = f"module.exports={{strict:{STRICT},leaks:typeof s+typeof g}}"
MAP = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}'

FILES: dict[str, tuple[str, bool]] = {
    "plain": ("", False),
    "directive": ('"use strict";', True),
    "single quotes": ("'use strict';", True),
    "own line": ('"use strict";\n', True),
    "no semicolon": ('"use strict"\n', True),
    "no semicolon, comment": ('"use strict" // c\n', True),
    "no semicolon, line end in comment": ('"use strict" /*\n*/ ', True),
    "semicolon on next line": ('"use strict"\n;', True),
    "comment before semicolon": ('"use strict" /* c */ ;', True),
    "second": ('"use client";"use strict";', True),
    "second without semicolons": ("'use client'\n'use strict'\n", True),
    "second strict, first not": ('"a"\n"use strict"\n', True),
    "several on a line": ('"a";"b" ;\'c\';"use strict";/* c */', True),
    "comments": ('/* c */ // d\n/*! e\n*/ "use strict";', True),
    "comment that looks like code": ('/* "use strict"; */', False),
    "hashbang": ('#!/usr/bin/env node\n"use strict"\n', True),
    "crlf": ('// c\r\n"use strict"\r\n', True),
    "cr": ('// c\r"use strict"\r', True),
    "line separator": ('// c\u2028"use strict"\u2028', True),
    "paragraph separator": ('// c\u2029"use strict"\u2029', True),
    "separator in a directive": ('"a\u2028b";"use strict";', True),
    "byte order mark": ('\ufeff"use strict";', True),
    "blanks": ('\u00a0\u3000\u2003\t\v\f"use strict"\u00a0;', True),
    "continued": ('"a\\\nb";"use strict";', True),
    "continued crlf": ('"a\\\r\nb";"use strict";', True),
    "escaped quote": ('"\\"";"use strict";', True),
    "html comments": ('<!-- c\n--> d\n"use strict"\n--> e\n', True),
    "increment on next line": ('let b=0;"use strict"\n++b;', False),
    "directive, then increment": ('"use strict"\n++globalThis.b;', True),
    "directive, then decrement": ('"use strict"\n--globalThis.b;', True),
    "directive, then a word": ('"use strict"\ninit=>1;', True),
    "directive, then not": ('"use strict"\n!0;', True),
    "directive, then a number": ('"use strict"\n.5;', True),
    "member": ('"use strict".length;', False),
    "member on next line": ('"use strict"\n.length;', False),
    "sum": ('"use strict" + 1;', False),
    "sum on next line": ('"use strict"\n+ 1;', False),
    "difference on next line": ('"use strict"\n- 1;', False),
    "unequal on next line": ('"use strict"\n!= 1;', False),
    "index on next line": ('"use strict"\n[0];', False),
    "division on next line": ('"use strict"\n/1/1;', False),
    "in on next line": ('"use strict"\nin {};', False),
    "instanceof on next line": ('"use strict"\ninstanceof Object;', False),
    "list on next line": ('"use strict"\n,1;', False),
    "choice on next line": ('"use strict"\n?1:2;', False),
    "and after a comment": ('"use strict" // c\n&& 1;', False),
    "in parentheses": ('("use strict");', False),
    "template": ("`use strict`;", False),
    "empty statement first": (';"use strict";', False),
}

DRIVER = """
const fs = require("fs"), path = require("path"), all = {};
for (const name of fs.readdirSync(".")) {
  try { all[name] = require(path.resolve(name)) } catch (error) { all[name] = String(error) }
}
all.stacks = Object.keys(_sentryDebugIds);
console.log(JSON.stringify(all));
"""


@pytest.fixture(scope="module")
def node() -> str:
    """Node itself, or no proof."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not on PATH")
    return found


def _answers(node: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [node, "-e", DRIVER], cwd=folder, check=True, capture_output=True, text=True
    )
    answers: dict[str, object] = json.loads(done.stdout)
    return answers


@pytest.fixture(scope="module")
def observed(node: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Every file as built, injected (`in`), and with the snippet simply put in front (`naive`)."""
    folder = tmp_path_factory.mktemp("programs")
    for number, (prologue, _) in enumerate(FILES.values()):
        script = f"{prologue}{BODY}\n//# sourceMappingURL=x.map\n".encode()
        naive = snippet(DebugId("0" * 32)) + script
        for name, text in (("", script), ("in", _injected(script)), ("naive", naive)):
            (folder / f"{number}{name}.js").write_bytes(text)
    return _answers(node, folder)


@pytest.fixture(scope="module")
def registered(observed: dict[str, object]) -> Callable[[str], bool]:
    """Return whether a file has registered its ID."""
    stacks = cast(list[str], observed["stacks"])
    return lambda name: any(f"/{name}:" in stack.splitlines()[1] for stack in stacks)


def _injected(script: bytes) -> bytes:
    return apply(script, plan(script, MAP).script)


@pytest.mark.parametrize("name", FILES)
def test_a_program_behaves_as_before(name: str, observed: dict[str, object]) -> None:
    """Losing strict mode, or a name that leaks, changes what a program does."""
    number = [*FILES].index(name)
    strict = FILES[name][1]

    assert {"strict": strict, "leaks": "undefinedundefined"} == observed[f"{number}.js"]
    assert observed[f"{number}.js"] == observed[f"{number}in.js"]


def test_the_proof_can_fail(observed: dict[str, object]) -> None:
    """A snippet in front of all loses strict mode, and the observation sees it."""
    number = [*FILES].index("directive")

    assert observed[f"{number}.js"] != observed[f"{number}naive.js"]


@pytest.mark.parametrize("name", FILES)
def test_every_injected_program_registers_its_id(
    name: str, registered: Callable[[str], bool]
) -> None:
    """A snippet that ends up in a comment or a string would be harmless, and useless."""
    number = [*FILES].index(name)

    assert registered(f"{number}in.js")
    assert not registered(f"{number}.js")


@pytest.mark.parametrize(
    ("script", "rest"),
    [
        (b"", b""),
        (b"f()", b"f()"),
        (b'"use client";f()', b"f()"),
        (b'"use strict"', b""),
        (b'"use strict" // c', b"// c"),
        (b"// c", b"// c"),
        (b"// c\n", b""),
        (b"/* c */", b""),
        (b"\xef\xbb\xbf#!/bin/node\n'a'\nf()", b"f()"),
        (b"#!/usr/bin/env node", b""),
        (b'"unfinished', b'"unfinished'),
        (b'"a" b', b'"a" b'),
        (b"/* unfinished", b"/* unfinished"),
    ],
    ids=repr,
)
def test_the_prologue_ends_before_the_first_statement(script: bytes, rest: bytes) -> None:
    """And never inside a comment, where the snippet would be silent."""
    assert rest == script[prologue_end(script) :]


def test_modules_and_unusual_files_still_parse(node: str, tmp_path: Path) -> None:
    """Imports, exports and files that are nothing but a prologue."""
    files = {
        "a.mjs": b"import fs from 'node:fs';export default fs;export const s=1,g=2\n",
        "b.mjs": b'"use client";export const a=1;\n',
        "c.js": b"#!/usr/bin/env node",
        "d.js": b"// c",
        "e.js": b'"use strict"',
        "f.js": b"",
        "g.cjs": b"(function(){})()\n",
    }
    for name, script in files.items():
        path = tmp_path / name
        path.write_bytes(_injected(script))
        subprocess.run([node, "--check", path.name], cwd=tmp_path, check=True)
        loaded = subprocess.run(
            [node, "-e", f"import('./{name}').then(()=>console.log(_sentryDebugIdIdentifier))"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        assert loaded.stdout.startswith("sentry-dbid-"), name


def test_the_run_time_learns_the_id_of_its_own_file(node: str, tmp_path: Path) -> None:
    """The key is a stack whose first frame is the injected file."""
    script = b"f();function f(){}\n"
    (tmp_path / "a.js").write_bytes(_injected(script))
    done = subprocess.run(
        [node, "-e", "require('./a.js');console.log(JSON.stringify(_sentryDebugIds))"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    ((stack, debug_id),) = json.loads(done.stdout).items()

    assert plan(script, MAP).debug_id == debug_id
    assert str(tmp_path / "a.js") in stack.splitlines()[1]


def test_the_snippet_never_throws(node: str) -> None:
    """Frozen globals, no Error, no stack: the program goes on."""
    code = snippet(DebugId("0" * 32)).decode()
    for before in ("Object.freeze(globalThis);", "globalThis.Error=undefined;", "'use strict';"):
        subprocess.run([node, "-e", before + code + "process.exit(0)"], check=True)
