"""Releases, commits and deploys, by the rules that Sentry's own clients rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api, Made

ODD = "weird v+1 ö#?%"
COMMIT = {"id": "a" * 40, "repository": "acme/web", "timestamp": "2024-03-05T10:00:00+02:00"}


def create(api: Api, version: str = "web@1", **more: Any) -> int:
    """Create a release and give the status."""
    body = {"version": version, "projects": ["web"], **more}
    return api.post(api.org("releases/"), body).status_code


def test_creating_twice_is_success_both_times(api: Api) -> None:
    """201 for new, 208 for there already: a re-run must not fail."""
    assert [201, 208] == [create(api), create(api)]


def test_projects_of_a_release_are_a_union(api: Api) -> None:
    """Two projects share one release object; a new one makes it 201 again."""
    create(api)

    assert 201 == create(api, projects=["shop"])
    shown = api.get(api.org("releases/web@1/")).json()
    assert ["shop", "web"] == [one["slug"] for one in shown["projects"]]


def test_projects_may_be_numbers(api: Api) -> None:
    """The CLI sends a value that looks like a number as one."""
    assert [201, 208] == [create(api, projects=[1]), create(api, projects=["1"])]


def test_an_empty_project_list_is_for_existing_releases(api: Api) -> None:
    """Archive and restore come as POST without projects."""
    path = api.org("releases/")
    body: dict[str, Any] = {"version": "web@1", "projects": []}
    assert 400 == api.post(path, body).status_code
    create(api)

    assert 208 == api.post(path, {**body, "status": "archived"}).status_code
    assert [] == api.get(path).json()
    assert ["web@1"] == [one["version"] for one in api.get(path + "?status=archived").json()]
    api.post(path, {**body, "status": "open"})
    assert ["web@1"] == [one["version"] for one in api.get(path).json()]


def test_a_release_is_archived_and_brought_back_by_put_too(api: Api) -> None:
    """What was wrong with it is no reason to lose what is known of it."""
    create(api)
    release, listing = api.org("releases/web@1/"), api.org("releases/")
    archived = api.put(release, {"status": "archived"})

    assert (200, "archived") == (archived.status_code, archived.json()["status"])
    assert (200, []) == (api.get(release).status_code, api.get(listing).json())
    assert "open" == api.put(release, {"status": "open"}).json()["status"]
    assert ["web@1"] == [one["version"] for one in api.get(listing).json()]
    assert 400 == api.put(release, {"status": "gone"}).status_code
    assert 404 == api.put(api.org("releases/web@2/"), {"status": "archived"}).status_code


@pytest.mark.parametrize(
    "version",
    ["", " ", ".", "..", "latest", "LATEST", "a/b", "a\\b", "a\nb", "a\tb", "a\rb", "x" * 201],
)
def test_names_that_no_release_can_have_are_refused(api: Api, version: str) -> None:
    """Whatever is let in here and refused by Sentry would be found out too late."""
    answer = api.post(api.org("releases/"), {"version": version, "projects": ["web"]})

    assert (400, ["version"]) == (answer.status_code, list(answer.json()))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"projects": ["nobody"]}, "projects"),
        ({"projects": "web"}, "projects"),
        ({"projects": [None]}, "projects"),
        ({"status": "gone"}, "status"),
        ({"dateReleased": "soon"}, "dateReleased"),
        ({"url": 1}, "url"),
        ({"ref": "x" * 251}, "ref"),
        ({"commits": [{"repository": "a"}]}, "commits"),
        ({"commits": "a"}, "commits"),
        ({"commits": [{**COMMIT, "patch_set": [{"path": "a", "type": "R"}]}]}, "commits"),
        ({"refs": [{"repository": "acme/web", "commit": "a"}]}, "refs"),
        ({"refs": [{"repository": "acme/web"}]}, "refs"),
        ({"refs": [{"commit": "a"}]}, "refs"),
        ({"refs": [{"repository": "r", "commit": "a", "previousCommit": "x" * 65}]}, "refs"),
    ],
)
def test_a_refusal_names_the_field(api: Api, body: dict[str, Any], field: str) -> None:
    """A client prints what the server says; nothing of a refused request is kept."""
    answer = api.post(api.org("releases/"), {"version": "v", "projects": ["web"], **body})

    assert (400, [field]) == (answer.status_code, list(answer.json()))
    assert 404 == api.get(api.org("releases/v/")).status_code


def test_a_body_must_be_an_object(api: Api) -> None:
    """Anything else is a client's mistake, told as such."""
    assert 400 == api.post(api.org("releases/"), ["web@1"]).status_code


