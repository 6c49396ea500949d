"""The site in which faults are planted serves as real ones do."""

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from bench.planted.plants.maps import moved
from bench.planted.plants.scripts import minified_again, without_snippet
from bench.planted.site import Answer, Host, hosting

PAGE = b"<!doctype html><p>hello"


@pytest.fixture(name="host", scope="module")
def _host() -> Iterator[Host]:
    with hosting() as host:
        yield host


def got(host: Host, path: str, accepted: str = "identity") -> tuple[int, bytes, str, str]:
    """Ask, and return status, body as it came, its coding and its type."""
    place = host.url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": accepted})
    with connection.getresponse() as answer:
        body = answer.read()
        told = answer.getheader("Content-Encoding", ""), answer.getheader("Content-Type", "")
    connection.close()
    return answer.status, body, *told


def test_compressed_siblings_are_what_a_coding_gets(host: Host, tmp_path: Path) -> None:
    """They are as they were deployed; what has none is compressed when it is asked for."""
    (tmp_path / "a.js").write_bytes(b"new")
    (tmp_path / "a.js.gz").write_bytes(gzip.compress(b"old"))
    (tmp_path / "index.html").write_bytes(PAGE)
    host.fresh().deploy(tmp_path)

    assert (200, b"new", "", "text/javascript; charset=utf-8") == got(host, "/a.js")
    status, body, coding, _ = got(host, "/a.js", "gzip")
    assert (200, b"old", "gzip") == (status, gzip.decompress(body), coding)
    status, body, coding, _ = got(host, "/a.js?v=1", "br")
    assert (b"new", "br") == (brotli.decompress(body), coding)
    assert PAGE == got(host, "/")[1]
    assert 404 == got(host, "/a.js.gz")[0]


def test_other_bytes_are_served_in_every_coding(host: Host) -> None:
    """A host that rewrites a script has no old copy of it."""
    site = host.fresh()
    site.put("/a.js", b"one")
    site.packed["/a.js", "gzip"] = gzip.compress(b"stale")
    site.put("/a.js", b"two", Age="7")

    assert b"two" == gzip.decompress(got(host, "/a.js", "gzip")[1])
    assert {"Age": "7"} == site.headers["/a.js"]


def test_a_wall_and_a_fallback_answer_for_everything(host: Host) -> None:
    """A login page, and the page that hosts of single-page apps send for what is not there."""
    site = host.fresh()
    site.fallback = PAGE
    assert (200, PAGE, "", "text/html; charset=utf-8") == got(host, "/none.js")

    site.always = Answer(401, {"Content-Type": "text/html"}, b"log in")
    assert (401, b"log in") == got(host, "/")[:2]
    assert ["/none.js", "/"] == site.asked


def test_pages_are_edited_or_the_fault_is_none(host: Host) -> None:
    """A fault that changes nothing would count as missed for no reason."""
    site = host.fresh()
    site.put("/index.html", PAGE)
    site.edit_pages("hello", "bye")
    assert b"bye" in site.files["/index.html"]

    with pytest.raises(ValueError, match="no page has"):
        site.edit_pages("hello", "bye")


@pytest.mark.parametrize(
    ("before", "after"),
    [("AAAA,C", "CAAA,C"), (";;eAAA", ";;gBAAA"), ("+BAAA", "gCAAA"), ("gBAAA", "iBAAA")],
)
def test_a_map_is_moved_by_a_column(before: str, after: str) -> None:
    """0 to 1, 15 to 16, 31 to 32 and 16 to 17, as base64 VLQ writes them."""
    assert after == moved(before)


def test_a_snippet_is_taken_out_or_the_fault_is_none() -> None:
    """The same of quotes: a script with both is not rewritten by exchanging them."""
    snippet = b';!function(){try{var g=1;g["_sentryDebugIds"]=2}catch(e){}}();\n'
    assert b"go()" == without_snippet(snippet + b"go()")
    with pytest.raises(ValueError, match="no snippet"):
        without_snippet(b"go()")

    assert b"a('b')" == minified_again(b'a("b")')
    with pytest.raises(ValueError, match="both quotes"):
        minified_again(b"a(\"b\", 'c')")
