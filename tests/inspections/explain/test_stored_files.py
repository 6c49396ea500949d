"""Files that a server gives back: just those of the debug ID, and none is no failure."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from buildtools.api.models.answers import Found
from buildtools.errors import BuildtoolsError, NotPermitted
from buildtools.inspections.explain.stored_files import StoredFiles
from buildtools.stacks import Frame
from tests.inspections.explain.test_servers import ID, PATH, Asked

FRAME = Frame("script", "r", PATH, 1, 1, f"at r ({PATH}:1:1)")
IDS = {"Debug-Id": ID}


class Gives(Asked):
    """A server that has one bundle."""

    def __init__(self, bundle: bytes, **more: Any) -> None:
        super().__init__(**more)
        self.bundle, self.downloads = bundle, 0

    def look_up(self, project: str, *, debug_id: str) -> tuple[Found, ...]:
        return (Found("artifact_bundle/1"),) if self.bundle else ()

    def download(self, project: str, found: Found) -> bytes:
        self._refuse("download")
        self.downloads += 1
        return self.bundle


def bundle(**types: Mapping[str, str]) -> bytes:
    """Make a bundle with a file of each type, and these headers."""
    files = {
        f"files/_/_/{type_}": {"type": type_, "url": f"~/{type_}", "headers": headers}
        for type_, headers in types.items()
    }
    out = io.BytesIO()
    out.write(b"SYSB\x02\x00\x00\x00")
    with zipfile.ZipFile(out, "a") as archive:
        for path in files:
            archive.writestr(path, path)
        archive.writestr("manifest.json", json.dumps({"files": files}))
    return out.getvalue()


def test_script_and_map_of_an_id_are_read_once() -> None:
    """Every frame of the file asks for them."""
    client = Gives(bundle(minified_source=IDS, source_map=IDS, source={}))
    stored = StoredFiles(client, "web", {PATH: ID})
    first, second = stored.find(FRAME), stored.find(FRAME)

    assert first is not None
    assert first == second
    assert (b"files/_/_/minified_source", b"files/_/_/source_map") == (first.code, first.map)
    assert ("~/minified_source", "server") == (first.script.url, first.script.given)
    assert 1 == client.downloads


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        bundle(source={}),
        bundle(minified_source=IDS),
        bundle(minified_source={"debug-id": "other"}, source_map=IDS),
    ],
    ids=["none", "broken", "others", "no map", "another's"],
)
def test_what_is_not_there_is_none(data: bytes) -> None:
    """Half of a pair resolves nothing, and another one's is worse."""
    assert StoredFiles(Gives(data), "web", {PATH: ID}).find(FRAME) is None


@pytest.mark.parametrize("why", [NotPermitted("no"), BuildtoolsError("gone")])
def test_a_server_that_gives_nothing_away_is_no_failure(why: BuildtoolsError) -> None:
    """To download takes a right that few tokens have."""
    client = Gives(bundle(minified_source=IDS, source_map=IDS), refuses={"download": why})

    assert StoredFiles(client, "web", {PATH: ID}).find(FRAME) is None


def test_a_frame_without_an_id_asks_nobody() -> None:
    """Nor is a server asked that has no look-up."""
    made = bundle(minified_source=IDS, source_map=IDS)

    assert StoredFiles(Gives(made), "web", {}).find(FRAME) is None
    assert StoredFiles(Gives(made, lists=False), "web", {PATH: ID}).find(FRAME) is None
