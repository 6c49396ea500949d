"""What is about to be deployed is held against the release, before anybody is served."""

import base64
import gzip
import json
from pathlib import Path

import pytest

from buildtools.inspections.live.of_files import look_at_files
from buildtools.results import Injected, InjectedPair, Looked
from buildtools.settings import Output
from buildtools.values import DebugId, Pair, digest_of
from tests.inspections.live.shops import NAMES, Shop
from tests.web.archive import making

OUTPUTS = (Output("out", "~/static"),)
MAP = json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": ["a"], "mappings": "A"})


@pytest.fixture(name="shop")
def _shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def looked(shop: Shop, path: Path, outputs: tuple[Output, ...] = OUTPUTS) -> Looked:
    """Look at files."""
    return look_at_files(path, outputs, "shop@2", shop.injected, shop.root, shop.stripped)


def laid(shop: Shop, at: str = "srv/static", **changed: bytes | None) -> Path:
    """Write the site's files to a folder, some of them changed or left out; `__` is a dot."""
    files: dict[str, bytes | None] = dict(shop.content)
    files |= {name.replace("__", "."): data for name, data in changed.items()}
    folder = shop.root / "deploy"
    for name, data in files.items():
        if data is not None:
            place = folder / at / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    return folder


def codes(seen: Looked) -> list[str]:
    """Return the codes of all that was found."""
    return [each.code for each in seen.proof.findings]


def test_a_folder_that_holds_what_was_released_is_right(shop: Shop) -> None:
    """Wherever its scripts lie in it."""
    folder = laid(shop)
    seen = looked(shop, folder)

    assert [] == codes(seen)
    assert (3, 3, str(folder)) == (seen.right, seen.scripts, seen.site)
    assert 3 == sum(seen.proof.counts.values())


@pytest.mark.parametrize("pack", [making.tar, lambda entries: making.oci([entries])])
def test_a_tar_and_an_image_are_looked_at_alike(shop: Shop, pack: object) -> None:
    """Of an image all layers count."""
    entries = [(f"app/static/{name}", data) for name, data in shop.content.items()]
    archive = shop.root / "site.tar"
    assert callable(pack)
    archive.write_bytes(pack(entries))
    assert [] == codes(looked(shop, archive))

    entries[0] = (entries[0][0], shop.built[NAMES[0]])
    archive.write_bytes(pack(entries))
    (found,) = looked(shop, archive).proof.findings
    assert ("served-not-injected", f"~/static/{NAMES[0]}") == (found.code, found.subject)
    assert "is there as it was before `inject`" in found.sentence


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (None, "served-missing", "is not there"),
        (b"<!doctype html>", "served-not-script", "comes as something else"),
        (b"", "served-cut-off", "is not whole"),
    ],
)
def test_a_file_that_is_not_the_released_one_is_told(
    shop: Shop, body: bytes | None, code: str, said: str
) -> None:
    """By the same finding as on the live site."""
    seen = looked(shop, laid(shop, page__js=body))
    (found,) = seen.proof.findings

    assert (code, "error", 2) == (found.code, found.severity, seen.right)
    assert said in found.sentence
    assert "site" not in found.sentence
    assert found.remedy


def test_a_stale_sibling_is_told_before_it_is_served(shop: Shop) -> None:
    """A host sends it in the place of the file."""
    stale = gzip.compress(shop.built["page.js"])
    (found,) = looked(shop, laid(shop, page__js__gz=stale)).proof.findings

    assert "served-encoding-stale" == found.code
    assert found.sentence.startswith("in gzip it ")


def test_scripts_that_are_nowhere_in_it_are_one_line(shop: Shop) -> None:
    """The folder of scripts was not copied."""
    folder = shop.root / "deploy"
    folder.mkdir()
    (folder / "server.js").write_bytes(b"listen()")
    (found,) = looked(shop, folder).proof.findings

    assert "served-none" == found.code
    assert 2 == len(found.also)


