"""Maps and sources that everybody can fetch: what counts as one, and what led to it."""

import base64
import json

import pytest

from buildtools.checks import exposure
from buildtools.checks.exposure import Exposed, Map, Reference

MAP = json.dumps(
    {"version": 3, "sources": ["a.ts", "b.ts"], "sourcesContent": ["a", None], "mappings": "AAAA"}
).encode()
INDEXED = json.dumps(
    {"version": 3, "sections": [{"offset": {}, "map": json.loads(MAP)}, {"url": "x"}]}
).encode()
URL = "https://shop.example.com/js/a.js"


@pytest.mark.parametrize(
    "body", [MAP, b"\xef\xbb\xbf" + MAP, b")]}'\n" + MAP, b"\n " + MAP, INDEXED]
)
def test_what_is_a_map(body: bytes) -> None:
    """By its content, whatever stands before it."""
    assert exposure.read_map(body) == Map(2, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>x</title>",
        b"{}",
        b'{"version": 2, "mappings": ""}',
        b'{"version": 3, "sections": 1}',
        b'{"version": 3, "mappings": 5}',
        b"[1]",
        b"{" * 20_000,
        b"{\xff}",
        b"not found",
    ],
)
def test_what_is_none(body: bytes) -> None:
    """Pages, other JSON and texts, all of which hosts answer with 200."""
    assert exposure.read_map(body) is None


def test_what_leads_to_a_map() -> None:
    """Headers first, then the comment, then the name; each address once."""
    script = b"a()\n//# sourceMappingURL=hidden.map\n"
    headers = {"sourcemap": "/maps/a.map", "x-sourcemap": "old.map"}
    assert exposure.references(f"{URL}?dpl=1", headers, script) == [
        Reference("https://shop.example.com/maps/a.map", "SourceMap header"),
        Reference("https://shop.example.com/js/old.map", "X-SourceMap header"),
        Reference("https://shop.example.com/js/hidden.map", "comment"),
        Reference(f"{URL}.map", "name"),
    ]
    same = exposure.references(URL, {"sourcemap": ""}, b"//# sourceMappingURL=a.js.map")
    assert same == [Reference(f"{URL}.map", "comment")]
    odd = exposure.references(URL, {}, b"//# sourceMappingURL=http://[")
    assert odd == [Reference(f"{URL}.map", "name")]


def test_styles_have_comments_of_their_own() -> None:
    """Only the form in which styles have them counts."""
    style = b"a{}/*# sourceMappingURL=one.map */b{}/*# sourceMappingURL=a.css.map*/"
    url = "https://shop.example.com/a.css"
    assert exposure.references(url, {}, style, style=True) == [Reference(f"{url}.map", "comment")]
    data = base64.b64encode(MAP)
    inline = b"a{}/*# sourceMappingURL=data:application/json;base64," + data + b" */"
    assert exposure.inline_map(inline, style=True) == Map(2, 1)
    assert (
        exposure.inline_map(b"a{}/*# sourceMappingURL=x sourceMappingURL=data: */", style=True)
        is None
    )


def test_maps_inside_of_scripts() -> None:
    """A `data:` URL that holds no map gives nothing away."""
    comment = b"a()\n//# sourceMappingURL=data:application/json;base64,"
    assert exposure.inline_map(comment + base64.b64encode(MAP)) == Map(2, 1)
    assert exposure.inline_map(comment + b"bm90IGEgbWFw") is None
    assert exposure.inline_map(comment + b"!") is None
    assert exposure.inline_map(b'x="sourceMappingURL=data:"') is None
    assert exposure.inline_map(b"a()") is None


def test_sources_by_name_and_by_content() -> None:
    """Types are no sources, and neither are pages and videos."""
    named = ("a.ts", "a.TSX", "App.vue", "A.svelte", "a.mts", "a.jsx")
    assert all(exposure.names_source(name) for name in named)
    assert not any(exposure.names_source(name) for name in ("a.d.ts", "a.js", "a.ts.map", "ts"))
    assert exposure.is_source(b"<script>\nexport let a;</script>")
    assert not exposure.is_source(b"\n<!-- x --><!DOCTYPE html>")
    assert not exposure.is_source(b"G@\0video")
    assert not exposure.is_source(b" ")


def test_findings_tell_each_way_apart() -> None:
    """What helps against a header is another thing than what helps against a file."""
    found = [
        Exposed("~/a.js", Reference("~/a.js.map", "name"), Map(3, 3)),
        Exposed("~/b.js", Reference("~/b.js.map", "name"), Map(1, 0)),
        Exposed("~/c.js", Reference("~/m/c.map", "SourceMap header"), Map(1, 0)),
        Exposed("~/d.js", Reference("", "inline"), Map(2, 0)),
    ]
    by_name, header, inline = exposure.public_maps(found)
    assert (by_name.subject, [str(each) for each in by_name.also]) == ("~/a.js.map", ["~/b.js.map"])
    assert by_name.sentence == (
        "anybody can fetch it by its script's name with .map: a source map of 3 sources, "
        "the text of 3 in it; and 1 more"
    )
    assert "strip" in by_name.remedy
    assert ("SourceMap" in header.sentence, "header" in header.remedy) == (True, True)
    assert (inline.subject, "bundler" in inline.remedy) == ("~/d.js", True)
    assert exposure.public_maps([]) == []
    (source,) = exposure.public_sources(["~/w.ts", "~/v.ts"])
    assert (source.code, source.subject, len(source.also)) == ("source-public", "~/w.ts", 1)
    assert exposure.public_sources([]) == []
    assert exposure.control_failed("~/x.map").code == "control-failed"
