"""GitLab's code quality holds what its documentation asks for."""

import json
from typing import Any

import jsonschema
import msgspec
import pytest

from buildtools.reports.formats.codequality import render
from tests.reports.formats.hostile import hostile, many
from tests.reports.goldens import RUNS, report_of

SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)(?!/).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What https://docs.gitlab.com/ci/testing/code_quality/ asks of a report."""


@pytest.mark.parametrize("run", [*RUNS, "hostile"])
def test_every_issue_is_as_gitlab_asks(run: str) -> None:
    """Of two with one fingerprint only the first would be shown."""
    report = hostile() if run == "hostile" else report_of(run)
    listed = json.loads(render(report))
    jsonschema.validate(listed, SCHEMA)

    assert len({each["fingerprint"] for each in listed}) == len(listed)
    assert not render(report).startswith("\ufeff")


def test_the_schema_refuses_what_gitlab_does() -> None:
    """A judge that takes everything judges nothing."""
    good = json.loads(render(report_of("failed-proof")))
    for change in (
        {"severity": "error"},
        {"location": {"path": "./a.js", "lines": {"begin": 1}}},
        {"location": {"path": "a.js"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([{**good[0], **change}], SCHEMA)


def test_a_fingerprint_stays_while_the_same_is_so() -> None:
    """An edit above moves the line and changes the sentence, and it is the same finding still."""
    before = report_of("failed-proof")
    after = msgspec.convert(
        json.loads(msgspec.json.encode(before).replace(b'"line":2', b'"line":9')), type(before)
    )

    assert [each["fingerprint"] for each in json.loads(render(before))] == [
        each["fingerprint"] for each in json.loads(render(after))
    ]


def test_paths_are_those_of_the_repository() -> None:
    """GitLab looks them up there, not in the folder of the app."""
    listed = json.loads(render(report_of("failed-proof")))

    assert {"apps/shop/out/web/page.js", "apps/shop/out/server/server.js"} <= {
        each["location"]["path"] for each in listed
    }
    assert ["apps/shop/sentry.yml"] == [
        each["location"]["path"]
        for each in json.loads(render(report_of("failed-upload")))
        if each["check_name"] == "step-failed"
    ]


def test_severities_are_gitlabs() -> None:
    """What nobody may accept is a blocker; what is accepted is no more than told."""
    told = {each["severity"] for each in json.loads(render(many(3)))}
    hard = json.loads(render(hostile("frame-wrong")))

    assert {"critical", "major"} == told
    assert {"blocker", "info", "critical"} == {each["severity"] for each in hard}
    assert "accepted: " in hard[-1]["description"]
