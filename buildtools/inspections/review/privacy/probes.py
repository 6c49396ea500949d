"""Probes: events that hold one text at every place that a selector of a rule could mean. Pure.

Whether a selector means anything is never told by a list: a text is planted where it points, and
the engine is asked to strike it.
Source: Sentry, advanced data scrubbing, selectors.
"""

import re

Event = dict[str, object]

TEXT = "zq7probe"
"""What is planted: no rule but one that is made for it strikes it."""

ELSEWHERE = frozenset(
    {"$log", "$attachments", "$binary", "$minidump", "$heap_memory", "$stack_memory", "attributes"}
)
"""Where selectors begin that mean logs and attachments: events cannot show whether they do."""

_ROOTS = frozenset(
    {
        *("tags", "extra", "contexts", "user", "request", "exception", "breadcrumbs", "spans"),
        *("logentry", "message", "transaction", "release", "environment", "fingerprint", "logger"),
        *("server_name", "dist", "modules", "debug_meta", "threads", "stacktrace", "sdk"),
    }
)
"""What events have at their top: no key of an app's own data is meant by it."""
_PART = re.compile(r"'(?:[^']|'')*'|[^.\s']+")
_ANY = {"*": ("any",), "**": ("any", "any")}
_TIMES = {"start_timestamp": 1795689999, "timestamp": 1795690000, "trace_id": "b" * 32}


def alternatives(selector: str) -> tuple[str, ...]:
    """Split a selector at its `||`; one with brackets or negations stays whole."""
    if any(sign in selector for sign in "()!&"):
        return (selector,)
    return tuple(part.strip() for part in selector.split("||") if part.strip())


def begins_elsewhere(selector: str) -> bool:
    """Whether a selector is about what no event holds."""
    return selector.partition(".")[0].strip() in ELSEWHERE


def probes(selector: str, text: str = TEXT) -> tuple[Event, ...]:
    """Return errors and a transaction that hold a text everywhere, and where a selector points.

    Its words become keys below each place where apps put data of their own.
    """
    pointed = _pointed(selector, text)
    last = next(reversed(_words(selector)), "any")
    trace = {"trace_id": "b" * 32, "span_id": "c" * 16, "op": "http", "data": dict(pointed)}
    shared: Event = {
        "platform": "javascript",
        "event_id": "a" * 32,
        "timestamp": 1795690000,
        "transaction": text,
        "server_name": text,
        "environment": text,
        "logger": text,
        "release": f"{text}@1",
        "fingerprint": [text],
        "tags": {"any": text, last: text},
        "extra": {**pointed, "nested": dict(pointed)},
        "contexts": {"order": dict(pointed), "trace": trace, **_objects(pointed)},
        "user": {"id": text, "email": text, "username": text, "data": dict(pointed)},
        "request": _request(pointed, last, text),
        "breadcrumbs": [{"category": "ui.click", "message": text, "data": dict(pointed)}],
    }
    span = {**_TIMES, "span_id": "d" * 16, "op": "db", "description": text, "data": dict(pointed)}
    plain = {**shared, "request": {"url": "https://shop.example.com/", "data": text}}
    return (
        {**shared, "level": "error", "message": text, "exception": _exception(pointed, text)},
        plain,
        {**shared, "type": "transaction", "start_timestamp": 1795689999, "spans": [span]},
    )


def _request(pointed: Event, last: str, text: str) -> Event:
    return {
        "url": f"https://shop.example.com/{text}",
        "query_string": f"any={text}",
        "headers": {"X-Any": text, last: text},
        "cookies": {"any": text, last: text},
        "env": dict(pointed),
        "data": dict(pointed),
        "method": "GET",
    }


def _exception(pointed: Event, text: str) -> Event:
    frame = {
        "function": text,
        "module": text,
        "filename": f"/{text}/x.js",
        "abs_path": f"/{text}/x.js",
        "context_line": text,
        "pre_context": [text],
        "vars": dict(pointed),
        "lineno": 1,
    }
    one = {"type": text, "value": text, "stacktrace": {"frames": [frame]}}
    return {"values": [one]}


def _pointed(selector: str, text: str) -> Event:
    """Return objects that hold the text below each tail of a selector's words, and below any."""
    held: Event = {"any": text}
    words = _words(selector)
    for start in range(len(words)):
        _put(held, words[start:], text)
    return held


def _put(held: Event, words: list[str], text: str) -> None:
    for word in words[:-1]:
        inner = held.setdefault(word, {})
        if not isinstance(inner, dict):
            return
        held = inner
    held.setdefault(words[-1], text)


def _words(selector: str) -> list[str]:
    """Return the keys that a selector names below an event's own, which `$types` are as well."""
    words: list[str] = []
    for part in _PART.findall(alternatives(selector)[0] if selector else ""):
        plain = part.strip("'").replace("''", "'")
        if not part.startswith("$"):
            words += _ANY.get(part, (plain,))
    return words[1:] if words and words[0] in _ROOTS else words


def _objects(held: Event) -> Event:
    return {key: value for key, value in held.items() if isinstance(value, dict) and key != "trace"}
