"""An upload ends well, sends nothing twice, and says what went wrong where it does not."""

import gzip
import hashlib
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.http.response import Refused
from buildtools.api.models.answers import Assembly, ChunkOptions
from buildtools.api.upload.chunks import Chunk, Chunker, Codec, EncodedChunk, batches
from buildtools.api.upload.protocol import Order, Terms, send
from buildtools.api.upload.throughput import Throughput
from buildtools.connection import Connection
from buildtools.errors import ServerRefused, ServerUnreachable
from buildtools.sandbox.serving import Running, serve
from buildtools.sourcemaps.bundle import zstd
from buildtools.sourcemaps.bundle.artifact_bundle import BundleFile, stream
from buildtools.sourcemaps.bundle.delivery import ChunkList, Receipt
from buildtools.values import Digest

DATA = random.Random(1).randbytes(1_050)
CHUNKS = [DATA[start : start + 100] for start in range(0, len(DATA), 100)]

OPTIONS = ChunkOptions(
    url="/chunks",
    chunk_size=100,
    chunks_per_request=4,
    max_request_size=1000,
    concurrency=3,
    compression=("gzip",),
    accept=("artifact_bundles", "artifact_bundles_v2"),
)
SQUEEZING = msgspec.structs.replace(OPTIONS, compression=("gzip", "zstd"))
"""Sentry since April 2026."""

TEXT = b"".join(b"export const price%d = (cake) => cake.price * %d;\n" % (n, n) for n in range(25))

READERS: dict[Codec, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.decompress,
    "zstd": partial(zstd.decompress, most_bytes=1_000),
}

SILENT = msgspec.structs.replace(OPTIONS, accept=("artifact_bundles",))
"""GlitchTip and Bugsink: they cannot be asked, and have no state after `created`."""


def sha1(data: bytes) -> Digest:
    return Digest(hashlib.sha1(data, usedforsecurity=False).hexdigest())


@dataclass
class Double:
    """A server that keeps chunks, and answers `states` in turn once it has them all.

    `events` are failures to raise or answers to give before that, one for each assemble call.
    """

    options: ChunkOptions = OPTIONS
    states: list[str] = field(default_factory=lambda: ["created", "assembling", "ok"])
    events: list[Exception | Assembly] = field(default_factory=list)
    largest: int | None = None
    forgets: int = 0
    """How many times the chunks get lost after they came."""
    kept: dict[Digest, bytes] = field(default_factory=dict)
    posts: list[list[Digest]] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    """What each bundle was to be put together for."""
    questions: list[tuple[Digest, ...]] = field(default_factory=list)
    """What was asked about, without a bundle to put together."""
    codecs: list[Codec] = field(default_factory=list)
    """Of each request that was taken."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def chunk_options(self) -> ChunkOptions:
        return self.options

    def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None:
        assert options is self.options
        if self.largest is not None and len(chunks) > self.largest:
            raise Refused("too large", status=413, evidence=["answered by nginx"])
        with self.lock:
            self.posts.append([chunk.digest for chunk in chunks])
            self.codecs.append(chunks[0].codec)
            for chunk in chunks:
                raw = READERS[chunk.codec](chunk.body)
                assert chunk.digest == sha1(raw)
                self.kept[chunk.digest] = raw

    def assemble(
        self,
        checksum: Digest,
        chunks: Sequence[Digest],
        projects: Sequence[str],
        version: str | None,
        dist: str | None,
    ) -> Assembly:
        if version is None:
            self.questions.append(tuple(chunks[:-1]))
            missing = tuple(one for one in chunks if one not in self.kept)
            assert missing, "a question must never begin an assembly"
            return Assembly("not_found", missing)
        self.asked.append((tuple(projects), version, dist))
        if self.events:
            event = self.events.pop(0)
            if isinstance(event, Exception):
                raise event
            return event
        if self.kept and self.forgets:
            self.forgets -= 1
            del self.kept[chunks[0]]
        if missing := tuple(one for one in chunks if one not in self.kept):
            return Assembly("not_found", missing)
        assert checksum == sha1(b"".join(self.kept[one] for one in chunks))
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return Assembly(state, (), "bad manifest" if state == "error" else None)


@dataclass
class Walled(Double):
    """A server behind something that refuses requests in zstd."""

    status: int = 400

    def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None:
        if chunks[0].codec == "zstd":
            raise Refused("no", status=self.status, evidence=["blocked by policy"])
        super().upload_chunks(options, chunks)


class Clock:
    """Time that passes only by pausing."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that never makes a test wait."""
    return Clock()


