"""The site on disk: the files of a build, as they are and as they shall be."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec

from buildtools import disk, staging
from buildtools.sourcemaps import digests
from buildtools.sourcemaps.digests import Token
from buildtools.sourcemaps.places import Places, is_settings, is_text, passed_over
from buildtools.sourcemaps.prologue import directives
from buildtools.sourcemaps.splices import original
from buildtools.staging import Written
from buildtools.values import Digest, Edit, Pair


class Rewritten(msgspec.Struct, frozen=True):
    """One file before and after; the edits count in `new`."""

    path: str
    known: Digest | None
    """Of the file before, where somebody has taken it already."""
    content: bytes | Written
    edits: tuple[Edit, ...]
    plain: bool = False
    """Whether `is_plain` has said so of it."""

    @property
    def new(self) -> bytes:
        """The file after; read anew each time where it waits on disk."""
        return staging.read(self.content) if isinstance(self.content, Written) else self.content

    @property
    def before(self) -> Digest:
        """The digest of the file before."""
        return self.known or disk.digest(original(self.new, self.edits))


FOR_BUNDLERS = frozenset({b"use client", b"use server"})
"""Directives that another bundler acts on."""


def is_plain(script: bytes, path: str) -> bool:
    """Tell of a script that it holds nothing that mending looks for in it."""
    return not digests.may_hold(script, posixpath.basename(path)) and not is_for_bundler(script)


def is_for_bundler(script: bytes) -> bool:
    """Tell whether another bundler will take this script apart."""
    return not {text[1:-1] for text in directives(script)}.isdisjoint(FOR_BUNDLERS)


class Site:
    """Files by their paths relative to the root; `changed` grows while more of them follow."""

    def __init__(
        self, root: Path, places: Places, changed: Iterable[Rewritten], pairs: Sequence[Pair]
    ) -> None:
        self.root = root
        self.places = places
        self.changed = {each.path: each for each in changed}
        self.pairs = pairs
        self.for_ever: dict[str, tuple[str, ...]] = {}
        """By precache, the URLs it never asks for again."""

    def old(self, path: str) -> bytes:
        """Give a file as it is on disk."""
        if path in self.changed:
            return original(self.changed[path].new, self.changed[path].edits)
        return disk.read(self.root / path)

    def new(self, path: str) -> bytes:
        """Give a file as it shall be, as far as that is known."""
        return self.changed[path].new if path in self.changed else disk.read(self.root / path)

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """All files of the build folders; of links only the targets."""
        return tuple(self._list())

    def _list(self) -> Iterator[str]:
        for folder in self.places.built:
            if (self.root / folder).is_dir():
                ignore = passed_over(folder)
                for name in disk.walk(self.root / folder, ignore, everything=True):
                    yield posixpath.normpath(posixpath.join(folder, name))
        for folder in self.places.flat:
            yield from self._files_in(folder)

    def _files_in(self, folder: str) -> Iterator[str]:
        for name in disk.listing(self.root / folder):
            if (self.root / folder / name).is_file():
                yield posixpath.normpath(posixpath.join(folder, name))

    def settings(self) -> Iterator[str]:
        """List what configures the app and its server."""
        for folder in self.places.settings:
            yield from filter(is_settings, self._files_in(folder))

    def twins(self) -> dict[str, Rewritten]:
        """Find copies of changed files under the same name, equal before and so equal after."""
        named: dict[str, list[Rewritten]] = defaultdict(list)
        for each in self.changed.values():
            named[posixpath.basename(each.path)].append(each)
        known = {path for pair in self.pairs for path in (pair.script, pair.map)}
        before = lru_cache(maxsize=None)(lambda path: self.changed[path].before)
        found: dict[str, Rewritten] = {}
        for path in self.listed:
            like = named.get(posixpath.basename(path))
            if like is None or path in known or path in self.changed:
                continue
            digest = disk.digest(disk.read(self.root / path))
            same = next((each for each in like if before(each.path) == digest), None)
            if same is not None and not disk.is_linked(self.root, path):
                found[path] = msgspec.structs.replace(same, path=path)
        return found

    def held(self) -> dict[str, tuple[Token, ...]]:
        """Find all that may be digests, in all text files as they shall be."""
        found: dict[str, tuple[Token, ...]] = {}
        for path in {**dict.fromkeys(self.listed), **self.changed}:
            if not is_text(path) or (path in self.changed and self.changed[path].plain):
                continue
            held = digests.held(self.new(path), posixpath.basename(path))
            if held.tokens and not disk.is_linked(self.root, path):
                found[path] = held.tokens
            if held.for_ever:
                self.for_ever[path] = held.for_ever
        return found
