"""Chunks and their assembly, with every state a client may meet."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from buildtools.sandbox.assembly import STATE_LIFE_SECONDS
from buildtools.sandbox.bundle_file import BadBundle, read_contents
from buildtools.sandbox.store import CHUNK_LIFE_SECONDS
from buildtools.sandbox.upload_views import CHUNK_BYTES, CHUNKS_PER_REQUEST
from buildtools.sourcemaps.bundle import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Clock, Made

BUNDLES = "files/artifact-bundles/"


def test_options_lead_back_to_the_address_that_was_asked(sandbox: Running, api: Api) -> None:
    """No URL is stored: the port is another one tomorrow."""
    options = api.get(api.org("chunk-upload/")).json()

    assert f"{sandbox.url}/api/0/organizations/sandbox/chunk-upload/" == options["url"]
    assert {"artifact_bundles", "artifact_bundles_v2"} <= set(options["accept"])
    assert "sha1" == options["hashAlgorithm"]


@pytest.mark.parametrize("field", ["file", "file_gzip"])
def test_chunks_are_taken_plain_or_packed(api: Api, field: str) -> None:
    """Success is an empty body, and the chunks are no longer missing."""
    answer = api.send_chunks(b"one", b"two", field=field)

    assert (200, b"") == (answer.status_code, answer.content)
    assert "created" == api.assemble(b"one", b"two").json()["state"]


CODECS = {"gzip": gzip.compress, "zstd": partial(zstd.compress, level=3)}


@pytest.mark.parametrize(("codec", "write"), CODECS.items(), ids=CODECS)
def test_a_request_may_say_that_its_parts_are_packed(
    api: Api, codec: str, write: Callable[[bytes], bytes]
) -> None:
    """The newer way: Content-Encoding speaks of each part, not of the body."""
    files = [("file", (hashlib.sha1(b"one").hexdigest(), write(b"one")))]
    coded = {"Content-Encoding": codec}
    path = api.org("chunk-upload/")

    assert 200 == api.call("POST", path, files=files, headers=coded).status_code
    assert "created" == api.assemble(b"one").json()["state"]


def test_a_request_without_parts_is_fine(api: Api) -> None:
    """As on Sentry."""
    assert 200 == api.call("POST", api.org("chunk-upload/")).status_code


ZSTD = {"Content-Encoding": "zstd"}


def _parts(name: str, content: bytes, count: int = 1) -> list[tuple[str, tuple[str, bytes]]]:
    return [(name, (hashlib.sha1(content).hexdigest(), content))] * count


@pytest.mark.parametrize(
    ("files", "headers", "why"),
    [
        ([("file", ("0" * 40, b"x"))], {}, "Checksum mismatch"),
        (_parts("file_gzip", b"not gzip"), {}, "Invalid gzip data"),
        (_parts("file", b"not zstd"), ZSTD, "Invalid zstd data"),
        (_parts("file", b"x" * (CHUNK_BYTES + 1)), {}, "Chunk size too large"),
        (_parts("file", zstd.compress(b"x" * (CHUNK_BYTES + 1), 3)), ZSTD, "Chunk size too large"),
        (_parts("file_gzip", gzip.compress(b"x" * (CHUNK_BYTES + 1))), {}, "Chunk size too large"),
        (_parts("file", b"x", CHUNKS_PER_REQUEST + 1), {}, "Too many chunks"),
        (_parts("file", b"x" * CHUNK_BYTES, 5), {}, "Request too large"),
        (_parts("file", b"x"), {"Content-Encoding": "br"}, "Unsupported Content-Encoding: br"),
        (
            _parts("file_gzip", b"x"),
            {"Content-Encoding": "gzip"},
            "Content-Encoding cannot be combined with file_gzip",
        ),
    ],
    ids=["checksum", "gzip", "zstd", "size", "zstd bomb", "bomb", "count", "sum", "codec", "both"],
)
def test_a_broken_request_leaves_no_chunk(
    api: Api, files: list[Any], headers: dict[str, str], why: str
) -> None:
    """Either all chunks of a request are kept or none, and the reason is told as `error`."""
    answer = api.call("POST", api.org("chunk-upload/"), files=files, headers=headers)

    assert (400, {"error": why}) == (answer.status_code, answer.json())
    assert "not_found" == api.assemble(b"x").json()["state"]


def test_assembly_goes_from_not_found_to_ok(api: Api, made: type[Made]) -> None:
    """Missing chunks are named; once they are there the bundle is made and listed."""
    bundle = made.bundle()
    head, tail = bundle[:100], bundle[100:]
    api.send_chunks(head)
    asked = api.assemble(head, tail).json()
    api.send_chunks(tail)
    answered = api.assemble(head, tail).json()

    assert {"state": "not_found", "missingChunks": [hashlib.sha1(tail).hexdigest()]} == asked
    assert {"state": "created", "missingChunks": []} == answered
    assert {"state": "ok", "detail": None, "missingChunks": []} == api.upload(bundle)
    assert 1 == len(api.get(api.project(BUNDLES)).json())


def test_nothing_to_assemble_is_not_found(api: Api) -> None:
    """An unknown checksum without chunks misses nothing and still is not there."""
    assert {"state": "not_found", "missingChunks": []} == api.assemble().json()


@pytest.mark.parametrize(
    "change",
    [
        {"checksum": "x"},
        {"chunks": ["A" * 40]},
        {"chunks": "a"},
        {"projects": []},
        {"projects": ["nobody"]},
        {"version": "a/b"},
        {"dist": 3},
        {"more": 1},
    ],
    ids="-".join,
)
def test_a_request_that_is_not_one_is_refused(api: Api, change: dict[str, Any]) -> None:
    """Each is a mistake of a client that Sentry would refuse, too."""
    answer = api.assemble(b"one", **change)

    assert (400, ["error"]) == (answer.status_code, list(answer.json()))


def test_a_dist_needs_a_release(api: Api) -> None:
    """Refused once; asked again Sentry says `created` until the mark is old, and so do we."""
    api.send_chunks(b"one")
    answers = [api.assemble(b"one", dist="3") for _ in range(2)]

    assert [400, 200] == [answer.status_code for answer in answers]
    assert "created" == answers[1].json()["state"]


def test_an_error_sticks_for_ten_minutes(api: Api, clock: Clock) -> None:
    """A client that only tries again hears the same; later the assembly is tried anew."""
    first = api.upload(b"not a bundle")
    again = api.assemble(b"not a bundle").json()
    clock.ahead = STATE_LIFE_SECONDS + 1
    later = api.assemble(b"not a bundle").json()

    assert "error" == first["state"]
    assert first == again
    assert "created" == later["state"]


def test_chunks_are_forgotten_after_a_day(api: Api, clock: Clock) -> None:
    """An interrupted upload that is resumed next week has to send them again."""
    api.send_chunks(b"one")
    clock.ahead = CHUNK_LIFE_SECONDS + 60

    assert "not_found" == api.assemble(b"one").json()["state"]


def test_the_whole_is_checked_as_well(api: Api, made: type[Made]) -> None:
    """Good chunks in a wrong order are not the file that was announced."""
    bundle = made.bundle()
    head, tail = bundle[:100], bundle[100:]
    api.send_chunks(head, tail)
    checksum = hashlib.sha1(bundle).hexdigest()
    for _ in range(500):
        answer = api.assemble(tail, head, checksum=checksum).json()
        if answer["state"] == "error":
            break

    assert "Reported checksum mismatch" == answer["detail"]


@pytest.mark.parametrize(
    ("manifest", "detail"),
    [
        ({"org": "other"}, "organization of the manifest"),
        ({"files": []}, "has no files"),
        ({"files": {"gone": {"type": "source", "url": "~/x"}}}, "not in the bundle: gone"),
        ({"files": {"../x": {"type": "source", "url": "~/x"}}}, "outside the bundle: ../x"),
        ({"files": {"/etc/x": {"type": "source", "url": "~/x"}}}, "outside the bundle: /etc/x"),
        ({"files": {"manifest.json": {"type": "source"}}}, "no URL for manifest.json"),
        ({"files": {"manifest.json": {"type": "x", "url": "~/x"}}}, "no known type"),
        (
            {"files": {"manifest.json": {"type": "source", "url": "~/x"}}},
            "neither debug IDs nor a release",
        ),
    ],
    ids=["org", "files", "gone", "up", "root", "url", "type", "nothing"],
)
def test_a_bundle_is_really_checked(
    api: Api, made: type[Made], manifest: dict[str, Any], detail: str
) -> None:
    """What is refused here would be refused there, and nothing of it is listed."""
    answer = api.upload(made.bundle(manifest=manifest))

    assert "error" == answer["state"]
    assert detail in answer["detail"]
    assert [] == api.get(api.project(BUNDLES)).json()


def test_a_damaged_file_is_noticed(api: Api, made: type[Made]) -> None:
    """The archive's own checksums are looked at."""
    bundle = bytearray(made.bundle())
    at = bundle.index(b"a.js") + 10
    bundle[at] ^= 0xFF

    assert "error" == api.upload(bytes(bundle))["state"]


