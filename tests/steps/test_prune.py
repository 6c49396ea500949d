"""Pruning on a real wire: what may go goes, and whatever is not certain stays."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests

from buildtools.api.endpoints.pruning import Listed, PruneEndpoints
from buildtools.api.http.transport import Transport
from buildtools.api.models.answers import DeployRecord, Project, Release
from buildtools.connection import Connection
from buildtools.errors import NotPermitted, ServerRefused, ServerUnreachable
from buildtools.pruning.facts import Here, Rules
from buildtools.sandbox.serving import serve
from buildtools.steps.prune import Asked, Done, gather, prune
from buildtools.values import parse_debug_id
from tests.sandbox.conftest import SCRIPT_ID, Api, Clock, make_bundle, pair_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from buildtools.api.models.answers import DeployRecord
    from buildtools.sandbox.serving import Running

DAY = 86_400.0
RULES = Rules(newest=1, deployed_days=90, age_days=30, others=True, environment=None)


class World:
    """A sandbox with releases, bundles and deploys of long ago."""

    def __init__(self, running: Running, clock: Clock) -> None:
        self.running = running
        self.clock = clock
        with requests.Session() as session:
            self.api = Api(running, session)
        self.endpoints = self.client_of(running.token)

    def client_of(self, token: Any, pauses: list[float] | None = None) -> PruneEndpoints:
        """Return endpoints with a token, which wait for nothing."""
        made = Connection(self.running.url, "sandbox", ("web",), token, retries=1)
        return PruneEndpoints(made, Transport(made, pause=(pauses or []).append))

    def release(
        self, version: str, days: float | None, *projects: str, to: str = "production"
    ) -> str:
        """Make a release with one bundle, deployed so many days ago; return the bundle's ID."""
        shared = list(projects or ("web",))
        self.api.post(self.api.org("releases/"), {"version": version, "projects": shared})
        if days is not None:
            self.deploy(version, days, to)
        return self.bundle(version, projects=shared)

    def deploy(self, version: str, days: float, to: str = "production") -> None:
        """Record a deploy of so many days ago."""
        when = datetime.fromtimestamp(self.clock(), UTC) - timedelta(days=days)
        body = {"environment": to, "dateFinished": when.isoformat()}
        assert self.api.post(self.api.org(f"releases/{version}/deploys/"), body).status_code == 201

    def bundle(
        self, version: str | None, bundle_id: str = "", debug_id: str = SCRIPT_ID, **more: Any
    ) -> str:
        """Upload a bundle, stored 200 days ago by the clock of the server."""
        bundle_id = bundle_id or str(uuid.uuid4())
        named = {"version": version} if version else {}
        ahead, self.clock.ahead = self.clock.ahead, self.clock.ahead - more.pop("days", 200) * DAY
        made = make_bundle(pair_files(debug_id), manifest={"debug_id": bundle_id})
        told = self.api.upload(made, **named, **more)
        self.clock.ahead = ahead
        assert "ok" == told["state"]
        return bundle_id

    def left(self, project: str = "web") -> set[str]:
        """Return the IDs of the bundles that a project has."""
        listed = self.api.get(f"projects/sandbox/{project}/files/artifact-bundles/?per_page=100")
        return {one["bundleId"] for one in listed.json()}

    def prune(self, client: Any = None, **changes: Any) -> Done:
        """Prune, by usual rules where nothing else is asked."""
        projects = changes.pop("projects", ("web",))
        here = changes.pop("here", Here())
        deletes = changes.pop("deletes", True)
        rules = msgspec.structs.replace(RULES, **changes)
        asked = Asked(projects, rules, here, deletes)
        now = datetime.fromtimestamp(self.clock(), UTC)
        return prune(client or self.endpoints, asked, lambda: now)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A sandbox whose clock is a year ahead."""
    clock = Clock()
    clock.ahead = 365 * DAY
    with serve(tmp_path / "state", projects=("web", "shop"), now=clock) as running:
        yield World(running, clock)


@pytest.fixture
def old(world: World) -> list[str]:
    """Three bundles of releases that nobody needs, behind the one that is live."""
    every = [world.release(f"web@{number}", 200 - number) for number in range(4)]
    return every[:3]


def fates(done: Done) -> dict[str, str]:
    return {row.bundle_id: row.fate for each in done.pruned.projects for row in each.rows}


def codes(done: Done, bundle_id: str) -> list[str]:
    rows = [row for each in done.pruned.projects for row in each.rows]
    return [reason.code for row in rows if row.bundle_id == bundle_id for reason in row.reasons]


def test_a_dry_run_says_what_would_go_and_deletes_nothing(world: World, old: list[str]) -> None:
    """And nothing but reading reaches the server."""
    done = world.prune(deletes=False)

    assert {"would-go"} == {fates(done)[one] for one in old}
    assert 4 == len(world.left())
    assert [] == [one for one in world.running.requests if one.method == "DELETE"]
    assert ("web@0", "web@1", "web@2") == done.pruned.projects[0].bare


def test_what_nobody_needs_goes_and_a_second_run_has_nothing_to_do(
    world: World, old: list[str]
) -> None:
    """What is live stays; releases stay as they are."""
    first, second = world.prune(), world.prune()

    assert {"deleted"} == {fates(first)[one] for one in old}
    assert 1 == len(world.left())
    assert ["kept"] == list(fates(second).values())
    assert 4 == len(world.api.get(world.api.org("releases/")).json())


def test_a_rollback_keeps_what_is_live_again(world: World, old: list[str]) -> None:
    """The latest deploy counts, not the newest release."""
    world.deploy("web@0", 95)
    done = world.prune()

    assert ["live"] == codes(done, old[0])
    assert old[0] in world.left()


def test_promoted_releases_are_ranked_in_each_environment(world: World) -> None:
    """A list tells the last deploy alone; each release with several is asked for all of them."""
    bundles = [world.release(f"web@{number}", 200 - number, to="staging") for number in range(4)]
    for number in range(4):
        world.deploy(f"web@{number}", 190 - number)
    gone = list(fates(world.prune()).values())

    assert (3, 1) == (gone.count("deleted"), gone.count("kept"))
    assert {bundles[3]} == world.left()


def test_archived_releases_may_lose_their_bundles_too(world: World, old: list[str]) -> None:
    """Lists show open ones unless they are asked for the others."""
    world.api.put(world.api.org("releases/web@0/"), {"status": "archived"})
    assert "deleted" == fates(world.prune())[old[0]]


def test_only_bundles_of_this_environment_go(world: World, old: list[str]) -> None:
    """Where one is named."""
    other, own = (world.prune(environment=name) for name in ("staging", "production"))

    assert {"elsewhere"} == {codes(other, one)[0] for one in old}
    assert {"deleted"} == {fates(own)[one] for one in old}


def test_bundles_of_nobody_here_go_only_where_they_are_asked_for(
    world: World, old: list[str]
) -> None:
    """Those that a ledger here has uploaded may."""
    done = world.prune(others=False, here=Here(bundles=frozenset(old[:1])))

    assert ["deleted", "kept", "kept"] == [fates(done)[one] for one in old]
    assert ["not-ours"] == codes(done, old[1])


def test_debug_ids_of_what_is_at_work_here_keep_a_bundle(world: World, old: list[str]) -> None:
    """Whichever release it was uploaded for."""
    debug_id = parse_debug_id(SCRIPT_ID)
    assert debug_id is not None
    done = world.prune(here=Here(debug_ids={debug_id: "web@9"}))

    assert {("debug-ids",)} == {tuple(codes(done, one)) for one in old}


def test_a_bundle_without_a_release_stays(world: World, old: list[str]) -> None:
    """Nobody knows where its debug IDs are needed."""
    alone = world.bundle(None)
    done = world.prune()

    assert "no-release" in codes(done, alone)
    assert alone in world.left()
    assert not {*old} & world.left()


def test_a_bundle_of_several_releases_stays_for_the_one_that_is_live(
    world: World, old: list[str]
) -> None:
    """The same files uploaded for a newer release are the same bundle."""
    world.bundle("web@3", old[0], days=150)
    assert old[0] in (world.prune(), world.left())[1]


def test_each_project_loses_its_own(world: World) -> None:
    """Of releases that two share nobody tells where they were deployed, which keeps more."""
    shared = [world.release(f"all@{number}", 200 - number, "web", "shop") for number in range(3)]
    done = world.prune(projects=("web", "shop"))

    assert {"kept"} == set(fates(done).values())
    assert {*shared} == world.left("shop")
    assert "of other projects too" in " ".join(done.pruned.notes)


def test_a_bundle_of_two_projects_leaves_only_the_one(world: World) -> None:
    """The other one's link is its own business."""
    for number in range(3):
        world.release(f"web@{number}", 200 - number)
    both = world.bundle("web@0", projects=["web", "shop"])
    world.prune()

    assert both not in world.left()
    assert {both} == world.left("shop")


