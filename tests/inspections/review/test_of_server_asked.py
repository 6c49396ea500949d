"""Which server is asked, by whose token; and what is said where none can be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools import config
from buildtools.api.client import Client
from buildtools.checks.review import BY_NAME
from buildtools.checks.review.check import Look
from buildtools.connection import Connection
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.inspections.review.gathering import kept
from buildtools.inspections.review.of_server import ask
from buildtools.ledger import Ledger
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.server import NotShown, ServerSeen, Token
from buildtools.review.unseen import Unseen
from buildtools.sandbox.serving import Running, serve
from tests.api.conftest import Scripted, ScriptedServer

YAML = """\
version: 1
environments:
  production:
    server: {url: "${ADDRESS}", org: sandbox, projects: [web], token: "${PIPELINE}", retries: 0}
    review: {token: "${REVIEWS}"}
  local: {server: sandbox}
"""
READS = {"org:read", "project:read", "event:read"}
ALL = Asked()
NOTHING = Unseen("not looked at", asked=False)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """A server whose settings stand in `state/settings.json`."""
    with serve(tmp_path / "state") as running:
        yield running


def scoped(tmp_path: Path, asked: Asked = ALL, name: str = "production", **environ: str) -> Scope:
    """What a review is asked of, with a client as the pipeline makes it."""
    (tmp_path / "sentry.yml").write_text(YAML)
    loaded = config.load(tmp_path / "sentry.yml", name, environ)
    ledger = Ledger("production", "web@1", None, app="web")
    return Scope(loaded, ledger, lambda: Client(config.connection(loaded)), asked)


def seen(sandbox: Running, tmp_path: Path, **environ: str) -> ServerSeen:
    told = ask(scoped(tmp_path, ALL, ADDRESS=sandbox.url, **environ))
    assert isinstance(told, ServerSeen)
    return told


def look(check: str, server: ServerSeen, tmp_path: Path, built: BuildSeen | None = None) -> Look:
    scope = scoped(tmp_path, ADDRESS="https://sentry.example")
    build = built or NOTHING
    return BY_NAME[check].decide(
        Evidence(kept(scope), NOTHING, build, NOTHING, server, NOTHING, NOTHING, NOTHING)
    )


def test_a_token_for_reviews_asks_and_the_pipelines_is_asked_about(
    sandbox: Running, tmp_path: Path
) -> None:
    """Settings are read by the one, the scopes told are those of the other."""
    told = seen(
        sandbox,
        tmp_path,
        PIPELINE=sandbox.token_with({"org:ci"}).reveal(),
        REVIEWS=sandbox.token_with(READS).reveal(),
    )

    assert not isinstance(told.project, NotShown)
    assert told.token == Token("organization", ("org:ci",))
    assert look("token-scopes", told, tmp_path).faults == ()


def test_without_one_the_pipelines_token_asks(sandbox: Running, tmp_path: Path) -> None:
    """What it may not read is unknown, and the sentence says that it never can."""
    told = seen(sandbox, tmp_path, PIPELINE=sandbox.token_with({"org:ci"}).reveal())

    assert isinstance(told.project, NotShown)
    assert "an organization token never has" in told.project.why
    assert told.settings == {}
    assert told.release == NotShown(404, "this server does not know the release")


def test_a_review_needs_no_token_of_the_pipeline(sandbox: Running, tmp_path: Path) -> None:
    """Whoever reviews at home has none; of that token alone nothing is known."""
    told = seen(sandbox, tmp_path, REVIEWS=sandbox.token_with(READS).reveal())

    assert not isinstance(told.keys, NotShown)
    assert isinstance(told.token, NotShown)
    assert "variable PIPELINE is not set" in told.token.why


@pytest.mark.parametrize(
    ("asked", "was_asked"),
    [(Asked(offline=True), False), (Asked(only=frozenset({"weight"})), False)],
)
def test_who_wants_no_server_gets_none(tmp_path: Path, asked: Asked, was_asked: bool) -> None:
    """Neither a token nor an address is needed then."""
    told = ask(scoped(tmp_path, asked, ADDRESS="https://sentry.example"))

    assert isinstance(told, Unseen)
    assert told.asked is was_asked


def test_without_any_token_it_is_unknown_and_says_what_to_set(tmp_path: Path) -> None:
    """A review does not end there."""
    told = ask(scoped(tmp_path, ADDRESS="https://sentry.example"))

    assert isinstance(told, Unseen)
    assert told.asked
    assert "there is no auth token for production" in told.why
    assert "PIPELINE" in told.why


def test_a_token_that_is_refused_is_one_sentence_for_all(sandbox: Running, tmp_path: Path) -> None:
    """And the server's address is not in it."""
    told = ask(scoped(tmp_path, ADDRESS=sandbox.url, PIPELINE="sntryu_" + "0" * 64))

    assert isinstance(told, Unseen)
    assert told.asked
    assert "does not accept the token" in told.why
    assert sandbox.url.partition("//")[2] not in told.why


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(200, text="<html><title>Sign in</title></html>"),
        Scripted(404, text="<html><title>404 Not Found</title></html>"),
        Scripted(502, text="<html><title>Bad Gateway</title></html>"),
        Scripted(200, json={"hello": "from another API"}),
    ],
    ids=["login", "web server", "gateway", "another API"],
)
def test_whoever_else_answers_is_named_and_ends_no_review(tmp_path: Path, answer: Scripted) -> None:
    """What stands in the server's place says nothing of what a server has."""
    server = ScriptedServer()
    try:
        server.always(answer)
        told = ask(scoped(tmp_path, ADDRESS=server.url, PIPELINE="sntryu_" + "0" * 64))
    finally:
        server.stop()

    assert isinstance(told, Unseen)
    assert told.asked
    assert "this server has no" not in told.why
    assert server.url.partition("//")[2] not in told.why


