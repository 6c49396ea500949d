"""A server that answers what a review asks: right answers, and each one refused in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from buildtools.api.endpoints.settings import QUESTIONS, Question, SettingsEndpoints
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.inspections.review.of_server.asking import Asking
from buildtools.values import Secret
from tests.api.conftest import Scripted, ScriptedServer, Waits

PERSONS = "sntryu_" + "5ecre7" * 10
ORGS = "sntrys_" + "5ecre7" * 10
VERSION = "web@1"

WORKFLOW = {
    "id": "1",
    "name": "Tell the team",
    "enabled": True,
    "environment": None,
    "triggers": {"conditions": [{"id": "2", "type": "first_seen_event", "comparison": True}]},
    "actionFilters": [
        {
            "conditions": [],
            "actions": [
                {
                    "id": "3",
                    "type": "email",
                    "integrationId": None,
                    "config": {"targetType": "issue_owners", "targetIdentifier": None},
                    "status": "active",
                }
            ],
        }
    ],
    "detectorIds": ["7"],
}
RIGHT: dict[str, Any] = {
    "organization": {
        "slug": "acme",
        "require2FA": True,
        "links": {"regionUrl": "https://de.sentry.io"},
        "dataScrubber": False,
        "dataScrubberDefaults": False,
        "scrubIPAddresses": False,
        "scrapeJavaScript": True,
    },
    "project": {
        "id": "42",
        "slug": "web",
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": False,
        "scrapeJavaScript": True,
        "sensitiveFields": ["iban"],
        "safeFields": [],
        "relayPiiConfig": '{"applications": {}}',
        "hasMinifiedStackTrace": False,
        "hasReplays": True,
        "options": {"quotas:spike-protection-disabled": False, "filters:chunk-load-error": "1"},
    },
    "keys": [
        {
            "name": "Default",
            "public": "a" * 32,
            "secret": "b" * 32,
            "isActive": True,
            "rateLimit": {"count": 1000, "window": 60},
            "dsn": {"public": f"https://{'a' * 32}@o1.ingest.de.sentry.io/42"},
        }
    ],
    "workflows": [WORKFLOW],
    "detectors": [{"id": "7", "name": "Errors", "type": "error", "workflowIds": ["1"]}],
    "rules": [],
    "alert-rules": [],
    "filters": [
        {"id": "localhost", "active": False},
        {"id": "legacy-browsers", "active": ["ie"]},
    ],
    "ownership": {"raw": "# ours\npath:src/* #team\n", "fallthrough": True, "autoAssignment": None},
    "codeowners": [{"raw": "* @acme/web"}],
    "repos": [{"name": "acme/web", "status": "active", "provider": {"id": "integrations:github"}}],
    "code-mappings": [{"id": "1"}],
    "stats": {
        "groups": [
            {"by": {"category": "error", "outcome": outcome}, "totals": {"sum(quantity)": count}}
            for outcome, count in (("accepted", 900), ("rate_limited", 100))
        ]
    },
    "dashboards": [{"id": "1", "title": "Frontend"}],
    "monitors": [{"id": "1", "name": "nightly"}],
    "environments": [{"name": "production", "isHidden": False}],
    "release": {"version": VERSION, "commitCount": 3, "deployCount": 1},
    "events": [
        {"eventID": "c" * 32, "errors": [{"type": "js_no_source"}]},
        {"eventID": "d" * 32, "errors": []},
    ],
    "token": {"version": "0", "auth": {"scopes": ["org:read", "project:read"]}, "user": None},
}
RIGHT["reasons"] = RIGHT["stats"]
"""By the name of a question."""


def where(question: Question) -> str:
    """Return the path that a question is asked at, without its query."""
    filled = question.where.format(org="acme", project="web", version="web%401")
    return f"{filled}/" if filled else ""


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """Serve right answers to all questions."""
    server = ScriptedServer()
    try:
        for question in QUESTIONS.values():
            server.at(where(question), Scripted(json=RIGHT[question.name]))
        yield server
    finally:
        server.stop()


@contextmanager
def asking(
    server: ScriptedServer, token: str = PERSONS, make: Any = "sentry", retries: int = 0
) -> Iterator[Asking]:
    """Ask that server, with waits that pass at once."""
    waits = Waits()
    connection = Connection(server.url, "acme", ("web",), Secret(token), retries=retries)
    transport = Transport(connection, pause=waits.pause, now=lambda: waits.now, chance=lambda: 0.0)
    with transport:
        yield Asking(SettingsEndpoints(connection, transport), make)
