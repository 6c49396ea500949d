"""At which URL a folder is served, by the scripts that pages name: their URL minus their path."""

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from buildtools.bundlers import all_of
from buildtools.files import small_file
from buildtools.web import pages

_MOST_BYTES = 4_000_000
_HOST = "http://a.example"
_FOLDERS = all_of(lambda each: each.pages)
"""Folders of pages that no output holds: their `index.html` is the site's first page."""
_SOURCES = ("public", "static", "src", "www")
"""Folders of pages that people write, from which a build copies them to the top."""


class _Tag(msgspec.Struct, frozen=True):
    path: str
    is_absolute: bool
    is_built: bool


class Named:
    """What the pages of an app name, read once."""

    def __init__(self, app: Path, names: Iterable[str], outputs: Collection[str]) -> None:
        """Read the pages of these names; `outputs` are the folders that pages are served from."""
        built = sorted((*_FOLDERS, *outputs), key=len, reverse=True)
        self._tags = {name: tuple(_named(app, name, built)) for name in names}

    def prefix(self, folder: str, scripts: Collection[str]) -> tuple[str, str] | None:
        """Return the path at which a folder is served, and the page that says so.

        `scripts` are paths below the folder. None where no page names one of them. A page that
        people wrote counts where it names the folder too, as the build of a script alone leaves it.
        """
        known = frozenset(scripts)
        firm: Counter[str] = Counter()
        loose: Counter[str] = Counter()
        first: dict[str, str] = {}
        for page, tags in self._tags.items():
            for tag in tags:
                prefix = _prefix(tag.path, known)
                if prefix is None or not (tag.is_built or prefix.endswith(f"/{folder}")):
                    continue
                (firm if tag.is_absolute else loose)[prefix] += 1
                first.setdefault(prefix, page)
        votes = firm or loose
        best = min(votes, key=lambda each: (-votes[each], len(each)), default=None)
        return None if best is None else (best, first[best])

    def folder(self, folder: str) -> tuple[str, str] | None:
        """Return the same where nothing was built: by the pages that name scripts in a folder."""
        for page, tags in self._tags.items():
            for tag in tags:
                head, found, _ = tag.path.partition(f"/{folder}/")
                if found and not tag.is_built:
                    return f"{head}/{folder}", page
        return None


def _prefix(path: str, scripts: frozenset[str]) -> str | None:
    """Return what stands before the longest end of a path that is a script."""
    parts = path.strip("/").split("/")
    for at in range(len(parts)):
        if "/".join(parts[at:]) in scripts:
            return "".join(f"/{each}" for each in parts[:at])
    return None


def _named(app: Path, name: str, built: Iterable[str]) -> Iterator[_Tag]:
    """Return the paths of the scripts that a page names, and whether it names them from the top."""
    try:
        text = small_file.read(app / name, _MOST_BYTES, name).decode("utf-8", "replace")
    except (OSError, small_file.Unfit):
        return
    top = next((each for each in built if each == "." or name.startswith(f"{each}/")), "")
    below = top or next((each for each in _SOURCES if name.startswith(f"{each}/")), ".")
    for tag in pages.read(text, f"{_HOST}/{posixpath.relpath(name, below)}").tags:
        if tag.how != "stylesheet":
            raw = urlsplit(tag.url).path
            is_absolute = not tag.url.startswith(_HOST) or bool(
                re.search(rf"[\"'=\s]{re.escape(raw)}", text)
            )
            yield _Tag(unquote(raw), is_absolute, bool(top))
