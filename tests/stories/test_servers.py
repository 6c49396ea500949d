"""A release to servers that are down, that are none, or that lack something."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.sandbox.serving import Running, serve
from tests.api.conftest import Scripted, ScriptedServer
from tests.api.impostors import IMPOSTORS, page
from tests.stories.shopping import Shop

PAGE = {"Content-Type": "text/html"}
OPTIONS = {
    **{"url": "/", "chunkSize": 1 << 20, "chunksPerRequest": 64, "maxRequestSize": 1 << 25},
    **{"concurrency": 1, "hashAlgorithm": "sha1"},
}


def of(url: str, token: str = "0" * 40) -> dict[str, str]:
    """The variables that make a server this environment's."""
    return {
        "SENTRY_ENVIRONMENT": "production",
        "SENTRY_URL": url,
        "SENTRY_ORG": "acme",
        "SENTRY_PROJECT": "web",
        "SENTRY_AUTH_TOKEN": token,
        "SENTRY_HTTP_MAX_RETRIES": "0",
    }


@pytest.fixture
def server(tmp_path: Path, shop: Shop) -> Iterator[Running]:
    """A sandbox that is the shop's production."""
    with serve(tmp_path / "server", org="acme") as running:
        shop.environ |= of(running.url, running.token.reveal()) | {"SENTRY_DSN": running.dsn}
        yield running


@pytest.fixture
def impostor() -> Iterator[ScriptedServer]:
    """Something that listens, and is no Sentry server."""
    other = ScriptedServer()
    try:
        yield other
    finally:
        other.stop()


# An outage


def test_an_outage_stops_no_hotfix_and_is_completed_later(tmp_path: Path, shop: Shop) -> None:
    """The job ends with 0, red in its last line; the ledger is carried on, and completed."""
    shop.settings("example.com}\n", "example.com, on_failure: warn}\n")
    with serve(tmp_path / "server", org="acme") as running:
        url, dsn, token = running.url, running.dsn, running.token.reveal()
    shop.environ |= of(url, token) | {"SENTRY_DSN": dsn}
    down = shop.invoke("release")
    waiting = shop.invoke("status")
    script = (shop.root / "out/web/page.js").read_bytes()
    later = Shop(tmp_path / "elsewhere" / "shop", shop.environ)
    shutil.copytree(shop.root, later.root)
    with serve(tmp_path / "server", org="acme", port=int(url.rpartition(":")[2])):
        up = later.invoke("release", "--from=create")

    line = (
        "FAILED at create; on_failure is warn, so this ends with 0, and nothing is finalized;"
        " later: invoke release --from=create --env=production"
    )
    assert down.code == 0
    assert [line, line] == [down.out.splitlines()[-1], down.err.splitlines()[-1]]
    assert "finalize     -" in down.out
    assert "next       invoke release --from=create" in waiting.out
    assert up.code == 0, up.err
    assert "finalized  every step is done" in up.out
    assert script == (later.root / "out/web/page.js").read_bytes()


def test_an_outage_is_told_in_json_on_stderr(shop: Shop) -> None:
    """On stdout is one object and nothing else; the line is on stderr all the same."""
    shop.settings("example.com}\n", "example.com, on_failure: warn}\n")
    shop.environ |= of("http://127.0.0.1:9")
    ended = shop.invoke("release", "--json")

    assert (0, 31) == (ended.code, ended.json["exit_code"])
    assert ended.err.splitlines()[-1].startswith("FAILED at create")


def test_a_proof_that_fails_finalizes_nothing_under_warn_either(
    shop: Shop, server: Running
) -> None:
    """The control: warn is about the exit code, not about what may be finalized."""
    shop.settings("example.com}\n", "example.com, on_failure: warn}\n")
    server.faults.add(path="artifact-lookup", status=200, body=[], times=None)
    ended = shop.invoke("release")

    assert ended.code == 0
    assert ended.out.splitlines()[-1].startswith("FAILED at verify")
    assert "later: invoke release --from=upload --env=production" in ended.out
    assert not [one for one in server.requests if one.path.endswith("/deploys/")]


# What is no Sentry server


def test_nothing_that_listens_is_unreachable(shop: Shop) -> None:
    """The control: that nobody answers is not that somebody else does."""
    shop.environ |= of("http://127.0.0.1:9")

    assert 31 == shop.invoke("release").code


