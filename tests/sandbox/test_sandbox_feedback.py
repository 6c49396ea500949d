"""What people say of an error comes in, and is read back by API and on pages."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api, Made

ASKED = {"query": "is:unresolved issue.category:feedback"}


def item(kind: str, payload: dict[str, Any], **header: Any) -> bytes:
    lines = [json.dumps(header), json.dumps({"type": kind}), json.dumps(payload), ""]
    return "\n".join(lines).encode()


def said(message: object = "I pressed <pay>", **more: Any) -> dict[str, Any]:
    """What captureFeedback sends."""
    feedback = {"message": message, "source": "global-error", **more}
    return {
        "type": "feedback",
        "event_id": uuid.uuid4().hex,
        "contexts": {"feedback": feedback},
        "tags": {"digest": "123"},
        "release": "web@1",
    }


def test_feedback_is_an_issue_of_its_own_and_stands_beside_its_event(
    api: Api, made: type[Made]
) -> None:
    """Support reads the answer where the error is, and the other way round."""
    error = api.send_event(made.event((1, 14, "h")))
    told = said(associated_event_id=error["event_id"], name="Ada", contact_email="a@example.com")

    assert {"id": told["event_id"]} == api.send(item("feedback", told)).json()
    assert {"id": told["event_id"]} == api.send(item("feedback", told)).json()

    (issue,) = api.get(api.org("issues/"), params=ASKED).json()
    assert ("feedback", "I pressed <pay>", error["event_id"], "Ada", "a@example.com") == (
        issue["issueCategory"],
        *(issue["metadata"][key] for key in ("message", "associated_event_id", "name")),
        issue["metadata"]["contact_email"],
    )
    assert {"digest": "123"} == issue["tags"]
    for path in (f"events/{error['event_id']}/", "feedback/"):
        page = api.session.get(f"{api.running.url}/{path}", timeout=10).text
        assert "I pressed &lt;pay&gt;" in page
        assert "Ada, a@example.com" in page
    assert "global-error" in page
    assert f"/events/{error['event_id']}/" in page


def test_it_is_no_event(api: Api) -> None:
    """Nobody threw anything: a list of errors stays one."""
    before = len(api.get(api.project("events/")).json())
    api.send(item("feedback", said()))

    assert before == len(api.get(api.project("events/")).json())


def test_a_report_of_older_sdks_is_feedback(api: Api) -> None:
    """Its ID is that of the event that it is about, and it has one of its own."""
    about = uuid.uuid4().hex
    report = {"event_id": about, "name": "Bo", "email": "b@example.com", "comments": "it broke"}
    answer = api.send(item("user_report", report, event_id=about)).json()

    newest = api.get(api.org("issues/"), params=ASKED).json()[0]
    assert answer["id"] == newest["latestEventId"] != about
    assert ("it broke", about) == (
        newest["metadata"]["message"],
        newest["metadata"]["associated_event_id"],
    )


@pytest.mark.parametrize(
    "payload",
    [{}, {"contexts": []}, {"contexts": {"feedback": "x"}}, said(""), said(7), said("  ")],
    ids=["nothing", "list", "text", "empty", "number", "blank"],
)
def test_nothing_said_is_refused(api: Api, payload: dict[str, Any]) -> None:
    """A page that sends nothing learns it."""
    answer = api.send(item("feedback", payload))

    assert (400, "feedback has no message") == (answer.status_code, answer.json()["detail"])


def test_odd_feedback_breaks_no_page(api: Api) -> None:
    """Tags that are a list, an ID that is none, an event that is not here, a long text."""
    told = said("x" * 9000, associated_event_id="-no-", url=["a"]) | {
        "tags": [["a", "b"]],
        "event_id": 7,
    }

    assert 200 == api.send(item("feedback", told)).status_code
    newest = api.get(api.org("issues/"), params=ASKED).json()[0]
    assert (4096, "", {}) == (
        len(newest["metadata"]["message"]),
        newest["metadata"]["url"],
        newest["tags"],
    )
    assert 200 == api.session.get(f"{api.running.url}/feedback/", timeout=10).status_code


def test_other_issues_are_not_offered(api: Api) -> None:
    """An empty list would say that there is none."""
    answer = api.get(api.org("issues/"), params={"query": "is:unresolved"})

    assert 400 == answer.status_code
    assert "issue.category:feedback" in answer.json()["detail"]
