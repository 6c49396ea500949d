"""What a page tells when it is asked: its debug IDs, and the options of its SDK.

Source: docs/wire.md#debug-ids; the carrier `__SENTRY__` of the SDK for browsers, from version 7 on.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from buildtools import stacks
from buildtools.values import parse_debug_id
from buildtools.web.chromium.page import Page

CLIENTS = """(() => {
  const carrier = globalThis.__SENTRY__, clients = new Set();
  for (const held of [carrier, ...Object.values(carrier ?? {})])
    for (const scope of ["stack", "acs", "defaultCurrentScope", "hub"])
      for (const get of ["getScope", "getCurrentScope", ""])
        try {
          const client = (get ? held[scope][get]() : held[scope]).getClient();
          if (client) clients.add(client);
        } catch {}
  return [...clients];
})()"""
"""The clients of all SDKs in a page, whatever their version."""

_IDS = """[globalThis._sentryDebugIds, globalThis._debugIds]
  .flatMap((held) => Object.entries(held ?? {}).map(([stack, id]) => [stack, String(id)]))"""

_SDKS = f"""{CLIENTS}.map((client) => {{
  const options = client.getOptions?.() ?? {{}};
  const text = (value) => typeof value === "string" && value ? value : null;
  return {{
    release: text(options.release), environment: text(options.environment),
    dist: text(options.dist), dsn: text(options.dsn), tunnel: text(options.tunnel),
    enabled: options.enabled !== false,
  }};
}})"""

USUAL_ENVIRONMENT = "production"
"""What the SDK reports where it was given none."""


class SdkOptions(NamedTuple):
    """Options of an SDK in a page; None where it was given none."""

    release: str | None
    environment: str
    dist: str | None
    dsn: str | None
    tunnel: str | None
    enabled: bool


def ids(page: Page) -> dict[str, set[str]]:
    """Return the debug IDs that ran in a page and in its workers, by the URL of their script.

    Keys of a page are whole stacks, innermost call first, as the SDK reads them.
    """
    told: list[list[str]] = list(page.evaluate(_IDS) or [])
    for worker in list(page.workers.values()):
        told += page.evaluate_in(worker, _IDS) or []
    found: dict[str, set[str]] = {}
    for stack, text in told:
        if url := _script_of(stack):
            found.setdefault(url, set()).add(parse_debug_id(text) or text)
    return found


def sdks(page: Page) -> list[SdkOptions]:
    """Return the options of each SDK in a page."""
    told: list[Mapping[str, Any]] = page.evaluate(_SDKS) or []
    return [
        SdkOptions(
            each["release"],
            each["environment"] or USUAL_ENVIRONMENT,
            each["dist"],
            each["dsn"],
            each["tunnel"],
            each["enabled"],
        )
        for each in told
    ]


def same_script(url: str) -> str:
    """Return what two URLs of one script have in common: no query, no fragment, one spelling."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{unquote(parts.path)}"


def _script_of(stack: str) -> str:
    frames = stacks.read(stack)
    return next((same_script(each.url) for each in frames if each.url and "://" in each.url), "")
