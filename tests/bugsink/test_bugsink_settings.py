"""What a review asks of a real Bugsink: it has no such settings, and that is what each says."""

import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.settings import QUESTIONS, SettingsEndpoints
from buildtools.connection import Connection
from buildtools.inspections.review.of_server.asking import Asking, absent
from buildtools.inspections.review.of_server.gathered import gathered
from buildtools.review.evidence.server import NotShown
from buildtools.values import Secret
from tests.bugsink.bugsink_server import Bugsink, Project

pytestmark = pytest.mark.bugsink

PARTS = {
    "organization": "organization",
    "project": "project",
    "keys": "keys",
    "alerts": "workflows",
    "detectors": "detectors",
    "filters": "filters",
    "ownership": "ownership",
    "repositories": "repos",
    "code_mappings": "code-mappings",
    "quota": "stats",
    "dashboards": "dashboards",
    "monitors": "monitors",
    "environments": "environments",
    "release": "release",
    "events": "events",
}


def test_it_has_none_of_it_and_that_is_said(bugsink: Bugsink, project: Project) -> None:
    """Not one question is a refusal of the token, nor somebody else's page."""
    connection = Connection(
        bugsink.url, "any-slug-will-do", (project.slug,), Secret(bugsink.token), retries=0
    )
    with Client(connection) as client:
        account = SettingsEndpoints(client.connection, client.transport)
        make = client.capabilities().name
        told = gathered(Asking(account, make), "web@1")

    assert make == "bugsink"
    assert {part: getattr(told, part) for part in PARTS} == {
        part: NotShown(404, absent(QUESTIONS[name], project.slug)) for part, name in PARTS.items()
    }
    assert told.settings == {}


def test_its_token_is_told_as_it_is(bugsink: Bugsink, project: Project) -> None:
    """The root answers like Sentry's: org:ci, and nobody's name."""
    connection = Connection(bugsink.url, "any", (project.slug,), Secret(bugsink.token), retries=0)
    with Client(connection) as client:
        token = SettingsEndpoints(client.connection, client.transport).token()

    assert token.scopes == ("org:ci",)
