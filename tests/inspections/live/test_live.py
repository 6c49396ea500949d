"""The live site against the ledger: what is right passes, and each thing wrong has its name."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buildtools.errors import ServerUnreachable
from buildtools.findings.subjects import Url
from buildtools.inspections.live import released
from buildtools.proof import trials
from buildtools.proof.counts import Count
from buildtools.proof.lines import Head, decode, encode
from buildtools.proof.record import Record
from buildtools.results import Injected
from buildtools.sourcemaps.scripts import without_comments
from buildtools.splices import apply
from buildtools.web.reply import Reply
from tests.inspections.live.shops import NAMES, OTHER, SITE, Pages, Shop, codes, looked

PAGE_JS = "/static/page.js"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A released shop."""
    return Shop(tmp_path)


def test_what_was_released_is_right_in_every_encoding(shop: Shop) -> None:
    """Compressed variants are files of their own on many hosts."""
    site = shop.site()
    site.compress()
    seen = looked(shop, site)

    assert () == seen.proof.findings
    assert (3, 3, ("identity", "gzip"), True) == (
        seen.scripts,
        seen.right,
        seen.encodings,
        seen.reached,
    )
    assert {Count.ANSWERS_COMPARED: 6, Count.PAGES_READ: 1} == seen.proof.counts
    assert {(PAGE_JS, each) for each in ("identity", "gzip", "br", "zstd")} <= set(site.asked)


def _served(name: str, change: Callable[[Shop], bytes]) -> Callable[[Shop, Pages], None]:
    def plant(shop: Shop, site: Pages) -> None:
        site.files[f"/static/{name}"] = change(shop)

    return plant


def _other_id(shop: Shop) -> bytes:
    return shop.content["page.js"].replace(shop.id_of("page.js").encode(), OTHER.encode())


def _bare(shop: Shop) -> bytes:
    return apply(shop.built["page.js"], without_comments.script(shop.built["page.js"]))


PLANTED = {
    "un-injected": (_served("page.js", lambda shop: shop.built["page.js"]), "served-not-injected"),
    "un-injected, without comments": (_served("page.js", _bare), "served-not-injected"),
    "cut off": (_served("page.js", lambda shop: shop.content["page.js"][:300]), "served-cut-off"),
    "another build": (_served("page.js", _other_id), "served-other-build"),
    "a beacon": (
        _served("page.js", lambda shop: shop.content["page.js"] + b"\n;beacon()"),
        "served-rewritten",
    ),
    "another chunk": (
        _served("page.js", lambda shop: shop.content["receipt-GDOZV2CS.js"]),
        "served-differs",
    ),
    "a page of HTML": (_served("page.js", lambda shop: b"<!doctype html>"), "served-not-script"),
    "JSON": (_served("page.js", lambda shop: b'{"no": "such file"}'), "served-differs"),
    "missing": (lambda shop, site: site.files.pop(PAGE_JS), "served-missing"),
    "a broken server": (lambda shop, site: site.status.update({PAGE_JS: 502}), "served-missing"),
    "elsewhere": (
        lambda shop, site: site.redirects.update({PAGE_JS: "https://cdn.example.net/x.js"}),
        "site-leads-elsewhere",
    ),
    "all elsewhere": (
        lambda shop, site: site.redirects.update({"/": "https://www.example.net/"}),
        "site-leads-elsewhere",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_wrong_is_one_finding_with_its_name(shop: Shop, planted: str, packed: bool) -> None:
    """And a remedy; the same site without it has none, as the first test shows."""
    plant, code = PLANTED[planted]
    site = shop.site()
    plant(shop, site)
    if packed:
        site.compress()
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert code == found.code
    assert "error" == found.severity
    assert found.remedy
    assert seen.right < seen.scripts


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (lambda shop: shop.built["page.js"], "as it was before `inject`"),
        (lambda shop: shop.content["page.js"][:100], "is not whole: ends after 100"),
        (_other_id, "of another build, with the debug ID 11111111"),
    ],
)
def test_a_stale_variant_is_told_with_what_it_is(
    shop: Shop, body: Callable[[Shop], bytes], said: str
) -> None:
    """Most users get the compressed one, and whoever looks by hand sees the other."""
    site = shop.site()
    site.compress()
    site.encoded[PAGE_JS, "gzip"] = gzip.compress(body(shop))
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert ("served-encoding-stale", "~/static/page.js") == (found.code, found.subject)
    assert found.sentence.startswith("in gzip it ")
    assert said in found.sentence
    assert 2 == seen.right