def test_a_server_that_is_not_there_ends_no_review(sandbox: Running, tmp_path: Path) -> None:
    """It is unknown, without its address."""
    told = ask(scoped(tmp_path, ADDRESS="http://127.0.0.1:9", PIPELINE="sntryu_" + "0" * 64))

    assert isinstance(told, Unseen)
    assert "127.0.0.1" not in told.why


def test_the_sandbox_of_the_run_is_asked_by_its_own_token(sandbox: Running, tmp_path: Path) -> None:
    """A token for reviews of a real server has no use there."""
    at = Connection(sandbox.url, sandbox.org, ("web",), sandbox.token, retries=0)
    scope = scoped(tmp_path, name="local", SENTRY_REVIEW_TOKEN="sntryu_" + "0" * 64)
    told = ask(Scope(scope.loaded, None, lambda: Client(at), ALL))

    assert isinstance(told, ServerSeen)
    assert told.settings["dataScrubber"] is True
    assert isinstance(told.token, NotShown)
    assert told.release == NotShown(0, "there is no release yet: nothing was built")


def planted(sandbox: Running, tmp_path: Path, text: str, **environ: str) -> ServerSeen:
    """The server with these settings, asked by a token that reads all of them."""
    (tmp_path / "state/settings.json").write_text(text)
    token = sandbox.token_with(READS).reveal()
    return seen(sandbox, tmp_path, **{"PIPELINE": token, **environ})


def codes(found: Look) -> list[str]:
    return [each.code for each in found.faults]


def test_scrubbing_that_is_off_is_found(sandbox: Running, tmp_path: Path) -> None:
    """In a new project it is on; what the organization demands is on all the same."""
    off = '{"project": {"dataScrubber": false}}'
    demanded = '{"project": {"dataScrubber": false}, "organization": {"dataScrubber": true}}'

    clean = look("server-scrubbing", planted(sandbox, tmp_path, "{}"), tmp_path)
    found = look("server-scrubbing", planted(sandbox, tmp_path, off), tmp_path)
    above = look("server-scrubbing", planted(sandbox, tmp_path, demanded), tmp_path)

    assert "scrubbing-off" not in codes(clean)
    assert "scrubbing-off" in codes(found)
    assert "scrubbing-off" not in codes(above)


def test_a_token_that_may_administrate_is_found(sandbox: Running, tmp_path: Path) -> None:
    """The one of CI is clean."""
    broad = sandbox.token_with(READS | {"project:admin", "org:write"}).reveal()

    clean = look("token-scopes", planted(sandbox, tmp_path, "{}"), tmp_path)
    found = look("token-scopes", planted(sandbox, tmp_path, "{}", PIPELINE=broad), tmp_path)

    assert codes(clean) == []
    assert codes(found) == ["token-too-broad"]
    assert "org:write" in found.faults[0].sentence


def test_a_dsn_of_another_region_is_found(sandbox: Running, tmp_path: Path) -> None:
    """By what the organization says of itself, and the DSN in the build."""
    at = '{"organization": {"links": {"regionUrl": "https://%s.sentry.io"}}}'
    built = BuildSeen(1, {}, ("browser",), (), dsns=("o1.ingest.us.sentry.io/1",))

    clean = look("region", planted(sandbox, tmp_path, at % "us"), tmp_path, built)
    found = look("region", planted(sandbox, tmp_path, at % "de"), tmp_path, built)

    assert codes(clean) == []
    assert codes(found) == ["dsn-region-differs"]


def test_settings_that_cannot_be_read_say_so_with_their_line(
    sandbox: Running, tmp_path: Path
) -> None:
    """Whoever has edited the file of the sandbox finds the mistake in the review."""
    token = sandbox.token_with(READS).reveal()
    (tmp_path / "state/settings.json").write_text('{\n"workflows": 7}')
    told = seen(sandbox, tmp_path, PIPELINE=token)

    assert isinstance(told.alerts, NotShown)
    assert "settings.json:2: workflows: a list of objects is expected" in told.alerts.why
