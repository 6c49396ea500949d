"""set-commits: real repositories, our client, and the sandbox at the other end of the wire."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from buildtools.api.client import Client
from buildtools.api.http.request import Request
from buildtools.api.models.answers import Release
from buildtools.checks.field_limits import LONGEST_PATH
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError
from buildtools.results import CommitsSet, Skipped
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Commits
from buildtools.steps.commits import set_commits
from buildtools.steps.commits.listing import MOST_COMMITS
from buildtools.values import Commit

if TYPE_CHECKING:
    from tests.conftest import Checkout

ABSENT = "0123456789abcdef0123456789abcdef01234567"
GITHUB = {"GITHUB_ACTIONS": "true"}
NOTHING: Mapping[str, str] = {}


class Witness(Client):
    """Our client, which also remembers what it was asked to write."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.commits: list[Sequence[Commit]] = []
        self.refs: list[Sequence[dict[str, str | None]]] = []

    def update_release(self, version: str, **given: Any) -> Release:
        if given.get("commits"):
            self.commits.append(given["commits"])
        if given.get("refs"):
            self.refs.append(given["refs"])
        return super().update_release(version, **given)

    def stored(self, version: str) -> list[dict[str, Any]]:
        """Read the release's commits from the server, newest first."""
        where = self.of_release(version, "commits")
        return self.transport.send(Request("GET", where)).read(list[dict[str, Any]])

    def connect_repository(self, name: str, url: str | None = None) -> None:
        """Connect a repository to the organization, as its owner does on a page."""
        body = {"name": name, "url": url, "provider": "integrations:github"}
        self.transport.send(Request.of_json("POST", self.of_org("repos"), body))

    def deployed(self, version: str, environment: str, sha: str) -> None:
        """Leave what a whole release of some other day leaves."""
        self.create_release(version, ("web",))
        self.update_release(version, commits=(_made(sha),))
        self.create_deploy(version, environment)


class Scene:
    """A checkout, a server, and the step between them."""

    def __init__(self, server: Witness, checkout: "Checkout") -> None:
        self.server = server
        self.checkout = checkout

    def tell(
        self,
        version: str = "web@2",
        commits: Commits | None = None,
        *,
        environment: str = "production",
        checkout: "Checkout | None" = None,
        variables: Mapping[str, str] = NOTHING,
    ) -> CommitsSet:
        """Do the step, which is to be done."""
        outcome = self.attempt(version, commits, environment, checkout, variables)
        assert isinstance(outcome, CommitsSet)
        return outcome

    def attempt(
        self,
        version: str = "web@2",
        commits: Commits | None = None,
        environment: str = "production",
        checkout: "Checkout | None" = None,
        variables: Mapping[str, str] = NOTHING,
    ) -> CommitsSet | Skipped:
        """Do the step on a release that exists."""
        here = checkout or self.checkout
        self.server.create_release(version, ("web",))
        self.server.commits.clear()
        self.server.refs.clear()
        return set_commits(
            self.server,
            version,
            here.path,
            commits or Commits(),
            environment=environment,
            environ={**here.environ, **variables},
        )


def _made(sha: str) -> Commit:
    return Commit(sha, "Dev", "dev@example.com", "2024-03-05T10:00:00+02:00", "work\n", "acme/web")