def test_a_file_that_is_wrong_itself_is_no_stale_variant(shop: Shop) -> None:
    """To compress it again would make the right copies wrong too."""
    site = shop.site()
    site.compress()
    site.files[PAGE_JS] = shop.built["page.js"]
    (found,) = looked(shop, site).proof.findings

    assert "served-not-injected" == found.code


def test_a_variant_that_cannot_be_unpacked_is_cut_off(shop: Shop) -> None:
    """A browser stops there as well."""
    site = shop.site()
    site.compress()
    site.encoded[PAGE_JS, "gzip"] = site.encoded[PAGE_JS, "gzip"][:-200]
    (found,) = looked(shop, site).proof.findings

    assert "served-encoding-stale" == found.code
    assert "ends after" in found.sentence


def test_a_host_that_packs_though_it_is_not_asked_to_is_compared(shop: Shop) -> None:
    """Some do, whatever Accept-Encoding says; the same answer is not told four times."""
    site = shop.site()
    for name in NAMES:
        for asked in ("identity", "gzip", "br", "zstd"):
            site.encoded[f"/static/{name}", asked] = b""

    class Packing(Pages):
        def get(self, url: str, encoding: str = "identity") -> Any:
            reply = super().get(url, "none")
            return type(reply)(reply.asked, reply.url, 200, reply.headers, reply.body, "gzip")

    packing = Packing(shop.site().files)
    seen = looked(shop, packing)

    assert () == seen.proof.findings
    assert ("gzip",) == seen.encodings
    assert 6 == seen.proof.counts[Count.ANSWERS_COMPARED]


def test_a_whole_deploy_of_another_build_is_one_line(shop: Shop) -> None:
    """A hundred lines would hide that it is one mistake."""
    site = shop.site()
    site.files = {f"/static/{name}": built for name, built in shop.built.items()}
    (found,) = looked(shop, site).proof.findings

    assert "served-not-injected" == found.code
    assert "; 2 more scripts too" in found.sentence
    assert [Url(f"~/static/{name}") for name in NAMES[1:]] == list(found.also)


@pytest.mark.parametrize("fallback", [None, b"<!doctype html><div id=app>"])
def test_a_folder_that_was_not_deployed_is_one_line(shop: Shop, fallback: bytes | None) -> None:
    """A standalone server without static/: 404 for all, or a page where there is a fallback."""
    site = Pages({}, page="<!doctype html>")
    site.fallback = fallback
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert "served-none" == found.code
    assert "none of the 3 scripts is served" in found.sentence
    assert ("404" in found.sentence) == (fallback is None)
    assert 2 == len(found.also)


def test_the_server_names_the_release_of_another_file(shop: Shop) -> None:
    """It is asked once for each ID, and not at all where everything is right."""
    asked = []

    def releases(debug_id: str) -> tuple[str, ...]:
        asked.append(debug_id)
        return ("shop@1",)

    assert () == looked(shop, shop.site(), releases=releases).proof.findings
    assert [] == asked
    site = shop.site()
    site.files[PAGE_JS] = _other_id(shop)
    (found,) = looked(shop, site, releases=releases).proof.findings

    assert "served-other-release" == found.code
    assert "of release shop@1" in found.sentence
    assert {OTHER} == set(asked)


