"""`upload.sources`: what of the sources' texts leaves the machine, and what is proven then."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.checks import pair_proof
from buildtools.errors import SourceMapError
from buildtools.proof.counts import Count
from buildtools.results import Injected, Uploaded, Verified, findings_of
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Build, Verify
from buildtools.sourcemaps.bundle import entries
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from buildtools.steps.upload import upload
from buildtools.steps.verify import EventContext, verify
from buildtools.values import Sources
from tests.steps.test_upload import (
    ID,
    SECTIONED,
    Sectionless,
    connection_to,
    embedding,
    placed,
    script_naming,
    stored,
)
from tests.steps.test_verify import HERE, MADE, OUTPUTS

TEXTS = {
    "version": 3,
    "sources": ["src/a.ts", "node_modules/x/x.js"],
    "sourcesContent": ["the app's own", "of a package"],
    "names": [],
    "mappings": "AAAA,CCAA",
    "debugId": ID,
}
MAP = json.dumps(TEXTS).encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    with serve(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    with Client(connection_to(sandbox)) as made:
        yield made


def sent(client: Client, root: Path, injected: Injected, sources: Sources) -> Uploaded:
    done = upload(client, "web@1", None, root, injected, entries, sources=sources)
    assert isinstance(done, Uploaded)
    return done


@pytest.mark.parametrize(
    ("sources", "texts"),
    [
        ("all", ["the app's own", "of a package"]),
        ("app", ["the app's own", None]),
        ("none", [None, None]),
    ],
)
def test_what_is_stored_has_the_texts_that_are_wanted(
    client: Client, root: Path, tmp_path: Path, sources: Sources, texts: list[str | None]
) -> None:
    """Beside its script or inside of it; the files on disk stay as they are."""
    pairs = (
        placed(root, "a.js", script_naming("a.js.map"), MAP),
        placed(root, "c.js", embedding(MAP), None),
    )
    before = {path.name: path.read_bytes() for path in root.iterdir()}
    done = sent(client, root, Injected(pairs), sources)
    again = sent(client, root, Injected(pairs), sources)
    kept = stored(tmp_path / "sandbox")

    assert sources == done.sources
    assert done.bundles == again.bundles
    assert before == {name: (root / name).read_bytes() for name in before}
    for url in ("~/a.js.map", "~/c.js.map"):
        headers, content = kept[url]
        assert TEXTS | {"sourcesContent": texts} == json.loads(content)
        assert ID == headers["debug-id"]
    assert (b"data:" in kept["~/c.js"][1]) == (sources == "all")
    assert len(before["c.js"]) == len(kept["~/c.js"][1])
    assert "c.js.map" == kept["~/c.js"][0]["sourcemap"]
    told = [each.code for each in findings_of(done)]
    assert ([] if sources == "all" else ["sources-withheld"]) == told


def test_each_choice_is_a_bundle_of_its_own(client: Client, root: Path) -> None:
    """Its ID is made of its content, so a server never takes one for the other."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    choices: tuple[Sources, ...] = ("all", "app", "none")

    assert 3 == len({sent(client, root, injected, each).bundle_ids for each in choices})


def test_sections_are_kept_back_and_joined(tmp_path: Path, root: Path) -> None:
    """For a server that knows no sections, both are done on the way."""
    whole = SECTIONED.replace(b'"names"', b'"sourcesContent": ["text"], "names"')
    assert whole != SECTIONED
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), whole),))
    with serve(tmp_path / "sandbox") as running, Sectionless(connection_to(running)) as client:
        sent(client, root, injected, "none")

    content = json.loads(stored(tmp_path / "sandbox")["~/a.js.map"][1])
    assert ([None], False) == (content["sourcesContent"], "sections" in content)


def test_a_text_that_cannot_be_kept_back_stops_the_upload(client: Client, root: Path) -> None:
    """Nothing of it has left then, and the file is named."""
    hidden = MAP.replace(b"sourcesContent", b"sources\\u0043ontent")
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), hidden),))

    with pytest.raises(SourceMapError, match=r"a\.js\.map: its texts cannot be kept back"):
        sent(client, root, injected, "none")


# The proof


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A built project."""
    shutil.copytree(MADE, tmp_path / "app")
    return tmp_path / "app"


def proven(client: Client, shop: Path, *uploads: Sources) -> Verified:
    """Send the same files as often as said, and prove the last of them."""
    built = build(shop, Build(outputs=OUTPUTS), {}, release="shop@1", dist=None)
    injected = inject(shop, built.pairs)
    done = [sent(client, shop, injected, each) for each in uploads]
    here = EventContext("web@1", None, "local", HERE.site, pause=lambda _: None)
    return verify(client, pair_proof, shop, injected, done[-1], Verify(), here)


def codes(verified: Verified) -> set[str]:
    """Return what was found, but for what is always so here."""
    return {each.code for each in verified.proof.findings} - {"positions-not-judged"}


@pytest.mark.parametrize("sources", ["app", "none"])
def test_frames_are_proven_without_the_code_around_them(
    client: Client, shop: Path, sources: Sources
) -> None:
    """File, line, column and function come back; that no text does is as it must be."""
    verified = proven(client, shop, sources)

    assert set() == codes(verified)
    assert verified.proof.counts[Count.BROWSER_FRAMES] > 3


def test_a_text_that_the_server_has_from_elsewhere_is_told(client: Client, shop: Path) -> None:
    """Debug IDs are made of contents: the bundle of an earlier release has the same ones."""
    built = build(shop, Build(outputs=OUTPUTS), {}, release="shop@1", dist=None)
    injected = inject(shop, built.pairs)
    done = sent(client, shop, injected, "all")
    here = EventContext("web@1", None, "local", HERE.site, pause=lambda _: None)
    none = msgspec.structs.replace(done, sources="none")

    assert {"withheld-text-shown"} == codes(
        verify(client, pair_proof, shop, injected, none, Verify(), here)
    )
