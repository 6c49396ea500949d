"""Whatever is sent to whichever endpoint: it is refused or kept, and every page still opens."""

import gzip
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildtools.sandbox.serving import serve
from tests.sandbox.conftest import Api, Made, fill, rules
from tests.sandbox.oddities import anything

FORM = "multipart/form-data"
NO_OBJECTS: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", {}),
    "no JSON": (b"version=1", {}),
    "half of it": (b'{"version": "a', {}),
    "a list": (b"[]", {}),
    "a text": (b'"text"', {}),
    "null": (b"null", {}),
    "no UTF-8": (b'{"version": "\xff\xfe\xfa"}', {}),
    "UTF-16 cut off": ('{"a": 1}'.encode("utf-16")[:-1], {}),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, {}),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {}),
    "a deep field": (b'{"version": ' + b"[" * 500 + b"]" * 500 + b"}", {}),
    "half a surrogate pair": (b'{"version": "\\ud800"}', {}),
    "half a surrogate pair as a key": (b'{"\\udfff": 1}', {}),
    "NUL": (b'{"version": "a\\u0000b", "projects": ["web"]}', {}),
    "a number that is none": (b'{"version": NaN}', {}),
    "a number without end": (b'{"version": 1e999}', {}),
    "a number of 5,000 digits": (b'{"version": ' + b"9" * 5000 + b"}", {}),
    "a million values": (b'{"version": [' + b"0," * 1_000_001 + b"0]}", {}),
    "gzip": (gzip.compress(b"{}"), {"Content-Encoding": "gzip"}),
    "a gzip bomb": (gzip.compress(bytes(200 << 20), 1), {"Content-Encoding": "gzip"}),
    "broken gzip": (gzip.compress(b"{}")[:-9], {"Content-Encoding": "gzip"}),
    "no deflate": (b"\x00\x01", {"Content-Encoding": "deflate"}),
    "no brotli": (b"\x00\x01", {"Content-Encoding": "br"}),
    "no zstd": (b"\x28\xb5\x2f\xfd\x00", {"Content-Encoding": "zstd"}),
    "a form without end": (b"--x\r\nabc", {"Content-Type": f"{FORM}; boundary=x"}),
    "a form without boundary": (b"--x\r\n", {"Content-Type": FORM}),
    "a form that is none": (b"\xff" * 99, {"Content-Type": f"{FORM}; boundary=y"}),
}
"""What no endpoint that wants a JSON object can take."""

REPAIRED = {
    *("a deep field", "half a surrogate pair", "half a surrogate pair as a key", "NUL", "gzip"),
    *("a number that is none", "a number without end"),
}
"""What is put right in an event, and sent to its endpoints in these ways."""

VALUES = {"org": "sandbox", "project": "web", "project_id": "1", "version": "web%401"}
TAKING = sorted({(m, r) for r, methods in rules() for m in methods & {"POST", "PUT"}})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A sandbox with one release, for tests that need nothing else in it."""
    folder = tmp_path_factory.mktemp("site")
    with serve(folder) as running, requests.Session() as session:
        api = Api(running, session)
        api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
        yield api


@pytest.mark.parametrize("body", NO_OBJECTS)
@pytest.mark.parametrize(("method", "rule"), TAKING, ids=[" ".join(one) for one in TAKING])
def test_what_is_no_object_is_refused(site: Api, method: str, rule: str, body: str) -> None:
    """Never the server's fault: whoever sent it learns what is wrong with it."""
    content, headers = NO_OBJECTS[body]
    key = site.running.dsn.split("//")[1].split("@")[0]
    answer = site.session.request(
        method,
        f"{site.running.url}{fill(rule, VALUES)}",
        data=content,
        headers={"Authorization": f"Bearer {site.token}", "X-Sentry-Auth": f"sentry_key={key}"}
        | headers,
        timeout=30,
    )

    is_upload_of_nothing = rule.endswith("chunk-upload/") and body == "nothing"
    if is_upload_of_nothing or ("<int:project_id>" in rule and body in REPAIRED):
        assert 200 == answer.status_code
    else:
        assert answer.status_code in (400, 413), answer.text
        assert {"detail", "error"} & set(answer.json())


