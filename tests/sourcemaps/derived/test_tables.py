"""Tables of served files within a script, as Nitro writes them into its server.

The server sends the length that its table says: one of old bytes cuts the script short.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable

import brotli
import pytest

from buildtools.settings import Verify
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.steps.inject import undo
from buildtools.values import Pair
from tests.outputs import node
from tests.proving import on_disk
from tests.sourcemaps.derived.conftest import MAP, Tree, codes

PUBLIC, SERVER = ".output/public/", ".output/server/chunks/nitro/nitro.mjs"
SERVED = {
    "_nuxt/short.js": 3900,
    "_nuxt/long.js": 9900,
    "_nuxt/plain.js": 20000,
    "_nuxt/copy.js": 20000,
}
"""The first gets a longer length in hex, the second in decimal, the others neither: those are
equal before and differ then, for their maps do."""

Table = dict[str, dict[str, object]]
Written = Callable[[Table], str]


def script(size: int) -> bytes:
    line = b"console.log(%d);\n" % size
    return line * (size // len(line)) + b"\n" * (size % len(line))


def etag(data: bytes) -> str:
    sha1 = base64.b64encode(hashlib.sha1(data).digest()).decode()
    return f'"{len(data):x}-{sha1[:27]}"'


def table(read: Callable[[str], bytes], names: list[str]) -> Table:
    """What Nitro says of its public files; `path` leads from the server's script."""
    return {
        f"/{name}": {
            "type": "text/javascript; charset=utf-8",
            **({} if name.endswith(".js") else {"encoding": name[-2:]}),
            "etag": etag(read(name)),
            "mtime": "2026-01-02T03:04:05.678Z",
            "size": len(read(name)),
            "path": f"../public/{name}",
        }
        for name in names
    }


def pretty(assets: Table) -> str:
    """As Rollup leaves it."""
    return f"const assets = {json.dumps(assets, indent=2)};\n"


def minified(assets: Table) -> str:
    """As esbuild minifies it: bare keys, other quotes, and everything on one line."""
    members = (
        f'"{key}":{{type:"{each["type"]}",{_encoding(each)}etag:\'{each["etag"]}\',mtime:"{each["mtime"]}",'
        f"size:{re.sub('0{3,}$', lambda zeros: f'e{len(zeros[0])}', str(each['size']))},"
        f'path:"{each["path"]}"{_data(each)}}}'
        for key, each in assets.items()
    )
    return f"const assets={{{','.join(members)}}};"


def _encoding(asset: dict[str, object]) -> str:
    return f'encoding:"{asset["encoding"]}",' if "encoding" in asset else ""


def _data(asset: dict[str, object]) -> str:
    return f',data:"{asset["data"]}"' if "data" in asset else ""


def parsed(assets: Table) -> str:
    """As some minifiers write large literals."""
    text = json.dumps(assets, separators=(",", ":")).replace("\\", "\\\\")
    return f"const assets=JSON.parse('{text}');"


def server(assets: Table, written: Written) -> bytes:
    before = 'const status = { size: 3900, name: "other.js" }, none = /[{"\']/;\n'
    return f"{before}{written(assets)}export const serve = id => assets[id];\n".encode()


def word_by_word(text: bytes) -> bytes:
    """A map of a script onto itself, with each word of it."""
    lines, last = [], (0, 0)
    for number, line in enumerate(text.decode().split("\n")):
        segments, column = [], 0
        for word in re.finditer(r"\w+|\S", line):
            at = word.start()
            fields = (at - column, 0, number - last[0], at - last[1])
            segments.append(b"".join(map(encode, fields)).decode())
            column, last = at, (number, at)
        lines.append(",".join(segments))
    map_ = {"version": 3, "sources": ["nitro.ts"], "sourcesContent": [text.decode()], "names": []}
    return json.dumps({**map_, "mappings": ";".join(lines)}).encode()


def build(tree: Tree, written: Written, *, squeezed: bool = False) -> list[str]:
    """A server and what it serves; give the names in its table."""
    tree.outputs = [".output/public", ".output/server"]
    names = list(SERVED)
    for name, size in SERVED.items():
        data = tree.script(PUBLIC + name, script(size))
        tree.write(f"{PUBLIC}{name}.map", MAP.replace(b"a.ts", name.encode()))
        if squeezed:
            tree.write(f"{PUBLIC}{name}.gz", gzip.compress(data, 9, mtime=0))
            tree.write(f"{PUBLIC}{name}.br", brotli.compress(data))
            names += [f"{name}.gz", f"{name}.br"]
    data = server(table(lambda name: tree.read(PUBLIC + name), names), written)
    tree.script(SERVER, data, "node")
    tree.write(f"{SERVER}.map", word_by_word(data))
    return names


def words(tree: Tree) -> list[str]:
    """What stands where the server's map has its entries."""
    lines = tree.read(SERVER).decode().split("\n")
    found = open_map(tree.read(f"{SERVER}.map")).positions()
    return [re.match(r"\w+|\S", lines[line][column:])[0] for line, column in found]  # type: ignore[index]


WAYS = pytest.mark.parametrize("written", [pretty, minified, parsed])


