"""Which script a frame means."""

from typing import NamedTuple

import pytest

from buildtools.inspections.explain.scripts import Scripts, path_of


class _Script(NamedTuple):
    url: str
    path: str


BROWSER = _Script("~/_next/static/chunks/a b.js", ".next/static/chunks/a b.js")
SERVER = _Script(
    "app:///_next/server/chunks/ssr/[root]_1k._.js", ".next/server/chunks/ssr/[root]_1k._.js"
)
HASHED = _Script("~/assets/index-C16UB3Sf.js", "dist/assets/index-C16UB3Sf.js")
PLAIN = _Script("~/main.js", "dist/main.js")
ONE = _Script("~/shop/index.js", "apps/shop/index.js")
OTHER = _Script("~/till/index.js", "apps/till/index.js")
CDN = _Script("https://cdn.example.com/x/y.js", "cdn/y.js")
ALL = Scripts([BROWSER, SERVER, HASHED, PLAIN, ONE, OTHER, CDN])


@pytest.mark.parametrize(
    ("url", "script", "by"),
    [
        ("https://h.example/_next/static/chunks/a%20b.js?dpl=1#x", BROWSER, "url"),
        ("~/_next/static/chunks/a b.js", BROWSER, "url"),
        ("app:///_next/static/chunks/a b.js", BROWSER, "url"),
        ("app:///_next/server/chunks/ssr/[root]_1k._.js", SERVER, "url"),
        ("/srv/app/.next/server/chunks/ssr/[root]_1k._.js", SERVER, "path"),
        ("file:///srv/app/.next/server/chunks/ssr/%5Broot%5D_1k._.js", SERVER, "path"),
        (".next/server/chunks/ssr/[root]_1k._.js", SERVER, "path"),
        (r"C:\app\.next\server\chunks\ssr\[root]_1k._.js", SERVER, "path"),
        ("file:///C:/app/.next/server/chunks/ssr/[root]_1k._.js", SERVER, "path"),
        ("https://h.example/prefix/assets/index-C16UB3Sf.js", HASHED, "path"),
        ("https://h.example/other/index-C16UB3Sf.js", HASHED, "name"),
        ("index-C16UB3Sf.js", HASHED, "name"),
        ("main.js", PLAIN, "url"),
        ("https://cdn.example.com/x/y.js", CDN, "url"),
        ("https://other.example.com/v3/main.js", None, None),
        ("https://h.example/deep/index.js", None, None),
        ("index.js", None, None),
        ("https://h.example/gone.js", None, None),
        ("", None, None),
        ("https://h.example/", None, None),
    ],
)
def test_a_script_is_known_by_what_frames_call_it(
    url: str, script: _Script | None, by: str | None
) -> None:
    """A name that another file may have is no proof; a wrong place is worse than none."""
    found = ALL.find(url)

    assert (script, by) == ((found.script, found.by) if found else (None, None))


def test_of_two_scripts_at_one_path_the_scheme_tells() -> None:
    """A page and a server may have scripts of one name."""
    page, server = _Script("~/a.js", "web/a.js"), _Script("app:///a.js", "server/a.js")
    both = Scripts([page, server])

    assert page == both.find("https://h.example/a.js")[0]  # type: ignore[index]
    assert server == both.find("app:///a.js")[0]  # type: ignore[index]


def test_a_sign_in_a_path_of_a_server_is_no_query() -> None:
    """A folder may be called `c#`; only an address has queries in the middle."""
    assert "/srv/c#/a.js" == path_of("/srv/c#/a.js")
    assert "/a.js" == path_of("https://h.example/a.js?x=/b.js#y")
