"""Manifests of whole ecosystems: what they hold of a script follows it, by one rule for all.

Each is made here in the form that its tool documents: Phoenix (`mix phx.digest`), Meteor
(`program.json`, web-program-pre1), Flutter (`flutter_service_worker.js`), Rails (Sprockets 4,
`.sprockets-manifest-….json`), .NET (static web assets), Hugo, a list of checksums, and an
`asset-manifest.json` with every form at once.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import brotli
import pytest

from buildtools.steps.inject import undo
from tests.outputs import node
from tests.sourcemaps.derived.conftest import MAP, Tree, codes

SCRIPT = b'"use strict";\nconst shop = ["tea", "cup"];\nconsole.log(shop.join(" and "));\n'
OTHER = b'console.log("admin");\n'


def hexed(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest()


def b64(name: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(name, data).digest()).decode()


def sri(name: str, data: bytes) -> str:
    return f"{name}-{b64(name, data)}"


class Made(NamedTuple):
    """A build: the folder of its output, and how to write its manifests of the files there."""

    output: str
    scripts: dict[str, bytes]
    write: Callable[[dict[str, bytes]], dict[str, bytes]]
    """Everything else, made of the files: so that after injection it can be made again."""
    names: tuple[str, ...] = ()
    """Digests that are in names, and so stay as they were."""


def dumped(value: Any, **form: Any) -> bytes:
    return json.dumps(value, **form).encode()


def phoenix() -> Made:
    """`digest` is the part of the name that the file was given: nobody holds it against a file."""
    md5 = hexed("md5", SCRIPT)
    digested = f"priv/static/assets/app-{md5}.js"

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        data = files[digested]
        entry = {
            "digest": md5,
            "logical_path": "assets/app.js",
            "mtime": 63_900_000_000,
            "sha512": b64("sha512", data),
            "size": len(data),
        }
        latest = {"assets/app.js": f"assets/app-{md5}.js"}
        manifest = {"digests": {f"assets/app-{md5}.js": entry}, "latest": latest, "version": 1}
        return {
            "priv/static/cache_manifest.json": dumped(manifest),
            f"{digested}.gz": gzip.compress(data, 9, mtime=0),
        }

    scripts = {"priv/static/assets/app.js": SCRIPT, digested: SCRIPT}
    return Made("priv/static/assets", scripts, write, (md5,))


def meteor() -> Made:
    """`hash` and `sri` are of the content, as is `size`."""
    return _meteor("app/app.js")


def meteor_minified() -> Made:
    """The file is named by its SHA-1, which stands in `hash` and in the URL as its name."""
    sha1 = hexed("sha1", SCRIPT)
    return _meteor(f"{sha1}.js", sha1)


def _meteor(name: str, named: str | None = None) -> Made:
    path = f"bundle/programs/web.browser/{name}"

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        data, sha1 = files[path], named or hexed("sha1", files[path])
        entry = {
            "path": name,
            "where": "client",
            "type": "js",
            "cacheable": True,
            "url": f"/{name}?hash={sha1}",
            "sri": b64("sha512", data),
            "size": len(data),
            "sourceMap": "app/app.js.map",
            "hash": sha1,
        }
        asset = {"path": "app/logo.png", "where": "client", "type": "asset", "size": 3}
        program = {"format": "web-program-pre1", "manifest": [asset, entry]}
        return {"bundle/programs/web.browser/program.json": dumped(program, indent=2)}

    return Made("bundle/programs/web.browser", {path: SCRIPT}, write, (named,) if named else ())


def flutter() -> Made:
    """The worker has MD5s in a table, and so has the page that the scripts are in."""
    path = "build/web/main.dart.js"

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        page = (
            b'<script src="main.dart.js" integrity="%s"></script>'
            % sri("sha256", files[path]).encode()
        )
        resources = {
            "main.dart.js": hexed("md5", files[path]),
            "index.html": hexed("md5", page),
            "/": hexed("md5", page),
            "assets/FontManifest.json": hexed("md5", b"[]"),
        }
        worker = b"'use strict';\nconst CACHE_NAME = 'flutter-app-cache';\nconst RESOURCES = %s;\n"
        return {
            "build/web/index.html": page,
            "build/web/assets/FontManifest.json": b"[]",
            "build/web/flutter_service_worker.js": worker
            % dumped(resources, separators=(",\n", ": ")),
        }

    return Made("build/web", {path: SCRIPT}, write)


def sprockets() -> Made:
    """`digest` is the name's, `integrity` and `size` are the content's."""
    sha256 = hexed("sha256", SCRIPT)
    name = f"application-{sha256}.js"
    path = f"public/assets/{name}"

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        data = files[path]
        entry = {
            "logical_path": "application.js",
            "mtime": "2024-05-01T10:00:00+00:00",
            "size": len(data),
            "digest": sha256,
            "integrity": sri("sha256", data),
        }
        manifest = {"files": {name: entry}, "assets": {"application.js": name}}
        return {
            f"public/assets/.sprockets-manifest-{'0a' * 16}.json": dumped(manifest),
            f"{path}.gz": gzip.compress(data, 9, mtime=0),
        }

    return Made("public/assets", {path: SCRIPT}, write, (sha256,))


def dotnet() -> Made:
    """Each compressed copy has an entry of its own; "+" is escaped as its serializer does."""
    path = "wwwroot/app.js"

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        data = files[path]
        copies = {"app.js": data, "app.js.br": brotli.compress(data, quality=11)}
        endpoints = [
            {
                "Route": "app.js",
                "AssetFile": name,
                "Length": len(content),
                "Properties": [{"Name": "integrity", "Value": sri("sha256", content)}],
                "Etag": b64("sha256", content),
            }
            for name, content in copies.items()
        ]
        text = dumped({"Version": 1, "Endpoints": endpoints}).replace(b"+", b"\\u002B")
        return {
            "wwwroot/app.endpoints.json": text,
            "wwwroot/app.js.br": copies["app.js.br"],
        }

    return Made("wwwroot", {path: SCRIPT}, write)


def hugo() -> Made:
    """Go's templates write "+" in an attribute as an entity."""
    paths = [f"public/js/{number}.js" for number in range(6)]

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        tags = [
            f'<script src="{path}" integrity="{sri("sha384", files[path])}">'.replace("+", "&#43;")
            for path in paths
        ]
        return {"public/index.html": "\n".join(tags).encode()}

    scripts = {path: SCRIPT + b"// %d\n" % number for number, path in enumerate(paths)}
    return Made("public/js", scripts, write)


