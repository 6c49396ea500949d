"""What shows that an injection is right: the judges of `peer_cases`.

Each gets the files before and after, and says in a few words what is wrong; "" when all is right.
"""

import base64
import gzip
import hashlib
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from buildtools.checks.injected_pairs import Side, compare
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map

Files = dict[str, bytes]

_HARNESS = """
try { require(process.argv[1]); } catch (error) { console.log("threw", error.name); }
const ids = { ...globalThis._sentryDebugIds, ...globalThis._debugIds };
console.log("ids", Object.keys(ids).length);
"""


class Ran(NamedTuple):
    """How a tool ended on a case, and what it said."""

    code: int
    said: str


class Given(NamedTuple):
    """What a judge looks at."""

    before: Files
    after: Files
    ran: Ran
    folder: Path
    """Where the files of `after` lie."""
    original: Path
    """Where those of `before` lie."""


def run(path: Path) -> str:
    """Run a script in Node and give what it prints, without the IDs that it registered."""
    return _node(path).partition("ids ")[0]


def _node(path: Path) -> str:
    done = subprocess.run(
        ["node", "-e", _HARNESS, str(path.resolve())],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout + done.stderr.split("\n", maxsplit=1)[0]


def registered(path: Path) -> bool:
    """Whether a script registers an ID when it runs."""
    return "ids 1" in _node(path)


def whole(name: str, map_name: str | None = "") -> Callable[[Given], str]:
    """Judge one pair: runs as before, registers its ID, shares it, and every position stands.

    `map_name` is the map's when it is not beside the script, None when it is embedded.
    """

    def judge(given: Given) -> str:
        return _complaint(given, name, f"{name}.map" if map_name == "" else map_name)

    return judge


def _complaint(given: Given, name: str, map_name: str | None) -> str:
    if run(given.original / name) != run(given.folder / name):
        return "the program behaves differently"
    if not registered(given.folder / name):
        return "no ID at run time"
    try:
        before = Side(given.before[name], _map(given.before, name, map_name))
        after = Side(given.after[name], _map(given.after, name, map_name))
        if map_name is not None and not _shared(after):
            return "script and map do not share an ID"
        found = compare(name, before, after, 1000)
    except (SourceMapError, ValueError, KeyError) as error:
        return f"the map cannot be read any more: {type(error).__name__}"
    return found.findings[0].sentence.partition(", first")[0] if found.findings else ""


def _shared(after: Side) -> bool:
    """Whether script and map have one ID; an embedded map needs none, the server finds it."""
    ours = comments.read(after.script)
    body = json.loads(after.map)
    return (body.get("debugId") or body.get("debug_id")) in (ours.debug_id, ours.snippet_id)


def _map(files: Mapping[str, bytes], name: str, map_name: str | None) -> bytes:
    if map_name is not None:
        return files[map_name]
    return embedded_map(files[name], comments.read(files[name])).text


def every(*judges: Callable[[Given], str]) -> Callable[[Given], str]:
    """Judge by several, and give the first complaint."""
    return lambda given: next(filter(None, (judge(given) for judge in judges)), "")


def strict(given: Given) -> str:
    """Every program runs in the mode it was written for."""
    lost = [
        name.removesuffix(".js")
        for name in given.before
        if name.endswith(".js") and run(given.original / name) != run(given.folder / name)
    ]
    count = sum(name.endswith(".js") for name in given.before)
    return f"strict mode lost in {len(lost)} of {count}: {', '.join(lost)}" if lost else ""


def untouched(*names: str) -> Callable[[Given], str]:
    """These files must be as they were."""

    def judge(given: Given) -> str:
        changed = [name for name in names if given.before[name] != given.after.get(name)]
        return f"{changed[0]} was changed" if changed else ""

    return judge


def all_or_nothing(*good: str) -> Callable[[Given], str]:
    """The good pairs are whole, or nothing at all was changed and it was said by the exit code."""

    def judge(given: Given) -> str:
        changed = [name for name in given.before if given.before[name] != given.after.get(name)]
        if not changed:
            return "" if given.ran.code else "nothing was done, and the exit code is 0"
        if any(_complaint(given, name, f"{name}.map") for name in good):
            return "left half done: good pairs that are not whole"
        return ""

    return judge


def refused(given: Given) -> str:
    """The exit code says that there was nothing to do."""
    return "" if given.ran.code else "exit code 0"


def told(word: str) -> Callable[[Given], str]:
    """The exit code or the output says so."""
    return lambda given: "" if given.ran.code or word in given.ran.said else "exit code 0, unsaid"


def line_ends(given: Given) -> str:
    """No line feed alone where all lines end in two characters."""
    alone = len(re.findall(rb"(?<!\r)\n", given.after["a.js"]))
    return f"{alone} line ends of the other kind" if alone else ""


def one_mark(given: Given) -> str:
    """The byte order mark is at the start, and nowhere else."""
    at = [found.start() for found in re.finditer(b"\xef\xbb\xbf", given.after["a.js"])]
    return "" if at == [0] else "the mark is gone" if not at else f"the mark is at byte {at[0]}"


def bytes_kept(given: Given) -> str:
    """The bytes of a text that is not UTF-8 are the same."""
    return "" if b"caf\xe9" in given.after["latin.js"] else "the text's bytes were changed"


def integrity(given: Given) -> str:
    """The page's digest is that of the script."""
    made = base64.b64encode(hashlib.sha384(given.after["a.js"]).digest())
    return "" if made in given.after["index.html"] else "the page names the old digest"


def revision(given: Given) -> str:
    """The service worker's list has the script's MD5."""
    made = hashlib.md5(given.after["a.js"], usedforsecurity=False).hexdigest().encode()
    return "" if made in given.after["sw.js"] else "the list names the old revision"


def sibling(given: Given) -> str:
    """The compressed copy is of the script."""
    same = gzip.decompress(given.after["a.js.gz"]) == given.after["a.js"]
    return "" if same else "the copy is of the old script"


def guarded(given: Given) -> str:
    """Judge without the guard, which `symbolic` takes and JSON does not."""
    bare = {name: data.removeprefix(b")]}'\n") for name, data in given.after.items()}
    before = {name: data.removeprefix(b")]}'\n") for name, data in given.before.items()}
    return whole("a.js")(given._replace(after=bare, before=before))
