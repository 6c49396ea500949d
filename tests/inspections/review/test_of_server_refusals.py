"""What a server does not tell is unknown, with why: 403, 404 and all else are three things."""

from collections.abc import Iterator

import pytest

from buildtools.api.endpoints.settings import QUESTIONS
from buildtools.inspections.review.of_server.asking import absent, forbidden
from buildtools.inspections.review.of_server.gathered import gathered
from buildtools.review.evidence.server import NotShown, ServerSeen
from tests.api.conftest import Scripted, ScriptedServer
from tests.inspections.review.answering import ORGS, VERSION, asking, serving, where

DENIED = Scripted(403, json={"detail": "You do not have permission to perform this action."})
GONE = Scripted(404, json={"detail": "The requested resource does not exist"})
LOGIN = Scripted(200, text="<html><title>Sign in</title></html>")

FIELDS = {
    "organization": "organization",
    "project": "project",
    "keys": "keys",
    "workflows": "alerts",
    "detectors": "detectors",
    "filters": "filters",
    "ownership": "ownership",
    "repos": "repositories",
    "code-mappings": "code_mappings",
    "stats": "quota",
    "dashboards": "dashboards",
    "monitors": "monitors",
    "environments": "environments",
    "release": "release",
    "events": "events",
}
"""The part of the evidence that each question fills alone."""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that answers everything."""
    with serving() as running:
        yield running


def seen(server: ScriptedServer, make: str = "sentry") -> ServerSeen:
    """Ask it all."""
    with asking(server, make=make) as ready:
        return gathered(ready, VERSION)


def test_a_server_that_answers_all_leaves_nothing_unknown(server: ScriptedServer) -> None:
    """The positive control of every test below."""
    told = seen(server)

    assert not [name for name in FIELDS.values() if isinstance(getattr(told, name), NotShown)]
    assert {one.method for one in server.requests} == {"GET"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_403_and_a_404_are_two_sentences(server: ScriptedServer, name: str) -> None:
    """The one names the scope that would tell, the other says that the server has no such thing."""
    question = QUESTIONS[name]
    older = {"workflows": "rules", "detectors": "alert-rules"}.get(name)
    server.at(where(question), DENIED)
    denied = getattr(seen(server), FIELDS[name])
    server.at(where(question), GONE)
    if older:
        server.at(where(QUESTIONS[older]), GONE)
    gone = getattr(seen(server), FIELDS[name])

    assert denied == NotShown(403, forbidden(question))
    assert gone == NotShown(404, absent(question, "web"))
    assert question.scopes[0] in denied.why
    assert denied.why != gone.why


@pytest.mark.parametrize("name", FIELDS)
def test_a_page_in_an_answers_place_is_neither(server: ScriptedServer, name: str) -> None:
    """A login says nothing of scopes, nor of what a server has."""
    server.at(where(QUESTIONS[name]), LOGIN)

    told = getattr(seen(server), FIELDS[name])

    assert told.status == 200
    assert "needs" not in told.why
    assert not told.why.startswith("this server has no")


@pytest.mark.parametrize("name", FIELDS)
def test_an_answer_of_another_form_is_unknown(server: ScriptedServer, name: str) -> None:
    """Whatever a newer server says instead, the review goes on."""
    server.at(where(QUESTIONS[name]), Scripted(json="soon"))

    told = getattr(seen(server), FIELDS[name])

    assert told.status == 200
    assert "cannot be read" in told.why


def test_what_other_projects_have_is_not_taken_for_ours(server: ScriptedServer) -> None:
    """Without the project's number the organization answers for all of them."""
    server.at(where(QUESTIONS["project"]), DENIED)
    told = seen(server)

    assert told.project == told.alerts == told.detectors == told.quota == told.monitors
    assert told.figures == ()
    assert not isinstance(told.dashboards, NotShown)


def test_an_organization_token_is_told_that_it_cannot_have_the_scope(
    server: ScriptedServer,
) -> None:
    """No setting of it would help: another token would; what `org:ci` may read it may ask for."""
    for name in ("keys", "release"):
        server.at(where(QUESTIONS[name]), DENIED)
    with asking(server, token=ORGS) as ready:
        told = gathered(ready, VERSION)

    assert isinstance(told.keys, NotShown)
    assert "an organization token never has" in told.keys.why
    assert isinstance(told.release, NotShown)
    assert "never has" not in told.release.why


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        ("bugsink", Scripted(404, text="Not found: /api/0/x")),
        ("glitchtip", Scripted(200, text="<html><title>GlitchTip</title></html>")),
        ("sentry-old", Scripted(404, text="")),
    ],
)
def test_servers_of_other_makes_lack_it_in_their_own_way(
    server: ScriptedServer, make: str, answer: Scripted
) -> None:
    """What each is known to say of an endpoint that it lacks means just that, of it alone."""
    server.at(where(QUESTIONS["filters"]), answer)

    lacking = seen(server, make).filters
    other = seen(server, "sentry").filters

    assert lacking == NotShown(404, "this server has no inbound filters")
    assert isinstance(other, NotShown)
    assert not other.why.startswith("this server has no")


def test_older_servers_are_asked_for_rules(server: ScriptedServer) -> None:
    """Only where there are no workflows; a 403 of the newer ones is not passed over so."""
    server.at(where(QUESTIONS["workflows"]), DENIED)
    seen(server)
    denied = [path for path in server.asked() if path.endswith("/rules/")]
    server.at(where(QUESTIONS["workflows"]), GONE)
    told = seen(server)

    assert denied == []
    assert told.alerts == ()
    assert [path for path in server.asked() if path.endswith("/rules/")]


def test_a_server_that_is_gone_is_asked_once_more_at_most(server: ScriptedServer) -> None:
    """Twenty questions to nobody would wait twenty times, and its address is told to nobody."""
    server.always(Scripted(drop=True))
    for question in QUESTIONS.values():
        server.at(where(question), Scripted(drop=True))
    told = seen(server)

    assert len(server.requests) <= 2
    assert isinstance(told.filters, NotShown)
    assert told.filters.status == 0
    assert "127.0.0.1" not in told.filters.why


def test_no_secret_is_kept(server: ScriptedServer) -> None:
    """Of a key there is its public half, of a token nothing."""
    told = seen(server)

    assert "b" * 32 not in repr(told)
    assert not isinstance(told.keys, NotShown)
    assert [key.public for key in told.keys] == ["a" * 32]
