"""The real sentry-cli 3.x is happy with the sandbox, and tells when it should not be."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api, Cli

pytestmark = pytest.mark.interop

VERSION = "bakery@1.0+7"
REMOTE = "https://git.example/acme/bakery.git"


def git(cli: Cli, *asked: str) -> str:
    """Ask git in the app's folder."""
    who = ("-c", "user.name=Dev Éxample", "-c", "user.email=dev@example.com")
    done = subprocess.run(
        ["git", *who, *asked], cwd=cli.home, env=cli.environ, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


@pytest.fixture
def head(cli: Cli) -> str:
    """A git repository around the app with three commits; gives the last."""
    git(cli, "init", "--quiet", "--initial-branch=main")
    git(cli, "remote", "add", "origin", REMOTE)
    for number in range(3):
        (cli.home / "work.txt").write_text(str(number))
        git(cli, "add", "work.txt")
        git(cli, "commit", "--quiet", "-m", f"work {number}")
    return git(cli, "rev-parse", "HEAD")


def test_the_whole_journey(cli: Cli, api: Api, head: str) -> None:
    """New, commits, inject, upload, finalize, deploy: what a pipeline on sentry-cli does."""
    cli.must("releases", "new", VERSION)
    created = api.release(VERSION)
    cli.must("releases", "set-commits", VERSION, "--local")
    cli.must("sourcemaps", "inject", "dist")
    said = cli.must("sourcemaps", "upload", "--wait", "--release", VERSION, "--dist", "7", "dist")
    cli.must("releases", "finalize", VERSION)
    cli.must("deploys", "new", "--release", VERSION, "--env", "oven")
    release = api.release(VERSION)
    (bundle,) = api.bundles()
    files = api.get(f"projects/sandbox/web/artifact-bundles/{bundle['bundleId']}/files/")["files"]

    assert created["dateReleased"] is None
    assert (3, head) == (release["commitCount"], release["lastCommit"]["id"])
    assert release["dateReleased"] is not None
    assert "oven" == release["lastDeploy"]["environment"]
    assert "File processing complete" in said
    assert [{"release": VERSION, "dist": "7"}] == bundle["associations"]
    assert ["~/app.js", "~/app.js.map"] == [one["filePath"] for one in files]
    assert 1 == len({one["debugId"] for one in files})
    assert files[0]["debugId"] in (cli.home / "dist" / "app.js").read_text()


def test_a_known_repository_is_set_by_reference(cli: Cli, api: Api, head: str) -> None:
    """With --auto the CLI matches the git remote with a repository's URL."""
    api.post("organizations/sandbox/repos/", {"name": "acme/bakery", "url": REMOTE})
    cli.must("releases", "set-commits", VERSION, "--auto")
    commit = api.release(VERSION)["lastCommit"]

    assert (head, "acme/bakery") == (commit["id"], commit["repository"]["name"])


@pytest.mark.usefixtures("head")
def test_the_second_release_gets_only_what_is_new(cli: Cli, api: Api) -> None:
    """previous-with-commits tells the CLI where to begin; nothing new is success, too."""
    cli.must("releases", "set-commits", "one", "--local")
    git(cli, "commit", "--quiet", "--allow-empty", "-m", "the news")
    cli.must("releases", "set-commits", "two", "--local")
    said = cli.must("releases", "set-commits", "two", "--local")

    assert (3, 1) == (api.release("one")["commitCount"], api.release("two")["commitCount"])
    assert "the news\n" == api.release("two")["lastCommit"]["message"]
    assert "No commits found" in said


def test_a_second_upload_sends_nothing(cli: Cli, sandbox: Running) -> None:
    """Chunks that are known are not asked for again."""
    cli.must("sourcemaps", "inject", "dist")
    posted = []
    for _ in range(2):
        sandbox.requests.clear()
        cli.must("sourcemaps", "upload", "--wait", "dist")
        paths = [one.path for one in sandbox.requests if one.method == "POST"]
        posted.append(sum("chunk-upload" in path for path in paths))

    assert [1, 0] == posted


def test_lists_and_details_can_be_read(cli: Cli, api: Api) -> None:
    """The CLI parses these answers strictly; a missing field would be an error."""
    cli.must("releases", "new", VERSION)
    cli.must("deploys", "new", "--release", VERSION, "--env", "oven")
    api.post("organizations/sandbox/repos/", {"name": "acme/bakery", "url": REMOTE})

    assert VERSION in cli.must("releases", "list")
    assert VERSION in cli.must("releases", "info", VERSION)
    assert "oven" in cli.must("deploys", "list", "--release", VERSION)
    assert "acme/bakery" in cli.must("repos", "list")
    assert "web" in cli.must("projects", "list")
    assert "sandbox" in cli.must("organizations", "list")
    assert "project:releases" in cli.must("info")


def test_a_release_can_be_put_away_and_deleted(cli: Cli, api: Api) -> None:
    """Archive and restore come as a POST without projects, delete as a DELETE."""
    cli.must("releases", "new", VERSION)
    seen = []
    for act in ("archive", "restore"):
        cli.must("releases", act, VERSION)
        seen.append(api.release(VERSION)["status"])
    cli.must("releases", "delete", VERSION)

    assert ["archived", "open"] == seen
    assert api.release(VERSION) is None


def test_an_event_can_be_sent(cli: Cli, api: Api) -> None:
    """By the header's key, as the CLI does."""
    cli.must("send-event", "-m", "the oven is cold")

    assert ["the oven is cold"] == [one["logentry"]["message"] for one in api.events()]


@pytest.mark.parametrize(
    "asked",
    [
        ("info",),
        ("releases", "new", VERSION),
        ("releases", "finalize", VERSION),
        ("deploys", "new", "--release", VERSION, "--env", "oven"),
        ("sourcemaps", "upload", "--wait", "--release", VERSION, "dist"),
    ],
    ids=lambda asked: " ".join(asked[:2]),
)
def test_a_wrong_token_fails(cli: Cli, api: Api, asked: tuple[str, ...]) -> None:
    """A server that lets everybody in would prove nothing."""
    done = cli.run(*asked, SENTRY_AUTH_TOKEN="sntryu_" + "0" * 64)

    assert 1 == done.returncode
    assert "401" in done.stdout + done.stderr
    assert api.release(VERSION) is None
    assert [] == api.bundles()


def test_a_failed_assembly_fails_the_upload(cli: Cli, sandbox: Running) -> None:
    """With --wait the CLI hears the server's last word."""
    sandbox.faults.stick("error", "the oven is on fire")
    done = cli.run("sourcemaps", "upload", "--wait", "--release", VERSION, "dist")

    assert 1 == done.returncode
    assert "the oven is on fire" in done.stdout + done.stderr


def test_an_upload_for_another_organization_fails(cli: Cli, api: Api) -> None:
    """A slug that is not ours is a 404, not a new organization."""
    done = cli.run("sourcemaps", "upload", "--release", VERSION, "dist", SENTRY_ORG="other")

    assert 1 == done.returncode
    assert "organization not found" in (done.stdout + done.stderr).lower()
    assert [] == api.bundles()
