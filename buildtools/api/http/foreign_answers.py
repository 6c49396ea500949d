"""Whether an answer is the API's own, by its shape: whatever else comes is no word about a server.

Whoever stands in a server's place answers as it likes: a login, a firewall, a web server that has
no such address, another API. None of that means that an endpoint is absent. A refusal of Sentry
and GlitchTip is `{"detail": …}`, one of Bugsink and of Sentry's uploads `{"error": "…"}` and
nothing else; a 400 may be JSON of any form, such as sentences for each field.
Source: docs/wire.md#other-servers. Who it was that answered is told by `gateways`.
"""

from typing import Any

import msgspec

from buildtools.api.http.gateways import gateway
from buildtools.api.http.response import Refused, Response
from buildtools.texts.foreign import UNREADABLE

_BAD_REQUEST = 400
_OF_ANYBODY = frozenset({408, 413, 429})
"""Refusals that mean the same of whomever they come."""
_CLOSED = frozenset({401, 403, 407})
_HEADERS = "give what lets a machine through in server.headers (CUSTOM_HEADER)"
_URL = "set server.url (SENTRY_URL) to the address of the Sentry server itself"

NOTHING: Any = msgspec.UNSET
"""What a body says that is no JSON; `null` is another thing."""


class ForeignAnswer(Refused):
    """Something else answered in the server's place."""


def said(response: Response) -> Any:
    """Read what an answer says; NOTHING where it is no JSON, whatever its header calls it."""
    if not response.is_json:
        return NOTHING
    try:
        return msgspec.json.decode(response.body)
    except UNREADABLE:
        return NOTHING


def is_own(response: Response) -> bool:
    """True when a refusal has the shape that a Sentry-compatible API gives it."""
    match said(response):
        case {"detail": str() | dict() | list()}:
            return True
        case {"error": str(), **others} if not others:
            return True
        case dict() | list():
            return response.status == _BAD_REQUEST
        case _:
            return False


def is_foreign(response: Response) -> bool:
    """True when an answer is not the API's: a refusal of another shape, or a page as a success.

    A success without a body may be the API's, so may a redirect that leads to no login; a fault of
    5xx is one, whoever tells of it.
    """
    if response.status < 300:
        return bool(response.body.strip()) and (
            not response.is_json or gateway(response) is not None
        )
    if response.status < 400:
        return gateway(response) is not None
    refused = response.status < 500 and response.status not in _OF_ANYBODY
    return refused and (not is_own(response) or gateway(response) is not None)


def foreign_answer(response: Response) -> ForeignAnswer:
    """Make the failure that names who answered, with what, and the thing to do."""
    return ForeignAnswer(
        sentence(response),
        status=response.status,
        evidence=evidence(response),
        remedy=remedy(response),
    )


def sentence(response: Response) -> str:
    """Return who answered with what, as a clause that can stand alone."""
    known = gateway(response)
    if known:
        return known.sentence
    who = response.headers.get("server", "").strip() or response.headers.get("via", "").strip()
    shown = response.shown(response.body[:20_000].decode(errors="replace"))
    words = (
        f"said “{shown}” with {response.status}"
        if shown
        else f"sent {response.status} without a body"
    )
    return (
        f"this is not Sentry's answer: {response.shown(who) or 'something in front of it'} {words}"
    )


def evidence(response: Response) -> tuple[str, ...]:
    """Return the lines of fact: the request, and the headers that somebody is known by."""
    known = gateway(response)
    signs = known.signs if known else ()
    asked = (line for line in response.evidence if not line.startswith("the server said"))
    return (*asked, *signs)


def remedy(response: Response) -> str:
    """Name what helps against this one."""
    known = gateway(response)
    if known:
        return known.remedy
    if response.status in _CLOSED:
        return f"{_HEADERS}, or {_URL}"
    return f"{_URL}; where a gateway stands in front of it, {_HEADERS}"
