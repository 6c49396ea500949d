"""What flags and answers say, each with its origin; the rules are those of sentry.yml."""

import re

import msgspec

from buildtools.config.rules import broken_rules
from buildtools.errors import ConfigurationError
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.texts.wording import meant
from buildtools.values import Kind

_KINDS: tuple[Kind, ...] = ("browser", "node", "edge")
_SERVED = re.compile(r"(?P<path>.+?)=(?P<url>(?:~|app:|https?:).*?)(?:=(?P<kind>[^=/]*))?")


class Given(msgspec.Struct, frozen=True):
    """Answers, by whatever way they came; None and empty where nothing was said."""

    app: str | None = None
    outputs: tuple[Said[Output], ...] = ()
    command: Said[str] | None = None
    release: Said[str] | None = None
    url: Said[str] | None = None
    org: Said[str] | None = None
    projects: Said[tuple[str, ...]] | None = None
    site: Said[str] | None = None


def output(text: str) -> Output:
    """Read PATH=URL, or PATH=URL=KIND; without a kind, app:///… is of a server.

    Raises ConfigurationError that says what is wrong, as the other readers do.
    """
    found = _SERVED.fullmatch(text.strip())
    if found is None:
        raise ConfigurationError(f"{text!r} is not PATH=URL, such as dist=~/")
    kind = found["kind"] or kind_of(found["url"])
    if kind not in _KINDS:
        raise ConfigurationError(
            f"{text!r}: {kind} is no kind of output; there are {', '.join(_KINDS)}"
            f"{meant(kind, _KINDS)}"
        )
    return Output(folder(found["path"]), address(found["url"]), kind)


def kind_of(url: str) -> Kind:
    """Return where scripts of a URL run, as far as it tells."""
    return "node" if url.startswith("app:") else "browser"


def folder(text: str) -> str:
    """Read the folder of an output."""
    return _by_rule("build.outputs[0].path", text.strip().rstrip("/") or text)


def address(text: str) -> str:
    """Read the URL of an output."""
    return _by_rule("build.outputs[0].url", text.strip())


def slug(text: str) -> str:
    """Read the short name of an organization."""
    return _by_rule("server.org", text.strip())


def slugs(text: str) -> tuple[str, ...]:
    """Read the short names of projects, between commas or blanks."""
    names = [name for name in re.split(r"[\s,]+", text) if name] or [text]
    return tuple(dict.fromkeys(_by_rule("server.projects[0]", name) for name in names))


def server(text: str) -> str:
    """Read the address of a server."""
    return _by_rule("server.url", text.strip()).rstrip("/")


def site(text: str) -> str:
    """Read the address of the live site."""
    return _by_rule("site", text.strip())


def release(text: str) -> str:
    """Read a template of release names."""
    return _by_rule("release", text.strip())


def command(text: str) -> str:
    """Read the command that builds the app."""
    if not text.strip():
        raise ConfigurationError("it is empty; leave it out where nothing is to be built")
    return text.strip()


def _by_rule(key: str, text: str) -> str:
    for _, fault in broken_rules({key: text}, {}):
        raise ConfigurationError(f"{text!r} {fault}")
    return text
