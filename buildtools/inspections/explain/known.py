"""What is known before any server is asked: what the ledger says, and the project's own files."""

import posixpath
from pathlib import Path
from urllib.parse import unquote

from buildtools.files import disk
from buildtools.findings import Finding, subjects
from buildtools.inspections.explain.causes.evidence import LedgerFacts
from buildtools.inspections.explain.causes.evidence import Original as Told
from buildtools.inspections.explain.explained import Place, Script
from buildtools.inspections.explain.sources import Known
from buildtools.ledger import Failed, Ledger
from buildtools.results import Skipped, Uploaded, findings_of
from buildtools.sourcemaps.maps import sources
from buildtools.sourcemaps.maps.positions import Original
from buildtools.stacks import Frame

_WRONG_MAP = "map-wrong"
_CONTEXT = 5
"""Lines before and after, as Sentry shows."""


def ledger_facts(ledger: Ledger, known: Known | None) -> LedgerFacts:
    """Return what a release's ledger says of a frame's script."""
    entry = ledger.entries.get("upload")
    outcome = entry.outcome if entry else None
    match outcome:
        case Failed(what):
            failure = what
        case Skipped(reason):
            failure = reason
        case _:
            failure = ""
    return LedgerFacts(
        release=ledger.release,
        dist=ledger.dist or "",
        url=known.url if known else "",
        script=known.path if known else "",
        debug_id=(known.debug_id or "") if known else "",
        uploaded=entry.started if entry and isinstance(outcome, Uploaded) else "",
        upload_failure=failure,
    )


def shown(original: Told) -> Place:
    """Return the place that a server shows, in the names that it has."""
    return Place(
        original.source,
        original.line or 0,
        original.column,
        original.function or None,
        original.text,
        original.before,
        original.after,
        original.source,
    )


def wrong_map(ledger: Ledger, script: Script) -> Finding | None:
    """Return what build has found wrong about the map of a script, in all of it or in places."""
    noticed = (
        each
        for entry in ledger.entries.values()
        for each in findings_of(entry.outcome)
        if each.code == _WRONG_MAP
    )
    return next((each for each in noticed if _path(each) in (script.map, script.path)), None)


def _path(finding: Finding) -> str:
    return finding.about.path if isinstance(finding.about, subjects.File) else ""


def called(source: str) -> str:
    """Return a source's name as a person would say it: of a package, from its folder on."""
    name = unquote(source)
    _, modules, package = name.rpartition("node_modules/")
    return modules + package if modules else name


class Project:
    """The project's own files, by what maps and stacks call them."""

    def __init__(self, root: Path, directory: str = ".") -> None:
        """`directory` is the app's folder, relative to the project's root."""
        self._root, self._directory = root, directory
        self._absolute = root.resolve().as_posix()
        self._places: dict[tuple[str, str], str | None] = {}

    def file_of(self, source: str, folder: str) -> str | None:
        """Return the file that a source of a map in this folder is, if it is here."""
        key = (source, folder)
        if key not in self._places:
            named = sources.places(source, folder, self._directory, self._absolute)
            there = (place for place in named if disk.read_inside(self._root, place) is not None)
            self._places[key] = next(there, None)
        return self._places[key]

    def named(self, source: str, folder: str, original: Original) -> str:
        """Return what a source is called: the file of the project, else the end of its name.

        A map that was copied elsewhere names places that lead nowhere: what such a name ends in is
        the file only where its line says the same.
        """
        if file := self.file_of(source, folder):
            return file
        if source.startswith("../") and original.context_line is not None:
            tail = posixpath.join(self._directory, source.replace("../", ""))
            lines = self._lines(posixpath.normpath(tail))
            if lines[original.line : original.line + 1] == [original.context_line]:
                return posixpath.normpath(tail)
        return called(source)

    def _lines(self, file: str) -> list[str]:
        data = disk.read_inside(self._root, file) or b""
        return data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")

    def place(self, frame: Frame) -> Place | None:
        """Return the place of a frame that names a source itself, as pages of servers do."""
        if frame.url is None or frame.line is None:
            return None
        place = (frame.line, frame.column, frame.function)
        bare = Place(called(frame.url), *place, source=frame.url)
        other = bare if sources.is_named_by_bundler(frame.url) else None
        file = self.file_of(frame.url.removeprefix("file://"), self._directory)
        if file is None or not sources.is_own(file):
            return other
        lines = self._lines(file)
        at = frame.line - 1
        if at >= len(lines):
            return other
        return Place(
            posixpath.normpath(file),
            *place,
            lines[at],
            tuple(lines[max(at - _CONTEXT, 0) : at]),
            tuple(lines[at + 1 : at + 1 + _CONTEXT]),
        )
