"""Next.js with integrity and a standalone server: `next start` and `node server.js`, for real."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.settings import Output
from tests.chromium.browsing import Chromium
from tests.chromium.conftest import Deployment
from tests.chromium.next_app import TELLING_SECONDS, build_app, fetch, serving

pytestmark = pytest.mark.chromium

OUTPUTS = (
    Output(".next/static", "~/_next/static", "browser"),
    Output(".next/server", "app:///.next/server", "node"),
)
BAKERY = """
const page = await open("/");
const buttons = () => [...page.document.querySelectorAll("button")];
const button = await until(() => buttons().find((each) => each.innerText.includes("add")));
const added = await until(() => { button.click(); return button.innerText.includes("(1)"); });
const title = page.document.querySelector("h1")?.innerText;
return { page: title, hydrated: added === true, ids: ids().length > 0 };
"""
NEXT = "node_modules/next/dist/bin/next"
COMMANDS = {
    "next start": (".", ["node", NEXT, "start", "--hostname", "127.0.0.1", "--port", "0"]),
    "node server.js": (".next/standalone", ["node", "server.js"]),
}


@pytest.fixture(scope="session")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example, built once, and not kept: its packages are large."""
    folder = tmp_path_factory.mktemp("next")
    yield build_app(folder / "built")
    shutil.rmtree(folder)


@pytest.fixture
def deployment(bakery: Path, tmp_path: Path) -> Iterator[Deployment]:
    """The build in the same place for each test: Next writes absolute paths into it."""
    kept = tmp_path / "kept"
    shutil.copytree(bakery / ".next", kept, symlinks=True)
    yield Deployment(bakery, OUTPUTS)
    shutil.rmtree(bakery / ".next")
    shutil.move(kept, bakery / ".next")


BUILT = {"page": "Corner bakery", "hydrated": True, "ids": False, "server_ids": False}
BLOCKED = BUILT | {"hydrated": False, "ids": True, "server_ids": True}
UPDATED = BUILT | {"ids": True, "server_ids": True}


@pytest.mark.parametrize(
    ("how", "command", "expected"),
    [
        pytest.param("built", "next start", BUILT, id="built"),
        pytest.param("injected", "next start", BLOCKED, id="injected"),
        pytest.param("updated", "next start", UPDATED, id="updated"),
        pytest.param("built", "node server.js", BUILT, id="standalone-built"),
        # The copies were passed over: all works, and no frame of it has an ID.
        pytest.param("injected", "node server.js", BUILT, id="standalone-injected"),
        pytest.param("updated", "node server.js", UPDATED, id="standalone-updated"),
    ],
)
def test_the_bakery_comes_alive(
    how: str,
    command: str,
    expected: dict[str, object],
    deployment: Deployment,
    chromium: Chromium,
    tmp_path: Path,
) -> None:
    """The browser refuses scripts with another digest than the page says: nothing can be bought."""
    if how == "injected":
        deployment.inject_alone()
    if how == "updated":
        deployment.inject()
    folder, words = COMMANDS[command]
    ids = tmp_path / "ids.json"
    with serving(deployment.root / folder, words, ids) as origin:
        seen = chromium.visit(origin, BAKERY)
        assert fetch(f"{origin}/api/stock") == 200
        time.sleep(TELLING_SECONDS)

    assert expected == seen | {"server_ids": ids.exists()}
