"""A frame looked up in the files of its script: the place in the sources, and what they say."""

from collections.abc import Callable

from buildtools.errors import SourceMapError
from buildtools.inspections.explain.causes.evidence import FileFacts
from buildtools.inspections.explain.causes.evidence import Original as ToldOriginal
from buildtools.inspections.explain.explained import Place
from buildtools.inspections.explain.sources import Found
from buildtools.sourcemaps.maps.columns import Lines
from buildtools.sourcemaps.maps.positions import Original
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.scripts import comments
from buildtools.stacks import Frame

_BOM = b"\xef\xbb\xbf"
_FAR = 2**31 - 2
"""A column behind the end of every line."""
_WORKERS = (b"importScripts(", b"self.onmessage", b"onmessage=", b"DedicatedWorkerGlobalScope")


class Resolved:
    """One script with its map, read once for all of its frames."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self._fault, self._resolver = found.fault, None
        if not found.fault:
            try:
                self._resolver = Resolver(found.code, found.map)
            except SourceMapError as fault:
                self._fault = "; ".join((fault.what, *fault.evidence))
        self._seen = comments.read(found.code)
        start = len(_BOM) if found.code.startswith(_BOM) else 0
        self._lines = Lines(found.code, start, len(found.code))

    def place(self, frame: Frame, name: Callable[[str, Original], str]) -> Place | None:
        """Look a frame up; None where the map says nothing of it.

        A frame without a column has a place only where all of its line comes from one line. `name`
        gives the name of the project's file for a map's name of a source.
        """
        original = self._original(frame)
        if original is None or original.source is None:
            return None
        return Place(
            name(original.source, original),
            original.line + 1,
            original.column + 1 if frame.column else None,
            original.function,
            original.context_line,
            original.pre_context,
            original.post_context,
            original.source,
        )

    def _original(self, frame: Frame) -> Original | None:
        if self._resolver is None or frame.line is None:
            return None
        if frame.column is not None:
            return self._resolver.lookup(frame.line - 1, frame.column - 1)
        first = self._resolver.lookup(frame.line - 1, 0)
        last = self._resolver.lookup(frame.line - 1, _FAR)
        one = first and last and (first.source, first.line) == (last.source, last.line)
        return first if one else None

    def facts(self, frame: Frame, accuracy: str = "") -> FileFacts:
        """Return what the files say of a frame, for the causes to ask."""
        original = self._original(frame)
        return FileFacts(
            script=self.found.script.path,
            comment_id=self._seen.debug_id,
            snippet_id=self._seen.snippet_id,
            is_worker=any(mark in self.found.code for mark in _WORKERS),
            line_exists=self._has(frame),
            map_fault=self._fault,
            original=_told(original) if original else None,
            accuracy=accuracy,
        )

    def _has(self, frame: Frame) -> bool | None:
        """Return whether the script has the place; None where there is no script, or no place."""
        if not self.found.code or frame.line is None:
            return None
        if not self._lines.has(frame.line - 1):
            return False
        return (frame.column or 1) <= self._lines.width(frame.line - 1) + 1


def _told(original: Original) -> ToldOriginal:
    return ToldOriginal(
        original.source or "",
        original.line + 1,
        original.column + 1,
        original.function or "",
        original.context_line,
    )
