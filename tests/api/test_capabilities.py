"""What a server has, judged by answers that were seen of real ones."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.api.client import Client
from buildtools.api.reply import Missing
from buildtools.errors import NotAuthenticated
from buildtools.sandbox.serving import serve
from buildtools.settings import Connection

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer

    Answer = Callable[..., Scripted]

OPTIONS = {
    "url": "/api/0/organizations/acme/chunk-upload/",
    "chunkSize": 2097152,
    "chunksPerRequest": 1,
    "maxRequestSize": 2097152,
    "concurrency": 1,
    "hashAlgorithm": "sha1",
    "compression": ["gzip"],
    "accept": ["release_files", "sources", "artifact_bundles", "debug_files"],
}
VERSION_PATHS = ("previous-with-commits", "commits", "deploys")
NO_VERSION = "organizations/acme/releases/buildtools-probe"
EVENT = f"projects/acme/web/events/{'00000000000040008' + '0' * 15}/"


def play_bugsink(server: "ScriptedServer", answer: "Answer") -> None:
    """Give Bugsink 2.6.1's answers, as recorded."""
    paths = [f"{NO_VERSION}/{name}/" for name in VERSION_PATHS]
    paths += ["organizations/acme/releases/", "projects/acme/web/artifact-lookup/", EVENT]
    for path in [*paths, "projects/acme/web/files/artifact-bundles/"]:
        server.at(path, answer(404, text=f"Unimplemented API endpoint: /api/0/{path}\n"))
    whoami = {"version": "0", "auth": {"scopes": ["org:ci"]}, "user": None}
    server.at("", answer(json=whoami))
    server.at("organizations/acme/chunk-upload/", answer(json=OPTIONS))


def play_glitchtip(server: "ScriptedServer", answer: "Answer") -> None:
    """Give GlitchTip's answers, as recorded: its web page for whatever it does not know."""
    page = answer(200, text="<!doctype html><title>GlitchTip</title>")
    for name in VERSION_PATHS:
        server.at(f"organizations/acme/releases/v1/{name}/", page)
    server.at("organizations/acme/releases/", answer(json=[{"version": "v1"}]))
    server.at("projects/acme/web/artifact-lookup/", page)
    server.at("projects/acme/web/files/artifact-bundles/", page)
    server.at(EVENT, answer(404, json={"detail": "Not Found"}))
    server.at("", answer(json={"version": "0", "user": None, "auth": None}))
    server.at("organizations/acme/chunk-upload/", answer(json=OPTIONS))


def test_the_embedded_server_has_all_of_it(tmp_path: Path) -> None:
    """What a rehearsal cannot do, it cannot rehearse."""
    with serve(tmp_path) as running:
        known = Connection(running.url, running.org, (running.project,), running.token, retries=0)
        with Client(known) as client:
            able = client.capabilities()

    assert able.name == "sentry"
    assert able.releases
    assert able.commits
    assert able.deploys
    assert able.bundles
    assert able.ask_first
    assert able.listing
    assert able.look_up
    assert able.events
    assert {"ok", "error"} == able.final_states


def test_bugsink_takes_bundles_and_nothing_else(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """There, waiting for `ok` never ends, and asking for a release is a 404."""
    play_bugsink(scripted, answer)
    able = client.capabilities()

    assert able.name == "bugsink"
    assert able.bundles
    assert not any((able.releases, able.commits, able.deploys))
    assert not any((able.listing, able.look_up, able.events, able.ask_first))
    assert "created" in able.final_states


def test_a_page_with_status_200_is_no_endpoint(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """GlitchTip answers 200 to everything; taking that for an answer finalizes into the void."""
    play_glitchtip(scripted, answer)
    able = client.capabilities()

    assert able.name == "glitchtip"
    assert able.releases
    assert able.bundles
    assert able.events
    assert not any((able.commits, able.deploys, able.listing, able.look_up, able.ask_first))


def test_a_server_that_takes_no_bundles_is_unknown(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Urgentry has no options to read, yet it has releases and may have none at all."""
    scripted.at("organizations/acme/chunk-upload/", answer(405, json={"detail": "no"}))
    scripted.at("organizations/acme/releases/", answer(json=[]))
    scripted.at("", answer(json={}))
    able = client.capabilities()

    assert able.name == "unknown"
    assert able.releases
    assert able.deploys
    assert not able.bundles
    assert able.why("bundles").startswith("this server does not take artifact bundles")


def test_what_the_token_may_not_see_is_there(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A missing scope must end in NotPermitted at the step, not in a quiet skip."""
    scripted.at("organizations/acme/chunk-upload/", answer(403, json={}))
    scripted.at("organizations/acme/releases/", answer(403, json={}))

    assert client.capabilities().releases
    assert client.capabilities().bundles


def test_capabilities_are_asked_for_once(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Every step asks; the server should not notice."""
    play_bugsink(scripted, answer)
    first = client.capabilities()
    count = len(scripted.requests)

    assert first is client.capabilities()
    assert count == len(scripted.requests)
    assert count < 12


def test_a_wrong_organization_is_no_server_without_releases(client: Client) -> None:
    """Skipping all steps with a friendly sentence would hide a typing mistake."""
    with pytest.raises(Missing, match="no organization acme"):
        client.capabilities()


def test_a_refused_token_ends_the_asking(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """What a server has cannot be told from outside."""
    scripted.at("", answer(401, json={"error": "Invalid token"}))
    with pytest.raises(NotAuthenticated):
        client.capabilities()

    assert 1 == len(scripted.requests)


@pytest.mark.parametrize(
    "name", ["releases", "commits", "deploys", "bundles", "listing", "look_up", "events"]
)
def test_each_missing_thing_has_a_sentence(
    client: Client, scripted: "ScriptedServer", answer: "Answer", name: str
) -> None:
    """It becomes the reason of a skipped step."""
    play_bugsink(scripted, answer)

    assert client.capabilities().why(name).startswith("Bugsink ")


def test_a_name_that_is_no_capability_is_a_mistake_of_ours(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A wrong word must not become a reason."""
    play_bugsink(scripted, answer)
    with pytest.raises(KeyError):
        client.capabilities().why("coffee")
