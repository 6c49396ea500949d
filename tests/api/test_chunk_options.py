"""What a server says of uploads is checked before one begins, field by field."""

from typing import TYPE_CHECKING, Any

import pytest

from buildtools.api.client import Client
from buildtools.api.http.urls import upload_url
from buildtools.errors import ServerRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.conftest import Scripted, ScriptedServer

    Answer = Callable[..., Scripted]

SENTRY = {
    "url": "/api/0/organizations/acme/chunk-upload/",
    "chunkSize": 8388608,
    "chunksPerRequest": 64,
    "maxRequestSize": 33554432,
    "maxFileSize": 2147483648,
    "concurrency": 8,
    "hashAlgorithm": "sha1",
    "compression": ["gzip"],
    "accept": ["artifact_bundles_v2"],
}
BUGSINK = SENTRY | {"chunkSize": 2097152, "maxRequestSize": 2097152, "chunksPerRequest": 1}
GLITCHTIP = SENTRY | {"chunkSize": 33554432, "chunksPerRequest": 1, "concurrency": 1}


@pytest.mark.parametrize("options", [SENTRY, BUGSINK, GLITCHTIP, SENTRY | {"maxWait": 60}])
def test_what_known_servers_say_can_be_followed(
    client: Client, scripted: "ScriptedServer", answer: "Answer", options: dict[str, Any]
) -> None:
    """The control."""
    scripted.say(answer(json=options))

    assert options["chunkSize"] == client.chunk_options().chunk_size


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("chunkSize", value) for value in (0, -1, 1, 2**40, 2**63, 10**30)),
        *(("chunksPerRequest", value) for value in (0, -5, 10**12)),
        *(("maxRequestSize", value) for value in (0, -1, 8388607)),
        *(("concurrency", value) for value in (0, -1, 10**9)),
        *(("hashAlgorithm", value) for value in ("sha256", "", "x" * 9000)),
        *(("maxFileSize", value) for value in (0, -1)),
        *(("maxWait", value) for value in (-1, -0.5)),
        ("url", ""),
        ("url", "sentry.acme.example/api/0/organizations/acme/chunk-upload/"),
        ("url", "https://other.example/api/0/organizations/acme/chunk-upload/"),
        ("url", "//other.example/api/0/organizations/acme/chunk-upload/"),
        ("url", "ftp://127.0.0.1/"),
        ("url", "https://\x1b[2J.example/" + "x" * 9000),
        ("url", "http://127.0.0.1:port/"),
        ("url", "http://[broken/"),
        ("chunkSize", "8388608"),
        ("chunkSize", None),
        ("accept", "artifact_bundles"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_no_upload_can_follow_is_refused_by_name(
    client: Client, scripted: "ScriptedServer", answer: "Answer", field: str, value: object
) -> None:
    """A chunk size of nothing was cut for ever."""
    scripted.say(answer(json=SENTRY | {field: value}))
    with pytest.raises(ServerRefused) as caught:
        client.chunk_options()

    told = "\n".join(caught.value.lines())
    assert 30 == caught.value.exit_code
    assert field in told or "server told" in told
    assert caught.value.remedy
    assert len(told) < 900
    assert "\x1b" not in told


def test_all_faults_are_told_together(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Whoever corrects the server wants to do it once."""
    scripted.say(answer(json=SENTRY | {"chunkSize": 0, "concurrency": 0}))
    with pytest.raises(ServerRefused, match="2 fields") as caught:
        client.chunk_options()

    assert ("chunkSize is 0: expected 1024 to 268435456 bytes", "concurrency is 0") == (
        caught.value.evidence[0],
        caught.value.evidence[1].partition(":")[0],
    )


def test_an_address_without_its_scheme_has_the_servers() -> None:
    """That is what `//` in front of a host means."""
    assert "https://s.example/x/" == upload_url("https://s.example", "//s.example/x/")
