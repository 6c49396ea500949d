"""Trust: a token goes only to a server that its own source names.

Otherwise a stray `.sentryclirc` could lead the token of the CI to another server, or a foreign
sentry.yml the token in a home folder. An organization token names its server itself; what it says
must agree with the settings, and fills in what they leave out.
"""

from collections.abc import Sequence

from buildtools.config.header_values import trimmed
from buildtools.config.nodes import Faults, Node
from buildtools.config.tokens import OrgToken, decode
from buildtools.values import Secret

DEFAULT_URL = "https://sentry.io"


def guard(sources: Sequence[Node], faults: Faults) -> None:
    """Refuse a token whose URL another source gives; sources are server mappings, strongest first.

    The same URL in both, or none in the token's (which means sentry.io), is no contradiction.
    """
    by_token = next((source for source in sources if source.text("token")), None)
    by_url = next((source for source in sources if source.text("url")), None)
    if by_token is None or by_url is None or by_token is by_url or _says_url(by_token):
        return
    url, token = by_url.child("url"), by_token.child("token")
    meant = by_token.text("url") or DEFAULT_URL
    if url and token and not same_server(str(url.value), meant):
        faults.add(
            url.place,
            "server.url",
            f"the token comes from {token.place}, which does not name this server, so it is not "
            "sent there; give url and token in the same place, or set both SENTRY_URL and "
            "SENTRY_AUTH_TOKEN",
        )


def guard_review(
    token: Node | None, own: Node | None, sources: Sequence[Node], faults: Faults
) -> None:
    """Refuse the token of reviews where a file of another tool says which server it would go to.

    It stands in sentry.yml or its variables, `own`, and goes to the server that they name.
    """
    by_url = next((source for source in sources if source.text("url")), None)
    if token is None or not isinstance(token.value, str) or by_url is None or by_url is own:
        return
    url = by_url.child("url")
    if url and not same_server(str(url.value), DEFAULT_URL):
        faults.add(
            url.place,
            "server.url",
            f"review.token comes from {token.place}, where no server is named, so it is not sent "
            "there; set server.url in sentry.yml, or SENTRY_URL",
        )


def _says_url(source: Node) -> bool:
    payload = decode(Secret(trimmed(source.text("token") or "")))
    return payload is not None and payload.url is not None


def agree(server: Node, faults: Faults) -> dict[str, Node]:
    """Compare the settings with what an organization token says; give what only the token says."""
    token = server.child("token")
    payload = decode(Secret(trimmed(server.text("token") or "")))
    if token is None or payload is None:
        return {}
    said = {"org": payload.org, "url": payload.url}
    extra: dict[str, Node] = {}
    for name, value in said.items():
        node, text = server.child(name), server.text(name)
        if value and node is None:
            extra[f"server.{name}"] = Node(value, f"the token ({token.place})")
        elif value and node and text and not _matches(name, text, payload):
            faults.add(
                node.place,
                f"server.{name}",
                f"'{text}' here, but the token ({token.place}) is for '{value}'; "
                "use the token that belongs to it",
            )
    return extra


def _matches(name: str, text: str, payload: OrgToken) -> bool:
    if name == "org":
        # An organization may be named by its number, which a token does not hold.
        return text == payload.org or text.isdigit()
    meant = [url for url in (payload.url, payload.region_url) if url]
    return any(same_server(text, url) for url in meant)


def same_server(one: str, other: str) -> bool:
    """Return whether two URLs lead to one server; sentry.io and its subdomains are one."""
    return _address(one) == _address(other)


def _address(url: str) -> tuple[str, str, int | None]:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return (url, "", None)
    if host.endswith(".sentry.io"):
        host = "sentry.io"
    return (parts.scheme, host, port or {"https": 443, "http": 80}.get(parts.scheme))
