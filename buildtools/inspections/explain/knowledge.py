"""What is known of a frame besides its text and its files: by its event and server, by the site.

Each adds its part to the evidence that causes are asked with.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.findings import Finding
from buildtools.inspections.explain import ledgers
from buildtools.inspections.explain.causes.evidence import (
    Evidence,
    LedgerFacts,
    SiteFacts,
    origin,
)
from buildtools.inspections.explain.causes.of_site import OF_THE_SITE
from buildtools.inspections.explain.server_view import ServerView
from buildtools.inspections.explain.stored_event import EventFrame, EventStack, StoredEvent
from buildtools.ledger import Ledger
from buildtools.results import Uploaded, findings_of
from buildtools.stacks import Frame
from buildtools.values import DebugId, parse_debug_id

_ASKED = frozenset({"script", "document"})
"""Kinds of frames that a server may have files of; of the others their text tells enough."""


class SiteKnowledge:
    """What the last look at the live site has found; it is kept with the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        entry = ledger.entries.get("live")
        self._looked = entry.started if entry else ""
        self._findings = findings_of(entry.outcome) if entry else ()

    def add(self, frame: Frame, evidence: Evidence) -> Evidence:
        """Add what was found for the frame's file; nothing where nobody has looked."""
        if not self._looked:
            return evidence
        found = tuple(each for each in self._findings if _is_about(each, evidence))
        return msgspec.structs.replace(evidence, site=SiteFacts(self._looked, found))


def _is_about(found: Finding, evidence: Evidence) -> bool:
    """Whether a finding names the frame's URL, its pair's, or the whole site."""
    path = evidence.path.partition("#")[0].partition("?")[0]
    ledger = evidence.ledger
    own = {path, ledger.url, ledger.script} - {""} if ledger else {path}
    named = {str(one).partition("?")[0] for one in (found.about, *found.also) if one}
    return bool(own & named) or found.code in OF_THE_SITE


def _is_doubtful(evidence: Evidence) -> bool:
    """Whether a frame stays as it came, or was resolved though its debug ID was not found."""
    original = evidence.event.original if evidence.event else None
    if original is None:
        return True
    return bool(evidence.image_id) and original.resolved_with not in ("", "debug-id")


class EventKnowledge:
    """What the event of a frame says, what its server says, and whose its debug ID is."""

    def __init__(
        self, event: StoredEvent, view: ServerView | None, ledger: Ledger | None, root: Path
    ) -> None:
        """`view` is None where the server cannot be asked any more than for the event."""
        self._event, self._view, self._ledger, self._root = event, view, ledger, root
        self._frames: Mapping[Frame, tuple[EventStack, EventFrame]] = {
            frame.sent: (stack, frame) for stack in event.stacks for frame in stack.frames
        }
        self._owned: dict[DebugId, tuple[str, str]] = {}

    def add(self, frame: Frame, evidence: Evidence) -> Evidence:
        """Add what event, server and ledgers say of one of the event's frames."""
        stack, sent = self._frames[frame]
        facts = self._event.facts_of(stack, sent)
        page = (origin(facts.page),) if facts.page else ()
        added = msgspec.structs.replace(
            evidence,
            event=facts,
            site_origins=tuple(dict.fromkeys((*evidence.site_origins, *page))),
        )
        if frame.kind in _ASKED and _is_doubtful(added):
            server = self._view.facts(sent) if self._view else None
            added = msgspec.structs.replace(added, server=server)
        return msgspec.structs.replace(added, ledger=self._with_owner(added))

    def _with_owner(self, evidence: Evidence) -> LedgerFacts | None:
        debug_id = parse_debug_id(evidence.image_id)
        if evidence.ledger is None:
            return None
        if debug_id is None:
            release = evidence.event.release if evidence.event else ""
            is_other = bool(release) and release != evidence.ledger.release
            return msgspec.structs.replace(evidence.ledger, is_other=is_other)
        if debug_id not in self._owned:
            self._owned[debug_id] = self._owner(debug_id)
        owner, earlier = self._owned[debug_id]
        is_other = bool(evidence.ledger.debug_id) and evidence.ledger.debug_id != debug_id
        return msgspec.structs.replace(
            evidence.ledger, owner=owner, earlier=earlier, is_other=is_other
        )

    def _owner(self, debug_id: DebugId) -> tuple[str, str]:
        """Return the script of this release that has an ID, else the other release that has it."""
        if self._ledger:
            for own in ledgers.owners(self._ledger, debug_id):
                return own.script, ""
        for other in ledgers.everywhere(self._root, debug_id):
            return "", other.release
        return "", ""


def uploaded_bundles(ledger: Ledger | None) -> Sequence[str]:
    """Return the IDs of the bundles that a release has uploaded."""
    entry = ledger.entries.get("upload") if ledger else None
    return entry.outcome.bundle_ids if entry and isinstance(entry.outcome, Uploaded) else ()
