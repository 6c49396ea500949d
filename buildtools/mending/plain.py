"""Scripts in which there is nothing to mend, and those that another bundler will take apart."""

import posixpath

from buildtools.bundlers import all_of
from buildtools.sourcemaps import holding
from buildtools.sourcemaps.prologue import directives

FOR_BUNDLERS = frozenset(each.encode() for each in all_of(lambda known: known.directives))
"""Directives that another bundler acts on."""


def is_plain(script: bytes, path: str) -> bool:
    """Tell of a script that it holds nothing that mending looks for in it."""
    return not holding.may_hold(script, posixpath.basename(path)) and not is_for_bundler(script)


def is_for_bundler(script: bytes) -> bool:
    """Tell whether another bundler will take this script apart."""
    return not {text[1:-1] for text in directives(script)}.isdisjoint(FOR_BUNDLERS)
