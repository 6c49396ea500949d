"""The upload step: what inject left is what is stored, and nothing else ever is."""

import base64
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.http.foreign_answers import ForeignAnswer
from buildtools.api.models.answers import ChunkOptions
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.upload.throughput import Throughput
from buildtools.connection import Connection
from buildtools.errors import (
    NothingFound,
    OutOfDate,
    ServerRefused,
    ServerUnreachable,
    SourceMapError,
)
from buildtools.results import Injected, InjectedPair, Skipped, Uploaded, findings_of
from buildtools.sandbox.application import Recorded
from buildtools.sandbox.serving import Running, serve
from buildtools.sourcemaps.bundle import entries
from buildtools.sourcemaps.bundle.delivery import (
    ChunkList,
    NoOffer,
    Offer,
    Outgoing,
    Receipt,
)
from buildtools.state.upload_cache import DigestCache
from buildtools.steps.upload import upload
from buildtools.steps.upload.files import LARGE_BYTES, Changed, Files
from buildtools.values import DebugId, Digest, Pair, Secret

ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
OTHER_ID = "540bca55-a45e-502a-9995-ed5fb773207c"
MAP = json.dumps({"version": 3, "sources": ["a.ts"], "mappings": "AAAA", "debugId": ID}).encode()


def sha1(data: bytes) -> Digest:
    return Digest(hashlib.sha1(data, usedforsecurity=False).hexdigest())


def script_naming(map_: str) -> bytes:
    return f"f();\n//# debugId={ID}\n//# sourceMappingURL={map_}\n".encode()


