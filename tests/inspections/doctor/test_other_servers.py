"""Servers of other makes, and settings that call one by another's name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.sandbox.serving import Running
from tests.api.conftest import Scripted, ScriptedServer
from tests.inspections.doctor.conftest import Doctor

TOKEN = "0123456789abcdef0123456789abcdef01234567"
OPTIONS = {
    "url": "/api/0/organizations/acme/chunk-upload/",
    "chunkSize": 2097152,
    "maxRequestSize": 2097152,
    "chunksPerRequest": 1,
    "concurrency": 1,
    "hashAlgorithm": "sha1",
    "compression": ["gzip"],
    "accept": ["release_files", "sources", "artifact_bundles", "debug_files"],
}
LIST = "/api/canonical/0/projects/"
UNKNOWN = "Unimplemented API endpoint: /api/0/organizations/acme/releases/\n"


@pytest.fixture(name="server")
def _server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    try:
        yield server
    finally:
        server.stop()


def root(scopes: list[str] | None, user: object = None) -> Scripted:
    """Answer as a server's root does."""
    auth = None if scopes is None else {"scopes": scopes}
    return Scripted(json={"version": "0", "auth": auth, "user": user})


@pytest.fixture(name="bugsink")
def _bugsink(server: ScriptedServer, tmp_path: Path) -> Doctor:
    """A doctor of a Bugsink, with the answers that were recorded of one."""
    server.at("", root(["org:ci"]))
    server.at("organizations/acme/chunk-upload/", Scripted(json=OPTIONS))
    server.at("organizations/acme/releases/", Scripted(404, text=UNKNOWN))
    return Doctor(tmp_path, server.url, TOKEN)


def listing(server: ScriptedServer, *slugs: str, more: str | None = None) -> None:
    """Let it list these projects by its own API."""
    rows = [
        {"id": number, "slug": slug, "dsn": f"{server.url.replace('//', '//k@')}/{number}"}
        for number, slug in enumerate(slugs, 1)
    ]
    server.at(LIST, Scripted(json={"results": rows, "next": more}))


def test_a_bugsink_has_no_organizations_and_lists_its_projects(
    bugsink: Doctor, server: ScriptedServer
) -> None:
    """By an API of its own, with the same token."""
    listing(server, "web", "docs")
    bugsink.variables = {"SENTRY_DSN": server.url.replace("//", "//k@") + "/2"}
    told = bugsink.says()

    assert "no organizations" in told["organization"][0].said
    assert told["project"][0].state == "ok"
    assert "Bugsink" in told["server"][0].said
    assert "no releases API" in told["server"][0].said
    assert told["dsn"][0].code == "dsn-of-another-project"
    assert told["dsn"][0].state == "warning"


def test_a_project_that_a_bugsink_has_not_ends_an_upload_alone(
    bugsink: Doctor, server: ScriptedServer
) -> None:
    """No other step names one there."""
    listing(server, "webs")
    answer = bugsink.only("project")
    assert ("error", "project-unknown", 30) == (answer.state, answer.code, answer.exit_code)
    assert "did you mean webs?" in answer.remedy

    bugsink.steps = ("create", "verify", "finalize")
    assert bugsink.only("project").state == "not-checked"


@pytest.mark.parametrize("more", ["next", None])
def test_a_list_that_is_not_whole_tells_nothing(
    bugsink: Doctor, server: ScriptedServer, more: str | None
) -> None:
    """A project may stand on another page, or the list be no list at all."""
    if more:
        listing(server, "docs", more=more)
    else:
        server.at(LIST, Scripted(json={"results": 1}))

    assert bugsink.only("project").state == "not-checked"
    bugsink.variables = {"SENTRY_DSN": server.url.replace("//", "//k@") + "/2"}
    assert bugsink.only("dsn").state == "not-checked"


def test_a_glitchtip_refuses_a_token_where_it_is_asked_for_something(
    server: ScriptedServer, tmp_path: Path
) -> None:
    """Its root answers anybody."""
    server.at("", root(None))
    refusal = Scripted(401, json={"detail": "Unauthorized"})
    server.at("organizations/acme/chunk-upload/", refusal)
    doctor = Doctor(tmp_path, server.url, TOKEN)
    answer = doctor.only("token")

    assert ("error", "token-refused", 10) == (answer.state, answer.code, answer.exit_code)


