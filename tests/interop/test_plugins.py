"""The bundlers' own plugins inject and upload, @sentry/browser sends, and all of it resolves."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from buildtools.web.chromium import Chromium
from tests.chromium.browsing import Site
from tests.interop import witnesses

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api

pytestmark = [pytest.mark.witness, pytest.mark.timeout(900)]

APP = Path(__file__).parent / "plugins"
BUILD_SECONDS = 120


class Made(NamedTuple):
    """What a plugin has built and uploaded, and what came of a press of its button."""

    events: list[dict[str, Any]]
    bundles: list[dict[str, Any]]
    release: dict[str, Any]
    api: Api
    sandbox: Running


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugins, the bundlers and the SDK, installed from the lock file of the app."""
    home = tmp_path_factory.mktemp("plugins")
    witnesses.install(APP, home)
    return home / "node_modules"


@pytest.fixture(params=["vite", "webpack"])
def made(
    request: pytest.FixtureRequest, tmp_path: Path, packages: Path, sandbox: Running, api: Api
) -> Made:
    """Build the app with the plugin of a bundler, open it, and press its button."""
    app = tmp_path / "app"
    shutil.copytree(APP, app)
    (app / "node_modules").symlink_to(packages, target_is_directory=True)
    given = {
        **{"DSN": sandbox.dsn, "URL": sandbox.url, "TOKEN": sandbox.token.reveal()},
        **{"ORG": sandbox.org, "PROJECT": sandbox.project, "RELEASE": "oven@1"},
    }
    environ = witnesses.environ(**given)
    script = f"{request.param}.mjs"
    witnesses.must("node", script, cwd=app, given=environ, seconds=BUILD_SECONDS)
    site = Site([app / "dist"], precompressed=False)
    try:
        with Chromium.start() as browser, browser.open(f"{site.origin}/index.html") as page:
            page.click("#bake")
            events = witnesses.awaited(api, 1)
    finally:
        site.close()
    return Made(events, api.bundles(), api.release("oven@1"), api, sandbox)


def test_what_a_plugin_uploads_resolves_what_the_sdk_sends(made: Made) -> None:
    """By debug ID, to the line that threw, in the author's names; the release is the plugin's."""
    (event,) = made.events
    caller, thrown = witnesses.frames_of(event)[-2:]
    (line,) = [
        number
        for number, text in enumerate((APP / "src/bakery.js").read_text().splitlines(), 1)
        if "@expect thrown" in text
    ]

    assert "sentry.javascript.browser" == event["sdk"]["name"]
    assert ("oven@1", "witness") == (event["release"], event["environment"])
    assert thrown["filename"].endswith("src/bakery.js")
    assert (line, "orderBread") == (thrown["lineno"], thrown["function"])
    assert "throw new RangeError" in thrown["context_line"]
    assert caller["filename"].endswith("src/bakery.js")
    assert "debug-id" == thrown["data"]["resolved_with"]
    assert "errors" not in event


def test_what_a_plugin_uploads_is_stored(made: Made) -> None:
    """One bundle of the release: each script with its map; nothing that it asked was refused."""
    (bundle,) = made.bundles
    path = f"projects/sandbox/web/artifact-bundles/{bundle['bundleId']}/files/"
    files = made.api.get(path)["files"]
    kinds: dict[str, set[int]] = {file["debugId"]: set() for file in files}
    for file in files:
        kinds[file["debugId"]].add(file["fileType"])

    assert [{"release": "oven@1", "dist": None}] == bundle["associations"]
    assert made.release["dateReleased"]
    assert {frozenset({2, 3})} == {frozenset(found) for found in kinds.values()}
    assert [] == [one for one in made.sandbox.requests if one.status >= 400]


def test_the_page_is_a_session_with_an_error_that_nobody_caught(made: Made) -> None:
    """The SDK of a browser counts a page load, and says `unhandled` where others say `crashed`."""
    fields = ("sum(session)", "crash_free_rate(session)", "unhandled_rate(session)")
    asked = "&".join(f"field={name}" for name in fields)
    path = f"organizations/sandbox/sessions/?{asked}&groupBy=release&environment=witness"
    (group,) = made.api.get(f"{path}&statsPeriod=2h&includeSeries=0")["groups"]

    assert {"release": "oven@1"} == group["by"]
    assert [1, 1.0, 1.0] == [group["totals"][name] for name in fields]
