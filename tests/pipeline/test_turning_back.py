"""Which release an environment goes back to, and what is written for that."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from buildtools.api.models.answers import DeployRecord, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.connection import Connection
from buildtools.errors import NotReady, ServerRefused
from buildtools.pipeline.turning_back import Done, Turn, apply, decide
from buildtools.values import Secret

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ALL = Capabilities("sentry", True, True, True, True, frozenset(), True, True, True)


class Server:
    """Releases and deploys in memory; `deaf` takes what is sent, and has nothing of it."""

    def __init__(self, able: Capabilities = ALL, *, deaf: bool = False) -> None:
        self.connection = Connection("https://sentry.example", "acme", ("web",), Secret("x"))
        self.releases: dict[str, str | None] = {}
        self.done: list[tuple[str, DeployRecord]] = []
        self._able, self._deaf = able, deaf

    def capabilities(self) -> Capabilities:
        return self._able

    def release(self, version: str) -> Release | None:
        if version not in self.releases:
            return None
        return Release(version, status=self.releases[version])

    def recent_releases(self) -> tuple[Release, ...]:
        return tuple(Release(version) for version in self.releases)

    def last_release(
        self, environment: str, projects: tuple[str, ...], *, besides: str | None = None
    ) -> Release | None:
        here = [
            (deploy.date_finished, version)
            for version, deploy in self.done
            if deploy.environment == environment
            and version != besides
            and self.releases[version] != "archived"
        ]
        return self.release(max(here)[1]) if here else None

    def deploys(self, version: str) -> tuple[DeployRecord, ...]:
        return tuple(deploy for of, deploy in self.done if of == version)

    def create_deploy(
        self,
        version: str,
        environment: str,
        *,
        name: str | None,
        finished: str,
        projects: tuple[str, ...],
    ) -> DeployRecord:
        record = DeployRecord(environment, name=name, date_finished=finished)
        if not self._deaf:
            self.done.append((version, record))
        return record

    def update_release(self, version: str, *, status: str) -> Release:
        if not self._deaf:
            self.releases[version] = status
        return Release(version)

    def deployed(self, *versions: str, environment: str = "production") -> "Server":
        """Deploy these, one after the other."""
        for turn, version in enumerate(versions):
            self.releases[version] = None
            self.done.append(
                (version, DeployRecord(environment, date_finished=f"2026-01-01T00:00:0{turn}Z"))
            )
        return self


def turned(server: Server, turn: Turn, *, keep: bool = False) -> Done:
    pauses: list[float] = []
    return apply(server, "production", turn, keep=keep, now=lambda: START, pause=pauses.append)


def test_the_one_before_is_chosen_by_its_deploy() -> None:
    """Of this environment: a deploy to another one says nothing."""
    server = Server().deployed("a", "b")
    server.deployed("c", environment="staging")

    assert Turn("a", "b", "the server's deploys", False) == decide(server, "production", None)
    assert Turn("c", "b", "--to", False) == decide(server, "production", "c")


def test_a_second_run_finds_what_the_first_has_done() -> None:
    """By the name of the deploy, on whichever machine it is run; another way stays open."""
    server = Server().deployed("a", "b")
    first = turned(server, decide(server, "production", None))
    again = decide(server, "production", None)
    second = turned(server, again)

    assert (Done(True, True, False), Done()) == (first, second)
    assert Turn("a", "b", "it is deployed already", True) == again
    assert ["rollback from b"] == [each.name for _, each in server.done if each.name]
    assert "archived" == server.releases["b"]


def test_a_long_name_is_cut_and_found_again() -> None:
    """A deploy's name has 64 characters."""
    long = "web@" + "1" * 90
    server = Server().deployed("a", long)
    turned(server, decide(server, "production", None), keep=True)

    assert long == decide(server, "production", None).bad
    server.done.pop(1)
    del server.releases[long]
    server.releases[f"{long}2"] = None  # begins with the same letters, and is another
    cut = decide(server, "production", None)
    assert Done() == turned(server, cut)
    assert server.releases[f"{long}2"] is None


def test_an_archived_release_is_not_mistaken_for_one_that_begins_like_it() -> None:
    """The list of a server shows what is open alone."""
    server = Server().deployed("a", "b")
    turned(server, decide(server, "production", None))
    server.releases |= {"bb": None}

    assert Done() == turned(server, decide(server, "production", None))
    assert server.releases["bb"] is None


@pytest.mark.parametrize("lack", ["releases", "deploys"])
def test_a_server_without_deploys_is_told(lack: str) -> None:
    """Nothing was begun."""
    able = msgspec.structs.replace(ALL, **{lack: False}, name="bugsink")
    with pytest.raises(ServerRefused, match="no rollback can be recorded: Bugsink"):
        decide(Server(able), "production", None)


def test_nothing_before_and_nothing_at_all_are_told() -> None:
    """And a release that is named and not there."""
    with pytest.raises(NotReady, match="knows no deploy"):
        decide(Server(), "production", None)
    with pytest.raises(NotReady, match="before a"):
        decide(Server().deployed("a"), "production", None)
    with pytest.raises(NotReady, match="no release b"):
        decide(Server().deployed("a"), "production", "b")


def test_what_is_deployed_already_needs_nothing() -> None:
    """No deploy is recorded, and nothing is archived."""
    server = Server().deployed("a", "b")
    turn = decide(server, "production", "b")

    assert Turn("b", None, "it is deployed already", True) == turn
    assert Done() == turned(server, turn)


def test_an_archived_release_is_opened_again() -> None:
    """It is the one that users have."""
    server = Server().deployed("a", "b")
    server.releases["a"] = "archived"

    assert Done(True, False, True) == turned(server, decide(server, "production", "a"), keep=True)
    assert "open" == server.releases["a"]


def test_what_the_server_only_says_is_not_believed() -> None:
    """What it took is read back: the deploy has to be the last one, the status to be set."""
    deaf = Server(deaf=True).deployed("a", "b")
    with pytest.raises(ServerRefused, match="does not have it as the last one"):
        turned(deaf, decide(deaf, "production", None))
    with pytest.raises(ServerRefused, match="b is archived, and does not have it so"):
        turned(deaf, Turn("a", "b", "", True))


def test_a_clock_that_is_behind_is_noticed() -> None:
    """The bad release's deploy ended later than now: it would stay the last one."""
    server = Server().deployed("a", "b")
    later = f"{START + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    server.done.append(("b", DeployRecord("production", date_finished=later)))
    with pytest.raises(ServerRefused) as failure:
        turned(server, decide(server, "production", None))

    assert "last deployed b" in failure.value.evidence
