"""The auth token: what it is by its form, and whether the server takes it.

Source: docs/wire.md#requests-and-tokens.
"""

from typing import NamedTuple

from buildtools.facts.regions import region_of
from buildtools.facts.token_shapes import Shape
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting
from buildtools.found.answer import Answer, not_checked, of_finding, ok

REFUSED = 10
"""What a token that is not taken ends a step with."""
_SUBJECT = Setting("server.token")


class Taken(NamedTuple):
    """Whether the server takes the token."""

    accepted: bool | None
    """None where it could not be asked."""
    host: str
    said: str = ""
    """What it said with a refusal; or why it was not asked."""


def judge(shape: Shape, taken: Taken, origin: str) -> Answer:
    """Return what the token is, and whether it holds; `origin` is where it was read."""
    whole = _named(shape, origin)
    if taken.accepted:
        return ok(f"{whole}, which {taken.host} accepts")
    if taken.accepted is None:
        return _unasked(shape, taken, origin)
    return of_finding(_refused(shape, taken, origin), REFUSED)


def _named(shape: Shape, origin: str) -> str:
    of = f" of {shape.org}" if shape.org else ""
    made = f", made {shape.made}" if shape.made else ""
    return f"{shape.name}{of}{made} ({origin})"


def _unasked(shape: Shape, taken: Taken, origin: str) -> Answer:
    """What a form alone tells of a token that nobody was asked about: at most a warning."""
    if shape.cut:
        sentence = f"{shape.name} that was cut ({origin}): {shape.cut}"
        return of_finding(finding("token-cut", _SUBJECT, sentence, severity="warning"))
    if not shape.may_be_one:
        sentence = f"{shape.name} ({origin}), and no auth token"
        return of_finding(finding("token-kind", _SUBJECT, sentence, severity="warning"))
    return not_checked(f"{_named(shape, origin)}: {taken.said}")


def _refused(shape: Shape, taken: Taken, origin: str) -> Finding:
    if shape.cut:
        sentence = f"{taken.host} refuses {shape.name} that was cut ({origin}): {shape.cut}"
        return finding("token-cut", _SUBJECT, sentence)
    if not shape.may_be_one:
        sentence = f"{taken.host} refuses it: {shape.name} ({origin}), and no auth token"
        return finding("token-kind", _SUBJECT, sentence)
    said = f" (“{taken.said}”)" if taken.said else ""
    sentence = f"{taken.host} does not accept {_named(shape, origin)}{said}"
    return finding("token-refused", _SUBJECT, sentence)


def other_region(shape: Shape, url_host: str) -> Finding | None:
    """Return that the token is of an organization in another region than the server's host."""
    token_region = region_of(_host(shape.region_url))
    here = region_of(url_host)
    if not token_region or not here or token_region == here:
        return None
    sentence = f"{url_host} keeps data in {here}, and the token's organization is in {token_region}"
    remedy = f"set server.url (SENTRY_URL) to {shape.region_url}, or to https://sentry.io"
    return finding("token-region-differs", Setting("server.url"), sentence, remedy)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
