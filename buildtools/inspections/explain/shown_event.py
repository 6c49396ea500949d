"""An event as servers show it, turned into the form in which Sentry keeps one.

That is all that some servers give back: entries instead of interfaces, `absPath` instead of
`abs_path`, and no mark at a frame that was resolved. Source: docs/wire.md#events.
"""

from typing import Any, Final

Json = dict[str, Any]

_KEYS: Final = {
    "absPath": "abs_path",
    "filename": "filename",
    "lineNo": "lineno",
    "colNo": "colno",
    "function": "function",
    "inApp": "in_app",
}


def kept_form(shown: Json) -> Json:
    """Return the event as Sentry would keep it, as far as its fields tell."""
    entries = {
        str(one.get("type")): one.get("data")
        for one in shown.get("entries") or ()
        if isinstance(one, dict)
    }
    release = shown.get("release")
    tags = {
        one.get("key"): one.get("value")
        for one in shown.get("tags") or ()
        if isinstance(one, dict) and isinstance(one.get("key"), str)
    }
    return {
        **{key: shown.get(key) for key in ("platform", "dist", "sdk", "dateReceived", "errors")},
        "release": release.get("version") if isinstance(release, dict) else release,
        "environment": tags.get("environment"),
        "request": entries.get("request"),
        "message": shown.get("message"),
        "debug_meta": entries.get("debugmeta"),
        "exception": {"values": [_holder(one) for one in _values(entries.get("exception"))]},
        "threads": {"values": [_holder(one) for one in _values(entries.get("threads"))]},
    }


def _values(data: object) -> list[Json]:
    values = data.get("values") if isinstance(data, dict) else None
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _holder(value: Json) -> Json:
    sent, now = _frames(value.get("rawStacktrace")), _frames(value.get("stacktrace"))
    pairs = zip(sent, now, strict=True) if len(sent) == len(now) else ((one, one) for one in now)
    marked = [one | {"data": {"symbolicated": _moved(raw, one)}} for raw, one in pairs]
    held = {"type": value.get("type"), "value": value.get("value")}
    held["stacktrace"] = {"frames": marked}
    return held | ({"raw_stacktrace": {"frames": sent}} if sent else {})


def _moved(raw: Json, shown: Json) -> bool:
    """Whether a frame was resolved: it has another place than it was sent with."""
    return any(raw.get(key) != shown.get(key) for key in ("filename", "lineno", "colno"))


def _frames(trace: object) -> list[Json]:
    listed = trace.get("frames") if isinstance(trace, dict) else None
    return [_frame(one) for one in listed if isinstance(one, dict)] if listed else []


def _frame(shown: Json) -> Json:
    frame = {key: shown.get(name) for name, key in _KEYS.items()}
    for pair in shown.get("context") or ():
        if isinstance(pair, list) and len(pair) > 1 and pair[0] == shown.get("lineNo"):
            frame["context_line"] = pair[1]
    return frame
