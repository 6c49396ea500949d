"""Who answered in the server's place: a proxy, a login, a firewall, another web server. Pure.

Sentry and its kin answer their API in JSON. What comes in another form was mostly written by
somebody on the way, who tells its name in `Server`, `Via` or headers of its own, and in the title
of its page. Source: RFC 9110 (Server, Via, Proxy-Authenticate), and the headers of each of them.
"""

import re
from collections.abc import Mapping
from typing import Literal, Protocol
from urllib.parse import urljoin, urlsplit

import msgspec

Kind = Literal["proxy", "login", "page", "text", "empty", "api"]


class Answer(Protocol):
    """What is looked at of an answer; header names are in lower case."""

    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def through(self) -> str: ...
    @property
    def is_json(self) -> bool: ...
    def shown(self, text: str) -> str: ...


class Gateway(msgspec.Struct, frozen=True):
    """Somebody who is not the server, and what it sent."""

    kind: Kind
    name: str
    """`Cloudflare`, `nginx/1.25.3`; empty where nothing tells."""
    title: str
    """Of its page, in one line; empty where it has none."""
    sentence: str
    """Who answered with what, as a clause that can stand alone."""
    signs: tuple[str, ...]
    """The headers that it is known by, as lines of evidence."""
    remedy: str


def gateway(answer: Answer) -> Gateway | None:
    """Return who answered in the server's place; None where the answer may well be its own.

    JSON counts as the server's own unless an API gateway signed it; so do an answer of success
    without a body, Sentry's own pages of 404 and 500, a redirect within the host that leads to no
    login, and a plain sentence. What a server like Bugsink says in a sentence of its own has to be
    looked at before.
    """
    title = _title(answer)
    kind = _kind(answer, title)
    if kind is None:
        return None
    name = name_of(answer, title)
    return Gateway(
        kind,
        name,
        title,
        _sentence(answer, kind, name, title),
        tuple(f"{key}: {answer.shown(answer.headers[key])}" for key in _SIGNS if _has(answer, key)),
        _remedy(answer, kind),
    )


_SIGNS = (
    *("server", "via", "cf-ray", "cf-mitigated", "x-squid-error", "x-amzn-errortype"),
    *("x-amz-cf-id", "x-azure-ref", "www-authenticate", "proxy-authenticate"),
)
_BY_HEADER = (
    ("cf-ray", "Cloudflare"),
    ("x-squid-error", "Squid"),
    ("x-amz-cf-id", "Amazon CloudFront"),
    ("x-amzn-errortype", "Amazon API Gateway"),
    ("apigw-requestid", "Amazon API Gateway"),
    ("x-kong-response-latency", "Kong"),
    ("x-azure-ref", "Azure Front Door"),
    ("x-iinfo", "Imperva"),
    ("x-sucuri-id", "Sucuri"),
    ("x-vercel-id", "Vercel"),
    ("x-nf-request-id", "Netlify"),
    ("x-github-request-id", "GitHub Pages"),
    ("x-akamai-transformed", "Akamai"),
)
_BY_SERVER = (
    ("cloudflare", "Cloudflare"),
    ("akamaighost", "Akamai"),
    ("awselb", "Amazon Elastic Load Balancing"),
    ("amazons3", "Amazon S3"),
)
_BY_LOGIN_HOST = (
    ("cloudflareaccess.com", "Cloudflare Access"),
    ("okta.com", "Okta"),
    ("oktapreview.com", "Okta"),
    ("microsoftonline.com", "Microsoft Entra ID"),
    ("accounts.google.com", "Google"),
    ("auth0.com", "Auth0"),
    ("onelogin.com", "OneLogin"),
    ("pingidentity.com", "PingIdentity"),
    ("jumpcloud.com", "JumpCloud"),
    ("vercel.com", "Vercel"),
)
_LOGIN = re.compile(
    r"\b(log[ -]?in|log ?on|sign[ -]?in|sign ?on|sso|oauth2?|saml|openid|authoriz|authentica)", re.I
)
_LOGIN_FIELD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.I | re.S)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1|<[^>]*>?", re.I | re.S)
_OWN_PAGE = re.compile(r"(.*\| )?Sentry", re.S)
_PAGE_BYTES = 20_000


def page_title(body: bytes) -> str:
    """Return the title of an HTML page, in one line; empty where there is none."""
    found = _TITLE.search(body[:_PAGE_BYTES].decode("utf-8", errors="replace"))
    return " ".join(found[1].split()) if found else ""


def is_login(title: str, body: bytes) -> bool:
    """True for a page that is titled like a login, or asks for a password near its begin."""
    begin = body[:_PAGE_BYTES]
    return bool(_LOGIN.search(title) or _LOGIN_FIELD.search(begin))


def login_at(host: str) -> str:
    """Return whose logins a host is for; empty where it is none that is known."""
    for known, name in _BY_LOGIN_HOST:
        if host == known or host.endswith(f".{known}"):
            return name
    return ""


def leads_away(answer: Answer) -> str | None:
    """Return the host that an answer redirects to, where it is another one than was asked."""
    if not 300 <= answer.status < 400:
        return None
    try:
        target = urlsplit(urljoin(answer.url, answer.headers.get("location", ""))).hostname
    except ValueError:
        return None
    return target if target and target != urlsplit(answer.url).hostname else None


