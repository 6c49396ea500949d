"""What real bundlers wrote: every pair is found, and injection changes no program and no position.

The counts come from other tools than ours; each folder of tests/fixtures tells in its MADE.md how
it was made.
"""

from pathlib import Path

import pytest

from buildtools.api.client import Client
from buildtools.checks import pair_proof
from buildtools.connection import Connection
from buildtools.proof.counts import Count, total
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Verify
from buildtools.sourcemaps.bundle import entries
from buildtools.steps.upload import upload
from buildtools.steps.verify import EventContext, verify
from tests.outputs import promises
from tests.outputs.injected import NAMES, REFUSED, Fixture

FEWEST_POSITIONS = 2_000
"""Compared in each output that has so many; all of them in each that has not."""


@pytest.fixture(scope="module", params=NAMES)
def fixture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    """Each output, built and injected once; no test of these changes it but the last."""
    return Fixture(request.param, tmp_path_factory.mktemp("outputs") / request.param)


def test_every_pair_is_found(fixture: Fixture) -> None:
    """A script that is passed over is a stack trace that nobody can read."""
    found = {pair.script: pair.map for pair in fixture.pairs}
    stubs = set(fixture.paired) - set(found)
    refused = len(REFUSED.get(fixture.name, ()))
    told = [each.sentence for each in fixture.built.findings if each.code == "map-empty"]

    assert found == {name: map_ for name, map_ in fixture.paired.items() if name not in stubs}
    assert fixture.expected["scripts"] == fixture.built.scripts + refused
    # A map that maps nothing is of no use to anybody: left alone, and said so.
    assert fixture.expected["empty"] == len(stubs)
    assert [name for name in stubs if not any(name in sentence for sentence in told)] == []


def test_every_pair_is_injected(fixture: Fixture) -> None:
    """None is left alone for what the others are."""
    assert fixture.pairs == tuple(each.pair for each in fixture.injected.pairs)
    assert [] == [each for each in fixture.injected.findings if each.severity == "error"]


def test_script_run_time_and_map_have_one_id(fixture: Fixture) -> None:
    """Sentry goes from the run time's ID to the script's to the map's."""
    promises.script_run_time_and_map_have_one_id(fixture)


def test_no_position_moves(fixture: Fixture) -> None:
    """Each token of each map, before and after, read by the resolver that Sentry runs."""
    compared = promises.no_position_moves(fixture)

    assert compared >= min(FEWEST_POSITIONS, fixture.expected["mappings"] * 0.9)


def test_every_script_parses_as_before(fixture: Fixture, tmp_path: Path) -> None:
    """As a script, as CommonJS, as a module: whichever it was, and nothing else."""
    parsed = promises.every_script_parses_as_before(fixture, tmp_path)

    assert parsed >= fixture.expected["scripts"] - 3


def test_nothing_else_is_changed(fixture: Fixture) -> None:
    """But what hangs on the bytes of a pair, and is updated with it."""
    promises.nothing_else_is_changed(fixture)


def test_injecting_twice_is_injecting_once(fixture: Fixture) -> None:
    """With the ledger of the first run, and without: on another machine, say."""
    promises.injecting_twice_is_injecting_once(fixture)


def test_it_is_uploaded_and_proven(fixture: Fixture, tmp_path: Path) -> None:
    """All three proofs, against the sandbox: no release of a healthy build is ever refused."""
    with serve(tmp_path / "sandbox") as running, Client(_connection(running)) as client:
        uploaded = upload(client, "shop@1", None, fixture.root, fixture.injected, entries)
        context = EventContext("shop@1", None, "local", None)
        verified = verify(
            client, pair_proof, fixture.root, fixture.injected, uploaded, Verify(), context
        )
    refused = [pair.script for pair in REFUSED.get(fixture.name, ())]
    counts = verified.proof.counts

    assert refused == [each.subject for each in verified.proof.errors]
    assert 2 * len(fixture.pairs) - _embedded(fixture) <= counts[Count.FILES_LISTED]
    assert total(counts, "frames") >= 25


def _connection(running: Running) -> Connection:
    return Connection(running.url, running.org, (running.project,), running.token, dsn=running.dsn)


def _embedded(fixture: Fixture) -> int:
    return sum(pair.map is None for pair in fixture.pairs)


def test_undo_gives_back_every_byte(fixture: Fixture) -> None:
    """As it was built: a release that is given up leaves no trace."""
    promises.undo_gives_back_every_byte(fixture)