def codes(told: CommitsSet) -> list[str]:
    """Only the codes of what was noticed."""
    return [found.code for found in told.findings]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """The embedded server."""
    with serve(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture
def server(sandbox: Running) -> Iterator[Witness]:
    """Our client of it."""
    with Witness(Connection(sandbox.url, sandbox.org, ("web",), sandbox.token)) as client:
        yield client


@pytest.fixture
def scene(server: Witness, checkout: "Checkout") -> Scene:
    """All of it, with a remote that has an address on a real host."""
    checkout.git("remote", "add", "origin", "git@github.com:acme/web.git")
    return Scene(server, checkout)


def test_a_first_release_is_told_of_the_newest_commits(scene: Scene) -> None:
    """There is no beginning yet; ten years of history would help nobody."""
    shas = scene.checkout.commits(5)
    told = scene.tell(commits=Commits(depth=3))

    assert CommitsSet("local", 3, "acme/web", shas[-1], None) == told
    stored = scene.server.stored("web@2")
    assert list(reversed(shas[-3:])) == [one["id"] for one in stored]
    assert {"acme/web"} == {one["repository"]["name"] for one in stored}


def test_the_commits_since_this_environments_release_are_sent(scene: Scene) -> None:
    """Staging runs ahead: its releases are not where production's begin."""
    first, second, third = scene.checkout.commits(3)
    scene.server.deployed("web@0", "production", first)
    scene.server.deployed("web@1", "staging", second)

    told = scene.tell()
    assert (2, first, []) == (told.count, told.previous, codes(told))
    assert [third, second] == [one["id"] for one in scene.server.stored("web@2")]
    assert 1 == scene.tell("web@3", environment="staging").count


def test_without_a_deploy_here_the_newest_release_with_commits_counts(scene: Scene) -> None:
    """A new environment, or a server that records no deploys."""
    first, _ = scene.checkout.commits(2)
    scene.server.create_release("web@1", ("web",))
    scene.server.update_release("web@1", commits=(_made(first),))
    scene.server.create_release("web@1b", ("web",))
    scene.server.create_deploy("web@1b", "production")

    told = scene.tell()
    assert (1, first) == (told.count, told.previous)


def test_a_base_that_is_no_commit_is_none(scene: Scene) -> None:
    """Other tools store what they like; git must not take it for an option."""
    scene.checkout.commits(2)
    scene.server.deployed("web@1", "production", "--output=stolen")

    told = scene.tell()
    assert (2, None, []) == (told.count, told.previous, codes(told))


def test_nothing_new_is_done_and_sends_nothing(scene: Scene) -> None:
    """The same commit is released again, with another configuration perhaps."""
    (sha,) = scene.checkout.commits(1)
    scene.server.deployed("web@1", "production", sha)

    told = scene.tell()
    assert CommitsSet("local", 0, "acme/web", sha, sha, told.findings) == told
    assert ["commits-none"] == codes(told)
    assert "web@1" in told.findings[0].sentence
    assert [] == scene.server.commits
    assert [] == scene.server.refs


def test_a_second_run_leaves_the_commits_as_they_are(scene: Scene) -> None:
    """A job that is run again must not wipe out what the first one told."""
    scene.checkout.commits(3)
    scene.tell()
    before = scene.server.stored("web@2")
    scene.tell()

    assert before == scene.server.stored("web@2")


def test_a_release_that_is_deployed_already_begins_where_it_began(scene: Scene) -> None:
    """Run again after finalize, it is itself the last one here, and no base for itself."""
    first, second = scene.checkout.commits(2)
    scene.server.deployed("web@1", "production", first)
    scene.server.deployed("web@2", "production", second)

    told = scene.tell()
    assert (1, first) == (told.count, told.previous)


def test_the_server_is_given_a_reference_where_it_knows_the_repository(scene: Scene) -> None:
    """It fetches the commits itself, with authors it can tie to its users."""
    first, last = scene.checkout.commits(2)
    scene.server.deployed("web@1", "production", first)
    scene.server.connect_repository("Acme/Web")

    told = scene.tell()
    assert CommitsSet("refs", 1, "Acme/Web", last, first) == told
    reference = {"repository": "Acme/Web", "commit": last, "previousCommit": first}
    assert [[reference]] == scene.server.refs


def test_a_connected_repository_is_found_by_its_address(scene: Scene) -> None:
    """GitLab's names have spaces in them; the address is the same."""
    scene.checkout.commits(1)
    scene.server.connect_repository("Acme / Web", "https://github.com/acme/web")

    assert "Acme / Web" == scene.tell().repository


def test_a_repository_that_a_list_left_behind_is_not_connected(scene: Scene) -> None:
    """Sentry makes one by name for each list of commits, and can fetch nothing from it."""
    scene.checkout.commits(1)
    assert "local" == scene.tell("web@2").mode
    scene.checkout.commits(1)

    assert "local" == scene.tell("web@3").mode
    assert "refs" == scene.tell("web@4", Commits(mode="refs")).mode


def test_another_repository_is_not_ours(scene: Scene) -> None:
    """A reference into it would tell the wrong commits."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/api", "https://github.com/acme/api")

    assert "local" == scene.tell().mode


def test_local_mode_asks_for_no_repositories(scene: Scene, sandbox: Running) -> None:
    """What is not needed needs no permission either."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/web")
    sandbox.requests.clear()

    assert "local" == scene.tell(commits=Commits(mode="local")).mode
    assert not [one for one in sandbox.requests if one.path.endswith("/repos/")]


