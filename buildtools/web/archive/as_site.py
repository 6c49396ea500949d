"""What is about to be deployed, asked as if it were served already.

Only what its files tell is known: no header of a host, no redirect, no policy. A compressed sibling
is what a host sends for its coding.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from buildtools.bundlers import SOURCE_ENDING
from buildtools.web.archive.places import Expected, join, place_of
from buildtools.web.content_coding import decoded
from buildtools.web.reply import Reply

URL: Final = "http://files.invalid/"
"""Stands where an address would: nobody is ever asked for it. Source: RFC 2606."""

_MOST_BYTES: Final = 256 * 1024 * 1024

_KINDS: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".cjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".map": "application/json",
    ".json": "application/json",
    ".txt": "text/plain",
    ".xml": "application/xml",
}

_KEPT: Final = "/~!$&'()*+,;=:@-._"
"""Characters that stay in a path as they are."""

_OURS: Final = "/@"
"""Begins the paths of what is no site's, such as `app:///server`."""

_SUFFIXES: Final = {"gzip": (".gz",), "br": (".br",), "zstd": (".zst", ".zstd")}

_SOURCE: Final = re.compile(f"{SOURCE_ENDING}$")


def wanted(path: str) -> bool:
    """Whether a file is of interest: what a site serves, but not what packages were made of."""
    if "node_modules" in path.split("/"):
        return False
    suffixes = tuple(each for some in _SUFFIXES.values() for each in some)
    plain = next((path.removesuffix(each) for each in suffixes if path.endswith(each)), path)
    return posixpath.splitext(plain)[1] in _KINDS or _SOURCE.search(plain) is not None


class AsSite:
    """Files, asked by the URLs that they will have."""

    url = URL

    def __init__(
        self, files: Mapping[str, Path], outputs: Sequence[Expected], *, whole_system: bool = False
    ) -> None:
        """Find the place of each output; `whole_system` says that most files are of no site."""
        self._files = files
        self._whole_system = whole_system
        self.places = {output.path: place_of(output, files) for output in outputs}
        """Where each output is, by its path: None where it is nowhere."""
        served = [
            (_prefix(output.url), place)
            for output in outputs
            if (place := self.places[output.path]) is not None
        ]
        self._served = sorted(served, key=lambda each: -len(each[0]))

    def address(self, output: Expected, script: str) -> str:
        """Return where a script of an output answers; those of servers do so to us alone."""
        return urljoin(self.url, quote(f"{_prefix(output.url)}/{script}", safe=_KEPT))

    def public(self) -> Iterator[tuple[str, str]]:
        """Return the files that anybody could fetch: each path, and the path of its URL."""
        tops = [(prefix, place) for prefix, place in self._served if not prefix.startswith(_OURS)]
        known = [
            ("", top)
            for prefix, place in tops
            if (top := _top(prefix, place)) is not None and (top or not self._whole_system)
        ]
        for name in self._files:
            for prefix, place in (*tops, *known):
                if name.startswith(f"{place}/") or not place:
                    yield name, f"{prefix}/{name.removeprefix(place).lstrip('/')}"
                    break

    def get(self, url: str, encoding: str = "identity") -> Reply:
        """Answer with a file, or 404; a folder answers with its index.html."""
        asked = urljoin(self.url, url)
        path = unquote(urlsplit(asked).path)
        for name in self._names(path):
            if file := self._files.get(name):
                return self._answer(asked, name, file, encoding)
        return Reply(asked, asked, 404, {"content-type": "text/plain"}, b"")

    def _names(self, path: str) -> list[str]:
        """Return the files that a path may mean, the likeliest first."""
        found = []
        for prefix, place in self._served:
            if path.startswith(f"{prefix}/"):
                found.append(join(place, path.removeprefix(f"{prefix}/")))
            top = _top(prefix, place)
            if top is not None:
                found.append(join(top, path.lstrip("/")))
        return [name for each in found for name in _spellings(each)]

    def _answer(self, asked: str, name: str, file: Path, encoding: str) -> Reply:
        headers = {"content-type": _KINDS.get(posixpath.splitext(name)[1], "text/plain")}
        siblings = (self._files.get(name + each) for each in _SUFFIXES.get(encoding, ()))
        packed = next((each for each in siblings if each), None)
        if packed is None:
            data = file.read_bytes()
            return Reply(asked, asked, 200, headers, data, wire_bytes=len(data))
        data = packed.read_bytes()
        whole = decoded(data, encoding, _MOST_BYTES)
        headers["content-encoding"] = encoding
        return Reply(asked, asked, 200, headers, whole.body, encoding, len(data), whole.fault)


def _prefix(url: str) -> str:
    """Return the path that a URL of an output is served at; of a server's one of our own."""
    if url.startswith("~/"):
        return url[1:].rstrip("/")
    if url.startswith(("http://", "https://")):
        return urlsplit(url).path.rstrip("/")
    return f"{_OURS}{url.replace('://', '')}".rstrip("/")


def _top(prefix: str, place: str) -> str | None:
    """Return the folder that is served at `/`; None where the output's place does not tell it."""
    whole = f"/{place}" if place else ""
    return whole.removesuffix(prefix).lstrip("/") if whole.endswith(prefix) else None


def _spellings(name: str) -> tuple[str, ...]:
    plain = name.rstrip("/")
    if not plain or name.endswith("/"):
        return (join(plain, "index.html"),)
    return (plain, join(plain, "index.html"), f"{plain}.html")
