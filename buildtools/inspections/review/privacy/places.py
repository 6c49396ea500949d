"""Places of an event where SDKs and apps put texts, and an event with a value there. Pure.

Events have the form that `beforeSend` is given, spans that of a transaction.
Source: Sentry, event payloads.
"""

import json
from collections.abc import Callable

import msgspec

Event = dict[str, object]


class Place(msgspec.Struct, frozen=True):
    """One place."""

    name: str
    build: Callable[[str], Event]
    """From a value to the parts of an event that hold it."""
    beside: str = ""
    """Harmless words in the same text: gone with the value, they are over-scrubbed."""
    kinds: frozenset[str] = frozenset()
    """The kinds that make sense there; all when empty."""


def _at(*path: str) -> Callable[[str], Event]:
    """Return what puts a value below these keys."""

    def build(value: str) -> Event:
        held: object = value
        for key in reversed(path):
            held = {key: held}
        return held if isinstance(held, dict) else {}

    return build


def _frame(field: str, write: Callable[[str], object]) -> Callable[[str], Event]:
    def build(value: str) -> Event:
        frame = {"function": "f", "filename": "app:///x.js", "lineno": 1, "colno": 1}
        stack = {"frames": [{**frame, field: write(value)}]}
        return {"exception": {"values": [{"type": "Error", "value": "boom", "stacktrace": stack}]}}

    return build


def _crumb(category: str, write: Callable[[str], Event]) -> Callable[[str], Event]:
    return lambda value: {"breadcrumbs": [{"category": category, **write(value)}]}


def _request(write: Callable[[str], Event]) -> Callable[[str], Event]:
    return lambda value: {"request": {"url": "https://shop.example.com/", **write(value)}}


def _header(name: str, around: str = "{}") -> Callable[[str], Event]:
    return _request(lambda value: {"headers": {name: around.format(value)}})


def _span(write: Callable[[str], Event]) -> Callable[[str], Event]:
    times = {"start_timestamp": 1795689999, "trace_id": "b" * 32}
    trace = {"trace_id": "b" * 32, "span_id": "c" * 16, "op": "http"}

    def build(value: str) -> Event:
        span = {**times, "span_id": "d" * 16, "timestamp": 1795690000, "description": "GET /x"}
        return {
            "type": "transaction",
            "transaction": "GET /",
            "start_timestamp": 1795689999,
            "contexts": {"trace": trace},
            "spans": [{**span, **write(value)}],
        }

    return build


PLACES = (
    Place("message", lambda v: {"message": f"order failed for {v} today"}, "order failed for"),
    Place(
        "exception.value",
        lambda v: {"exception": {"values": [{"type": "Error", "value": f"no customer: {v}!"}]}},
        "no customer:",
    ),
    Place("frame.vars", _frame("vars", lambda v: {"row": v})),
    Place("frame.vars, key password", _frame("vars", lambda v: {"password": v})),
    Place(
        "frame.filename",
        _frame("filename", lambda v: v),
        kinds=frozenset({"home_path", "win_path", "email", "url_userinfo"}),
    ),
    Place("frame.context_line", _frame("context_line", lambda v: f"  send('{v}')"), "send("),
    Place(
        "breadcrumb.message",
        _crumb("console", lambda v: {"message": f"got {v} from form"}),
        "from form",
    ),
    Place("breadcrumb.data", _crumb("ui.click", lambda v: {"data": {"item": v}})),
    Place(
        "breadcrumb.data.url, query",
        _crumb(
            "fetch",
            lambda v: {
                "type": "http",
                "data": {"url": f"https://api.example.com/find?q={v}", "method": "GET"},
            },
        ),
        "api.example.com",
    ),
    Place(
        "breadcrumb.data.url, path",
        _crumb(
            "fetch",
            lambda v: {
                "type": "http",
                "data": {"url": f"https://api.example.com/customers/{v}/orders"},
            },
        ),
        "api.example.com",
    ),
    Place(
        "breadcrumb, console arguments",
        _crumb("console", lambda v: {"data": {"arguments": ["user", {"value": v}]}}),
    ),
    Place("extra", _at("extra", "detail")),
    Place(
        "extra, nested text",
        lambda v: {"extra": {"state": {"form": {"note": f"please call {v} soon"}}}},
        "please call",
    ),
    Place("extra, key secret_code", _at("extra", "secret_code")),
    Place(
        "extra, JSON with a password key",
        lambda v: {"extra": {"payload": json.dumps({"password": "x", "field": v})}},
        "field",
    ),
    Place("tags", lambda v: {"tags": {"customer": v[:190]}}),
    Place("contexts", _at("contexts", "order", "contact")),
    Place("user.email", _at("user", "email"), kinds=frozenset({"email"})),
    Place("user.username", _at("user", "username")),
    Place("user.id", _at("user", "id")),
    Place("user.ip_address", _at("user", "ip_address"), kinds=frozenset({"ipv4", "ipv6"})),
    Place("user.data", lambda v: {"user": {"id": "7", "data": {"contact": v}}}),
    Place(
        "request.url, path",
        _request(lambda v: {"url": f"https://shop.example.com/customers/{v}/edit"}),
        "shop.example.com",
    ),
    Place("request.url, query", _request(lambda v: {"url": f"https://shop.example.com/find?q={v}"})),
    Place("request.query_string", _request(lambda v: {"query_string": f"q={v}"})),
    Place("request.query_string, key token", _request(lambda v: {"query_string": f"token={v}"})),
    Place("header X-Customer", _header("X-Customer")),
    Place("header Authorization", _header("Authorization")),
    Place("header Cookie", _header("Cookie", "pref={}; theme=dark")),
    Place("header X-Forwarded-For", _header("X-Forwarded-For"), kinds=frozenset({"ipv4", "ipv6"})),
    Place(
        "header Referer",
        _header("Referer", "https://shop.example.com/find?q={}"),
        "shop.example.com/find",
    ),
    Place("cookies, key session", _request(lambda v: {"cookies": {"session": v}})),
    Place("cookies", _request(lambda v: {"cookies": {"pref": v}})),
    Place("request.data", _request(lambda v: {"data": {"contact": v}})),
    Place("request.data, JSON", _request(lambda v: {"data": json.dumps({"contact": v})})),
    Place("transaction", lambda v: {"transaction": f"/customers/{v}"}, "/customers/"),
    Place(
        "server_name", _at("server_name"), kinds=frozenset({"person_name", "ipv4", "email"})
    ),
    Place(
        "span.description",
        _span(lambda v: {"op": "db", "description": f"find customers by '{v}'"}),
        "find customers",
    ),
    Place(
        "span.data.url",
        _span(
            lambda v: {"op": "http.client", "data": {"url.full": f"https://x.example.com/?q={v}"}}
        ),
        "x.example.com",
    ),
)  # fmt: skip
"""All of them; those without `beside` hold the value alone, or a key with it."""
