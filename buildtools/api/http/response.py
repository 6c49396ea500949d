"""One HTTP answer as it came, and the failures that a refusal becomes.

A `Reply` knows whether it is JSON, what the server said in it, and where the next page is. Nothing
it shows to a person contains a token. Source: docs/wire.md#requests-and-tokens.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from buildtools.api.http.gateways import gateway, page_title
from buildtools.errors import BuildtoolsError, ServerRefused
from buildtools.texts.foreign import UNREADABLE
from buildtools.texts.redaction import redact
from buildtools.values import Secret

T = TypeVar("T")

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NEXT = re.compile(r'<([^>]*)>[^<]*rel="next"[^<]*results="true"[^<]*cursor="([^"]*)"')
_SHOWN_LETTERS = 300
_LINK_LETTERS = 4_000
_DETAIL_BYTES = 64 * 1024
"""A larger body is no refusal that somebody phrased, and costs much memory to take apart."""
_REQUEST_IDS = ("x-sentry-request-id", "x-request-id", "sentry-trace", "cf-ray")


class Refused(ServerRefused):
    """A refusal that remembers its HTTP status."""

    def __init__(
        self, what: str, *, status: int, evidence: Sequence[str] = (), remedy: str = ""
    ) -> None:
        super().__init__(what, evidence=evidence, remedy=remedy)
        self.status = status


class NotFound(Refused):
    """The server does not have it, or does not show it to this token."""


def one_line(text: str, secrets: Sequence[Secret]) -> str:
    """Make a text of others fit to be shown: short, without secrets and control characters.

    Those could move the cursor of a terminal, or colour what we say.
    """
    text = " ".join(redact(text, secrets).split())
    text = text if len(text) <= _SHOWN_LETTERS else text[:_SHOWN_LETTERS] + " …"
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Response(msgspec.Struct, frozen=True):
    """One answer: `headers` have lower-case names, `body` is decompressed."""

    method: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    secrets: tuple[Secret, ...] = ()
    through: str = ""
    """The variable that names the proxy which was asked, empty where none was."""
    received: float = 0.0
    """When, in seconds since 1970."""

    @property
    def is_json(self) -> bool:
        """True when the server says that this is JSON."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the next page, None on the last; from the `Link` header."""
        found = _NEXT.search(self.headers.get("link", "")[:_LINK_LETTERS])
        return found[2] if found else None

    @property
    def detail(self) -> str:
        """What the server said, short enough to show; empty when it said nothing.

        Sentry writes `detail` (a text or an object with a message), upload endpoints and Bugsink
        `error`, serializers a list of sentences for each field.
        """
        return self.shown(self._json_detail() if self.is_json else self._text_detail())

    @property
    def evidence(self) -> tuple[str, ...]:
        """The lines of fact for a failure."""
        lines = [f"{self.method} {self.shown(self.url)} answered {self.status}"]
        if self.detail:
            lines.append(f"the server said: {self.detail}")
        lines += [
            f"request ID: {self.shown(self.headers[name])} ({name})"
            for name in _REQUEST_IDS
            if name in self.headers
        ][:1]
        return tuple(lines)

    def read(self, type_: type[T]) -> T:
        """Parse the body.

        Raises ServerRefused when it is no JSON, such as the page of a login, or not of this shape.
        """
        if not self.is_json:
            kind = self.headers.get("content-type") or "no content type"
            kind = kind if self.body.strip() else "nothing"
            other = gateway(self)
            raise Refused(
                other.sentence
                if other
                else f"the server answered with {self.shown(kind)} where JSON belongs",
                status=self.status,
                evidence=(*self.evidence, *(other.signs if other else ())),
                remedy=other.remedy
                if other
                else "check server.url (SENTRY_URL): a login page or proxy may stand in front",
            )
        try:
            return msgspec.json.decode(self.body, type=type_)
        except RecursionError:
            raise Refused(
                "the server's answer is nested too deeply to be read",
                status=self.status,
                evidence=self.evidence[:1],
                remedy="check that server.url (SENTRY_URL) names a Sentry server",
            ) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(
                f"the server's answer cannot be read: {self.shown(str(error))}",
                status=self.status,
                evidence=self.evidence[:1],
                remedy="check that server.url (SENTRY_URL) names a Sentry server",
            ) from error

    def shown(self, text: str) -> str:
        """Shorten a text to one line, hide the secrets in it, and spell out its controls."""
        return one_line(text, self.secrets)

    def _text_detail(self) -> str:
        title = page_title(self.body)
        return f"a page titled “{title}”" if title else self.body[:20_000].decode(errors="replace")

    def _json_detail(self) -> str:
        if len(self.body) > _DETAIL_BYTES:
            return self._text_detail()
        try:
            said = msgspec.json.decode(self.body)
        except UNREADABLE:
            return self._text_detail()
        return _said(said)


def _said(said: Any) -> str:
    """Phrase an error body: its detail or error, or each field with its sentences."""
    match said:
        case {"detail": str(text)} | {"error": str(text)} | {"message": str(text)}:
            return text
        case {"detail": {"message": str(text)}} | {"detail": {"code": str(text)}}:
            return text
        case dict() if said and all(isinstance(value, list) for value in said.values()):
            return "; ".join(
                f"{key}: {' '.join(str(item) for item in value)}" for key, value in said.items()
            )
        case _:
            return msgspec.json.encode(said).decode()


class ValuesRefused(Refused):
    """A 400 about values that were sent; `said` is its body as JSON gave it, None without JSON."""

    def __init__(self, plain: BuildtoolsError, response: Response) -> None:
        super().__init__(
            plain.what, status=response.status, evidence=plain.evidence, remedy=plain.remedy
        )
        self.detail = response.detail
        try:
            self.said: object = msgspec.json.decode(response.body)
        except UNREADABLE:
            self.said = None