def test_posting_again_keeps_the_old_url_and_date(api: Api) -> None:
    """POST on an existing release silently keeps them: that is what PUT is for."""
    create(api, url="https://one.example")
    create(api, url="https://two.example", dateReleased="2026-01-01T00:00:00Z")
    shown = api.get(api.org("releases/web@1/")).json()

    assert ("https://one.example", None) == (shown["url"], shown["dateReleased"])


def test_put_changes_what_has_a_value(api: Api) -> None:
    """Finalize is a PUT; nanoseconds are cut, `projects` ignored, nothing can be cleared."""
    create(api, url="https://one.example")
    body = {"projects": ["shop"], "dateReleased": "2026-11-23T23:57:50.751962973Z", "url": ""}
    shown = api.put(api.org("releases/web@1/"), body).json()

    assert "2026-11-23T23:57:50.751962Z" == shown["dateReleased"]
    assert "https://one.example" == shown["url"]
    assert ["web"] == [one["slug"] for one in shown["projects"]]
    assert 404 == api.put(api.org("releases/other/"), body).status_code


def test_an_odd_version_survives_the_path(api: Api) -> None:
    """A path is decoded exactly once, and a plus in it is a plus."""
    create(api, ODD)
    path = api.org("releases/weird%20v%2B1%20%C3%B6%23%3F%25/")

    assert ODD == api.get(path).json()["version"]


def test_deleting_forgets_a_release(api: Api) -> None:
    """204 once, then 404, which clients take for done."""
    create(api)
    path = api.org("releases/web@1/")

    assert [204, 404] == [api.delete(path).status_code, api.delete(path).status_code]


def test_a_release_with_events_cannot_be_deleted(api: Api, made: type[Made]) -> None:
    """Sentry keeps releases that issues refer to."""
    api.send_event(made.event((1, 1, "f"), release="web@7"))

    assert 400 == api.delete(api.org("releases/web@7/")).status_code


def test_lists_come_in_pages(api: Api) -> None:
    """Following `next` until it has no results shows each release once, newest first."""
    for number in range(5):
        create(api, f"web@{number}")
    seen, cursor, turns = [], "", 0
    while turns < 10:
        turns += 1
        answer = api.get(api.org("releases/"), params={"per_page": 2, "cursor": cursor})
        seen += [one["version"] for one in answer.json()]
        link = answer.links["next"]
        cursor = link["cursor"]
        if link["results"] == "false":
            break

    assert ["web@4", "web@3", "web@2", "web@1", "web@0"] == seen
    assert 3 == turns
    assert 400 == api.get(api.org("releases/"), params={"cursor": "x"}).status_code


def test_a_list_can_be_narrowed(api: Api) -> None:
    """By a part of the version, and by project."""
    create(api, "web@1")
    create(api, "shop@1", projects=["shop"])
    ids = {one["slug"]: one["id"] for one in api.get(api.org("projects/")).json()}
    by_text = api.get(api.org("releases/"), params={"query": "shop"}).json()
    by_id = api.get(api.org("releases/"), params={"project": ids["web"]}).json()
    by_path = api.get("projects/sandbox/shop/releases/").json()

    assert [["shop@1"], ["web@1"], ["shop@1"]] == [
        [one["version"] for one in listed] for listed in (by_text, by_id, by_path)
    ]


@pytest.mark.parametrize(
    ("version", "package", "description"),
    [
        ("web@1.2.3+7", "web", "1.2.3 (7)"),
        ("web@1.2.3", "web", "1.2.3"),
        ("a" * 40, None, "a" * 12),
        ("anything", None, "anything"),
    ],
)
def test_a_version_is_taken_apart(
    api: Api, version: str, package: str | None, description: str
) -> None:
    """Clients show the short form."""
    create(api, version)
    info = api.get(api.org(f"releases/{version.replace('+', '%2B')}/")).json()["versionInfo"]

    assert (package, description) == (info["package"], info["description"])


