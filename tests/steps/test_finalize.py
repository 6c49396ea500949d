"""Finalize: the step that refuses, and changes nothing the second time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.confirmation import WAITS
from buildtools.api.models.answers import DeployRecord, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.connection import Connection
from buildtools.errors import (
    BuildtoolsError,
    LiveDisagrees,
    OutOfOrder,
    ProofFailed,
    ServerRefused,
)
from buildtools.findings import Finding, finding, subjects
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.results import CommitsSet, Finalized, Looked, Skipped, Verified
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Deploy
from buildtools.steps.finalize import finalize
from buildtools.values import Commit, Secret

VERSION = "web@1.0+2"
PROVEN = Verified(Proof({Count.BROWSER_POSITIONS: 12}))
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
    site: str = "https://www.example.com",
    told: CommitsSet | None = None,
    discard: Callable[[], None] | None = None,
    pause: Callable[[float], None] = lambda seconds: None,
    looked: Looked | None = None,
) -> Finalized | Skipped:
    """Finalize with what a test does not care about filled in."""
    return finalize(
        client,
        VERSION,
        ["web"],
        verified,
        environment=environment,
        deploy=deploy or Deploy(),
        site=site,
        now=lambda: now,
        told=told,
        discard=discard,
        looked=looked,
        pause=pause,
    )


SEEN = Looked(Proof({Count.ANSWERS_COMPARED: 3}), "https://www.example.com", 3, 3, ("identity",))
WRONG = finding("served-rewritten", subjects.Url("~/a.js"), "is served with other bytes", "stop it")
CLOSED = finding("site-not-reachable", subjects.Url("https://h/"), "a login answered 401", "pass")


def _with(*findings: Finding, reached: bool = True) -> Looked:
    return msgspec.structs.replace(SEEN, proof=Proof({}, findings), reached=reached)


def test_a_live_site_that_serves_what_was_released_lets_it_pass(client: Client) -> None:
    """Where a look at it is required, it is what finalize was waiting for."""
    client.create_release(VERSION, ["web"])
    taken = msgspec.structs.replace(WRONG, accepted="the host adds a banner")
    noted = msgspec.structs.replace(CLOSED, severity="info")
    for looked in (SEEN, _with(taken), _with(noted)):
        assert isinstance(run(client, looked=looked), Finalized)


@pytest.mark.parametrize(
    ("looked", "kind", "said"),
    [
        (_with(WRONG), LiveDisagrees, "1 error"),
        (_with(CLOSED, reached=False), OutOfOrder, "did not see all of it: a login answered 401"),
        (_with(reached=False), OutOfOrder, "live, which did not see all of it"),
    ],
)
def test_a_live_site_that_was_not_seen_to_be_right_refuses(
    client: Client, looked: Looked, kind: type[BuildtoolsError], said: str
) -> None:
    """With 60 where it is wrong, with 22 where nobody knows; and nothing is sent."""
    client.create_release(VERSION, ["web"])
    with pytest.raises(kind) as failure:
        run(client, looked=looked)

    assert said in failure.value.what
    command = "live" if kind is LiveDisagrees else "release --from=live"
    assert f"invoke {command} --env=production" in failure.value.remedy
    assert ("the version before" in failure.value.remedy) == (kind is LiveDisagrees)
    release = client.release(VERSION)
    assert release is not None
    assert release.date_released is None


def codes(result: Finalized | Skipped) -> list[str]:
    """The codes of a result's findings."""
    assert isinstance(result, Finalized)
    return [found.code for found in result.findings]


def proof_with(*findings: Finding) -> Verified:
    """A proof in which something was tried and these were noticed."""
    return Verified(Proof({Count.BROWSER_POSITIONS: 12}, findings))


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
    wrong = finding("frame-wrong", subjects.Url("~/a.js"), "resolves to another line", "again")
    with pytest.raises(ProofFailed, match="1 error") as caught:
        run(client, verified=proof_with(wrong))

    assert 50 == caught.value.exit_code
    assert "invoke release --from=upload --env=production" == caught.value.remedy
    assert caught.value.evidence == ("frame-wrong: ~/a.js: resolves to another line (again)",)
    assert [] == list(sandbox.requests)


