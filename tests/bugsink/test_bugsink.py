"""A release to a real Bugsink 2.6.1: what it has is used, what it lacks is said.

Our sandbox could be wrong in the same way as our client; Bugsink cannot. That frames resolve is
read from what Bugsink itself shows, and held against the shop's sources. Its function names are
those of the callee, so only files, lines and source text are judged.
"""

import json
import random
import re
import time
import uuid
from collections.abc import Sequence
from typing import Literal, NamedTuple

import pytest

from buildtools.api import test_event
from buildtools.api.client import Client
from buildtools.api.http.response import Refused
from buildtools.api.http.transport import Transport
from buildtools.api.models.answers import Assembly
from buildtools.api.models.probe_event import ProbeFrame, probe_event
from buildtools.api.upload.protocol import Order, Terms, send
from buildtools.connection import Connection
from buildtools.errors import ServerUnreachable
from buildtools.ledger import decode
from buildtools.results import Injected, Uploaded
from buildtools.sourcemaps.bundle import entries
from buildtools.steps.upload import upload
from buildtools.values import Digest, Secret
from tests.api.test_upload import Bytes
from tests.bugsink.bugsink_server import Bugsink, Project, Shown
from tests.stories.shopping import Shop

pytestmark = pytest.mark.bugsink

SITE = "https://www.example.com/static"


class Place(NamedTuple):
    """Somewhere in a built script, found by its text, and the source it was made of."""

    script: str
    code_file: str
    """What a stack calls the script."""
    text: str
    source: str
    original: str
    """The line of the source."""
    platform: Literal["javascript", "node"] = "javascript"


CART = Place(
    "out/web/chunk-R6QZX3VN.js",
    f"{SITE}/chunk-R6QZX3VN.js",
    "throw new RangeError",
    "src/cart.ts",
    "throw new RangeError(`${line.name} has a negative price`);",
)
PLACES = {
    "a class in a shared chunk": CART,
    "a call in the page": Place(
        "out/web/page.js",
        f"{SITE}/page.js",
        "document.title=",
        "src/page.ts",
        "document.title = checkout(cart);",
    ),
    "a lazily loaded chunk": Place(
        "out/web/receipt-GDOZV2CS.js",
        f"{SITE}/receipt-GDOZV2CS.js",
        "throw new Error(",
        "src/receipt.ts",
        'throw new Error("too much for one receipt");',
    ),
    "a loop on the server": Place(
        "out/server/server.js",
        "app:///server/server.js",
        "JSON.parse(t)",
        "src/server.ts",
        "for (const line of JSON.parse(text)) {",
        "node",
    ),
    "a function on the server": Place(
        "out/server/server.js",
        "app:///server/server.js",
        'throw new Error("the cart is empty")',
        "src/cart.ts",
        'throw new Error("the cart is empty");',
        "node",
    ),
}


# --- what is asked of both


def raw(shop: Shop, place: Place) -> Shown:
    """Where a browser would say the place is: counted in the script as it would be deployed."""
    before = (shop.root / place.script).read_text().partition(place.text)[0]
    return Shown(place.code_file, before.count("\n") + 1, "")


def original(shop: Shop, place: Place) -> Shown:
    """Where the place is in the source, found by reading it; maps name it from their own folder."""
    lines = [line.strip() for line in (shop.root / place.source).read_text().splitlines()]
    return Shown(f"../../{place.source}", lines.index(place.original) + 1, place.original)


def carried_id(shop: Shop, place: Place) -> str:
    """The debug ID that the script itself carries."""
    found = re.search(r"debugId=([0-9a-f-]{36})", (shop.root / place.script).read_text())
    assert found
    return found[1]


def connection(bugsink: Bugsink, project: Project) -> Connection:
    return Connection(bugsink.url, "acme", (project.slug,), Secret(bugsink.token), project.dsn)


def shown(
    bugsink: Bugsink, project: Project, shop: Shop, place: Place, debug_id: str
) -> list[Shown]:
    """Send an event with one raw frame, and give what Bugsink shows of it."""
    before = (shop.root / place.script).read_text().partition(place.text)[0]
    column = len(before.rpartition("\n")[2]) + 1
    frame = ProbeFrame(place.code_file, raw(shop, place).line, column, debug_id=debug_id)
    event = probe_event(
        [frame],
        event_id=uuid.uuid4().hex,
        timestamp=time.time(),
        release="shop@1.4.0",
        environment="production",
        platform=place.platform,
    )
    with Transport(connection(bugsink, project)) as transport:
        test_event.send(project.dsn, event, transport)
    return bugsink.frames(project, event["event_id"])


