"""The corpus: personal data of 26 kinds, planted at 39 places of events as SDKs make them.

Each plant is one value at one place of one event, and holds a canary: a part of the value that
stands nowhere else in that event, so that whoever finds it afterwards knows what has survived.
Canaries hold no character that JSON escapes. No value belongs to anybody: hosts are example.com,
addresses those of documentation. Pure.
"""

from collections.abc import Callable, Iterator

import msgspec

from buildtools.inspections.review.privacy.kinds import KINDS, Kind
from buildtools.inspections.review.privacy.places import PLACES, Place

Event = dict[str, object]

_HEAD: Event = {
    "platform": "javascript",
    "level": "error",
    "event_id": "a" * 32,
    "timestamp": 1795690000,
}


class Plant(msgspec.Struct, frozen=True):
    """One value at one place."""

    kind: Kind
    place: Place
    canary: str
    event: Event

    @property
    def has_shape(self) -> bool:
        """Whether a pattern can know it: a card number has a shape, a name has none."""
        return self.kind.has_shape


class Harmless(msgspec.Struct, frozen=True):
    """A value that nobody should strike, at one place."""

    name: str
    """What it is: a key that is called author."""
    key: str
    value: str
    place: str
    event: Event

    def is_kept(self, stored: Event) -> bool:
        """Whether an event that is stored still has it, where it was put.

        Not anywhere in it: a value of few digits stands in a time of the normaliser's by chance.
        """
        found: object = stored
        for step in _WHERE[self.place]:
            name = self.key if step == _KEY else step
            if isinstance(found, dict):
                found = found.get(name)
            else:
                found = found[0] if isinstance(found, list) and found else None
        return self.value in str(found)


def plants() -> Iterator[Plant]:
    """Return all plants, in the order of kinds and places; equal at each call."""
    number = 0
    for kind in KINDS:
        for place in PLACES:
            if place.kinds and kind.name not in place.kinds:
                continue
            number += 1
            value, canary = kind.make(number)
            yield Plant(kind, place, canary, {**_HEAD, **place.build(value)})


def harmless() -> Iterator[Harmless]:
    """Return all harmless values, each as extra, in a breadcrumb and in the message."""
    for name, key, value in _HARMLESS:
        for place, build in _AT:
            yield Harmless(name, key, value, place, {**_HEAD, **build(key, value)})


_AT: tuple[tuple[str, Callable[[str, str], Event]], ...] = (
    ("extra", lambda key, value: {"extra": {key: value}}),
    (
        "breadcrumb",
        lambda key, value: {
            "breadcrumbs": [{"category": "ui.click", "message": "x", "data": {key: value}}]
        },
    ),
    ("message", lambda key, value: {"message": f"{key}: {value}"}),
)

_KEY = "*"
_WHERE: dict[str, tuple[str, ...]] = {
    "extra": ("extra", _KEY),
    "breadcrumb": ("breadcrumbs", "values", "0", "data", _KEY),
    "message": ("logentry", "formatted"),
}
"""Where the normaliser puts each place: keys of mappings, the first of a list, the value's key."""

_HARMLESS = (
    ("a commit", "commit", "7b1c5e9d3f8a2064be17c0d95a36f4e8821d7c3b"),
    ("a UUID", "trace", "0190f2b2-8f9c-7d4e-9d5f-2b3c4d5e6f70"),
    ("an order number of 16 digits that is no card", "order", "4111111111111112"),
    ("an order number of 16 digits that could be a card", "order", "4532015112830366"),
    ("milliseconds of 13 digits", "at", "1795690000123"),
    ("microseconds of 16 digits", "at", "1795690000123456"),
    ("a version", "version", "16.4.6"),
    ("a version of four parts", "version", "10.0.22631.1"),
    ("the key author", "author", "team bakery"),
    ("the key authorized", "authorized", "yes"),
    ("the key token_count", "token_count", "128"),
    ("the key max_tokens", "max_tokens", "4096"),
    ("the key secretary", "secretary", "room 4"),
    ("a sentence with 'password'", "note", "the password reset page was shown"),
    ("a sentence with 'authentication'", "note", "authentication failed for realm bakery"),
    ("a sentence with 'token'", "note", "Unexpected token < in JSON at position 0"),
    ("a sentence with 'secret'", "note", "secret ingredient missing"),
    ("a CSS path", "selector", "div.card > button#pay"),
    ("the key card_type", "card_type", "visa"),
    ("a range like a social security number", "range", "123-45-6789"),
    ("a day", "day", "2026-11-26"),
    ("a URL", "url", "https://shop.example.com/loaves/rye"),
    ("the key session_duration", "session_duration", "35"),
    ("the key apikeyname", "apikeyname", "ci"),
    ("the key bearer_of_news", "bearer_of_news", "yes"),
    ("a package with its version", "package", "@sentry/browser@11.8.0"),
    ("a colour", "color", "#4111ff"),
)
