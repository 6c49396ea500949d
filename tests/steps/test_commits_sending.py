"""Sending commits: what a server refuses is left out and told, what it drops is an error."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.confirmation import WAITS
from buildtools.api.http.request import Request
from buildtools.api.models.answers import Release
from buildtools.connection import Connection
from buildtools.errors import NotPermitted, ServerRefused
from buildtools.results import CommitsSet
from buildtools.sandbox.serving import Running, serve
from buildtools.steps.commits.sending import send
from buildtools.values import Commit, Patch

TOLD = CommitsSet("local", 0, "acme/web", "a" * 40, None)


def commit(turn: int = 1, **more: Any) -> Commit:
    """A commit that every server takes, but for what a test gives it."""
    usual = Commit(
        f"{turn:040}",
        "Ann",
        "ann@example.com",
        f"2024-03-05T10:{turn:02}:00+02:00",
        "work\n",
        "acme/web",
        (Patch("a.ts", "M"),),
    )
    return msgspec.structs.replace(usual, **more)


class Pause:
    """Waits for nothing, and remembers how long it would have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """The embedded server."""
    with serve(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    """Our client of it, with a release."""
    connection = Connection(sandbox.url, sandbox.org, ("web",), sandbox.token, retries=0)
    with Client(connection) as made:
        made.create_release("web@1", ("web",))
        yield made


@pytest.fixture
def pause() -> Pause:
    """A clock that nobody waits for."""
    return Pause()


class Counting(Client):
    """A server that tells what it is told to tell of how many commits it keeps."""

    def __init__(self, connection: Connection, counts: Sequence[int | None]) -> None:
        super().__init__(connection)
        self.counts = [*counts]

    def release(self, version: str) -> Release | None:
        """Answer with the next count; the last one for ever."""
        count = self.counts.pop(0) if len(self.counts) > 1 else self.counts[0]
        return Release(version, commit_count=count)


def stored(client: Client) -> list[dict[str, Any]]:
    """Read the release's commits from the server."""
    where = client.of_release("web@1", "commits")
    return client.transport.send(Request("GET", where)).read(list[dict[str, Any]])


def codes(told: CommitsSet) -> list[str]:
    """Only the codes of what was noticed."""
    return [found.code for found in told.findings]


def test_what_is_kept_is_counted(client: Client, pause: Pause) -> None:
    """The control: nothing is said, and nobody waits."""
    told = send(client, "web@1", TOLD, [commit(1), commit(2)], pause)

    assert (2, []) == (told.count, codes(told))
    assert [] == pause.seconds


def test_commits_that_are_dropped_are_an_error(client: Client, pause: Pause) -> None:
    """The server answered 200 to all of it, and has nothing: that is not done."""
    forgetful = Counting(client.connection, [0])
    with pytest.raises(ServerRefused, match=r"2 commits of acme/web .* keeps none") as raised:
        send(forgetful, "web@1", TOLD, [commit(1), commit(2)], pause)

    assert 30 == raised.value.exit_code
    assert list(WAITS) == pause.seconds


def test_a_part_that_is_dropped_is_an_error(client: Client, pause: Pause) -> None:
    """Half of them kept is not what was asked for."""
    with pytest.raises(ServerRefused, match="it keeps 1"):
        send(Counting(client.connection, [1]), "web@1", TOLD, [commit(1), commit(2)], pause)


def test_commits_that_are_counted_late_are_waited_for(client: Client, pause: Pause) -> None:
    """A copy of the database that is behind is no lie."""
    told = send(Counting(client.connection, [0, 0, 2]), "web@1", TOLD, [commit(1)], pause)

    assert (1, []) == (told.count, codes(told))
    assert 2 == len(pause.seconds)


def test_a_server_that_does_not_count_is_told_as_such(client: Client, pause: Pause) -> None:
    """Unknown is not done, and no reason to stop either."""
    told = send(Counting(client.connection, [None]), "web@1", TOLD, [commit(1)], pause)

    assert ["commits-not-kept"] == codes(told)


def test_commits_that_the_server_leaves_out_on_purpose_are_not_missed(
    client: Client, pause: Pause
) -> None:
    """Their message asks for it; the release may end with none at all."""
    marked = commit(1, message="bump #skipsentry\n")

    assert [] == codes(send(client, "web@1", TOLD, [marked], pause))
    assert [] == codes(send(client, "web@1", TOLD, [marked, commit(2)], pause))


def test_values_fit_before_they_are_sent(client: Client, pause: Pause) -> None:
    """The sandbox has Sentry's limits; each of these once ended a release."""
    long = commit(
        1,
        author_name="n" * 159,
        author_email="e" * 250,
        repository=f"{'a' * 40}/{'b' * 39}",
        patch_set=(Patch("p" * 600, "A"), Patch("a", "A")),
    )
    told = send(client, "web@1", TOLD, [long, commit(2)], pause)

    assert ["commits-fitted"] * 4 == codes(told)
    assert [2, "n" * 128] == [told.count, stored(client)[1]["author"]["name"]]
    for field, limit in (("author_name", "128"), ("repository", "64"), ("path", "510")):
        assert any(field in one.sentence and limit in one.sentence for one in told.findings)
    assert all("0000000" in found.sentence for found in told.findings)


def test_more_changes_than_are_sent_are_told_and_warn_of_nothing(
    client: Client, pause: Pause
) -> None:
    """An import is nobody's fault, and nobody can move our limit; a name can be made shorter."""
    many = tuple(Patch(f"f{turn}", "A") for turn in range(3001))
    large = send(client, "web@1", TOLD, [commit(1, patch_set=many)], pause)
    both = send(client, "web@1", TOLD, [commit(2, author_name="n" * 129, patch_set=many)], pause)

    assert [("commits-fitted", "info")] == [(one.code, one.severity) for one in large.findings]
    assert "over 3000 changes" in large.findings[0].sentence
    assert ["warning", "info"] == [one.severity for one in both.findings]


def test_a_field_that_is_refused_is_left_out_and_told(
    client: Client, sandbox: Running, pause: Pause
) -> None:
    """An older server takes shorter addresses; suspect commits are a help, not the point."""
    said = {"commits": {"0": {"author_email": ["Ensure this field has no more than 75 chars."]}}}
    sandbox.faults.add(method="PUT", path="/releases/", status=400, body=said)
    told = send(client, "web@1", TOLD, [commit(2), commit(1)], pause)

    assert (2, ["commits-fitted"]) == (told.count, codes(told))
    assert "author_email of 1 commit (0000000)" in told.findings[0].sentence
    emails = [one["author"]["email"] for one in stored(client)]
    assert ["Ann@localhost", "ann@example.com"] == emails


def test_what_is_refused_again_and_again_comes_to_an_end(
    client: Client, sandbox: Running, pause: Pause
) -> None:
    """Each field once; then the release goes on without its commits, and says so."""
    for field in ("author_email", "path", "timestamp"):
        said = {"commits": {field: ["no"]}}
        sandbox.faults.add(method="PUT", path="/releases/", status=400, body=said)
    sandbox.faults.add(method="PUT", path="/releases/", status=400, body={"detail": "no"})
    told = send(client, "web@1", TOLD, [commit(1)], pause)

    assert (0, [*["commits-fitted"] * 3, "commits-refused"]) == (told.count, codes(told))
    assert "400: no" in told.findings[-1].sentence
    assert [] == stored(client)


@pytest.mark.parametrize("status", [400, 409, 413, 422])
@pytest.mark.parametrize("body", [b"<html><title>Bad Request</title></html>", b"[" * 50, b""])
def test_a_refusal_of_the_list_never_ends_the_release(
    client: Client, sandbox: Running, pause: Pause, status: int, body: bytes
) -> None:
    """Whatever it says: a gateway's page, nonsense, nothing."""
    sandbox.faults.add(method="PUT", path="/releases/", status=status, body=body, times=None)
    told = send(client, "web@1", TOLD, [commit(1, patch_set=())], pause)

    assert (0, ["commits-refused"]) == (told.count, codes(told))
    assert str(status) in told.findings[0].sentence


def test_a_list_that_is_too_large_goes_without_its_changes(
    client: Client, sandbox: Running, pause: Pause
) -> None:
    """They are most of it; a proxy's limit is no reason to have no commits."""
    sandbox.faults.add(method="PUT", path="/releases/", status=413)
    told = send(client, "web@1", TOLD, [commit(1)], pause)

    assert (1, ["commits-fitted"]) == (told.count, codes(told))
    assert "patch_set" in told.findings[0].sentence


@pytest.mark.parametrize(("status", "error"), [(403, NotPermitted), (404, ServerRefused)])
def test_a_refusal_of_the_request_ends_the_step(
    client: Client, sandbox: Running, pause: Pause, status: int, error: type[Exception]
) -> None:
    """A token that may not, a release that is not there: nothing about the commits."""
    sandbox.faults.add(method="PUT", path="/releases/", status=status)
    with pytest.raises(error):
        send(client, "web@1", TOLD, [commit(1)], pause)


def test_what_is_sent_leaves_out_what_there_is_not(client: Client, sandbox: Running) -> None:
    """Null and absent are different things to old servers."""
    bare = Commit("a" * 40)

    assert {"id": "a" * 40} == msgspec.to_builtins(bare)
    logging.getLogger("buildtools").debug("sent %s", bare.id)
    assert 1 == send(client, "web@1", TOLD, [bare], Pause()).count