def test_a_server_without_bundles_ends_an_upload(server: ScriptedServer, tmp_path: Path) -> None:
    """Unless the settings say that this is right."""
    server.at("", root(["org:ci"]))
    old = OPTIONS | {"chunksPerRequest": 64, "concurrency": 8, "accept": ["debug_files"]}
    server.at("organizations/acme/chunk-upload/", Scripted(json=old))
    server.at("organizations/acme/releases/", Scripted(json=[]))
    doctor = Doctor(tmp_path, server.url, TOKEN)
    errors = [each for each in doctor.says("server")["server"] if each.state == "error"]
    assert [("uploads-not-taken", 30)] == [(each.code, each.exit_code) for each in errors]

    doctor.more = ", without: [upload]"
    assert ["ok"] == [each.state for each in doctor.says("server")["server"]]


def test_what_an_upload_could_not_follow_is_told(doctor: Doctor, sandbox: Running) -> None:
    """As the step would."""
    odd = OPTIONS | {"chunkSize": 1, "accept": ["artifact_bundles_v2", "artifact_bundles"]}
    sandbox.faults.add(path="/chunk-upload/", status=200, body=odd)
    told = doctor.says("server")["server"]

    assert [30] == [each.exit_code for each in told if each.state == "error"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (", kind: sentry", ""),
        (", kind: glitchtip", "server-kind-wrong"),
        (", without: [commits]", "server-without-wrong"),
    ],
)
def test_a_setting_about_the_server_that_is_wrong_is_told(
    doctor: Doctor, more: str, code: str
) -> None:
    """It ends nothing, and will one day."""
    doctor.more = more
    codes = {each.code for each in doctor.says("server")["server"]} - {""}

    assert ({code} if code else set()) == codes


def test_a_server_of_another_make_that_is_named_is_believed(
    server: ScriptedServer, tmp_path: Path
) -> None:
    """An odd root alone makes it no impostor where other answers show a server."""
    server.at("", Scripted(json={"version": 5}))
    server.at("organizations/acme/chunk-upload/", Scripted(json=OPTIONS))
    server.at("organizations/acme/releases/", Scripted(404, text=UNKNOWN))
    doctor = Doctor(tmp_path, server.url, TOKEN, more=", kind: bugsink")
    assert doctor.says("server")["server"][0].state == "ok"
    assert doctor.only("token").state == "ok"

    server.at("organizations/acme/chunk-upload/", Scripted(404, text="no"))
    assert doctor.says("server")["server"][0].code == "answered-by-gateway"


@pytest.mark.parametrize("page", [True, False])
def test_without_a_token_the_root_alone_is_judged(
    server: ScriptedServer, tmp_path: Path, page: bool
) -> None:
    """A page there is nobody's, whatever token is set one day."""
    server.at("", Scripted(text="<title>Hotel</title>") if page else root(None))
    doctor = Doctor(tmp_path, server.url, "", unset=("TOKEN",))
    answer = doctor.only("server")

    assert ("answered-by-gateway" if page else "") == answer.code


def test_the_sandbox_is_told_in_one_line(tmp_path: Path) -> None:
    """It starts with the run: there is nobody to ask."""
    text = "version: 1\nenvironments:\n  production: {{server: sandbox}}\n"
    doctor = Doctor(tmp_path, "", "", settings=text)
    told = doctor.says()
    mine = ("connection", "certificate", "clock", "token", "server", "project", "dsn", "repository")

    assert ["server"] == [name for name in mine if name in told]
    assert "sandbox" in told["server"][0].said


def test_what_is_asked_before_a_build_is_asked_once(doctor: Doctor, sandbox: Running) -> None:
    """Each thing by one request; the client's own search for what a server has shares them."""
    sandbox.requests.clear()
    assert (0, "") == doctor.stops()
    asked = [(each.path, each.query) for each in sandbox.requests]

    assert len(asked) == len(set(asked))
    assert len(asked) <= 7