ORDER = Order(("web", "shop"), "web@1", "7", 60)


@dataclass
class Bytes:
    """A bundle that lies there as bytes."""

    pieces: Iterable[bytes]
    known: ChunkList | None = None
    begun: bool = False
    stored: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Return them."""
        return iter(self.pieces)


def terms(clock: Clock, throughput: Throughput | None = None) -> Terms:
    """Send by a clock that never waits."""
    return Terms(throughput=throughput, pause=clock.pause, now=clock.now)


def sent(
    server: Double, clock: Clock, *, wait_seconds: float = 60, known: ChunkList | None = None,
    begun: bool = False,
) -> Receipt:  # fmt: skip
    pieces = [DATA[start : start + 37] for start in range(0, len(DATA), 37)]
    order = msgspec.structs.replace(ORDER, wait_seconds=wait_seconds)
    return send(server, Bytes(pieces, known, begun), order, terms(clock))


def sent_stored(server: Double, clock: Clock) -> Receipt:
    """Send a bundle in which files lie as they are."""
    throughput = Throughput(near=True)
    throughput.answered(1.0, takes_zstd=server.options.takes_zstd)
    return send(server, Bytes([TEXT], stored=True), ORDER, terms(clock, throughput))


def plain(data: bytes) -> EncodedChunk:
    return EncodedChunk(sha1(data), len(data), "plain", data)


WHOLE = ChunkList(sha1(DATA), tuple(sha1(chunk) for chunk in CHUNKS), 1_050)


# What is sent


def test_a_new_bundle_is_sent_whole_and_waited_for(clock: Clock) -> None:
    """An upload that does not wait for `ok` never learns of a later failure."""
    server = Double()
    receipt = sent(server, clock)

    assert Receipt(WHOLE, 11, 1_050, "ok") == receipt
    assert b"".join(server.kept[sha1(chunk)] for chunk in CHUNKS) == DATA
    assert [(("web", "shop"), "web@1", "7")] * 3 == server.asked
    assert [0.15, pytest.approx(0.225)] == clock.pauses


def test_about_a_new_bundle_is_asked_once(clock: Clock) -> None:
    """Where the first chunk is missing the others are; asking would only cost time."""
    server = Double()
    sent(server, clock)

    assert 1 == len(server.questions)


def test_a_bundle_from_elsewhere_sends_nothing(clock: Clock) -> None:
    """Another machine may have uploaded the same build."""
    server = Double()
    sent(server, clock)
    server.posts.clear()
    receipt = sent(server, clock)

    assert [] == server.posts
    assert (0, 0) == (receipt.sent, receipt.bytes_sent)


def test_a_bundle_that_is_known_is_not_even_packed(clock: Clock) -> None:
    """The second upload of a build costs one question."""

    def packed() -> Iterator[bytes]:
        raise AssertionError("packed")
        yield b""

    server = Double(kept={sha1(chunk): chunk for chunk in CHUNKS}, states=["ok"])
    receipt = send(server, Bytes(packed(), WHOLE), ORDER, terms(clock))

    assert Receipt(WHOLE, 0, 0, "ok") == receipt
    assert ([], [], 1) == (server.posts, server.questions, len(server.asked))


def test_what_the_server_lost_of_a_known_bundle_is_sent_again(clock: Clock) -> None:
    """What we remember saves work; what is there the server alone knows."""
    server = Double(kept={sha1(chunk): chunk for chunk in CHUNKS[2:]})
    receipt = sent(server, clock, known=WHOLE)

    assert ("ok", 2) == (receipt.state, receipt.sent)


def test_a_server_that_cannot_be_asked_is_sent_a_known_bundle_again(clock: Clock) -> None:
    """It says `created` to anything, so that only sending everything is sure."""
    assert 11 == sent(Double(SILENT, states=["created"]), clock, known=WHOLE).sent


def test_only_missing_chunks_are_sent(clock: Clock) -> None:
    """A run that was cut off goes on where it stopped, wherever that was."""
    server = Double(kept={sha1(chunk): chunk for chunk in CHUNKS[2:10]})
    receipt = sent(server, clock, begun=True)

    assert {sha1(chunk) for chunk in (*CHUNKS[:2], CHUNKS[10])} == {
        name for post in server.posts for name in post
    }
    assert receipt.sent == 3


def test_requests_stay_within_what_the_server_takes(clock: Clock) -> None:
    """A request over a limit is refused whole, with all its chunks."""
    by_count, by_size = Double(), Double(msgspec.structs.replace(OPTIONS, max_request_size=220))
    sent(by_count, clock)
    sent(by_size, clock)

    assert [3, 4, 4] == sorted(map(len, by_count.posts))
    assert [1, 2, 2, 2, 2, 2] == sorted(map(len, by_size.posts))
    assert all(sum(len(by_size.kept[name]) for name in post) <= 220 for post in by_size.posts)


def test_deflated_bytes_are_not_wrapped_for_nothing(clock: Clock) -> None:
    """A bundle is deflated already; Sentry takes plain parts beside the gzip it names."""
    server = Double()
    receipt = sent(server, clock)

    assert {"plain"} == set(server.codecs)
    assert len(DATA) == receipt.bytes_sent


def test_other_servers_get_the_gzip_they_name_without_a_second_squeeze(clock: Clock) -> None:
    """GlitchTip refuses a plain part; wrapping must cost neither time nor many bytes."""
    server = Double(SILENT, states=["created"])
    receipt = sent(server, clock)

    assert {"gzip"} == set(server.codecs)
    assert len(DATA) < receipt.bytes_sent <= len(DATA) + 11 * 23


def test_a_server_without_compression_gets_plain_chunks(clock: Clock) -> None:
    """An encoding that a server did not offer is answered with 400."""
    server = Double(msgspec.structs.replace(SILENT, compression=()), states=["created"])
    receipt = sent(server, clock)

    assert {"plain"} == set(server.codecs)
    assert len(DATA) == receipt.bytes_sent


def test_files_stored_as_they_are_go_by_zstd_where_it_is_offered(clock: Clock) -> None:
    """What is not compressed in the bundle is on its way, and denser than a bundle can be."""
    server = Double(SQUEEZING)
    receipt = sent_stored(server, clock)

    assert "ok" == receipt.state
    assert {"zstd"} == set(server.codecs)
    assert TEXT == b"".join(server.kept[chunk] for chunk in receipt.contents.chunks)
    assert receipt.bytes_sent < len(TEXT) * 0.8


def test_deflated_files_are_sent_plain_though_zstd_is_offered(clock: Clock) -> None:
    """Who asked for a density in the bundle gets it; twice compressed is time lost."""
    server = Double(SQUEEZING)
    sent(server, clock)

    assert {"plain"} == set(server.codecs)


@pytest.mark.parametrize("status", [400, 415])
def test_where_zstd_is_refused_gzip_goes_through(
    clock: Clock, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """A firewall may not like what a server offers, and nobody can turn that off in a release."""
    caplog.set_level("INFO", "buildtools")
    server = Walled(SQUEEZING, status=status)
    receipt = sent_stored(server, clock)

    assert "ok" == receipt.state
    assert {"gzip"} == set(server.codecs)
    assert receipt.bytes_sent < len(TEXT) * 0.9
    assert "zstd is offered, and refused (blocked by policy)" in caplog.text


def test_without_gzip_they_go_plain_behind_a_firewall(clock: Clock) -> None:
    """What the server does not offer is never tried."""
    server = Walled(msgspec.structs.replace(SQUEEZING, compression=("zstd",)))
    receipt = sent_stored(server, clock)

    assert {"plain"} == set(server.codecs)
    assert len(TEXT) == receipt.bytes_sent


def test_a_refusal_for_another_reason_is_told_as_it_is(clock: Clock) -> None:
    """Trying without zstd must not hide what was wrong."""
    with pytest.raises(Refused, match="no"):
        sent_stored(Walled(SQUEEZING, status=403), clock)


def test_equal_chunks_are_sent_once() -> None:
    """A file of one repeated pattern has equal chunks; one of them is enough."""
    chunk = plain(b"a")
    groups = list(batches([chunk, chunk, plain(b"b")], OPTIONS))

    assert [2] == [len(group) for group in groups]


class Counted(bytes):
    """A body that tells how many of its kind are held."""

    held = 0

    def __new__(cls, data: bytes) -> "Counted":
        """Count one more."""
        cls.held += 1
        return super().__new__(cls, data)

    def __del__(self) -> None:
        """Count one less."""
        Counted.held -= 1


def test_of_a_request_that_was_taken_nothing_is_held() -> None:
    """While the next one is made, the one before may be on its way, or gone already."""
    chunks = (EncodedChunk(sha1(each), len(each), "plain", Counted(each)) for each in CHUNKS)
    held: list[int] = []

    def watched() -> Iterator[EncodedChunk]:
        for chunk in chunks:
            held.append(Counted.held)
            yield chunk
            del chunk

    for batch in batches(watched(), OPTIONS):
        assert len(batch) <= 4
        del batch

    assert [1, 2, 3, 4] * 2 + [1, 2, 3] == held


def test_what_a_chunk_was_made_of_is_not_held_with_it() -> None:
    """A chunk waits until a request has room, and what it was cut from would be as much again."""
    pieces = (Counted(DATA[start : start + 60]) for start in range(0, 600, 60))
    held: list[int] = []

    for chunk in Chunker(OPTIONS).cut(pieces):
        held.append(Counted.held)
        del chunk

    assert [1] * 6 == held


def test_a_request_has_one_codec() -> None:
    """It says so of all its parts; a bundle may turn to another in the middle."""
    one, two = plain(b"a"), plain(b"b")._replace(codec="zstd")

    assert [(one,), (two,)] == list(batches([one, two], OPTIONS))


def test_a_chunk_above_the_request_size_goes_alone() -> None:
    """Servers are configured oddly; trying is better than looping for ever."""
    options = msgspec.structs.replace(OPTIONS, max_request_size=10)
    large = plain(CHUNKS[0])

    assert [(large,)] == list(batches([large], options))
    assert [] == list(batches([], options))


# When somebody says no


def test_a_too_large_request_is_halved(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """A proxy's body limit below the server's own must not stop an upload."""
    server = Double(largest=1)
    caplog.set_level("INFO", "buildtools")
    receipt = sent(server, clock)

    assert receipt.sent == 11
    assert {1} == set(map(len, server.posts))
    assert "answered by nginx" in caplog.text


def test_a_single_chunk_that_is_too_large_ends_the_upload(clock: Clock) -> None:
    """There is nothing smaller than a chunk to try; the answer names who refused."""
    with pytest.raises(Refused) as caught:
        sent(Double(largest=0), clock)
    assert caught.value.status == 413
    assert ("answered by nginx",) == caught.value.evidence


def test_another_refusal_ends_the_upload_at_once(clock: Clock) -> None:
    """Halves, or the next request, of what is not permitted would only hide the reason."""

    class Forbidding(Double):
        def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None:
            self.posts.append([])
            raise Refused("no", status=400)

    server = Forbidding(msgspec.structs.replace(OPTIONS, concurrency=0))
    with pytest.raises(Refused, match="no"):
        sent(server, clock)
    assert len(server.posts) == 1


def test_a_rejected_bundle_says_why(clock: Clock) -> None:
    """The server's own words are the only hint at what is wrong with a bundle."""
    with pytest.raises(ServerRefused, match="could not store the bundle: bad manifest") as caught:
        sent(Double(states=["created", "error"]), clock)
    assert caught.value.exit_code == 30
    assert "10 minutes" in caught.value.remedy
    assert not any("earlier run" in line for line in caught.value.evidence)


