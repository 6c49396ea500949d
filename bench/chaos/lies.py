"""The ways in which a server answers wrongly. Each is a function of one exchange."""

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

from bench.chaos.exchange import Answer, Exchange, Lie, head

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
_HUGE_BYTES = 400 * 1024 * 1024
_LONG_SECONDS = 3600.0


def status(number: int, **headers: str) -> Lie:
    """Refuse with a status, and JSON as Sentry writes it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return body(number, json.dumps({"detail": f"refused with {number}"}).encode(), JSON | named)


def body(number: int, data: bytes, headers: dict[str, str]) -> Lie:
    """Answer with just this."""

    def tell(exchange: Exchange) -> None:
        exchange.send(Answer(number, headers, data))

    return tell


def page(number: int, text: str, **headers: str) -> Lie:
    """Answer with a page."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return body(number, text.encode(), HTML | named)


def value(given: object, number: int = 200) -> Lie:
    """Answer with this JSON."""
    return body(number, json.dumps(given).encode(), JSON)


def changed(change: Callable[[Any], object]) -> Lie:
    """Let the sandbox answer, and change what it says."""

    def tell(exchange: Exchange) -> None:
        answer = exchange.honest()
        told = answer.body and answer.status < 300 and "json" in answer.headers["Content-Type"]
        exchange.send(answer.saying(change(answer.json())) if told else answer)

    return tell


def with_keys(**keys: object) -> Lie:
    """Let the sandbox answer, and give these keys other values."""
    return changed(lambda told: {**told, **keys})


def without(*keys: str) -> Lie:
    """Let the sandbox answer, and leave these keys out."""
    return changed(lambda told: {key: one for key, one in told.items() if key not in keys})


def nulled(told: Any) -> Any:
    """Put null in the place of all that an object or the objects of a list hold."""
    if isinstance(told, list):
        return [nulled(one) for one in told] or [None]
    return dict.fromkeys(told) if isinstance(told, dict) else None


def mistyped(told: Any) -> Any:
    """Return every value another type."""
    match told:
        case dict():
            return {key: mistyped(one) for key, one in told.items()}
        case list():
            return {"0": mistyped(told[0])} if told else "none"
        case str():
            return 7
        case bool() | None:
            return ["odd"]
        case _:
            return str(told) + "x"


def dropped(exchange: Exchange) -> None:
    """Take a request, answer rightly, and forget it."""
    exchange.send(exchange.decoy())


def after_the_work(answer: Lie) -> Lie:
    """Do what was asked, and answer wrongly then."""

    def tell(exchange: Exchange) -> None:
        exchange.honest()
        answer(exchange)

    return tell


def nested(depth: int, inside: str = "") -> Lie:
    """Answer with JSON as deep as this."""
    data = b"[" * depth + b"]" * depth
    return body(200, f'{{"{inside}":'.encode() + data + b"}" if inside else data, JSON)


def huge(exchange: Exchange) -> None:
    """Answer with more than anybody wants to read."""
    exchange.raw(head(200, JSON, _HUGE_BYTES) + b'{"detail": "')
    block = b"x" * 1024 * 1024
    for _ in range(_HUGE_BYTES // len(block)):
        exchange.raw(block)


def bomb(exchange: Exchange) -> None:
    """Answer with a small gzip of something huge."""
    packed = gzip.compress(bytes(1024 * 1024), 1) * 1024
    exchange.send(Answer(200, JSON | {"Content-Encoding": "gzip"}, packed))


def silent(exchange: Exchange) -> None:
    """Never say anything."""
    exchange.wait(_LONG_SECONDS)


def slow_head(exchange: Exchange) -> None:
    """Send the head a byte a second."""
    exchange.slowly(b"HTTP/1.1 200 OK\r\n" + b"X-Odd: 1\r\n" * 400, 1.0)


def slow_body(exchange: Exchange) -> None:
    """Send the body a byte a second."""
    exchange.raw(head(200, JSON, 4000))
    exchange.slowly(b" " * 4000, 1.0)


def late(seconds: float) -> Lie:
    """Answer rightly, after a while."""

    def tell(exchange: Exchange) -> None:
        time.sleep(seconds)
        exchange.send(exchange.honest())

    return tell


def cut(exchange: Exchange) -> None:
    """End the connection in the middle of the right answer."""
    answer = exchange.honest()
    whole = head(answer.status, answer.headers, len(answer.body) + 1) + answer.body
    exchange.raw(whole[: max(len(whole) - len(answer.body) // 2 - 1, 20)])


def short(exchange: Exchange) -> None:
    """Announce more than is sent."""
    answer = exchange.honest()
    exchange.raw(head(answer.status, answer.headers, len(answer.body) + 100) + answer.body)


def long(exchange: Exchange) -> None:
    """Announce less than is sent."""
    answer = exchange.honest()
    exchange.raw(head(answer.status, answer.headers, len(answer.body) // 2) + answer.body)


def reset_before(exchange: Exchange) -> None:
    """End the connection before the request has done anything."""
    exchange.reset()


def reset_after(exchange: Exchange) -> None:
    """End the connection after the request was done."""
    exchange.honest()
    exchange.reset()


def garbage(exchange: Exchange) -> None:
    """Speak no HTTP."""
    exchange.raw(b"220 mail.example.com ESMTP\r\n500 what?\r\n")


def echo(number: int) -> Lie:
    """Refuse, and quote the token in the body, the headers and the reason."""

    def tell(exchange: Exchange) -> None:
        token = exchange.call.token
        said = json.dumps({"detail": f"bad token {token}", "error": [token]}).encode()
        exchange.send(Answer(number, JSON | {"X-Request-ID": token, "Server": token}, said))

    return tell
