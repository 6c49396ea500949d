"""Finalize: the step that refuses, and changes nothing the second time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from buildtools.api.answers import Release
from buildtools.api.capabilities import Capabilities
from buildtools.api.client import Client
from buildtools.errors import ProofFailed, ServerRefused
from buildtools.findings import Finding, Proof, finding
from buildtools.results import Finalized, Skipped, Verified
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Connection, Deploy
from buildtools.steps.finalize import finalize
from buildtools.values import Secret

VERSION = "web@1.0+2"
PROVEN = Verified(Proof({"positions": 12}))
MOMENT = datetime(2026, 1, 2, 5, 4, 5, 600_000, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """The embedded server."""
    with serve(tmp_path) as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    """A client of it."""
    projects = (sandbox.project,)
    known = Connection(sandbox.url, sandbox.org, projects, sandbox.token, retries=0)
    with Client(known) as made:
        yield made


def run(
    client: Client,
    *,
    verified: Verified = PROVEN,
    environment: str = "production",
    deploy: Deploy | None = None,
    now: datetime = MOMENT,
) -> Finalized | Skipped:
    """Finalize with what a test does not care about filled in."""
    return finalize(
        client,
        VERSION,
        ["web"],
        verified,
        environment=environment,
        deploy=deploy or Deploy(),
        site="https://www.example.com",
        now=lambda: now,
    )


def codes(result: Finalized | Skipped) -> list[str]:
    """The codes of a result's findings."""
    assert isinstance(result, Finalized)
    return [found.code for found in result.findings]


def proof_with(*findings: Finding) -> Verified:
    """A proof in which something was tried and these were noticed."""
    return Verified(Proof({"positions": 12}, findings))


def test_a_proven_release_gets_its_date_and_one_deploy(client: Client) -> None:
    """What it is for: the release is out, in this environment, since now."""
    client.create_release(VERSION, ["web"])
    result = run(client)

    assert Finalized(VERSION, "production") == result
    release = client.release(VERSION)
    assert release is not None
    assert datetime.fromisoformat(release.date_released or "") == MOMENT.astimezone(UTC)
    deploys = client.deploys(VERSION)
    assert [("production", "https://www.example.com")] == [
        (one.environment, one.url) for one in deploys
    ]


def test_a_proof_with_an_error_is_refused_before_anything_is_sent(
    client: Client, sandbox: Running
) -> None:
    """The promise of this package: nothing is finalized that will not resolve."""
    sandbox.requests.clear()
    wrong = finding("frame-wrong", "~/a.js", "resolves to another line", "again")
    with pytest.raises(ProofFailed, match="an error") as caught:
        run(client, verified=proof_with(wrong))

    assert 50 == caught.value.exit_code
    assert "invoke release --from=upload --env=production" == caught.value.remedy
    assert caught.value.evidence == ("frame-wrong: ~/a.js: resolves to another line (again)",)
    assert [] == list(sandbox.requests)


def test_of_many_errors_the_first_are_shown_and_all_counted(client: Client) -> None:
    """A thousand lines hide the one that helps."""
    wrong = [finding("file-changed", f"{number}.js", "changed") for number in range(7)]
    with pytest.raises(ProofFailed, match="7 errors") as caught:
        run(client, verified=proof_with(*wrong))

    assert 6 == len(caught.value.evidence)
    assert "and 2 more" == caught.value.evidence[-1]


@pytest.mark.parametrize("counts", [{}, {"positions": 0, "files": 0}])
def test_a_proof_that_tried_nothing_is_refused(client: Client, counts: dict[str, int]) -> None:
    """No error was found where nobody looked; that is no proof."""
    with pytest.raises(ProofFailed, match="nothing was tried"):
        run(client, verified=Verified(Proof(counts)))


def test_warnings_do_not_hold_a_release_back(client: Client) -> None:
    """Only errors forbid; the rest was told by verify."""
    client.create_release(VERSION, ["web"])
    noticed = finding("not-permitted", "events", "the token may not read them")

    assert isinstance(run(client, verified=proof_with(noticed)), Finalized)


def test_a_second_run_changes_nothing(client: Client) -> None:
    """Jobs are run again; a moved date reorders releases, a second deploy mails everybody."""
    client.create_release(VERSION, ["web"])
    run(client)
    before = (client.release(VERSION), client.deploys(VERSION))
    result = run(client, now=MOMENT + timedelta(days=1))

    assert ["date-kept", "deploy-kept"] == codes(result)
    assert before == (client.release(VERSION), client.deploys(VERSION))


def test_the_next_environment_gets_its_own_deploy(client: Client) -> None:
    """A release goes from staging to production; its date stays that of the first."""
    client.create_release(VERSION, ["web"])
    run(client, environment="staging")
    result = run(client, environment="production")

    assert ["date-kept"] == codes(result)
    assert {"staging", "production"} == {one.environment for one in client.deploys(VERSION)}


def test_a_deploy_of_another_name_is_another_deploy(client: Client, sandbox: Running) -> None:
    """Who names deploys means each of them; the same name again is a re-run."""
    client.create_release(VERSION, ["web"])
    run(client, deploy=Deploy(name="blue"))
    run(client, deploy=Deploy(name="green"))
    again = run(client, deploy=Deploy(name="green"))

    posts = [one for one in sandbox.requests if one.method == "POST" and "deploys" in one.path]
    assert 2 == len(posts)
    assert ["date-kept", "deploy-kept"] == codes(again)


def test_no_deploy_is_recorded_where_none_is_wanted(client: Client) -> None:
    """deploy.record: false is for those whose platform records it."""
    client.create_release(VERSION, ["web"])

    assert Finalized(VERSION, None) == run(client, deploy=Deploy(record=False))
    assert client.deploys(VERSION) == ()


def test_a_release_that_is_not_there_is_named(client: Client) -> None:
    """The remedy is the step that was forgotten."""
    with pytest.raises(ServerRefused, match="no release") as caught:
        run(client)

    assert "invoke release --from=create" == caught.value.remedy


class Lacking(Client):
    """A server with one release, and without what its name says."""

    def __init__(self, *, releases: bool) -> None:
        super().__init__(Connection("http://127.0.0.1:1", "acme", ("web",), Secret("t")))
        self.able = Capabilities(
            "bugsink" if not releases else "glitchtip",
            releases=releases,
            commits=False,
            deploys=False,
            bundles=True,
            ask_first=False,
            final_states=frozenset({"created"}),
            listing=False,
            look_up=False,
            events=False,
        )

    def capabilities(self) -> Capabilities:
        """What the double claims to have."""
        return self.able

    def release(self, version: str) -> Release | None:
        """Give a release that is dated from birth, as GlitchTip does."""
        return Release(version, date_released="2026-01-01T00:00:00Z")


def test_a_server_without_releases_is_skipped_with_its_reason() -> None:
    """Never shown as done: nothing was finalized there."""
    result = run(Lacking(releases=False))

    assert isinstance(result, Skipped)
    assert "Bugsink has no releases API" in result.reason


def test_a_server_without_deploys_finalizes_and_says_what_was_left_out() -> None:
    """The date is worth having alone."""
    result = run(Lacking(releases=True))

    assert ["date-kept", "not-offered"] == codes(result)
    assert isinstance(result, Finalized)
    assert result.deploy is None