def checksums() -> Made:
    """Lists as sha256sum and its like write them, and one digest alone beside its file."""
    paths = ("dist/app.js", "dist/admin.js")

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        lines = [f"{hexed('sha256', files[path])}  {path[5:]}\n" for path in paths]
        maps = [f"{hexed('sha1', files[path + '.map'])} *{path[5:]}.map\n" for path in paths]
        return {
            "dist/SHA256SUMS": "".join(lines).encode(),
            "dist/maps.sha1": "".join(maps).encode(),
            "dist/app.js.md5": hexed("md5", files["dist/app.js"]).upper().encode(),
            "dist/integrity.yml": f"app: {sri('sha512', files['dist/app.js'])}\n".encode(),
        }

    return Made("dist", {"dist/app.js": SCRIPT, "dist/admin.js": OTHER}, write)


def everything() -> Made:
    """Each algorithm in each form, sizes by digest and by path, and the size of what is gzipped."""

    def forms(data: bytes) -> dict[str, str]:
        made: dict[str, str] = {}
        for name in ("md5", "sha1", "sha256", "sha384", "sha512"):
            url = b64(name, data).translate(str.maketrans("+/", "-_")).rstrip("=")
            made |= {
                f"{name} hex": hexed(name, data),
                f"{name} upper": hexed(name, data).upper(),
                f"{name} base64": b64(name, data),
                f"{name} url": url,
                f"{name} named": sri(name, data),
                f"{name} colon": f"{name}:{hexed(name, data)}",
            }
        return made

    def write(files: dict[str, bytes]) -> dict[str, bytes]:
        entries = {}
        for path in ("dist/app.js", "dist/admin.js"):
            data, packed = files[path], gzip.compress(files[path], 9, mtime=0)
            about = {"size": len(data), "gzipSize": len(packed), "width": len(SCRIPT)}
            entries[path[5:]] = {**forms(data), **about}
        listed = [{"file": f"/{path}", "bytes": entries[path]["size"]} for path in entries]
        manifest = dumped({"files": entries, "listed": listed}, indent=1)
        return {
            "dist/asset-manifest.json": manifest,
            "dist/outer.json": dumped({"asset-manifest.json": sri("sha384", manifest)}),
            **{
                f"{path}.gz": gzip.compress(files[path], 9, mtime=0)
                for path in ("dist/app.js", "dist/admin.js")
            },
        }

    return Made("dist", {"dist/app.js": SCRIPT, "dist/admin.js": OTHER}, write)


