"""Who keeps a request from a site: a login, a bot wall, a protected deployment, a limit. Pure.

What stands before a site says nothing of what the site serves: it is "not tried", never a fault of
a release. Source: RFC 9110 (401, 407), RFC 6585 (429), and the headers of each of them.
"""

import re
from typing import Literal, Protocol
from urllib.parse import urlsplit

import msgspec

from buildtools.api.http.gateways import (
    Answer,
    is_login,
    leads_to_login,
    login_at,
    name_of,
    page_title,
)

Kind = Literal["login", "bots", "limit", "proxy"]


class Answered(Answer, Protocol):
    """What is looked at of an answer."""

    @property
    def asked(self) -> str: ...
    @property
    def leads_to(self) -> str: ...
    @property
    def is_page(self) -> bool: ...


class Wall(msgspec.Struct, frozen=True):
    """Somebody who answered before the site could."""

    kind: Kind
    name: str
    """`Vercel`, `Cloudflare Access`; empty where nothing tells."""
    sentence: str
    """What was answered, as a clause that can stand alone."""
    remedy: str


_CHALLENGES = (
    ("cf-mitigated", "Cloudflare"),
    ("x-vercel-mitigated", "Vercel"),
    ("x-datadome", "DataDome"),
    ("x-amzn-waf-action", "AWS WAF"),
    ("x-sucuri-block", "Sucuri"),
)
_BOT_PAGE = re.compile(
    r"just a moment|attention required|access denied|verify(ing)? (that )?you are (a )?human"
    r"|security check(point)?|are you a robot|pardon our interruption|request unsuccessful",
    re.I,
)
_FILE = re.compile(r"\.\w{1,5}$")
_VERCEL = "x-vercel-protection-bypass: ${VERCEL_AUTOMATION_BYPASS_SECRET}"
_ACCESS = (
    "CF-Access-Client-Id: ${CF_ACCESS_CLIENT_ID} and CF-Access-Client-Secret: "
    "${CF_ACCESS_CLIENT_SECRET}"
)


def wall(answer: Answered) -> Wall | None:
    """Return who keeps us out; None where the site itself answered.

    A login page that belongs to the site is its own page, unless it came in the place of a file.
    A refusal without any sign of who gave it is the site's: many answer 403 for what is not there.
    """
    if answer.status == 407 or answer.headers.get("proxy-authenticate"):
        name = answer.through or "HTTPS_PROXY or HTTP_PROXY"
        return Wall("proxy", "", f"the proxy answered {answer.status}", f"correct {name}")
    if answer.leads_to:
        return _login_elsewhere(answer)
    title = answer.shown(page_title(answer.body)) if answer.is_page else ""
    if named := _challenge(answer, title):
        return _bots(answer, named)
    if answer.status == 429:
        return Wall(
            "limit",
            name_of(answer, title),
            "the site answered 429: it takes no more requests for now",
            "run it again later",
        )
    if answer.status == 401 or (answer.status == 403 and is_login(title, answer.body)):
        return _login(answer, title)
    if _FILE.search(urlsplit(answer.asked).path) and answer.is_page and _asks_to_log_in(answer):
        return _login(answer, title)
    return None


def _challenge(answer: Answered, title: str) -> str:
    for header, name in _CHALLENGES:
        if answer.headers.get(header):
            return name
    refused = answer.status in (403, 405, 429, 503)
    if refused and _BOT_PAGE.search(title):
        return name_of(answer, title) or "a bot wall"
    return ""


def _bots(answer: Answered, name: str) -> Wall:
    return Wall(
        "bots",
        name,
        f"{name} answered {answer.status} and wants to see that a person asks",
        f"let this machine through at {name}, by its address or by a header that site.headers "
        "gives, or run it from inside your network",
    )


def _login_elsewhere(answer: Answered) -> Wall | None:
    host = urlsplit(answer.leads_to).hostname or ""
    name = login_at(host)
    if not name and not leads_to_login(answer):
        return None
    shown = name or answer.shown(host)
    return Wall("login", shown, f"the site leads to a login by {shown}", _let_through(shown))


def _asks_to_log_in(answer: Answered) -> bool:
    return answer.status < 400 and is_login(page_title(answer.body), answer.body)


def _login(answer: Answered, title: str) -> Wall:
    name = name_of(answer, title)
    if "cf-access" in " ".join(answer.headers) or "CF_App" in answer.headers.get("set-cookie", ""):
        name = "Cloudflare Access"
    by = f" by {name}" if name else ""
    said = f" titled “{title}”" if title else ""
    return Wall("login", name, f"a login{by} answered {answer.status}{said}", _let_through(name))


def _let_through(name: str) -> str:
    """Name the header that lets a machine through, as its makers document it."""
    header = {"Vercel": _VERCEL, "Cloudflare Access": _ACCESS}.get(name)
    return f"give what lets a machine through in site.headers: {header or 'Authorization, say'}"
