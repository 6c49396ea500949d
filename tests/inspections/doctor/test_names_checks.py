"""Organization and projects: is each there, and which one may be meant."""

import json
from pathlib import Path

import pytest

from buildtools.sandbox.serving import Running
from tests.inspections.doctor.conftest import Doctor


def test_names_that_are_there_are_told_with_their_place(doctor: Doctor) -> None:
    """Each project of several has its own line."""
    doctor.projects = "[web, web-docs]"
    told = doctor.says("organization", "project")

    assert ["acme (sentry.yml:4)"] == [each.said for each in told["organization"]]
    assert ["ok", "ok"] == [each.state for each in told["project"]]
    assert "web-docs" in told["project"][1].said


def test_an_organization_that_is_not_there_is_told_with_a_near_one(doctor: Doctor) -> None:
    """And what lies in it is not checked: there is one fault, and not two."""
    doctor.org = "acm"
    told = doctor.says("organization", "project", "server")
    (answer,) = told["organization"]

    assert ("error", "org-unknown", 30) == (answer.state, answer.code, answer.exit_code)
    assert "does not exist, or the token has no access" in answer.said
    assert "did you mean acme?" in answer.remedy
    assert ["not-checked", "not-checked"] == [told[name][0].state for name in ("project", "server")]


@pytest.mark.parametrize(
    ("project", "meant"), [("wbe", "web"), ("WEB", "web"), ("web_docs", "web-docs")]
)
def test_a_project_that_is_not_there_is_told_with_a_near_one(
    doctor: Doctor, project: str, meant: str
) -> None:
    """Case and dashes first."""
    doctor.projects = f"[{project}, web]"
    wrong, right = doctor.says("project")["project"]

    assert ("error", "project-unknown", 30) == (wrong.state, wrong.code, wrong.exit_code)
    assert f"did you mean {meant}" in wrong.remedy
    assert right.state == "ok"


def test_where_nothing_is_near_the_names_there_are_told(doctor: Doctor) -> None:
    """Two is few enough to choose from."""
    doctor.projects = "[shop]"

    assert "the server has web, web-docs" in doctor.only("project").remedy


def test_an_organization_token_sees_no_list_so_other_files_are_asked(
    doctor: Doctor, sandbox: Running, tmp_path: Path
) -> None:
    """A name that they say and the server has is what may be meant; it is asked of the server."""
    doctor.token, doctor.projects = sandbox.token_with(["org:ci"]).reveal(), "[wbe]"
    assert "a list of names is not shown" in doctor.only("project").remedy

    (tmp_path / ".sentryclirc").write_text("[defaults]\nproject = old-web\n")
    assert ".sentryclirc:2 says old-web" in doctor.only("project").remedy

    (tmp_path / "package.json").write_text(json.dumps({"name": "@acme/web"}))
    assert "did you mean web?" in doctor.only("project").remedy


def test_a_server_that_answers_alike_to_any_name_tells_nothing(
    doctor: Doctor, sandbox: Running
) -> None:
    """The negative control: a made-up name has to be refused."""
    for path in ("/organizations/buildtools-asks", "/projects/acme/buildtools-asks"):
        sandbox.faults.add(path=path, status=200, body=[])
    told = doctor.says("organization", "project")

    for name in ("organization", "project"):
        assert told[name][0].state == "not-checked"
        assert "answers alike" in told[name][0].said


def test_a_name_that_the_token_may_not_see_is_no_unknown_one(
    doctor: Doctor, sandbox: Running
) -> None:
    """With the scope it is access that is missing, without it nothing is known."""
    refusal = {"detail": "You do not have permission to perform this action."}
    sandbox.faults.add(path="/projects/acme/web/releases/", status=403, body=refusal)
    answer = doctor.only("project")
    assert ("error", "access-missing", 11) == (answer.state, answer.code, answer.exit_code)

    doctor.token = sandbox.token_with(["event:read"]).reveal()
    assert doctor.only("project").state == "not-checked"


@pytest.mark.parametrize(
    ("paths", "state"),
    [
        (("/releases/", "/chunk-upload/"), "error"),
        (("/organizations/acme/releases/",), "not-checked"),
    ],
)
def test_an_organization_is_closed_where_all_of_it_is(
    doctor: Doctor, sandbox: Running, paths: tuple[str, ...], state: str
) -> None:
    """One endpoint that is refused may have a reason of its own."""
    refusal = {"detail": "You do not have permission to perform this action."}
    for path in paths:
        sandbox.faults.add(path=path, status=403, body=refusal, times=None)
    answer = doctor.only("organization")

    assert state == answer.state
    assert ("access-missing" if state == "error" else "") == answer.code


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_ill_says_nothing_of_names(
    doctor: Doctor, sandbox: Running, status: int
) -> None:
    """Nobody is sent to correct a setting because of an outage."""
    sandbox.faults.add(path="/projects/acme/web/releases/", status=status)

    assert doctor.only("project").state == "not-checked"


@pytest.mark.parametrize("name", ["organization", "project"])
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1"])
def test_what_is_not_set_is_told_as_the_step_would(doctor: Doctor, name: str, url: str) -> None:
    """An empty list of projects, or no organization at all: before anybody is asked."""
    doctor.url = url or doctor.url
    if name == "organization":
        doctor.org = "null"
    else:
        doctor.projects = "[]"
    answer = doctor.only("server-settings")

    assert ("error", 20) == (answer.state, answer.exit_code)
    assert "set server.org and server.projects" in answer.remedy
    assert doctor.says(name)[name][0].state == "not-checked"
    assert (20, "") == doctor.stops()
