"""Sessions that SDKs report are counted, and asked for as on Sentry."""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.sandbox import session_items, session_query
from buildtools.sandbox.session_query import CannotAsk, Params

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Clock

ATTRS = {"release": "web@1", "environment": "production"}
KINDS = ("session", "user")
RATES = ("crash_free_rate(session)", "crash_free_rate(user)")
FIELDS = ("sum(session)", "count_unique(user)", *RATES)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp()


def stamp(ago: float = 60) -> str:
    """Return a time as SDKs write it."""
    return datetime.fromtimestamp(time.time() - ago, UTC).isoformat().replace("+00:00", "Z")


def update(**more: Any) -> dict[str, Any]:
    """Make an update of a session as @sentry/browser sends one."""
    told = {
        "sid": uuid.uuid4().hex,
        "init": True,
        "started": stamp(),
        "timestamp": stamp(0),
        "status": "ok",
        "errors": 0,
        "attrs": ATTRS,
    }
    return {**told, **more}


def send(api: Api, *updates: object, kind: str = "session") -> int:
    """Send items of one kind in one envelope, without lengths."""
    lines = [json.dumps({"sent_at": stamp(0)})]
    for each in updates:
        lines += [json.dumps({"type": kind}), json.dumps(each)]
    return api.send("\n".join(lines).encode()).status_code


def ask(api: Api, *groups: str, **more: Any) -> list[dict[str, Any]]:
    """Ask for the usual fields, in groups."""
    params = {"field": FIELDS, "groupBy": groups, "includeSeries": "0", **more}
    answer = api.get(api.org("sessions/"), params=params)
    assert 200 == answer.status_code, answer.text
    told: list[dict[str, Any]] = answer.json()["groups"]
    return told


def test_a_session_is_counted_once_and_its_crash_too(api: Api) -> None:
    """The update that begins it counts it; a later one of the same says that it crashed."""
    sid = uuid.uuid4().hex
    assert 200 == send(api, update(sid=sid, did="ann"))
    send(api, update(sid=sid, did="ann", init=False, status="crashed", errors=1))
    send(api, *(update(did=f"user{one}") for one in range(3)))

    (group,) = ask(api, "release")
    assert {"release": "web@1"} == group["by"]
    assert [4, 4, 0.75, 0.75] == [group["totals"][name] for name in FIELDS]
    assert "series" not in group


def test_a_handled_error_is_no_crash(api: Api) -> None:
    """It makes a session an errored one; said twice, it is one."""
    sid = uuid.uuid4().hex
    send(api, update(sid=sid))
    send(api, *(update(sid=sid, init=False, errors=count) for count in (1, 2)))
    send(api, update(sid=uuid.uuid4().hex, init=False, status="abnormal"))

    (group,) = ask(api)
    assert 1.0 == group["totals"]["crash_free_rate(session)"]
    by_status = ask(api, "session.status", field=["sum(session)"])
    assert {"healthy": 0, "errored": 1, "crashed": 0, "abnormal": 1, "unhandled": 0} == {
        each["by"]["session.status"]: each["totals"]["sum(session)"] for each in by_status
    }


def test_an_error_that_nobody_caught_is_no_crash_of_a_browser(api: Api) -> None:
    """Its SDK says `unhandled` since version 11: a rate of its own, and crash-free all the same."""
    sid = uuid.uuid4().hex
    send(api, update(sid=sid, did="ann"), update(did="bob"))
    send(api, update(sid=sid, did="ann", init=False, status="unhandled", errors=1))
    rates = [f"{name}_rate({what})" for name in ("unhandled", "errored") for what in KINDS]

    (group,) = ask(api, field=[*RATES, *rates])
    assert [1.0, 1.0, 0.5, 0.5, 0.0, 0.0] == [group["totals"][name] for name in (*RATES, *rates)]


def test_sessions_of_a_server_come_counted_together(api: Api) -> None:
    """@sentry/node counts requests by the minute."""
    minute = {"started": stamp(), "exited": 90, "errored": 6, "crashed": 4}
    send(api, {"attrs": ATTRS, "aggregates": [minute, minute]}, kind="sessions")

    (group,) = ask(api, "release", "environment", "project")
    assert {"release": "web@1", "environment": "production", "project": 1} == group["by"]
    assert [200, 0, 0.96, None] == [group["totals"][name] for name in FIELDS]


def test_without_any_session_there_is_no_rate(api: Api) -> None:
    """Null is neither all nor nothing; in groups of a tag there is no group at all."""
    (group,) = ask(api)
    assert [0, 0, None, None] == [group["totals"][name] for name in FIELDS]
    assert [] == ask(api, "release")


