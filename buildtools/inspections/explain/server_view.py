"""What a server says about the files of an event's frames: asked once each, and only when needed.

What a token may not ask, or a server does not have, stays None: nobody has asked it.
Source: docs/wire.md#diagnosis, docs/wire.md#stored-artifacts.
"""

import posixpath
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar

import msgspec

from buildtools.api.models.answers import Bundle, BundleFile, Found, Project, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import DebugFrame, SourceMapDebug
from buildtools.connection import Connection
from buildtools.errors import NotPermitted
from buildtools.inspections.explain.causes.evidence import (
    Holder,
    ServerFacts,
    Stored,
    file_name,
)
from buildtools.inspections.explain.stored_event import EventFrame, StoredEvent
from buildtools.texts.wording import near

T = TypeVar("T")

SENTRYS: Final = ("sentry", "sentry-old")
"""Servers that keep a diagnosis, and the stored form of an event."""

SCRIPT, MAP = 2, 3
"""File types of a stored bundle that matter here."""

_MOST_BUNDLES: Final = 10
"""Bundles of one release whose files are looked through."""
_MOST_PROJECTS: Final = 50
"""Projects that are asked for a debug ID."""
_ALIKE: Final = 5


class ExplainClient(Protocol):
    """What an explanation asks of the client."""

    @property
    def connection(self) -> Connection: ...

    def capabilities(self) -> Capabilities: ...

    def projects(self) -> tuple[Project, ...]: ...

    def recent_releases(self) -> tuple[Release, ...]: ...

    def bundles(self, project: str, query: str | None = None) -> tuple[Bundle, ...]: ...

    def bundle_files(
        self, project: str, bundle_id: str, query: str | None = None
    ) -> tuple[BundleFile, ...]: ...

    def look_up(self, project: str, *, debug_id: str) -> tuple[Found, ...]: ...

    def download(self, project: str, found: Found) -> bytes: ...

    def event_json(self, project: str, event_id: str) -> dict[str, Any] | None: ...

    def event_shown(self, project: str, event_id: str) -> dict[str, Any] | None: ...

    def source_map_debug(self, project: str, event_id: str) -> SourceMapDebug | None: ...


