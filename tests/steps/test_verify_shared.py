"""Pairs shared by the cores of the machine: what is told is the same, and in the same order."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from buildtools.checks import pair_proof
from buildtools.checks.test_events import Probe
from buildtools.findings import Finding
from buildtools.machine import processes
from buildtools.proof.counts import Count
from buildtools.proof.record import Record
from buildtools.results import InjectedPair
from buildtools.settings import Build, Output, Verify
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from buildtools.steps.verify.on_disk import Trying, on_disk
from buildtools.steps.verify.originals import AsWas, Originals

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made"
OUTPUTS = (
    Output("web", "~/static", "browser"),
    Output("server", "app:///server", "node"),
)
Pairs = tuple[InjectedPair, ...]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A built project with some of its sources, so that a part of the positions can be judged."""
    shutil.copytree(MADE, tmp_path / "app")
    return tmp_path / "app"


@pytest.fixture
def pairs(root: Path) -> Pairs:
    built = build(root, Build(outputs=OUTPUTS), {}, release="shop@1", dist=None)
    return inject(root, built.pairs).pairs


class Told(NamedTuple):
    """All that is told of the pairs."""

    findings: list[Finding]
    probes: list[Probe]
    lines: list[bytes]
    counts: dict[Count, int]
    known: list[Probe]


def _told(root: Path, pairs: Pairs, cores: int) -> Told:
    record, known = Record(), list[Probe]()
    found = on_disk(pair_proof, root, pairs, Verify(), record, known=known.extend, cores=cores)
    return Told(*found, [*record.lines], record.counts, known)


def _nothing(root: Path, pairs: Pairs) -> None:
    """Leave all as it is."""


def _map_of_the_last(root: Path, pairs: Pairs) -> None:
    """Change one byte in the map that a copy reads."""
    path = root / str(pairs[-1].pair.map)
    data = path.read_bytes()
    at = data.index(b'"mappings"') + 30
    path.write_bytes(data[:at] + (b"A" if data[at : at + 1] != b"A" else b"C") + data[at + 1 :])


def _script_of_the_last(root: Path, pairs: Pairs) -> None:
    path = root / pairs[-1].pair.script
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))


def _another_map(root: Path, pairs: Pairs) -> None:
    shutil.copy(root / str(pairs[0].pair.map), root / str(pairs[-1].pair.map))


def _no_script(root: Path, pairs: Pairs) -> None:
    (root / pairs[-1].pair.script).unlink()


def _no_map(root: Path, pairs: Pairs) -> None:
    (root / str(pairs[0].pair.map)).unlink()


LIES = (_nothing, _map_of_the_last, _script_of_the_last, _another_map, _no_script, _no_map)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: str(lie.__name__).strip("_"))
def test_all_cores_tell_what_one_does(
    root: Path, pairs: Pairs, lie: Callable[[Path, Pairs], None]
) -> None:
    """Of right files and of wrong ones, whichever core has read them."""
    lie(root, pairs)
    try:
        alone = _told(root, pairs, 1)
    except Exception as fault:
        with pytest.raises(type(fault), match=str(fault)):
            _told(root, pairs, 2)
        assert lie is not _nothing
        return

    assert alone == _told(root, pairs, 2) == _told(root, pairs, len(pairs) + 3)
    assert alone.probes == alone.known
    assert any(each.severity == "error" for each in alone.findings) == (lie is not _nothing)


def test_what_goes_from_core_to_core_is_made_before(root: Path, pairs: Pairs) -> None:
    """Trials are counted while they are made, and those of a copy come as a list."""
    trying = Trying(pair_proof, AsWas(root, None), Originals(root, ""), Verify(), pairs)
    tried = trying.whole(pairs)

    assert len(tried) == len(pairs)
    assert all(isinstance(one.trials, list) and one.trials for one in tried)


def _parts(root: Path, pairs: Pairs, settings: Verify, cores: int = 0) -> list[list[str]]:
    trying = Trying(pair_proof, AsWas(root, None), Originals(root, ""), settings, pairs)
    return [[each.pair.script for each in part] for part in trying.parts(cores)]


def test_a_small_release_is_tried_by_one(root: Path, pairs: Pairs) -> None:
    """A copy would cost more than it saves; and nothing at all is one part."""
    assert [[each.pair.script for each in pairs]] == _parts(root, pairs, Verify())
    assert _parts(root, (), Verify(), 2) == [[]]


def test_a_large_release_is_shared_by_bytes(root: Path, pairs: Pairs) -> None:
    """In its order; but where many positions are tried, what is told of them is much to send."""
    large, *others = pairs
    with (root / str(large.pair.map)).open("ab") as file:
        file.truncate(9_000_000)
    every = [each.pair.script for each in pairs]

    assert [[large.pair.script], [each.pair.script for each in others]] == (
        _parts(root, pairs, Verify(), 2)
    )
    assert len(_parts(root, pairs, Verify())) == min(processes.cores(), 2)
    assert [every] == _parts(root, pairs, Verify(positions=100_000))
