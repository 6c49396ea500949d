"""Versions and names in any script: in paths, in headers, in pages."""

import json
import re
from urllib.parse import quote

import pytest
import requests

from tests.sandbox.conftest import Api, Made, fill, rules

VERSIONS = (
    *("feature-決済", "web@1.0.0+größe", "shop@é", "a b", "100%", "%41", "a%2Fb", "a+b", "a&b=c"),
    *("<b>", '"', "'", "a;b,c", "a?b#c", "кот", "🦆", "a\u202eb", "e\u0301", "\x7f", "a:b"),
)
"""Some beyond Latin-1, some that mean something in an address, a header or a page."""

QUERIES = {
    "/api/0/organizations/<org>/issues/": "?query=issue.category%3Afeedback",
    "/api/0/organizations/<org>/sessions/": "?field=sum(session)&groupBy=release",
}
"""What a list needs to be asked for that is kept in part alone, or is counted as asked."""

LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')


@pytest.mark.parametrize("version", VERSIONS)
def test_a_release_of_any_name_is_in_every_answer_and_every_page(
    api: Api, made: type[Made], version: str
) -> None:
    """One that could not be told broke the probe of every later release as well."""
    made_ = api.post(api.org("releases/"), {"version": version, "projects": ["web"]})
    quoted = quote(version, safe="")
    there = api.org(f"releases/{quoted}/")
    commit = {"id": "c" * 40, "message": version, "author_name": version, "repository": version}
    api.put(there, {"commits": [commit], "ref": version})
    api.post(f"{there}deploys/", {"environment": "oven", "name": version})
    bundle = api.upload(made.bundle(), version=version, dist=version)
    sent = api.send_event(made.event((1, 14, "h"), release=version, dist=version))
    (stored,) = api.get(api.project("files/artifact-bundles/")).json()
    ids = {"bundle_id": stored["bundleId"], "event_id": sent["event_id"]}

    assert 201 == made_.status_code, made_.text
    assert version == api.get(there).json()["version"]
    assert "ok" == bundle["state"]
    assert {} == api.fallen(version=version, **ids)
    values = {"org": "sandbox", "project": "web", "project_id": "1", "version": quoted, **ids}
    for rule, methods in rules():
        if "GET" in methods:
            answer = api.call("GET", f"../..{fill(rule, values)}{QUERIES.get(rule, '')}")
            assert 200 == answer.status_code, rule
            _check_headers(answer)


def _check_headers(answer: requests.Response) -> None:
    """All headers are ASCII, and a `Link` leads to where it was asked."""
    assert all(text.isascii() for text in answer.headers.values())
    for url, _ in LINK.findall(answer.headers.get("Link", "")):
        assert answer.url.partition("?")[0] == url.partition("?")[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_link_leads_to_the_next_page(api: Api, version: str) -> None:
    """Whatever the path was called: followed as it stands, it gives the rest of the list."""
    api.post(api.org("releases/"), {"version": version, "projects": ["web"]})
    there = api.org(f"releases/{quote(version, safe='')}/")
    commits = [{"id": f"{number}" * 40, "repository": "a/b"} for number in range(3)]
    api.put(there, {"commits": commits})
    first = api.get(f"{there}commits/", params={"per_page": 2})
    (following,) = [url for url, rel in LINK.findall(first.headers["Link"]) if rel == "next"]
    headers = {"Authorization": f"Bearer {api.token}"}
    second = api.session.get(following, headers=headers, timeout=10)

    assert [2, 1] == [len(first.json()), len(second.json())]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_path_without_its_last_slash_is_led_on(api: Api, version: str) -> None:
    """By a `Location` that is ASCII, at the address the sandbox was started with."""
    api.post(api.org("releases/"), {"version": version, "projects": ["web"]})
    path = f"{api.running.url}/api/0/{api.org('releases')}/{quote(version, safe='')}"
    headers = {"Authorization": f"Bearer {api.token}"}
    led = api.session.get(path, headers=headers, timeout=10, allow_redirects=False)
    end = api.session.get(path, headers=headers, timeout=10)

    assert 308 == led.status_code
    assert led.headers["Location"].isascii()
    assert led.headers["Location"].startswith(f"{api.running.url}/")
    assert version == end.json()["version"]


@pytest.mark.parametrize("version", ["\ud800", "a\x00", "a\nb", "a/b", "a\\b", "..", "latest", " "])
def test_a_name_that_no_address_can_carry_is_refused(api: Api, version: str) -> None:
    """As on Sentry; of an event it is the event alone that is kept."""
    answer = api.post(api.org("releases/"), {"version": version, "projects": ["web"]})
    sent = api.send(b'{}\n{"type":"event"}\n' + _event(version))

    assert (400, 200) == (answer.status_code, sent.status_code)
    assert {} == api.fallen(event_id=sent.json()["id"])


def _event(release: str) -> bytes:
    return json.dumps({"release": release, "message": "m"}).encode()
