"""A release is told well or not by the sessions of its users, as a gate in CI."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from buildtools.api.client import Client
from buildtools.connection import Connection
from buildtools.sandbox.serving import Running, serve
from tests.api.conftest import Scripted, ScriptedServer
from tests.api.test_capabilities import play_bugsink
from tests.stories.shopping import Shop
from tests.stories.test_servers import of

RELEASE = "shop@2"


@pytest.fixture(name="server")
def _server(tmp_path: Path, shop: Shop) -> Iterator[Running]:
    """The shop's production, where shop@2 was deployed after shop@1."""
    with serve(tmp_path / "server", org="acme") as running:
        shop.environ |= of(running.url, running.token.reveal())
        client = Client(Connection(running.url, "acme", ("web",), running.token, retries=0))
        for version, ago in (("shop@1", 26 * 3600), (RELEASE, 600)):
            client.create_release(version, ["web"])
            finished = datetime.fromtimestamp(time.time() - ago, UTC).isoformat()
            client.create_deploy(version, "production", finished=finished)
        client.close()
        yield running


def report(
    running: Running, total: int, failed: int, release: str = RELEASE, ago: float = 1
) -> None:
    """Let an SDK of a server report its requests."""
    started = datetime.fromtimestamp(time.time() - ago, UTC).isoformat()
    counts = {"started": started, "exited": total - failed, "crashed": failed}
    attrs = {"release": release, "environment": "production"}
    item = {"attrs": attrs, "aggregates": [counts]}
    dsn = urlsplit(running.dsn)
    body = "\n".join(json.dumps(one) for one in ({}, {"type": "sessions"}, item))
    url = f"{running.url}/api{dsn.path}/envelope/?sentry_key={dsn.username}"
    assert requests.post(url, body.encode(), timeout=10).ok


def test_a_gate_has_three_answers(shop: Shop, server: Running) -> None:
    """Too few end with 70, enough good ones with 0, and bad ones with 71."""
    report(server, 50, 0)
    few = shop.invoke("health", f"--release={RELEASE}")
    report(server, 400, 0)
    well = shop.invoke("health", f"--release={RELEASE}", "--json")
    report(server, 300, 100)
    ill = shop.invoke("health", f"--release={RELEASE}", "--json")

    assert [70, 0, 71] == [few.code, well.code, ill.code]
    assert few.out.rstrip().endswith("would decide if they go on like this, and 50 there are")
    assert "not enough sessions: 299 sessions" in few.out
    assert "compared    with nothing: shop@1 before it had no sessions" in few.out
    told = well.json
    assert ("health", "production", RELEASE, "pass", None) == (
        *(told["type"], told["environment"], told["release"]),
        *(told["answer"], told["failure"]),
    )
    assert (71, "fail") == (ill.json["failure"]["exit_code"], ill.json["answer"])
    assert "FAILED" in ill.err


def test_worse_than_before_is_told_with_both_counts(shop: Shop, server: Running) -> None:
    """What is wanted is reached, and yet the release is worse than the one before it."""
    report(server, 20_000, 20, release="shop@1", ago=26 * 3600 - 60)
    report(server, 20_000, 120)
    ended = shop.invoke("health", f"--release={RELEASE}")

    assert 71 == ended.code
    assert "with shop@1 over the same hours: 20 of 20000 sessions failed" in ended.out
    assert "fail more often than before: by chance that were 0.01 %" in ended.out


def test_without_a_release_it_is_that_of_the_ledger(shop: Shop, server: Running) -> None:
    """Where none was built, that is what is lacking."""
    del server
    assert 22 == shop.invoke("health").code
    shop.invoke("build", SENTRY_RELEASE=RELEASE)
    assert 70 == shop.invoke("health").code


def test_a_token_that_releases_may_not_count(shop: Shop, server: Running) -> None:
    """It ends with 11 and says which would, and what it takes: an org:read of another kind."""
    token = server.token_with({"org:ci", "project:read"}).reveal()
    ended = shop.invoke("health", f"--release={RELEASE}", SENTRY_AUTH_TOKEN=token)

    assert 11 == ended.code
    assert "org:read" in ended.err


def test_a_server_without_sessions_ends_with_30(shop: Shop) -> None:
    """Nothing was told, which is no pass."""
    other = ScriptedServer()
    try:
        play_bugsink(other, Scripted)
        shop.environ |= of(other.url) | {"SENTRY_AUTH_TOKEN": "0" * 40}
        ended = shop.invoke("health", f"--release={RELEASE}")
    finally:
        other.stop()

    assert 30 == ended.code
    assert "does not offer sessions" in ended.err