def placed(
    root: Path,
    name: str,
    script: bytes,
    map_: bytes | None,
    *,
    map_name: str | None = None,
    debug_id: str = ID,
) -> InjectedPair:
    """Write a pair and give it as inject would have left it."""
    map_name = map_name or f"{name}.map"
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(script)
    if map_ is not None:
        (root / map_name).write_bytes(map_)
    pair = Pair(
        script=name,
        map=None if map_ is None else map_name,
        url=f"~/{name}",
        map_url=None if map_ is None else f"~/{map_name}",
        kind="browser",
    )
    map_digest = None if map_ is None else sha1(map_)
    return InjectedPair(pair, DebugId(debug_id), sha1(script), map_digest)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """A Sentry-compatible server of our own."""
    with serve(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    """A client of the sandbox."""
    with Client(connection_to(sandbox)) as made:
        yield made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def connection_to(sandbox: Running, *projects: str) -> Connection:
    return Connection(
        url=sandbox.url,
        org=sandbox.org,
        projects=projects or (sandbox.project,),
        token=sandbox.token,
        wait_seconds=30,
    )


def stored(sandbox_folder: Path) -> dict[str, tuple[dict[str, str], bytes]]:
    """What the server keeps of the only bundle: URL to headers and content."""
    (bundle,) = (path for path in (sandbox_folder / "bundles").iterdir())
    with zipfile.ZipFile(bundle) as archive:
        listed = json.loads(archive.read("manifest.json"))["files"]
        return {
            entry["url"]: (entry["headers"], archive.read(path)) for path, entry in listed.items()
        }


def chunk_posts(sandbox: Running) -> list[Recorded]:
    """The requests that brought chunks and were answered."""
    return [
        one
        for one in list(sandbox.requests)
        if one.method == "POST" and "chunk-upload" in one.path and one.status == 200
    ]


# What is stored


def test_pairs_are_stored_under_their_debug_id(client: Client, tmp_path: Path, root: Path) -> None:
    """This is what the whole pipeline is for."""
    script = script_naming("a.js.map")
    result = upload(
        client, "web@1", "7", root, Injected((placed(root, "s/a.js", script, MAP),)), entries
    )

    assert isinstance(result, Uploaded)
    assert (2, 1, "ok") == (result.files, result.chunks, result.state)
    assert {
        "~/s/a.js": ({"debug-id": ID, "sourcemap": "a.js.map"}, script),
        "~/s/a.js.map": ({"debug-id": ID}, MAP),
    } == stored(tmp_path / "sandbox")
    (listed,) = client.bundles(client.connection.projects[0], ID)
    assert result.bundle_ids[0] == listed.bundle_id
    assert [("web@1", "7")] == [(one.release, one.dist) for one in listed.associations]


def test_a_second_run_leaves_the_same_result_and_sends_nothing(
    client: Client, sandbox: Running, root: Path
) -> None:
    """The result goes into the ledger, which must not change when nothing else did."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    first = upload(client, "web@1", None, root, injected, entries)
    sandbox.requests.clear()

    assert first == upload(client, "web@1", None, root, injected, entries)
    assert [] == chunk_posts(sandbox)


def test_an_embedded_map_is_stored_as_a_file_of_its_own(
    client: Client, tmp_path: Path, root: Path
) -> None:
    """As a header it would swell the manifest, which servers read at every look-up."""
    data = base64.b64encode(MAP).decode()
    script = script_naming(f"data:application/json;charset=utf-8;base64,{data}")
    result = upload(
        client, "web@1", None, root, Injected((placed(root, "s/a.js", script, None),)), entries
    )

    assert isinstance(result, Uploaded)
    assert {
        "~/s/a.js": ({"debug-id": ID, "sourcemap": "a.js.map"}, script),
        "~/s/a.js.map": ({"debug-id": ID}, MAP),
    } == stored(tmp_path / "sandbox")


def test_a_file_of_two_pairs_is_packed_once(client: Client, root: Path) -> None:
    """Two scripts may share a map; twice the same file only costs bytes."""
    pairs = (
        placed(root, "a.js", script_naming("shared.map"), MAP, map_name="shared.map"),
        placed(root, "b.js", script_naming("shared.map"), MAP, map_name="shared.map"),
    )
    result = upload(client, "web@1", None, root, Injected(pairs), entries)

    assert isinstance(result, Uploaded)
    assert result.files == 3


def test_a_shared_map_is_kept_for_each_debug_id(client: Client, root: Path) -> None:
    """A look-up by the second ID must find the map as well."""
    pairs = (
        placed(root, "a.js", script_naming("shared.map"), MAP, map_name="shared.map"),
        placed(root, "b.js", b"g();\n", MAP, map_name="shared.map", debug_id=OTHER_ID),
    )
    result = upload(client, "web@1", None, root, Injected(pairs), entries)

    assert isinstance(result, Uploaded)
    assert result.files == 4
    for debug_id in (ID, OTHER_ID):
        assert client.look_up(client.connection.projects[0], debug_id=debug_id)


def test_several_projects_share_the_bundle(tmp_path: Path, root: Path) -> None:
    """A bundle that named one project in its manifest would hide from the other."""
    pair = placed(root, "a.js", script_naming("a.js.map"), MAP)
    with (
        serve(tmp_path / "sandbox", projects=("web", "shop")) as sandbox,
        Client(connection_to(sandbox, "web", "shop")) as client,
    ):
        upload(client, "web@1", None, root, Injected((pair,)), entries)
        found = [len(client.bundles(project, ID)) for project in ("web", "shop")]

    assert [1, 1] == found


# What is refused


@pytest.mark.parametrize("name", ["a.js", "a.js.map"])
def test_a_file_touched_since_inject_is_refused_before_anything_is_sent(
    client: Client, sandbox: Running, root: Path, name: str
) -> None:
    """What is stored must be what inject made, or the proof is about other files."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    (root / name).write_bytes((root / name).read_bytes() + b"\n")
    with pytest.raises(OutOfDate, match=f"^{name} changed after inject$") as caught:
        upload(client, "web@1", None, root, injected, entries, environment="local")

    assert caught.value.exit_code == 22
    assert caught.value.remedy == "invoke release --env=local"
    assert len(caught.value.evidence) == 1
    assert {"GET"} >= {one.method for one in sandbox.requests}


def test_files_that_are_gone_want_a_build(client: Client, root: Path) -> None:
    """Injecting again would not bring them back; every one of them is named."""
    pairs = (
        placed(root, "a.js", script_naming("a.js.map"), MAP),
        placed(root, "b.js", script_naming("b.js.map"), MAP),
    )
    (root / "a.js").unlink()
    (root / "b.js.map").unlink()
    with pytest.raises(OutOfDate, match=r"^a\.js changed after inject, and 1 more") as caught:
        upload(client, "web@1", None, root, Injected(pairs), entries)

    assert ("a.js is gone", "b.js.map is gone") == caught.value.evidence
    assert caught.value.remedy == "invoke release"


def test_a_file_that_goes_while_it_is_looked_at_is_changed(root: Path) -> None:
    """Another tool may clean up beside us: that is a change, not a traceback."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    files = Files(root, injected, DigestCache(root), entries)
    files.members()
    (root / "a.js").unlink()
    with pytest.raises(Changed):
        files.compare_all()


@pytest.mark.parametrize("environment", ["", "local"])
def test_no_pair_is_nothing_to_upload(client: Client, root: Path, environment: str) -> None:
    """Success with nothing uploaded is the commonest silent failure of other tools."""
    with pytest.raises(NothingFound, match="no script with a source map") as caught:
        upload(client, "web@1", None, root, Injected(()), entries, environment=environment)
    assert caught.value.exit_code == 21
    assert caught.value.remedy.endswith("--env=local") == (environment == "local")


def test_an_embedded_map_that_cannot_be_read_names_its_script(client: Client, root: Path) -> None:
    """A decoding error without a file name helps nobody among four hundred scripts."""
    broken = script_naming("data:application/json;base64,%%%")
    with pytest.raises(SourceMapError, match=r"^s/a\.js: "):
        upload(
            client, "web@1", None, root, Injected((placed(root, "s/a.js", broken, None),)), entries
        )


OPTIONS = {
    **{"url": "/", "chunkSize": 1024, "chunksPerRequest": 1, "maxRequestSize": 1024},
    **{"concurrency": 1, "hashAlgorithm": "sha1"},
}


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, OPTIONS | {"accept": ["release_files"]}, "accepts release_files, and no artifact"),
        (200, OPTIONS, "says nothing of what it accepts"),
        (404, {"detail": "no"}, "has no such endpoint"),
        (405, {"detail": "no"}, "has no such endpoint"),
    ],
)
def test_a_server_without_bundles_is_an_error_but_where_sentry_yml_allows_it(
    sandbox: Running, root: Path, status: int, body: object, told: str
) -> None:
    """A release without its source maps once ended with 0, in a green CI."""
    sandbox.faults.add(method="GET", path="chunk-upload", status=status, body=body, times=None)
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    with (
        Client(connection_to(sandbox)) as client,
        pytest.raises(ServerRefused, match="does not take artifact bundles") as caught,
    ):
        upload(client, "web@1", None, root, injected, entries)
    allowing = msgspec.structs.replace(connection_to(sandbox), without=("upload",))
    with Client(allowing) as client:
        result = upload(client, "web@1", None, root, injected, entries)

    assert told in caught.value.evidence[0]
    assert "server.without: [upload]" in caught.value.remedy
    assert isinstance(result, Skipped)
    assert "does not take artifact bundles" in result.reason
    assert "server.without" == result.allowed


def test_a_page_in_place_of_the_endpoint_is_an_error(sandbox: Running, root: Path) -> None:
    """Whether the server takes uploads cannot be known of a page."""
    page = {"Content-Type": "text/html"}
    sandbox.faults.add(path="chunk-upload", status=404, times=None, body=b"<html>", headers=page)
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    with Client(connection_to(sandbox)) as client, pytest.raises(ForeignAnswer):
        upload(client, "web@1", None, root, injected, entries)
    allowing = msgspec.structs.replace(connection_to(sandbox), without=("upload",))
    with Client(allowing) as client:
        assert isinstance(upload(client, "web@1", None, root, injected, entries), Skipped)


def test_an_upload_that_may_be_left_out_is_made_where_it_can_be(
    sandbox: Running, root: Path
) -> None:
    """The control: the setting allows an absence, and makes none."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    allowing = msgspec.structs.replace(connection_to(sandbox), without=("upload",))
    with Client(allowing) as client:
        assert isinstance(upload(client, "web@1", None, root, injected, entries), Uploaded)


class Noted:
    """A client at the step's own seam: it makes an offer, and notes what is sent."""

    def __init__(self, connection: Connection, offer: Offer | NoOffer) -> None:
        self.connection = connection
        self.throughput = Throughput(near=True)
        self.sent: list[bytes] = []
        self._offer = offer

    def delivery(self, pause: Callable[[float], None], now: Callable[[], float]) -> "Noted":
        return self

    def offer(self) -> Offer | NoOffer:
        return self._offer

    def send(self, bundle: Outgoing, version: str, dist: str | None) -> Receipt:
        data = b"".join(bundle)
        self.sent.append(data)
        return Receipt(ChunkList(sha1(data), (sha1(data),), len(data)), 1, len(data), "ok")


@pytest.mark.parametrize(("most", "bundles"), [(None, 1), (1200, 2)])
def test_as_many_bundles_are_sent_as_the_offer_asks_for(
    root: Path, most: int | None, bundles: int
) -> None:
    """No server is needed to tell what the step sends."""
    pairs = tuple(
        placed(root, name, script_naming(f"{name}.map"), MAP, debug_id=own)
        for name, own in (("a.js", ID), ("b.js", OTHER_ID))
    )
    client = Noted(Connection("https://example.com", "acme", ("web",), Secret("t")), Offer(most))
    done = upload(client, "web@1", None, root, Injected(pairs), entries)

    assert isinstance(done, Uploaded)
    assert (bundles, 4, "ok") == (len(done.bundles), done.files, done.state)
    assert [sha1(data) for data in client.sent] == [each.checksum for each in done.bundles]
    assert b"SYSB" == client.sent[0][:4]


def test_nothing_is_sent_where_nothing_is_offered(root: Path) -> None:
    """The sentence is the client's; whether it is a failure is for sentry.yml to say."""
    told = NoOffer("this server takes no bundles", "accepts nothing")
    client = Noted(Connection("https://example.com", "acme", ("web",), Secret("t")), told)
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    with pytest.raises(ServerRefused, match="this server takes no bundles") as refused:
        upload(client, "web@1", None, root, injected, entries)

    assert ("chunk-upload of acme accepts nothing",) == refused.value.evidence
    assert [] == client.sent


def test_an_endpoint_that_comes_and_goes_is_no_reason_to_skip(sandbox: Running, root: Path) -> None:
    """A skipped upload would leave a release without its source maps."""
    sandbox.faults.add(method="GET", path="chunk-upload", status=404, times=1)
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), MAP),))
    with Client(connection_to(sandbox)) as client, pytest.raises(ServerRefused):
        upload(client, "web@1", None, root, injected, entries)


