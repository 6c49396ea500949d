"""What only a browser shows: the SDK's own settings, IDs at run time, a service worker's cache."""

import base64
import hashlib
import json

from bench.planted.plants.plant import plant, released
from bench.planted.plants.public import policy_in_the_answer
from bench.planted.plants.scripts import deployed, without_snippet
from bench.planted.stage import Stage


@plant("wrong project", released)
def _wrong_project(stage: Stage) -> None:
    stage.start_from("released", "wrong project")


@plant("wrong release", released)
def _wrong_release(stage: Stage) -> None:
    stage.start_from("released", "wrong release")


@plant("wrong dist", released)
def _wrong_dist(stage: Stage) -> None:
    stage.start_from("released", "wrong dist")


@plant("wrong environment baked in", released)
def _wrong_environment(stage: Stage) -> None:
    stage.start_from("released", "wrong environment")


@plant("snippet missing", released)
def _no_snippet(stage: Stage) -> None:
    """Something took it out before the digests of the pages were made."""
    old, new = deployed(stage), without_snippet(deployed(stage))
    stage.site.put(stage.url(), new)
    stage.site.edit_pages(_digest(old), _digest(new))


def _digest(script: bytes) -> str:
    return base64.b64encode(hashlib.sha384(script).digest()).decode()


@plant("CSP blocks ingest", released)
def _policy(stage: Stage) -> None:
    policy_in_the_answer(stage)


@plant("service worker holds old file", released)
def _service_worker(stage: Stage) -> None:
    """It answers with the script that the release before had at this place."""
    older = stage.ready.released("old")
    script = next((older / "dist/assets").glob("checkout-*.js")).read_text("utf-8")
    stage.site.put("/sw.js", _holding(stage.url(), script).encode())


def _holding(url: str, script: str) -> str:
    return f"""
const held = new Response({json.dumps(script)}, {{headers: {{"Content-Type": "text/javascript"}}}});
self.addEventListener("install", (event) => {{
  self.skipWaiting();
  event.waitUntil(caches.open("v1").then((cache) => cache.put({json.dumps(url)}, held)));
}});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {{
  event.respondWith(caches.match(event.request).then((hit) => hit ?? fetch(event.request)));
}});
"""
