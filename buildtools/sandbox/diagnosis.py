"""Say why the frames of an event did or did not resolve: the source-map debug endpoint.

Source: docs/wire.md#diagnosis.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import Final

from buildtools.sandbox import artifacts, bundles, frame_kinds, frames, releases
from buildtools.sandbox.answers import Json
from buildtools.sandbox.bundle_file import read_file
from buildtools.sandbox.store import Store

_LEAST_SDK: Final = {
    "sentry.javascript.react-native": (5, 11, 1),
    "sentry.javascript.electron": (4, 6, 0),
    "sentry.javascript.nextjs": (8, 0, 0),
    "sentry.javascript.sveltekit": (8, 0, 0),
}
_LEAST_OTHER: Final = (7, 56, 0)


def diagnose(db: sqlite3.Connection, store: Store, project: int, event: Json) -> Json:
    """Return what is known of each frame, as it came, against what was uploaded."""
    release, dist = event.get("release") or "", event.get("dist") or ""
    ours = bundles.of_project(db, project)
    files = [file for bundle in ours for file in bundles.files_of(db, bundle["id"])]
    named = db.execute("select 1 from bundle_releases where release = ?", (release,)).fetchone()
    knows_release = bool(release) and releases.find(db, release) is not None
    search = _Search(db, store, project, release, dist) if knows_release else None
    ids = frame_kinds.images_of(event)
    return {
        "dist": event.get("dist"),
        "release": event.get("release"),
        "exceptions": [
            {"frames": [_frame(frame, ids, files, search) for frame in _raw_frames(holder)]}
            for holder in frames.holders({"exception": event.get("exception")})
        ],
        "has_debug_ids": bool(ids),
        **_sdk(event.get("sdk") or {}),
        "project_has_some_artifact_bundle": bool(ours),
        "release_has_some_artifact": named is not None,
        "has_uploaded_some_artifact_with_a_debug_id": any(file["debug_id"] for file in files),
        "has_scraping_data": False,
    }


class _Search:
    """The look-up by release and URL, with its reason where it fails."""

    def __init__(
        self, db: sqlite3.Connection, store: Store, project: int, release: str, dist: str
    ) -> None:
        self._store = store
        self._right = [
            (bundle, file)
            for bundle in bundles.of_release(db, project, release, dist)
            for file in bundles.files_of(db, bundle["id"])
        ]
        self._wrong = {
            file["url"]
            for bundle in bundles.of_project(db, project)
            if release in {one["release"] for one in bundles.associations_of(db, bundle["id"])}
            for file in bundles.files_of(db, bundle["id"])
        }

    def tell(self, path: str) -> Json:
        """Return how the script of a path, and its map, would be found by URL."""
        names = frames.candidates(path)
        reference = self._reference(names)
        is_inline = bool(reference) and str(reference).startswith("data:")
        map_names = frames.candidates(frames.join(path, reference)) if reference else ()
        return {
            "abs_path": path,
            "matching_source_file_names": list(names),
            "matching_source_map_name": next(reversed(map_names), None),
            "source_map_reference": reference,
            "source_file_lookup_result": self._result(names),
            "source_map_lookup_result": "found" if is_inline else self._result(map_names),
        }

    def _reference(self, names: Sequence[str]) -> str | None:
        for bundle, file in self._right:
            if file["url"] in names and file["type"] == "minified_source":
                path = self._store.bundle_path(bundle["bundle_id"])
                told: str | None = file["sourcemap"]
                return told or artifacts.last_reference(read_file(path, file["path"]) or b"")
        return None

    def _result(self, names: Sequence[str]) -> str:
        if any(file["url"] in names for _, file in self._right):
            return "found"
        return "wrong-dist" if self._wrong & set(names) else "unsuccessful"


def _frame(
    frame: Json, ids: dict[str, str], files: Sequence[sqlite3.Row], search: _Search | None
) -> Json:
    path = str(frame.get("abs_path") or "")
    debug_id = ids.get(path)
    types = {file["type"] for file in files if debug_id and file["debug_id"] == debug_id}
    return {
        "debug_id_process": {
            "debug_id": debug_id,
            "uploaded_source_file_with_correct_debug_id": "minified_source" in types,
            "uploaded_source_map_with_correct_debug_id": "source_map" in types,
        },
        "release_process": search.tell(path) if search and path else None,
        "scraping_process": {"source_file": _not_scraped(path), "source_map": None},
    }


def _not_scraped(path: str) -> Json | None:
    is_web = frames.split(path).scheme in ("http", "https")
    return {"url": path, "status": "not_attempted"} if is_web else None


def _raw_frames(holder: Json) -> list[Json]:
    return frames.frames_of(
        {"stacktrace": holder.get("raw_stacktrace") or holder.get("stacktrace")}
    )


def _sdk(sdk: Json) -> Json:
    name, version = str(sdk.get("name") or ""), str(sdk.get("version") or "")
    least = _LEAST_SDK.get(name, _LEAST_OTHER)
    numbers = tuple(int(one) for one in re.findall(r"[0-9]{1,9}", version)[:3])
    if not name:
        support = "not-supported"
    elif not name.startswith("sentry.javascript."):
        support = "unofficial-sdk"
    else:
        support = "full" if numbers >= least else "needs-upgrade"
    return {
        "sdk_version": version or None,
        "sdk_debug_id_support": support,
        "min_debug_id_sdk_version": ".".join(map(str, least)) if name else None,
    }
