"""Why a frame of a stored event is not resolved: a cause, what shows it, and what helps.

What the resolver noted when the event came decides; what is uploaded by now tells the rest, so that
an upload that came too late is told from one that never came. Causes have the codes, and the words,
that `explain` has for them.
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

CAUSES: Final = {
    "nothing-uploaded": ("the project has no source maps at all", "invoke release"),
    "build-unknown": (
        "the event is of a build that was never uploaded",
        "deploy the very files that were uploaded: build once",
    ),
    "bundle-in-other-project": (
        "the bundle is in another project",
        "upload to the project that the DSN of the site is of",
    ),
    "uploaded-after-event": (
        "the upload came after the event",
        "deploy after the upload, not before it: invoke release --through=verify, then the deploy",
    ),
    "map-not-stored": (
        "the script is stored, its map is not",
        "upload pairs as inject left them: invoke release --from=inject",
    ),
    "script-not-stored": (
        "the script is not stored",
        "upload scripts with their maps: invoke release --from=upload",
    ),
    "sdk-too-old": (
        "the SDK sends no debug IDs",
        "upgrade the SDK, or upload by release and URL",
    ),
    "image-missing": (
        "the file registered no debug ID when it ran",
        "look at what is served: invoke live",
    ),
    "release-differs": (
        "the event's release is not the one of the upload",
        "let Sentry.init and sentry.yml name one release",
    ),
    "dist-differs": (
        "the event's dist is not the one of the upload",
        "let Sentry.init and sentry.yml name one dist, or none of them any",
    ),
    "url-differs": (
        "the file was uploaded under another URL",
        "correct url of the output (build.outputs) in sentry.yml",
    ),
    "map-reference-wrong": (
        "the script names a map that is not there",
        "let the comment name the map that is uploaded: invoke release",
    ),
    "position-unmapped": (
        "the map says nothing of this place",
        "look at the line in the script; where it is yours, compare what is served: invoke live",
    ),
    "map-broken": ("the map cannot be read", "build and upload again: invoke release"),
    "source-text-missing": (
        "file and line are right, and no source is shown",
        "build again with the project's sources in place: build puts their texts into maps",
    ),
}
"""Codes of causes that the sandbox can tell: what each says, and what helps."""


class Reason(NamedTuple):
    """Why a frame stands as it does."""

    sentence: str
    seen: str = ""
    """What shows it."""
    help: str = ""
    """One thing to do; empty where nothing is wrong."""
    code: str = ""
    error: str = ""
    """Sentry's type of the error that the event has for it."""