def test_commits_replace_the_ones_before(api: Api) -> None:
    """The list is stored as given, newest first, without what asks to be skipped."""
    create(api)
    path = api.org("releases/web@1/")
    api.put(path, {"commits": [{**COMMIT, "id": "old"}]})
    older = {**COMMIT, "id": "b" * 40, "timestamp": "2024-03-04T10:00:00+02:00"}
    skipped = {**COMMIT, "id": "c", "message": "no #skipsentry"}
    shown = api.put(path, {"commits": [older, COMMIT, skipped]}).json()

    assert (2, "a" * 40) == (shown["commitCount"], shown["lastCommit"]["id"])
    assert ["a" * 40, "b" * 40] == [one["id"] for one in api.get(path + "commits/").json()]
    assert "unknown@localhost" == shown["authors"][0]["email"]
    assert ["acme/web"] == [one["name"] for one in api.get(api.org("repos/")).json()]


def test_refs_need_a_known_repository(api: Api) -> None:
    """The name must match exactly; the head becomes the release's last commit."""
    create(api)
    path = api.org("releases/web@1/")
    refs = [{"repository": "acme/web", "commit": "aaa..bbb"}]
    refused = api.put(path, {"refs": refs})
    api.post(api.org("repos/"), {"name": "acme/web"})
    shown = api.put(path, {"refs": refs}).json()

    assert {"refs": ["Invalid repository names: acme/web"]} == refused.json()
    assert "bbb" == shown["lastCommit"]["id"]
    assert api.put(path, {"refs": []}).json()["lastCommit"] is None


def test_the_previous_release_with_commits_is_the_newest_that_shares_a_project(api: Api) -> None:
    """It is where the next list of commits begins; none at all is an empty object, not a 404."""
    path = "previous-with-commits/"
    create(api, "web@1")
    create(api, "web@2")
    create(api, "shop@1", projects=["shop"])
    empty = api.get(api.org(f"releases/web@2/{path}"))
    api.put(api.org("releases/web@1/"), {"commits": [COMMIT]})

    assert (200, {}) == (empty.status_code, empty.json())
    assert "a" * 40 == api.get(api.org(f"releases/web@2/{path}")).json()["lastCommit"]["id"]
    assert {} == api.get(api.org(f"releases/shop@1/{path}")).json()
    assert 404 == api.get(api.org(f"releases/nobody/{path}")).status_code


def test_each_deploy_is_kept_and_the_latest_shown(api: Api) -> None:
    """A deploy is not idempotent, and the listing shows one for each environment."""
    create(api)
    path = api.org("releases/web@1/deploys/")
    answers = [
        api.post(path, {"environment": "prod", "name": name, "url": None}) for name in ("1", "2")
    ]
    api.post(path, {"environment": "stage", "projects": ["web"]})
    listed = api.get(path).json()

    assert [201, 201] == [answer.status_code for answer in answers]
    assert {("prod", "2"), ("stage", None)} == {(one["environment"], one["name"]) for one in listed}
    assert all(one["dateFinished"] for one in listed)
    assert 3 == api.get(api.org("releases/web@1/")).json()["deployCount"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"environment": "a/b"},
        {"environment": "a\nb"},
        {"environment": "x" * 65},
        {"environment": "prod", "url": "example.com"},
        {"environment": "prod", "projects": ["shop"]},
        {"environment": "prod", "dateFinished": "soon"},
    ],
)
def test_a_deploy_that_makes_no_sense_is_refused(api: Api, body: dict[str, Any]) -> None:
    """None of them leaves a deploy behind."""
    create(api)
    path = api.org("releases/web@1/deploys/")

    assert 400 == api.post(path, body).status_code
    assert [] == api.get(path).json()
    assert 404 == api.post(api.org("releases/no/deploys/"), body).status_code


def test_bundles_never_show_as_release_files(api: Api, made: type[Made]) -> None:
    """The old listing is empty however much was uploaded: a trap for checks."""
    create(api)
    api.upload(made.bundle(), version="web@1")

    assert [] == api.get(api.org("releases/web@1/files/")).json()
