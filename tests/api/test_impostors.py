"""A server first proves to be one: whatever else answers is an error that names what is there."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.api.client import Client
from buildtools.api.http.foreign_answers import ForeignAnswer
from buildtools.api.http.request import Request
from buildtools.errors import BuildtoolsError, NotAuthenticated, NotPermitted, ServerRefused
from tests.api.impostors import IMPOSTORS, Impostor, page

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer

    Answer = Callable[..., Scripted]

SERVERS = Path(__file__).resolve().parents[2] / "docs" / "servers.md"


@pytest.mark.parametrize("one", IMPOSTORS, ids=lambda one: one.name)
def test_what_is_no_sentry_server_is_named(
    client: Client, scripted: "ScriptedServer", answer: "Answer", one: Impostor
) -> None:
    """A release to a web server of any kind once ended with 0, and nothing was sent."""
    scripted.always(answer(one.status, text=one.body, headers=one.headers))
    with pytest.raises(BuildtoolsError) as caught:
        client.capabilities()

    assert one.code == caught.value.exit_code
    assert one.named in caught.value.what
    assert one.tries in caught.value.remedy
    assert caught.value.evidence[0].startswith(f"GET {scripted.url}/api/0/ answered {one.status}")


def test_the_pages_show_every_one_of_them() -> None:
    """docs/servers.md tells what a user reads; a table made by hand would be wrong soon."""
    rows = [f"| {one.name} | {one.status} | {one.code} | {_cell(one.named)} |" for one in IMPOSTORS]

    assert not [row for row in rows if row not in SERVERS.read_text()]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@pytest.mark.parametrize("body", [{"detail": "Invalid token"}, {"error": "Invalid token"}])
def test_a_token_that_the_api_refuses_is_not_authenticated(
    client: Client, scripted: "ScriptedServer", answer: "Answer", body: object
) -> None:
    """The control: said in the API's own shape, 401 is about the token."""
    scripted.always(answer(401, json=body))
    with pytest.raises(NotAuthenticated):
        client.capabilities()


def test_what_the_api_itself_forbids_is_not_permitted(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """The control for 403: the scope is named."""
    scripted.always(answer(403, json={"detail": "You do not have permission"}))
    with pytest.raises(NotPermitted, match="project:releases"):
        client.transport.send(Request("POST", "organizations/acme/releases/"))


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, page("Sign in")), (403, page("Forbidden")), (404, page("404 Not Found")), (401, "no")],
)
def test_a_page_in_the_middle_of_a_release_is_an_error(
    client: Client, scripted: "ScriptedServer", answer: "Answer", status: int, body: str
) -> None:
    """Sessions of a login end; a chunk that such a page has swallowed was once called sent."""
    scripted.always(answer(status, text=body))
    calls: tuple[Callable[[], object], ...] = (
        lambda: client.create_release("web@1", ("web",)),
        lambda: client.release("web@1"),
        lambda: client.update_release("web@1", released="2026-01-01T00:00:00Z"),
        lambda: client.deploys("web@1"),
        lambda: client.create_deploy("web@1", "production"),
        lambda: client.last_release("production", ("web",)),
        client.repositories,
        client.chunk_options,
        lambda: client.assemble("a" * 40, (), ("web",), None, None),  # type: ignore[arg-type]
        lambda: client.bundles("web"),
        lambda: client.look_up("web", debug_id="x"),
        lambda: client.event("web", "0" * 32),
        lambda: client.transport.send(
            Request("POST", "organizations/acme/chunk-upload/", body=b"x")
        ),
    )
    for call in calls:
        with pytest.raises(ForeignAnswer, match="not Sentry's answer"):
            call()


def test_a_success_without_a_body_is_the_apis_own(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """The control: chunks are answered so."""
    scripted.always(answer(200, text=""))
    reply = client.transport.send(Request("POST", "organizations/acme/chunk-upload/", body=b"x"))

    assert 200 == reply.status
    with pytest.raises(ServerRefused, match="answered with nothing where JSON belongs"):
        client.release("web@1")