class ServerView:
    """One server, asked about one event."""

    def __init__(
        self, client: ExplainClient, event: StoredEvent, ledgers: Collection[str] = ()
    ) -> None:
        """Ask nothing yet; `ledgers` are the IDs of the bundles that the ledger has uploaded."""
        self._client = client
        self._event = event
        self._ledgers = ledgers
        self._holders: dict[str, tuple[Holder, ...] | None] = {}
        self._elsewhere: dict[str, tuple[str, ...] | None] = {}
        self._named: dict[str, tuple[Stored, ...] | None] = {}

    def facts(self, frame: EventFrame) -> ServerFacts:
        """Ask what there is to know about the file of one frame."""
        debug_id = self._event.facts.images.get(frame.sent.url or "", "")
        facts = self._diagnosed(frame.at)
        if debug_id:
            return self._by_id(facts, debug_id)
        return self._by_url(facts, frame.sent.url or "")

    def _by_id(self, facts: ServerFacts, debug_id: str) -> ServerFacts:
        holders = self.holders(debug_id)
        unknown = holders == ()
        return msgspec.structs.replace(
            facts,
            holders=holders,
            elsewhere=self.elsewhere(debug_id) if unknown else None,
            listed=self.listed if unknown else None,
        )

    def _by_url(self, facts: ServerFacts, path: str) -> ServerFacts:
        if not self._event.facts.release:
            return msgspec.structs.replace(facts, named=self.named(path))
        return msgspec.structs.replace(
            facts,
            named=self.named(path),
            releases=self._releases,
            dists=self._dists,
        )

    # the server's own diagnosis

    @cached_property
    def _diagnosis(self) -> SourceMapDebug | None:
        if self._client.capabilities().name not in SENTRYS:
            return None
        return self._client.source_map_debug(self._event.project, self._event.id)

    def _diagnosed(self, at: tuple[int, int]) -> ServerFacts:
        told = self._diagnosis
        if told is None:
            return ServerFacts(project=self._event.project)
        frame = _frame_of(told, at)
        by_id, by_url = frame.debug_id_process, frame.release_process
        return ServerFacts(
            project=self._event.project,
            sdk_support=told.sdk_debug_id_support,
            least_sdk=told.min_debug_id_sdk_version or "",
            has_bundles=told.project_has_some_artifact_bundle,
            has_release=told.release_has_some_artifact,
            has_ids=told.has_uploaded_some_artifact_with_a_debug_id,
            script_stored=by_id.uploaded_source_file_with_correct_debug_id if by_id else None,
            map_stored=by_id.uploaded_source_map_with_correct_debug_id if by_id else None,
            by_url=by_url.source_file_lookup_result if by_url else None,
            map_by_url=by_url.source_map_lookup_result if by_url else None,
            reference=by_url.source_map_reference if by_url else None,
            scraping=_scraping(frame.scraping_process),
        )

    # bundles

    def holders(self, debug_id: str) -> tuple[Holder, ...] | None:
        """Find the bundles of the event's project that have a debug ID."""
        if debug_id not in self._holders:
            self._holders[debug_id] = self._permitted(lambda: self._find(debug_id))
        return self._holders[debug_id]

    def _find(self, debug_id: str) -> tuple[Holder, ...] | None:
        able, project = self._client.capabilities(), self._event.project
        if able.listing:
            return tuple(map(_holder, self._client.bundles(project, debug_id)))
        if not able.look_up:
            return None
        found = self._client.look_up(project, debug_id=debug_id)
        return tuple(Holder(each.id) for each in found)

    def elsewhere(self, debug_id: str) -> tuple[str, ...] | None:
        """Name the other projects whose bundles have a debug ID."""
        if debug_id not in self._elsewhere:
            self._elsewhere[debug_id] = self._permitted(lambda: self._search(debug_id))
        return self._elsewhere[debug_id]

    def _search(self, debug_id: str) -> tuple[str, ...] | None:
        if not self._client.capabilities().look_up:
            return None
        all_ = (each.slug for each in self._client.projects())
        slugs = dict.fromkeys((*self._client.connection.projects, *all_))
        others = [slug for slug in slugs if slug != self._event.project]
        return tuple(slug for slug in others[:_MOST_PROJECTS] if self._has(slug, debug_id))

    def _has(self, project: str, debug_id: str) -> bool:
        return bool(self._permitted(lambda: self._client.look_up(project, debug_id=debug_id)))

    @cached_property
    def listed(self) -> bool | None:
        """Whether the server lists all bundles of the ledger."""
        if not self._ledgers or not self._client.capabilities().listing:
            return None
        return self._permitted(lambda: all(map(self._lists, self._ledgers)))

    def _lists(self, bundle_id: str) -> bool:
        found = self._client.bundles(self._event.project, bundle_id)
        return any(each.bundle_id == bundle_id for each in found)

    # releases

    @cached_property
    def _bundles_of_release(self) -> tuple[Bundle, ...] | None:
        """The bundles of the event's release; of any where it has none, or names none."""
        if not self._client.capabilities().listing:
            return None
        project, release = self._event.project, self._event.facts.release
        return self._permitted(
            lambda: (
                (self._client.bundles(project, release) if release else ())
                or self._client.bundles(project)
            )[:_MOST_BUNDLES]
        )

    def named(self, path: str) -> tuple[Stored, ...] | None:
        """Find stored files that are called as a frame's file, or as its map."""
        name = file_name(path)
        if not name or self._bundles_of_release is None:
            return None
        if name not in self._named:
            self._named[name] = self._permitted(lambda: self._called(name))
        return self._named[name]

    def _called(self, name: str) -> tuple[Stored, ...]:
        # Servers search by a part of the URL, in the spelling that it was uploaded in.
        stem = posixpath.splitext(name)[0]
        wanted = name.lower()
        return tuple(
            Stored(file.file_path, file.debug_id or "", told.release or "", told.dist or "")
            for bundle in self._bundles_of_release or ()
            for told in bundle.associations[:1]
            for file in self._files(bundle.bundle_id, stem)
            if file_name(file.file_path).lower().startswith(wanted)
        )

    def _files(self, bundle_id: str, stem: str) -> Sequence[BundleFile]:
        project = self._event.project
        found = self._client.bundle_files(project, bundle_id, stem)
        return found or self._client.bundle_files(project, bundle_id, stem.lower())

    @cached_property
    def _releases(self) -> tuple[str, ...] | None:
        if not self._client.capabilities().releases:
            return None
        uploaded = [
            told.release
            for bundle in self._bundles_of_release or ()
            for told in bundle.associations
            if told.release
        ]
        told = self._permitted(self._client.recent_releases) or ()
        known = dict.fromkeys([*uploaded, *(each.version for each in told)])
        known.pop(self._event.facts.release, None)
        alike = near(self._event.facts.release, known, _ALIKE)
        return tuple(dict.fromkeys([*alike, *uploaded]))

    @cached_property
    def _dists(self) -> tuple[str, ...] | None:
        if self._bundles_of_release is None:
            return None
        release = self._event.facts.release
        told = [one for each in self._bundles_of_release for one in each.associations]
        return tuple(dict.fromkeys(one.dist or "" for one in told if one.release == release))

    def _permitted(self, ask: Callable[[], T]) -> T | None:
        """Ask; None where the token may not."""
        try:
            return ask()
        except NotPermitted:
            return None


def unknown_view(client: ExplainClient) -> str:
    """Return why a server's own view of an event is not known; empty where it has one."""
    able = client.capabilities()
    if able.name in SENTRYS:
        return ""
    return f"{able.title} keeps no diagnosis; frames are looked up in the release's files here"


def _frame_of(told: SourceMapDebug, at: tuple[int, int]) -> DebugFrame:
    exception, frame = at
    try:
        return told.exceptions[exception].frames[frame]
    except IndexError:
        return DebugFrame()


def _holder(bundle: Bundle) -> Holder:
    releases = tuple(told.release for told in bundle.associations if told.release)
    return Holder(bundle.bundle_id, bundle.date or "", bundle.date_modified or "", releases)


def _scraping(process: dict[str, Any] | None) -> str:
    """Return how fetching the script ended, where it was tried and failed."""
    script = (process or {}).get("source_file")
    if isinstance(script, dict) and script.get("status") == "failure":
        return str(script.get("reason") or "other")
    return ""
