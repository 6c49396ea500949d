"""What a server has, judged by answers that were seen of real ones."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.http.foreign_answers import ForeignAnswer
from buildtools.api.http.response import NotFound
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, NotAuthenticated, ServerRefused
from buildtools.sandbox.serving import serve
from buildtools.values import ServerKind

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer

    Answer = Callable[..., Scripted]

BUGSINK = {
    "url": "/api/0/organizations/acme/chunk-upload/",
    "chunkSize": 2097152,
    "chunksPerRequest": 1,
    "maxRequestSize": 2097152,
    "concurrency": 1,
    "hashAlgorithm": "sha1",
    "compression": ["gzip"],
    "accept": ["release_files", "sources", "artifact_bundles", "debug_files"],
}
GLITCHTIP = BUGSINK | {
    "chunkSize": 33554432,
    "maxRequestSize": 33554432,
    "maxFileSize": 2147483648,
    "accept": ["debug_files", "release_files", "pdbs", "sources", "artifact_bundles"],
}
SENTRY_9 = BUGSINK | {
    "chunkSize": 1048576,
    "chunksPerRequest": 64,
    "maxRequestSize": 33554432,
    "concurrency": 4,
    "accept": ["debug_files", "release_files"],
}
SENTRY = SENTRY_9 | {
    "chunkSize": 8388608,
    "concurrency": 8,
    "accept": ["debug_files", "release_files", "artifact_bundles", "artifact_bundles_v2"],
}
ROOT = {"version": "0", "auth": {"scopes": ["project:releases"]}, "user": {"id": "1"}}
VERSION_PATHS = ("previous-with-commits", "commits", "deploys")
UPLOADS, RELEASES = "organizations/acme/chunk-upload/", "organizations/acme/releases/"
NO_VERSION = "organizations/acme/releases/buildtools-probe"
LISTING, LOOK_UP = "projects/acme/web/files/artifact-bundles/", "projects/acme/web/artifact-lookup/"
EVENT = f"projects/acme/web/events/{'00000000000040008' + '0' * 15}/"


def play_bugsink(server: "ScriptedServer", answer: "Answer") -> None:
    """Give Bugsink 2.6.1's answers, as recorded."""
    paths = [f"{NO_VERSION}/{name}/" for name in VERSION_PATHS]
    for path in [*paths, RELEASES, LOOK_UP, EVENT, LISTING]:
        server.at(path, answer(404, text=f"Unimplemented API endpoint: /api/0/{path}\n"))
    server.at("", answer(json={"version": "0", "auth": {"scopes": ["org:ci"]}, "user": None}))
    server.at(UPLOADS, answer(json=BUGSINK))


def play_glitchtip(server: "ScriptedServer", answer: "Answer") -> None:
    """Give GlitchTip's answers, as recorded: its web page for whatever it does not know."""
    page = answer(200, text="<!doctype html><title>GlitchTip</title>")
    for name in VERSION_PATHS:
        server.at(f"organizations/acme/releases/v1/{name}/", page)
    server.at(RELEASES, answer(json=[{"version": "v1"}]))
    server.at(LOOK_UP, page)
    server.at(LISTING, page)
    server.at(EVENT, answer(404, json={"detail": "Not Found"}))
    server.at("", answer(json={"version": "0", "user": None, "auth": None}))
    server.at(UPLOADS, answer(json=GLITCHTIP))


def play_sentry_9(server: "ScriptedServer", answer: "Answer") -> None:
    """Give Sentry 9.1.2's answers, as recorded: an empty 404 for what came later."""
    for path in (f"{NO_VERSION}/previous-with-commits/", LISTING, LOOK_UP):
        server.at(path, answer(404, text=""))
    server.at("", answer(json=ROOT))
    server.at(RELEASES, answer(json=[]))
    server.at(UPLOADS, answer(json=SENTRY_9))