class Reasons:
    """The reasons of one event; what was uploaded is looked up once."""

    def __init__(
        self, db: sqlite3.Connection, store: Store, project: int, event: Json, received: str
    ) -> None:
        """`received` is when the event came, as the store writes it."""
        self._db, self._project, self._event, self._received = db, project, event, received
        self._errors = frames.objects(event.get("errors"))
        open_ = [one.raw for one in frame_kinds.every(event) if one.fate == "minified"]
        self._told, self._by_path = _diagnosed(db, store, project, event, open_)

    def of(self, one: Shown) -> Reason | None:
        """Return why a frame is not resolved, or lacks its text; None where it has both."""
        match one.fate:
            case "resolved":
                return self._of_resolved(one.now)
            case "control":
                return Reason("A control: nobody has uploaded this script, so it stays minified.")
            case "control failed":
                failed = "A control that failed: it resolved, and nobody has uploaded its script."
                return Reason(failed, help="trust no other frame of this event either")
            case "aside":
                return Reason(frame_kinds.why_aside(self._event, one.now))
        return self._of_minified(one.raw)

    def _of_resolved(self, frame: Json) -> Reason | None:
        if frame.get("context_line") is not None:
            return None
        noted = [one for one in self._errors if one.get("source") == frame.get("abs_path")]
        return _reason("source-text-missing", "its map has no text of it", *noted)

    def _of_minified(self, raw: Json) -> Reason:
        path = _path(raw)
        process, search = self._by_path.get(path, ({}, {}))
        debug_id = str(process.get("debug_id") or "")
        has_map = bool(debug_id or (search or {}).get("source_map_reference"))
        error = self._error(path, raw, has_map=has_map)
        kind = str(error.get("symbolicator_type") or "")
        if kind == "invalid_location":
            column = raw.get("colno") or "unknown"
            seen = f"line {raw.get('lineno')}, column {column}: is another build running?"
            return _reason("position-unmapped", seen, error)
        if kind == "malformed_sourcemap":
            return _reason("map-broken", str(error.get("url")), error)
        if not error:
            return _reason("map-not-stored", "it has no debug ID and names no map")
        if debug_id:
            return self._by_debug_id(debug_id, process, error)
        return self._by_url(path, search, kind, error)

    def _by_debug_id(self, debug_id: str, process: Json, error: Json) -> Reason:
        has_script = process.get("uploaded_source_file_with_correct_debug_id")
        has_map = process.get("uploaded_source_map_with_correct_debug_id")
        if has_script and has_map:
            return self._late(debug_id, error)
        if has_map:
            return _reason("script-not-stored", f"only a map has debug ID {debug_id}", error)
        if has_script:
            return _reason("map-not-stored", f"only a script has debug ID {debug_id}", error)
        if other := self._other_projects(debug_id):
            seen = f"debug ID {debug_id} is in {other}"
            return _reason("bundle-in-other-project", seen, error)
        return _reason(self._unknown(), f"no file has debug ID {debug_id}", error)

    def _unknown(self) -> str:
        has_any = self._told.get("project_has_some_artifact_bundle")
        return "build-unknown" if has_any else "nothing-uploaded"

    def _late(self, debug_id: str, error: Json) -> Reason:
        found = bundles.with_debug_id(self._db, self._project, debug_id)
        if min(row["added"] for row in found) > self._received:
            return _reason("uploaded-after-event", f"debug ID {debug_id} is there since", error)
        sentence = "Its files were there, and could not be read."
        return Reason(sentence, f"debug ID {debug_id}", "invoke release --from=upload")

    def _by_url(self, path: str, search: Json | None, kind: str, error: Json) -> Reason:
        release = self._event.get("release")
        if not self._told.get("project_has_some_artifact_bundle"):
            return _reason("nothing-uploaded", "no bundle is here", error)
        which = "source_file" if kind == "missing_source" else "source_map"
        result = (search or {}).get(f"{which}_lookup_result")
        if result == "wrong-dist":
            dist = self._event.get("dist")
            seen = f"the event has {f'dist {dist}' if dist else 'no dist'}"
            return _reason("dist-differs", seen, error)
        if result == "found":
            return _reason("uploaded-after-event", f"{path} is there since", error)
        if kind == "missing_sourcemap" and search:
            return _reason("map-reference-wrong", str(search["source_map_reference"]), error)
        return self._without_id(path, str(release or ""), error)

    def _without_id(self, path: str, release: str, error: Json) -> Reason:
        """Return why a script is not found that has no debug ID in the event."""
        if self._told.get("sdk_debug_id_support") == "needs-upgrade":
            seen = f"{self._told.get('sdk_version')} is older than the first that does"
            return _reason("sdk-too-old", seen, error)
        if self._told.get("release_has_some_artifact"):
            if url := self._same_name(path, release):
                return _reason("url-differs", f"{url} is there, the frame says {path}", error)
            if not self._told.get("has_uploaded_some_artifact_with_a_debug_id"):
                return _reason("script-not-stored", f"release {release} has no {path}", error)
        elif not self._told.get("has_uploaded_some_artifact_with_a_debug_id"):
            seen = f"no bundle is of {f'release {release}' if release else 'no release'}"
            return _reason("release-differs", seen, error)
        return _reason("image-missing", "the event has no debug ID for it", error)

    def _same_name(self, path: str, release: str) -> str:
        """Find a script of the release that has this name in another folder."""
        name = frames.split(path).path.rpartition("/")[2]
        rows = self._db.execute(
            "select url from bundle_files join bundle_releases using (bundle)"
            " where release = ? and type = 'minified_source' and instr(url, ?) order by url",
            (release, f"/{name}"),
        ).fetchall()
        named = [row["url"] for row in rows if name and row["url"].endswith(f"/{name}")]
        return named[0] if named else ""

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


def _reason(code: str, seen: str, *errors: Json) -> Reason:
    """Tell a cause, with the error that Sentry has for it."""
    sentence, help_ = CAUSES[code]
    error = str(errors[0].get("type") or "") if errors else ""
    return Reason(f"{sentence[0].upper()}{sentence[1:]}.", seen, help_, code, error)


def _path(raw: Json) -> str:
    return str(raw.get("abs_path") or "").removeprefix("async ")


def _diagnosed(
    db: sqlite3.Connection, store: Store, project: int, event: Json, raw: Sequence[Json]
) -> tuple[Json, dict[str, tuple[Json, Any]]]:
    """Ask the diagnosis once for each script: of the event, and by path what is known of each."""
    asked = {_path(frame): {**frame, "abs_path": _path(frame)} for frame in raw}
    if not asked:
        return {}, {}
    values = [{"stacktrace": {"frames": list(asked.values())}}]
    told = diagnose(db, store, project, {**event, "exception": {"values": values}})
    found = told["exceptions"][0]["frames"]
    pairs = [(one["debug_id_process"], one["release_process"]) for one in found]
    return told, dict(zip(asked, pairs, strict=True))
