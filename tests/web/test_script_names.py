"""Names of scripts in texts: literals, flight payloads, manifests; and what is no name."""

import pytest

from buildtools.web.script_names import build_ids, literals

NAMED = {
    'import("./lazy.X1.js")': ["./lazy.X1.js"],
    "const deps=['assets/a.js','assets/b.mjs'];": ["assets/a.js", "assets/b.mjs"],
    r'self.__next_f.push([1,"I[\"/_next/static/chunks/0a-b.js\",\"async\"]"])': [
        "/_next/static/chunks/0a-b.js"
    ],
    r'{"url":"\/assets\/a.js"}': ["/assets/a.js"],
    r'"\u002fassets\u002fa.js"': ["/assets/a.js"],
    'new Worker(new URL("w-1.js#params=%5B1%5D",import.meta.url))': ["w-1.js#params=%5B1%5D"],
    'a("/_next/static/chunks/%5Bid%5D.js?dpl=d")': ["/_next/static/chunks/%5Bid%5D.js?dpl=d"],
    "`static/chunks/a.js`": ["static/chunks/a.js"],
    'x("https://cdn.example.com/a.js")': ["https://cdn.example.com/a.js"],
    '"a.js";"a.js"': ["a.js"],
    'define(["./workbox-ed2158a8"],function(a){})': ["./workbox-ed2158a8.js"],
    'importScripts("a.js","b.js")': ["a.js", "b.js"],
}
NOTHING = (
    '"static/chunks/"+e+".js"',
    "'./.js'",
    "`chunks/${name}.js`",
    '"see core.js for more.js"',
    'require("node:fs.js")',
    '"webpack:///./src/a.js"',
    '"data:text/javascript,a.js"',
    "// polyfills in core.js\n",
    '"application/json"',
    '".js"',
    '"a;b.js"',
    '"x"+".min.js" ',
)


@pytest.mark.parametrize("text", NAMED)
def test_names_are_found_as_they_are_meant(text: str) -> None:
    """Each bundler writes them in its own way."""
    assert list(literals(text)) == NAMED[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_name(text: str) -> None:
    """Pieces of names, prose and other schemes would cost a request each."""
    assert [name for name in literals(text) if name != ".min.js"] == []


def test_megabytes_take_no_longer_than_their_length() -> None:
    """Quotes without an end, and endings without a quote, are left where they are."""
    assert list(literals('"' + "a.js" * 200_000)) == []
    assert list(literals('".js' * 100_000)) == []


def test_build_ids_of_next() -> None:
    """In the flight payload, in the data of the pages router, and in an address."""
    assert build_ids(r"0:{\"b\":\"oW1A3NnVmkYbLiS9\",\"c\"") == {"oW1A3NnVmkYbLiS9"}
    assert build_ids('{"buildId":"abcdef-1"}') == {"abcdef-1"}
    assert build_ids("/_next/static/abcdef-1/_ssgManifest.js") == {"abcdef-1"}
    assert build_ids("/_next/static/chunks/main.js") == set()
