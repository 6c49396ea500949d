"""Nothing is sent to anyone but the server of sentry.yml: every connection is watched."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.sandbox.serving import Running, serve
from tests.stories.shopping import Shop
from tests.stories.test_servers import of
from tests.stories.watching import Reached, watched


@pytest.fixture(name="server")
def _server(tmp_path: Path, shop: Shop) -> Iterator[Running]:
    with serve(tmp_path / "server", org="acme") as running:
        shop.environ |= of(running.url, running.token.reveal()) | {"SENTRY_DSN": running.dsn}
        yield running


def _is_own(program: tuple[str, ...]) -> bool:
    """Whether it is git, that asks nobody, or the project's own build command."""
    reaches = {"fetch", "pull", "push", "clone", "ls-remote", "submodule"} & {*program}
    return bool(program) and (
        (Path(program[0]).name == "git" and not reaches)
        or program[-1].endswith("build.py")
        or program[0] == sys.executable
        or Path(program[0]).name in ("sh", "bash")
    )


def _host(running: Running) -> tuple[str, str]:
    host, _, port = running.url.removeprefix("http://").partition(":")
    return host, port


@pytest.mark.parametrize(
    "words", [("release",), ("doctor",), ("status",), ("config",), ("review", "--offline")]
)
def test_only_the_server_of_the_settings_is_reached(
    server: Running, shop: Shop, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """There is no telemetry, no look for a newer version, no download."""
    ended, reached = watched(shop, tmp_path / "watch", *words)

    assert 0 == ended.code, ended.err
    assert reached.addresses <= {_host(server)}
    assert reached.names <= {_host(server)[0]}
    assert [] == [one for one in reached.programs if not _is_own(one)]
    if words == ("release",):
        assert {_host(server)} == reached.addresses


def test_a_rehearsal_reaches_its_own_sandbox_alone(
    server: Running, shop: Shop, tmp_path: Path
) -> None:
    """What is rehearsed for production must not be told to production."""
    ended, reached = watched(shop, tmp_path / "watch", "release", "--dry-run")

    assert 0 == ended.code, ended.err
    assert {"127.0.0.1"} == {host for host, _ in reached.addresses}
    assert _host(server) not in reached.addresses


def test_what_another_program_sends_is_seen_by_the_watch(shop: Shop, tmp_path: Path) -> None:
    """A watch that sees nothing would let everything pass: a build that phones home is noticed."""
    build = shop.root / "build.py"
    calls = "import socket\nwith socket.socket() as s:\n    s.connect_ex(('127.0.0.9', 9))\n"
    build.write_text(calls + build.read_text())

    ended, reached = watched(shop, tmp_path / "watch", "build", "--env=local")

    assert 0 == ended.code, ended.err
    assert Reached(frozenset({("127.0.0.9", "9")}), frozenset(), reached.programs) == reached
    assert any(one[-1].endswith("build.py") for one in reached.programs)