def test_of_many_errors_the_first_are_shown_and_all_counted(client: Client) -> None:
    """A thousand lines hide the one that helps."""
    wrong = [
        finding("file-changed", subjects.File(f"{number}.js"), "changed") for number in range(7)
    ]
    with pytest.raises(ProofFailed, match="7 errors") as caught:
        run(client, verified=proof_with(*wrong))

    assert 6 == len(caught.value.evidence)
    assert "and 2 more" == caught.value.evidence[-1]


@pytest.mark.parametrize("counts", [{}, {Count.BROWSER_POSITIONS: 0, "files": 0}])
def test_a_proof_that_tried_nothing_is_refused(client: Client, counts: dict[Count, int]) -> None:
    """No error was found where nobody looked; that is no proof."""
    with pytest.raises(ProofFailed, match="nothing was tried"):
        run(client, verified=Verified(Proof(counts)))


def test_warnings_do_not_hold_a_release_back(client: Client) -> None:
    """Only errors forbid; the rest was told by verify."""
    client.create_release(VERSION, ["web"])
    noticed = finding("not-permitted", subjects.Endpoint("events"), "the token may not read them")

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


def test_a_deploy_is_to_the_environment_that_is_said(client: Client) -> None:
    """Two sections, one for each app, may both be deployed to production."""
    client.create_release(VERSION, ["web"])
    result = run(client, environment="api", deploy=Deploy(environment="production"))

    assert Finalized(VERSION, "production") == result
    assert ["production"] == [one.environment for one in client.deploys(VERSION)]
    with pytest.raises(ProofFailed) as caught:
        run(client, verified=Verified(Proof({})), environment="api", deploy=Deploy(environment="p"))
    assert caught.value.remedy.endswith("--env=api")


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
            final_states=frozenset({"created"}),
            listing=False,
            look_up=False,
            events=False,
        )

    def capabilities(self) -> Capabilities:
        """What the double claims to have."""
        return self.able

    def release(self, version: str) -> Release | None:
        """Return a release that is dated from birth, as GlitchTip does."""
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


def test_what_was_taken_away_is_dropped_once_the_release_is_out() -> None:
    """As long as nothing is released, a failure or `--undo` can give it back."""
    dropped: list[str] = []
    run(Lacking(releases=False), discard=lambda: dropped.append("skipped"))
    run(Lacking(releases=True), discard=lambda: dropped.append("released"))
    with pytest.raises(ProofFailed):
        run(
            Lacking(releases=True),
            verified=Verified(Proof({})),
            discard=lambda: dropped.append("refused"),
        )

    assert ["released"] == dropped


class Forgetful(Client):
    """A client of a server that answers 200 and drops what it is told, for so many readings."""

    def __init__(self, connection: Connection, *, late: int = 0) -> None:
        super().__init__(connection)
        self.late = late
        self.told: list[str] = []

    def release(self, version: str) -> Release | None:
        """Tell a release without the date and the deploy until it is late enough."""
        release = super().release(version)
        if release and self.told and self.late > 0:
            self.late -= 1
            return Release(version)
        return release

    def deploys(self, version: str) -> tuple[DeployRecord, ...]:
        """Tell none as long as the release tells none."""
        return () if self.told and self.late > 0 else super().deploys(version)


class Dropping(Forgetful):
    """A server that keeps nothing of what its name says."""

    def update_release(self, version: str, **given: Any) -> Release:
        """Take it, and say that all is well."""
        self.told.append("date")
        return Release(version, date_released=given.get("released"))


class DroppingDeploys(Forgetful):
    """A server that keeps a date and no deploy."""

    def create_deploy(self, version: str, environment: str, **given: Any) -> DeployRecord:
        """Take it, and answer as if it were kept."""
        self.told.append("deploy")
        return DeployRecord(environment, name=given.get("name"))