TOOLS = (phoenix, meteor, meteor_minified, flutter, sprockets, dotnet, hugo, checksums, everything)
KINDS = {make.__name__: make for make in TOOLS}


@pytest.fixture(params=KINDS)
def made(request: pytest.FixtureRequest) -> Made:
    return KINDS[request.param]()


@pytest.fixture
def built(made: Made, tree: Tree) -> Tree:
    """The build on disk."""
    tree.outputs = [made.output]
    for path, data in made.scripts.items():
        tree.script(path, data)
        tree.write(f"{path}.map", MAP.replace(b"a.ts", path.encode()))
    for path, data in made.write(tree.all()).items():
        tree.write(path, data)
    return tree


def test_what_a_manifest_says_is_so_after_injection(made: Made, built: Tree) -> None:
    """It is as if the tool had run on the injected scripts, byte for byte; names stay."""
    before = built.all()
    injected = built.inject()
    after = built.all()
    again = made.write(after)

    assert again == {path: after[path] for path in again}
    assert {"build/web/assets/FontManifest.json"} >= {p for p in again if before[p] == after[p]}
    assert [] == [found for found in codes(injected) if found[1] != "info"]
    for name in made.names:
        assert any(name.encode() in after[path] for path in again)


def test_a_second_run_changes_no_byte_and_undo_gives_all_back(made: Made, built: Tree) -> None:
    """Steps are run again, and taken back."""
    before = built.all()
    first = built.inject()
    after = built.all()
    second = built.inject(first)

    assert after == built.all()
    undo(built.root, second)
    assert before == built.all()


def test_the_programs_print_what_they_printed(made: Made, built: Tree) -> None:
    """A table in a worker is code too."""
    programs = [*made.scripts, *(path for path in built.all() if path.endswith("worker.js"))]
    before = [node.run(built.root / path) for path in programs]
    built.inject()

    assert before == [node.run(built.root / path) for path in programs]
    assert {*before} - {""}


def test_a_number_that_is_no_size_stays(tree: Tree) -> None:
    """Of equal numbers only those count whose key says size, where the file is named."""
    tree.script("dist/app.js", SCRIPT)
    size = len(SCRIPT)
    text = tree.write(
        "dist/x.json",
        dumped([{"size": size}, {"name": "other.js", "size": size}, {"app.js": {"width": size}}]),
    )
    tree.inject()

    assert text == tree.read("dist/x.json")


def test_a_name_that_is_the_digest_of_a_script_is_told(tree: Tree) -> None:
    """Stores by content refuse it; names are known to others, and so are never changed."""
    name = f"dist/{hexed('sha256', SCRIPT)}.js"
    tree.script(name, SCRIPT)
    tree.write("dist/list.json", dumped({"entry": hexed("sha256", SCRIPT)}))
    injected = tree.inject()

    assert ("digest-in-name", "info", name) in codes(injected)
    assert hexed("sha256", SCRIPT).encode() in tree.read("dist/list.json")


