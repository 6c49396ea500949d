"""What a page names is read as browsers read it, whatever the page looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.web.pages import Page, Tag, link_header, read

URL = "https://shop.example.com/deep/"
Y = "https://shop.example.com/y.js"


def urls(page: Page) -> list[str]:
    """The scripts and styles of a page."""
    return [tag.url for tag in page.tags]


ONLY_Y = {
    "in a comment": "<!-- <script src=/no.js></script> --><script src=/y.js></script>",
    "in a script's text": "<script>a='<script src=/no.js>'</script><script src=/y.js></script>",
    "escaped script data": "<script><!-- <script src=/no.js></script> --></script>"
    "<script src=/y.js></script>",
    "great letters, no quotes, over lines": "<SCRIPT\n SRC=/y.js ></SCRIPT >",
    "in a title": "<title><script src=/no.js></script></title><script src=/y.js></script>",
    "in a text area": "<textarea><!-- <script src=/no.js></script></textarea>"
    "<script src=/y.js></script>",
    "two of one attribute": '<script src="/y.js" src="/no.js"></script>',
    "a slash before its attribute": "<script/src=/y.js></script>",
    "never closed": "<script src=/y.js>",
    "closed by itself, as HTML does not": "<script src=/y.js /><script src=/no.js></script>",
    "what only SVG knows": "<![CDATA[x]]><![-$--><![OCTYPE x><script src=/y.js></script>",
    "in a style": "<style><script src=/no.js></script></style><script src=/y.js></script>",
    "data, and no script": "<script type=text/x src=/no></script><script src=/y.js></script>",
}


@pytest.mark.parametrize("name", ONLY_Y)
def test_scripts_that_browsers_would_load(name: str) -> None:
    """Of each of these pages a browser asks for one script."""
    assert urls(read(ONLY_Y[name], URL)) == [Y]


def test_addresses_are_resolved() -> None:
    """Entities are decoded; the first base counts; what leads to no host is left out."""
    page = read('<base href="/b/"><base href="/c/"><script src="a.js?x=1&amp;y=2"></script>', URL)
    assert urls(page) == ["https://shop.example.com/b/a.js?x=1&y=2"]
    page = read(
        "<script src='data:text/javascript,1'></script><script src='http://['></script>", URL
    )
    assert page.tags == ()


@pytest.mark.parametrize(
    "kind",
    [
        "module",
        "text/javascript",
        "application/ecmascript",
        "abc-text/javascript",
        "",
        "text/partytown",
    ],
)
def test_types_that_are_scripts(kind: str) -> None:
    """Rocket Loader writes a word before the type, and loads the script itself."""
    assert urls(read(f'<script type="{kind}" src=/y></script>', URL)) == [Y.removesuffix(".js")]


def test_links_that_name_scripts_and_styles() -> None:
    """Preloads count where they are for scripts; only a script element is loaded by the page."""
    page = read(
        '<link rel="modulepreload" href="/a.js"><link rel=preload as=script href="/b.js" '
        'integrity="sha384-x"><link rel=prefetch as=script href=/c.js>'
        "<link rel=prefetch href=/d.js>"
        "<link rel=preload as=font href=/no.woff2><link rel='stylesheet' href=/e.css>"
        "<link rel=icon href=/no.ico>",
        URL,
    )
    assert [(tag.url.rpartition("/")[2], tag.how) for tag in page.tags] == [
        ("a.js", "modulepreload"),
        ("b.js", "preload"),
        ("c.js", "prefetch"),
        ("d.js", "prefetch"),
        ("e.css", "stylesheet"),
    ]
    assert page.tags[1] == Tag("https://shop.example.com/b.js", "preload", "sha384-x", loads=False)


def test_import_maps() -> None:
    """Imports, scopes and digests; a folder is no script, and a broken map names nothing."""
    text = (
        '{"imports": {"a": "/a.js", "lib/": "/lib/"}, "scopes": {"/x/": {"a": "./b.js"}},'
        ' "integrity": {"/a.js": "sha256-y"}}'
    )
    page = read(f"<script type=importmap>{text}</script>", URL)
    assert [(tag.url, tag.how, tag.integrity) for tag in page.tags] == [
        ("https://shop.example.com/a.js", "import map", "sha256-y"),
        ("https://shop.example.com/deep/b.js", "import map", ""),
    ]
    assert read("<script type=importmap>{</script>", URL).tags == ()
    assert read("<script type=importmap>[]</script>", URL).tags == ()


def test_inline_code_and_data() -> None:
    """Code and JSON are kept, templates of other languages are not."""
    page = read(
        "<script>import('./a.js')</script><script type=application/json>{}</script>"
        "<script type=text/x-template><b></script><script> </script>",
        URL,
    )
    assert page.inline == ("import('./a.js')", "{}")


def test_svg_and_frames() -> None:
    """A script in SVG may close itself; a document in an attribute is read, once."""
    page = read('<svg><script href="/y.js"/></svg><script src=/z.js></script>', URL)
    assert urls(page) == [Y, "https://shop.example.com/z.js"]
    inner = "&lt;script src=/y.js>&lt;/script>&lt;iframe srcdoc='&lt;script src=/no.js>'>"
    page = read(f'<iframe srcdoc="{inner}"></iframe><iframe src="/framed"></iframe>', URL)
    assert (urls(page), page.links) == ([Y], ("https://shop.example.com/framed",))


def test_further_pages_and_policies() -> None:
    """Links, areas and speculation rules name pages; a policy may stand in the page."""
    page = read(
        '<a href="/one#part">1</a><area href=two><a href="mailto:a@example.com">m</a>'
        '<script type=speculationrules>{"prerender": [{"urls": ["/three"]}]}</script>'
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">",
        URL,
    )
    assert page.links == (
        "https://shop.example.com/one",
        "https://shop.example.com/deep/two",
        "https://shop.example.com/three",
    )
    assert page.policies == ("default-src 'self'",)


def test_the_header_that_wants_scripts_early() -> None:
    """Only scripts count, in any order of parameters; a comma may stand in an address."""
    value = (
        '</a.js>; rel=preload; as="script", <b,c.js>; as=script; rel="preload"; nopush, '
        "</m.js>;rel=modulepreload, </f.woff2>; rel=preload; as=font, </s.css>; rel=stylesheet, <x"
    )
    assert [tag.url.rpartition("/")[2] for tag in link_header(value, URL)] == [
        *("a.js", "b,c.js", "m.js"),
    ]
    assert urls(read("", URL, {"link": "</y.js>; rel=modulepreload"})) == [Y]
    assert link_header("<" * 100_000 + ";" * 100_000, URL) == []


@given(st.text(alphabet="<>!/[]-=\"' ascript src=.js&;#\0\ud800", max_size=200))
def test_no_page_ends_the_reader(text: str) -> None:
    """What hosts send is theirs: whatever it is, what can be read is read."""
    read(f"{text}<script src=/y.js></script>{text}", URL, {"link": text})
