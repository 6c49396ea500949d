"""Scan roots: where the files lie that may hold digests of built files, or be copies of them.

The build folder is searched as a whole, not only the outputs: pages and manifests lie beside the
scripts, copies below them. A search must never wander into sources, so the folder is told by its
name on the way from the app to an output: hidden, or one that builds are known to use.
"""

import posixpath
import re
from collections.abc import Iterable

import msgspec

from buildtools.bundlers import all_of
from buildtools.values import FOLDER

_BUILT = frozenset(
    [
        *(output.path.split("/")[0] for output in all_of(lambda each: each.outputs)),
        "_site",
        "build",
        "dist",
        "docs",
        "htdocs",
        "out",
        "output",
        "public",
        "release",
        "site",
        "static",
        "target",
        "www",
    ]
)
_TEXTS = frozenset(
    [
        ".body",
        ".cjs",
        ".css",
        ".ejs",
        ".hbs",
        ".htm",
        ".html",
        ".js",
        ".json",
        ".meta",
        ".mjs",
        ".php",
        ".rsc",
        ".txt",
        ".webmanifest",
        ".xml",
    ]
)
"""Known to be texts; other files are looked into, unless they are known to be none."""

_OTHERS = re.compile(
    r"7z|aac|avif?|bin|bmp|br|bz2|cur|dat|dll|dylib|eot|exe|flac|gif|gz|heic|ico|icns|jar|jpe?g|jxl"
    r"|lock|m4a|map|mkv|mov|mp[34]|node|og[gv]|onnx|otf|pack|pdf|png|pyc|snap|so|sqlite|svg|tar|tgz"
    r"|tiff?|tsx?|ttf|wasm|wav|web[mp]|whl|woff2?|xz|zip|zst"
)
"""Known to hold no digest of a built file: pictures, archives, programs, maps, sources."""

LARGE_BYTES = 16 * 1024 * 1024
"""A text of this size is searched and not updated; scripts with maps are, whatever their size."""

_HEADERS = "_headers"
"""Netlify's and Cloudflare's file of response headers, which may hold a policy."""

_LISTS_OF_FILES = all_of(lambda each: each.traces)
"""Names only."""

_SETTINGS = frozenset(
    [
        ".cjs",
        ".conf",
        ".config",
        ".cts",
        ".htaccess",
        ".js",
        ".json",
        ".mjs",
        ".mts",
        ".toml",
        ".ts",
        ".yaml",
        ".yml",
    ]
)
_LOCKS = all_of(lambda each: each.locks)

_CACHES = all_of(lambda each: each.caches)

SKIPPED = ("node_modules", ".git", FOLDER)
"""Folders that no build of this project writes; the last is our own memory."""


class Places(msgspec.Struct, frozen=True):
    """Folders relative to the project's root, with forward slashes."""

    built: tuple[str, ...] = ()
    """Searched with all that is below."""
    flat: tuple[str, ...] = ()
    """Searched without what is below: a service worker is often generated into `public`."""
    settings: tuple[str, ...] = ()
    """Not ours to change: what configures the app and its server."""


def places(directory: str, outputs: Iterable[str]) -> Places:
    """Return where to search, for an app's folder and the outputs below it."""
    app = posixpath.normpath(directory)
    built = sorted({posixpath.normpath(posixpath.join(app, _top(path))) for path in outputs})
    outermost = [one for one in built if not any(_is_below(one, other) for other in built)]
    public = posixpath.normpath(posixpath.join(app, "public"))
    flat = () if any(public == one or _is_below(public, one) for one in outermost) else (public,)
    source = posixpath.normpath(posixpath.join(app, "src"))
    return Places(tuple(outermost), flat, tuple(dict.fromkeys((".", app, source))))


def _top(output: str) -> str:
    """Return the build folder of an output: `dist` for `dist/assets`."""
    parts = posixpath.normpath(output).split("/")
    for number, part in enumerate(parts):
        if part in _BUILT or (part.startswith(".") and part not in (".", "..")):
            return "/".join(parts[: number + 1])
    return "/".join(parts)


def _is_below(one: str, other: str) -> bool:
    return one != other and (other == "." or one.startswith(f"{other}/"))


def passed_over(folder: str) -> tuple[str, ...]:
    """Return the globs of what is not searched in a build folder: a cache is the bundler's."""
    hidden = posixpath.basename(folder).startswith(".")
    return (*SKIPPED, *(f"./{name}/**" for name in _CACHES)) if hidden else SKIPPED


def is_text(path: str) -> bool | None:
    """Return by its name whether a built file may hold digests of others; None: look into it."""
    name = posixpath.basename(path)
    if name.endswith(_LISTS_OF_FILES):
        return False
    suffix = posixpath.splitext(name)[1].lower()
    if suffix in _TEXTS or name == _HEADERS:
        return True
    return False if _OTHERS.fullmatch(suffix[1:]) else None


def is_settings(path: str) -> bool:
    """Return whether a file may configure the headers of a site."""
    name = posixpath.basename(path)
    suffix = posixpath.splitext(name)[1] or name
    return (suffix in _SETTINGS or name in (_HEADERS, "Caddyfile")) and name not in _LOCKS
