"""Events that come back wrong, and texts that do harm where they are shown."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from bench.chaos import lies
from bench.chaos.faults.rows import REFUSED_COMMITS, Fault, fault
from bench.chaos.faults.statuses import codes_of

_FAILED: Final = (30, 31, 50)


def _entries(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change each exception of an event."""

    def of(told: Any) -> Any:
        entries = [
            {**entry, "data": {**entry["data"], "values": [*map(change, entry["data"]["values"])]}}
            if entry.get("type") == "exception"
            else entry
            for entry in told["entries"]
        ]
        return {**told, "entries": entries}

    return of


def _frames(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change each resolved frame of an event."""

    def of(one: Any) -> Any:
        frames = [change(frame) for frame in one["stacktrace"]["frames"]]
        return {**one, "stacktrace": {**one["stacktrace"], "frames": frames}}

    return _entries(of)


def _unresolved(one: Any) -> Any:
    return {**one, "stacktrace": one["rawStacktrace"], "rawStacktrace": None}


_EVENTS: Final[dict[str, Callable[[Any], Any]]] = {
    "unresolved": _entries(_unresolved),
    "a line beside": _frames(lambda frame: {**frame, "lineNo": (frame["lineNo"] or 0) + 1}),
    "a column beside": _frames(lambda frame: {**frame, "colNo": (frame["colNo"] or 0) + 1}),
    "another file": _frames(lambda frame: {**frame, "filename": "x.ts", "absPath": "x.ts"}),
    "another source line": _frames(lambda frame: {**frame, "context": [[1, "other"]]}),
    "no frames": _entries(lambda one: {**one, "stacktrace": {"frames": []}}),
    "no stack trace": _entries(lambda one: {**one, "stacktrace": None}),
    "frames backwards": _entries(
        lambda one: {**one, "stacktrace": {"frames": one["stacktrace"]["frames"][::-1]}}
    ),
    "no exception": lambda told: {**told, "entries": []},
    "another event": lambda told: {**told, "eventID": "0" * 32},
    "entries as null": lambda told: {**told, "entries": None},
    "no entries": lambda told: {key: one for key, one in told.items() if key != "entries"},
    "an error of the server": lambda told: {**told, "errors": [{"type": "js_no_source"}]},
}


def _events() -> Iterator[Fault]:
    for what, change in _EVENTS.items():
        yield fault(what, lies.changed(change), (0, *_FAILED), "event")
    yield fault("never there", lies.status(404), (*_FAILED, 0), "event")
    yield fault("an ID and nothing stored", lies.value({"id": "0" * 32}), (*_FAILED, 0), "envelope")
    for odd in (
        *("", "http://127.0.0.1:1/1", "https://key@elsewhere.example.com/1", "no address"),
        *("http://a\nb@127.0.0.1/1", "http://key@127.0.0.1:1/%2e%2e/1", "http://key@127.0.0.1/"),
    ):
        told = [{"dsn": {"public": odd}, "isActive": True}]
        yield fault(f"DSN {odd!r}", lies.value(told), (0, 20, *_FAILED), "keys")
    yield fault("no key", lies.value([]), (0, *_FAILED), "keys")


_TEXTS: Final = {
    "terminal escapes": "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b2J",
    "line ends": "first\r\nerror: second\n  try: rm -rf /",
    "a lone surrogate": "\ud800 half",
    "a zero byte": "a\x00b",
    "letters that turn the line": "\u202egpj.exe",
    "a text of 5 MB": "x" * 5_000_000,
}
_TEXT_AT: Final = ("root", "create", "commits", "assemble", "chunks", "envelope", "date", "deploy")


def _with_errors(text: str, event: Any) -> Any:
    said = {"type": text, "message": text, "data": {"url": text}}
    return {**event, "title": text, "errors": [said]}


_REFUSED: Final = {"envelope": (30, 50), "root": (0, 30), "commits": (0,)}
"""Which exit codes are right after a 400 at an endpoint; 30 elsewhere."""


def _refusals() -> Iterator[Fault]:
    for endpoint in _TEXT_AT:
        without = REFUSED_COMMITS if endpoint == "commits" else ()
        codes = _REFUSED.get(endpoint, (30,))
        for what, text in _TEXTS.items():
            lie = lies.value({"detail": text, "error": text, "version": [text]}, 400)
            yield fault(f"400 with {what}", lie, codes, endpoint, without=without)
        echoed = "400 that echoes the token"
        yield fault(echoed, lies.echo(400), codes, endpoint, without=without)


def _echoes() -> Iterator[Fault]:
    for endpoint in _TEXT_AT:
        proof = (50,) if endpoint == "envelope" else ()
        yield fault("401 that echoes the token", lies.echo(401), codes_of(401, endpoint), endpoint)
        soft = (0,) if endpoint == "root" else ()
        codes = (30, *proof, *soft)
        yield fault("500 that echoes the token", lies.echo(500), codes, endpoint)


def _texts() -> Iterator[Fault]:
    for what, text in _TEXTS.items():
        named = lies.with_keys(version=text, shortVersion=text, url=text)
        yield fault(f"{what} in the version", named, (0, 30), "create")
        told = lies.value({"state": "error", "detail": text, "missingChunks": []})
        yield fault(f"error with {what}", told, (30,), "assemble")
        broken = lies.changed(partial(_with_errors, text))
        yield fault(f"errors with {what}", broken, (0, *_FAILED), "event")


FAULTS: Final = (*_events(), *_refusals(), *_echoes(), *_texts())
