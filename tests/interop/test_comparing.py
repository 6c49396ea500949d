"""What the real sentry-cli has uploaded, beside what ours would, as the server lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from buildtools.api.client import Client
from buildtools.connection import Connection
from buildtools.inspections.comparing import compare, on_disk
from buildtools.settings import Output

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Cli

pytestmark = pytest.mark.interop

VERSION = "bakery@1.0"


def client_of(running: Running) -> Client:
    """Return a client of the sandbox."""
    connection = Connection(running.url, running.org, (running.project,), running.token)
    return Client(connection)


def test_what_it_injected_and_sent_is_found_by_its_ids(cli: Cli, sandbox: Running) -> None:
    """Their IDs lie in the files, so the same folder shows the same scripts."""
    cli.must("sourcemaps", "inject", "dist")
    cli.must("sourcemaps", "upload", "--release", VERSION, "--url-prefix", "~/js", "--wait", "dist")

    with client_of(sandbox) as client:
        ours = on_disk(cli.home, [Output("dist", "~/js")])
        found = compare(client, [sandbox.project], VERSION, ours)
        elsewhere = on_disk(cli.home, [Output("dist", "~/")])
        moved = compare(client, [sandbox.project], "bakery@2.0", elsewhere)

    assert ("", VERSION, 1, 1, 0) == (
        found.why_not,
        found.release,
        found.both,
        found.same_ids,
        found.without_ids,
    )
    assert found.agrees
    assert (("~/js/app.js", "~/app.js"),) == moved.other_urls
    assert not moved.agrees


def test_what_it_sent_without_ids_is_found_by_url(cli: Cli, sandbox: Running) -> None:
    """Such uploads are resolved by release and URL alone, which is told."""
    cli.must("sourcemaps", "upload", "--release", VERSION, "--url-prefix", "~/", "--wait", "dist")

    with client_of(sandbox) as client:
        found = compare(client, [sandbox.project], VERSION, {"~/app.js": "", "~/more.js": ""})

    assert (1, 1, ("~/more.js",), ()) == (
        found.both,
        found.without_ids,
        found.only_ours,
        found.only_theirs,
    )
