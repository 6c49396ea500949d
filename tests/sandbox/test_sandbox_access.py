"""Who is let in, and what each token may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api

RELEASE = {"version": "web@1", "projects": ["web"]}


def test_the_root_says_who_the_token_is(api: Api) -> None:
    """It is the cheapest check of a token, and every client begins with it."""
    told = api.get("").json()

    assert "0" == told["version"]
    assert "project:releases" in told["auth"]["scopes"]
    assert "you@sandbox.invalid" == told["user"]["email"]


@pytest.mark.parametrize("token", ["", "sntryu_" + "0" * 64], ids=["empty", "unknown"])
def test_a_wrong_token_is_not_let_in(api: Api, token: str) -> None:
    """A client has to tell a wrong token from a missing scope."""
    api.token = token
    answers = [api.get(""), api.get(api.org("releases/"))]

    assert [401, 401] == [answer.status_code for answer in answers]
    assert all(isinstance(answer.json()["detail"], str) for answer in answers)


def test_without_a_token_only_the_root_answers(api: Api) -> None:
    """The root then says that nobody is there; everything else refuses."""
    bare = {"Authorization": None}

    assert {"version": "0", "auth": None, "user": None} == api.get("", headers=bare).json()
    assert 401 == api.get(api.org("releases/"), headers=bare).status_code


def test_an_org_token_may_release_and_not_read_events(sandbox: Running, api: Api) -> None:
    """CI tokens carry org:ci only; a verification has to cope with what it may not see."""
    api.token = sandbox.token_with({"org:ci"}).reveal()
    allowed = [
        api.post(api.org("releases/"), RELEASE),
        api.get(api.org("releases/web@1/")),
        api.get(api.org("chunk-upload/")),
        api.get(api.project("files/artifact-bundles/")),
        api.get(api.project("artifact-lookup/")),
    ]
    refused = [
        api.get(api.project("events/" + "0" * 32 + "/")),
        api.get(api.project("events/" + "0" * 32 + "/source-map-debug-blue-thunder-edition/")),
        api.get(api.project("keys/")),
        api.get(api.org("repos/")),
        api.delete(api.org("releases/web@1/")),
    ]

    assert [201, 200, 200, 200, 200] == [answer.status_code for answer in allowed]
    assert [403] * 5 == [answer.status_code for answer in refused]
    assert api.token.startswith("sntrys_")
    assert api.get("").json()["user"] is None


def test_a_reading_token_may_not_write(sandbox: Running, api: Api) -> None:
    """Scopes differ by method, not only by endpoint."""
    api.token = sandbox.token_with({"project:read"}).reveal()

    assert 403 == api.post(api.org("releases/"), RELEASE).status_code
    assert 200 == api.get(api.org("releases/")).status_code


@pytest.mark.parametrize(
    "path",
    ["organizations/other/releases/", "projects/sandbox/other/keys/", "no/such/thing/"],
)
def test_unknown_names_are_not_found_in_json(api: Api, path: str) -> None:
    """Clients refuse anything that is not JSON, also when it is only a 404."""
    answer = api.get(path)

    assert 404 == answer.status_code
    assert {"detail": "The requested resource does not exist"} == answer.json()


def test_a_method_nobody_offers_is_refused_in_json(api: Api) -> None:
    """A 405 in HTML would be reported as a broken server."""
    answer = api.call("PATCH", api.org("releases/"))

    assert (405, "application/json") == (answer.status_code, answer.headers["Content-Type"])


def test_organization_and_project_answer_to_their_numbers(api: Api) -> None:
    """Clients may send ids where others send slugs."""
    assert 200 == api.get("organizations/1/").status_code
    assert "web" == api.get("projects/1/1/").json()["slug"]
    assert "sandbox" == api.get("organizations/").json()[0]["slug"]
    assert ["shop", "web"] == [one["slug"] for one in api.get(api.org("projects/")).json()]


def test_keys_give_the_dsn_at_the_address_that_was_asked(sandbox: Running, api: Api) -> None:
    """The port may change between runs, so a DSN is made for each answer."""
    key = api.get(api.project("keys/")).json()[0]

    assert sandbox.dsn == key["dsn"]["public"]
    assert 2 == len(api.get(api.org("project-keys/")).json())
    assert sandbox.url == api.get("users/me/regions/").json()["regions"][0]["url"]


def test_a_repository_can_be_registered(api: Api) -> None:
    """Matching a git remote needs a repository with a URL; registering again moves it."""
    path = api.org("repos/")
    for url in ("https://old.example/acme/web", "https://example.com/acme/web"):
        assert 201 == api.post(path, {"name": "acme/web", "url": url}).status_code
    listed = api.get(path, params={"cursor": ""}).json()

    assert [("acme/web", "https://example.com/acme/web")] == [
        (one["name"], one["url"]) for one in listed
    ]
    assert "git" == listed[0]["provider"]["id"]


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "a", "url": 1}, {"name": "a", "provider": "<x>"}, []],
)
def test_a_repository_needs_a_name(api: Api, body: object) -> None:
    """What is not a repository is refused, not kept."""
    assert 400 == api.post(api.org("repos/"), body).status_code
    assert [] == api.get(api.org("repos/")).json()