# What is not certain


class Troubled:
    """A client to which something happens at one call: a declared double of `PruneClient`."""

    def __init__(self, inner: PruneEndpoints, call: str, at: int, happens: Any) -> None:
        self._inner, self._call, self._at, self._happens = inner, call, at, happens
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._inner, name)
        if name != self._call:
            return real

        def call(*words: Any) -> Any:
            self.calls += 1
            if self.calls == self._at:
                return self._happens(real, *words)
            return real(*words)

        return call


def fails(error: BaseException) -> Any:
    def happens(_: Any, *words: Any) -> Any:
        raise error

    return happens


def test_a_bundle_that_is_stored_again_meanwhile_stays(world: World, old: list[str]) -> None:
    """The same bundle, uploaded once more between the look and the deletion."""

    def again(real: Any, *words: Any) -> Any:
        world.bundle("web@0", words[1], days=0)
        return real(*words)

    done = world.prune(Troubled(world.endpoints, "as_stored", 1, again))
    assert ["changed"] == codes(done, old[0])
    assert old[0] in world.left()


def test_another_bundle_with_the_same_debug_ids_is_not_lost(world: World, old: list[str]) -> None:
    """Uploaded right before the deletion: it is deleted by its own ID alone."""
    came: list[str] = []

    def upload(real: Any, *words: Any) -> Any:
        came.append(world.bundle("web@3", days=0))
        return real(*words)

    world.prune(Troubled(world.endpoints, "delete_bundle", 1, upload))
    found = world.api.get(world.api.project("artifact-lookup/"), params={"debug_id": SCRIPT_ID})
    assert {*came} <= world.left()
    assert found.json()
    assert not {*old} & world.left()