def test_a_form_of_bombs_is_refused_before_it_is_unpacked(site: Api) -> None:
    """64 chunks of 8 MiB would be half a gigabyte; a request may hold 32 MiB."""
    bomb = gzip.compress(bytes(8 << 20))
    files = [("file_gzip", (str(number), bomb)) for number in range(64)]
    answer = site.call("POST", site.org("chunk-upload/"), files=files)

    assert (400, {"error": "Request too large"}) == (answer.status_code, answer.json())


def test_more_than_any_request_may_hold_is_not_read(site: Api) -> None:
    """It is said before it is sent: nobody has to wait for it."""
    first = _raw(site, b"Content-Length: 10000000000\r\n\r\n")

    assert b" 413 " in first


def test_chunks_of_a_body_that_are_none_are_refused(site: Api) -> None:
    """Whoever speaks HTTP by hand gets an answer as well."""
    first = _raw(site, b"Transfer-Encoding: chunked\r\n\r\nnot a number\r\n")

    assert b" 400 " in first


def _raw(api: Api, rest: bytes) -> bytes:
    """Begin to create a release by hand, and give the first line of the answer."""
    host, port = api.running.url.removeprefix("http://").split(":")
    head = (
        f"POST /api/0/{api.org('releases/')} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {api.token}\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + rest)
        with connection.makefile("rb") as answer:
            return answer.readline()


# --- each field of what is fine


ODD: dict[str, Any] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a number beyond rows": 10**30,
    "a number below them": -1,
    "no text": "",
    "a long text": "é" * 100_000,
    "lines": "a\r\nLink: b",
    "markup": "<script>alert(1)</script>",
    "controls": "\x01\x1b[31m\x7f\x85\u2028\u202e",
    "digits of others": "²٣",
    "a list": [],
    "a list of nulls": [None],
    "a list of numbers": [1, 2.5],
    "lists in a list": [[[]]],
    "an object": {"a": {}},
    "objects in a list": [{}],
}
STAMP = "2026-01-01T00:00:00Z"
RELEASE: dict[str, Any] = {
    **{"version": "web@7", "projects": ["web"], "ref": "a", "url": "https://h/"},
    **{"status": "open", "dateReleased": STAMP, "commits": [], "refs": []},
}
PATCH = {"path": "a", "type": "M"}
COMMIT: dict[str, Any] = {
    **{"id": "c" * 40, "repository": "a/b", "message": "m", "author_name": "n"},
    **{"author_email": "a@example.com", "timestamp": STAMP, "patch_set": [PATCH]},
}
REF = {"repository": "a/b", "commit": "d" * 40, "previousCommit": "e" * 40}
DEPLOY: dict[str, Any] = {
    **{"environment": "oven", "name": "n", "url": "https://h/", "projects": ["web"]},
    **{"dateStarted": STAMP, "dateFinished": STAMP},
}
ORDER: dict[str, Any] = {
    **{"checksum": "a" * 40, "chunks": ["b" * 40], "projects": ["web"]},
    **{"version": "v", "dist": "d"},
}
REPOSITORY = {"name": "a/b", "url": "https://h/", "provider": "git"}


class Wanted(NamedTuple):
    """A request that is fine."""

    method: str
    path: str
    body: dict[str, Any]
    around: Callable[[dict[str, Any]], dict[str, Any]] = lambda body: body


