"""Say in one sentence why a frame of a stored event stayed minified, and what helps.

What the resolver noted when the event came decides; what is uploaded by now tells the rest, so that
an upload that came too late is told from one that never came.
Source: docs/wire.md#resolving-a-frame, docs/wire.md#diagnosis.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from buildtools.sandbox import bundles, frame_kinds, frames
from buildtools.sandbox.answers import Json
from buildtools.sandbox.diagnosis import diagnose
from buildtools.sandbox.frame_kinds import Shown
from buildtools.sandbox.store import Store

_RELEASE: Final = "invoke release --env=NAME, and deploy the files that it has injected"
_BUILD: Final = "invoke build --env=NAME, which says what is wrong with it"
_VERIFY: Final = "invoke verify --env=NAME"


class Reason(NamedTuple):
    """Why a frame stands as it does."""

    sentence: str
    help: str = ""
    """One thing to do; empty where nothing is wrong."""
    kind: str = ""
    """Sentry's type of the error."""


class Reasons:
    """The reasons of one event; what was uploaded is looked up once."""

    def __init__(
        self, db: sqlite3.Connection, store: Store, project: int, event: Json, received: str
    ) -> None:
        """`received` is when the event came, as the store writes it."""
        self._db, self._project, self._event, self._received = db, project, event, received
        self._errors = frames.objects(event.get("errors"))
        open_ = [one.raw for one in frame_kinds.every(event) if one.fate == "minified"]
        self._told = _diagnosed(db, store, project, event, open_)

    def of(self, one: Shown) -> Reason | None:
        """Return why a frame is not resolved; None where it is."""
        if one.fate == "resolved":
            return _of_resolved(one.now)
        if one.fate == "control":
            sentence = "A control: nobody has uploaded this script, so it must stay minified."
            return Reason(sentence)
        if one.fate == "control failed":
            sentence = "A control that failed: it resolved, and nobody has uploaded its script."
            return Reason(sentence, "what else resolved in this event proves nothing")
        if one.fate == "aside":
            return Reason(frame_kinds.why_aside(self._event, one.now))
        return self._of_minified(one.raw)

    def _of_minified(self, raw: Json) -> Reason:
        path = str(raw.get("abs_path") or "").removeprefix("async ")
        process, search = self._told.get(path, ({}, {}))
        has_map = bool(process.get("debug_id") or (search or {}).get("source_map_reference"))
        error = self._error(path, raw, has_map=has_map)
        kind = str(error.get("symbolicator_type") or "")
        if kind == "invalid_location":
            return self._no_such_place(raw, error)
        if kind == "malformed_sourcemap":
            sentence = f"The map {error.get('url')} is there and cannot be read."
            return Reason(
                sentence, "invoke build --env=NAME says what is wrong with it", _type(error)
            )
        if not error:
            return Reason(
                "The script is there; it has no debug ID and names no map, so it counts as source.",
                _RELEASE,
            )
        debug_id = process.get("debug_id")
        if debug_id:
            return self._by_debug_id(str(debug_id), process, kind, _type(error))
        return self._by_url(path, search, kind, _type(error))

    def _no_such_place(self, raw: Json, error: Json) -> Reason:
        place = f"line {raw.get('lineno')}, column {raw.get('colno') or 'unknown'}"
        return Reason(
            f"Its map is there and has nothing for {place}: another build of the script is running "
            "than the one that was uploaded.",
            "deploy the files that were uploaded, or upload those that are deployed",
            _type(error),
        )

    def _by_debug_id(self, debug_id: str, process: Json, kind: str, type_: str) -> Reason:
        has_script = process.get("uploaded_source_file_with_correct_debug_id")
        has_map = process.get("uploaded_source_map_with_correct_debug_id")
        if has_script and has_map:
            return self._late(debug_id, type_)
        if has_map and kind == "missing_source":
            sentence = f"The map of debug ID {debug_id} is there, the script is not: it takes both."
            return Reason(sentence, "upload the scripts with their maps: " + _RELEASE, type_)
        if has_script:
            sentence = f"The script with debug ID {debug_id} is there, its map is not."
            return Reason(sentence, "upload the maps with their scripts: " + _RELEASE, type_)
        if other := self._other_projects(debug_id):
            sentence = f"The files with debug ID {debug_id} are in another project: {other}."
            return Reason(sentence, "send events by the DSN of the project that has them", type_)
        return Reason(
            f"Nobody has uploaded a file with debug ID {debug_id}: another build is running than "
            "any that was uploaded.",
            _RELEASE,
            type_,
        )

    def _late(self, debug_id: str, type_: str) -> Reason:
        found = bundles.with_debug_id(self._db, self._project, debug_id)
        added = min(row["added"] for row in found)
        if added > self._received:
            sentence = (
                f"The event came before the upload of debug ID {debug_id}: it stays as it is."
            )
            return Reason(sentence, "upload before you deploy; new events will resolve", type_)
        return Reason(f"Files with debug ID {debug_id} could not be read then.", _VERIFY, type_)

    def _by_url(self, path: str, search: Json | None, kind: str, type_: str) -> Reason:
        release = self._event.get("release")
        no_id = "The event has no debug ID for this script"
        if not release:
            return Reason(f"{no_id} and names no release.", _RELEASE, type_)
        if search is None:
            return Reason(f"{no_id}, and its release {release} is not known.", _RELEASE, type_)
        which = "source_file" if kind == "missing_source" else "source_map"
        result = search.get(f"{which}_lookup_result")
        if result == "wrong-dist":
            dist = self._event.get("dist")
            said = f"under another dist than {dist}" if dist else "under a dist, the event has none"
            sentence = f"{no_id}, and release {release} has its file {said}."
            return Reason(sentence, "set the same dist in the SDK and in sentry.yml", type_)
        if result == "found":
            sentence = f"{no_id}; release {release} got a file of its name after the event."
            return Reason(sentence, "upload before you deploy; new events will resolve", type_)
        if which == "source_map":
            reference = search.get("source_map_reference")
            sentence = f"The script is there and names {reference}, which is not among its files."
            return Reason(sentence, _RELEASE, type_)
        sentence = f"{no_id}, and release {release} has no file {path}."
        return Reason(sentence, _RELEASE, type_)

    def _error(self, path: str, raw: Json, *, has_map: bool) -> Json:
        """Find what the resolver noted of a frame; where a map is unreadable it names the map."""
        line, column = raw.get("lineno"), max(raw.get("colno") or 0, 1)
        for error in self._errors:
            at = error.get("source"), error.get("row"), error.get("column")
            if error.get("url") == path or at == (path, line, column):
                return error
        malformed = [one for one in self._errors if one.get("type") == "js_invalid_source"]
        return malformed[0] if malformed and has_map else {}

    def _other_projects(self, debug_id: str) -> str:
        rows = self._db.execute(
            "select distinct slug from projects join bundle_projects on project_id = projects.id"
            " join bundle_files using (bundle) where debug_id = ? and projects.id != ?"
            " order by slug",
            (debug_id, self._project),
        ).fetchall()
        return ", ".join(row["slug"] for row in rows)


def _of_resolved(frame: Json) -> Reason | None:
    if frame.get("context_line") is not None:
        return None
    sentence = "Its map has no text of this source, so that no line of it can be shown."
    return Reason(sentence, "build maps with sourcesContent", "js_missing_sources_content")


def _diagnosed(
    db: sqlite3.Connection, store: Store, project: int, event: Json, raw: Sequence[Json]
) -> dict[str, tuple[Json, Any]]:
    """Ask the diagnosis once for each script: by path, what is known by debug ID, and by URL."""
    by_path = {str(frame.get("abs_path") or ""): frame for frame in raw}
    if not by_path:
        return {}
    asked = {"values": [{"stacktrace": {"frames": list(by_path.values())}}]}
    told = diagnose(db, store, project, {**event, "exception": asked})["exceptions"][0]["frames"]
    pairs = [(one["debug_id_process"], one["release_process"]) for one in told]
    return {path.removeprefix("async "): pair for path, pair in zip(by_path, pairs, strict=True)}


def _type(error: Json) -> str:
    return str(error.get("type") or "")