def test_maps_and_sources_that_would_be_public_are_told(shop: Shop) -> None:
    """Beside the scripts, and inside of them; what is named like a map counts by its content."""
    text = base64.b64encode(MAP.encode())
    inline = b"//# sourceMappingURL=data:application/json;base64," + text
    folder = laid(
        shop,
        page__js__map=MAP.encode(),
        no__js__map=b"<!doctype html>",
        style__css=b"a{}\n",
        other__js=b"go()\n" + inline,
        cart__ts=b"export const a = 1;",
    )
    public, source = looked(shop, folder).proof.findings

    assert ("map-public", "srv/static/other.js") == (public.code, public.subject)
    assert "inline as a data: URL, would be public at /static/other.js; so would 1 more" in (
        public.sentence
    )
    assert ["srv/static/page.js.map"] == [str(each) for each in public.also]
    assert "invoke strip" in public.remedy
    assert ("source-public", "srv/static/cart.ts") == (source.code, source.subject)


def test_maps_beside_a_server_are_not_public(shop: Shop) -> None:
    """Only what lies where the site is served counts."""
    folder = laid(shop)
    (folder / "server").mkdir()
    (folder / "server/server.js.map").write_text(MAP)
    (folder / "lib.js.map").write_text(MAP)

    assert [] == codes(looked(shop, folder))


def _with_a_server(shop: Shop, *names: str) -> Injected:
    """Add pairs of a server's output to the release."""
    made = []
    for name in names:
        content = f"serve('{name}')".encode()
        (shop.root / "out/server").mkdir(exist_ok=True)
        (shop.root / "out/server" / name).write_bytes(content)
        pair = Pair(f"out/server/{name}", None, f"app:///server/{name}", None, "node")
        some_id = DebugId("22222222-2222-5333-8444-555555555555")
        made.append(InjectedPair(pair, some_id, digest_of(content), None))
    return Injected((*shop.injected.pairs, *made))


def test_scripts_of_a_server_are_compared_where_they_are(shop: Shop) -> None:
    """Nobody can fetch them, and their frames need their debug IDs as well.

    Which of them are copied is up to the bundler: one that is not there is no fault. An output
    inside another has its own.
    """
    shop.injected = _with_a_server(shop, "a.js", "b.js")
    outputs = (*OUTPUTS, Output("out/server", "app:///server", "node"))
    folder = laid(shop)
    assert (3, 3) == (looked(shop, folder, outputs).right, looked(shop, folder, outputs).scripts)

    (folder / "server").mkdir()
    (folder / "server/a.js").write_bytes(b"serve('a.js')")
    assert ([], 4) == (
        codes(looked(shop, folder, outputs)),
        looked(shop, folder, outputs).right,
    )
    (folder / "server/a.js").write_bytes(b"serve('z.js')")
    (found,) = looked(shop, folder, outputs).proof.findings
    assert "app:///server/a.js" == found.subject


def test_pages_say_what_browsers_will_refuse(shop: Shop) -> None:
    """A digest in a tag that is of the script before injection."""
    folder = laid(shop)
    tag = '<script type="module" src="/static/page.js" integrity="sha384-AAAA"></script>'
    (folder / "srv/index.html").write_text(f"<!doctype html>{tag}")

    assert ["integrity-broken"] == codes(looked(shop, folder))


def test_what_was_not_read_is_told(shop: Shop) -> None:
    """A link that leads out of what is deployed."""
    (shop.root / "elsewhere.js").write_bytes(b"x")
    folder = laid(shop)
    (folder / "srv/static/link.js").symlink_to(shop.root / "elsewhere.js")
    (found,) = looked(shop, folder).proof.findings

    assert ("site-not-searched", "srv/static/link.js") == (found.code, found.subject)
    assert "leads out" in found.sentence


def test_an_output_that_is_the_project_itself_is_known(shop: Shop) -> None:
    """Its path is a dot."""
    folder = laid(shop, at="srv/out")

    assert 3 == looked(shop, folder, (Output(".", "~/"),)).right
