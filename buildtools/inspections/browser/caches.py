"""Whether a page's service worker gives other bytes than the site has.

The page is opened once more, as one who comes back does: the worker is in charge then. Each script
of the release is asked for through it, looked for in its caches, and asked for without it.
Source: Service Workers, W3C; `Network.setBypassServiceWorker` of the DevTools Protocol.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from buildtools.errors import BrowserFailed
from buildtools.findings import Finding, finding
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Url
from buildtools.inspections.browser.scripts import Script
from buildtools.proof import trials
from buildtools.proof.trials import FromWorker, Trial
from buildtools.web.chromium.page import Page
from buildtools.web.reply import origin_of

MOST_SCRIPTS = 100
"""Scripts that are asked for through a worker, at most."""

_READY_SECONDS = 10.0
_ASK_SECONDS = 60.0
_HAS = "navigator.serviceWorker?.getRegistrations().then((all) => all.length) ?? 0"
_READY = """Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((done) => setTimeout(done, 9000, false)),
])"""
_LOOK = """(async (urls, fresh) => {
  const digest = async (answer) => {
    const read = await crypto.subtle.digest("SHA-1", await answer.arrayBuffer());
    return [...new Uint8Array(read)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const told = {};
  for (const url of urls) {
    try {
      const answer = await fetch(url, {cache: fresh ? "reload" : "default"});
      told[url] = {worker: answer.ok ? await digest(answer) : "", caches: {}};
    } catch { told[url] = {worker: "", caches: {}}; }
  }
  if (fresh) return told;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const held = told[request.url.split(/[?#]/)[0]];
      const answer = held && await cache.match(request);
      if (answer?.ok && answer.type !== "opaque") held.caches[name] = await digest(answer);
    }
  }
  return told;
})(%s, %s)"""


def has_worker(page: Page) -> bool:
    """Whether a page has registered a service worker."""
    try:
        return bool(page.evaluate(_HAS))
    except BrowserFailed:  # no secure context, or storage that is switched off
        return False


def held(page: Page, at: str, scripts: Sequence[Script]) -> Iterator[Trial]:
    """Try each script of the page's origin: its worker gives what the site has.

    Raises BrowserFailed when the page cannot be asked.
    """
    page.evaluate(_READY, _READY_SECONDS)
    page.command("Page.setBypassCSP", enabled=True)  # it may forbid the page to ask its own site
    page.go(at)
    own = [each for each in scripts if origin_of(each.address) == origin_of(at)][:MOST_SCRIPTS]
    urls = json.dumps([each.address for each in own])
    through = page.evaluate(_LOOK % (urls, "false"), _ASK_SECONDS)
    page.command("Network.setBypassServiceWorker", bypass=True)
    straight = page.evaluate(_LOOK % (urls, "true"), _ASK_SECONDS)
    for script in own:
        yield from _compared(script, through[script.address], straight[script.address]["worker"])


def _compared(script: Script, through: Mapping[str, Any], network: str) -> Iterator[Trial]:
    """Compare what came; what the site does not have itself is no worker's fault."""
    if not network:
        return
    came = {"": through["worker"], **through["caches"]}
    others = [(name, each) for name, each in came.items() if each and each != network]
    cache, worker = others[0] if others else ("", through["worker"])
    passed = not others if worker else None
    evidence = FromWorker(script.address, network, worker, cache)
    yield Trial("worker", Url(script.url), trials.outcome(passed=passed), evidence)


def stale(tried: Sequence[Trial]) -> Iterator[Finding]:
    """Find the scripts that a service worker holds an old form of."""
    for trial in tried:
        evidence = trial.evidence
        if trial.outcome == "failed" and isinstance(evidence, FromWorker):
            where = f"keeps in its cache {evidence.cache}" if evidence.cache else "gives pages"
            yield finding(
                "service-worker-stale",
                trial.subject,
                f"the service worker {where} {evidence.worker[:12]} for it (SHA-1), where the site"
                f" has {evidence.network[:12]}",
                CATALOGUE["service-worker-stale"].remedy,
            )