def play_sentry(server: "ScriptedServer", answer: "Answer") -> None:
    """Give the answers of a Sentry of today to the three questions."""
    server.at("", answer(json=ROOT))
    server.at(RELEASES, answer(json=[{"version": "v1", "dateCreated": "2026-01-01T00:00:00Z"}]))
    server.at(UPLOADS, answer(json=SENTRY))


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
    assert "created" not in able.final_states
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
    assert not any((able.listing, able.look_up, able.events))
    assert "created" in able.final_states
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
    assert not any((able.commits, able.deploys, able.listing, able.look_up))
    assert "created" in able.final_states


def test_sentry_9_has_releases_and_nothing_that_came_later(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """It takes no bundles, which is known of it; whether that may be so is for `upload` to say."""
    play_sentry_9(scripted, answer)
    able = client.capabilities()

    assert able.name == "sentry-old"
    assert able.releases
    assert able.commits
    assert able.deploys
    assert able.events
    assert not any((able.bundles, able.listing, able.look_up, able.previous))
    assert able.why("listing").startswith("this version of Sentry does not list")
    assert client.previous_commit("v1") is None


@pytest.mark.parametrize("part", [LISTING, LOOK_UP])
def test_a_sentry_that_takes_bundles_is_asked_for_their_list(
    client: Client, scripted: "ScriptedServer", answer: "Answer", part: str
) -> None:
    """For some months it took them and could not be asked for missing chunks."""
    play_sentry_9(scripted, answer)
    scripted.at(UPLOADS, answer(json=SENTRY_9 | {"accept": ["artifact_bundles"]}))
    known = client.capabilities()
    scripted.at(part, answer(404, text="<title>Page Not Found | Acme</title>"))
    with Client(client.connection) as other, pytest.raises(ForeignAnswer, match="Page Not Found"):
        other.capabilities()

    assert known.name == "sentry-old"
    assert known.bundles
    assert not any((known.listing, known.look_up))
    assert "created" in known.final_states


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("", True),
        ("<title>Page Not Found | Sentry</title>", True),
        ("<h1>Not Found</h1><p>The requested resource was not found on this server.</p>", True),
        ("<title>404 Not Found</title>", False),
    ],
)
def test_what_an_old_sentry_says_of_what_it_lacks(
    client: Client, scripted: "ScriptedServer", answer: "Answer", text: str, *, known: bool
) -> None:
    """Only its own ways count; a page of nginx at that address is nginx's."""
    play_sentry_9(scripted, answer)
    scripted.at(f"{NO_VERSION}/previous-with-commits/", answer(404, text=text))
    if known:
        assert not client.capabilities().previous
    else:
        with pytest.raises(ForeignAnswer):
            client.capabilities()