def test_a_release_that_is_deployed_meanwhile_keeps_its_bundle(
    world: World, old: list[str]
) -> None:
    """Its own deploys are asked for right before."""

    def deploy(real: Any, *words: Any) -> Any:
        world.deploy(words[0], 0)
        return real(*words)

    done = world.prune(Troubled(world.endpoints, "last_deploys", 1, deploy))
    assert ["recent", "live"] == codes(done, old[0])


def test_a_release_that_is_gone_meanwhile_keeps_its_bundle(world: World, old: list[str]) -> None:
    """Nobody knows then where it is."""
    client = Troubled(world.endpoints, "last_deploys", 1, lambda real, *words: None)
    done = world.prune(client)
    assert ["unknown"] == codes(done, old[0])


@pytest.mark.parametrize("call", ["debug_ids", "delete_bundle"])
def test_an_answer_that_fails_ends_the_run_and_deletes_nothing_more(
    world: World, old: list[str], call: str
) -> None:
    """What was done so far is told with the failure; a second run does the rest."""
    failure = ServerUnreachable("nobody answers")
    done = world.prune(Troubled(world.endpoints, call, 2, fails(failure)))

    assert failure is done.failure
    assert ["deleted", "kept", "kept"] == [fates(done)[one] for one in old]
    assert [["not-answered"], ["not-asked"]] == [codes(done, one) for one in old[1:]]
    assert 3 == len(world.left())
    assert done.pruned.projects[0].count("deleted") == 1
    world.prune()
    assert 1 == len(world.left())


@pytest.mark.parametrize(
    ("call", "at"),
    [("last_deploys", 2), ("debug_ids", 1), ("as_stored", 3)]
    + [("delete_bundle", at) for at in (1, 2, 3)],
)
def test_a_run_that_is_killed_is_completed_by_a_second(
    world: World, old: list[str], call: str, at: int
) -> None:
    """It leaves nothing behind but bundles, of which the next run thinks anew."""
    with pytest.raises(KeyboardInterrupt):
        world.prune(Troubled(world.endpoints, call, at, fails(KeyboardInterrupt())))
    assert 5 - at == len(world.left())
    world.prune()

    assert 1 == len(world.left())
    assert not {*old} & world.left()


@pytest.mark.parametrize(
    ("status", "path"),
    [(500, "/deploys/"), (502, "/files/"), (500, "artifact-bundles/"), (429, "releases/")],
)
def test_a_server_that_is_ill_loses_nothing(
    world: World, old: list[str], status: int, path: str
) -> None:
    """Whichever of its answers is missing: with an error, and every bundle is there."""
    world.running.faults.add(method="GET", path=path, status=status, times=None)
    failure: Any = None
    try:
        failure = world.prune().failure
    except (ServerRefused, ServerUnreachable) as refused:
        failure = refused
    world.running.faults.clear()

    assert failure
    assert {*old} < world.left()


def test_a_token_that_may_not_delete_ends_the_run(world: World, old: list[str]) -> None:
    """Where the server has told no scopes before."""
    token = world.running.token_with({"project:read"})
    done = world.prune(world.client_of(token))

    assert isinstance(done.failure, NotPermitted)
    assert {*old} <= world.left()