# --- the release


def test_a_release_says_what_bugsink_lacks(shop: Shop) -> None:
    """It ends well, and nothing that was not done is called done."""
    ended = shop.invoke("release", "--json")
    lines = {line["step"]: line for line in ended.json["lines"]}
    skipped = [step for step, line in lines.items() if line["state"] == "skipped"]

    assert ended.code == 0, ended.err
    assert ["create", "set-commits", "finalize"] == skipped
    assert all(lines[step]["words"].startswith("Bugsink ") for step in skipped)
    assert "created" == shop.ledger("production")["entries"]["upload"]["outcome"]["state"]
    assert ["done"] * 4 == [line["state"] for line in lines.values() if line["step"] not in skipped]


TRIED_ON_DISK = ("pairs", "positions", "judged")


def test_the_proof_counts_what_was_tried_and_names_what_was_not(shop: Shop) -> None:
    """On disk everything is tried; of the server's part nothing is, and none of it is counted."""
    assert shop.invoke("release").code == 0
    proof = shop.ledger("production")["entries"]["verify"]["outcome"]["proof"]
    counts = proof["counts"]

    told = {f"{kind} {what}" for kind in ("browser", "node") for what in TRIED_ON_DISK}
    assert told == set(counts)
    assert (3, 1) == (counts["browser pairs"], counts["node pairs"])
    assert min(counts["browser positions"], counts["node positions"]) > 100
    assert ["listing", "look_up", "test events"] == [each["subject"] for each in proof["findings"]]
    assert all(each["code"] == "not-offered" for each in proof["findings"])
    assert all(each["sentence"].startswith("Bugsink ") for each in proof["findings"])


def test_the_screen_never_calls_it_finalized(shop: Shop) -> None:
    """The last line is the one that is read; here finalize was skipped."""
    ended = shop.invoke("release")

    assert ended.out.splitlines()[-1] == (
        "  ended      skipped: create, set-commits, finalize; not tried: listing, look-up,"
        " test events"
    )
    assert "nothing is left" not in ended.out
    assert "finalized" not in ended.out
    assert "every step is done" not in ended.out + shop.invoke("status").out


# --- the proof that verify cannot have here


@pytest.mark.parametrize("name", PLACES)
def test_a_frame_comes_back_as_its_original(
    bugsink: Bugsink, project: Project, shop: Shop, name: str
) -> None:
    """The promise, kept on a server that we did not write: file, line and the very source text."""
    assert shop.invoke("release").code == 0
    place = PLACES[name]
    (frame,) = shown(bugsink, project, shop, place, carried_id(shop, place))

    assert original(shop, place) == frame


def test_a_debug_id_that_was_never_uploaded_stays_raw(
    bugsink: Bugsink, project: Project, shop: Shop
) -> None:
    """The control: neither release nor URL resolves a frame here, only its debug ID does."""
    assert shop.invoke("release").code == 0
    (frame,) = shown(bugsink, project, shop, CART, str(uuid.uuid4()))

    assert raw(shop, CART) == frame


def test_another_project_resolves_nothing(bugsink: Bugsink, shop: Shop) -> None:
    """The control for the other tests here: each resolves by its own upload, by no earlier one."""
    assert shop.invoke("release").code == 0
    other = bugsink.project("nothing was uploaded here")
    (frame,) = shown(bugsink, other, shop, CART, carried_id(shop, CART))

    assert raw(shop, CART) == frame


# --- uploads


def test_a_second_release_sends_everything_again(
    bugsink: Bugsink, project: Project, shop: Shop
) -> None:
    """Bugsink deletes chunks once they are assembled, and calls the bundle not found."""
    first, second = shop.invoke("release"), shop.invoke("release")
    (frame,) = shown(bugsink, project, shop, CART, carried_id(shop, CART))

    assert (0, 0) == (first.code, second.code), first.err + second.err
    assert all("in 1 chunk(s), of which 1 were sent" in each.err for each in (first, second))
    assert original(shop, CART) == frame


