"""Which requests are meant for this server: those that name this machine in their Host.

A web page of anyone can have its own name point to 127.0.0.1 and then read, as its own origin, what
answers there. Its requests carry that name. So only names of this machine are let in, on any port,
for a port may be forwarded; and what the views see is the address that the server was started with,
so that nothing a client says about itself comes back in an address. Where a page was loaded from is
another thing: SDKs in browsers send their events from every origin.
Source: RFC 9110, 7.2 and 15.5.20; RFC 9112, 3.2.2.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOLD: Final = "buildtools.hosts"
"""Where a request's environment has every host that it names."""

_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z.-]+)(:[0-9]{0,5})?", re.IGNORECASE)


def is_of_this_machine(host: str) -> bool:
    """Whether the `host[:port]` of a request is a name or an address of this machine itself."""
    found = _AUTHORITY.fullmatch(host)
    if found is None:
        return False
    name = found[1].strip("[]").lower().removesuffix(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class OwnHost:
    """Lets requests for this machine through to an application, and no others."""

    def __init__(self, application: "WSGIApplication", address: str) -> None:
        """`address` is `host:port`, where the server listens."""
        self._application = application
        self._address = address

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        told = environ.get(TOLD, ())
        known = bool(told) and all(map(is_of_this_machine, told))
        environ["HTTP_HOST"] = self._address
        if known:
            return self._application(environ, start)
        return _misdirected(Request(environ), self._address)(environ, start)


def _misdirected(request: Request, address: str) -> Response:
    from flask import json

    sentence = f"this server answers requests to http://{address} only"
    if request.path.startswith("/api/"):
        said: Any = json.dumps({"detail": sentence})
        return Response(said, status=421, mimetype="application/json")
    return Response(sentence, status=421, mimetype="text/plain")
