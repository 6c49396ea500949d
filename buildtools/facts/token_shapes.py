"""What a text that is used as an auth token is, by its form alone; whether it holds, a server says.

A token of Sentry is a prefix and a secret of a fixed length, so one that was cut when it was pasted
is known without asking. What belongs to other services, or is another secret of Sentry, is named.
Source: docs/wire.md#requests-and-tokens; the published prefixes of the other services.
"""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Literal, NamedTuple

Kind = Literal["organization", "person", "integration", "application", "older", "bugsink", "other"]

_HEX = re.compile(r"[0-9a-f]+", re.I)
_SECRET = re.compile(r"[A-Za-z0-9+/]*")
_DIGITS = 64
_BUGSINK_DIGITS = 40
_END_LETTERS = 43
"""Base64 of 32 bytes without padding."""
_PREFIXES: tuple[tuple[str, Kind, str], ...] = (
    ("sntryu_", "person", "a user's token"),
    ("sntryi_", "integration", "a token of an internal integration"),
    ("sntrya_", "application", "a token of an application that a user let in"),
)
_OTHERS = (
    (r"eyJ[\w-]+\.[\w-]+\.[\w-]*", "a JSON Web Token, which logs a person or a job in elsewhere"),
    (r"gh[opsur]_\w+|github_pat_\w+", "a token of GitHub"),
    (r"gl[a-z]{2,6}-[\w.-]+", "a token of GitLab"),
    (r"ATBB\w+|ATCTT\S+", "a token of Bitbucket"),
    (r"npm_\w+", "a token of npm"),
    (r"pypi-\S+", "a token of PyPI"),
    (r"xox[a-z]-\S+", "a token of Slack"),
    (r"(?:AKIA|ASIA)[A-Z0-9]{16}", "a key of AWS"),
    (r"[sprw]k_(?:live|test)_\w+", "a key of Stripe"),
    (r"dp\.[a-z]{2,3}\.\S+", "a token of Doppler"),
    (r"hv[sb]\.\S+", "a token of Vault"),
    (r"[0-9a-f]{32}", "the key of a DSN, with which events are sent"),
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a UUID, such as the ID of a Relay"),
    (r"[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86}", "a key of Relay, or the end of a longer token"),
)


class Shape(NamedTuple):
    """What a token looks like."""

    kind: Kind
    name: str
    """With its article: `an organization token`."""
    cut: str = ""
    """What is missing of it or too much, as a clause; empty where it is whole."""
    org: str = ""
    """Organization that it says it is for."""
    url: str = ""
    """Web root of the installation that it says it is of."""
    region_url: str = ""
    made: str = ""
    """The day it was made, as it says: 2026-03-01."""

    @property
    def may_be_one(self) -> bool:
        """Whether a server may take a text of this form."""
        return self.kind != "other" and not self.cut


def shape_of(text: str) -> Shape:
    """Name the form of a token. It never shows any of it."""
    if text.startswith("sntrys_"):
        return _of_organization(text)
    for prefix, kind, name in _PREFIXES:
        if text.startswith(prefix):
            return Shape(kind, name, _digits(text.removeprefix(prefix)))
    if re.fullmatch(r"(?:[sntry]{0,5}s_)?eyJ[A-Za-z0-9+/=]{8,}_[A-Za-z0-9+/]*", text):
        return Shape("organization", "an organization token", "its beginning, sntrys_, is missing")
    if re.fullmatch(r"[ntry]{0,4}[uia]_[0-9a-f]+", text):
        return Shape("person", "a user's token", "its beginning, sntryu_, is missing")
    for form, name in _OTHERS:
        if re.fullmatch(form, text):
            return Shape("other", name)
    if _HEX.fullmatch(text):
        return _of_digits(text)
    return Shape("other", f"{len(text)} characters of a form that no token of Sentry has")


def _of_digits(text: str) -> Shape:
    if len(text) == _BUGSINK_DIGITS:
        return Shape("bugsink", "a token of Bugsink by its form")
    return Shape("older", "a token of the older form", _digits(text))


def _digits(secret: str) -> str:
    """Return what is wrong with a secret of 64 digits."""
    odd = next((sign for sign in secret if not _HEX.fullmatch(sign)), None)
    if odd is not None:
        return "it has other characters than the digits 0 to 9 and a to f behind its prefix"
    return _length(len(secret), _DIGITS, "digits")


def _length(count: int, wanted: int, what: str) -> str:
    if count < wanted:
        return f"it ends after {count} of {wanted} {what}"
    return f"it has {count} {what} and not {wanted}" if count > wanted else ""


def _of_organization(text: str) -> Shape:
    name = "an organization token"
    payload, underscore, secret = text.removeprefix("sntrys_").rpartition("_")
    if not underscore:
        return Shape("organization", name, "its end is missing: it has one underscore and not two")
    try:
        said = json.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Shape("organization", name, "its middle cannot be read: a part of it is missing")
    cut = _length(len(secret), _END_LETTERS, "characters behind its last underscore")
    if not cut and not _SECRET.fullmatch(secret):
        cut = "it has odd characters behind its last underscore"
    org, url, region = (_text(said.get(key)) for key in ("org", "url", "region_url"))
    return Shape("organization", name, cut, org, url, region, _day(said.get("iat")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(seconds: object) -> str:
    if not isinstance(seconds, int | float):
        return ""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
