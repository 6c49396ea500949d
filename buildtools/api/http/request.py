"""One request to a server, and the rules by which its answer is waited for and judged."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, Self

import msgspec

from buildtools.api.http.connection_errors import URL_SETTING
from buildtools.api.http.multipart import Form

OK = (200, 201, 204, 208)
"""208 says that a release existed already, which is success."""


class Request(NamedTuple):
    """What is asked. `path` lies below `/api/0/` and is already encoded; `url` replaces it.

    A parameter that is a tuple is given once for each of its texts.
    """

    method: str
    path: str = ""
    params: Mapping[str, str | int | tuple[str, ...] | None] | None = None
    body: bytes | Form | None = None
    headers: Mapping[str, str] = {}
    url: str = ""

    @classmethod
    def of_json(cls, method: str, path: str, value: object) -> Self:
        """Make a request whose body is a value as JSON."""
        headers = {"Content-Type": "application/json"}
        return cls(method, path, body=msgspec.json.encode(value), headers=headers)


class Rules(NamedTuple):
    """What a request can bear, and which answers are good ones."""

    idempotent: bool = True
    """Doing it twice is as good as once."""
    conflicts: bool = False
    """409 means that another update is running, which ends."""
    ok: Collection[int] | None = OK
    """Statuses that are given to the caller; None lets every one through, for probes and for
    callers that read refusals themselves."""
    missing_ok: bool = False
    """404 is an answer: there is none."""
    authorize: bool = True
    """Send the token and the extra headers."""
    setting: str = URL_SETTING
    """What names the host of `url`, for people."""

    def take(self, status: int) -> bool:
        """Return whether an answer of this status is what was asked for."""
        if self.authorize and status == 401:
            return False
        return self.ok is None or status in self.ok or (self.missing_ok and status == 404)

    def leave_to_caller(self, status: int) -> bool:
        """Return whether a refusal is judged by the caller."""
        if self.authorize and status == 401:
            return False
        return self.ok is None or (status in self.ok and status >= 400)


USUAL = Rules()
"""For requests that may be repeated and have to succeed."""
IF_ANY = Rules(missing_ok=True)
"""For questions to which "there is none" is an answer."""
ANY_STATUS = Rules(ok=None)
"""For probes."""