def _has(answer: Answer, name: str) -> bool:
    return bool(answer.headers.get(name, "").strip())


def _title(answer: Answer) -> str:
    return answer.shown(page_title(answer.body)) if _is_page(answer) else ""


def _is_page(answer: Answer) -> bool:
    kind = answer.headers.get("content-type", "").lower()
    # Some send their page under the type that the application would have had.
    begin = answer.body[:_PAGE_BYTES].lstrip()[:1]
    return begin == b"<" or ("html" in kind and b"<" in answer.body and begin not in (b"{", b"["))


def _kind(answer: Answer, title: str) -> Kind | None:
    if answer.status == 407 or _has(answer, "proxy-authenticate") or _of_proxy(answer):
        return "proxy"
    if 300 <= answer.status < 400:
        return "login" if leads_away(answer) or leads_to_login(answer) else None
    if _is_page(answer):
        begin = answer.body[:_PAGE_BYTES]
        own = answer.status == 404 or answer.status >= 500
        if own and _OWN_PAGE.fullmatch(title):
            return None
        return "login" if is_login(title, begin) else "page"
    if answer.is_json and not _is_blank(answer):
        return "api" if _signed(answer) else None
    if _is_blank(answer):
        return None if answer.status < 300 else "empty"
    return "text" if answer.status in (401, 403) or _has(answer, "cf-ray") else None


def _is_blank(answer: Answer) -> bool:
    return not answer.body or answer.body.isspace()


def _of_proxy(answer: Answer) -> bool:
    """True where the proxy that was asked refused itself: only over http can it put in a word."""
    if _has(answer, "x-squid-error"):
        return True
    plain = bool(answer.through) and answer.url.startswith("http://") and not answer.is_json
    return plain and answer.status in (403, 502, 503, 504)


def _sure(answer: Answer) -> bool:
    return answer.status == 407 or any(
        _has(answer, name) for name in ("proxy-authenticate", "x-squid-error")
    )


def leads_to_login(answer: Answer) -> bool:
    """True where the path that an answer redirects to is named like that of a login."""
    path = answer.headers.get("location", "").partition("?")[0]
    return bool(_LOGIN.search(re.sub(r"[/_]", " ", path)))


def _signed(answer: Answer) -> bool:
    """True for a refusal in JSON that an API gateway wrote: it has a message and its own header."""
    marks = ("x-amzn-errortype", "apigw-requestid", "x-kong-response-latency", "ocp-apim-trace-id")
    made = any(_has(answer, name) for name in marks)
    made = made or "kong" in answer.headers.get("server", "").lower()
    return made and answer.status >= 400 and b'"detail"' not in answer.body


def name_of(answer: Answer, title: str) -> str:
    """Return who tells its name in an answer; empty where nobody does."""
    away = leads_away(answer) or ""
    if away:
        return login_at(away) or answer.shown(away)
    for header, name in _BY_HEADER:
        if _has(answer, header):
            return name
    server = answer.headers.get("server", "").strip()
    for sign, name in _BY_SERVER:
        if sign in server.lower():
            return name
    if title.lower().startswith(("just a moment", "attention required! | cloudflare")):
        return "Cloudflare"
    return answer.shown(server or answer.headers.get("via", "").strip())


def _sentence(answer: Answer, kind: Kind, name: str, title: str) -> str:
    who = name or "something in front of it"
    titled = f"titled “{title}”" if title else _words(answer)
    match kind:
        case "proxy":
            by = f" {name}" if name else ""
            used = f", which {answer.through} names," if answer.through else ""
            behind = "" if _sure(answer) else " or something behind it"
            return f"the proxy{by}{used}{behind} answered {answer.status}, and not the server"
        case "login" if 300 <= answer.status < 400:
            target = answer.shown(answer.headers.get("location", ""))
            return f"this is not Sentry's answer: it redirects to {target}, a login by {who}"
        case "login":
            return f"this is not Sentry's answer: {who} sent a login page {titled}"
        case "page":
            return f"this is not Sentry's answer: {who} sent a page {titled}"
        case "empty":
            return f"this is not Sentry's answer: {who} sent {answer.status} without a body"
        case "text" | "api":
            said = answer.shown(answer.body[:_PAGE_BYTES].decode("utf-8", errors="replace"))
            return f"this is not Sentry's answer: {who} said “{said}”"


def _words(answer: Answer) -> str:
    """Phrase what stands on a page without a title."""
    text = answer.body[:_PAGE_BYTES].decode("utf-8", errors="replace")
    said = answer.shown(_MARKUP.sub(" ", text))
    return f"that says “{said}”" if said else "without a title"


def _remedy(answer: Answer, kind: Kind) -> str:
    if kind == "proxy":
        names = answer.through or "HTTPS_PROXY or HTTP_PROXY"
        if answer.status == 407:
            return f"give {names} a user and password: http://USER:PASSWORD@HOST:PORT"
        return f"have the proxy let this host through, or correct {names}, or set NO_PROXY"
    if kind == "login" or answer.status in (401, 403):
        return (
            "give what lets a machine through in server.headers (CUSTOM_HEADER), "
            "or set server.url (SENTRY_URL) to an address behind the gateway"
        )
    return (
        "set server.url (SENTRY_URL) to the address of the Sentry server itself; "
        "where a gateway stands in front of it, server.headers lets a machine through"
    )