def test_a_bundle_of_several_chunks_is_put_together(
    bugsink: Bugsink, project: Project, shop: Shop
) -> None:
    """Bugsink takes 2 MiB at a time, one chunk a request."""
    place = PLACES["a lazily loaded chunk"]
    source, file = shop.root / place.source, shop.root / "made/web/receipt-GDOZV2CS.js.map"
    with source.open("a") as end:
        end.write(f"// {random.Random(7).randbytes(5 << 20).hex()}\n")
    map_ = json.loads(file.read_text()) | {"sourcesContent": [source.read_text()]}
    file.write_text(json.dumps(map_))
    ended = shop.invoke("release")
    assert ended.code == 0, ended.err
    (frame,) = shown(bugsink, project, shop, place, carried_id(shop, place))

    assert shop.ledger("production")["entries"]["upload"]["outcome"]["bundles"][0]["chunks"] > 2
    assert original(shop, place) == frame


class Forgetful(Client):
    """A client whose first answer on the bundle is lost on the way, after the server has worked."""

    lost = False

    def assemble(
        self,
        checksum: Digest,
        chunks: Sequence[Digest],
        projects: Sequence[str],
        version: str | None,
        dist: str | None,
    ) -> Assembly:
        answer = super().assemble(checksum, chunks, projects, version, dist)
        if not self.lost:
            self.lost = True
            raise ServerUnreachable(f"{answer.state} was said, and nobody heard it")
        return answer


def test_an_answer_lost_on_the_way_is_no_failure(
    bugsink: Bugsink, project: Project, shop: Shop
) -> None:
    """Asked again, Bugsink misses every chunk of the bundle that it has just stored."""
    assert shop.invoke("release", "--through=inject").code == 0
    ledger = decode((shop.root / ".buildtools/production.json").read_bytes())
    injected = ledger.entries["inject"].outcome
    assert isinstance(injected, Injected)
    with Forgetful(connection(bugsink, project)) as client:
        done = upload(
            client, "shop@1.4.0", None, shop.root, injected, entries, pause=lambda _: None
        )
    (frame,) = shown(bugsink, project, shop, CART, carried_id(shop, CART))

    assert isinstance(done, Uploaded)
    assert (True, "created") == (client.lost, done.state)
    assert original(shop, CART) == frame


# --- refusals


def test_a_wrong_token_is_not_authenticated(bugsink: Bugsink, project: Project, shop: Shop) -> None:
    """Bugsink says it in words of its own; the exit code is that of any server."""
    ended = shop.invoke("release", SENTRY_AUTH_TOKEN="0" * 40)
    (frame,) = shown(bugsink, project, shop, CART, carried_id(shop, CART))

    assert ended.code == 10
    assert "the server said: Invalid token" in ended.err
    assert "SENTRY_AUTH_TOKEN" in ended.err
    assert raw(shop, CART) == frame


def test_an_unknown_project_is_named(shop: Shop) -> None:
    """Bugsink's advice is for another client, so the setting to correct is ours to name."""
    ended = shop.invoke("release", SENTRY_PROJECT="unknown")

    assert ended.code == 30
    assert "Unknown project(s): unknown" in ended.err
    assert "server.projects (SENTRY_PROJECT)" in ended.err
    assert "upload       FAILED" in ended.out
    assert "next       invoke release --from=upload --env=production" in ended.out


def test_a_broken_bundle_is_an_error_that_says_why(bugsink: Bugsink, project: Project) -> None:
    """Bugsink answers 500 with a text; a receipt would be the worst answer of all."""
    with Client(connection(bugsink, project)) as client, pytest.raises(Refused) as refused:
        send(
            client,
            Bytes([b"this is no archive"]),
            Order(projects=(project.slug,), version="shop@1.4.0", dist=None, wait_seconds=30),
            Terms(pause=lambda _: None),
        )

    assert refused.value.status == 500
    assert "File is not a zip file" in str(refused.value)


def test_the_token_is_in_no_log(bugsink: Bugsink, shop: Shop) -> None:
    """It is 40 hex digits, which look like nothing secret: only who knows it can hide it."""
    told = [
        shop.invoke("release", SENTRY_LOG_LEVEL="debug"),
        shop.invoke("release", SENTRY_LOG_LEVEL="debug", SENTRY_PROJECT="unknown"),
    ]

    assert [0, 30] == [each.code for each in told]
    assert not [each for each in told if bugsink.token in each.out + each.err]
