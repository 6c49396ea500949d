"""The fixed point: whatever holds a digest follows, and so does whatever holds that one's."""

import base64
import hashlib

import pytest

from buildtools.sourcemaps.derived.digest_search import held
from buildtools.sourcemaps.derived.digests import Algorithm, Held, Token
from buildtools.sourcemaps.derived.followers import Site, owners
from buildtools.sourcemaps.derived.integrity import Settled, settle
from buildtools.splices import original


def ref(data: bytes) -> bytes:
    """Write a file's integrity, as another file does."""
    return b'"sha384-' + base64.b64encode(hashlib.sha384(data).digest()) + b'"'


def settled(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[Settled, dict[str, bytes]]:
    """Settle files of which some change; give all as they are then."""
    now = before | after
    holding = {path: held(data, path) for path, data in now.items()}
    site = Site(before.__getitem__, now.__getitem__, lambda path: len(before[path]))
    done = settle(owners(after, holding, site), site)
    return done, now | dict(done.contents)


def test_a_chain_of_digests_is_updated_to_its_end() -> None:
    """A page holds the entry's digest, and the entry that of a lazy chunk."""
    lazy = b"lazy();"
    middle = b"load(" + ref(lazy) + b");"
    entry = b"start(" + ref(middle) + b");"
    page = b"<script integrity=" + ref(entry) + b">"
    before = {"lazy.js": lazy, "middle.js": middle, "entry.js": entry, "page.html": page}
    done, now = settled(before, {"lazy.js": b"id();" + lazy})

    assert ref(now["lazy.js"]) in now["middle.js"]
    assert ref(now["middle.js"]) in now["entry.js"]
    assert ref(now["entry.js"]) in now["page.html"]
    assert ["page.html", "entry.js", "middle.js"] == list(done.contents)
    assert before["page.html"] == original(now["page.html"], done.edits["page.html"])


def test_a_changed_file_that_holds_digests_gets_both_changes() -> None:
    """Injected scripts are the usual holders."""
    lazy, entry = b"lazy();", b"load(" + ref(b"lazy();") + b");"
    before = {"lazy.js": lazy, "entry.js": entry}
    _, now = settled(before, {"lazy.js": b"id();" + lazy, "entry.js": b"id();" + entry})

    assert b"id();load(" + ref(b"id();lazy();") + b");" == now["entry.js"]


def test_what_holds_no_digest_of_a_changed_file_stays() -> None:
    """A digest of a script elsewhere, on a CDN, is none of ours."""
    before = {"a.js": b"a();", "page.html": ref(b"someone else's"), "plain.html": b"<p>"}
    done, now = settled(before, {"a.js": b"b();"})

    assert {} == done.contents
    assert before | {"a.js": b"b();"} == now


def test_nothing_is_digested_where_nothing_is_held() -> None:
    """Builds without integrity must not pay for it."""

    def never(path: str) -> bytes:
        raise AssertionError(path)

    assert {} == owners(["a.js"], {"page.html": Held()}, Site(never, never, len)).of


def test_equal_files_may_change_alike() -> None:
    """Copies have one digest, before and after."""
    before = {"a.js": b"x();", "b.js": b"x();", "page.html": ref(b"x();")}
    done, now = settled(before, {"a.js": b"y();", "b.js": b"y();"})

    assert ref(b"y();") == now["page.html"]
    assert () == done.ambiguous


def test_equal_files_that_part_are_told() -> None:
    """One digest cannot follow two contents: nobody knows which was meant."""
    before = {"a.js": b"x();", "b.js": b"x();", "page.html": ref(b"x();") * 2}
    done, now = settled(before, {"a.js": b"y();", "b.js": b"z();"})

    assert before["page.html"] == now["page.html"]
    assert (("page.html", ("a.js", "b.js")),) == done.ambiguous


def test_a_digest_that_others_look_for_is_found_too() -> None:
    """A policy in a file that is not ours to change."""
    wanted = hashlib.sha256(b"a();").digest()
    files = {"a.js": b"a();"}
    found = owners(["a.js"], {}, Site(files.__getitem__, files.__getitem__), {wanted})

    assert {wanted: ("a.js",)} == found.of
    assert {} == found.holders


def test_files_that_hold_each_others_digests_are_told_and_the_others_updated() -> None:
    """No build can make such files, but a loop that never ends would be worse than a finding."""
    fake = {b"one": b"1" * 48, b"two": b"2" * 48, b"new": b"n" * 48, b"old": b"o" * 48}
    text = {name: base64.b64encode(value) for name, value in fake.items()}

    def digest(algorithm: Algorithm, data: bytes) -> bytes:
        return fake[data[:3]]

    def holding(name: bytes) -> Held:
        return Held((Token(3, text[name], fake[name]),))

    held = {
        "one.js": holding(b"two"),
        "two.js": holding(b"one"),
        "page.html": holding(b"old"),
    }
    before = {
        "one.js": b"one" + text[b"two"],
        "two.js": b"two" + text[b"one"],
        "a.js": b"old",
        "page.html": b"two" + text[b"old"],
    }
    now = before | {"a.js": b"new", "one.js": b"new" + text[b"two"]}
    site = Site(before.__getitem__, now.__getitem__)
    done = settle(owners(["a.js", "one.js"], held, site, digest=digest), site, digest=digest)

    assert ("one.js", "two.js") == done.circular
    assert {"page.html": b"two" + text[b"new"]} == done.contents


@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
def test_hex_digests_follow_as_well(algorithm: Algorithm) -> None:
    """Workbox and Angular write hex."""
    text = {
        "md5": b'{url:"a.js",revision:"%s"}',
        "sha1": b'{"hashTable":{"/a.js": "%s"}}',
    }[algorithm]
    before = {
        "a.js": b"a();",
        "sw.json": text % hashlib.new(algorithm, b"a();").hexdigest().encode(),
    }
    _, now = settled(before, {"a.js": b"b();"})

    assert text % hashlib.new(algorithm, b"b();").hexdigest().encode() == now["sw.json"]
