"""Which built script a frame means: by its URL, by the end of its path, or by its name. Pure.

A browser names a script by its address, a server by a path of its own machine, an SDK by `app:///`.
Query and fragment are no part of a name, and letters may be percent-encoded.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import unquote

from buildtools.inspections.explain.explained import By

_ORIGIN = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]+:)?//[^/?#]*|~(?=/)|[A-Za-z][A-Za-z0-9+.\-]+:(?=/)"
)
_DRIVE = re.compile(r"/?[A-Za-z]:(?=/)")
_TELLING = re.compile(r"(?=[^.]*\d)[\w\-~]{7,}|[0-9a-f]{7,}|[\w\-]*[._\-~][0-9A-Za-z_\-]{7,}[._].*")
"""A name that a bundler made of a content, so that no other file has it."""


class Built(Protocol):
    """What is known of a script before it is read."""

    @property
    def url(self) -> str: ...
    @property
    def path(self) -> str: ...


S = TypeVar("S", bound=Built)


class Match(NamedTuple, Generic[S]):
    """A script, and how it was recognised."""

    script: S
    by: By


class Scripts(Generic[S]):
    """The scripts of a build, to be asked for by what a frame calls them."""

    def __init__(self, scripts: Iterable[S]) -> None:
        self._by_url: dict[str, list[S]] = defaultdict(list)
        self._by_name: dict[str, list[tuple[Sequence[str], S]]] = defaultdict(list)
        for script in scripts:
            self._by_url[path_of(script.url)].append(script)
            for path in dict.fromkeys((path_of(script.url), "/" + script.path.replace("\\", "/"))):
                segments = path.split("/")
                self._by_name[segments[-1]].append((segments, script))

    def find(self, url: str) -> Match[S] | None:
        """Find the script that a frame's URL or path means; None where it is none, or may be two.

        A name alone is enough only where nothing else is said, or where no other file can have it.
        """
        spellings = dict.fromkeys((path_of(url), path_of(url, decode=False)))
        for path in spellings:
            if found := self._by_url.get(path):
                return Match(_of_scheme(url, found), "url")
        for path in spellings:
            if nearest := self._nearest(path):
                return nearest
        return None

    def _nearest(self, path: str) -> Match[S] | None:
        """Find the one script whose path ends as this one does, by most folders."""
        wanted = path.split("/")
        shared = [
            (_shared_end(segments, wanted), script)
            for segments, script in self._by_name.get(wanted[-1], ())
        ]
        longest = max((count for count, _ in shared), default=0)
        best = {id(script): script for count, script in shared if count == longest}
        if len(best) != 1:
            return None
        (script,) = best.values()
        if longest > 1:
            return Match(script, "path")
        alone = path.count("/") <= 1 or _TELLING.match(wanted[-1])
        return Match(script, "name") if alone else None


def path_of(url: str, *, decode: bool = True) -> str:
    r"""Return the path that an address, a path of a server or `~/…` means.

    "https://h/a%20b.js?v=1#x" -> "/a b.js"; "~/a.js", "app:///a.js" -> "/a.js"; "C:\a.js" too
    """
    text = url if "://" in url or "\\" not in url else url.replace("\\", "/")
    origin = _ORIGIN.match(text)
    path = text[origin.end() :] if origin else text
    if origin and "://" in origin[0]:
        path = re.split(r"[?#]", path, maxsplit=1)[0]
    else:
        path = re.split(r"[?#](?=[^/]*\Z)", path, maxsplit=1)[0]
    path = _DRIVE.sub("", path, count=1)
    path = unquote(path) if decode else path
    return "/" + path.removeprefix("./").lstrip("/")


def _of_scheme(url: str, found: list[S]) -> S:
    """Return of several scripts at one path the one whose URL begins as the frame's does."""
    scheme = "app:" if url.startswith("app:") else "~"
    return next((each for each in found if each.url.startswith(scheme)), found[0])


def _shared_end(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the names that two paths share from their ends; the root's is none."""
    same = (a == b and a != "" for a, b in zip(reversed(one), reversed(other), strict=False))
    return sum(1 for _ in takewhile(bool, same))
