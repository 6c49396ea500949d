"""Repository and environment, as the server knows them."""

from collections.abc import Callable

import pytest
import requests

from buildtools.checks.doctor import repositories
from buildtools.checks.doctor.repositories import Connected
from buildtools.sandbox.serving import Running
from tests.conftest import Checkout
from tests.inspections.doctor.conftest import Doctor

WEB = Connected("acme/web", "https://git.example/acme/web", "integrations:github")


@pytest.mark.parametrize(
    ("name", "mode", "known", "state", "code"),
    [
        ("acme/web", "auto", [WEB], "ok", 0),
        ("ACME/Web", "refs", [WEB], "ok", 0),
        ("acme/fork", "auto", [WEB], "warning", 0),
        ("acme/fork", "refs", [WEB], "error", 20),
        ("acme/web", "auto", [Connected("acme/web")], "warning", 0),
        ("acme/web", "refs", [Connected("acme/web")], "ok", 0),
        ("", "auto", [WEB], "not-checked", 0),
        ("", "refs", [WEB], "error", 20),
    ],
)
def test_a_repository_is_connected_or_its_commits_go_as_a_list(
    name: str, mode: str, known: list[Connected], state: str, code: int
) -> None:
    """Only where references are demanded is that an error, as the step would have it."""
    answer = repositories.judge(name, mode, known)

    assert state == answer.state
    assert code == (answer.exit_code if state == "error" else 0)
    assert ("repository-not-connected" == answer.code) == (state in ("warning", "error"))


def test_another_repository_that_is_connected_is_offered() -> None:
    """The one of the same name first: a fork, mostly."""
    others = [Connected("acme/webs", "", "github"), Connected("corp/web", "", "github")]

    assert "did you mean corp/web?" in repositories.judge("acme/web", "auto", others).remedy
    assert "connected are acme/webs, corp/web" in repositories.judge("me/x", "auto", others).said


def test_without_a_list_nothing_is_said_of_the_repository() -> None:
    """An organization token cannot have the scope."""
    for mode, how in (("auto", "as a list"), ("refs", "sent as it is")):
        answer = repositories.judge("acme/web", mode, (), "needs org:read")
        assert answer.state == "not-checked"
        assert how in answer.said


def test_without_a_commit_nothing_is_told_and_nothing_asked(
    doctor: Doctor, sandbox: Running
) -> None:
    """The step is skipped then, and needs no scope."""
    doctor.steps, doctor.token = ("set-commits",), sandbox.token_with(["project:read"]).reveal()

    assert "no git" in doctor.only("repository").said
    assert doctor.only("token-scopes").state == "ok"


def test_the_remote_of_the_checkout_is_looked_for_on_the_server(
    doctor: Doctor, sandbox: Running, checkouts: Callable[[str], Checkout]
) -> None:
    """By its name, and by what it is connected as."""
    checkout = checkouts("clone")
    doctor.root = checkout.path
    assert doctor.only("repository").state == "not-checked"
    checkout.commit()
    assert doctor.only("repository").state == "not-checked"

    checkout.git("remote", "add", "origin", "git@git.example:acme/web.git")
    assert doctor.only("repository").code == "repository-not-connected"

    made = requests.post(
        f"{sandbox.url}/api/0/organizations/acme/repos/",
        json={"name": "acme/web", "provider": "integrations:github"},
        headers={"Authorization": f"Bearer {sandbox.token.reveal()}"},
        timeout=10,
    )
    assert made.status_code == 201
    assert "the server fetches the commits itself" in doctor.only("repository").said

    doctor.token = sandbox.token_with(["org:ci"]).reveal()
    assert "needs org:read" in doctor.only("repository").said


@pytest.mark.parametrize(
    ("commits", "state"),
    [("{mode: off}", "not-checked"), ("{mode: local}", "ok"), ("{paths: [web]}", "ok")],
)
def test_settings_that_ask_no_server_for_it_are_told(
    doctor: Doctor, commits: str, state: str
) -> None:
    """Nothing is asked then."""
    doctor.beside = f"    commits: {commits}"

    assert state == doctor.only("repository").state


def test_a_list_that_cannot_be_had_just_now_says_nothing(doctor: Doctor, sandbox: Running) -> None:
    """Of the repository, or of environments."""
    for path in ("/repos/", "/environments/"):
        sandbox.faults.add(path=path, status=503)
    told = doctor.says("repository", "environment")

    assert {"not-checked"} == {each.state for answers in told.values() for each in answers}


def test_a_server_without_commits_is_told_none(doctor: Doctor, sandbox: Running) -> None:
    """Nor is one of which that is not known."""
    sandbox.faults.add(path="/chunk-upload/", status=503)

    assert doctor.only("repository").state == "not-checked"


@pytest.mark.parametrize(
    ("name", "known", "state"),
    [
        ("production", ["production", "staging"], "ok"),
        ("prod", ["production", "staging"], "warning"),
        ("Production", ["production"], "warning"),
        ("qa", ["production", "staging"], "ok"),
        ("production", [], "not-checked"),
    ],
)
def test_an_environment_is_compared_with_those_that_events_have_come_of(
    name: str, known: list[str], state: str
) -> None:
    """One that is almost another would split a project in two."""
    answer = repositories.environment(name, "the name of the section", known)

    assert state == answer.state
    assert state != "warning" or "production" in answer.remedy


def test_environments_are_asked_of_the_first_project(doctor: Doctor, sandbox: Running) -> None:
    """With the right to see them."""
    sandbox.faults.add(path="/environments/", status=200, body=[{"name": "prod"}])
    assert doctor.only("environment").code == "environment-unlike"
    doctor.token = sandbox.token_with(["org:ci"]).reveal()
    assert "needs project:read" in doctor.only("environment").said