THE_RELEASE = "releases/web@1/"
WANTED = {
    "create": Wanted("POST", "releases/", RELEASE),
    "update": Wanted("PUT", THE_RELEASE, RELEASE),
    "commits": Wanted("PUT", THE_RELEASE, COMMIT, lambda one: {"commits": [one]}),
    "refs": Wanted("PUT", THE_RELEASE, REF, lambda one: {"refs": [one]}),
    "patches": Wanted(
        "PUT", THE_RELEASE, PATCH, lambda one: {"commits": [{**COMMIT, "patch_set": [one]}]}
    ),
    "deploy": Wanted("POST", f"{THE_RELEASE}deploys/", DEPLOY),
    "repository": Wanted("POST", "repos/", REPOSITORY),
    "assemble": Wanted("POST", "artifactbundle/assemble/", ORDER),
}
FIELDS = [(name, field) for name, wanted in WANTED.items() for field in wanted.body]


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[" ".join(one) for one in FIELDS])
def test_a_field_of_any_kind_is_refused_or_kept_and_shown(api: Api, name: str, field: str) -> None:
    """A message that is a number, a list of nulls as projects: none of it makes a page fall."""
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
    api.post(api.org("repos/"), REPOSITORY)
    wanted = WANTED[name]
    told = {}
    for kind, value in ODD.items():
        body = wanted.around({**wanted.body, field: value})
        answer = api.call(wanted.method, api.org(wanted.path), json=body)
        told[kind] = answer.status_code
        if answer.status_code >= 400:
            assert isinstance(answer.json(), dict)

    assert {} == {kind: status for kind, status in told.items() if status >= 500}
    assert {} == api.fallen()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(WANTED)), st.data())
def test_any_body_is_refused_or_kept_and_shown(site: Api, name: str, data: st.DataObject) -> None:
    """Any fields of any kind, several at once; what was kept before stays readable."""
    wanted = WANTED[name]
    fields = {field: anything | st.just(value) for field, value in wanted.body.items()}
    body = wanted.around(data.draw(st.fixed_dictionaries(fields)))
    text = json.dumps(body).encode()
    answer = site.call(wanted.method, site.org(wanted.path), data=text)

    assert answer.status_code < 500
    assert {} == site.fallen()


# --- what a bundle says of itself


