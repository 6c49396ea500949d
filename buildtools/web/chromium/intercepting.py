"""Requests that a browser is about to send: answered here, or sent on with headers for one origin.

They are paused in the browser as a whole, so that those of workers are none the less among them.
Source: the domain Fetch of the DevTools Protocol.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from buildtools.values import Secret
from buildtools.web.chromium.pipe import Message, Pipe
from buildtools.web.reply import origin_of


@dataclass(frozen=True)
class Asked:
    """A request that has not been sent yet."""

    url: str
    method: str
    headers: Mapping[str, str]
    """By lower-case names."""
    body: bytes


@dataclass(frozen=True)
class Answered:
    """What the page gets for it, without anyone having been asked."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Intercept = Callable[[Asked], Answered | None]
"""Looks at each request; None sends it on."""


@dataclass(frozen=True)
class Rules:
    """What is done with requests: who may answer them, and which headers go to which origin."""

    intercept: Intercept | None = None
    origin: str = ""
    """The one that gets the headers, as `https://example.com:8443`."""
    headers: Mapping[str, Secret] = field(default_factory=dict)
    proxy_user: str = ""
    proxy_password: Secret = field(default_factory=lambda: Secret(""))

    def enable(self, pipe: Pipe) -> None:
        """Have requests paused, where there is anything to do with them."""
        if self.intercept or self.headers or self.proxy_user:
            pipe.call(
                "Fetch.enable",
                patterns=[{"urlPattern": "*"}],
                handleAuthRequests=bool(self.proxy_user),
            )

    def hear(self, pipe: Pipe, method: str, told: Message) -> None:
        """Answer a paused request, or let it go on."""
        if method == "Fetch.requestPaused":
            self._paused(pipe, told)
        elif method == "Fetch.authRequired":
            self._login(pipe, told)

    def _paused(self, pipe: Pipe, told: Message) -> None:
        number, asked = told["requestId"], _asked(told["request"])
        answer = self.intercept(asked) if self.intercept else None
        if answer:
            pipe.send(
                "Fetch.fulfillRequest",
                requestId=number,
                responseCode=answer.status,
                responseHeaders=_list({**_readable(asked), **answer.headers}),
                body=base64.b64encode(answer.body).decode(),
            )
        elif self.headers and origin_of(asked.url) == self.origin:
            own = {name: value.reveal() for name, value in self.headers.items()}
            # The overrides of one request are not those of the next one, where it is redirected.
            headers = _list({**told["request"]["headers"], **own})
            pipe.send("Fetch.continueRequest", requestId=number, headers=headers)
        else:
            pipe.send("Fetch.continueRequest", requestId=number)

    def _login(self, pipe: Pipe, told: Message) -> None:
        """Tell a proxy who we are, and nobody else."""
        answer: Message = {"response": "Default"}
        if told["authChallenge"].get("source") == "Proxy" and self.proxy_user:
            answer = {
                "response": "ProvideCredentials",
                "username": self.proxy_user,
                "password": self.proxy_password.reveal(),
            }
        pipe.send(
            "Fetch.continueWithAuth", requestId=told["requestId"], authChallengeResponse=answer
        )


def _asked(request: Message) -> Asked:
    entries = request.get("postDataEntries") or ()
    body = b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries)
    if not body:
        body = (request.get("postData") or "").encode()
    headers = {name.lower(): text for name, text in request["headers"].items()}
    return Asked(request["url"], request["method"], headers, body)


def _readable(asked: Asked) -> dict[str, str]:
    """Return the headers by which a page of another origin may read an answer."""
    return {
        "access-control-allow-origin": asked.headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": asked.headers.get("access-control-request-headers", "*"),
        "content-type": "application/json",
    }


def _list(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": text} for name, text in headers.items()]
