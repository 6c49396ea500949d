"""Scripts that a site serves in place of the released ones."""

import gzip
import re
from importlib import import_module
from typing import Any, Final

import brotli

from bench.planted.plants.plant import plant, released
from bench.planted.site import Answer
from bench.planted.stage import Stage

_SNIPPET: Final = re.compile(rb"^;?!function\(\)\{try\{.*?\}catch\(\w\)\{\}\}\(\);\r?\n?", re.S)
_COMMENT: Final = re.compile(rb"\n//# [^\n]*")
_PAGE: Final = b"<!doctype html>\n<html><head><title>Shop</title></head><body></body></html>\n"
_BEACON: Final = b"""
;(function(){var s=document.createElement("script");s.src="/beacon.js";document.head.append(s)})();
"""


def as_built(stage: Stage, name: str = "checkout") -> bytes:
    """Return a script as the build left it: without debug ID."""
    root = stage.ready.built("new")
    return next((root / "dist/assets").glob(f"{name}-*.js")).read_bytes()


def without_snippet(script: bytes) -> bytes:
    """Take the snippet out. Raises ValueError when there is none at the beginning."""
    bare = _SNIPPET.sub(b"", script, count=1)
    if bare == script:
        raise ValueError("the script begins with no snippet")
    return bare


def minified_again(script: bytes) -> bytes:
    """Write strings with the other quotes, as some minifiers do."""
    if b"'" in script:
        raise ValueError("the script has both quotes")
    return script.replace(b'"', b"'")


def deployed(stage: Stage, name: str = "checkout") -> bytes:
    """Return a script as it was released."""
    return stage.site.files[stage.url(name)]


@plant("stale .gz", released)
def _stale_gzip(stage: Stage) -> None:
    stage.site.packed[stage.url(), "gzip"] = gzip.compress(as_built(stage))


@plant("stale .br", released)
def _stale_brotli(stage: Stage) -> None:
    stage.site.packed[stage.url(), "br"] = brotli.compress(as_built(stage))


@plant("stale .zst", released)
def _stale_zstd(stage: Stage) -> None:
    stage.site.packed[stage.url(), "zstd"] = _zstd(as_built(stage))


def _zstd(data: bytes) -> bytes:
    try:
        library: Any = import_module("compression.zstd")
    except ImportError:
        library = import_module("backports.zstd")
    return bytes(library.compress(data))


@plant("un-injected file deployed", released)
def _not_injected(stage: Stage) -> None:
    stage.site.put(stage.url(), as_built(stage))


@plant("snippet stripped by a later minifier, comment kept", released)
def _snippet_stripped(stage: Stage) -> None:
    stage.site.put(stage.url(), without_snippet(deployed(stage)))


@plant("snippet and comment stripped by a later minifier", released)
def _all_stripped(stage: Stage) -> None:
    bare = _COMMENT.sub(b"", without_snippet(deployed(stage)))
    stage.site.put(stage.url(), minified_again(bare))


@plant("another release's file", released)
def _of_another_release(stage: Stage) -> None:
    stage.site.put(stage.url(), _script_of(stage, "released", "old"))


@plant("another build's file", released)
def _of_another_build(stage: Stage) -> None:
    stage.site.put(stage.url(), _script_of(stage, "injected", "other"))


def _script_of(stage: Stage, state: str, edition: str) -> bytes:
    root = getattr(stage.ready, state)(edition)
    found: bytes = next((root / "dist/assets").glob("checkout-*.js")).read_bytes()
    return found


@plant("beacon appended by the host", released)
def _beacon(stage: Stage) -> None:
    stage.site.put(stage.url(), deployed(stage) + _BEACON)


@plant("comment appended on the line of the map comment", released)
def _comment_appended(stage: Stage) -> None:
    stage.site.put(stage.url(), deployed(stage).rstrip(b"\n") + b" /* by the CDN */")


@plant("BOM", released)
def _bom(stage: Stage) -> None:
    stage.site.put(stage.url(), b"\xef\xbb\xbf" + deployed(stage))


@plant("line ends turned to CRLF", released)
def _crlf(stage: Stage) -> None:
    stage.site.put(stage.url(), deployed(stage).replace(b"\n", b"\r\n"))


@plant("minified again by the host", released)
def _minified_again(stage: Stage) -> None:
    script = deployed(stage)
    bare = without_snippet(script)
    snippet = script.removesuffix(bare)
    stage.site.put(stage.url(), snippet + minified_again(bare))


@plant("cut-off file", released)
def _cut_off(stage: Stage) -> None:
    script = deployed(stage)
    stage.site.put(stage.url(), script[: len(script) * 3 // 5])


@plant("HTML instead of a script", released)
def _html(stage: Stage) -> None:
    stage.site.take_away(stage.url())
    stage.site.fallback = _PAGE


@plant("missing script", released)
def _missing(stage: Stage) -> None:
    stage.site.take_away(stage.url())


@plant("static/ forgotten with standalone", released)
def _none(stage: Stage) -> None:
    for path in [path for path in stage.site.files if path.startswith("/assets/")]:
        stage.site.take_away(path)


@plant("redirect to another host", released)
def _elsewhere(stage: Stage) -> None:
    stage.site.always = Answer(302, {"Location": "http://other-host.invalid/"}, b"")


@plant("HTML cached of the last release", released)
def _old_pages(stage: Stage) -> None:
    older = stage.ready.released("old")
    for page in ("index.html", "about.html"):
        stage.site.put(f"/{page}", (older / "dist" / page).read_bytes(), Age="86400")
        stage.site.headers[f"/{page}"]["Cf-Cache-Status"] = "HIT"
    for script in (older / "dist/assets").glob("*.js"):
        stage.site.files.setdefault(f"/assets/{script.name}", script.read_bytes())


@plant("script served that the ledger does not know", released)
def _unknown(stage: Stage) -> None:
    stage.site.put("/assets/forgotten.js", b"console.log('of an experiment');\n")
    stage.site.edit_pages("</body>", '<script src="/assets/forgotten.js"></script></body>')
