"""Sites that injection alone would break, seen by a browser: built, injected, injected and updated.

The middle column is the negative control: without it, a page that works proves nothing.
"""

import pytest

from tests.chromium.browsing import Chromium
from tests.chromium.conftest import Deploy, Serve

pytestmark = pytest.mark.chromium

SHOP = """
const page = await open("/index.html");
const button = await until(() => page.document.querySelector("button"));
const panel = await until(() => page.shop?.openPanel(2));
const buttons = page.document.querySelectorAll("button").length;
return { buttons, panel, ids: ids().length };
"""
WORKS = {"buttons": 2, "panel": "2 for 9"}
DEAD = {"buttons": 0, "panel": None, "ids": 0}


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        pytest.param("vite-sri", DEAD, id="vite"),
        pytest.param("webpack-sri", DEAD, id="webpack"),
    ],
)
def test_integrity_lets_the_injected_scripts_run(
    name: str, broken: dict[str, object], deploy: Deploy, serve: Serve, chromium: Chromium
) -> None:
    """A digest that is not updated is a page without a script."""
    built, injected, updated = deploy(name), deploy(name), deploy(name)
    injected.inject_alone()
    updated.inject()
    seen = [chromium.visit(serve(each.public).origin, SHOP) for each in (built, injected, updated)]

    assert [WORKS | {"ids": 0}, broken, WORKS | {"ids": 2}] == seen


ANGULAR = """
const page = await open("/index.html");
const worked = await until(() => {
  page.document.querySelectorAll("button")[1].click();
  return page.document.title !== "Shop";
});
const { serviceWorker } = navigator;
const registration = await serviceWorker.register("/ngsw-worker.js");
await until(() => registration.active, 8000);
const told = async () => (await (await fetch("/ngsw/state")).text());
await until(async () => /manifest hash: [0-9a-f]{40}/.test(await told()));
const state = /Driver state: (\\w+)/.exec(await told())[1];
return { panel: worked ? page.document.title : null, state, ids: ids().length };
"""


def test_angulars_import_map_and_service_worker_take_the_new_files(
    deploy: Deploy, serve: Serve, chromium: Chromium
) -> None:
    """The digests of lazy chunks stand in an import map, hashes of all files in ngsw.json."""
    built, injected, updated = deploy("angular"), deploy("angular"), deploy("angular")
    injected.inject_alone()
    updated.inject()
    seen = [
        chromium.visit(serve(each.public).origin, ANGULAR) for each in (built, injected, updated)
    ]

    assert [
        {"panel": "1 for 4.5", "state": "NORMAL", "ids": 0},
        {"panel": None, "state": "EXISTING_CLIENTS_ONLY", "ids": 0},
        {"panel": "1 for 4.5", "state": "NORMAL", "ids": 3},
    ] == seen


WORKBOX = """
const visit = async () => {
  const page = await open("/index.html");
  await until(() => page.document.querySelector("button"));
  return ids().length;
};
const { serviceWorker } = navigator;
const registration = await serviceWorker.register("/sw.js");
await serviceWorker.ready;
await until(() => serviceWorker.controller);
const seen = [await visit()];
await fetch("/deploy", { method: "POST" });
await registration.update();
for (let times = 0; times < 2; times++) { await pause(1000); seen.push(await visit()); }
return seen;
"""


def test_a_precache_hands_out_the_new_files(
    deploy: Deploy, serve: Serve, chromium: Chromium
) -> None:
    """Returning visitors would keep the scripts without debug IDs."""
    built, injected, updated = (
        deploy("vite-workbox"),
        deploy("vite-workbox"),
        deploy("vite-workbox"),
    )
    injected.inject_alone()
    updated.inject()
    seen = [
        chromium.visit(serve(built.public, each.public).origin, WORKBOX)
        for each in (injected, updated)
    ]

    assert [[0, 0, 0], [0, 1, 1]] == seen


def test_compressed_siblings_are_the_files_they_stand_for(
    deploy: Deploy, serve: Serve, chromium: Chromium
) -> None:
    """A server sends the sibling: with the old script in it, the moved map is wrong."""
    injected, updated = deploy("vite-compressed"), deploy("vite-compressed")
    injected.inject_alone()
    updated.inject()
    sites = [serve(each.public, precompressed=True) for each in (injected, updated)]
    seen = [chromium.visit(site.origin, SHOP) for site in sites]

    assert [WORKS | {"ids": 0}, WORKS | {"ids": 2}] == seen
    for site in sites:
        assert {"gzip", "br"} & set(site.served.values())
