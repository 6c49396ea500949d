"""Compressed siblings: made again when their file changes, told of when they cannot be."""

from functools import cache

from buildtools.change import Change, rewritten
from buildtools.findings import Finding
from buildtools.sourcemaps.derived import precompressed
from buildtools.sourcemaps.derived.precompressed import SUFFIXES, Unreadable
from buildtools.sourcemaps.derived.update.site import Site
from buildtools.splices import difference


class PrecompressedFiles:
    """The siblings of a site's files; `findings` grow as they are asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.findings: list[Finding] = []
        self.of = cache(self._of)
        self._made: dict[str, tuple[bytes, bytes]] = {}

    def _of(self, path: str) -> tuple[str, ...]:
        """Name the siblings of a file that stand for it as it was, or as it shall be."""
        there = (path + suffix for suffix in SUFFIXES if path + suffix in self._site.there)
        return tuple(each for each in there if self._is_good(path, each))

    def _is_good(self, path: str, sibling: str) -> bool:
        if self._site.files.is_linked(sibling):
            return False
        try:
            self._expanded(path, sibling)
        except Unreadable as doubt:
            self.findings.append(precompressed.stale(sibling, str(doubt)))
            return False
        return True

    def _expanded(self, path: str, sibling: str) -> bytes:
        content = precompressed.expand(sibling, self._site.old(sibling))
        if content not in (self._site.old(path), self._site.new(path)):
            raise Unreadable(precompressed.OTHER)
        return content

    def squeeze(self, sibling: str, content: bytes) -> bytes:
        """Make a sibling of a new content, as it was made of the old."""
        model, old = self._site.old(sibling), precompressed.expand(sibling, self._site.old(sibling))
        if old == content:
            return model
        if sibling not in self._made or self._made[sibling][0] != content:
            made = precompressed.compress_like(sibling, model, old, content)
            self._made[sibling] = content, made
        return self._made[sibling][1]

    def rewritten(self, sibling: str, content: bytes) -> Change | None:
        """Return what becomes of a sibling; None when nothing does."""
        model = self._site.files.read(sibling)
        if content == model:
            return None
        return rewritten(sibling, model, content, difference(model, content))
