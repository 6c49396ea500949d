"""Pages that the build made, and the scripts that each loads before it works.

What a page names itself is loaded first: its scripts, modules that it preloads, and those that
they import. What is for browsers without modules is left out, and what `import()` loads is later.
A page that is made when it is asked for lies nowhere on the disk: nothing is known of it then.
Source: the HTML standard, script and link; ECMA-262, ImportDeclaration.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from buildtools.bundlers import all_of
from buildtools.files import disk, walking
from buildtools.inspections.review.asked import Scope
from buildtools.settings import Output

_HTML = (".html", ".htm")
_MOST = 500
"""Pages that are read; an export may have thousands, all from one mould."""
_BASE = "https://page.invalid"
_IMPORTS = re.compile(r"""\b(?:from|import)\s{0,3}["']((?:\.{1,2})?/[^"'\s]{1,300})["']""")
_IMPORTS_LATER = re.compile(r"""\bimport\(\s{0,3}["']((?:\.{1,2})?/[^"'\s]{1,300})["']""")
"""Of an inline script: the page has nothing else to begin with."""


class Page(msgspec.Struct, frozen=True):
    """A page that lies on the disk."""

    path: str
    """As it is asked for: /recipe."""
    file: str
    """Relative to the project's root."""
    urls: tuple[str, ...]
    """Paths of the scripts that it loads, in order: /_app/a.js."""


def pages_of(scope: Scope) -> tuple[Page, ...]:
    """Read the pages of the build, the shortest path first.

    Raises DiskRefused where a folder cannot be listed, or a page not be read.
    """
    found: dict[str, Page] = {}
    for folder, prefix in _folders(scope):
        names = [name for name in walking.walk(scope.root / folder) if name.endswith(_HTML)]
        for name in names[:_MOST]:
            path = _asked_for(prefix, name)
            file = posixpath.join(folder, name)
            html = disk.read(scope.root / file).decode("utf-8", "replace")
            found.setdefault(path, Page(path, file, scripts_in(html, path)))
    return tuple(found[path] for path in sorted(found, key=lambda path: (len(path), path)))


def _folders(scope: Scope) -> Iterator[tuple[str, str]]:
    """Return folders with pages, each with the path that it is served at."""
    build = scope.loaded.settings.build
    found: dict[str, str] = {}
    for output in build.outputs:
        if output.kind == "browser":
            folder, prefix = _served(output)
            found.setdefault(folder, prefix)
    for folder in all_of(lambda each: each.pages):
        found.setdefault(folder, "/")
    for folder, prefix in found.items():
        place = posixpath.normpath(posixpath.join(build.directory, folder))
        if (scope.root / place).is_dir():
            yield place, prefix


def _served(output: Output) -> tuple[str, str]:
    """Return the folder that the site's root is served from, dist of dist/assets at /assets, or the
    output where that cannot be told; and what it is served at."""
    folder = posixpath.normpath(output.path)
    prefix = posixpath.normpath(f"/{urlsplit(output.url.removeprefix('~')).path.strip('/')}")
    if f"/{folder}".endswith(prefix) and prefix != "/":
        return f"/{folder}".removesuffix(prefix).strip("/") or ".", "/"
    return folder, prefix


def _asked_for(prefix: str, name: str) -> str:
    stem = name.rpartition(".")[0]
    path = posixpath.normpath(posixpath.join("/", prefix, stem))
    return posixpath.dirname(path) if posixpath.basename(path) == "index" else path


def scripts_in(html: str, path: str) -> tuple[str, ...]:
    """Return the paths of the scripts that a page loads, in order and once."""
    reader = _Reader(urljoin(_BASE, path))
    reader.feed(html)
    reader.close()
    return tuple(dict.fromkeys(reader.paths))


class _Reader(HTMLParser):
    """Collects scripts with their address, and preloaded modules."""

    CDATA_CONTENT_ELEMENTS = ("script", "style", "title", "textarea", "noscript")  # type: ignore[misc] # a list of the class

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base, self._is_script = base, False
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "base" and given.get("href"):
            self._base = urljoin(self._base, given["href"])
        elif tag == "script" and "nomodule" not in given:
            self._add(given.get("src", ""))
            self._is_script = "src" not in given
        elif tag == "link" and "modulepreload" in given.get("rel", "").lower().split():
            self._add(given.get("href", ""))

    def handle_data(self, data: str) -> None:
        if self._is_script:
            for address in (*_IMPORTS.findall(data), *_IMPORTS_LATER.findall(data)):
                self._add(address)
        self._is_script = False

    def _add(self, address: str) -> None:
        if address and not address.startswith("data:"):
            self.paths.append(unquote(urlsplit(urljoin(self._base, address)).path))


def imports_of(script: str) -> tuple[str, ...]:
    """Return what a module imports from beside it; what it loads by `import()` is left out."""
    return tuple(dict.fromkeys(_IMPORTS.findall(script)))


def loaded_by(
    urls: Iterable[str], by_url: Mapping[str, str], imports: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return those of the build's scripts that are loaded where these are, in order.

    `by_url` are their paths by the path of their URL, `imports` what each imports, by its path.
    A folder that the build does not know may stand before a URL: a host serves it there.
    """
    urls_of = {path: url for url, path in by_url.items()}
    found: list[str] = []
    waiting = list(reversed(list(urls)))
    while waiting:
        path = _path_of(waiting.pop(), by_url)
        if path is None or path in found:
            continue
        found.append(path)
        beside = (urljoin(urls_of[path], each) for each in imports.get(path, ()))
        waiting += reversed(list(beside))
    return tuple(found)


def _path_of(url: str, by_url: Mapping[str, str]) -> str | None:
    """Return the script that a URL means: with all of its folders, else with two names at least."""
    if url in by_url:
        return by_url[url]
    ends = (url[at:] for at, letter in enumerate(url) if letter == "/")
    return next((by_url[end] for end in ends if end in by_url and end.count("/") > 1), None)