class Small(Client):
    """A client of a server that takes no bundle over a few hundred bytes."""

    def chunk_options(self) -> ChunkOptions:
        return msgspec.structs.replace(super().chunk_options(), max_file_size=1200)


def test_files_over_the_servers_limit_go_in_several_bundles(sandbox: Running, root: Path) -> None:
    """Each of them whole: a script never lies in another bundle than its map."""
    other_map = MAP.replace(ID.encode(), OTHER_ID.encode())
    other = script_naming("b.js.map").replace(ID.encode(), OTHER_ID.encode())
    pairs = (
        placed(root, "a.js", script_naming("a.js.map"), MAP),
        placed(root, "b.js", other, other_map, debug_id=OTHER_ID),
    )
    with Small(connection_to(sandbox)) as client:
        result = upload(client, "web@1", None, root, Injected(pairs), entries)
        assert isinstance(result, Uploaded)
        stored_files = [len(client.bundle_files("web", each)) for each in result.bundle_ids]

    assert stored_files == [2, 2]


def test_a_file_too_large_to_hold_is_read_by_blocks(client: Client, root: Path) -> None:
    """Memory stays bounded whatever the size of one map."""
    content = json.dumps({**json.loads(MAP), "sourcesContent": ["x" * (LARGE_BYTES + 1)]})
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), content.encode()),))
    result = upload(client, "web@1", None, root, injected, entries)

    assert isinstance(result, Uploaded)
    assert result.files == 2