def test_a_date_that_is_dropped_is_an_error(client: Client) -> None:
    """The answer even repeats it; the release has none, so nothing was finalized."""
    client.create_release(VERSION, ["web"])
    waited: list[float] = []
    with pytest.raises(ServerRefused, match="took the release date") as caught:
        run(Dropping(client.connection), pause=waited.append)

    assert 30 == caught.value.exit_code
    assert "invoke release --from=finalize" == caught.value.remedy
    assert list(WAITS) == waited
    assert () == client.deploys(VERSION)


def test_a_deploy_that_is_dropped_is_an_error(client: Client) -> None:
    """Accepted in status only: the next release would begin at the wrong commit."""
    client.create_release(VERSION, ["web"])
    with pytest.raises(ServerRefused, match="took the deploy") as caught:
        run(DroppingDeploys(client.connection))

    assert 30 == caught.value.exit_code
    assert "deploy.record: false" in caught.value.remedy


def test_what_shows_late_is_waited_for(client: Client) -> None:
    """A copy of the database that is behind is no lie."""
    client.create_release(VERSION, ["web"])
    late = Forgetful(client.connection, late=2)
    late.told.append("yes")
    waited: list[float] = []

    assert Finalized(VERSION, "production") == run(late, pause=waited.append)
    assert 1 == len(waited)


def test_a_deploy_of_another_environment_is_not_ours(client: Client) -> None:
    """The last deploy of the release may be somebody else's."""
    client.create_release(VERSION, ["web"])
    client.create_deploy(VERSION, "staging")
    with pytest.raises(ServerRefused, match="took the deploy"):
        run(DroppingDeploys(client.connection))


@pytest.mark.parametrize(
    ("mode", "severity", "word"),
    [("refs", "info", "not fetched"), ("local", "warning", "told 3 commits")],
)
def test_commits_that_are_counted_nowhere_are_told(
    client: Client, mode: str, severity: str, word: str
) -> None:
    """References are fetched late, or never; a list that is gone was taken away."""
    client.create_release(VERSION, ["web"])
    told = CommitsSet(mode, 3, "acme/web", "a" * 40, None)
    result = run(client, told=told)

    assert isinstance(result, Finalized)
    assert [("commits-not-kept", severity)] == [(one.code, one.severity) for one in result.findings]
    assert word in result.findings[0].sentence


def test_commits_that_are_counted_need_no_word(client: Client) -> None:
    """The control."""
    client.create_release(VERSION, ["web"])
    client.update_release(VERSION, commits=[Commit("a" * 40)])

    assert [] == codes(run(client, told=CommitsSet("local", 1, "acme/web", "a" * 40, None)))


@pytest.mark.parametrize(
    ("site", "kept"),
    [
        ("https://example.com/" + "x" * 180, True),
        ("https://example.com/" + "x" * 181, False),
        ("http://shop/", False),
    ],
)
def test_an_address_that_no_deploy_can_have_is_left_out_and_told(
    client: Client, site: str, kept: bool
) -> None:
    """Too long for Sentry's column, or a host that its check does not know; the deploy stays."""
    client.create_release(VERSION, ["web"])
    result = run(client, site=site)

    assert ([] if kept else ["deploy-fitted"]) == codes(result)
    assert [site if kept else None] == [one.url for one in client.deploys(VERSION)]


def test_a_name_of_a_deploy_is_cut_and_told(client: Client) -> None:
    """Sentry takes 64 characters."""
    client.create_release(VERSION, ["web"])
    name = "n" * 65
    result = run(client, deploy=Deploy(name=name))

    assert ["deploy-fitted"] == codes(result)
    assert [name[:64]] == [one.name for one in client.deploys(VERSION)]
    assert ["date-kept", "deploy-kept"] == codes(run(client, deploy=Deploy(name=name)))


def test_a_deploy_that_is_refused_for_another_reason_is_an_error(
    client: Client, sandbox: Running
) -> None:
    """Only an address can be left out."""
    client.create_release(VERSION, ["web"])
    said = {"environment": ["Invalid value for environment"]}
    sandbox.faults.add(method="POST", path="/deploys/", status=400, body=said)

    with pytest.raises(ServerRefused, match="Invalid value for environment"):
        run(client)
