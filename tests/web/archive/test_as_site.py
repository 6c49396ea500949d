"""Files of a deploy answer by the URLs that they will have."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from buildtools.values import digest_of
from buildtools.web.archive.as_site import AsSite, wanted
from buildtools.web.archive.places import Expected, place_of


def laid(tmp_path: Path, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write files, and return them by their paths."""
    for name, data in files.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return {name: tmp_path / name for name in files}


def output(path: str, url: str, scripts: Mapping[str, bytes]) -> Expected:
    """Make an output of these scripts."""
    return Expected(path, url, {name: digest_of(data) for name, data in scripts.items()})


def sent(site: AsSite, encoding: str) -> tuple[bytes, str]:
    """Return what is sent of a page's script, and in which coding."""
    reply = site.get("/page.js", encoding)
    return reply.body, reply.encoding


SCRIPTS = {"chunks/a.js": b"a", "chunks/b.js": b"b", "index.js": b"i"}


@pytest.mark.parametrize("place", ["", "app/.next/static", "usr/share/nginx/html", "static"])
def test_an_output_is_found_wherever_it_was_copied_to(place: str, tmp_path: Path) -> None:
    """A Dockerfile puts it where it likes."""
    there = {f"{place}/{name}".lstrip("/"): data for name, data in SCRIPTS.items()}
    others = {"lib/x/index.js": b"x", "lib/y/index.js": b"y"}
    files = laid(tmp_path, others | there)

    assert place == place_of(output(".next/static", "~/_next/static", SCRIPTS), files)


def test_of_two_copies_the_unchanged_one_is_meant(tmp_path: Path) -> None:
    """A builder's own folder may be left in the image beside what is served."""
    files = laid(
        tmp_path,
        {f"build/{name}": b"un-injected" for name in SCRIPTS}
        | {f"srv/{name}": data for name, data in SCRIPTS.items()},
    )

    assert "srv" == place_of(output("build", "~/", SCRIPTS), files)


def test_of_two_equal_copies_that_with_the_outputs_own_name_is_meant(tmp_path: Path) -> None:
    """It is copied under its name mostly."""
    both = {f"{top}/{n}": d for top in ("a", "z/.next/static") for n, d in SCRIPTS.items()}
    files = laid(tmp_path, both)

    assert "z/.next/static" == place_of(output(".next/static", "~/_next", SCRIPTS), files)


def test_what_is_nowhere_has_no_place(tmp_path: Path) -> None:
    """The folder of static files was forgotten."""
    files = laid(tmp_path, {"app/server.js": b""})

    assert place_of(output(".next/static", "~/_next/static", SCRIPTS), files) is None
    site = AsSite(files, [output(".next/static", "~/_next/static", SCRIPTS)])
    assert 404 == site.get("/_next/static/chunks/a.js").status


def test_a_script_answers_by_its_url(tmp_path: Path) -> None:
    """Query and percent escapes are those of the web."""
    files = laid(tmp_path, {"srv/static/chunks/[a].js": b"a", "srv/static/index.js": b"i"})
    site = AsSite(files, [output("out", "~/static", {"chunks/[a].js": b"a", "index.js": b"i"})])

    reply = site.get("/static/chunks/%5Ba%5D.js?dpl=7")
    assert (200, b"a", True) == (reply.status, reply.body, reply.is_script)
    assert 404 == site.get("/static/chunks/c.js").status
    assert 404 == site.get("/static/../../etc/passwd").status


def test_a_compressed_sibling_is_what_its_coding_sends(tmp_path: Path) -> None:
    """A stale one shows before it is deployed."""
    packed = {"page.js": b"new", "page.js.gz": gzip.compress(b"old"), "page.js.br": b"no brotli"}
    site = AsSite(laid(tmp_path, packed), [output("dist", "~/", {"page.js": b"new"})])

    assert b"new" == site.get("/page.js").body
    assert (b"old", "gzip") == sent(site, "gzip")
    assert "br" in site.get("/page.js", "br").broken
    assert (b"new", "identity") == sent(site, "zstd")


def test_pages_answer_where_the_top_of_the_site_is_known(tmp_path: Path) -> None:
    """`static/page.js` at `~/static` says that its folder is that of the pages."""
    files = laid(tmp_path, {"srv/index.html": b"<p>", "srv/static/page.js": b"", "srv/a.html": b""})
    site = AsSite(files, [output("out", "~/static", {"page.js": b""})])

    assert (b"<p>", True) == (site.get("/").body, site.get("/").is_page)
    assert [200, 200, 404] == [site.get(url).status for url in ("/index.html", "/a", "/b")]


def test_files_of_a_server_answer_to_us_alone(tmp_path: Path) -> None:
    """They are in the image, and nobody is served them."""
    files = laid(tmp_path, {"app/server/server.js": b"s", "app/server/server.js.map": b"{}"})
    of_server = output("server", "app:///server", {"server.js": b"s"})
    site = AsSite(files, [of_server])

    assert "app/server" == site.places["server"]
    assert b"s" == site.get(site.address(of_server, "server.js")).body
    assert 404 == site.get("/server/server.js").status
    assert [] == list(site.public())


def test_what_is_public_is_what_lies_where_the_site_does(tmp_path: Path) -> None:
    """Beside the scripts, and beside the pages where their place is known."""
    names = ("srv/index.html", "srv/static/page.js", "srv/static/page.js.map", "lib/other.js")
    files = laid(tmp_path, dict.fromkeys(names, b""))
    site = AsSite(files, [output("out", "~/static", {"page.js": b""})])

    assert dict(site.public()) == {
        "srv/index.html": "/index.html",
        "srv/static/page.js": "/static/page.js",
        "srv/static/page.js.map": "/static/page.js.map",
    }


def test_of_an_image_the_top_is_no_site(tmp_path: Path) -> None:
    """A folder that is deployed is a site from its top on; an image is a whole system."""
    files = laid(tmp_path, {"static/page.js": b"", "lib/other.js.map": b""})
    outputs = [output("out", "~/static", {"page.js": b""})]

    assert "lib/other.js.map" in dict(AsSite(files, outputs).public())
    assert {"static/page.js"} == dict(AsSite(files, outputs, whole_system=True).public()).keys()


def test_a_script_with_odd_letters_has_an_address(tmp_path: Path) -> None:
    """Next.js names chunks by routes such as `[slug]`."""
    odd = output("out", "https://cdn.example/static", {"[slug] a%b.js": b"a"})
    site = AsSite(laid(tmp_path, {"out/[slug] a%b.js": b"a"}), [odd])

    assert "http://files.invalid/static/%5Bslug%5D%20a%25b.js" == site.address(odd, "[slug] a%b.js")
    assert b"a" == site.get(site.address(odd, "[slug] a%b.js")).body


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("app/a.js", True),
        ("app/a.js.map.gz", True),
        ("app/a.css.br", True),
        ("app/page.vue", True),
        ("app/node_modules/a/index.js", False),
        ("usr/bin/node", False),
        ("app/photo.jpg", False),
    ],
)
def test_only_what_a_site_serves_is_copied(path: str, is_wanted: bool) -> None:
    """An image holds a whole system besides."""
    assert is_wanted == wanted(path)