def test_a_stripped_script_is_the_one_that_was_deployed(shop: Shop) -> None:
    """What inject left has the map's name in it, and is the wrong one now."""
    injected = dict(shop.content)
    shop.strip()
    assert () == looked(shop, shop.site()).proof.findings

    site = shop.site()
    site.files[PAGE_JS] = injected["page.js"]
    (found,) = looked(shop, site).proof.findings
    assert "served-rewritten" == found.code
    site.files[PAGE_JS] = shop.built["page.js"]
    (found,) = looked(shop, site).proof.findings
    assert "served-not-injected" == found.code


def test_the_ledger_alone_is_enough_to_know_what_is_right(shop: Shop) -> None:
    """A job that looks at the site carries the ledger, and perhaps no built file."""
    for name in NAMES:
        (shop.root / "out" / name).unlink()
    assert () == looked(shop, shop.site()).proof.findings

    site = shop.site()
    site.files[PAGE_JS] += b"x"
    (found,) = looked(shop, site).proof.findings
    assert "served-rewritten" == found.code
    assert "not at hand" in found.sentence


def test_files_that_changed_on_disk_since_prove_nothing(shop: Shop) -> None:
    """Only a file with the ledger's digest says what should be served."""
    (shop.root / "out/page.js").write_bytes(b"other();")
    assert () == looked(shop, shop.site()).proof.findings

    site = shop.site()
    site.files[PAGE_JS] = b"other();"
    (found,) = looked(shop, site).proof.findings
    assert "served-differs" == found.code


def test_a_site_that_serves_the_changed_file_of_this_disk_is_told_so(shop: Shop) -> None:
    """Where the build's folder is what is served, the one who wrote into it is near."""
    changed = shop.content["page.js"] + b"\n;beacon()"
    (shop.root / "out/page.js").write_bytes(changed)
    site = shop.site()
    site.files[PAGE_JS] = changed
    (found,) = looked(shop, site).proof.findings

    assert "served-rewritten" == found.code
    assert "the file on this disk, which changed after the proof" in found.sentence


def test_a_wall_before_the_scripts_is_told_once_and_is_no_error(shop: Shop) -> None:
    """A login says nothing of the release; twelve requests to it say it no better."""
    site = shop.site()
    site.status = {"/": 401, **dict.fromkeys(site.files, 401)}
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert ("site-not-reachable", "warning", False) == (found.code, found.severity, seen.reached)
    assert "401" in found.sentence
    assert "site.headers" in found.remedy
    assert () == seen.proof.errors
    assert len(site.asked) < 4
    assert Count.ANSWERS_COMPARED not in seen.proof.counts


def test_scripts_behind_a_login_page_are_compared(shop: Shop) -> None:
    """Apps whose first page is a login serve their scripts to everybody."""
    site = shop.site()
    site.status = {"/": 401}
    seen = looked(shop, site)

    assert () == seen.proof.findings
    assert (3, True) == (seen.right, seen.reached)
    assert Count.PAGES_READ not in seen.proof.counts


def test_a_site_that_does_not_answer_is_a_failure_of_its_own(shop: Shop) -> None:
    """It is no verdict on what was released."""
    site = shop.site()
    site.dead = {"*"}
    with pytest.raises(ServerUnreachable):
        looked(shop, site)


def test_a_script_that_nobody_answers_for_is_not_compared(shop: Shop) -> None:
    """The others are; what was not seen is never counted as right."""
    site = shop.site()
    site.dead = {"/static/receipt-GDOZV2CS.js"}
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert ("served-not-compared", "warning") == (found.code, found.severity)
    assert "nobody answers" in found.sentence
    assert (2, True) == (seen.right, seen.reached)


@pytest.mark.parametrize("broken", ["is larger than 64 bytes", "unpacks to more than 64 bytes"])
def test_a_script_that_is_too_large_to_be_read_is_not_called_cut_off(
    shop: Shop, broken: str
) -> None:
    """It is we who stopped reading."""

    class Large(Pages):
        def get(self, url: str, encoding: str = "identity") -> Reply:
            reply = super().get(url, encoding)
            if not url.endswith("page.js"):
                return reply
            return msgspec.structs.replace(reply, body=reply.body[:64], broken=broken)

    (found,) = looked(shop, Large(shop.site().files)).proof.findings

    assert "served-not-compared" == found.code
    assert f"its body {broken}" in found.sentence


