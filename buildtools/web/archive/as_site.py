"""What is about to be deployed, asked as if it were served already.

Only what its files tell is known: no header of a host, no redirect, no policy. A compressed sibling
is what a host sends for its coding.
"""

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

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

_SUFFIXES: Final = {"gzip": (".gz",), "br": (".br",), "zstd": (".zst", ".zstd")}

_SOURCES: Final = (".ts", ".tsx", ".mts", ".cts", ".jsx", ".vue", ".svelte", ".astro")


def wanted(path: str) -> bool:
    """Whether a file is of interest: what a site serves, but not what packages were made of."""
    if "node_modules" in path.split("/"):
        return False
    suffixes = tuple(each for some in _SUFFIXES.values() for each in some)
    plain = next((path.removesuffix(each) for each in suffixes if path.endswith(each)), path)
    return posixpath.splitext(plain)[1] in _KINDS or plain.endswith(_SOURCES)


class AsSite:
    """Files, asked by the URLs that they will have."""

    url = URL

    def __init__(self, files: Mapping[str, Path], outputs: Sequence[Expected]) -> None:
        """Find the place of each output of browser scripts; the others have no address."""
        self._files = files
        self.places = {output.path: place_of(output, files) for output in outputs}
        """Where each output is, by its path: None where it is nowhere."""
        self._served = sorted(
            (
                (path, place)
                for output in outputs
                if (place := self.places[output.path]) is not None
                for path in [urlsplit(output.url.replace("~", "", 1)).path.rstrip("/")]
                if output.url.startswith(("~/", "http://", "https://"))
            ),
            key=lambda each: -len(each[0]),
        )

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


def _top(prefix: str, place: str) -> str | None:
    """Return the folder that is served at `/`; None where the output's place does not tell it."""
    whole = f"/{place}" if place else ""
    return whole.removesuffix(prefix).lstrip("/") if whole.endswith(prefix) else None


def _spellings(name: str) -> tuple[str, ...]:
    plain = name.rstrip("/")
    if not plain or name.endswith("/"):
        return (join(plain, "index.html"),)
    return (plain, join(plain, "index.html"), f"{plain}.html")