def test_a_bundle_that_somebody_else_deletes_meanwhile_was_gone(
    world: World, old: list[str]
) -> None:
    """That is as good as done."""

    def first(real: Any, *words: Any) -> Any:
        world.bundle("web@0", words[1], projects=["shop"], days=150)
        real(*words)
        return real(*words)

    done = world.prune(Troubled(world.endpoints, "delete_bundle", 1, first))
    assert "was-gone" == fates(done)[old[0]]
    assert done.failure is None


@pytest.mark.parametrize("answer", [(200, []), (202, {}), (302, {})])
def test_an_answer_to_a_deletion_that_is_none_ends_the_run(
    world: World, old: list[str], answer: tuple[int, Any]
) -> None:
    """A gateway that says yes to everything has deleted nothing, which is told."""
    world.running.faults.add(method="DELETE", status=answer[0], body=answer[1], times=None)
    done = world.prune()

    assert isinstance(done.failure, ServerRefused)
    assert {*old} <= world.left()
    assert "deleted" not in fates(done).values()


def test_files_that_are_not_all_listed_keep_a_bundle(world: World, old: list[str]) -> None:
    """One of them may have the debug ID that is needed."""
    body = {"fileCount": 2, "files": [{"filePath": "~/a.js"}]}
    world.running.faults.add(method="GET", path=f"{old[0]}/files/", status=200, body=body)
    assert ["not-read"] == codes(world.prune(), old[0])


# Lists that do not end


def test_a_list_that_comes_again_is_not_complete(world: World, old: list[str]) -> None:
    """What it did show may go all the same; that there may be more is told."""
    listed = world.api.get(world.api.project("files/artifact-bundles/?per_page=100")).json()
    link = '<x>; rel="next"; results="true"; cursor="0:1:0"'
    path = "/projects/sandbox/web/files/artifact-bundles/"
    for _ in range(2):
        world.running.faults.add(
            method="GET", path=path, status=200, body=listed, headers={"Link": link}
        )
    done = world.prune(deletes=False)

    assert not done.pruned.projects[0].is_complete
    assert 4 == len(done.pruned.projects[0].rows)
    assert "does not end" in " ".join(done.pruned.notes)
    assert old[0] in fates(done)


@pytest.mark.parametrize("path", ["/deploys/", "{0}/files/"])
def test_pages_that_come_again_tell_nothing(world: World, old: list[str], path: str) -> None:
    """Neither which deploys there are nor which debug IDs."""
    link = '<x>; rel="next"; results="true"; cursor="0:1:0"'
    body: Any = [] if path == "/deploys/" else {"files": [{"filePath": "a"}]}
    told = {"status": 200, "body": body, "headers": {"Link": link}, "times": 2}
    world.running.faults.add(method="GET", path=path.format(old[0]), **told)

    expected = "unknown" if path == "/deploys/" else "not-read"
    assert [expected] == codes(world.prune(), old[0])


class Listing:
    """A client of many releases that were deployed more than once: a declared double."""

    def __init__(self, number: int) -> None:
        deploy = DeployRecord("production", date_finished="2026-01-01T00:00:00Z")
        self._told = tuple(
            Release(f"r{one}", projects=(Project("web"),), deploy_count=2, last_deploy=deploy)
            for one in range(number)
        )

    def all_releases(self, status: str) -> tuple[Any, ...]:
        return self._told if status == "open" else ()

    def last_deploys(self, version: str) -> tuple[DeployRecord, ...] | None:
        return None if version == "r0" else ()

    def stored(self, project: str) -> Listed:
        return Listed((), is_complete=True)


def test_only_so_many_releases_are_asked_for_their_deploys() -> None:
    """The newest first; of the others the last deploy is known."""
    known = gather.releases(Listing(gather.MOST_READ + 5))  # type: ignore[arg-type]

    assert 5 == known.partly
    assert () == known.deploys["r0"]
    assert 1 == len(known.deploys[f"r{gather.MOST_READ + 1}"])


def test_what_is_known_in_part_is_told() -> None:
    """More stays then, and people see why."""
    client: Any = Listing(gather.MOST_READ + 5)
    done = prune(client, Asked(("web",), RULES, Here(), deletes=True), lambda: datetime.now(UTC))

    assert ("deploys of 5 older releases are known in part: more stays",) == done.pruned.notes
    assert done.failure is None


def test_of_several_deploys_to_one_place_the_last_counts() -> None:
    """In whichever order they are told; one without a time counts as the last."""
    times = ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-01T00:00:00Z")
    records = [DeployRecord("production", date_finished=when) for when in times]
    (last,) = gather.of_records(records)
    (unknown,) = gather.of_records([*records, DeployRecord("production"), records[0]])

    assert (datetime(2026, 1, 3, tzinfo=UTC), None) == (last.when, unknown.when)
