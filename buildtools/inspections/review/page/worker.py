"""Whether a page may start the worker of replays: one is started as the SDK does, from a blob.

Source: Content Security Policy Level 3, worker-src; the SDK's replay integration.
"""

from collections.abc import Iterator

from buildtools.checks import content_policy
from buildtools.findings import Finding
from buildtools.web.chromium import Page

_DIRECTIVES = ("worker-src", "child-src", "script-src", "default-src")
"""The first that a policy has is the one that workers are held to."""
_HEARD_MS = 500

_START = f"""new Promise((done) => {{
  const heard = (event) => {{
    if (event.disposition === "enforce" && String(event.blockedURI).startsWith("blob"))
      done(event.originalPolicy);
  }};
  document.addEventListener("securitypolicyviolation", heard);
  setTimeout(() => done(""), {_HEARD_MS});
  try {{
    const url = URL.createObjectURL(new Blob(["postMessage(1)"]));
    const worker = new Worker(url);
    worker.onmessage = () => {{ worker.terminate(); done(""); }};
  }} catch {{}}
}})"""


def blocked(page: Page, at: str) -> Iterator[Finding]:
    """Find the policy that keeps a page from starting a worker from a blob; `at` is its path."""
    policy = page.evaluate(_START)
    if policy:
        directive = content_policy.governing(str(policy), _DIRECTIVES)
        yield content_policy.worker_blocked(at, directive or str(policy))
