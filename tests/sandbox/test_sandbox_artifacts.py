"""What was uploaded can be listed, looked up and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api, Files, Made

BUNDLES = "files/artifact-bundles/"
LOOKUP = "artifact-lookup/"
FIRST, SECOND = "11111111-1111-5111-8111-111111111111", "22222222-2222-5222-8222-222222222222"


@pytest.fixture
def two_bundles(api: Api, made: type[Made]) -> None:
    """One bundle with a release, then another with a dist as well; both hold the same pair."""
    api.upload(made.bundle(manifest={"debug_id": FIRST}), version="web@1")
    api.upload(made.bundle(manifest={"debug_id": SECOND}), version="web@1", dist="7")


@pytest.mark.usefixtures("two_bundles")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [SECOND, FIRST]),
        ("web@1", [SECOND, FIRST]),
        ("7", [SECOND]),
        (FIRST.replace("-", "").upper(), [FIRST]),
        ("e08a2094-fb8b-58cc-bcc5-18d78fd46660", [SECOND, FIRST]),
        ("web", []),
    ],
    ids=["all", "release", "dist", "bundle", "debug-id", "nothing"],
)
def test_bundles_are_listed_newest_first(api: Api, query: str, expected: list[str]) -> None:
    """By release, dist, bundle ID or debug ID, each exactly; a part of a name is not enough."""
    listed = api.get(api.project(BUNDLES), params={"query": query}).json()

    assert expected == [one["bundleId"] for one in listed]


@pytest.mark.usefixtures("two_bundles")
def test_the_order_of_a_list_can_be_asked_for(api: Api) -> None:
    """Two orders and their reverse; another is refused."""
    oldest = api.get(api.project(BUNDLES), params={"sortBy": "date_added"}).json()

    assert [FIRST, SECOND] == [one["bundleId"] for one in oldest]
    assert 400 == api.get(api.project(BUNDLES), params={"sortBy": "size"}).status_code


@pytest.mark.usefixtures("two_bundles")
def test_files_of_a_bundle_tell_url_type_and_id(api: Api, made: type[Made]) -> None:
    """The strongest check there is without reading events."""
    told = api.get(api.project(f"artifact-bundles/{FIRST}/files/")).json()

    assert [
        ("~/a.js", 2, made.debug_id, "a.js.map", len(made.script)),
        ("~/a.js.map", 3, made.debug_id, None, told["files"][1]["fileSize"]),
    ] == [
        (one["filePath"], one["fileType"], one["debugId"], one["sourcemap"], one["fileSize"])
        for one in told["files"]
    ]
    assert (FIRST, 2) == (told["bundleId"], told["fileCount"])
    assert told["associations"] == [{"release": "web@1", "dist": None}]


@pytest.mark.usefixtures("two_bundles")
@pytest.mark.parametrize(
    ("query", "count"), [("a.js.map", 1), ("e08a2094fb8b58ccbcc518d78fd46660", 2), ("nope", 0)]
)
def test_files_can_be_narrowed(api: Api, query: str, count: int) -> None:
    """By a part of the URL or by debug ID."""
    path = api.project(f"artifact-bundles/{FIRST}/files/")

    assert count == len(api.get(path, params={"query": query}).json()["files"])


@pytest.mark.usefixtures("two_bundles")
def test_an_unknown_bundle_is_a_bad_request(api: Api) -> None:
    """Also one of another project: bundles do not show through."""
    strange = api.get(api.project(f"artifact-bundles/{'0' * 32}/files/"))
    other = api.get(f"projects/sandbox/shop/artifact-bundles/{FIRST}/files/")

    assert [400, 400] == [strange.status_code, other.status_code]


@pytest.mark.usefixtures("two_bundles")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"debug_id": "e08a2094-fb8b-58cc-bcc5-18d78fd46660"}, [("debug-id", 2)]),
        ({"debug_id": "0" * 32}, []),
        ({"url": "~/a.js"}, []),
        ({"url": "~/a.js", "release": "web@1"}, [("release", 1)]),
        ({"url": "~/a.js", "release": "web@1", "dist": "7"}, [("release", 2)]),
        ({"url": "~/a.js", "release": "web@1", "dist": "8"}, []),
        ({"debug_id": "0" * 32, "release": "web@1"}, [("release", 1)]),
    ],
    ids=["id", "unknown", "url-only", "release", "dist", "wrong-dist", "fallback"],
)
def test_a_look_up_says_what_symbolication_would_find(
    api: Api, query: dict[str, str], expected: list[tuple[str, int]]
) -> None:
    """By debug ID the newest wins; by release the dist must be equal; a URL alone finds nothing."""
    found = api.get(api.project(LOOKUP), params=query).json()

    assert expected == [(one["resolved_with"], int(one["id"].split("/")[1])) for one in found]


def test_among_several_bundles_the_url_decides(api: Api, made: type[Made]) -> None:
    """With one bundle any URL finds it; with more they are indexed by URL."""
    for name in ("~/a.js", "~/b.js"):
        files: Files = {name: ("minified_source", b"f()", {})}
        api.upload(made.bundle(files), version="web@1")
    asked = {"release": "web@1", "url": "/b"}
    found = api.get(api.project(LOOKUP), params=asked).json()

    assert [("artifact_bundle/2", "index")] == [(one["id"], one["resolved_with"]) for one in found]


def test_what_was_found_can_be_downloaded(api: Api, made: type[Made]) -> None:
    """The bytes are the ones that were sent."""
    bundle = made.bundle()
    api.upload(bundle)
    (found,) = api.get(api.project(LOOKUP), params={"debug_id": made.debug_id}).json()
    path = found["url"].split("/api/0/")[1]

    assert bundle == api.get(path).content
    assert 404 == api.get(path.replace("bundle/1", "bundle/9")).status_code
    assert 404 == api.get(path.replace("/web/", "/shop/")).status_code


@pytest.mark.usefixtures("two_bundles")
def test_a_deleted_bundle_is_gone(api: Api, made: type[Made]) -> None:
    """From the listing and from the look-up; the other one still answers."""
    gone = [api.delete(api.project(BUNDLES), params={"bundleId": SECOND}) for _ in range(2)]
    found = api.get(api.project(LOOKUP), params={"debug_id": made.debug_id}).json()

    assert [204, 204] == [answer.status_code for answer in gone]
    assert ["artifact_bundle/1"] == [one["id"] for one in found]


def test_a_bundle_of_two_projects_stays_with_the_other(api: Api, made: type[Made]) -> None:
    """Deleting takes it out of one project only."""
    api.upload(made.bundle(), projects=["web", "shop"])
    (listed,) = api.get(api.project(BUNDLES)).json()
    api.delete(api.project(BUNDLES), params={"bundleId": listed["bundleId"]})

    assert [] == api.get(api.project(BUNDLES)).json()
    assert 1 == len(api.get(f"projects/sandbox/shop/{BUNDLES}").json())
    again = api.delete(api.project(BUNDLES), params={"bundleId": listed["bundleId"]})
    assert (404, ["error"]) == (again.status_code, list(again.json()))
    assert 1 == len(api.get(f"projects/sandbox/shop/{BUNDLES}").json())


def test_with_its_last_project_a_bundle_is_gone_from_the_disk(api: Api, made: type[Made]) -> None:
    """What nobody can ask for takes no place."""
    api.upload(made.bundle(), projects=["web"])
    (listed,) = api.get(api.project(BUNDLES)).json()
    kept = api.running._store.bundle_path(listed["bundleId"])
    assert kept.is_file()

    answer = api.delete(api.project(BUNDLES), params={"bundleId": listed["bundleId"]})
    assert (204, b"", False) == (answer.status_code, answer.content, kept.exists())


def test_deleting_no_bundle_is_not_found(api: Api) -> None:
    """Sentry answers so where `bundleId` is left out or empty."""
    assert [404, 404] == [
        api.delete(api.project(BUNDLES), params=asked).status_code
        for asked in ({}, {"bundleId": ""})
    ]


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        *(("org:ci", 403), ("project:read", 403), ("project:write", 403)),
        *(("project:releases", 204), ("project:admin", 204)),
    ],
)
def test_deleting_needs_a_scope_of_its_own(api: Api, scope: str, status: int) -> None:
    """A token that uploads may not delete what it uploaded."""
    api.token = api.running.token_with({scope}).reveal()

    asked = {"bundleId": SECOND}
    assert status == api.delete(api.project(BUNDLES), params=asked).status_code