@pytest.mark.parametrize(
    "form",
    ['{"a.js": "%s", "b.js": "%s"}', '[{"url": "/a.js", "v": "%s"}, {"v": "%s", "url": "/b.js"}]'],
)
def test_of_files_that_were_equal_the_one_is_meant_that_is_named(tree: Tree, form: str) -> None:
    """Equal scripts with different maps have different IDs, and differ then."""
    for name in ("a.js", "b.js"):
        tree.script(f"dist/{name}", SCRIPT)
        tree.write(f"dist/{name}.map", MAP.replace(b"a.ts", name.encode()))
    tree.write("dist/list.json", (form % (2 * (sri("sha256", SCRIPT),))).encode())
    injected = tree.inject()
    new = tuple(sri("sha256", tree.read(f"dist/{name}")) for name in ("a.js", "b.js"))

    assert [] == codes(injected)
    assert (form % new).encode() == tree.read("dist/list.json")


def test_a_bare_digest_of_files_that_part_is_told(tree: Tree) -> None:
    """Nothing says which is meant; browsers look at it only where the algorithm is named."""
    for name in ("a.js", "b.js"):
        tree.script(f"dist/{name}", SCRIPT)
        tree.write(f"dist/{name}.map", MAP.replace(b"a.ts", name.encode()))
    tree.write("dist/bare.txt", hexed("md5", SCRIPT).encode())
    tree.write("dist/named.txt", sri("sha256", SCRIPT).encode())
    injected = tree.inject()

    assert {
        ("digest-kept", "warning", "dist/bare.txt"),
        ("integrity-ambiguous", "error", "dist/named.txt"),
    } == {*codes(injected)}


def test_a_digest_cut_short_is_left(tree: Tree) -> None:
    """It is a part of names, here and elsewhere."""
    tree.script("dist/app.js", SCRIPT)
    text = tree.write("dist/list.json", dumped({"app.js": hexed("sha256", SCRIPT)[:20]}))
    tree.inject()

    assert text == tree.read("dist/list.json")


@pytest.mark.parametrize("large", [False, True])
def test_a_digest_where_nothing_is_written_is_told(
    tree: Tree, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link leads out of the build; a text of this size is searched, and not held."""
    tree.script("dist/app.js", SCRIPT)
    text = dumped({"app.js": hexed("sha256", SCRIPT)})
    if large:
        tree.write("dist/list.json", b" " * (16 << 20) + text)
    else:
        tree.write("elsewhere.json", text)
        (tree.root / "dist/list.json").symlink_to("../elsewhere.json")
    injected = tree.inject()

    assert [("digest-kept", "warning", "dist/list.json")] == codes(injected)
    assert text in tree.read("dist/list.json")


def test_a_digest_whose_escapes_would_move_columns_is_told(tree: Tree) -> None:
    """Positions of a script are worth more than a form that no bundler writes."""
    value, number = b"", 0
    while value.count(b"/") != 3:
        number += 1
        script = SCRIPT + b"//%d\n" % number
        value = b64("sha256", script).encode()
    tree.script("dist/app.js", script)
    held = tree.script("dist/load.js", b'load("sha256-%s");\n' % value.replace(b"/", b"\\/"))
    injected = tree.inject()

    told = ("digest-kept", "warning", "dist/load.js") in codes(injected)
    assert told == (value.replace(b"/", b"\\/") in tree.read("dist/load.js"))
    assert len(held) < len(tree.read("dist/load.js"))


def test_files_that_are_no_texts_are_not_searched(tree: Tree) -> None:
    """They are told by their name or by their first bytes."""
    tree.script("dist/app.js", SCRIPT)
    data = b"\0" + hexed("md5", SCRIPT).encode()
    names = ("dist/pack.bin2", "dist/logo.png", ".buildtools/x.json")
    for name in names:
        tree.write(name, data)
    tree.outputs = ["."]
    tree.inject()

    assert [data] * 3 == [tree.read(name) for name in names]
