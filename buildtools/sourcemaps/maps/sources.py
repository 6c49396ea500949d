"""Sources: what a map calls them, and where they stand in the project.

Bundlers name sources by URL schemes of their own, relative to the map, or relative to nothing.
Only places that are certain are given: a source that might be another file is none.
Pure: texts in, texts out.
"""

import posixpath
import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from buildtools.bundlers import all_of, any_of

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MADE = re.compile(
    f"{any_of(lambda each: each.made)}|(?:^|/){any_of(lambda each: each.made_names)}"
)
"""Names of sources that no file has: runtimes, loader text, contexts, externals."""
_COMPONENTS = any_of(lambda each: each.components)
_CODE = re.compile(rf"\.(?:[cm]?[jt]sx?|{_COMPONENTS}|css|scss|sass|less)$")
_COMPILED = re.compile(rf"\.(?:{_COMPONENTS}|{any_of(lambda each: each.documents)})(?:$|\?)")
_SCHEMES = {each.name: each for each in all_of(lambda known: known.schemes)}
_STORES = all_of(lambda each: each.stores)
"""Where package managers keep packages."""
_COMPARABLE = re.compile(r"\.[cm]?[jt]sx?$")

_KEPT: Final = 4096
"""Answers that are kept: a name is asked about by several checks, and stands in several maps."""


def places(source: str, folder: str, directory: str, root: str) -> tuple[str, ...]:
    """Name the files of the project that a source can be, the likeliest first.

    `folder` is the map's and `directory` the app's, both relative to the project's `root`, which
    is absolute. The places are relative to it too; nothing outside it is ever named, nor anything
    that is not code, so that a map cannot ask for another file's text.
    """
    if is_made(source) or not _CODE.search(source):
        return ()
    found: list[str] = []
    slashed = source.replace("\\", "/")  # as Windows writes paths, and browsers read addresses
    for text in dict.fromkeys((unquote(source), source, unquote(slashed), slashed)):
        for base, path in _readings(text, folder, directory, root):
            place = posixpath.normpath(posixpath.join(base, path))
            if place.split("/")[0] not in ("..", "") and place not in found:
                found.append(place)
    return tuple(found)


@lru_cache(_KEPT)
def is_made(source: str) -> bool:
    """Return whether the bundler made this source up: there is no file whose text it is."""
    scheme, path = _split(source)
    known = _SCHEMES.get(scheme)
    return not path or bool(_MADE.search(source)) or (known is not None and known.is_made(path))


def is_named_by_bundler(source: str) -> bool:
    """Return whether a source is named by the scheme of a bundler: no script is called so."""
    return _split(source)[0] in _SCHEMES


@lru_cache(_KEPT)
def is_compiled(source: str) -> bool:
    """Return whether a source is a component, which became another text before it was mapped."""
    return _COMPILED.search(source) is not None


@lru_cache(_KEPT)
def is_own(place: str) -> bool:
    """Return whether a file is code of the project itself, whose map text must equal it.

    Components that are compiled before they are mapped are not.
    """
    return "node_modules" not in re.split(r"[/\\]", place) and _COMPARABLE.search(place) is not None


@lru_cache(_KEPT)
def is_foreign(source: str) -> bool:
    """Return whether a source is other people's by its name alone: of a package, of the bundler's
    runtime, or of what a package was built from, which some names place above the app."""
    scheme, path = _split(source)
    known = _SCHEMES.get(scheme)
    outside = known is not None and known.is_outside(path)
    return outside or is_made(source) or "node_modules" in re.split(r"[/\\]", unquote(source))


@lru_cache(_KEPT)
def may_be_generated(place: str) -> bool:
    """Return whether a file may be what another step of the project's own build left.

    Packages are not, and what tools keep in node_modules is: node_modules/.tool/services/…
    """
    above, modules, below = f"/{place}".rpartition("/node_modules/")
    if _COMPARABLE.search(place) is None or "/node_modules/" in above + "/":
        return False
    return not modules or (below.startswith(".") and not below.startswith(_STORES))


def _split(source: str) -> tuple[str, str]:
    """Split a name into its scheme and its path as that scheme has it: "x://y" -> "x", "y"."""
    scheme, colon, rest = source.partition("://")
    if not colon:
        return "", source
    known = _SCHEMES.get(scheme)
    return scheme, known.path(rest) if known else rest


def _readings(source: str, folder: str, directory: str, root: str) -> list[tuple[str, str]]:
    """Pair each folder the source may be relative to with its path from there."""
    scheme, path = _split(source)
    within = root.rstrip("/") + "/"
    if known := _SCHEMES.get(scheme):
        if known.project:
            inner = path.removeprefix(known.project)
            return [(directory, inner), ("", inner)]
        return [] if known.is_outside(path) else [(directory, path)]
    if path.startswith(within):
        return [("", path.removeprefix(within))]
    if path.startswith("/") or scheme or _SCHEME.match(path):
        return []
    return [(folder, path)] if path.startswith(".") else [(folder, path), (directory, path)]
