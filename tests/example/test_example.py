"""The real Next.js example, released by the pipeline, reports errors that resolve.

Nothing stands between: the pipeline's own bundles run under `next start` and in Chromium, the real
SDKs report, and what the sandbox made of each report is held against the marked line of source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.example.bakery import other_id, reported
from tests.example.reporting import images, packages, thrown

if TYPE_CHECKING:
    from tests.example.bakery import Bakery
    from tests.example.reporting import Counter

# Installing and building the app counts for the first test.
pytestmark = [pytest.mark.example, pytest.mark.timeout(900)]

BY_HTTP = {
    "route-handler": "/api/stock?fail=1",
    "server-component": "/recipe?fail=1",
    "edge-route": "/api/edge?fail=1",
    "edge-proxy": "/?proxy=fail",
}
BY_BROWSER = {
    "handle-click": "/#handle-click",
    "rejection": "/#rejection",
    "render": "/#render",
    "lazy-panel": "/#lazy-open,lazy-panel",
    "lazy-import": "/#lazy-import",
    "worker": "/#worker",
    "server-action": "/#server-action",
}
ADDRESSES = BY_HTTP | BY_BROWSER
RUNTIMES = {"edge-route": "vercel-edge", "edge-proxy": "vercel-edge"} | dict.fromkeys(
    ("route-handler", "server-component", "server-action"), "node"
)
"""Whose world reports an error; the others are the page's."""
OF_NEXT = {"edge-proxy": {"Error: Cannot append headers after they are sent to the client"}}
"""What Next throws besides, since it has pages of the older router, too, and reports."""


def test_the_pipeline_finalizes_it(bakery: Bakery) -> None:
    """Finalized means proven, in the browser's and in the server's scripts."""
    entries = bakery.ledger()["entries"]
    counts = entries["verify"]["outcome"]["proof"]["counts"]

    assert ("finalized", bakery.release) == (
        entries["finalize"]["outcome"]["type"],
        entries["finalize"]["outcome"]["version"],
    )
    assert counts["browser frames"] > 0
    assert counts["node frames"] > 0


def test_its_report_is_one_small_page(bakery: Bakery) -> None:
    """It is kept with every build; all of its scripts are there, and they are proven."""
    page = reported(bakery, "html")

    assert "<title>✓ proven and finalized · " in page
    assert len(page.encode()) < 100_000
    assert len(bakery.debug_ids) == page.count('<svg class="tile proven" x=')


def test_every_error_that_is_raised_here_is_marked(bakery: Bakery) -> None:
    """All others are raised by `nox -s scenarios`, as sentry.yml says."""
    assert set() == set(ADDRESSES) - set(bakery.marked())


@pytest.mark.parametrize(
    ("address", "runtime"), [("/api/release", "nodejs"), ("/api/edge", "edge")]
)
def test_the_server_runs_the_release_of_the_ledger(
    counter: Counter, address: str, runtime: str
) -> None:
    """An event of another release would be looked for among another's files."""
    told = counter.get(address).json()

    assert counter.release == told["release"]
    assert counter.release == told["built"]["release"]
    assert runtime == told["runtime"]


def test_the_page_names_the_release_of_the_ledger(counter: Counter) -> None:
    """Whoever looks at a deployed page can tell what it is."""
    page = counter.get("/")
    told = re.findall(r'<meta name="release" content="([^"]*)"', page.text)

    assert [counter.release] == told
    assert counter.release == page.headers["x-release"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_error_shows_its_line(counter: Counter, bakery: Bakery, name: str) -> None:
    """The promise of the whole project: the throwing frame is the line that a person wrote.

    The file's folder is left out of the comparison: bundlers write `../../src/x` for the server.
    Functions are not compared: minifiers rename and inline them, and maps keep only some names.
    """
    wanted = bakery.marked()[name]
    event = counter.reported(ADDRESSES[name], wanted)
    frame = thrown(event)

    assert wanted.text == frame.get("context_line"), counter.evidence(event)
    assert wanted.file == frame["filename"].replace("../", ""), counter.evidence(event)
    assert wanted.line == frame["lineno"]
    assert "debug-id" == frame["data"]["resolved_with"]
    assert bakery.release == event["release"]
    assert "sentry.javascript.nextjs" == event["sdk"]["name"]
    assert f"npm:@sentry/{RUNTIMES.get(name, 'react')}" in packages(event)


@pytest.mark.parametrize("name", ["route-handler", "handle-click"])
def test_an_error_with_an_id_nobody_uploaded_stays_minified(
    forged_counter: Counter, bakery: Bakery, name: str
) -> None:
    """A sandbox that resolves anything would prove nothing: same scripts, other IDs."""
    wanted = bakery.marked()[name]
    event = forged_counter.reported(ADDRESSES[name], wanted)
    frame, why = thrown(event), forged_counter.why(event)

    assert frame["abs_path"].endswith(".js"), forged_counter.evidence(event)
    assert "data" not in frame or "resolved_with" not in frame["data"]
    assert wanted.text != frame.get("context_line")
    assert images(event)[frame["abs_path"]] in map(other_id, bakery.debug_ids)
    assert images(event)[frame["abs_path"]] == why["debug_id"]
    assert not why["uploaded_source_file_with_correct_debug_id"]
    assert not why["uploaded_source_map_with_correct_debug_id"]
    assert "missing_source" in {error["symbolicator_type"] for error in event["errors"]}


@pytest.mark.parametrize("name", [*BY_HTTP, "server-action"])
def test_an_error_of_the_server_is_sent_once(
    new_counter: Counter, bakery: Bakery, name: str
) -> None:
    """It also reaches the page, and one of the edge reaches Node: a second event would be raw."""
    titles = new_counter.titles_reported(ADDRESSES[name])
    wanted = bakery.marked()[name].message

    assert 1 == sum(bool(wanted.search(title)) for title in titles)
    assert OF_NEXT.get(name, set()) >= {title for title in titles if not wanted.search(title)}
