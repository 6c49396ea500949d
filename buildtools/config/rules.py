"""Rules: what a type cannot say of a text, such as that a URL has no path.

They run on the settings of the chosen environment, after variables are filled in.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping

from buildtools.config.header_values import header_fault
from buildtools.config.tokens import placeholder
from buildtools.errors import ConfigurationError
from buildtools.values import Secret

_SLUG = re.compile(r"[A-Za-z0-9_.-]+")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)
_MOST_OF_ENVIRONMENT = 64
"""Characters. Source: docs/wire.md#releases."""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def broken_rules(texts: Mapping[str, str], plain: object) -> Iterator[tuple[str, str]]:
    """Return dotted key and fault of every text that breaks a rule.

    `plain` is the same settings as nested mappings, for the secrets that are no texts.
    """
    for key, text in texts.items():
        rule = _RULES.get(re.sub(r"\[\d+\]", "[]", key))
        fault = rule(text) if rule else None
        if fault:
            yield key, fault
    yield from _escapes(texts)
    whole = plain if isinstance(plain, dict) else {}
    server, site, review = (whole.get(part) for part in ("server", "site", "review"))
    for part, settings in (("server", server), ("review", review)):
        if isinstance(settings, dict):
            yield from _token(part, settings)
    if isinstance(server, dict):
        yield from _headers("server", server)
    if isinstance(site, dict):
        yield from _headers("site", site)
    live = whole.get("live")
    if not site and (live == "required" or (isinstance(live, dict) and live.get("required"))):
        yield "live", "is required, and `site` does not say where the live site is"
    scenarios = whole.get("scenarios")
    for name, told in scenarios.items() if isinstance(scenarios, dict) else ():
        if fault := _scenario(name, told):
            yield f"scenarios.{name}", fault


def environment_fault(name: str) -> str | None:
    """Return why a section cannot be named so: the name is used in file names and by Sentry."""
    if _ENVIRONMENT.fullmatch(name):
        return None
    return "an environment is named by 1 to 64 letters, digits, dots, dashes and underscores"


def _deploy_environment(text: str) -> str | None:
    if 0 < len(text) <= _MOST_OF_ENVIRONMENT and not re.search(r"[\s/]", text) and text != "None":
        return None
    return "Sentry takes 1 to 64 characters, no white space, no slash, and not None"


def _web_root(text: str) -> str | None:
    from urllib.parse import urlsplit

    fault = _web_address(text, "server")
    if fault:
        return fault
    if urlsplit(text).path.strip("/"):
        return "has a path; Sentry's tools need the root of a host, such as https://sentry.io"
    return None


def _web_address(text: str, part: str = "site") -> str | None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    del port  # reading it is the check
    if parts.scheme not in {"http", "https"}:
        return "has no scheme; write https://… or http://…"
    if not host or re.search(r"\s", text):
        return "is not a URL: no host, or white space in it"
    if parts.username is not None:
        return f"has a name or password in it; give those in {part}.headers, from a variable"
    if parts.query or parts.fragment:
        return "has a `?` or `#` part, which has no place here"
    return None


def _served_at(text: str) -> str | None:
    return _web_address(text.replace("{port}", "1"))


def _ready(text: str) -> str | None:
    if re.search(r"\s", text):
        return "is no path of a URL: white space in it"
    return _served_at(text) if "://" in text else None


def _output_url(text: str) -> str | None:
    if text == "~" or text.startswith(("~/", "app:///")):
        return None
    if text.startswith(("http://", "https://")):
        return _web_address(text, "site")
    return "expected ~/… (any host), app:///… or https://…"


def _slug(text: str) -> str | None:
    if _SLUG.fullmatch(text):
        return None
    if not text.strip():
        return "is empty"
    return "is not a slug: the short name in the address of its page, no spaces and no slashes"


def _dsn(text: str) -> str | None:
    fault = header_fault(text, ascii_only=True)
    if fault:
        return fault
    if re.fullmatch(r"https?://[^\s/@:]+(:[^\s/@]+)?@[^\s/]+(/[^\s/]+)*/[^\s/]+", text):
        return None
    return "is not a DSN: https://<public key>@<host>/<project id>"


def _release(text: str) -> str | None:
    if not text.strip():
        return "is empty"
    if not {"{", "}"} & {*text}:
        return None
    from buildtools.facts.versions import template_faults

    return "; ".join(template_faults(text)) or None


def _tag(text: str) -> str | None:
    from buildtools.facts.tag_names import template_faults

    return "; ".join(template_faults(text)) or None


def _dist(text: str) -> str | None:
    from buildtools.facts.versions import check_dist

    try:
        check_dist(text)
    except ConfigurationError as error:
        return error.what
    return None


def _code(text: str) -> str | None:
    from buildtools.acceptance import fault

    return fault(text)


def _some(text: str) -> str | None:
    return None if text.strip() else "is empty"


def _scenario(name: str, told: Mapping[str, object]) -> str | None:
    """Return why an error cannot be raised so: its name is marked in sources, in one word."""
    if not _NAME.fullmatch(name):
        return "is not a name: letters, digits, dashes and underscores"
    if told.get("request") and (told.get("page") or told.get("click")):
        return "has a page and a request; it is raised by one of them"
    for key in ("page", "request"):
        path = told.get(key)
        if isinstance(path, str) and not re.fullmatch(r"/(?!/)\S*", path):
            return f"has a {key} that is no path: it begins with one / and has no spaces"
    return None


_RULES: Mapping[str, Callable[[str], str | None]] = {
    "server.url": _web_root,
    "server.org": _slug,
    "server.projects[]": _slug,
    "server.dsn": _dsn,
    "site": _web_address,
    "site.url": _web_address,
    "serve.url": _served_at,
    "serve.ready": _ready,
    "release": _release,
    "dist": _dist,
    "tag.template": _tag,
    "deploy.environment": _deploy_environment,
    "build.outputs[].url": _output_url,
    "accept[].code": _code,
    "accept[].path": _some,
    "accept[].reason": _some,
}


def _escapes(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find folders outside of the project; links are the business of whoever reads the files."""
    directory = texts.get("build.directory", ".")
    for key, text in texts.items():
        inside = "." if key == "build.directory" else directory
        if key != "build.directory" and not re.fullmatch(r"build\.outputs\[\d+\]\.path", key):
            continue
        if "\\" in text or re.match(r"[A-Za-z]:", text) or text.startswith(("/", "~")):
            yield key, "expected a path below sentry.yml, with forward slashes"
        elif posixpath.normpath(posixpath.join(inside, text)).split("/")[0] == "..":
            yield key, "leads out of the folder of sentry.yml"
        elif not text.strip():
            yield key, "is empty; write . for the folder itself"


def _token(part: str, settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    token = settings.get("token")
    fault = placeholder(token.reveal()) if isinstance(token, Secret) else None
    if fault:
        yield f"{part}.token", fault


def _headers(part: str, settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    headers = settings.get("headers")
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if not _HEADER.fullmatch(name):
            yield f"{part}.headers.{name}", "is not a name of a header"
        elif isinstance(value, Secret) and (fault := header_fault(value.reveal())):
            yield f"{part}.headers.{name}", fault
