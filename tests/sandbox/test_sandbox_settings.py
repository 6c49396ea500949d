"""Settings that the sandbox shows: a file that a developer edits, by the scopes of Sentry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from buildtools.sandbox import fixture
from buildtools.sandbox.fixture import BadFixture, read
from buildtools.sandbox.serving import serve

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Made

ORG, PROJECT, ALERTS = "org:read", "project:read", "alerts:read"
ENDPOINTS: dict[str, set[str]] = {
    "organizations/sandbox/": {ORG},
    "organizations/sandbox/workflows/": {ORG, ALERTS},
    "organizations/sandbox/detectors/": {ORG, ALERTS},
    "organizations/sandbox/alert-rules/": {ORG, ALERTS},
    "organizations/sandbox/monitors/": {ORG, ALERTS},
    "organizations/sandbox/dashboards/": {ORG},
    "organizations/sandbox/repos/": {ORG},
    "organizations/sandbox/code-mappings/": {ORG},
    "organizations/sandbox/stats_v2/?groupBy=outcome": {ORG},
    "projects/sandbox/web/": {PROJECT},
    "projects/sandbox/web/keys/": {PROJECT},
    "projects/sandbox/web/rules/": {PROJECT, ALERTS},
    "projects/sandbox/web/filters/": {PROJECT},
    "projects/sandbox/web/ownership/": {PROJECT},
    "projects/sandbox/web/codeowners/": {PROJECT},
    "projects/sandbox/web/environments/": {PROJECT},
    "organizations/sandbox/environments/": {ORG},
    "projects/sandbox/web/events/?full=true": {PROJECT},
}
"""Every endpoint that a review asks, and the scopes of reading that open it."""


def edit(api: Api, **sections: Any) -> None:
    """Write a file with these sections alone, as a developer would."""
    file(api).write_text(json.dumps(sections))


def file(api: Api) -> Path:
    return api.running._store.settings_file


@pytest.mark.parametrize("scope", [ORG, PROJECT, ALERTS, "org:ci", "event:read"])
def test_each_endpoint_asks_for_its_scope(sandbox: Running, api: Api, scope: str) -> None:
    """A token without it gets a 403 with a detail, one that has it an answer."""
    api.token = sandbox.token_with({scope}).reveal()
    answers = {path: api.get(path) for path in ENDPOINTS}

    assert {path: scope in scopes for path, scopes in ENDPOINTS.items()} == {
        path: answer.status_code == 200 for path, answer in answers.items()
    }
    refused = [answer for answer in answers.values() if answer.status_code != 200]
    assert all(answer.status_code == 403 and answer.json()["detail"] for answer in refused)


def test_nothing_can_be_changed_by_a_request(api: Api) -> None:
    """Whoever tries gets a 405, and the file stays as it is."""
    before = file(api).read_bytes()

    tried = [api.put(path.partition("?")[0], {"dataScrubber": False}) for path in ENDPOINTS]

    assert {405} == {answer.status_code for answer in tried}
    assert before == file(api).read_bytes()


def test_a_new_sandbox_has_the_settings_of_a_new_project(api: Api) -> None:
    """Scrubbing is on, sources are fetched, IP addresses are stored, no key has a limit."""
    project = api.get(api.project("")).json()
    (key,) = api.get(api.project("keys/")).json()
    on = {row["id"]: row["active"] for row in api.get(api.project("filters/")).json()}

    assert (project["dataScrubber"], project["dataScrubberDefaults"]) == (True, True)
    assert (project["scrapeJavaScript"], project["scrubIPAddresses"]) == (True, False)
    assert key["rateLimit"] is None
    assert [name for name, active in on.items() if active] == ["filtered-transaction"]
    assert json.loads(file(api).read_text()) == json.loads(fixture.defaults_text())


def test_what_is_edited_shows_at_once(api: Api) -> None:
    """Without a restart; sections and fields that are left out are those of a new project."""
    edit(api, project={"dataScrubber": False}, key={"rateLimit": {"count": 5, "window": 60}})

    project = api.get(api.project("")).json()
    (key,) = api.get(api.project("keys/")).json()

    assert project["dataScrubber"] is False
    assert project["dataScrubberDefaults"] is True
    assert project["slug"] == "web"
    assert key["rateLimit"] == {"count": 5, "window": 60}
    assert key["dsn"]["public"] == api.running.dsn
    assert len(api.get(api.org("workflows/")).json()) == 1


def test_a_missing_section_is_a_server_that_has_none(api: Api) -> None:
    """So an older server can be tried: it answers 404, and others stay."""
    edit(api, missing=["workflows"])

    gone, there = api.get(api.org("workflows/")), api.get(api.org("detectors/"))

    assert (gone.status_code, there.status_code) == (404, 200)
    assert gone.json()["detail"]


def test_its_own_token_can_be_given_less(sandbox: Running, api: Api) -> None:
    """What an organization token would see is tried so; other tokens keep what they were given."""
    other = sandbox.token_with({"org:read"}).reveal()
    edit(api, scopes=["org:ci"])
    own = api.get("").json()["auth"]["scopes"]
    refused = api.get(api.org("dashboards/"))
    api.token = other

    assert own == ["org:ci"]
    assert refused.status_code == 403
    assert api.get(api.org("dashboards/")).status_code == 200


def test_counts_are_added_up_as_they_are_asked_for(api: Api) -> None:
    """By one or two of their values, or by none; by others is refused."""
    rows = [
        {"category": "error", "outcome": "accepted", "reason": "none", "quantity": 7},
        {"category": "error", "outcome": "rate_limited", "reason": "quota", "quantity": 2},
        {"category": "replay", "outcome": "accepted", "reason": "none", "quantity": 1},
    ]
    edit(api, stats=rows)

    one = api.get(api.org("stats_v2/?groupBy=outcome")).json()["groups"]
    two = api.get(api.org("stats_v2/?groupBy=outcome&groupBy=category")).json()["groups"]

    assert [(row["by"], row["totals"]["sum(quantity)"]) for row in one] == [
        ({"outcome": "accepted"}, 8),
        ({"outcome": "rate_limited"}, 2),
    ]
    assert {"outcome": "accepted", "category": "error"} in [row["by"] for row in two]
    (all_of_them,) = api.get(api.org("stats_v2/")).json()["groups"]
    assert (all_of_them["by"], all_of_them["totals"]["sum(quantity)"]) == ({}, 10)
    assert api.get(api.org("stats_v2/?groupBy=day")).status_code == 400


def test_environments_are_those_of_events_unless_the_file_has_some(api: Api) -> None:
    """A project has an environment once an event of it has come."""
    before = api.get(api.project("environments/")).json()
    edit(api, environments=["production"])

    assert before == []
    assert [row["name"] for row in api.get(api.project("environments/")).json()] == ["production"]


def test_environments_come_with_events_and_with_deploys(api: Api, made: type[Made]) -> None:
    """A deploy of a release makes its environment known in the projects that it is of."""
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
    api.post(api.org("releases/web@1/deploys/"), {"environment": "staging"})
    api.send_event(made.event((1, 40, "h"), environment="production"))
    asked = ("web", "shop")
    of_each = [api.get(f"projects/sandbox/{one}/environments/").json() for one in asked]

    assert [["production", "staging"], []] == [[row["name"] for row in one] for one in of_each]
    organizations = {
        query: [row["name"] for row in api.get(api.org("environments/") + query).json()]
        for query in ("", "?project=1", "?project=2", "?visibility=hidden")
    }
    both = ["production", "staging"]
    assert {"": both, "?project=1": both, "?project=2": [], "?visibility=hidden": []} == (
        organizations
    )
    assert 400 == api.get(api.org("environments/?visibility=some")).status_code


def test_lists_come_in_pages(api: Api) -> None:
    """As those of Sentry do, by Link headers."""
    edit(api, dashboards=[{"id": str(one), "title": f"Board {one}"} for one in range(3)])

    page = api.get(api.org("dashboards/?per_page=2"))

    assert len(page.json()) == 2
    assert 'rel="next"; results="true"' in page.headers["Link"]


BAD = {
    '{"project": {\n  "dataScrubber": tru\n}}': (2, "Expecting value"),
    '{\n"projct": {}}': (2, "project is meant?"),
    '{\n"nonsense": {}}': (2, "no such section"),
    '{"filters": [],\n\n "workflows": {}}': (3, "a list of objects is expected"),
    '{"workflows": [1]}': (1, "a list of objects is expected"),
    '{"project": []}': (1, "an object is expected"),
    '{"scopes": "org:ci"}': (1, "null or a list of scopes is expected"),
    '{"missing": null}': (1, "a list of sections is expected"),
    "[]": (1, "'{' is expected"),
    '{"filters": []': (1, "',' is expected"),
    '{"filters" []}': (1, "':' is expected"),
    "{7: 1}": (1, "a name in quotes is expected"),
    "{}\n{}": (2, "nothing may follow the last }"),
    "": (1, "'{' is expected"),
    "[" * 100_000: (1, "'{' is expected"),
}


@pytest.mark.parametrize(("text", "expected"), BAD.items(), ids=range(len(BAD)))
def test_a_mistake_in_the_file_is_told_with_its_line(
    api: Api, text: str, expected: tuple[int, str]
) -> None:
    """By a refusal that no client repeats; releases go on meanwhile."""
    file(api).write_text(text)
    line, said = expected

    answer = api.get(api.org("workflows/"))

    assert answer.status_code == 422
    assert f"settings.json:{line}: " in answer.json()["detail"]
    assert said in answer.json()["detail"]
    assert api.get(api.org("releases/")).status_code == 200


@pytest.mark.parametrize("text", [b"\xff", b'{"project": ' + b"[" * 100_000])
def test_what_cannot_be_read_at_all_is_told_too(tmp_path: Path, text: bytes) -> None:
    """Neither another encoding nor a nest without end is a crash."""
    bad = tmp_path / "settings.json"
    bad.write_bytes(text)

    with pytest.raises(BadFixture, match=r"settings\.json: it is"):
        read(bad)


def test_without_the_file_a_new_project_is_shown(api: Api) -> None:
    """Whoever removes it gets back to the start."""
    file(api).unlink()

    assert api.get(api.project("")).json()["dataScrubber"] is True


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """A restart overwrites nothing."""
    with serve(tmp_path):
        (tmp_path / "settings.json").write_text('{"missing": ["filters"]}')
    with serve(tmp_path):
        kept = (tmp_path / "settings.json").read_text()

    assert kept == '{"missing": ["filters"]}'


def test_a_file_that_may_not_be_read_is_told_without_its_folder(api: Api) -> None:
    """A review keeps the sentence, and nobody needs to know where it was made."""
    file(api).unlink()
    file(api).mkdir()

    answer = api.get(api.org("workflows/"))

    assert answer.status_code == 503
    assert "settings.json" in answer.json()["detail"]
    assert str(file(api).parent) not in answer.json()["detail"]
