"""Spans that are streamed, and logs: planted for hooks alone, since no server's rules can be asked.

They have the form in which SDK 11 gives them to `beforeSendSpan` and `beforeSendLog`.
Source: @sentry/core 11, StreamedSpanJSON and Log.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from buildtools.inspections.review.privacy.hooks import Item
from buildtools.inspections.review.privacy.kinds import KINDS
from buildtools.inspections.review.privacy.telling import per_cent
from buildtools.review.reviewed import Figure, Table

Event = dict[str, Any]


class Alone(msgspec.Struct, frozen=True):
    """One value at one place of a span or a log."""

    item: Item
    place: str
    canary: str
    has_shape: bool


class Told(msgspec.Struct, frozen=True):
    """What hooks alone strike there."""

    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


_TITLES = {"span": "streamed spans", "log": "logs"}


def planted() -> Iterator[Alone]:
    """Return all of them, equal at each call."""
    for place, (build, only) in _PLACES.items():
        for number, kind in enumerate(KINDS, 1):
            if only and kind.name not in only:
                continue
            value, canary = kind.make(number)
            sort = place.partition(".")[0]
            name = f"{place} {kind.name}"
            yield Alone(Item(name, sort, build(value)), place, canary, kind.has_shape)


def told(left: Mapping[str, Event | None]) -> Told:
    """Return what is left of those that hooks were given; nothing where they were given none."""
    given = [each for each in planted() if each.item.name in left]
    if not given:
        return Told()
    struck = [each for each in given if _is_gone(each, left[each.item.name])]
    all_of, gone = (Counter(each.place for each in some) for some in (given, struck))
    rows = tuple((place, n, gone[place], per_cent(gone[place] / n)) for place, n in all_of.items())
    title = "Struck by hooks alone, in what is streamed past beforeSend"
    columns = ("place", "planted", "struck", "struck, %")
    table = Table("pii-hooks-streamed", title, columns, rows, "planted items through the hooks")
    return Told(tuple(_figures(given, struck)), (table,))


def _figures(given: list[Alone], struck: list[Alone]) -> Iterator[Figure]:
    for sort, title in _TITLES.items():
        shaped = [each for each in given if each.item.kind == sort and each.has_shape]
        gone = [each for each in struck if each.item.kind == sort and each.has_shape]
        if shaped:
            share = round(len(gone) / len(shaped), 4)
            yield Figure(f"pii-recall-{sort}s-hook", share, f"planted {title} through the hooks")


def _is_gone(each: Alone, left: Event | None) -> bool:
    return left is None or each.canary not in json.dumps(left, ensure_ascii=False)


def _span(name: str = "GET /x", **attributes: str) -> Event:
    return {
        "trace_id": "b" * 32,
        "span_id": "d" * 16,
        "name": name,
        "start_timestamp": 1795689999,
        "end_timestamp": 1795690000,
        "status": "ok",
        "is_segment": False,
        "attributes": {"sentry.op": "http.client", **attributes},
    }


def _log(message: str = "order sent", **attributes: str) -> Event:
    return {"level": "info", "message": message, "attributes": attributes}


_PLACES: dict[str, tuple[Callable[[str], Event], frozenset[str]]] = {
    "span.name": (lambda v: _span(f"GET /customers/{v}"), frozenset()),
    "span.url.full": (
        lambda v: _span(**{"url.full": f"https://x.example.com/find?q={v}"}),
        frozenset(),
    ),
    "span.db.query.text": (
        lambda v: _span(**{"db.query.text": f"find customers by '{v}'"}),
        frozenset(),
    ),
    "span.http.request.header.x-customer": (
        lambda v: _span(**{"http.request.header.x-customer": v}),
        frozenset(),
    ),
    "span.user.email": (lambda v: _span(**{"user.email": v}), frozenset({"email"})),
    "span.user.name": (lambda v: _span(**{"user.name": v}), frozenset({"person_name"})),
    "span.user.ip_address": (
        lambda v: _span(**{"user.ip_address": v}),
        frozenset({"ipv4", "ipv6"}),
    ),
    "log.message": (lambda v: _log(f"order of {v} sent"), frozenset()),
    "log.attribute": (lambda v: _log(detail=v), frozenset()),
    "log.attribute, key password": (lambda v: _log(password=v), frozenset()),
    "log.sentry.message.parameter.0": (
        lambda v: _log(**{"sentry.message.parameter.0": v}),
        frozenset(),
    ),
    "log.user.email": (lambda v: _log(**{"user.email": v}), frozenset({"email"})),
}