PART = {"version": 3, "sources": ["a.ts"], "names": [], "mappings": "AAAA"}
SECTIONS = [{"offset": {"line": line, "column": 0}, "map": PART} for line in range(2)]
SECTIONED = json.dumps({"version": 3, "debugId": ID, "sections": SECTIONS}).encode()


class Sectionless(Client):
    """A client of a server that is what Bugsink is: an old form of uploads, and no sections."""

    def chunk_options(self) -> ChunkOptions:
        return msgspec.structs.replace(super().chunk_options(), accept=("artifact_bundles",))

    def capabilities(self) -> Capabilities:
        return msgspec.structs.replace(super().capabilities(), name="bugsink")


class Older(Sectionless):
    """One of another server with that form of uploads."""

    def capabilities(self) -> Capabilities:
        return msgspec.structs.replace(super().capabilities(), name="glitchtip")


def embedding(map_: bytes) -> bytes:
    """Write a script with its map in it."""
    return script_naming(f"data:application/json;base64,{base64.b64encode(map_).decode()}")


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_sections_are_joined_for_a_server_that_knows_none(
    tmp_path: Path, root: Path, large: bool
) -> None:
    """On the way: the file stays, its ID is the same, and that the two differ is told."""
    filling = " " * (LARGE_BYTES if large else 0)
    pairs = (
        placed(root, "a.js", script_naming("a.js.map"), SECTIONED + filling.encode()),
        placed(root, "b.js", script_naming("b.js.map"), MAP + filling.encode()),
        placed(root, "c.js", embedding(SECTIONED), None),
    )
    before = {path.name: path.read_bytes() for path in root.iterdir()}
    with serve(tmp_path / "sandbox") as running, Sectionless(connection_to(running)) as client:
        done = upload(client, "web@1", None, root, Injected(pairs), entries)
        again = upload(client, "web@1", None, root, Injected(pairs), entries)
    kept = stored(tmp_path / "sandbox")

    assert isinstance(done, Uploaded)
    assert isinstance(again, Uploaded)
    assert done.bundles == again.bundles
    assert before == {name: (root / name).read_bytes() for name in before}
    for url in ("~/a.js.map", "~/c.js.map"):
        headers, content = kept[url]
        flat = json.loads(content)
        assert (ID, ID) == (headers["debug-id"], flat["debugId"])
        assert "sections" not in flat
        assert (["a.ts"], "AAAA;AAAA") == (flat["sources"], flat["mappings"])
    assert MAP == kept["~/b.js.map"][1].rstrip()
    (told,) = findings_of(done)
    assert ("map-flattened", "info", "a.js.map") == (told.code, told.severity, told.subject)
    assert "2 maps in sections" in told.sentence


