"""@sentry/nextjs builds, injects and uploads by itself; its browser and its server side resolve.

The app is the example, with a configuration that leaves all to the SDK, as its wizard writes it.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import requests

from buildtools.project.serving import running
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.web.chromium import Chromium
from tests.interop import witnesses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api

pytestmark = [pytest.mark.witness, pytest.mark.timeout(900)]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/nextjs"
BUILD_SECONDS = 420
OPEN_SECONDS = 60
RELEASE = "oven@1"
CONFIG = """\
import { withSentryConfig } from "@sentry/nextjs/config";

export default withSentryConfig(
  {
    turbopack: { root: __dirname },
    env: {
      NEXT_PUBLIC_SENTRY_DSN: process.env.SENTRY_DSN ?? "",
      // The example hands it to Sentry.init, where an undefined one would win over the SDK's own.
      NEXT_PUBLIC_SENTRY_RELEASE: process.env.SENTRY_RELEASE ?? "",
    },
  },
  {
    org: process.env.SENTRY_ORG,
    project: process.env.SENTRY_PROJECT,
    authToken: process.env.SENTRY_AUTH_TOKEN,
    sentryUrl: process.env.SENTRY_URL,
    release: { name: process.env.SENTRY_RELEASE },
    telemetry: false,
    silent: true,
  },
);
"""


PRELUDE = re.compile(rb";\(function\(\)\{var g=globalThis\.__SENTRY_ORCHESTRION__.*?\}\)\(\);")
"""What @sentry/nextjs puts before webpack's scripts of the server, on their first line, once their
maps are made: all that those say is so many columns off."""


class Opened(NamedTuple):
    """The app as it is served, and the sandbox that hears it."""

    url: str
    app: Path
    api: Api
    sandbox: Running
    bundles: Path


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the example needs, installed from its own lock file."""
    home = tmp_path_factory.mktemp("next")
    witnesses.install(EXAMPLE, home)
    return home / "node_modules"


@pytest.fixture(params=["turbopack", "webpack"])
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, packages: Path, sandbox: Running, api: Api
) -> Iterator[Opened]:
    """Build the example by one bundler, with the upload in it, and serve it."""
    app = tmp_path / "app"
    left = shutil.ignore_patterns("node_modules", ".next", "next-env.d.ts", "*.tsbuildinfo")
    shutil.copytree(EXAMPLE, app, ignore=left)
    shutil.copytree(packages, app / "node_modules", symlinks=True, copy_function=_linked)
    (app / "next.config.ts").write_text(CONFIG)
    environ = witnesses.environ(
        SENTRY_URL=sandbox.url,
        SENTRY_ORG=sandbox.org,
        SENTRY_PROJECT=sandbox.project,
        SENTRY_AUTH_TOKEN=sandbox.token.reveal(),
        SENTRY_DSN=sandbox.dsn,
        SENTRY_RELEASE=RELEASE,
    )
    next_ = "node_modules/next/dist/bin/next"
    build = ("node", next_, "build", f"--{request.param}")
    witnesses.must(*build, cwd=app, given=environ, seconds=BUILD_SECONDS)
    start = f"node {next_} start --hostname 127.0.0.1 --port {{port}}"
    here = "http://127.0.0.1:{port}"
    with running(start, cwd=app, environ=environ, url=here, seconds=OPEN_SECONDS) as (url, _):
        yield Opened(url, app, api, sandbox, tmp_path / "state" / "bundles")


def _linked(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def marked(app: Path, name: str) -> tuple[str, int]:
    """Find the line of the sources that a mark says will throw."""
    for file in sorted((app / "src").rglob("*.ts*")):
        for number, text in enumerate(file.read_text().splitlines(), 1):
            if re.search(rf"// @expect {name}(\s|$)", text):
                return file.relative_to(app).as_posix(), number
    raise AssertionError(f"nothing is marked {name}")


def place_of(event: dict[str, Any]) -> tuple[str, int]:
    """Return where the innermost frame of an event says that it was thrown."""
    thrown = witnesses.frames_of(event)[-1]
    found = re.search(r"src/.*", thrown["filename"])
    return found[0] if found else thrown["filename"], thrown["lineno"]


def uploaded(opened: Opened, debug_id: str) -> tuple[bytes, bytes]:
    """Return the script and the map that were uploaded with a debug ID."""
    found: dict[str, bytes] = {}
    for bundle in opened.bundles.glob("*.zip"):
        with zipfile.ZipFile(bundle) as archive:
            files = json.loads(archive.read("manifest.json"))["files"]
            for path, told in files.items():
                if told["headers"].get("debug-id") == debug_id:
                    found[told["type"]] = archive.read(path)
    return found["minified_source"], found["source_map"]


def meant(opened: Opened, event: dict[str, Any]) -> tuple[str, int]:
    """Return where an event was thrown, by the uploaded map, what the SDK put before left out."""
    raw = event["exception"]["values"][-1]["raw_stacktrace"]["frames"][-1]
    ids = {one["code_file"]: one["debug_id"] for one in event["debug_meta"]["images"]}
    script, map_ = uploaded(opened, ids[raw["abs_path"]])
    found = PRELUDE.match(script)
    before = len(found[0]) if found and raw["lineno"] == 1 else 0
    original = Resolver(script, map_).lookup(raw["lineno"] - 1, raw["colno"] - 1 - before)
    assert original is not None
    assert (place_of(event)[1] == original.line + 1) is (before == 0)
    return re.sub(r".*/(?=src/)", "", original.source or ""), original.line + 1


def test_what_it_uploads_resolves_what_it_sends(opened: Opened) -> None:
    """Of a press of a button and of a route of the server, each to the line that threw."""
    answer = requests.get(f"{opened.url}/api/stock?fail=1", timeout=30)
    (server,) = witnesses.awaited(opened.api, 1)
    with Chromium.start() as browser, browser.open(opened.url) as page:
        page.press("#handle-click", lambda: len(opened.api.events()) > 1)
        (browser_,) = [one for one in witnesses.awaited(opened.api, 2) if one != server]
    (bundle, *_) = opened.api.bundles()

    assert 500 == answer.status_code
    assert marked(opened.app, "route-handler") == meant(opened, server)
    assert marked(opened.app, "handle-click") == place_of(browser_)
    assert "debug-id" == witnesses.frames_of(server)[-1]["data"]["resolved_with"]
    assert ("node", "javascript") == (server["platform"], browser_["platform"])
    assert {RELEASE} == {server["release"], browser_["release"]}
    assert {"sentry.javascript.nextjs"} == {one["sdk"]["name"] for one in (server, browser_)}
    assert RELEASE in {one["release"] for one in bundle["associations"]}
    assert [] == [one for one in opened.sandbox.requests if one.status >= 400]
