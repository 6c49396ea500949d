"""The site: the files of a build, as they are and as they shall be."""

import base64
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

import msgspec

from buildtools.bundlers import all_of
from buildtools.change import Change
from buildtools.sourcemaps.derived import digest_search
from buildtools.sourcemaps.derived.digests import Held, Token
from buildtools.sourcemaps.derived.scan_roots import (
    LARGE_BYTES,
    Places,
    is_settings,
    is_text,
    passed_over,
)
from buildtools.sourcemaps.scripts.prologue import directives
from buildtools.values import Pair, digest_of

_OVERLAP_BYTES = 256
"""What is read twice of a large file, so that no digest is torn apart."""

_SNIFFED_BYTES = 1024


class Files(Protocol):
    """The files as they are, by their paths relative to one root."""

    def read(self, path: str) -> bytes:
        """Read one whole file."""

    def blocks(self, path: str) -> Iterable[bytes]:
        """Read a large file piece by piece."""

    def size(self, path: str) -> int:
        """Return how many bytes a file has."""

    def below(self, folder: str, ignore: Sequence[str]) -> Iterable[str]:
        """Return all files below a folder but those that match; nothing if there is none."""

    def directly_in(self, folder: str) -> Iterable[str]:
        """Return the files in a folder, without those of folders in it."""

    def names(self, folder: str) -> Sequence[str]:
        """Name the files and folders in a folder."""

    def is_linked(self, path: str) -> bool:
        """Return whether a path leads elsewhere through a link."""

    def target(self, path: str) -> str | None:
        """Return where a path leads through links; None when that is outside of the root."""


class Left(msgspec.Struct, frozen=True):
    """Digests in a file that is searched and not written to, and why not."""

    tokens: tuple[Token, ...]
    why: str
    remedy: str
    whole: bool = False
    """Whether it is right of what it holds itself, so that nothing is cut short."""


class Site:
    """A build's files; `changed` grows while more of them follow.

    In the scripts of `plain` there is nothing to update.
    """

    def __init__(
        self,
        files: Files,
        places: Places,
        changed: Iterable[Change],
        pairs: Sequence[Pair],
        plain: Collection[str] = (),
    ) -> None:
        self.files = files
        self.places = places
        self.plain = set(plain)
        self.changed = {each.path: each for each in changed}
        self.pairs = pairs
        self.for_ever: dict[str, tuple[str, ...]] = {}
        """By precache, the URLs it never asks for again."""
        self.left: dict[str, Left] = {}

    def old(self, path: str) -> bytes:
        """Return a file as it is on disk."""
        if path in self.changed:
            return self.changed[path].old
        return self.files.read(path)

    def new(self, path: str) -> bytes:
        """Return a file as it shall be, as far as that is known."""
        return self.changed[path].new if path in self.changed else self.files.read(path)

    def size(self, path: str) -> int:
        """Return the bytes of a file as it is on disk."""
        return self.files.size(path)

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """All files of the build folders; of links only the targets."""
        return tuple(self._list())

    def _list(self) -> Iterator[str]:
        for folder in self.places.built:
            yield from self.files.below(folder, passed_over(folder))
        for folder in self.places.flat:
            yield from self.files.directly_in(folder)

    @cached_property
    def there(self) -> frozenset[str]:
        """The listed files, to ask for one."""
        return frozenset(self.listed)

    def is_in_a_name(self, digest: bytes) -> bool:
        """Return whether a digest stands in the name of a file of the build."""
        text = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return digest.hex() in self._names.lower() or text in self._names

    @cached_property
    def _names(self) -> str:
        return "\n".join(posixpath.basename(path) for path in self.listed)

    def settings(self) -> Iterator[str]:
        """Return what configures the app and its server."""
        for folder in self.places.settings:
            yield from filter(is_settings, self.files.directly_in(folder))

    def copies(self) -> dict[str, Change]:
        """Find copies of changed files under the same name, equal before and so equal after."""
        named: dict[str, list[Change]] = defaultdict(list)
        for each in self.changed.values():
            named[posixpath.basename(each.path)].append(each)
        known = {path for pair in self.pairs for path in (pair.script, pair.map)}
        before = lru_cache(maxsize=None)(lambda path: self.changed[path].digest_before)
        found: dict[str, Change] = {}
        for path in self.listed:
            like = named.get(posixpath.basename(path))
            if like is None or path in known or path in self.changed:
                continue
            digest = digest_of(self.files.read(path))
            same = next((each for each in like if before(each.path) == digest), None)
            if same is not None and not self.files.is_linked(path):
                found[path] = msgspec.structs.replace(same, path=path, before=digest)
                self.plain |= {path} if same.path in self.plain else set()
        return found

    def copies_of(self, path: str) -> list[str]:
        """Name the copies of a changed file."""
        like = self.changed.get(path)
        return [
            each
            for each, file in self.changed.items()
            if like and each != path and file.content is like.content
        ]

    def held(self) -> dict[str, Held]:
        """Find all that may be digests and sizes, in all text files as they shall be."""
        found: dict[str, Held] = {}
        for path in {**dict.fromkeys(self.listed), **self.changed}:
            text = is_text(path)
            if text is False or path in self.plain:
                continue
            if path not in self.changed and self.files.size(path) > LARGE_BYTES:
                self._look_into(path)
                continue
            data = self.new(path)
            if text is None and b"\0" in data[:_SNIFFED_BYTES]:
                continue
            self._note(path, digest_search.held(data, posixpath.basename(path)), found)
        return found

    def _note(self, path: str, held: Held, found: dict[str, Held]) -> None:
        if held.for_ever:
            self.for_ever[path] = held.for_ever
        if held.inlined:
            why = "it holds the file itself, as it was built"
            self.left[path] = Left(
                held.inlined, why, "let the server read it from disk", whole=True
            )
        if not held.tokens and not held.sizes:
            return
        if not self.files.is_linked(path):
            found[path] = held
        elif held.tokens and self.files.target(path) not in self.there:
            why, remedy = "it is a link out of the build", "compute it after inject"
            self.left[path] = Left(held.tokens, why, remedy)

    def _look_into(self, path: str) -> None:
        """Search a file that is too large to hold, a block at a time."""
        tokens: list[Token] = []
        before, name = b"", posixpath.basename(path)
        for block in self.files.blocks(path):
            if is_text(path) is None and b"\0" in block:
                return
            tokens += digest_search.held(before + block, name).tokens
            before = block[-_OVERLAP_BYTES:]
        if tokens:
            why = f"it has more than {LARGE_BYTES >> 20} MiB"
            self.left[path] = Left(tuple(tokens), why, "compute it after inject")


FOR_BUNDLERS = frozenset(each.encode() for each in all_of(lambda known: known.directives))
"""Directives that another bundler acts on."""


def is_plain(script: bytes, path: str) -> bool:
    """Tell of a script that it holds nothing that an update looks for in it."""
    return not digest_search.may_hold(script, posixpath.basename(path)) and not is_for_bundler(
        script
    )


def is_for_bundler(script: bytes) -> bool:
    """Return whether another bundler will take this script apart."""
    return not {text[1:-1] for text in directives(script)}.isdisjoint(FOR_BUNDLERS)
