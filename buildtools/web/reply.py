"""One answer of a site, with how it was got: over which redirects, in which coding, from whom."""

import re
from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from buildtools.api.http.response import one_line
from buildtools.values import Secret
from buildtools.web.walls import Wall, wall

_SCRIPT = re.compile(r"\b(java|ecma)script\b")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL as browsers compare them; empty where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


class Reply(msgspec.Struct, frozen=True):
    """An answer: `headers` have lower-case names, `body` is decoded."""

    asked: str
    """The URL that was asked for."""
    url: str
    """The URL that answered, after redirects within the origin."""
    status: int
    headers: dict[str, str]
    body: bytes
    encoding: str = "identity"
    """The content coding that the body came in: `identity`, `gzip`, `br`, `zstd` or another."""
    wire_bytes: int = 0
    """Of the body as it was sent."""
    broken: str = ""
    """Why the body is not whole, as a clause about it; empty where it is."""
    leads_to: str = ""
    """The URL at another origin that a redirect names, which was not followed."""
    hops: tuple[str, ...] = ()
    """Each URL that redirected, in their order."""
    through: str = ""
    """The variable that names the proxy which was asked, empty where none was."""
    secrets: tuple[Secret, ...] = ()

    @property
    def kind(self) -> str:
        """The media type, in lower case and without parameters; empty where none is told."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_script(self) -> bool:
        """True for an answer of success that calls itself JavaScript."""
        return self.status == 200 and _SCRIPT.search(self.kind) is not None

    @property
    def is_page(self) -> bool:
        """True for HTML, of any status: pages of errors name scripts too."""
        return self.kind in ("text/html", "application/xhtml+xml")

    @property
    def is_json(self) -> bool:
        """True where it calls itself JSON."""
        return self.kind == "application/json" or self.kind.endswith("+json")

    @property
    def text(self) -> str:
        """The body as text, by its charset; what that cannot read is replaced."""
        named = _CHARSET.search(self.headers.get("content-type", ""))
        try:
            return self.body.decode(named[1] if named else "utf-8", errors="replace")
        except LookupError:
            return self.body.decode("utf-8", errors="replace")

    @property
    def path(self) -> str:
        """The path that answered, percent-decoded."""
        return unquote(urlsplit(self.url).path)

    @property
    def wall(self) -> Wall | None:
        """Who keeps us out: a login, a bot wall, a limit; None where the site itself answered."""
        return wall(self)

    def shown(self, text: str) -> str:
        """Shorten a text to one line, hide the secrets in it, and spell out its controls."""
        return one_line(text, self.secrets)

    def join(self, reference: str) -> str:
        """Resolve a reference against the URL that answered; empty where it is none."""
        try:
            return urljoin(self.url, reference)
        except ValueError:
            return ""


class Fetcher(Protocol):
    """What is asked of a site by those who look at it: the seam for tests."""

    @property
    def url(self) -> str:
        """Where it begins, with a slash at its end."""

    def get(self, url: str, encoding: str = "identity") -> Reply:
        """Get a URL, absolute or relative to the site's."""
