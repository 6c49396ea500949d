"""A look asks each thing once, and asks nobody again who did not answer."""

import pytest

from buildtools.api.http.asked_once import AskedOnce
from buildtools.api.http.connection_errors import Unreachable
from buildtools.api.http.request import Request
from buildtools.api.http.response_limits import Limits
from buildtools.connection import Connection
from buildtools.errors import ServerUnreachable
from tests.api.conftest import Scripted, ScriptedServer


def test_an_answer_is_kept_whatever_it_says(
    connection: Connection, scripted: ScriptedServer
) -> None:
    """A refusal is an answer too; another question is another one."""
    scripted.always(Scripted(503, json={"detail": "ill"}))
    with AskedOnce(connection) as transport:
        first = transport.answer(Request("GET", "a/"))
        again = transport.answer(Request("GET", "a/"))
        transport.answer(Request("GET", "a/", params={"page": 2}))
        transport.answer(Request("GET", "b/"))

    assert first is again
    assert first.status == 503
    assert ["GET /a/", "GET /a/", "GET /b/"] == scripted.asked()


def test_what_changes_something_is_never_kept(
    connection: Connection, scripted: ScriptedServer
) -> None:
    """Nobody who looks does such a thing; who does gets what was answered."""
    scripted.always(Scripted(json={}))
    with AskedOnce(connection) as transport:
        for _ in range(2):
            transport.answer(Request.of_json("POST", "a/", {}))

    assert ["POST /a/"] * 2 == scripted.asked()


def test_who_did_not_answer_is_not_asked_again(
    connection: Connection, scripted: ScriptedServer
) -> None:
    """What is known stays known; all other questions fail in the same way, at once."""
    scripted.say(Scripted(json={"known": True}), Scripted(drop=True))
    with AskedOnce(connection, Limits(seconds=5.0, connect_seconds=5.0)) as transport:
        transport.answer(Request("GET", "a/"))
        for where in ("b/", "c/"):
            with pytest.raises(ServerUnreachable) as caught:
                transport.answer(Request("GET", where))
        known = transport.answer(Request("GET", "a/"))

    assert known.status == 200
    assert ["GET /a/", "GET /b/"] == scripted.asked()
    assert isinstance(caught.value, Unreachable)
    assert caught.value.failure.kind == ""
    assert "tried once" in caught.value.evidence[0]


def test_another_client_learns_what_was_found_out(
    connection: Connection, scripted: ScriptedServer
) -> None:
    """And from one that asked nobody it learns nothing."""
    from buildtools.api.client import Client

    options = {
        "url": "/api/0/organizations/acme/chunk-upload/",
        "chunkSize": 8388608,
        "chunksPerRequest": 64,
        "maxRequestSize": 33554432,
        "concurrency": 8,
        "hashAlgorithm": "sha1",
        "accept": ["artifact_bundles", "artifact_bundles_v2"],
    }
    scripted.at("", Scripted(json={"version": "0", "auth": {"scopes": []}, "user": {}}))
    scripted.at("organizations/acme/chunk-upload/", Scripted(json=options))
    scripted.at("organizations/acme/releases/", Scripted(json=[]))
    with AskedOnce(connection) as transport, Client(connection) as run:
        quick = Client(connection, transport)
        run.learn(quick)
        assert [] == scripted.asked()
        quick.capabilities()
        run.learn(quick)
        asked = len(scripted.requests)
        offered = run.capabilities()

    assert (asked, "sentry") == (len(scripted.requests), offered.name)
