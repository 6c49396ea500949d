"""Stored bundles that nobody needs any more are named, and deleted where that is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from buildtools.sandbox.serving import Running, serve
from tests.api.conftest import Scripted, ScriptedServer
from tests.api.test_capabilities import play_bugsink
from tests.sandbox.conftest import Api, Clock, make_bundle
from tests.stories.shopping import Shop
from tests.stories.test_servers import of

BUNDLES = [f"{number}1111111-1111-5111-8111-111111111111" for number in range(3)]


@pytest.fixture(name="server")
def _server(tmp_path: Path, shop: Shop) -> Iterator[Running]:
    """The shop's production, with three releases of long ago."""
    clock = Clock()
    with requests.Session() as session, serve(tmp_path / "server", now=clock) as running:
        clock.ahead = -200 * 86_400
        api = Api(running, session)
        for number, bundle in enumerate(BUNDLES):
            version = f"shop@{number}"
            api.post(api.org("releases/"), {"version": version, "projects": ["web"]})
            when = datetime.now(UTC) - timedelta(days=180 - number)
            deploy = {"environment": "production", "dateFinished": when.isoformat()}
            api.post(api.org(f"releases/{version}/deploys/"), deploy)
            told = api.upload(make_bundle(manifest={"debug_id": bundle}), version=version)
            assert "ok" == told["state"]
        clock.ahead = 0
        shop.settings("defaults:", "defaults:\n  prune: {newest: 1}")
        shop.environ |= of(running.url, running.token.reveal()) | {"SENTRY_ORG": running.org}
        yield running


def deletions(running: Running) -> int:
    return sum(one.method == "DELETE" for one in running.requests)


def test_first_it_is_said_then_it_is_done(shop: Shop, server: Running) -> None:
    """A dry run by default; `--yes` deletes, and there is nothing to do for a second."""
    said = shop.invoke("prune", "--others")
    assert (0, 0) == (said.code, deletions(server))
    assert "  2 bundles would go, 1 stays; --yes deletes" == said.out.rstrip().split("\n")[-1]
    done = shop.invoke("prune", "--others", "--yes", "--json")
    again = shop.invoke("prune", "--others", "--yes")

    assert (0, 2) == (done.code, deletions(server))
    told = done.json
    assert ("pruned", "production", False) == (
        *(told["type"], told["environment"]),
        told["is_rehearsed"],
    )
    fates = {row["bundle_id"]: row["fate"] for row in told["projects"][0]["rows"]}
    assert {BUNDLES[0]: "deleted", BUNDLES[1]: "deleted", BUNDLES[2]: "kept"} == fates
    assert "  no bundles deleted, 1 stays" == again.out.rstrip().split("\n")[-1]


def test_bundles_that_no_ledger_here_knows_stay(shop: Shop, server: Running) -> None:
    """Those of other tools and machines are touched only where that is asked."""
    said = shop.invoke("prune", "--yes")

    assert (0, 0) == (said.code, deletions(server))
    assert "3 were not uploaded from here" in said.out


def test_bundles_of_other_environments_stay(shop: Shop, server: Running) -> None:
    """Unless all of them are meant."""
    del server
    said = shop.invoke("prune", "--others", "--env=staging")
    every = shop.invoke("prune", "--others", "--env=staging", "--everywhere")

    assert "3 are of a release that was not deployed here" in said.out
    assert "2 bundles would go" in every.out


def test_a_token_without_the_scope_is_told_before_anything(shop: Shop, server: Running) -> None:
    """A dry run says it in a line; a deletion ends with 11 before it looks."""
    token = server.token_with({"project:read"}).reveal()
    said = shop.invoke("prune", "--others", SENTRY_AUTH_TOKEN=token)
    ended = shop.invoke("prune", "--others", "--yes", SENTRY_AUTH_TOKEN=token)

    assert (0, 11, 0) == (said.code, ended.code, deletions(server))
    assert "the token has neither" in said.out
    assert "project:releases" in ended.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_failure_in_the_middle_is_told_with_what_was_done(
    shop: Shop, server: Running, form: tuple[str, ...]
) -> None:
    """The screen says what went, the failure why no more did."""
    server.faults.add(method="DELETE", status=500, times=None)
    ended = shop.invoke("prune", "--others", "--yes", *form)

    assert 30 == ended.code
    assert "500" in ended.err
    if form:
        assert 30 == ended.json["failure"]["exit_code"]
    else:
        assert "no bundles deleted, 3 stay" in ended.out


def test_a_server_without_lists_is_not_pruned(shop: Shop) -> None:
    """Nobody can say there what may go."""
    other = ScriptedServer()
    try:
        play_bugsink(other, Scripted)
        shop.environ |= of(other.url)
        ended = shop.invoke("prune")
    finally:
        other.stop()

    assert 30 == ended.code
    assert "lists no bundles" in ended.err