def test_a_verdict_on_an_earlier_run_is_called_one(clock: Clock) -> None:
    """A failure sticks for ten minutes: who removes the cause and retries must be told."""
    kept = {sha1(chunk): chunk for chunk in CHUNKS}
    server = Double(kept=kept, events=[Assembly("error")])
    with pytest.raises(ServerRefused, match="it does not say why") as caught:
        sent(server, clock)
    assert any("earlier run" in line for line in caught.value.evidence)


def test_lost_chunks_are_sent_once_more(clock: Clock) -> None:
    """A storage that drops a chunk now and then must not fail a release."""
    server = Double(forgets=1)
    receipt = sent(server, clock)

    assert "ok" == receipt.state
    assert [sha1(CHUNKS[0])] == server.posts[-1]


def test_chunks_lost_again_are_an_error(clock: Clock) -> None:
    """A storage that loses everything would be fed for ever."""
    with pytest.raises(ServerRefused, match="lost the bundle's chunks") as caught:
        sent(Double(forgets=9), clock)
    assert "chunks it misses: 1" in caught.value.evidence


def test_not_found_without_a_missing_chunk_is_an_error(clock: Clock) -> None:
    """Some servers forget a bundle whole; nothing we could send would help."""
    with pytest.raises(ServerRefused, match="lost"):
        sent(Double(events=[Assembly("not_found")]), clock)