def test_paths_choose_commits_and_so_need_a_list(scene: Scene) -> None:
    """In a monorepo the server could only take all of them."""
    sha = scene.checkout.commit(web="1")
    scene.checkout.commit(api="1")
    scene.server.connect_repository("acme/web")

    told = scene.tell(commits=Commits(paths=("web",)))
    assert ("local", 1) == (told.mode, told.count)
    assert [sha] == [one["id"] for one in scene.server.stored("web@2")]


def test_no_commit_on_the_paths_sends_nothing(scene: Scene) -> None:
    """An empty list would wipe out an earlier one."""
    scene.checkout.commits(1)
    told = scene.tell(commits=Commits(paths=("nowhere",)))

    assert (0, ["commits-none", "commits-path-unmatched"]) == (told.count, codes(told))
    assert [] == scene.server.commits


def test_a_path_that_means_nothing_is_named(scene: Scene) -> None:
    """Paths count from sentry.yml; one that is seen from the top finds nothing, silently."""
    (scene.checkout.path / "apps").mkdir()
    (scene.checkout.path / "apps" / "a.ts").write_text("1")
    scene.checkout.commit()
    inside = type(scene.checkout)(scene.checkout.path / "apps")
    told = scene.tell(commits=Commits(paths=("apps", "a.ts")), checkout=inside)

    (found,) = told.findings
    assert (1, "commits-path-unmatched", "apps") == (told.count, found.code, found.subject)
    assert "relative to the folder of sentry.yml (apps)" in found.sentence
    assert ":(top)apps" in found.remedy


def test_a_path_that_git_does_not_take_is_an_error(scene: Scene) -> None:
    """Git says what is wrong with it."""
    scene.checkout.commits(1)
    with pytest.raises(ConfigurationError, match=r"commits\.paths") as raised:
        scene.tell(commits=Commits(paths=(":(bad)x", "work")))

    assert 20 == raised.value.exit_code
    assert (":(bad)x: fatal: Invalid pathspec magic 'bad' in ':(bad)x'",) == raised.value.evidence


def test_a_history_that_git_cannot_read_is_told(scene: Scene) -> None:
    """An empty answer once looked like nothing new."""
    first, last = scene.checkout.commits(2)
    (scene.checkout.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    told = scene.tell()

    assert (1, ["commits-unread"]) == (told.count, codes(told))
    assert first in told.findings[0].sentence
    assert [last] == [one["id"] for one in scene.server.stored("web@2")]


def test_changes_that_cannot_be_read_are_told(scene: Scene, tmp_path: Path) -> None:
    """A clone without trees whose remote the job cannot reach."""
    scene.checkout.git("config", "uploadpack.allowFilter", "true")
    scene.checkout.commits(2)
    clone = scene.checkout.clone(tmp_path / "clone", "--filter=tree:0", "--no-checkout")
    clone.git("remote", "set-url", "origin", f"file://{tmp_path}/gone/acme/web.git")
    told = scene.tell(checkout=clone)

    assert (2, ["commits-unread"]) == (told.count, codes(told))
    assert "2 commits" in told.findings[0].sentence
    assert "--filter" in told.findings[0].remedy


def test_a_time_that_is_none_is_told(scene: Scene) -> None:
    """The committer's stands for it."""
    scene.checkout.commits(1)
    future = {"GIT_AUTHOR_DATE": "@100000000000000 +0000"}
    scene.checkout.git("commit", "--quiet", "--allow-empty", "-m", "far", **future)
    told = scene.tell()

    assert (2, ["commits-fitted"]) == (told.count, codes(told))
    assert "timestamp of 1 commit" in told.findings[0].sentence


def test_a_reference_that_is_refused_becomes_a_list(scene: Scene, sandbox: Running) -> None:
    """The server forgot the repository between two requests; git still knows the commits."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/web")
    said = {"refs": ["Invalid repository names: acme/web"]}
    sandbox.faults.add(method="PUT", path="/releases/", status=400, body=said)
    told = scene.tell()

    assert ("local", 1, ["commits-refused"]) == (told.mode, told.count, codes(told))
    assert "Invalid repository names" in told.findings[0].sentence


def test_a_reference_that_was_demanded_and_refused_is_left_out(
    scene: Scene, sandbox: Running
) -> None:
    """The release goes on without commits, and says so."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/web")
    sandbox.faults.add(method="PUT", path="/releases/", status=400)
    told = scene.tell(commits=Commits(mode="refs"))

    assert ("refs", 0, ["commits-refused"]) == (told.mode, told.count, codes(told))