MANIFESTS: dict[str, dict[str, Any]] = {
    "no files": {"files": None},
    "files in a list": {"files": []},
    "a file that is none": {"files": {"files/_/_/a.js": 1}},
    "a type in a list": {"files": {"files/_/_/a.js": {"url": "~/a.js", "type": []}}},
    "a URL that is a number": {"files": {"files/_/_/a.js": {"url": 1, "type": "source_map"}}},
    "headers in a list": {
        "files": {"files/_/_/a.js": {"url": "~/a.js", "type": "source_map", "headers": [1]}}
    },
    "a path outside": {"files": {"files/../../a.js": {"url": "~/a.js", "type": "source_map"}}},
    "a path outside, as Windows writes": {
        "files": {"files\\..\\..\\a.js": {"url": "~/a.js", "type": "source_map"}}
    },
    "half a surrogate pair": {"note": "\ud800"},
    "NUL": {"release": "a\x00b"},
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_of_any_kind_is_an_error_of_the_bundle(
    api: Api, made: type[Made], name: str
) -> None:
    """The client learns what is wrong, and not that the server fell over."""
    answer = api.upload(made.bundle(manifest=MANIFESTS[name]), version="web@1")

    assert "error" == answer["state"]
    assert "internal" not in answer["detail"]
    assert {} == api.fallen()


@pytest.mark.parametrize("levels", [80, 900, 100_000])
def test_a_deep_manifest_is_an_error_of_the_bundle(api: Api, made: type[Made], levels: int) -> None:
    """Too deep for the reader, or only for whoever walks it."""
    bundle = made.bundle(more=f', "note": {"[" * levels}{"]" * levels}')
    answer = api.upload(bundle, version="web@1")

    assert "error" == answer["state"]
    assert "nested" in answer["detail"]


@pytest.mark.parametrize("name", ["a\\b.js", "\\a.js", "a\\..\\b.js", "決済.js", "a\tb.js"])
def test_a_name_that_linux_allows_is_kept_and_found(api: Api, made: type[Made], name: str) -> None:
    """A backslash there is a character; the bundle was refused for it."""
    url = f"~/{name}"
    told = api.upload(made.bundle({url: ("minified_source", made.script, {})}), version="web@1")
    (bundle,) = api.get(api.project("files/artifact-bundles/")).json()
    listed = api.get(api.project(f"artifact-bundles/{bundle['bundleId']}/files/")).json()

    assert "ok" == told["state"]
    assert [url] == [one["filePath"] for one in listed["files"]]
    assert {} == api.fallen(bundle_id=bundle["bundleId"])


def test_fields_of_a_manifest_that_mean_nothing_are_passed_over(api: Api, made: type[Made]) -> None:
    """Numbers where texts belong, markup in names: the bundle counts, and the pages open."""
    files = {
        f"~/<script>{index}\\x\x01\u202e.js": ("minified_source", made.script, {"sourcemap": "<b>"})
        for index in range(3)
    }
    manifest = {"release": 5, "dist": [], "debug_id": {"a": 1}, "note": "<script>"}
    told = api.upload(made.bundle(files, manifest=manifest), version="<script>@1")
    (bundle,) = api.get(api.project("files/artifact-bundles/")).json()
    page = api.session.get(f"{api.running.url}/bundles/{bundle['bundleId']}/", timeout=10).text

    assert "ok" == told["state"]
    assert {} == api.fallen(bundle_id=bundle["bundleId"])
    assert "<script>" not in page
    assert "\x01" not in page


# --- what a query says


@pytest.mark.parametrize(
    "query",
    [
        *("per_page=x", "per_page=-1", f"per_page={'9' * 5000}", "cursor=0:²:0", "cursor=::"),
        *(f"cursor=0:{'9' * 5000}:0", "cursor=%ff", "query=%ed%a0%80", "query=%00", "%ff=%fe"),
        *(f"project={'9' * 5000}", "project=²", "status=%00", "sortBy=%ff", "bundleId=%ff"),
        *("debug_id=%00", "url=%ff&release=%00&dist=%ed%a0%80", "download=artifact_bundle/x"),
        *("download=%ff", f"download=artifact_bundle/{'9' * 5000}"),
    ],
)
def test_a_query_of_any_kind_makes_nothing_fall(site: Api, query: str) -> None:
    """Numbers that are none, bytes that are no text."""
    headers = {"Authorization": f"Bearer {site.token}"}
    for rule, methods in rules():
        for method in sorted(methods & {"GET", "DELETE", "OPTIONS"}):
            path = fill(rule, VALUES | {"bundle_id": "%00", "event_id": "%ff"})
            url = f"{site.running.url}{path}?{query}"
            answer = site.session.request(method, url, headers=headers, timeout=10)
            assert answer.status_code < 500, (method, path)


@pytest.mark.parametrize(
    "odd",
    ["%00", "%ff", "%ed%a0%80", "%0d%0aLink:x", "%E6%B1%BA", "9" * 5000, "%C2%B2", "..%5c", "%20"],
)
def test_a_path_of_any_kind_makes_nothing_fall(site: Api, odd: str) -> None:
    """Names that are no text, and numbers that no row has."""
    headers = {"Authorization": f"Bearer {site.token}"}
    for rule, methods in rules():
        for place in ("org", "project", "project_id", "version", "bundle_id", "event_id"):
            values = VALUES | {"bundle_id": "a", "event_id": "b"} | {place: odd}
            for method in sorted(methods - {"HEAD", "OPTIONS"}):
                url = f"{site.running.url}{fill(rule, values)}"
                answer = site.session.request(
                    method, url, headers=headers, timeout=10, json={}, allow_redirects=False
                )
                assert answer.status_code < 500, (method, rule, odd)
