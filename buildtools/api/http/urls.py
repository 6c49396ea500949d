"""Where a request goes: paths made of encoded segments, and who may be sent the token.

Source: docs/wire.md#requests-and-tokens, docs/wire.md#chunk-upload.
"""

from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from buildtools.errors import ConfigurationError, ServerRefused

_API = "api/0/"


def path(*segments: str) -> str:
    """Join segments to an API path with its final slash, each percent-encoded once.

    `+` and `@` are encoded too: a server that decodes once reads the same text either way, and one
    that takes a bare `+` for a space reads it right. path("releases", "web@1+2") ->
    "releases/web%401%2B2/"

    Raises ConfigurationError at a segment that no URL can carry.
    """
    for segment in segments:
        if segment in ("", ".", "..") or "/" in segment or "\\" in segment:
            raise ConfigurationError(
                f"{segment!r} cannot be part of an address on the server",
                remedy="choose a release, slug or name without slashes",
            )
    return "".join(f"{quote(segment, safe='~')}/" for segment in segments)


def api_url(root: str, relative: str = "") -> str:
    """Put an API path below a server's web root."""
    return f"{root.rstrip('/')}/{_API}{relative}"


def is_loopback(url: str) -> bool:
    """True when a URL stays on this machine."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def upload_url(root: str, told: str) -> str:
    """Resolve the upload URL that the server told us, and refuse one that must not get the token.

    Relative forms, with or without `api/0/`, lie below the API. An absolute one may be the same
    host, a host below it or beside it at the same domain (`us.sentry.io` for `sentry.io` and for
    `de.sentry.io`), or stay on this machine when the API does. It is never less secret than the
    API: http where the API is https is a wrong system.url-prefix behind a proxy, so it is asked by
    https. Raises ServerRefused for any other host.
    """
    if told.startswith("//"):
        told = f"{urlsplit(root).scheme}:{told}"
    if "://" not in told:
        return _relative(root, told)
    try:
        api, upload = urlsplit(root), urlsplit(told)
        _ = upload.port
    except ValueError:
        raise _no_upload_url(told, "is no address") from None
    if upload.scheme not in ("http", "https"):
        raise _no_upload_url(told, "is neither http nor https")
    near = _may_have_the_token(api, upload) or (is_loopback(root) and is_loopback(told))
    # Parsers of URLs disagree about these characters, so two of them could see two hosts.
    if not near or any(odd in told for odd in "@\\ \t\r\n"):
        raise ServerRefused(
            f"the server wants uploads at another site, {(upload.hostname or '')[:100]!a},"
            " and the token is not sent there",
            evidence=(f"server.url is {root}", f"the server told {told[:200]!a}"),
            remedy="set server.url to the server's own address, or its system.url-prefix to that",
        )
    if api.scheme == "https" and upload.scheme == "http":
        return upload._replace(scheme="https", netloc=_without_port(upload, 80)).geturl()
    return told


def _relative(root: str, told: str) -> str:
    """Resolve a path; a host that somebody wrote without its scheme is none."""
    if not told.strip():
        raise _no_upload_url(told, "is empty")
    first = told.partition("/")[0]
    if "." in first or ":" in first:
        raise _no_upload_url(told, "begins with a host and has no http:// or https://")
    return api_url(root, told.lstrip("/").removeprefix(_API))


def _no_upload_url(told: str, why: str) -> ServerRefused:
    return ServerRefused(
        f"the server names an address for uploads that cannot be used: it {why}",
        evidence=(f"url of chunk-upload is {told[:200]!a}",),
        remedy="correct the server's system.url-prefix (Sentry), or its base URL: http or https, "
        "and a host",
    )


def _without_port(url: SplitResult, port: int) -> str:
    return url.netloc.removesuffix(f":{port}")


def _may_have_the_token(api: SplitResult, upload: SplitResult) -> bool:
    own, other = api.hostname or "", upload.hostname or ""
    if own == other:
        return True
    # Regions of Sentry's own service are the only siblings: for other domains we do not know where
    # one owner ends and the next begins.
    domain = "sentry.io" if own.endswith(".sentry.io") else own
    return other == domain or (not _is_number(domain) and other.endswith(f".{domain}"))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