def test_a_bundle_without_header_or_id_is_taken(api: Api, made: type[Made]) -> None:
    """Newer clients send a plain archive; without a readable id the server makes one."""
    bundle = made.bundle(header=b"", manifest={"debug_id": None, "org": None})
    first, second = api.upload(bundle), api.get(api.project(BUNDLES)).json()

    assert "ok" == first["state"]
    assert hashlib.sha1(bundle).hexdigest()[:8] == second[0]["bundleId"][:8]


def test_another_version_of_the_header_is_refused(api: Api, made: type[Made]) -> None:
    """We do not guess at a format that we do not know."""
    answer = api.upload(made.bundle(header=b"SYSB\x09\x00\x00\x00"))

    assert "not supported" in answer["detail"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, made: type[Made]) -> None:
    """The sum of the declared sizes is what counts."""
    path = tmp_path / "bundle"
    path.write_bytes(made.bundle())
    whole = sum(entry.bytes for entry in read_contents(path).entries)

    with pytest.raises(BadBundle, match="more than is allowed"):
        read_contents(path, unpacked_bytes=whole)


def test_a_release_in_the_manifest_is_enough(api: Api, made: type[Made]) -> None:
    """The request's own wins when it has one."""
    files = made.files(None)
    manifest = {"release": "web@m", "dist": "1"}
    api.upload(made.bundle(files, manifest=manifest))
    api.upload(made.bundle(files, manifest=manifest), version="web@r")
    listed = api.get(api.project(BUNDLES)).json()

    assert [
        [{"release": "web@r", "dist": None}],
        [{"release": "web@m", "dist": "1"}],
    ] == [one["associations"] for one in listed]


