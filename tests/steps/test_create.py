"""create: against the sandbox where it can be had, and a double for servers that are odd."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.models.answers import Project, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, ServerRefused
from buildtools.results import Created, Skipped
from buildtools.sandbox.serving import Running, serve
from buildtools.steps.create import create

EVERYTHING = Capabilities(
    name="sentry",
    releases=True,
    commits=True,
    deploys=True,
    bundles=True,
    final_states=frozenset(("ok", "error")),
    listing=True,
    look_up=True,
    events=True,
)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """A server with two projects."""
    with serve(tmp_path / "sandbox", projects=("web", "api")) as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    """Our client of that server."""
    with Client(Connection(sandbox.url, sandbox.org, ("web", "api"), sandbox.token)) as client:
        yield client


class OddServer:
    """A server that has what it is told to have, and answers with these projects."""

    def __init__(
        self, *projects: Project, releases: bool = True, name: str = "", forgets: int = 0
    ) -> None:
        self._projects = projects
        self._releases = releases
        self._name = name
        self._forgotten = forgets
        self.created: list[str] = []

    def capabilities(self) -> Capabilities:
        return msgspec.structs.replace(EVERYTHING, name="bugsink", releases=self._releases)

    def create_release(self, version: str, projects: Sequence[str]) -> Release:
        self.created.append(version)
        return Release(self._name or version, projects=self._projects)

    def release(self, version: str) -> Release | None:
        self._forgotten -= 1
        return None if self._forgotten >= 0 else Release(version, projects=self._projects)


def test_a_release_is_made_with_its_projects(client: Client) -> None:
    """Everything later hangs on it."""
    assert Created("web@1", ("api", "web")) == create(client, "web@1", ("web", "api"))

    known = client.release("web@1")
    assert known is not None
    assert {"web", "api"} == {one.slug for one in known.projects}


def test_a_second_run_changes_nothing(client: Client) -> None:
    """Jobs are run again; the server answers 208, which is no failure."""
    first = create(client, "web@1", ("web",))
    before = client.release("web@1")

    assert first == create(client, "web@1", ("web",))
    assert before == client.release("web@1")


def test_a_missing_project_is_added(client: Client) -> None:
    """A second app joins a release that exists; the first one stays in it."""
    create(client, "web@1", ("web",))

    assert Created("web@1", ("api", "web")) == create(client, "web@1", ("api",))


def test_an_unknown_project_is_the_servers_no(client: Client) -> None:
    """A release without its project would be made, and nobody would find it."""
    with pytest.raises(ServerRefused):
        create(client, "web@1", ("wbe",))

    assert client.release("web@1") is None


def test_a_bad_version_never_reaches_the_server(client: Client, sandbox: Running) -> None:
    """It is refused here, with a better name, not after a round trip."""
    sandbox.requests.clear()
    with pytest.raises(ConfigurationError, match="cannot be a release version"):
        create(client, "feature/login", ("web",))

    assert [] == list(sandbox.requests)


def test_a_server_without_releases_is_skipped() -> None:
    """Bugsink resolves by debug ID alone; the rest of the pipeline still makes sense."""
    server = OddServer(releases=False)
    outcome = create(server, "web@1", ("web",))

    assert isinstance(outcome, Skipped)
    assert "has no releases API" in outcome.reason
    assert [] == server.created


def test_a_server_that_leaves_a_project_out_is_caught() -> None:
    """Success in status only: issues of that project would have no release."""
    with pytest.raises(ServerRefused, match="without project web") as raised:
        create(OddServer(Project("api", 2)), "web@1", ("web", "api"))

    assert "its projects are api" in raised.value.evidence


def test_a_project_may_be_given_by_its_number() -> None:
    """Old configurations do, and the server answers with the slug."""
    assert Created("web@1", ("web",)) == create(OddServer(Project("web", 77)), "web@1", ("77",))


def test_a_server_that_names_no_projects_is_believed() -> None:
    """Some leave them out of the answer."""
    assert Created("web@1", ("web",)) == create(OddServer(), "web@1", ("web",))


@pytest.mark.parametrize(("version", "warned"), [("1.41.0", True), ("v2", True), ("web@1", False)])
def test_a_bare_number_is_warned_of(
    version: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Two projects that both release 1.41.0 share one release, and mix their commits."""
    with caplog.at_level(logging.WARNING, "buildtools"):
        create(OddServer(), version, ("web",))

    assert warned == ("whole organization" in caplog.text)


def test_a_release_that_is_taken_and_not_kept_is_an_error() -> None:
    """Accepted in status only; whatever follows would hang in the air."""
    waited: list[float] = []
    with pytest.raises(ServerRefused, match="does not have it") as raised:
        create(OddServer(forgets=99), "web@1", ("web",), pause=waited.append)

    assert 30 == raised.value.exit_code
    assert sum(waited) < 10


def test_a_release_that_shows_late_is_waited_for() -> None:
    """A copy of the database that is behind is no lie."""
    waited: list[float] = []

    assert Created("web@1", ("web",)) == create(
        OddServer(forgets=2), "web@1", ("web",), pause=waited.append
    )
    assert 2 == len(waited)


def test_an_answer_about_another_release_is_an_error() -> None:
    """A proxy that answers everything with one page of JSON."""
    with pytest.raises(ServerRefused, match="answers with 'other'"):
        create(OddServer(name="other"), "web@1", ("web",))