def test_a_busy_server_says_nothing_of_a_file(shop: Shop) -> None:
    """503 is how hosts say later."""
    site = shop.site()
    site.status = {PAGE_JS: 503}

    assert ["served-not-compared"] == codes(looked(shop, site))


def test_outputs_on_another_host_are_asked_for_there(tmp_path: Path) -> None:
    """An asset prefix names the host of a CDN; server scripts have no address at all."""
    shop = Shop(tmp_path, "https://cdn.example.net/assets")
    addresses = [each.address for each in shop.release().scripts]
    assert "https://cdn.example.net/assets/page.js" == addresses[0]

    odd = Shop(tmp_path, "app:///static")
    seen = looked(odd, odd.site())
    assert ["served-not-compared"] == codes(seen)
    assert (3, 0, False) == (seen.scripts, seen.right, seen.reached)


def test_what_a_folder_holds_is_told_only_where_it_is_at_hand(shop: Shop) -> None:
    """A page may name scripts without a map: they are in the folder, and in no ledger."""
    release = shop.release()

    assert release.has("/static", "/static/page.js")
    assert release.has("/static", "/static/other.js") is False
    assert release.has("/elsewhere", "/elsewhere/page.js") is None
    for file in (shop.root / "out").iterdir():
        file.unlink()
    (shop.root / "out").rmdir()
    assert release.has("/static", "/static/page.js") is None


def test_edits_that_do_not_fit_leave_what_was_built_unknown(shop: Shop) -> None:
    """A ledger may have been carried through hands; nothing is concluded from it then."""
    first, *others = shop.injected.pairs
    beyond = tuple(msgspec.structs.replace(each, at=10**6) for each in first.script_edits)
    odd = msgspec.structs.replace(first, script_edits=beyond)
    release = released("shop@2", SITE, Injected((odd, *others)), shop.root)

    assert release.known(release.scripts[0]).built is None
    assert release.known(release.scripts[0]).content == shop.content["page.js"]
    assert release.known(release.scripts[1]).built == shop.built[NAMES[1]]


def test_names_that_a_url_cannot_hold_are_written_as_browsers_do(shop: Shop) -> None:
    """Next.js has folders such as [slug], others have spaces and signs."""
    pair = shop.injected.pairs[0]
    odd = type(pair.pair)("out/a.js", None, "~/s/[slug]/a b%c#é.js", None, "browser")
    one = Injected((type(pair)(odd, pair.debug_id, pair.script_digest, None),))
    (script,) = released("shop@2", "https://h.example/sub", one, shop.root).scripts

    assert "https://h.example/s/%5Bslug%5D/a%20b%25c%23%C3%A9.js" == script.address
    assert "/s/[slug]/a b%c#é.js" == script.path


def test_the_evidence_is_enough_to_show_what_was_seen(shop: Shop) -> None:
    """On another machine, without the site: what was asked, what came, and the headers."""
    site = shop.site()
    site.headers = {"age": "86400", "x-cache": "HIT", "set-cookie": "session=1"}
    site.files[PAGE_JS] += b"\n;beacon()"
    record = Record()
    looked(shop, site, record=record)
    kept = decode(encode(Head("production", "shop@2"), record))
    page, *served = kept.trials
    wrong = next(each for each in served if each.outcome == "failed")

    assert "passed" == page.outcome
    assert isinstance(page.evidence, trials.Page)
    assert 1 == page.evidence.known
    assert isinstance(wrong.evidence, trials.Served)
    assert {"age": "86400", "x-cache": "HIT", "content-type": "text/javascript"} == (
        wrong.evidence.headers
    )
    assert len(shop.content["page.js"]) == wrong.evidence.offset == wrong.evidence.expected
    assert "beacon" in wrong.evidence.here
    assert not any(each.evidence.headers for each in served if each.outcome == "passed")  # type: ignore[union-attr]
