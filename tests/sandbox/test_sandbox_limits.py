"""The sandbox refuses what Sentry refuses: each limit from both sides, in Sentry's own form."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api

COMMIT = {"id": "a" * 40, "repository": "acme/web", "timestamp": "2024-03-05T10:00:00+02:00"}
FITTING: dict[str, Any] = {
    "id": "i" * 64,
    "repository": "r" * 64,
    "author_name": "n" * 128,
    "author_email": "e" * 200,
    "message": "m" * 100_000,
    "patch_set": [{"path": "p" * 510, "type": "A"}],
}
RELEASE = "releases/web@1/"


@pytest.fixture(autouse=True)
def release(api: "Api") -> None:
    """A release to tell something of."""
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})


def over(longest: int) -> list[str]:
    """Sentry's sentence for a text that is too long."""
    return [f"Ensure this field has no more than {longest} characters."]


@pytest.mark.parametrize("field", FITTING)
def test_a_field_at_its_limit_is_taken(api: "Api", field: str) -> None:
    """The control of each refusal below."""
    answer = api.put(api.org(RELEASE), {"commits": [{**COMMIT, field: FITTING[field]}]})

    assert (200, 1) == (answer.status_code, answer.json()["commitCount"])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("id", "i" * 65, over(64)),
        ("id", "", ["This field may not be blank."]),
        ("id", None, ["This field may not be null."]),
        ("repository", "r" * 65, over(64)),
        ("author_name", "n" * 129, over(128)),
        ("author_email", "e" * 201, over(200)),
        ("author_email", 7, ["Not a valid string."]),
        ("patch_set", [{"path": "p" * 511, "type": "A"}], {"0": {"path": over(510)}}),
        (
            "patch_set",
            [{"path": " ", "type": "A"}],
            {"0": {"path": ["This field may not be blank."]}},
        ),
        ("patch_set", [{"type": "A"}], {"0": {"path": ["This field is required."]}}),
        ("patch_set", "a", ['Expected a list of items but got type "str".']),
        ("timestamp", "2011-09-08T02:38:50+518:00", ["Datetime has wrong format."]),
        ("timestamp", "2011-09-08T02:38:50-75:30", ["Datetime has wrong format."]),
        ("timestamp", "3170843-01-01T00:00:00+00:00", ["Datetime has wrong format."]),
        ("timestamp", "0001-01-01T00:00:00+10:00", ["Datetime has wrong format."]),
        ("timestamp", "%aI", ["Datetime has wrong format."]),
        ("timestamp", 1299871230, ["Datetime has wrong format."]),
    ],
)
def test_a_commit_over_a_limit_is_refused_by_place_and_field(
    api: "Api", field: str, value: object, said: object
) -> None:
    """The second of two; nothing of the list is kept."""
    answer = api.put(api.org(RELEASE), {"commits": [COMMIT, {**COMMIT, field: value}]})

    assert 400 == answer.status_code
    assert {"commits": {"1": {field: said}}} == answer.json()
    assert 0 == api.get(api.org(RELEASE)).json()["commitCount"]


@pytest.mark.parametrize("row", ["a", None, [], 1])
def test_a_commit_that_is_no_object_is_refused(api: "Api", row: object) -> None:
    """Never a fault of the server."""
    answer = api.put(api.org(RELEASE), {"commits": [row]})

    assert 400 == answer.status_code
    assert ["0"] == list(answer.json()["commits"])


@pytest.mark.parametrize(
    ("field", "fits", "refused"),
    [
        ("name", ["n" * 64, "", None], ["n" * 65]),
        ("environment", ["e" * 64], ["e" * 65, "a/b", "a\nb", "a\rb", "a\fb", "", None]),
        (
            "url",
            [
                "https://example.com/" + "x" * 180,
                "http://localhost:3000",
                "http://127.0.0.1/",
                "https://[::1]/",
                "https://bücher.example/",
                None,
            ],
            [
                "https://example.com/" + "x" * 181,
                "http://shop/",
                "example.com",
                "ssh://example.com",
                "http://[::1",
                "https://exa mple.com/",
                "http://example.com:99999/",
            ],
        ),
        ("dateFinished", ["2024-03-05T10:00:00.123456789Z"], ["soon", "2024-13-05T10:00:00Z"]),
    ],
)
def test_a_deploy_has_limits_too(
    api: "Api", field: str, fits: list[object], refused: list[object]
) -> None:
    """From both sides."""
    path = api.org(RELEASE + "deploys/")
    body = {"environment": "production"}
    taken = [api.post(path, {**body, field: value}).status_code for value in fits]
    answers = [api.post(path, {**body, field: value}) for value in refused]

    assert [201] * len(fits) == taken
    assert [(400, [field])] * len(refused) == [(a.status_code, list(a.json())) for a in answers]


def test_references_have_limits_too(api: "Api") -> None:
    """A name of 200 characters, two commits of 64."""
    api.post(api.org("repos/"), {"name": "r" * 200})
    body = {"repository": "r" * 200, "commit": f"{'a' * 64}..{'b' * 64}"}

    assert 200 == api.put(api.org(RELEASE), {"refs": [body]}).status_code
    for field, value in (("repository", "r" * 201), ("commit", "c" * 65), ("commit", "a..")):
        answer = api.put(api.org(RELEASE), {"refs": [{**body, field: value}]})
        assert (400, {"refs"}) == (answer.status_code, {*answer.json()})
        assert [field] == list(answer.json()["refs"]["0"])
