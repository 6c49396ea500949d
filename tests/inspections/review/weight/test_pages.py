"""What a page loads before it works."""

import pytest

from buildtools.inspections.review.weight.pages import imports_of, loaded_by, scripts_in

BY_URL = {"/a.js": "dist/a.js", "/c/b.js": "dist/c/b.js", "/c/d.js": "dist/c/d.js"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script src="/a.js"></script>', ("/a.js",)),
        ('<script src="a.js?v=1#x" async defer></script>', ("/shop/a.js",)),
        ('<script src="https://cdn.example.com/x/a.js"></script>', ("/x/a.js",)),
        ('<script src="/a.js" noModule=""></script>', ()),
        ('<link rel="modulepreload" href="/c/b.js">', ("/c/b.js",)),
        ('<link rel="preload" as="script" href="/c/b.js">', ()),
        ('<base href="/c/"><script src="b.js"></script>', ("/c/b.js",)),
        ('<script type="module">import "/a.js"</script>', ("/a.js",)),
        ('<script>Promise.all([import("/c/b.js")])</script>', ("/c/b.js",)),
        ('<script>const s = "<script src=/a.js>"</script>', ()),
        ('<script src="/%5Ba%5D.js"></script>', ("/[a].js",)),
        ('<script src="data:text/javascript,1"></script>', ()),
        ('<script src="/a.js"></script><script src="/a.js"></script>', ("/a.js",)),
    ],
)
def test_scripts_are_read_as_browsers_load_them(html: str, expected: tuple[str, ...]) -> None:
    """What is promised only, or for old browsers, is not loaded."""
    assert expected == scripts_in(html, "/shop/index")


def test_a_module_brings_what_it_imports() -> None:
    """Static imports stand before its code runs; `import()` comes later."""
    code = 'import{a}from"./b.js";import"../a.js";export*from "./d.js";import("./e.js");from"react"'

    assert ("./b.js", "../a.js", "./d.js") == imports_of(code)


def test_what_is_loaded_is_followed_once() -> None:
    """In the order of the page; a circle ends."""
    imports = {"dist/c/b.js": ("./d.js", "../a.js"), "dist/a.js": ("./c/b.js",)}

    assert ("dist/c/b.js", "dist/c/d.js", "dist/a.js") == loaded_by(("/c/b.js",), BY_URL, imports)


def test_a_host_may_serve_it_below_a_folder_of_its_own() -> None:
    """A name alone could be anybody's."""
    assert ("dist/c/b.js",) == loaded_by(("/shop/v2/c/b.js",), BY_URL, {})
    assert () == loaded_by(("/vendor/a.js",), BY_URL, {})