@pytest.mark.parametrize(
    "name",
    [
        "nginx without such an address",
        "a login page of oauth2-proxy",
        "Kong without such a route",
        "a static site with one index for all",
    ],
)
def test_a_release_to_something_else_sends_nothing_and_says_what_is_there(
    shop: Shop, impostor: ScriptedServer, name: str
) -> None:
    """All of these once ended with 0 and "nothing is left to do"."""
    one = next(each for each in IMPOSTORS if each.name == name)
    impostor.always(Scripted(one.status, text=one.body, headers=one.headers))
    shop.environ |= of(impostor.url)
    ended = shop.invoke("release")
    assert not (shop.root / "out").exists()
    unasked = shop.invoke("release", "--no-preflight")

    for each in (ended, unasked):
        assert each.code == 30
        assert one.named in " ".join(each.err.split())
        assert one.tries in each.err
    assert "create       FAILED" in unasked.out
    assert "upload       -" in unasked.out
    assert not [each for each in impostor.requests if each.method != "GET"]


LOGIN, CLOSED, NOWHERE = (
    (200, page("Sign in")),
    (403, page("Forbidden")),
    (404, page("Not Found")),
)


@pytest.mark.parametrize(
    ("step", "path", "method", "answer"),
    [
        ("create", "/releases/", "POST", LOGIN),
        ("create", "/releases/", "GET", NOWHERE),
        ("set-commits", "/previous-with-commits/", "", NOWHERE),
        ("upload", "/chunk-upload/", "POST", LOGIN),
        ("upload", "/artifactbundle/assemble/", "", LOGIN),
        ("verify", "/files/artifact-bundles/", "", NOWHERE),
        ("verify", "/artifact-lookup/", "", CLOSED),
        ("verify", "/events/", "", NOWHERE),
        ("finalize", "/deploys/", "GET", NOWHERE),
        ("finalize", "/releases/shop@1.4.0/", "PUT", LOGIN),
    ],
)
def test_a_login_that_ends_in_the_middle_is_an_error_at_that_step(
    *,
    shop: Shop,
    server: Running,
    step: str,
    path: str,
    method: str,
    answer: tuple[int, str],
) -> None:
    """Even once, even at one address: what a page answers was not done."""
    before = {"verify": "upload", "finalize": "verify", "upload": "inject", "create": "inject"}
    assert shop.invoke("release", f"--through={before.get(step, 'create')}").code == 0
    status, body = answer
    server.faults.add(
        method=method, path=path, status=status, times=1, body=body.encode(), headers=PAGE
    )
    ended = shop.invoke(step)

    assert ended.code == 30, ended.out + ended.err
    assert "this is not Sentry's answer" in ended.err
    assert "server.headers" in ended.err
    assert "FAILED" in shop.invoke("status").out


# What a server lacks


@pytest.mark.parametrize("accept", [{}, {"accept": []}, {"accept": ["release_files"]}])
def test_an_upload_is_left_out_only_where_sentry_yml_says_so(
    shop: Shop, server: Running, accept: dict[str, list[str]]
) -> None:
    """A green job with nothing uploaded is what other tools leave."""
    server.faults.add(
        method="GET", path="chunk-upload", status=200, body=OPTIONS | accept, times=None
    )
    assert 30 == shop.invoke("release").code
    assert not (shop.root / "out").exists()
    refused = shop.invoke("release", "--no-preflight")
    shop.settings("projects: [web]\n", "projects: [web]\n    without: [upload]\n")
    allowed = shop.invoke("release")
    last = [allowed.out.splitlines()[-1], shop.invoke("status").out.splitlines()[-1]]

    assert refused.code == 30
    assert "set server.without: [upload]" in refused.err
    assert "finalize     -" in refused.out
    assert allowed.code == 0, allowed.err
    assert last[0] == last[1]
    assert "skipped: upload; server.without allows that, and no stack trace" in last[0]
    assert "not tried: the server's listing, test events" in last[0]
    assert "nothing is left" not in allowed.out
    assert "upload       skipped" in allowed.out


