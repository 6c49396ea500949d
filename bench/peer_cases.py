"""Inputs that injectors get wrong: folders of built files, each with its judge."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from bench import peer_judges as judges
from bench.peer_judges import Files, Given
from buildtools.sourcemaps.maps.mappings import encode

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_BODY = "console.log((function () { return this === undefined; })());\nconsole.log(total);\n"
_PROGRAM = "var total = 1 + 2;\nfunction describe(count) { return count + total; }\n"
_TIMES = 3
_UUID = "96745f9a-720a-482e-9b5e-0a1b2c3d4e5f"


class Case(NamedTuple):
    """A folder to inject and the judge; `again` says how the files are changed for a second run."""

    area: str
    name: str
    files: Files
    judge: Callable[[Given], str]
    again: Callable[[Files, Files], Files] | None = None
    times: int = 1
    """Runs, of which the worst counts: some programs take files in no certain order."""


# Making files


def map_of(script: str, source: str = "a.ts") -> dict[str, object]:
    """Map every word of a script to the same place of a source with the same text.

    A byte order mark is no part of the text.
    """
    script = script.removeprefix("\ufeff")
    lines, at = [], (0, 0)
    for number, line in enumerate(script.split("\n")):
        column, segments = 0, []
        for found in _WORD.finditer(line):
            start = len(line[: found.start()].encode("utf-16-le")) // 2
            moved = (start - column, 0, number - at[0], start - at[1])
            segments.append(b"".join(map(encode, moved)).decode())
            column, at = start, (number, start)
        lines.append(",".join(segments))
    return {
        "version": 3,
        "sources": [source],
        "sourcesContent": [script],
        "names": [],
        "mappings": ";".join(lines),
    }


def pair(
    name: str, script: str, *, reference: str | None = None, map_: object = None, end: str = "\n"
) -> Files:
    """Make a script with its map and a comment that names it."""
    text = script.replace("\n", end)
    named = f"{name}.map" if reference is None else reference
    comment = f"//# sourceMappingURL={named}{end}" if named else ""
    body = map_of(script) if map_ is None else map_
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {name: (text + comment).encode(), f"{name}.map": data}


# The cases


def _prologues() -> Files:
    texts = {
        "plain": '"use strict";\n',
        "single-quotes": "'use strict';\n",
        "licence-before": '/*! licence */\n"use strict";\n',
        "two-on-one-line": '"use client"; "use strict";\n',
        "two-lines": '"use client";\n"use strict";\n',
        "no-semicolon": '"use strict"\n',
        "byte-order-mark": '\ufeff"use strict";\n',
        "comment-before-semicolon": '"use strict" /* so */;\n',
        "hashbang": '#!/usr/bin/env node\n"use strict";\n',
    }
    files: Files = {}
    for name, text in texts.items():
        files |= pair(f"{name}.js", f"{text}var total = 1;\n{_BODY}")
    return files


def _indexed(line: int) -> dict[str, object]:
    return {
        "version": 3,
        "sections": [{"offset": {"line": line, "column": 0}, "map": map_of(_PROGRAM)}],
    }


def _embedded(head: str, body: str) -> Files:
    return {
        "a.js": f"{_PROGRAM}//# sourceMappingURL=data:application/json;{head},{body}\n".encode()
    }


def _page(files: Files) -> Files:
    digest = base64.b64encode(hashlib.sha384(files["a.js"]).digest()).decode()
    tag = f'<script src="a.js" integrity="sha384-{digest}"></script>'
    return files | {"index.html": tag.encode()}


def _precache(files: Files) -> Files:
    digest = hashlib.md5(files["a.js"], usedforsecurity=False).hexdigest()
    return files | {"sw.js": f'precacheAndRoute([{{url:"a.js",revision:"{digest}"}}]);'.encode()}


def _fresh_map(before: Files, after: Files) -> Files:
    return after | {"a.js.map": before["a.js.map"]}


def _fake(text: str) -> Files:
    script = f"{text}\n{_PROGRAM}"
    return pair("a.js", script, reference="") | pair("wrong.js", _PROGRAM)


def _native(comment: str) -> Files:
    files = pair("a.js", _PROGRAM, map_=map_of(_PROGRAM) | {"debugId": _UUID})
    return files | {"a.js": files["a.js"] + f"//# debugId={comment}\n".encode()}


def cases() -> Iterator[Case]:
    """Return all cases, in the order of the table."""
    yield from _places()
    yield from _references()
    yield from _maps()
    yield from _ids()
    yield from _folders()
    yield from _followers()


def _places() -> Iterator[Case]:
    yield Case("place", "nine ways to begin a strict script", _prologues(), judges.strict)
    yield Case("place", "CRLF line ends", pair("a.js", _PROGRAM, end="\r\n"), judges.line_ends)
    marked = pair("a.js", "\ufeff" + _PROGRAM)
    yield Case(
        "place", "byte order mark", marked, judges.every(judges.one_mark, judges.whole("a.js"))
    )


def _references() -> Iterator[Case]:
    yield Case(
        "reference", "the file beside", pair("a.js", _PROGRAM, reference=""), judges.whole("a.js")
    )
    for name, text in {
        "string": 'var text = "//# sourceMappingURL=wrong.js.map";',
        "template": "var text = `\n//# sourceMappingURL=wrong.js.map\n`;",
        "regular expression": "var text = /[/]\\/# sourceMappingURL=(\\S+)/;",
    }.items():
        yield Case("reference", f"a comment's words in a {name}", _fake(text), judges.whole("a.js"))
    encoded = pair("[root] b.js", _PROGRAM, reference="%5Broot%5D%20b.js.map")
    yield Case("reference", "percent-encoded", encoded, judges.whole("[root] b.js"))
    other = pair("a.js", _PROGRAM, reference="%5Bmap%5D%20of%20a.map")
    other["[map] of a.map"] = other.pop("a.js.map")
    yield Case("reference", "encoded, another name", other, judges.whole("a.js", "[map] of a.map"))
    query = pair("a.js", _PROGRAM, reference="a.js.map?v=12#x")
    yield Case("reference", "query and fragment", query, judges.whole("a.js"))
    gone = {"a.js": pair("a.js", _PROGRAM, reference="zzz.js.map")["a.js"]}
    yield Case(
        "reference", "names a map that is missing", good_with(gone), judges.told("zzz.js.map")
    )


def _maps() -> Iterator[Case]:
    yield Case("map", "indexed", pair("a.js", _PROGRAM, map_=_indexed(0)), judges.whole("a.js"))
    lower = pair("a.js", "var first = 0;\n" + _PROGRAM, map_=_indexed(1))
    yield Case("map", "indexed, section further down", lower, judges.whole("a.js"))
    text = json.dumps(map_of(_PROGRAM))
    coded = base64.b64encode(text.encode()).decode()
    embedded = judges.whole("a.js", None)
    yield Case("map", "embedded, with charset", _embedded("charset=utf-8;base64", coded), embedded)
    yield Case(
        "map", "embedded, percent-encoded", _embedded("charset=utf-8", quote(text)), embedded
    )
    guard = pair("a.js", _PROGRAM, map_=b")]}'\n" + text.encode())
    yield Case("map", "guard line", guard, judges.guarded)


def _ids() -> Iterator[Case]:
    good = pair("a.js", _PROGRAM)
    yield Case("ID", "map made again after injection", good, judges.whole("a.js"), _fresh_map)
    yield Case("ID", "comment of the bundler, no snippet", _native(_UUID), judges.whole("a.js"))
    yield Case("ID", "comment `<uuid>false`", _native(f"{_UUID}false"), judges.whole("a.js"))


def _folders() -> Iterator[Case]:
    names = [f"{letter}.js" for letter in "abcdwxyz"]
    many: Files = {}
    for name in names:
        many |= pair(name, _PROGRAM.replace("total", f"total_{name[0]}"))
    half = judges.all_or_nothing(*names)
    cut = many | pair("m.js", _PROGRAM, map_=json.dumps(map_of(_PROGRAM)).encode()[:60])
    yield Case("folder", "a map that is cut off", cut, half, times=_TIMES)
    page = many | pair("m.js", _PROGRAM, map_=b"<!doctype html><title>404</title>")
    yield Case("folder", "a map that is a 404 page", page, half, times=_TIMES)
    latin = many | pair("latin.js", 'var text = "cafe";\n' + _PROGRAM)
    latin["latin.js"] = latin["latin.js"].replace(b"cafe", b"caf\xe9")
    judge = judges.every(judges.bytes_kept, half)
    yield Case("folder", "a script that is not UTF-8", latin, judge, times=_TIMES)
    data = pair("a.js", _PROGRAM) | {"data.js": b'{"a": 1}'}
    yield Case("folder", "data as .js", data, judges.untouched("data.js"))
    yield Case("folder", "nothing in it", {}, judges.refused)
    bare = {"a.js": _PROGRAM.encode()}
    yield Case("folder", "no map at all", bare, judges.refused)


def _followers() -> Iterator[Case]:
    good = pair("a.js", _PROGRAM)
    yield Case("follows", "integrity of the page", _page(good), judges.integrity)
    yield Case("follows", "revision in a precache list", _precache(good), judges.revision)
    packed = good | {"a.js.gz": gzip.compress(good["a.js"])}
    yield Case("follows", "gzip copy", packed, judges.sibling)


def good_with(files: Files) -> Files:
    """Put a healthy pair beside, so that there is something to do."""
    return pair("z.js", _PROGRAM) | files
