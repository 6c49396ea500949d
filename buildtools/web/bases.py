"""Where a name of a script may be meant to lie: the addresses to try, the likeliest first. Pure.

Bundlers name their chunks relative to a public path that stands elsewhere: a folder of their own,
the base of the app, or what a runtime finds out. What lies beside known scripts, or repeats the end
of a known folder, is likelier than what a browser would make of the text alone.
"""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from buildtools.bundlers import all_of

_PUBLIC_PATHS = all_of(lambda each: each.public_paths)
_MOST_FOLDERS = 6


class Folders:
    """The folders in which scripts were found, the one with the most scripts first."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, url: str) -> None:
        """Remember where a script lies."""
        folder = url.partition("?")[0].rpartition("/")[0] + "/"
        self._counts[folder] = self._counts.get(folder, 0) + 1

    def all(self) -> list[str]:
        """Return all of them."""
        return sorted(self._counts, key=lambda folder: -self._counts[folder])

    def public(self) -> list[str]:
        """Return the folders of bundlers' own names, at which names of their chunks begin."""
        return [above + path for path in _PUBLIC_PATHS for above in self.above(path.strip("/"))]

    def above(self, segment: str) -> list[str]:
        """Return the folders above one of this name: names that begin with it lie there."""
        mark = f"/{segment}/"
        found = [folder[: at + 1] for folder in self.all() if (at := folder.rfind(mark)) >= 0]
        return list(dict.fromkeys(found))


def addresses(
    name: str, named_in: str, site: str, folders: Folders, public_path: str | None = None
) -> list[str]:
    """Return the URLs that a name may mean, which stands in a script or page of another URL."""
    if name.startswith(("http://", "https://", "//", "/", ".")):
        return _joined((named_in, name))
    tries = [*_of_public_path(name, named_in, public_path)]
    first, slash, _ = name.partition("/")
    if slash:
        tries += [(above, name) for above in folders.above(first)]
    if name.startswith("static/"):
        tries += [(folder, name) for folder in folders.public()]
    tries += [(named_in, name), (site, name)]
    tries += [(folder, name) for folder in folders.all()[:_MOST_FOLDERS]]
    return _joined(*tries)


def is_likely(name: str, folders: Folders) -> bool:
    """Return whether a name leads where scripts lie, and is not just any text with that ending."""
    if name.startswith(("/", "./", "../", "http")):
        return True
    first, slash, _ = name.partition("/")
    return bool(slash) and (bool(folders.above(first)) or first == "static")


def _of_public_path(name: str, named_in: str, path: str | None) -> Iterable[tuple[str, str]]:
    if path is not None and path.startswith(("http", "/", ".")):
        yield named_in, path + name


def _joined(*tries: tuple[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for base, name in tries:
        try:
            url = urljoin(base, name).partition("#")[0]
            usable = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
        except ValueError:
            continue
        if usable:
            found[url] = None
    return list(found)
