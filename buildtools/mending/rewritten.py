"""A changed file, before and after."""

import posixpath

import msgspec

from buildtools import disk, staging
from buildtools.bundlers import all_of
from buildtools.sourcemaps import holding
from buildtools.sourcemaps.prologue import directives
from buildtools.sourcemaps.splices import original
from buildtools.staging import Written
from buildtools.values import Digest, Edit


class Rewritten(msgspec.Struct, frozen=True):
    """One file before and after; the edits count in `new`."""

    path: str
    known: Digest | None
    """Of the file before, where somebody has taken it already."""
    content: bytes | Written
    edits: tuple[Edit, ...]
    plain: bool = False
    """Whether `is_plain` has said so of it."""
    followed: tuple[Edit, ...] = ()
    """Those of the edits that mending made, where it was changed anyway."""

    @property
    def new(self) -> bytes:
        """The file after; read anew each time where it waits on disk."""
        return staging.read(self.content) if isinstance(self.content, Written) else self.content

    @property
    def before(self) -> Digest:
        """The digest of the file before."""
        return self.known or disk.digest(original(self.new, self.edits))


FOR_BUNDLERS = frozenset(each.encode() for each in all_of(lambda known: known.directives))
"""Directives that another bundler acts on."""


def is_plain(script: bytes, path: str) -> bool:
    """Tell of a script that it holds nothing that mending looks for in it."""
    return not holding.may_hold(script, posixpath.basename(path)) and not is_for_bundler(script)


def is_for_bundler(script: bytes) -> bool:
    """Tell whether another bundler will take this script apart."""
    return not {text[1:-1] for text in directives(script)}.isdisjoint(FOR_BUNDLERS)
