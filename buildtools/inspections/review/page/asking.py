"""What the SDK of a page tells when it is asked: its options as they are in effect, not in a file.

Source: the carrier `__SENTRY__` and the clients of the SDK for browsers, from version 7 on; docs of
the SDK's options, docs.sentry.io/platforms/javascript/configuration/options.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from buildtools.checks.sdk import without_key
from buildtools.inspections.browser.telling import CLIENTS
from buildtools.review.evidence.sources import Code, Value
from buildtools.texts.redaction import redact
from buildtools.values import names_a_secret
from buildtools.web.chromium.page import Page

_CODE = "$code"
_LONGEST = 300
_APART = ("integrations", "defaultIntegrations", "stackParser", "transport", "_metadata")
"""Options that are the SDK's own parts, and told by themselves."""
_VALUES_OF_PEOPLE = ("initialScope",)
"""Options that hold what an app knows of its users: their keys are told, and no values."""

_PLAIN = f"""(value) => {{
  const plain = (value, depth) => {{
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (typeof value === "string") return value.slice(0, {_LONGEST});
    if (typeof value === "function") return {{"{_CODE}": "function", text: value.name}};
    if (value instanceof RegExp) return String(value);
    if (Array.isArray(value)) return value.slice(0, 50).map((each) => plain(each, depth + 1));
    if (typeof value !== "object" || depth > 3) return {{"{_CODE}": "other", text: typeof value}};
    return Object.fromEntries(Object.entries(value).slice(0, 80)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, plain(each, depth + 1)]));
  }};
  try {{ return plain(value, 0); }} catch {{ return null; }}
}}"""

_ASK = f"""(() => {{
  const plain = {_PLAIN};
  const safe = (ask) => {{ try {{ return ask() ?? null; }} catch {{ return null; }} }};
  const carrier = globalThis.__SENTRY__ ?? {{}}, held = [carrier, ...Object.values(carrier)];
  const clients = {CLIENTS};
  const on = (client) => safe(() => client.getOptions().enabled !== false
    && !!client.getTransport() && !!(client.getDsn?.() ?? client.getOptions().dsn)) === true;
  const client = clients.find(on) ?? clients[0];
  const options = safe(() => client.getOptions()) ?? {{}};
  const names = safe(() => Object.keys(client._integrations)) ?? [];
  const given = [options.integrations].flat().map((each) => safe(() => each.name)).filter(Boolean);
  const replay = safe(() => client.getIntegrationByName("Replay")) ??
    safe(() => options.integrations.find((each) => each.name === "Replay"));
  const scopes = held.flatMap((one) => [
    ...["defaultCurrentScope", "defaultIsolationScope", "globalScope"].map((name) => one?.[name]),
    safe(() => one.stack.getScope()), safe(() => one.hub.getScope()),
    safe(() => one.stack.getIsolationScope()), safe(() => one.hub.getIsolationScope()),
  ]).filter(Boolean);
  const users = scopes.map((scope) => safe(() => scope.getScopeData().user)
    ?? safe(() => scope.getUser()) ?? scope._user ?? {{}});
  const own = (user) => Object.keys(user).filter((key) => (user[key] ?? null) !== null);
  return {{
    sdk: safe(() => options._metadata.sdk.name), version: safe(() => options._metadata.sdk.version),
    carriers: Object.keys(carrier).filter((key) => /^\\d+\\.\\d/.test(key)),
    clients: clients.length, enabled: client ? on(client) : false,
    options: plain(Object.fromEntries(Object.entries(options)
      .filter(([key]) => !{list(_APART)}.includes(key)))) ?? {{}},
    collection: plain(safe(() => client.getDataCollectionOptions())),
    integrations: [...new Set([...names, ...given])],
    replay: replay ? plain({{...safe(() => replay._initialOptions),
      ...safe(() => replay._replay._recordingOptions)}}) : null,
    user: [...new Set(users.flatMap(own))],
  }};
}})()"""


class Told(NamedTuple):
    """What one page tells of its SDK; `clients` is 0 where there is none."""

    clients: int
    sdk: str
    versions: tuple[str, ...]
    enabled: bool
    dsn: str
    """Host and project, without the key."""
    tunnel: str
    options: dict[str, Value]
    collection: dict[str, Value] | None
    integrations: tuple[str, ...]
    replay: dict[str, Value] | None
    user: tuple[str, ...]


def ask(page: Page) -> Told:
    """Ask the SDK of a page; of several clients the first that is enabled answers."""
    told: Mapping[str, Any] = page.evaluate(_ASK) or {}
    options = dict(told.get("options") or {})
    dsn = options.get("dsn")
    shown = without_key(dsn) if isinstance(dsn, str) and dsn else ""
    if shown:
        options["dsn"] = shown
    tunnel = options.get("tunnel")
    version = told.get("version")
    carriers = tuple(told.get("carriers") or ()) or ((version,) if version else ())
    collection, replay = told.get("collection"), told.get("replay")
    return Told(
        told.get("clients", 0),
        told.get("sdk") or "",
        carriers,
        bool(told.get("enabled")),
        shown,
        tunnel if isinstance(tunnel, str) else "",
        values(options),
        None if collection is None else values(collection),
        tuple(told.get("integrations") or ()),
        None if replay is None else values(replay),
        tuple(sorted(told.get("user") or ())),
    )


def values(told: Mapping[str, Any]) -> dict[str, Value]:
    """Read what a page told of options; texts that may be secrets are not kept."""
    return {key: _value(key, each) for key, each in told.items()}


def _value(key: str, told: Any) -> Value:
    match told:
        case {"$code": "function", "text": text}:
            return Code(text or "function", "function")
        case {"$code": _, "text": text}:
            return Code(text)
        case dict() if key in _VALUES_OF_PEOPLE:
            return {name: _keys(each) for name, each in told.items()}
        case dict():
            return values(told)
        case list():
            return [_value(key, each) for each in told]
        case str():
            return Code("hidden") if names_a_secret(key) and key != "dsn" else redact(told)
        case bool() | int() | float():
            return told
        case _:
            return None


def _keys(told: Any) -> Value:
    return [*told] if isinstance(told, dict) else Code("hidden")
