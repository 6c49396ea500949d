"""The URL of an app's live site, where a file of the project names one; mostly a guess."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from buildtools.found.said import Said
from buildtools.setup.detect import data
from buildtools.setup.detect.data import Data

_NAMES = ("CNAME", "public/CNAME", "static/CNAME", "docs/CNAME", "src/CNAME")
_ROBOTS = ("public/robots.txt", "static/robots.txt", "src/robots.txt", "robots.txt")
_SITEMAP = re.compile(r"^\s*sitemap:\s*(https?://[^\s/]+)", re.IGNORECASE | re.MULTILINE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_FILES = (
    ("vercel.json#alias", "{}"),
    ("vercel.json#alias.*", "{}"),
    ("firebase.json#hosting.site", "https://{}.web.app"),
    ("firebase.json#hosting.*.site", "https://{}.web.app"),
    (".firebaserc#projects.default", "https://{}.web.app"),
    ("netlify.toml#context.production.environment.URL", "{}"),
    ("netlify.toml#build.environment.URL", "{}"),
    ("fly.toml#app", "https://{}.fly.dev"),
    ("package.json#homepage", "{}"),
)
_REPOSITORIES = ("github.com", "gitlab.com", "bitbucket.org", "npmjs.com", "www.npmjs.com")
_EXAMPLES = re.compile(
    r"(?:.*\.)?(?:example|localhost|test|invalid)(?:\.(?:com|org|net))?$|your-.*"
)


def find(
    load: Callable[[str], Data],
    text_of: Callable[[str], str],
    configured: Iterator[tuple[Any, str]],
) -> Said[str] | None:
    """Return the first that is one: `load` reads a file of data, `text_of` one of text.

    `configured` are values of the framework's configuration, each with its place.
    """
    for value, place, sure in _all(load, text_of, configured):
        if url := _site(value):
            return Said(url, place, sure)
    return None


def _all(
    load: Callable[[str], Data],
    text_of: Callable[[str], str],
    configured: Iterator[tuple[Any, str]],
) -> Iterator[tuple[Any, str, bool]]:
    for name in _NAMES:
        yield text_of(name).strip(), name, True
    yield from ((value, place, True) for value, place in configured)
    for place, form in _FILES:
        name, _, key = place.partition("#")
        said = load(name)
        for value in data.pick(said.values, key):
            if isinstance(value, str) and value:
                yield form.format(value), said.place(key.split(".*")[0]), False
    for name in _ROBOTS:
        if found := _SITEMAP.search(text_of(name)):
            yield found[1], name, False


def _site(value: Any) -> str:
    """Return the URL of a site; empty for what is none, and for what only stands for one."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    url = text if "//" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    if host in _REPOSITORIES or _EXAMPLES.fullmatch(host):
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
