"""Explain a stack: each frame's place in the sources, or the cause for which it has none."""

import posixpath
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from buildtools.inspections.explain import causes, known
from buildtools.inspections.explain.causes.evidence import Evidence
from buildtools.inspections.explain.causes.row import About
from buildtools.inspections.explain.explained import (
    Explained,
    ExplainedStack,
    Explanation,
    Missing,
    Place,
)
from buildtools.inspections.explain.resolving import Resolved
from buildtools.inspections.explain.sources import Found, Release, Sources
from buildtools.inspections.explain.stored_files import StoredFiles
from buildtools.ledger import Ledger
from buildtools.sourcemaps.maps.positions import Original
from buildtools.stacks import Frame, Reading

_KEPT = 16
"""Scripts whose maps are held at once."""


class Knowledge(Protocol):
    """Somebody who knows more of a frame: the event, the server, the live site."""

    def add(self, frame: Frame, evidence: Evidence) -> Evidence:
        """Return the evidence with what is known of this frame besides."""
        ...


class Explainer:
    """Explains frames by the files that are at hand and by what is known besides.

    `sources` are asked in their order for script and map. Reads files; writes nothing.
    """

    def __init__(
        self,
        sources: Sequence[Sources],
        now: datetime,
        *,
        ledger: Ledger | None = None,
        project: known.Project | None = None,
        knowledge: Sequence[Knowledge] = (),
        site_origins: Sequence[str] = (),
    ) -> None:
        self._sources, self.now = sources, now
        self._ledger, self._project, self._knowledge = ledger, project, knowledge
        self._origins = tuple(site_origins)
        self._read: dict[tuple[str, str], Resolved] = {}

    def explain(self, reading: Reading) -> Explanation:
        """Explain all frames of a text."""
        stacks = tuple(
            ExplainedStack(stack.head, tuple(map(self.frame, stack.frames)))
            for stack in reading.stacks
        )
        return Explanation(stacks, reading.aside)

    def frame(self, frame: Frame) -> Explained:
        """Explain one frame."""
        evidence = self._evidence(frame)
        if frame.kind not in ("script", "unplaced", "document") or frame.url is None:
            return self._told(frame, evidence)
        found, missing = self._find(frame, evidence)
        if found is None:
            return self._without_files(frame, evidence, missing)
        resolved = self._resolved(found)
        doubt = known.wrong_map(self._ledger, found.script) if self._ledger else None
        wrong = doubt.sentence if doubt and doubt.severity == "error" else ""
        evidence = msgspec.structs.replace(evidence, files=resolved.facts(frame, wrong))
        place = resolved.place(frame, self._namer(found))
        explained = self._told(frame, evidence, place)
        doubt = doubt if explained.original else None
        return msgspec.structs.replace(explained, script=found.script, doubt=doubt)

    def _told(self, frame: Frame, evidence: Evidence, place: Place | None = None) -> Explained:
        """Ask for the cause; of an event's frame what its server shows is what counts."""
        if evidence.event is None:
            about: About = "resolved" if place else "minified"
            return Explained(frame, place, told=causes.tell(evidence, about))
        shown = evidence.event.original
        if shown is None:
            return Explained(frame, place, told=causes.tell(evidence, "minified"), stays=True)
        is_same = place is not None and place.line == shown.line
        return Explained(
            frame, place if is_same else known.shown(shown), told=causes.tell(evidence, "resolved")
        )

    def _evidence(self, frame: Frame) -> Evidence:
        evidence = Evidence(frame, self.now, self._origins)
        if self._ledger:
            releases = [each for each in self._sources if isinstance(each, Release)]
            matches = [match for each in releases if (match := each.known(frame))]
            script = matches[0][0] if matches else None
            facts = known.ledger_facts(self._ledger, script)
            evidence = msgspec.structs.replace(evidence, ledger=facts)
        for each in self._knowledge:
            evidence = each.add(frame, evidence)
        return evidence

    def _find(self, frame: Frame, evidence: Evidence) -> tuple[Found | None, Missing | None]:
        """Ask who may have the files, in order; who knows them and has them not is remembered.

        Files that are here are not asked for an event of another build, nor a server for a frame
        that it has resolved itself.
        """
        is_other = evidence.ledger is not None and evidence.ledger.is_other
        is_shown = evidence.event is not None and evidence.event.original is not None
        missing: Missing | None = None
        for each in self._sources:
            if is_shown if isinstance(each, StoredFiles) else is_other:
                continue
            match each.find(frame):
                case Missing() as lacking:
                    missing = missing or lacking
                case Found() as found:
                    return found, None
        return None, missing

    def _without_files(
        self, frame: Frame, evidence: Evidence, missing: Missing | None
    ) -> Explained:
        if evidence.event is None and missing is None and self._project:
            place = self._project.place(frame)
            if place:
                return Explained(frame, place)
        return msgspec.structs.replace(self._told(frame, evidence), missing=missing)

    def _resolved(self, found: Found) -> Resolved:
        key = (found.script.given, found.script.path)
        if key not in self._read:
            if len(self._read) >= _KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[key] = Resolved(found)
        return self._read[key]

    def _namer(self, found: Found) -> Callable[[str, Original], str]:
        """Return how sources of this script are called: by the project's file, if it is here."""
        folder = posixpath.dirname(found.script.path)
        project = self._project

        def name(source: str, original: Original) -> str:
            return project.named(source, folder, original) if project else known.called(source)

        return name
