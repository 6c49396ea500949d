"""The table of faults: large enough, each row its own, each endpoint really asked."""

import json
from collections import Counter

import pytest

from bench.chaos import project
from bench.chaos.cases import Setting
from bench.chaos.exchange import Answer, Call
from bench.chaos.faults import FAULTS
from bench.chaos.faults.rows import ENDPOINTS, tells
from bench.chaos.lies import dropped, mistyped, nulled
from bench.chaos.stage import lying, stage


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    """A name repeats one run; two of them would repeat another."""
    names = Counter(fault.name for fault in FAULTS)

    assert len(FAULTS) >= 160
    assert [name for name, count in names.items() if count > 1] == []


def test_every_endpoint_has_faults_and_is_asked_by_an_honest_release(setting: Setting) -> None:
    """The prepared release was recorded; what nobody asks cannot be lied about."""
    asked = {path.name for path in (setting.folder / "answers").iterdir()}
    hit = {name for name in ENDPOINTS for fault in FAULTS if fault.name.startswith(f"{name}:")}

    assert asked == set(ENDPOINTS)
    assert hit == set(ENDPOINTS)


@pytest.mark.parametrize(
    ("method", "path", "body", "names"),
    [
        pytest.param("GET", "/api/0/", b"", {"any", "root"}, id="root"),
        pytest.param(
            *("PUT", "/api/0/organizations/a/releases/v%401/"),
            *(b'{"commits": [], "version": "v"}', {"any", "commits"}),
            id="commits",
        ),
        pytest.param(
            *("PUT", "/api/0/organizations/a/releases/v%401/"),
            *(b'{"dateReleased": "now"}', {"any", "date"}),
            id="date",
        ),
        pytest.param(
            *("GET", "/api/0/projects/a/web/files/artifact-bundles/?query=x"),
            *(b"", {"any", "bundles"}),
            id="query left out",
        ),
        pytest.param("POST", "/api/1/envelope/", b"{}\n", {"any", "envelope"}, id="envelope"),
    ],
)
def test_a_call_belongs_to_its_endpoints(
    method: str, path: str, body: bytes, names: set[str]
) -> None:
    """A lie that is told at another call tests something else."""
    call = Call(method, path, {}, body)

    assert names == {name for name in ENDPOINTS if tells(name, dropped).matches(call)}


def test_what_is_dropped_gets_the_right_answer_and_is_not_stored(setting: Setting) -> None:
    """The control of the decoy: it answers as the real one would, which never hears of it."""
    with (
        stage(setting.folder / "built") as here,
        lying(here.store, (tells("create", dropped),), decoy=True) as server,
    ):
        from http.client import HTTPConnection

        def ask(method: str, path: str, body: bytes | None = None) -> Answer:
            connection = HTTPConnection(server.url.removeprefix("http://"), timeout=20)
            connection.request(method, path, body, {"Authorization": f"Bearer {server.token}"})
            came = connection.getresponse()
            answer = Answer(came.status, dict(came.getheaders()), came.read())
            connection.close()
            return answer

        releases = f"/api/0/organizations/{project.ORG}/releases/"
        body = json.dumps({"version": "v1", "projects": [project.PROJECT]}).encode()
        made = ask("POST", releases, body)

        assert (201, "v1") == (made.status, made.json()["version"])
        assert ask("GET", f"{releases}v1/").status == 404
        assert server.has_lied


def test_odd_values_keep_the_shape_of_an_answer() -> None:
    """Wrong in its values alone: the keys are there."""
    told = {"id": 1, "name": "x", "list": [{"a": None}], "flag": True, "empty": []}

    assert dict.fromkeys(told) == nulled(told)
    assert mistyped(told) == {
        "id": "1x",
        "name": 7,
        "list": {"0": {"a": ["odd"]}},
        "flag": ["odd"],
        "empty": "none",
    }