def test_crashes_of_sessions_that_nobody_began_are_no_rate(api: Api) -> None:
    """An update may come without the first one."""
    send(api, update(init=False, status="crashed"))

    (group,) = ask(api)
    assert [0, 0, None, None] == [group["totals"][name] for name in FIELDS]


def test_a_filter_means_exactly_the_release(api: Api) -> None:
    """A name with a star is no pattern where it is escaped; a plain star is one."""
    for release in ("web@1", "web@10", "we*b@1", "a b"):
        send(api, update(attrs={**ATTRS, "release": release}))
    asked = ('release:"web@1"', r'release:"we\*b@1"', "release:web@1*", 'release:"a b"')

    found = [ask(api, "release", query=query) for query in asked]
    assert [{"web@1"}, {"we*b@1"}, {"web@1", "web@10"}, {"a b"}] == [
        {group["by"]["release"] for group in one} for one in found
    ]
    assert 3 == len(ask(api, "release", query='!release:"web@1"'))
    assert [] == ask(api, "release", query='release:"web@1" environment:staging')


def test_environment_and_project_bound_what_is_counted(api: Api, sandbox: Running) -> None:
    """A session without environment is of none."""
    send(api, update(), update(attrs={"release": "web@1"}), update(attrs=ATTRS))

    assert [2] == [one["totals"]["sum(session)"] for one in ask(api, environment="production")]
    assert [0] == [one["totals"]["sum(session)"] for one in ask(api, project="2")]
    assert [3] == [one["totals"]["sum(session)"] for one in ask(api, project=["1", "2"])]
    assert {"production": 2, "": 1} == {
        one["by"]["environment"]: one["totals"]["sum(session)"]
        for one in ask(api, "environment", project="-1")
    }
    names = [row["name"] for row in api.get(api.project("environments/")).json()]
    assert ["production"] == names
    assert ["web@1"] == [row["version"] for row in api.get(api.org("releases/")).json()]


def test_sessions_count_when_they_began(api: Api, clock: Clock) -> None:
    """A day later those of before are outside of the last hours, and in a series of their hour."""
    send(api, update(), update())
    clock.ahead = 26 * 3600.0
    send(api, update(started=stamp(-25.5 * 3600)))

    assert [1] == [one["totals"]["sum(session)"] for one in ask(api, statsPeriod="2h")]
    answer = api.get(
        api.org("sessions/"),
        params={"field": "sum(session)", "statsPeriod": "2d", "interval": "1h"},
    ).json()
    (group,) = answer["groups"]
    assert (3, 3) == (group["totals"]["sum(session)"], sum(group["series"]["sum(session)"]))
    assert len(answer["intervals"]) == len(group["series"]["sum(session)"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"field": []}, 'Request is missing a "field"'),
        ({"field": ["sum(user)"]}, 'Invalid field: "sum(user)"'),
        ({"groupBy": ["os"]}, 'Invalid groupBy: "os"'),
        ({"groupBy": ["session.status"]}, "Cannot group field"),
        ({"interval": "30m"}, "multiple of the minimum"),
        ({"interval": "2d"}, "less than one day"),
        ({"interval": "7h"}, "divide one day"),
        ({"statsPeriod": "1y"}, "Invalid statsPeriod"),
        ({"statsPeriod": "60w", "interval": "1h"}, "too many results"),
        ({"start": "2026-01-01T00:00:00"}, "both required"),
        ({"start": "soon", "end": "2026-01-01T00:00:00"}, "ISO8601"),
        ({"start": "2026-01-02T00:00:00", "end": "2026-01-01T00:00:00"}, "before end"),
        ({"start": "0001-01-01T00:00:00", "end": "0001-01-01T00:00:00"}, "before end"),
        ({"query": "os:linux"}, 'Invalid query field: "os"'),
        ({"query": 'release:"web'}, ""),
        ({"query": "("}, "parsing"),
        ({"project": "web"}, "must be numbers"),
    ],
)
def test_what_cannot_be_asked_is_refused(api: Api, asked: dict[str, Any], said: str) -> None:
    """A question that Sentry refuses would be found out too late."""
    params = {"field": list(FIELDS), **asked}
    answer = api.get(api.org("sessions/"), params=params)

    if said:
        assert 400 == answer.status_code
        assert said in answer.json()["detail"]
    assert answer.status_code in (200, 400)


def test_a_project_that_is_none_is_not_permitted(api: Api) -> None:
    """Sentry does not tell who has it."""
    assert (
        403 == api.get(api.org("sessions/"), params={"field": FIELDS[0], "project": 9}).status_code
    )