@WAYS
@pytest.mark.parametrize("squeezed", [False, True])
def test_a_table_follows_what_it_tells_of(tree: Tree, written: Written, squeezed: bool) -> None:
    """It is as Nitro would have made it of the files as they are now."""
    names = build(tree, written, squeezed=squeezed)
    injected = tree.inject()
    code = tree.read(SERVER).decode()
    (tree.root / "told.mjs").write_text(code + "\nconsole.log(JSON.stringify(assets))\n")

    told = json.loads(node.run(tree.root / "told.mjs"))
    assert table(lambda name: tree.read(PUBLIC + name), names) == told
    assert 'size: 3900, name: "other.js"' in code
    assert [] == [each for each in codes(injected) if each[1] == "error"]


@WAYS
def test_no_position_of_the_server_moves(tree: Tree, written: Written) -> None:
    """All entries stand at their words but those of what was updated, which stand in it."""
    build(tree, written)
    before = words(tree)
    updated = " ".join(f"{etag(script(size))} {size} 2e4" for size in SERVED.values())
    injected = tree.inject()
    moved = [(old, new) for old, new in zip(before, words(tree), strict=True) if old != new]
    counts, findings, _ = on_disk(tree.root, injected.pairs, Verify(positions=100_000))

    assert {old for old, _ in moved} <= {"\\", *re.findall(r"\w+|\S", updated)}
    assert [] == [each for each in findings if each.severity == "error"]
    assert counts["node positions"] > 100


@WAYS
def test_undo_gives_the_server_back_and_a_second_run_changes_nothing(
    tree: Tree, written: Written
) -> None:
    """Whether the map moved or not."""
    build(tree, written, squeezed=True)
    before = tree.all()
    injected = tree.inject()
    after = tree.all()
    again = tree.inject(injected)

    assert before[SERVER] != after[SERVER]
    assert after == tree.all()
    undo(tree.root, again)
    assert before == tree.all()


@WAYS
def test_what_is_built_anew_later_is_followed_too(tree: Tree, written: Written) -> None:
    """The server is still as inject left it, and the way back leads to the server as built."""
    build(tree, written)
    server_before = tree.read(SERVER)
    injected = tree.inject()
    name = PUBLIC + "_nuxt/plain.js"
    tree.write(name, script(20000))
    tree.write(f"{name}.map", MAP)
    again = tree.inject(injected)
    counts, findings, _ = on_disk(tree.root, again.pairs, Verify())

    assert counts["node positions"] > 0
    assert [] == [each for each in findings if each.severity == "error"]
    undo(tree.root, again)
    assert server_before == tree.read(SERVER)


def test_a_length_without_room_whose_map_cannot_follow_is_an_error(tree: Tree) -> None:
    """The map is in the script itself; where there is room all is well."""
    for written, told in ((pretty, False), (minified, True)):
        build(tree, written)
        tree.pairs.pop()
        data = tree.read(SERVER)
        url = base64.b64encode(word_by_word(data)).decode()
        note = f"//# sourceMappingURL=data:application/json;base64,{url}\n"
        tree.write(SERVER, data + note.encode())
        tree.pairs.append(Pair(SERVER, None, f"~/{SERVER}", None, "node"))
        injected = tree.inject()

        assert told == (("size-kept", "error", SERVER) in codes(injected))
        assert (b"size:9900," in tree.read(SERVER)) == told


@pytest.mark.parametrize("size", [300, 9900])
@WAYS
def test_what_the_server_holds_itself_is_left_and_told(
    tree: Tree, written: Written, size: int
) -> None:
    """Nitro's `serveStatic: "inline"`: table and content go on to agree, without debug IDs."""
    tree.outputs = [".output/public", ".output/server"]
    data = tree.script(f"{PUBLIC}app.js", script(size))
    assets = table(lambda name: tree.read(PUBLIC + name), ["app.js"])
    assets["/app.js"]["data"] = base64.b64encode(data).decode()
    tree.write(SERVER, server(assets, written))
    before = tree.read(SERVER)
    injected = tree.inject()

    assert before == tree.read(SERVER)
    assert ("digest-kept", "warning", SERVER) in codes(injected)


def test_a_table_that_lies_elsewhere_is_an_error(tree: Tree) -> None:
    """A link leads out of the build."""
    build(tree, pretty)
    tree.pairs.pop()
    tree.write("elsewhere.mjs", tree.read(SERVER))
    (tree.root / SERVER).unlink()
    (tree.root / SERVER).symlink_to(tree.root / "elsewhere.mjs")

    assert ("size-kept", "error", SERVER) in codes(tree.inject())


@pytest.mark.parametrize("name", ["tags.json", "tags.txt", "tags.yml"])
def test_entity_tags_follow_in_any_text(tree: Tree, name: str) -> None:
    """A list of what a server of Node shall send."""
    data = tree.script("dist/app.js", script(3900))

    def listed(data: bytes) -> bytes:
        return json.dumps({"app.js": {"ETag": f"W/{etag(data)}", "length": len(data)}}).encode()

    tree.write(f"dist/{name}", listed(data))
    tree.inject()
    after = tree.read("dist/app.js")

    tag = json.dumps(etag(after)).encode()[1:-1]
    assert tag in tree.read(f"dist/{name}")
    assert name != "tags.json" or listed(after) == tree.read(f"dist/{name}")
