"""How a script names its map inside a bundle: the `sourcemap` header.

Without debug IDs a server joins this text with the script's URL and looks for a file of that URL in
the bundle. So it must lead to the map as it is packed, whatever the comment in the script says.
"""

import posixpath
import re
from urllib.parse import unquote

_ORIGIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://[^/]*)|~")


def reference(url: str, map_url: str, comment: str | None) -> str:
    """Return the text that leads from a script's URL to its map's.

    The comment is kept as it is written, percent-encoding and all, where it leads there; else a
    relative path, or the whole URL when the map is on another host.
    """
    folder = posixpath.dirname(url)
    if comment is not None:
        named = unquote(re.split(r"[?#]", comment, maxsplit=1)[0])
        if posixpath.normpath(f"{folder}/{named}") == posixpath.normpath(map_url):
            return comment
    origin = _origin(url)
    if origin != _origin(map_url):
        return map_url
    # only the paths: two slashes of a scheme are no empty folder
    return posixpath.relpath(map_url[len(origin) :], folder[len(origin) :] or "/")


def _origin(url: str) -> str:
    found = _ORIGIN.match(url)
    return found[0] if found else ""
