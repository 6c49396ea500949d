"""Packages: to whom a source belongs, by what a map calls it.

What stands behind the last `node_modules/` counts, a scope with its name: what a package was built
of by its own bundler, and has a map for, is named within it. Stores of package managers, archives
and virtual folders are seen through. Pure: texts in, texts out.
"""

import re
from typing import Final
from urllib.parse import unquote

from buildtools.bundlers import all_of
from buildtools.sourcemaps.maps.sources import is_foreign, is_made

APP: Final = "the app"
RUNTIME: Final = "the bundler's runtime"
ELSEWHERE: Final = "packages, from where they were built"
"""Above the app stands what some packages were built from; nothing says which."""
UNNAMED: Final = "sources without a name"

_MODULES = "node_modules/"
_STORES = all_of(lambda each: each.stores)
_STORED = re.compile(r"(?P<scope>@[^-/]+)?-?(?P<name>[^/]+?)-(?:npm|patch|virtual|file)-[^/]*")
"""A folder of a store that is named by what lies in it: @scope-name-npm-1.0.0-0123456789."""


def package_of(source: str) -> str:
    """Name the package of a source: `@sentry/core`; or which of the classes above it is.

    "../node_modules/@sentry/core/src/client.ts" -> "@sentry/core"
    """
    if not source:
        return UNNAMED
    path = unquote(source).replace("\\", "/")
    above, modules, below = path.rpartition(_MODULES)
    if modules and (not above or above[-1:] in "/\0"):
        return _name(below)
    name, _, query = path.partition("?")
    if query and not is_made(name):
        return APP
    if is_made(path):
        return RUNTIME
    return ELSEWHERE if is_foreign(path) else APP


def _name(below: str) -> str:
    """Return the name that a path behind `node_modules/` begins with."""
    store = next((each for each in _STORES if below.startswith(each)), "")
    parts = below.removeprefix(store).split("/")
    if store and (stored := _STORED.fullmatch(parts[0])):
        scope = stored["scope"]
        return f"{scope}/{stored['name']}" if scope else stored["name"]
    name = "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]
    return name.partition("?")[0]