def test_a_bundle_above_the_server_limit_is_not_put_together(clock: Clock) -> None:
    """Sentry says so only after two gigabytes went over the wire, and not why."""
    server = Double(msgspec.structs.replace(OPTIONS, max_file_size=1_000))
    with pytest.raises(ServerRefused, match="larger than this server takes"):
        sent(server, clock)
    assert [] == server.asked


def test_an_unknown_hash_is_refused(clock: Clock) -> None:
    """Chunks under wrong names would all be refused one by one."""
    with pytest.raises(ServerRefused, match="sha512"):
        sent(Double(msgspec.structs.replace(OPTIONS, hash_algorithm="sha512")), clock)


# Waiting


def test_waiting_has_an_end(clock: Clock) -> None:
    """A stuck server must not hold a CI job for ever; the message says how to go on."""
    with pytest.raises(ServerUnreachable, match="still “assembling” after 20 s") as caught:
        sent(Double(states=["assembling"]), clock, wait_seconds=20)
    assert caught.value.exit_code == 31
    assert "run the step again" in caught.value.remedy
    assert 20 == pytest.approx(clock.seconds)
    assert max(clock.pauses) == 2.0


@pytest.mark.parametrize("options", [OPTIONS, SILENT], ids=["asked", "not asked"])
def test_slow_sending_takes_nothing_off_the_wait(clock: Clock, options: ChunkOptions) -> None:
    """On a slow link an upload may take longer than the server is waited for."""

    class Slow(Double):
        def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None:
            super().upload_chunks(options, chunks)
            clock.seconds += 100

    assert "ok" == sent(Slow(options, states=["assembling", "ok"]), clock).state