def test_refs_for_an_unknown_repository_offer_the_known_ones(scene: Scene) -> None:
    """The server would say 400; a person wants the list, and the near match."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/webs")

    with pytest.raises(ConfigurationError, match="acme/web: that repository") as raised:
        scene.tell(commits=Commits(mode="refs"))
    assert ("connected are: acme/webs",) == raised.value.evidence
    assert "did you mean 'acme/webs'?" in raised.value.remedy


def test_refs_without_any_name_say_so(scene: Scene) -> None:
    """A clone without a remote."""
    scene.checkout.commits(1)
    scene.checkout.git("remote", "remove", "origin")

    with pytest.raises(ConfigurationError, match="has no name") as raised:
        scene.tell(commits=Commits(mode="refs"))
    assert ("connected are: none",) == raised.value.evidence


def test_a_token_that_may_not_list_repositories_still_works(scene: Scene, sandbox: Running) -> None:
    """Organization tokens have only org:ci; refs are then taken at their word."""
    scene.checkout.commits(1)
    scene.server.connect_repository("acme/web")
    token = sandbox.token_with({"org:ci"})
    with Witness(Connection(sandbox.url, sandbox.org, ("web",), token)) as narrow:
        scene.server = narrow

        assert "local" == scene.tell("web@2").mode
        assert "refs" == scene.tell("web@3", Commits(mode="refs")).mode


def test_the_configured_name_wins(scene: Scene) -> None:
    """A mirror's remote is not the repository that the server knows."""
    scene.checkout.commits(1)

    assert "acme/shop" == scene.tell(commits=Commits(repository="acme/shop")).repository


def test_without_a_remote_the_folder_names_the_repository(scene: Scene) -> None:
    """Never `origin`: Sentry would make a repository of that name."""
    scene.checkout.commits(1)
    scene.checkout.git("remote", "remove", "origin")

    assert "web" == scene.tell().repository
    ci = GITHUB | {"GITHUB_REPOSITORY": "acme/shop"}
    assert "acme/shop" == scene.tell("web@3", variables=ci).repository


def test_a_change_whose_path_is_too_long_is_left_out(scene: Scene) -> None:
    """The server would refuse all of the commits for it."""
    deep = scene.checkout.path.joinpath(*["folder" * 20] * 5)
    deep.mkdir(parents=True)
    (deep / "file").write_text("1")
    scene.checkout.commit(short="1")
    scene.tell()

    assert len(str((deep / "file").relative_to(scene.checkout.path))) > LONGEST_PATH
    ((commit,),) = scene.server.commits
    assert ["short"] == [patch.path for patch in commit.patch_set]


@pytest.fixture
def shallow(scene: Scene, tmp_path: Path) -> Callable[[int], "Checkout"]:
    """Clone the checkout cut to so many commits, as CI does."""

    def clone(depth: int) -> "Checkout":
        return scene.checkout.clone(tmp_path / f"clone-{depth}", f"--depth={depth}")

    return clone


def test_a_shallow_clone_is_explained_and_never_fails_the_release(
    scene: Scene, shallow: Callable[[int], "Checkout"]
) -> None:
    """Both commits, how deep the clone is, and the CI's own setting to change."""
    first, *_, last = scene.checkout.commits(5)
    scene.server.deployed("web@1", "production", first)
    told = scene.tell(checkout=shallow(2), variables=GITHUB)

    assert (2, ["commits-shallow"]) == (told.count, codes(told))
    (found,) = told.findings
    for fact in (first, last, "holds 2 commits", "the last release in production (web@1)"):
        assert fact in found.sentence
    assert "fetch-depth: 0" in found.remedy
    assert "commits.deepen: true" in found.remedy