def test_a_sentry_of_today_has_it_all_and_is_asked_three_times(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A server whose options are Sentry's has releases: that need not be asked of each endpoint."""
    play_sentry(scripted, answer)
    able = client.capabilities()

    assert able.name == "sentry"
    assert all((able.releases, able.commits, able.deploys, able.bundles, able.previous))
    assert all((able.listing, able.look_up, able.events))
    assert "created" not in able.final_states
    assert 3 == len(scripted.requests)


def test_a_server_without_options_is_unknown(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Urgentry has no options to read, yet it has releases and may have none at all."""
    scripted.at(UPLOADS, answer(405, json={"detail": "no"}))
    scripted.at(RELEASES, answer(json=[]))
    scripted.at("", answer(json=ROOT))
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
    scripted.at("", answer(json=ROOT))
    scripted.at(UPLOADS, answer(403, json={"detail": "no"}))
    scripted.at(RELEASES, answer(403, json={"detail": "no"}))

    assert client.capabilities().releases
    assert client.capabilities().bundles


# What stands in the place of an endpoint


@pytest.mark.parametrize("play", [play_sentry, play_sentry_9, play_glitchtip])
@pytest.mark.parametrize("where", ["", UPLOADS, RELEASES])
@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (200, "<title>Sign in</title>", "text/html"),
        (403, "<title>Forbidden</title>", "text/html"),
        (404, "<title>404 Not Found</title>", "text/html"),
        (404, "", ""),
        (404, '{"message":"no Route matched"}', "application/json"),
        (407, "<title>Denied</title>", "text/html"),
    ],
)
def test_a_page_in_place_of_an_endpoint_is_no_absence(
    *,
    client: Client,
    scripted: "ScriptedServer",
    answer: "Answer",
    play: "Callable[[ScriptedServer, Answer], None]",
    where: str,
    status: int,
    text: str,
    kind: str,
) -> None:
    """A firewall that shut `releases/` alone once made a release end with 0, unfinalized."""
    play(scripted, answer)
    scripted.at(where, answer(status, text=text, headers={"Content-Type": kind}))
    with pytest.raises(ForeignAnswer) as caught:
        client.capabilities()

    assert caught.value.evidence[0].startswith(f"GET {scripted.url}/api/0/{where}")
    assert caught.value.remedy


@pytest.mark.parametrize("part", [EVENT, f"{NO_VERSION}/deploys/"])
def test_a_page_on_an_old_sentry_names_the_setting_that_allows_it(
    client: Client, scripted: "ScriptedServer", answer: "Answer", part: str
) -> None:
    """Whether a version has it cannot be known of a page, but the team may know."""
    play_sentry_9(scripted, answer)
    scripted.at(part, answer(404, text="<title>Page Not Found | Acme</title>"))
    with pytest.raises(ForeignAnswer, match="Page Not Found") as caught:
        client.capabilities()

    assert "set server.without: [" in caught.value.remedy


def test_what_the_team_knows_to_be_absent_is_no_error(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A server of another make, as sentry.yml tells of it."""
    scripted.always(answer(404, text="<title>nothing here</title>"))
    scripted.at("", answer(json=ROOT))
    scripted.at(RELEASES, answer(json=[]))
    without = ("upload", "commits", "deploys", "listing", "look-up", "events")
    with Client(msgspec.structs.replace(connection, without=without)) as client:
        able = client.capabilities()

    assert able.releases
    assert not any((able.commits, able.deploys, able.bundles, able.listing, able.look_up))
    assert not able.events


def test_a_server_may_be_without_releases_where_the_team_says_so(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Then nothing below them is asked either."""
    play_sentry(scripted, answer)
    scripted.at(RELEASES, answer(404, text="<title>nothing here</title>"))
    with Client(msgspec.structs.replace(connection, without=("releases",))) as client:
        able = client.capabilities()

    assert able.bundles
    assert able.listing
    assert not any((able.releases, able.commits, able.deploys, able.previous))


def test_a_setting_never_hides_a_login(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """The control: 403 of a gateway is no absence, whatever sentry.yml says."""
    play_sentry(scripted, answer)
    scripted.at(RELEASES, answer(403, text="<title>Forbidden</title>"))
    known = msgspec.structs.replace(connection, without=("releases",))
    with Client(known) as client, pytest.raises(ForeignAnswer):
        client.capabilities()


def test_what_the_team_calls_absent_is_used_where_it_is_there(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A server that was updated must not go without its uploads for ever."""
    play_sentry(scripted, answer)
    with Client(msgspec.structs.replace(connection, without=("upload", "releases"))) as client:
        able = client.capabilities()

    assert able.releases
    assert able.bundles


# Which server it is


@pytest.mark.parametrize(
    "absence",
    [
        {"text": "Nicht vorhanden: /api/0/organizations/acme/releases/"},
        {"text": "not here"},
        {"json": {"error": "unimplemented"}},
        {"text": "<title>Sign in</title>"},
    ],
)
def test_bugsink_is_known_by_its_shape(
    client: Client, scripted: "ScriptedServer", answer: "Answer", absence: dict[str, Any]
) -> None:
    """A sentence may be translated; sizes, what it accepts and whom it sees tell it as well."""
    play_bugsink(scripted, answer)
    scripted.at(RELEASES, answer(404, **absence))

    assert "bugsink" == client.capabilities().name


def test_two_signs_of_bugsink_are_enough(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A new version may take other sizes and more kinds of files."""
    play_bugsink(scripted, answer)
    scripted.at(
        UPLOADS, answer(json=BUGSINK | {"chunkSize": 1 << 22, "accept": ["artifact_bundles"]})
    )

    assert "bugsink" == client.capabilities().name


def test_a_server_that_cannot_be_told_names_the_setting(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Guessing wrong would skip what is there."""
    play_glitchtip(scripted, answer)
    scripted.at(RELEASES, answer(404, text="nothing"))
    with pytest.raises(ForeignAnswer) as caught:
        client.capabilities()

    assert "server.kind: bugsink or glitchtip" in caught.value.remedy


@pytest.mark.parametrize("kind", ["bugsink", "glitchtip", "sentry"])
def test_the_setting_tells_where_answers_do_not(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer", kind: ServerKind
) -> None:
    """Each kind lacks what it is known to lack, and no more."""
    play_glitchtip(scripted, answer)
    if kind == "bugsink":
        scripted.at(RELEASES, answer(404, text="nothing"))
    known = msgspec.structs.replace(connection, kind=kind)
    with Client(known) as client:
        if kind == "sentry":
            with pytest.raises(ForeignAnswer, match="GlitchTip"):
                client.capabilities()
        else:
            assert kind == client.capabilities().name


def test_a_bugsink_with_releases_is_none(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Skipping all of a release for a wrong word in sentry.yml would hide it for good."""
    play_sentry(scripted, answer)
    known = msgspec.structs.replace(connection, kind="bugsink")
    with Client(known) as client, pytest.raises(ConfigurationError, match="has releases"):
        client.capabilities()


def test_an_organization_that_glitchtip_does_not_know_is_named(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Its 404 is JSON with a detail, for which its options tell nothing of the organization."""
    play_glitchtip(scripted, answer)
    scripted.at(RELEASES, answer(404, json={"detail": "Not Found"}))
    with pytest.raises(NotFound, match="no organization acme"):
        client.capabilities()


def test_a_root_of_another_make_needs_the_setting(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """It is enough where sentry.yml vouches for the server, or its options are Sentry's."""
    play_sentry(scripted, answer)
    scripted.at("", answer(json={"name": "another"}))
    with Client(connection) as client:
        assert "sentry" == client.capabilities().name
    scripted.at(UPLOADS, answer(405, json={"detail": "no"}))
    with Client(connection) as client, pytest.raises(ForeignAnswer, match="is no Sentry server"):
        client.capabilities()
    with Client(msgspec.structs.replace(connection, kind="sentry")) as client:
        assert "unknown" == client.capabilities().name


@pytest.mark.parametrize("odd", [{}, {"url": "/", "chunkSize": "many"}, BUGSINK | {"accept": 1}])
def test_options_of_another_shape_are_an_error(
    client: Client, scripted: "ScriptedServer", answer: "Answer", odd: object
) -> None:
    """What cannot be read says nothing about uploads."""
    play_sentry(scripted, answer)
    scripted.at(UPLOADS, answer(json=odd))
    with pytest.raises(ServerRefused, match="cannot be read"):
        client.capabilities()


@pytest.mark.parametrize("odd", [{}, [{"name": "x"}], "v1"])
def test_releases_of_another_shape_are_an_error(
    client: Client, scripted: "ScriptedServer", answer: "Answer", odd: object
) -> None:
    """The same of a list of releases."""
    play_sentry_9(scripted, answer)
    scripted.at(RELEASES, answer(json=odd))
    with pytest.raises(ServerRefused, match="cannot be read"):
        client.capabilities()


# Asking


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


def test_a_wrong_organization_is_no_server_without_releases(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Skipping all steps with a friendly sentence would hide a typing mistake."""
    scripted.at("", answer(json=ROOT))
    with pytest.raises(NotFound, match="no organization acme"):
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