def test_the_server_may_shorten_the_wait(clock: Clock) -> None:
    """`maxWait` tells that the state is not worth asking for any longer."""
    server = Double(msgspec.structs.replace(OPTIONS, max_wait=3.0), states=["created"])
    with pytest.raises(ServerUnreachable, match="after 3 s"):
        sent(server, clock)


def test_a_gateway_that_gives_up_is_asked_again(clock: Clock) -> None:
    """Assembling a large bundle outlasts many gateways: ask again, send nothing again."""
    server = Double(
        kept={sha1(chunk): chunk for chunk in CHUNKS},
        events=[Refused("gateway", status=504), ServerUnreachable("timed out")],
    )
    receipt = sent(server, clock)

    assert "ok" == receipt.state
    assert [] == server.posts


def test_a_server_that_stays_away_ends_the_wait(clock: Clock) -> None:
    """After the time is up, what the network said is what the user should read."""
    server = Double(events=[ServerUnreachable("nobody there")] * 99)
    with pytest.raises(ServerUnreachable, match="nobody there"):
        sent(server, clock)


def test_a_server_without_room_ends_the_wait_at_once(clock: Clock) -> None:
    """Nobody makes room while we wait, and the transport has tried several times already."""
    server = Double(events=[Refused("the disk is full", status=507)] * 99)
    with pytest.raises(Refused, match="the disk is full"):
        sent(server, clock)
    assert [] == clock.pauses