def test_a_ledger_with_an_upload_left_out_is_not_finalized_without_the_setting(
    shop: Shop, server: Running
) -> None:
    """A ledger may come from another machine, whose sentry.yml allowed more."""
    server.faults.add(method="GET", path="chunk-upload", status=200, body=OPTIONS, times=None)
    shop.settings("projects: [web]\n", "projects: [web]\n    without: [upload]\n")
    assert shop.invoke("release", "--through=verify").code == 0
    shop.settings("    without: [upload]\n", "")
    ended = shop.invoke("finalize")

    assert ended.code == 22
    assert "finalize needs the result of upload, which was skipped for production" in ended.err


# Servers of other makes and ages, as they answered


VERSION = "organizations/acme/releases/shop%401.4.0"
PROBED = "organizations/acme/releases/buildtools-probe"
RELEASE = {
    **{"version": "shop@1.4.0", "projects": [{"slug": "web"}], "commitCount": 1},
    **{"dateReleased": "2026-01-01T00:00:00Z", "lastDeploy": {"environment": "production"}},
}
ROOT = {"version": "0", "auth": {"scopes": ["project:releases"]}, "user": {"id": "1"}}


def play(server: ScriptedServer, options: dict[str, object], absent: Scripted) -> None:
    """Answer as a server with releases that takes what `options` say, and lacks some endpoints."""
    server.always(absent)
    server.at("", Scripted(json=ROOT))
    server.at("organizations/acme/chunk-upload/", Scripted(json=options), "GET")
    server.at("organizations/acme/releases/", Scripted(json=[]), "GET")
    server.at("organizations/acme/releases/", Scripted(201, json=RELEASE), "POST")
    server.at(f"{VERSION}/", Scripted(json=RELEASE))
    server.at(
        "projects/acme/web/events/00000000000040008000000000000000/",
        Scripted(404, json={"detail": "Not Found"}),
    )


def test_a_release_to_glitchtip_says_what_it_lacks(shop: Shop, impostor: ScriptedServer) -> None:
    """It gives its web app for what it does not know, and calls every bundle created."""
    options = OPTIONS | {
        **{"url": "/api/0/organizations/acme/chunk-upload/", "chunksPerRequest": 1},
        **{"compression": ["gzip"], "accept": ["debug_files", "sources", "artifact_bundles"]},
    }
    play(impostor, options, Scripted(200, text="<!doctype html><title>GlitchTip</title>"))
    impostor.at("organizations/acme/chunk-upload/", Scripted(text=""), "POST")
    created = {"state": "created", "missingChunks": []}
    impostor.at("organizations/acme/artifactbundle/assemble/", Scripted(json=created))
    shop.settings("  server:\n", "  verify: {events: false}\n  server:\n")
    shop.environ |= of(impostor.url)
    ended = shop.invoke("release")

    assert ended.code == 0, ended.err
    assert "upload       ok" in ended.out
    assert "set-commits  skipped" in ended.out
    assert ended.out.splitlines()[-1] == (
        "  finalized  skipped: set-commits; not tried: listing, look-up, test events"
    )
    asked = impostor.asked()
    assert "POST /organizations/acme/chunk-upload/" in asked
    assert "POST /organizations/acme/releases/" in asked
    assert not [one for one in asked if "deploys" in one and one.startswith("POST")]


def test_a_release_to_sentry_9_needs_the_word_that_nothing_can_be_uploaded(
    shop: Shop, impostor: ScriptedServer
) -> None:
    """It takes commits and deploys and no bundles; an empty 404 is all that it says of later."""
    play(impostor, OPTIONS | {"accept": ["debug_files", "release_files"]}, Scripted(404, text=""))
    for name in ("commits", "deploys"):
        impostor.at(f"{PROBED}/{name}/", Scripted(404, json={"detail": "no such release"}))
    impostor.at("organizations/acme/repos/", Scripted(json=[]))
    impostor.at(f"{VERSION}/deploys/", Scripted(json=[]), "GET")
    impostor.at(f"{VERSION}/deploys/", Scripted(201, json={"environment": "production"}), "POST")
    shop.environ |= of(impostor.url)
    refused = shop.invoke("release")
    shop.settings("projects: [web]\n", "projects: [web]\n    without: [upload]\n")
    allowed = shop.invoke("release")

    assert refused.code == 30
    assert "this version of Sentry does not take artifact bundles" in refused.err
    assert allowed.code == 0, allowed.err
    assert "finalize     ok" in allowed.out
    assert "set-commits  ok" in allowed.out
    assert "skipped: upload; server.without allows that" in allowed.out.splitlines()[-1]