@pytest.mark.parametrize("kind", [Client, Older], ids=["Sentry", "another"])
def test_sections_stay_for_a_server_that_knows_them(
    tmp_path: Path, root: Path, kind: type[Client]
) -> None:
    """What is stored is the file that was proven, to the byte."""
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), SECTIONED),))
    with serve(tmp_path / "sandbox") as running, kind(connection_to(running)) as client:
        done = upload(client, "web@1", None, root, injected, entries)

    assert SECTIONED == stored(tmp_path / "sandbox")["~/a.js.map"][1]
    assert () == findings_of(done)


def test_sections_that_cannot_be_joined_are_sent_and_told(tmp_path: Path, root: Path) -> None:
    """Nothing would resolve by them there, and nothing said would look like success."""
    odd = SECTIONED.replace(b'"names"', b'"rangeMappings": "B", "names"')
    injected = Injected((placed(root, "a.js", script_naming("a.js.map"), odd),))
    with serve(tmp_path / "sandbox") as running, Sectionless(connection_to(running)) as client:
        done = upload(client, "web@1", None, root, injected, entries)

    assert odd == stored(tmp_path / "sandbox")["~/a.js.map"][1]
    (told,) = findings_of(done)
    assert ("map-sectioned", "warning") == (told.code, told.severity)
    assert "rangeMappings" in told.sentence