def test_a_refused_question_is_not_asked_again(clock: Clock) -> None:
    """A wrong project will not become right by waiting."""
    server = Double(events=[Refused("unknown project", status=400)])
    with pytest.raises(Refused, match="unknown project"):
        sent(server, clock)
    assert [] == clock.pauses


# Servers that cannot be asked


def test_a_server_that_cannot_be_asked_gets_every_chunk_first(clock: Clock) -> None:
    """GlitchTip says `created` to anything: who asks first sends nothing and reports success."""
    server = Double(SILENT, states=["created"])
    receipt = sent(server, clock)

    assert ("created", 11) == (receipt.state, receipt.sent)
    assert 1 == len(server.asked)


def test_such_a_server_is_sent_lost_chunks_once(clock: Clock) -> None:
    """Bugsink does say what it misses, after the fact."""
    server = Double(SILENT, states=["created"], forgets=1)

    assert 12 == sent(server, clock).sent


# Chunks


@pytest.mark.parametrize("size", [1, 99, 100, 101, 200, 1_050])
def test_chunks_are_cut_at_multiples_whatever_the_pieces(size: int) -> None:
    """Servers refuse chunks of another size, and another cut would resume nothing."""
    cuts = []
    for step in (1, 7, 100, 250, 5_000):
        pieces = (DATA[:size][start : start + step] for start in range(0, size, step))
        cutter = Chunker(OPTIONS)
        cuts.append((list(cutter.cut(pieces)), cutter.contents()))

    wanted = [DATA[:size][start : start + 100] for start in range(0, size, 100)]
    chunks = [Chunk(sha1(chunk), chunk) for chunk in wanted]
    contents = ChunkList(sha1(DATA[:size]), tuple(map(sha1, wanted)), size)
    assert [(chunks, contents)] * 5 == cuts


# On a real wire


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """A Sentry-compatible server of our own."""
    with serve(tmp_path / "sandbox") as running:
        yield running


def test_the_sandbox_stores_what_we_send(sandbox: Running, clock: Clock) -> None:
    """Both sides of the wire are written twice, so that they can disagree."""
    debug_id = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
    big = random.Random(2).randbytes(9 * 1024 * 1024)
    files = [
        BundleFile("~/a.js", "minified_source", {"debug-id": debug_id}, lambda: big),
        BundleFile("~/a.js.map", "source_map", {"debug-id": debug_id}, lambda: b"{}"),
    ]
    connection = Connection(
        url=sandbox.url, org=sandbox.org, projects=(sandbox.project,), token=sandbox.token
    )
    bundle = stream(files, org=sandbox.org, project=sandbox.project, release="web@1", dist=None)
    with Client(connection) as client:
        receipts = [
            send(client, Bytes(bundle), Order(connection.projects, "web@1", None, 30))
            for _ in range(2)
        ]
        (stored,) = client.bundles(sandbox.project, debug_id)

    assert [("ok", 2), ("ok", 0)] == [(one.state, one.sent) for one in receipts]
    assert bundle.debug_id == stored.bundle_id
