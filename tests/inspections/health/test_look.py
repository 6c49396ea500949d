"""A release's sessions after its deploy, asked of a server: three answers, and never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.sessions import Asked, SessionEndpoints
from buildtools.connection import Connection
from buildtools.errors import NotPermitted, OutOfOrder, ServerRefused
from buildtools.inspections.health.counting import NOT_TOLD, counted
from buildtools.inspections.health.deployed import FIRST
from buildtools.values import Secret
from tests.api.conftest import TOKEN, Scripted, ScriptedServer
from tests.inspections.health.conftest import HOUR, as_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.inspections.health.conftest import World

ASKED = Asked(["1"], "production", "web@2", "2026-01-01T00:00:00", "2026-01-01T00:59:59")


def test_enough_sessions_without_failure_pass(world: World) -> None:
    """299 prove 99 %, and the release before has nothing to compare with."""
    world.send("web@2", 299)
    checked = world.look()

    assert ("pass", None) == (checked.answer, checked.baseline)
    assert "web@1 before it had no sessions in the same hours" in checked.not_compared
    assert () == checked.notes


def test_few_sessions_are_not_enough(world: World) -> None:
    """However well they are."""
    world.send("web@2", 50)
    (rate,) = world.look().rates

    assert ("not-enough", 299, 50) == (rate.answer, rate.needed, rate.total)


def test_no_session_is_not_enough(world: World) -> None:
    """A rate of nothing is null, which is neither 0 nor 100."""
    checked = world.look()

    assert ("not-enough", None) == (checked.answer, checked.rates[0].rate)
    assert "no session" in checked.not_compared


def test_crashes_fail_a_release(world: World) -> None:
    """Ten of hundred surely miss 99 %."""
    world.send("web@2", 100, 10)
    assert "fail" == world.look().answer


def test_worse_than_before_fails_what_reaches_the_threshold(world: World) -> None:
    """The release before is looked at over the same hours after its own deploy."""
    world.send("web@1", 20_000, 20, ago=48 * HOUR - 60)
    world.send("web@1", 20_000, 19_000, ago=24 * HOUR)
    world.send("web@2", 20_000, 120)
    checked = world.look()

    assert ("fail", "web@1", "") == (checked.answer, checked.baseline, checked.not_compared)
    assert 20 == getattr(checked.rates[0].before, "failed")  # noqa: B009
    off = world.look(compare=False)
    assert ("pass", None, "health.compare is off") == (off.answer, off.baseline, off.not_compared)


def test_the_first_release_is_compared_with_nothing(world: World) -> None:
    """And it is told so."""
    world.send("web@1", 10, ago=47 * HOUR)
    assert FIRST == world.look("web@1").not_compared


def test_the_release_before_is_the_one_deployed_before(world: World) -> None:
    """Neither a newer one, nor one of another environment, nor one without a deploy."""
    world.release("web@0", 72 * HOUR)
    world.release("web@3", HOUR, environment="staging")
    world.release("web@4", None)
    world.send("web@1", 10, ago=47.9 * HOUR)
    world.send("web@0", 10, ago=71.9 * HOUR)

    assert "web@0" == world.look("web@1").baseline
    world.send("web@2", 10)
    assert "web@1" == world.look("web@2").baseline


def test_pages_with_errors_that_nobody_caught_fail_too(world: World) -> None:
    """SDKs of browsers call no session crashed; the rate of crashes alone would be 100 %."""
    for number in range(20):
        world.page("web@2", f"user{number}", "unhandled" if number < 6 else "ok")
    checked = world.look(crash_free_users=99)

    assert [("fail", 6), ("fail", 6)] == [(each.answer, each.failed) for each in checked.rates]


def test_users_who_had_both_are_counted_as_at_least_and_at_most(world: World) -> None:
    """One of them crashed and had an error that nobody caught: sessions 2, users 1 to 2."""
    for status in ("crashed", "unhandled"):
        world.page("web@2", "ann", status)
    for number in range(20):
        world.page("web@2", f"user{number}")
    sessions, users = world.look(crash_free_users=90, crash_free_sessions=80).rates

    assert (2, 2) == (sessions.failed, sessions.failed_most)
    assert (1, 2, 21) == (users.failed, users.failed_most, users.total)


def test_only_hours_after_the_deploy_count(world: World) -> None:
    """And of these no more than are asked for."""
    world.send("web@1", 100, ago=47.9 * HOUR)
    world.send("web@1", 100, 100, ago=30 * HOUR)

    assert (24, 200) == (world.look("web@1").hours, world.look("web@1").rates[0].total)
    short = world.look("web@1", hours=2)
    assert (2, 100) == (short.hours, short.rates[0].total)


def test_other_environments_do_not_count(world: World) -> None:
    """Nor other releases, whose names begin alike."""
    world.send("web@2", 7, environment="staging")
    world.send("web@20", 7)

    assert 0 == world.look().rates[0].total


# Waiting


def test_waiting_ends_once_there_are_enough(world: World) -> None:
    """Each look has a share of the error; so a few more are needed than at once."""
    world.arriving = [(100, 0), (299, 0), (500, 0), (500, 0)]
    checked = world.look(wait=HOUR)

    assert ("pass", 3) == (checked.answer, checked.looks)
    assert 899 == checked.rates[0].total
    assert 180.0 == world.passed


def test_waiting_ends_at_its_limit(world: World) -> None:
    """What there is by then is judged once more."""
    world.arriving = [(10, 0), (1, 0)]
    checked = world.look(wait=150)

    assert ("not-enough", 11) == (checked.answer, checked.rates[0].total)
    assert 150.0 == world.passed


def test_waiting_ends_at_once_where_it_fails(world: World) -> None:
    """Nothing gets better by it."""
    world.send("web@2", 100, 50)
    assert ("fail", 0.0) == (world.look(wait=HOUR).answer, world.passed)


# What cannot be told


def test_a_release_that_was_not_deployed_is_out_of_order(world: World) -> None:
    """There is no time after its deploy."""
    world.release("web@9", HOUR, environment="staging")
    with pytest.raises(OutOfOrder, match="recorded no deploy of web@9"):
        world.look("web@9")


def test_a_token_of_the_pipeline_may_not_count(world: World) -> None:
    """What helps is another token: this kind never has the scope."""
    as_token(world, "org:ci", "project:read")
    with pytest.raises(NotPermitted, match="org:read") as refused:
        world.look()
    assert "internal integration" in refused.value.remedy


def test_a_project_without_a_number_is_no_project(world: World) -> None:
    """Sessions of all projects would be other figures."""
    path = "/api/0/organizations/sandbox/projects/"
    world.running.faults.add(path=path, status=200, body=[{"slug": "web"}])
    with pytest.raises(ServerRefused, match="no number of web"):
        world.look()


@pytest.fixture(name="server")
def _server() -> Iterator[ScriptedServer]:
    """Something that answers as a test says."""
    other = ScriptedServer()
    yield other
    other.stop()


def client_of(server: ScriptedServer) -> Client:
    return Client(Connection(server.url, "acme", ("web",), Secret(TOKEN), retries=0))


def totals(sessions: object, rate: object = 1.0, users: object = 0) -> dict[str, Any]:
    """Return one group of all sessions."""
    fields = {"sum(session)": sessions, "crash_free_rate(session)": rate}
    return {"by": {}, "totals": {**fields, "count_unique(user)": users}}


def ended(status: str, sessions: object) -> dict[str, Any]:
    """Return one group of those that ended so."""
    both = {"sum(session)": sessions, "count_unique(user)": 0}
    return {"by": {"session.status": status}, "totals": both}


def told(server: ScriptedServer, *answers: list[dict[str, Any]]) -> Any:
    """Let a server tell these groups, and count."""
    server.say(*(Scripted(json={"groups": groups}) for groups in answers))
    client = client_of(server)
    try:
        return counted(SessionEndpoints(client.connection, client.transport), ASKED)
    finally:
        client.close()


def test_a_server_that_does_not_tell_them_apart_is_noted(server: ScriptedServer) -> None:
    """What it counts is counted; that it may miss errors is told."""
    seen = told(server, [totals(10, 0.9)], [ended("crashed", 1), ended("healthy", 9)])

    assert (10, 1, False) == (seen.sessions.total, seen.sessions.failed, seen.tells_unhandled)
    assert "unhandled" in NOT_TOLD


def test_more_failures_than_sessions_are_all(server: ScriptedServer) -> None:
    """A crash may be told without its session."""
    seen = told(server, [totals(3, 0.0)], [ended("crashed", 5), ended("unhandled", 1)])
    assert (3, 3) == (seen.sessions.total, seen.sessions.failed)


def test_no_group_is_no_session(server: ScriptedServer) -> None:
    """Servers leave groups out where there is nothing in them."""
    assert 0 == told(server, [], []).sessions.total


@pytest.mark.parametrize(
    "answers",
    [
        ([totals(None)], [ended("healthy", 1)]),
        ([totals(-5)], [ended("healthy", 1)]),
        ([totals(100, None)], [ended("healthy", 100)]),
        ([totals(100, 1.0)], []),
        ([totals(100, 1.0)], [ended("crashed", 60)]),
        ([totals(100, 0.5)], [ended("crashed", 0)]),
        ([totals(100, 1.0)], [ended("crashed", None)]),
    ],
)
def test_counts_that_cannot_be_true_are_not_judged(
    server: ScriptedServer, answers: tuple[list[dict[str, Any]], ...]
) -> None:
    """A server that contradicts itself, or a cache before it, lets nothing through."""
    with pytest.raises(ServerRefused, match="cannot be true together"):
        told(server, *answers)


def test_groups_of_several_projects_are_added_up(server: ScriptedServer) -> None:
    """Whatever else they are grouped by."""
    seen = told(server, [totals(10, 0.9), totals(5, 1.0)], [ended("crashed", 1)])
    assert (15, 1) == (seen.sessions.total, seen.sessions.failed)


@pytest.mark.parametrize("body", [{"detail": "The requested resource does not exist"}, "page"])
def test_a_server_without_sessions_does_not_offer_them(
    server: ScriptedServer, body: object
) -> None:
    """Bugsink and others: nothing can be told, which is no pass."""
    answer = (
        Scripted(404, text="<h1>Not Found</h1>") if body == "page" else Scripted(404, json=body)
    )
    server.at("organizations/acme/sessions/", answer)
    client = client_of(server)
    with pytest.raises(ServerRefused, match="does not offer sessions"):
        counted(SessionEndpoints(client.connection, client.transport), ASKED)
    client.close()


def test_a_gateway_in_its_place_is_told_as_such(server: ScriptedServer) -> None:
    """A page with 200 is no server without sessions."""
    server.at("organizations/acme/sessions/", Scripted(200, text="<title>Login</title>"))
    client = client_of(server)
    with pytest.raises(ServerRefused) as refused:
        counted(SessionEndpoints(client.connection, client.transport), ASKED)
    client.close()
    assert "offer" not in refused.value.what


def test_a_release_is_asked_for_exactly(server: ScriptedServer) -> None:
    """Nothing in its name is a pattern, or ends the quotes."""
    client = client_of(server)
    server.say(Scripted(json={"groups": []}))
    SessionEndpoints(client.connection, client.transport).totals(ASKED._replace(release='w*"\\'))
    client.close()

    assert "query=release%3A%22w%5C%2A%5C%22%5C%5C%22" in server.requests[-1].path