@pytest.mark.parametrize("scope", ["org:ci", "project:read", "project:admin"])
def test_sessions_need_a_scope_of_the_organization(sandbox: Running, api: Api, scope: str) -> None:
    """A token that releases may not count sessions."""
    api.token = sandbox.token_with({scope}).reveal()
    asked = {"field": "sum(session)"}
    assert 403 == api.get(api.org("sessions/"), params=asked).status_code
    api.token = sandbox.token_with({"org:read"}).reveal()
    assert 200 == api.get(api.org("sessions/"), params=asked).status_code


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"statsPeriod": "1h"}, ("12:00", "12:31")),
        ({"statsPeriod": "25h"}, ("-1 12:00", "12:31")),
        ({"statsPeriod": "25h", "interval": "1d"}, ("-1 00:00", "12:31")),
        ({"start": "2026-05-04T09:20:00", "end": "2026-05-04T10:10:00"}, ("10:00", "11:00")),
        ({"start": "2026-05-04T09:20:00", "end": "2026-05-04T10:20:00"}, ("09:00", "11:00")),
        ({"start": "2026-05-04T09:00:00", "end": "2026-05-04T09:59:59"}, ("09:00", "10:00")),
    ],
)
def test_ranges_are_rounded(asked: dict[str, str], expected: tuple[str, str]) -> None:
    """Their length and their end: who asks from the middle of an hour may lose its minutes."""
    query = session_query.read(Params({"field": "sum(session)", **asked}), NOON + 1800 + 5)
    start, end = (datetime.fromtimestamp(at, UTC) for at in (query.start, query.end))
    day = f"{start.day - 4} " if start.day != 4 else ""

    assert expected == (f"{day}{start:%H:%M}", f"{end:%H:%M}")


@given(
    st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["1h", "2h", "3h", "12h", "1d"])
)
def test_whole_intervals_are_asked_exactly(before: int, length: int, interval: str) -> None:
    """Who asks from the beginning of one to the last second of another gets these and no more."""
    step = int(interval[:-1]) * (86400 if interval == "1d" else 3600)
    start = (NOON - before) // step * step - length % 50 * step
    length = (length % 50 + 1) * step - 1
    texts = [
        datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        for at in (start, start + length)
    ]
    params = Params(
        {"field": "sum(session)", "interval": interval, "start": texts[0], "end": texts[1]}
    )
    query = session_query.read(params, NOON + 10**6)

    assert (start, start + length + 1, step) == (query.start, query.end, query.interval)


@pytest.mark.parametrize(
    "told",
    [
        b"not JSON",
        b"[]",
        b"{}",
        {"started": "2026-01-01T00:00:00Z"},
        {"started": "2026-01-01T00:00:00Z", "attrs": {"environment": "x"}},
        {"started": "soon", "attrs": ATTRS},
        {"started": None, "attrs": ATTRS},
        {"started": "2026-01-01T00:00:00Z", "status": 7, "attrs": ATTRS},
        {"started": "2026-01-01T00:00:00Z", "attrs": {"release": "latest"}},
    ],
)
def test_what_cannot_be_counted_is_let_pass(told: Any) -> None:
    """An SDK never hears of it, and nothing is counted."""
    payload = told if isinstance(told, bytes) else json.dumps(told).encode()

    assert [] == session_items.read("session", payload)
    assert [] == session_items.read("sessions", payload)


@pytest.mark.parametrize("aggregates", [None, 7, [7], [{"started": "soon", "exited": 1}]])
def test_counts_that_are_none_are_let_pass(aggregates: Any) -> None:
    """A minute without a beginning is no minute."""
    payload = json.dumps({"attrs": ATTRS, "aggregates": aggregates}).encode()
    assert [] == session_items.read("sessions", payload)


def test_numbers_that_are_none_count_nothing() -> None:
    """Texts, fractions, negative and boundless numbers, and a user of zeros."""
    minute = {"started": "2026-01-01T00:00:00Z", "exited": "9", "crashed": -1, "errored": 2**40}
    payload = json.dumps({"attrs": ATTRS, "aggregates": [{**minute, "did": "0000-0"}]}).encode()
    (row,) = session_items.read("sessions", payload)

    assert (0, 0, 0, "") == (row.total, row.errored, row.crashed, row.did)


def test_a_question_with_nothing_known_raises() -> None:
    """`read` itself refuses, without HTTP."""
    with pytest.raises(CannotAsk, match="field"):
        session_query.read(Params(), NOON)
