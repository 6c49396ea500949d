"""Answers that come slowly, in part, from elsewhere or not at all."""

from collections.abc import Iterator
from typing import Final

from bench.chaos import lies
from bench.chaos.faults.rows import ENDPOINTS, MAIN, PROOF, SOFT, Fault, fault

_BROKEN: Final = {
    "cut off in the middle": lies.cut,
    "shorter than announced": lies.short,
    "longer than announced": lies.long,
    "reset before the work": lies.reset_before,
    "reset after the work": lies.reset_after,
    "another protocol": lies.garbage,
}
_ELSEWHERE: Final = ("cut off in the middle", "reset before the work", "reset after the work")
_SLOW: Final = {
    "a head of a byte a second": lies.slow_head,
    "a body of a byte a second": lies.slow_body,
    "no answer ever": lies.silent,
}
_SLOW_AT: Final = ("any", "root", "create", "chunks", "assemble", "event", "envelope", "date")
_REDIRECTS: Final = {
    "to another host": "https://sentry.example.com/",
    "to itself": "/api/0/",
    "to http": "http://127.0.0.2:9/api/0/",
    "to a file": "file:///etc/hostname",
    "nowhere": "",
    "to a login page": "https://sso.example.com/login?next=/api/0/",
}


def _codes(endpoint: str) -> tuple[int, ...]:
    more = (0,) if endpoint in SOFT - {"any"} or endpoint in PROOF else ()
    return (30, 31, *more, *((50,) if endpoint in PROOF else ()))


def _broken() -> Iterator[Fault]:
    for endpoint in ENDPOINTS:
        codes = (0, *_codes(endpoint))
        for what in _BROKEN if endpoint in MAIN else _ELSEWHERE:
            yield fault(what, _BROKEN[what], codes, endpoint)
        for what in _ELSEWHERE if endpoint != "any" else ():
            yield fault(what, _BROKEN[what], codes, endpoint, when="first")


def _slow() -> Iterator[Fault]:
    for endpoint in _SLOW_AT:
        for what, lie in _SLOW.items():
            yield fault(what, lie, (31, *_codes(endpoint)), endpoint, patient=True)


def _redirects() -> Iterator[Fault]:
    for endpoint in ("any", "root", "create", "chunks", "envelope", "date"):
        for what, where in _REDIRECTS.items():
            number = 307 if endpoint in ("chunks", "envelope") else 302
            lie = lies.body(number, b"", {"Location": where})
            yield fault(f"{number} {what}", lie, _codes(endpoint), endpoint)


FAULTS: Final = (*_broken(), *_slow(), *_redirects())