def test_the_same_bundle_for_two_releases_is_one_bundle(api: Api, made: type[Made]) -> None:
    """Associations are a set: the second upload adds to it."""
    bundle_id = "610b4dbe-707e-548b-a2ca-7eaef3cdd462"
    for number, release in enumerate(("web@1", "web@2", "web@2")):
        note = {"debug_id": bundle_id, "note": str(number)}
        api.upload(made.bundle(manifest=note), version=release)
    (listed,) = api.get(api.project(BUNDLES)).json()

    assert bundle_id == listed["bundleId"]
    assert ["web@1", "web@2"] == [one["release"] for one in listed["associations"]]
    assert 2 == listed["fileCount"]


@pytest.mark.parametrize("state", ["assembling", "created", "error"])
def test_an_assembly_can_be_made_to_stick(
    sandbox: Running, api: Api, made: type[Made], state: Any
) -> None:
    """How a client waits, and gives up, can only be tested with a server that misbehaves."""
    bundle = made.bundle()
    sandbox.faults.stick(state, "on order")
    missing = api.assemble(bundle).json()
    api.send_chunks(bundle)
    stuck = api.assemble(bundle).json()
    sandbox.faults.clear()

    assert "not_found" == missing["state"]
    assert {"state": state, "detail": "on order", "missingChunks": []} == stuck
    assert "ok" == api.upload(bundle)["state"]


def test_a_manifest_must_be_json(api: Api, made: type[Made]) -> None:
    """An archive alone is no bundle."""
    bundle = made.bundle().replace(b"manifest.json", b"manifest.jsoff")
    broken = made.bundle(manifest={"files": {}}).replace(b"manifest.json", b"manifest-json")

    assert "error" == api.upload(bundle)["state"]
    assert "no valid manifest.json" in api.upload(broken)["detail"]
    assert json.loads(api.get(api.project(BUNDLES)).text) == []