def test_a_density_that_was_asked_for_is_kept_to(
    sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """`server.compression` says it once and for all; the link is not asked."""
    injected = Injected((placed(root, "a.js", LONG, MAP),))
    far(sandbox)
    wanted = msgspec.structs.replace(connection_to(sandbox), compression="small")
    with Client(wanted) as client:
        assert isinstance(upload(client, "web@1", None, root, injected, entries), Uploaded)

    assert zipfile.ZIP_DEFLATED == method(tmp_path / "sandbox")


# How it is compressed

LONG = script_naming("a.js.map") + b"".join(b"f(%d, 'a line of text');\n" % n for n in range(4000))


def far(sandbox: Running) -> None:
    """Have the server answer as from another continent."""
    sandbox.faults.add(method="GET", path="chunk-upload", delay_seconds=0.03, times=None)


def older(sandbox: Running, client: Client) -> None:
    """Have the server offer what Sentry offered before April 2026."""
    offered = msgspec.structs.replace(client.chunk_options(), compression=("gzip",))
    sandbox.faults.clear()
    sandbox.faults.add(
        method="GET", path="chunk-upload", status=200, body=offered, times=None,
        headers={"Content-Type": "application/json"}, delay_seconds=0.03,
    )  # fmt: skip


def method(sandbox_folder: Path) -> int:
    """How the script lies in the only bundle."""
    (bundle,) = (sandbox_folder / "bundles").iterdir()
    with zipfile.ZipFile(bundle) as archive:
        return archive.getinfo("files/_/_/a.js").compress_type


def posted_bytes(sandbox: Running) -> int:
    return sum(one.bytes for one in chunk_posts(sandbox))


def test_over_a_slow_link_chunks_go_by_zstd(
    client: Client, sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """Whoever waits for the network waits less; what is stored is the same."""
    injected = Injected((placed(root, "a.js", LONG, MAP),))
    far(sandbox)
    first = upload(client, "web@1", None, root, injected, entries)
    sent = posted_bytes(sandbox)
    codecs = {one.encoding for one in chunk_posts(sandbox)}
    sandbox.requests.clear()

    assert isinstance(first, Uploaded)
    assert first.bundle_bytes > len(LONG) > 5 * sent
    assert {"zstd"} == codecs
    assert zipfile.ZIP_STORED == method(tmp_path / "sandbox")
    assert LONG == stored(tmp_path / "sandbox")["~/a.js"][1]
    assert first == upload(client, "web@1", None, root, injected, entries)
    assert [] == chunk_posts(sandbox)


def test_an_older_server_is_sent_deflated_files(
    client: Client, sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """Packing begins before the server has said what it takes, and begins anew then."""
    older(sandbox, client)
    upload(client, "web@1", None, root, Injected((placed(root, "a.js", LONG, MAP),)), entries)

    assert zipfile.ZIP_DEFLATED == method(tmp_path / "sandbox")
    assert LONG == stored(tmp_path / "sandbox")["~/a.js"][1]


def test_a_server_that_takes_no_zstd_any_more_is_sent_another_bundle(
    sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """What a killed run had begun is not gone on with when it would be four times the bytes."""
    injected = Injected((placed(root, "a.js", LONG, MAP),))
    far(sandbox)
    sandbox.faults.add(method="POST", path="chunk-upload", close=True, times=None)
    once = msgspec.structs.replace(connection_to(sandbox), retries=0)
    with Client(once) as client:
        with pytest.raises(ServerUnreachable):
            upload(client, "web@1", None, root, injected, entries)
        older(sandbox, client)
        result = upload(client, "web@1", None, root, injected, entries)

    assert isinstance(result, Uploaded)
    assert zipfile.ZIP_DEFLATED == method(tmp_path / "sandbox")


def test_what_was_begun_by_zstd_is_gone_on_with(
    sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """The chunks of a killed run are the chunks of the next, at whatever level they go."""
    noise = random.Random(5).randbytes(20 * 1024 * 1024)
    injected = Injected((placed(root, "a.js", noise, MAP),))
    far(sandbox)
    sandbox.faults.add(method="POST", path="chunk-upload", times=1)
    sandbox.faults.add(method="POST", path="chunk-upload", close=True, times=None)
    once = msgspec.structs.replace(connection_to(sandbox), retries=0)
    with Client(once) as client:
        with pytest.raises(ServerUnreachable):
            upload(client, "web@1", None, root, injected, entries)
        went_through = len(chunk_posts(sandbox))
        sandbox.faults.clear()
        sandbox.requests.clear()
        result = upload(client, "web@1", None, root, injected, entries)

    assert isinstance(result, Uploaded)
    assert (3, 3 - went_through) == (result.chunks, len(chunk_posts(sandbox)))
    assert zipfile.ZIP_STORED == method(tmp_path / "sandbox")


# Killed


def test_a_killed_upload_goes_on_with_what_is_missing(
    sandbox: Running, tmp_path: Path, root: Path
) -> None:
    """CI jobs are killed at any moment; the next one must neither fail nor begin again."""
    noise = random.Random(3).randbytes(40 * 1024 * 1024)
    injected = Injected((placed(root, "a.js", noise, MAP),))
    (tmp_path / "injected.json").write_bytes(msgspec.json.encode(injected))
    sandbox.faults.add(method="POST", path="chunk-upload", times=2)  # two go through
    sandbox.faults.add(method="POST", path="chunk-upload", times=None, close=True)
    program = (
        "import pathlib, sys, msgspec\n"
        "from buildtools.api.client import Client\n"
        "from buildtools.results import Injected\n"
        "from buildtools.connection import Connection\n"
        "from buildtools.sourcemaps.bundle import entries\n"
        "from buildtools.steps.upload import upload\n"
        "from buildtools.values import Secret\n"
        "url, org, project, token, root, file = sys.argv[1:]\n"
        "client = Client(Connection(url, org, (project,), Secret(token)))\n"
        "known = msgspec.json.decode(pathlib.Path(file).read_bytes(), type=Injected)\n"
        "upload(client, 'web@1', None, pathlib.Path(root), known, entries)\n"
    )
    spool = tmp_path / "spool"
    spool.mkdir()
    arguments = (sandbox.url, sandbox.org, sandbox.project, sandbox.token.reveal())
    first = subprocess.Popen(
        [sys.executable, "-c", program, *arguments, str(root), str(tmp_path / "injected.json")],
        env={**os.environ, "TMPDIR": str(spool)},
        cwd=Path(__file__).resolve().parents[2],
    )
    deadline = time.monotonic() + 60
    while len(chunk_posts(sandbox)) < 2 and first.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)

    assert first.wait(10) == -signal.SIGKILL
    assert 2 == len(chunk_posts(sandbox))
    assert [] == list(spool.iterdir())
    sandbox.faults.clear()
    sandbox.requests.clear()
    with Client(connection_to(sandbox)) as client:
        result = upload(client, "web@1", None, root, injected, entries)

    assert isinstance(result, Uploaded)
    assert (6, "ok") == (result.chunks, result.state)
    assert 4 == len(chunk_posts(sandbox))
    assert noise == stored(tmp_path / "sandbox")["~/a.js"][1]