def test_a_shallow_clone_is_deepened_where_that_is_allowed(
    scene: Scene, shallow: Callable[[int], "Checkout"]
) -> None:
    """One fetch, and suspect commits work."""
    first, *later = scene.checkout.commits(5)
    scene.server.deployed("web@1", "production", first)
    told = scene.tell(checkout=shallow(1), commits=Commits(deepen=True))

    assert (4, []) == (told.count, codes(told))
    assert list(reversed(later)) == [one["id"] for one in scene.server.stored("web@2")]


def test_the_only_remote_is_asked_for_more(
    scene: Scene, shallow: Callable[[int], "Checkout"]
) -> None:
    """Whatever it is called: the setting's own remote is not there."""
    first, *_ = scene.checkout.commits(4)
    scene.server.deployed("web@1", "production", first)
    clone = shallow(1)
    clone.git("remote", "rename", "origin", "upstream")
    told = scene.tell(checkout=clone, commits=Commits(deepen=True))

    assert (3, ["repository-guessed"]) == (told.count, codes(told))


def test_deepening_in_vain_is_explained(scene: Scene, shallow: Callable[[int], "Checkout"]) -> None:
    """The remote is gone, or asks for a password that CI does not have."""
    first, *_ = scene.checkout.commits(3)
    scene.server.deployed("web@1", "production", first)
    clone = shallow(1)
    clone.git("remote", "set-url", "origin", "http://127.0.0.1:9/acme/web.git")
    told = scene.tell(checkout=clone, commits=Commits(deepen=True))

    assert (1, ["commits-shallow"]) == (told.count, codes(told))
    remedy = told.findings[0].remedy
    assert remedy.startswith("git fetch --unshallow (the remote gave no more: fatal: unable to ")


@pytest.mark.parametrize(
    ("depth", "deepen", "count", "noticed"),
    [
        (2, False, 2, ["commits-shallow"]),
        (2, True, 4, []),
        (4, False, 4, []),
    ],
)
def test_a_first_release_from_a_shallow_clone_says_what_is_missing(
    scene: Scene,
    shallow: Callable[[int], "Checkout"],
    depth: int,
    deepen: bool,
    count: int,
    noticed: list[str],
) -> None:
    """A list that was cut looks just like a whole one."""
    scene.checkout.commits(6)
    told = scene.tell(checkout=shallow(depth), commits=Commits(depth=4, deepen=deepen))

    assert (count, noticed) == (told.count, codes(told))


def test_a_rewritten_base_is_explained(scene: Scene) -> None:
    """After a force-push the last release's commit is nowhere; the newest commits are sent."""
    scene.checkout.commits(4)
    scene.server.deployed("web@1", "production", ABSENT)
    told = scene.tell(commits=Commits(depth=2))

    assert (2, ABSENT, ["commits-base-unknown"]) == (told.count, told.previous, codes(told))
    assert ABSENT in told.findings[0].sentence
    assert told.head not in told.findings[0].sentence  # one long ID is enough for a line
    assert told.findings[0].remedy


def test_a_rewritten_base_is_not_given_to_the_server(scene: Scene) -> None:
    """It would ask the host to compare with it, and mail everyone that it failed."""
    scene.checkout.commits(1)
    scene.server.deployed("web@1", "production", ABSENT)
    scene.server.connect_repository("acme/web")
    told = scene.tell()

    assert (None, ["commits-base-unknown"]) == (told.previous, codes(told))
    assert scene.server.refs[0][0]["previousCommit"] is None


def test_a_shallow_clone_is_deep_enough_for_a_reference(
    scene: Scene, shallow: Callable[[int], "Checkout"]
) -> None:
    """The server looks at its own copy of the history."""
    first, *_ = scene.checkout.commits(3)
    scene.server.deployed("web@1", "production", first)
    scene.server.connect_repository("acme/web")
    told = scene.tell(checkout=shallow(1), commits=Commits(repository="acme/web"))

    assert ("refs", first, []) == (told.mode, told.previous, codes(told))


