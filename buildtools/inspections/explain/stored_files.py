"""Script and map of an event's frame as its server keeps them, where no build is on this machine.

Source: docs/wire.md#stored-artifacts, docs/wire.md#artifact-bundles.
"""

import io
import logging
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from buildtools.errors import BuildtoolsError
from buildtools.inspections.explain.explained import Script
from buildtools.inspections.explain.server_view import ExplainClient
from buildtools.inspections.explain.sources import Found
from buildtools.stacks import Frame
from buildtools.texts.foreign import UNREADABLE

log = logging.getLogger("buildtools")

_MOST_BYTES: Final = 256_000_000
"""Of one file, unpacked."""


class StoredFiles:
    """The bundles of one event's project, asked for by its debug IDs; each is read once."""

    def __init__(self, client: ExplainClient, project: str, images: Mapping[str, str]) -> None:
        self._client, self._project, self._images = client, project, images
        self._bundles: dict[str, bytes] = {}

    def find(self, frame: Frame) -> Found | None:
        """Read the files that have the debug ID of a frame; None where the server gives none.

        A token may lack the right to download: that is no failure of the explanation.
        """
        debug_id = self._images.get(frame.url or "")
        if not debug_id or not self._client.capabilities().look_up:
            return None
        try:
            return _found(self._bundle(debug_id), debug_id)
        except (BuildtoolsError, zipfile.BadZipFile, KeyError, *UNREADABLE) as fault:
            log.debug("no stored files for %s: %s", debug_id, fault)
            return None

    def _bundle(self, debug_id: str) -> bytes:
        """Return the newest bundle with an ID; empty where there is none."""
        for found in self._client.look_up(self._project, debug_id=debug_id)[:1]:
            if found.id not in self._bundles:
                self._bundles[found.id] = self._client.download(self._project, found)
            return self._bundles[found.id]
        return b""


def _found(bundle: bytes, debug_id: str) -> Found | None:
    if not bundle:
        return None
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        manifest = msgspec.json.decode(archive.read("manifest.json"), type=dict[str, Any])
        files = manifest["files"]
        paths = {
            file["type"]: path
            for path, file in files.items()
            if {key.lower(): one for key, one in file["headers"].items()}.get("debug-id")
            == debug_id
        }
        script, map_ = paths.get("minified_source"), paths.get("source_map")
        if script is None or map_ is None:
            return None
        code, text = _read(archive, script), _read(archive, map_)
    url = str(files[script]["url"])
    return Found(Script(url, url, "url", "server", debug_id=debug_id), code, text)


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    """Read one file.

    Raises KeyError for one that is too large to be a script's.
    """
    if archive.getinfo(path).file_size > _MOST_BYTES:
        raise KeyError(path)
    return archive.read(path)
