"""Maps in sections at a real Bugsink: as they are they resolve nothing there, flat they resolve.

What a place should come back as is read from the map in sections by `symbolic`, which neither our
way of flattening nor Bugsink has part in.
"""

import json
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from buildtools.api import test_event
from buildtools.api.client import Client
from buildtools.api.http.transport import Transport
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.probe_event import ProbeFrame, probe_event
from buildtools.connection import Connection
from buildtools.ledger import decode
from buildtools.results import Injected, InjectedPair, Uploaded, findings_of
from buildtools.sourcemaps.bundle import entries
from buildtools.sourcemaps.maps import compose
from buildtools.sourcemaps.maps.positions import Original
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.steps.upload import upload
from buildtools.values import Secret
from tests.bugsink.bugsink_server import Bugsink, Project, Shown
from tests.stories.shopping import Shop

pytestmark = pytest.mark.bugsink

TURBOPACK = Path(__file__).parents[1] / "fixtures/next-turbopack/.next/server/chunks"
SETTINGS = """\
version: 1
defaults:
  build: {outputs: [{path: out, url: "app:///", kind: node}]}
environments: {production: {}}
"""


class Tried(NamedTuple):
    """A place of a script, and what the map on disk says that it was."""

    path: str
    line: int
    column: int
    debug_id: str
    original: Original


class Unflattening(Client):
    """A client that takes Bugsink for a server that knows sections: the negative control."""

    def capabilities(self) -> Capabilities:
        return msgspec.structs.replace(super().capabilities(), name="unknown")


def connection(bugsink: Bugsink, project: Project) -> Connection:
    return Connection(bugsink.url, "acme", (project.slug,), Secret(bugsink.token), project.dsn)


def injected(project: Shop) -> Injected:
    """Build and inject, and give what that left."""
    ended = project.invoke("release", "--through=inject")
    assert 0 == ended.code, ended.err
    ledger = decode((project.root / ".buildtools/production.json").read_bytes())
    outcome = ledger.entries["inject"].outcome
    assert isinstance(outcome, Injected)
    return outcome


def sectioned(project: Shop, left: Injected) -> list[InjectedPair]:
    """Return the pairs whose maps have sections, and say something."""
    found = [
        one
        for one in left.pairs
        if one.pair.map and json.loads((project.root / one.pair.map).read_bytes()).get("sections")
    ]
    assert found
    return found


def places(project: Shop, one: InjectedPair, most: int) -> Iterator[Tried]:
    """Pick places of a pair with a line of source, spread over its sections."""
    assert one.pair.map
    script, map_ = ((project.root / path).read_bytes() for path in (one.pair.script, one.pair.map))
    resolver = Resolver(script, map_)
    tokens = resolver.tokens()
    for index in range(0, len(tokens), max(len(tokens) // most, 1)):
        token = tokens[index]
        original = resolver.lookup(token.dst_line, token.dst_column)
        if original and (original.context_line or "").strip():
            where = (token.dst_line + 1, token.dst_column + 1)
            yield Tried(one.pair.url.replace("~/", "app:///"), *where, one.debug_id, original)


def shown(bugsink: Bugsink, project: Project, tried: list[Tried]) -> list[Shown]:
    """Send one event with a frame for each place, and give what Bugsink makes of them."""
    event = probe_event(
        [ProbeFrame(*each[:3], debug_id=each.debug_id) for each in tried],
        event_id=uuid.uuid4().hex,
        timestamp=time.time(),
        release="web@1",
        environment="production",
        platform="node",
    )
    with Transport(connection(bugsink, project)) as transport:
        test_event.send(project.dsn, event, transport)
    # It shows the innermost first.
    return bugsink.frames(project, event["event_id"])[::-1]


def right(tried: list[Tried], frames: list[Shown]) -> int:
    """Count the frames that came back as what the map on disk says, by line and by text."""
    assert len(tried) == len(frames)
    return sum(
        (each.original.line + 1, (each.original.context_line or "").strip()) == frame[1:]
        for each, frame in zip(tried, frames, strict=True)
    )


@pytest.fixture
def turbopack(tmp_path: Path, shop: Shop) -> Shop:
    """What Turbopack left for the server: its run time has a map of five sections."""
    root = tmp_path / "turbopack"
    shutil.copytree(TURBOPACK, root / "out")
    (root / "sentry.yml").write_text(SETTINGS)
    (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
    return Shop(root, {**shop.environ, "SENTRY_RELEASE": "web@1"})


def test_sections_resolve_once_they_are_flat(
    bugsink: Bugsink, project: Project, turbopack: Shop
) -> None:
    """Every place of every map in sections, by Bugsink's own resolver; before, none of them."""
    left = injected(turbopack)
    tried = [place for one in sectioned(turbopack, left) for place in places(turbopack, one, 40)]
    other = bugsink.project(f"as-it-is-{uuid.uuid4().hex[:8]}")
    with Unflattening(connection(bugsink, other)) as client:
        control = upload(client, "web@1", None, turbopack.root, left, entries)
    with Client(connection(bugsink, project)) as client:
        done = upload(client, "web@1", None, turbopack.root, left, entries)

    assert len(tried) > 30
    assert () == findings_of(control)
    assert 0 == right(tried, shown(bugsink, other, tried))
    assert isinstance(done, Uploaded)
    (told,) = findings_of(done)
    assert "map-flattened" == told.code
    assert f"{len(sectioned(turbopack, left))} map(s)" in told.sentence
    assert len(tried) == right(tried, shown(bugsink, project, tried))


def in_two(map_: Mapping[str, Any]) -> dict[str, Any]:
    """Write a map of one line as two sections of that line, each with lists of its own."""
    (row,) = compose.rows(map_["mappings"].encode())
    middle = row[len(row) // 2][0]
    halves = [(0, [one for one in row if one[0] < middle])]
    halves.append((middle, [(at - middle, place) for at, place in row if at >= middle]))
    sections = []
    for column, part in halves:
        own = {**map_, "mappings": compose.written([part]).decode()}
        sections.append({"offset": {"line": 0, "column": column}, "map": own})
    return {"version": 3, "sources": [], "sections": sections}


def test_a_release_says_that_it_sent_them_flat(
    bugsink: Bugsink, project: Project, shop: Shop
) -> None:
    """The whole of it, as a user runs it: minified code on one line, cut into two sections."""
    file = shop.root / "made/server/server.js.map"
    file.write_text(json.dumps(in_two(json.loads(file.read_text()))))
    ended = shop.invoke("release")
    ledger = decode((shop.root / ".buildtools/production.json").read_bytes())
    left = ledger.entries["inject"].outcome
    assert isinstance(left, Injected)
    (one,) = sectioned(shop, left)
    tried = list(places(shop, one, 20))
    frames = shown(bugsink, project, tried)

    assert 0 == ended.code, ended.err
    assert "1 map in sections stored flat" in ended.err
    assert len(tried) > 10
    assert len(tried) == right(tried, frames)
    outcome = ledger.entries["upload"].outcome
    assert ["map-flattened"] == [each.code for each in findings_of(outcome)]