def test_a_base_on_another_branch_leaves_what_it_lacks(scene: Scene) -> None:
    """Production ran a hotfix branch; main brings exactly what the branch has not."""
    first, *_ = scene.checkout.commits(1)
    scene.checkout.git("checkout", "--quiet", "-b", "hotfix")
    hotfix = scene.checkout.commit("hotfix", fix="1")
    scene.checkout.git("checkout", "--quiet", "main")
    new = scene.checkout.commit("feature", feature="1")
    scene.server.deployed("web@1", "production", hotfix)
    told = scene.tell()

    assert (1, ["commits-diverged"]) == (told.count, codes(told))
    assert [new] == [one["id"] for one in scene.server.stored("web@2")]
    assert first not in told.findings[0].sentence


def test_an_older_commit_brings_nothing_new(scene: Scene) -> None:
    """A roll-back by building an old commit again."""
    old, new = scene.checkout.commits(2)
    scene.server.deployed("web@1", "production", new)
    scene.checkout.git("checkout", "--quiet", old)
    told = scene.tell()

    assert (0, old) == (told.count, told.head)
    assert "commits-none" in codes(told)
    assert [] == scene.server.commits


def test_a_great_many_commits_are_cut_and_said_to_be(scene: Scene) -> None:
    """A release after a year must not be one request of many megabytes."""
    first = scene.checkout.grow(MOST_COMMITS + 1)
    scene.server.deployed("web@1", "production", first)
    told = scene.tell()

    assert (MOST_COMMITS, ["commits-cut"]) == (told.count, codes(told))


@pytest.fixture
def container(checkouts: "Callable[[str], Checkout]", tmp_path: Path) -> "Checkout":
    """A folder without .git, as in an image."""
    made = checkouts("image")
    (made.path / ".git").rename(tmp_path / "left-out")
    made.environ["GIT_CEILING_DIRECTORIES"] = str(tmp_path)
    return made


def test_without_git_a_reference_is_made_from_the_ci_variables(
    scene: Scene, container: "Checkout"
) -> None:
    """The server has the history; the job only needs to name the commit."""
    scene.server.connect_repository("acme/web")
    ci = GITHUB | {"GITHUB_SHA": ABSENT, "GITHUB_REPOSITORY": "acme/web"}
    told = scene.tell(checkout=container, variables=ci)

    assert CommitsSet("refs", 1, "acme/web", ABSENT, None) == told


@pytest.mark.parametrize(
    "variables", [{}, GITHUB | {"GITHUB_SHA": ABSENT, "GITHUB_REPOSITORY": "acme/web"}, GITHUB]
)
def test_without_git_and_connection_the_step_is_skipped_with_the_reason(
    scene: Scene, container: "Checkout", variables: dict[str, str]
) -> None:
    """The reason names what is missing, and where it usually gets lost."""
    outcome = scene.attempt(checkout=container, variables=variables)

    assert isinstance(outcome, Skipped)
    assert ".git" in outcome.reason
    assert ".dockerignore" in outcome.reason


def test_off_is_off(scene: Scene, sandbox: Running) -> None:
    """It is a decision, and shown as one."""
    sandbox.requests.clear()
    outcome = set_commits(
        scene.server,
        "web@2",
        scene.checkout.path,
        Commits(mode="off"),
        environment="production",
        environ=scene.checkout.environ,
    )

    assert Skipped("commits.mode is off") == outcome
    assert [] == list(sandbox.requests)


def test_a_server_that_takes_no_commits_is_skipped(scene: Scene, sandbox: Running) -> None:
    """Bugsink and GlitchTip: the rest of the release still makes sense."""
    scene.checkout.commits(1)
    scene.server.create_release("web@2", ("web",))
    options = {
        **{"url": "/", "chunkSize": 1024, "chunksPerRequest": 1, "maxRequestSize": 1024},
        "accept": ["artifact_bundles"],
    }
    sandbox.faults.add(path="chunk-upload", status=200, body=options, times=None)
    page = {"Content-Type": "text/html"}
    for part in ("/commits/", "/previous-with-commits/"):
        sandbox.faults.add(path=part, status=200, body=b"<html>", headers=page, times=None)
    outcome = set_commits(
        scene.server,
        "web@2",
        scene.checkout.path,
        Commits(),
        environment="production",
        environ=scene.checkout.environ,
    )

    assert isinstance(outcome, Skipped)
    assert "GlitchTip does not take commits" in outcome.reason
