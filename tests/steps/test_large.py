"""Large scripts and maps: what is left out is told, and memory is bounded by what they have."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from bench.large import KINDS, make
from buildtools.results import Built, Injected
from buildtools.settings import Build, Output, Verify
from buildtools.sourcemaps.maps.resolve import is_there
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from tests.proving import on_disk

OUTPUT = Output("dist", "~/dist", "browser")
TIMES = 2
"""Bytes of memory that a byte of script and map may take, besides 200 MB."""
GROWTH = 8
"""Bytes of memory that one more may take, of scripts of a few megabytes."""


def _built(root: Path) -> Built:
    return build(root, Build(outputs=(OUTPUT,)), {}, release="large@1", dist=None)


def _injected(root: Path) -> Injected:
    return inject(root, _built(root).pairs)


def _code(found: object) -> str:
    return str(getattr(found, "code", ""))


@pytest.mark.symbolic
def test_names_of_functions_are_left_out_of_a_large_script(tmp_path: Path) -> None:
    """Positions are compared as ever, and what is not proven is said."""
    make(tmp_path / "dist", KINDS["many"], 4)
    done = _injected(tmp_path)
    counts, findings, probes = on_disk(tmp_path, done.pairs, Verify())

    assert [_code(each) for each in findings] == ["scopes-not-judged", "positions-not-judged"]
    assert counts["browser positions"] > 100
    assert probes
    assert {probe.function for probe in probes} == {None}


@pytest.mark.symbolic
def test_pairs_without_frames_ask_for_no_names(tmp_path: Path) -> None:
    """Where nobody compares them nothing is left out."""
    make(tmp_path / "dist", KINDS["many"], 4)
    make(tmp_path / "dist" / "other", KINDS["many"], 4)
    done = _injected(tmp_path)
    _, findings, probes = on_disk(tmp_path, done.pairs, Verify(frames=1))

    assert [_code(each) for each in findings].count("scopes-not-judged") == 1
    assert len({probe.script for probe in probes}) == 1


@pytest.mark.parametrize("embedded", [False, True], ids=["beside", "embedded"])
def test_a_large_map_is_read_by_our_own_reader(tmp_path: Path, embedded: bool) -> None:
    """Both steps that would have asked symbolic say that they have not, where it is there."""
    source = "export const total = 1;\n"
    mappings = "AAAA,MAAM" + ",C" * 1_500_000 + ",CAAM"
    keys = {"sources": ["../src/a.ts"], "sourcesContent": [source], "names": []}
    text = json.dumps({"version": 3, **keys, "mappings": mappings})
    url = "data:application/json;base64," + b64encode(text.encode()).decode()
    (tmp_path / "dist").mkdir()
    code = f'const total=1;f("{" " * 1_600_000}")\n'
    name = url if embedded else "a.js.map"
    (tmp_path / "dist/a.js").write_text(f"{code}//# sourceMappingURL={name}\n")
    if not embedded:
        (tmp_path / "dist/a.js.map").write_text(text)
    built = _built(tmp_path)
    done = inject(tmp_path, built.pairs)
    counts, findings, _ = on_disk(tmp_path, done.pairs, Verify(positions=9))

    told = int(is_there())
    assert told == [_code(each) for each in built.findings].count("resolver-not-asked")
    assert told == [_code(each) for each in findings].count("resolver-not-asked")
    assert counts["browser pairs"] == 1


_CHILD = """
import sys
from pathlib import Path
from tests.memory import peak_bytes
from tests.steps.test_large import _built, _injected
from buildtools.settings import Verify
from tests.proving import on_disk
import msgspec
from buildtools.results import Built, Injected
from buildtools.steps.inject import inject
root, step = Path(sys.argv[1]), sys.argv[2]
if step == "build":
    (root / "built").write_bytes(msgspec.json.encode(_built(root)))
elif step == "inject":
    pairs = msgspec.json.decode((root / "built").read_bytes(), type=Built).pairs
    (root / "done").write_bytes(msgspec.json.encode(inject(root, pairs)))
else:
    pairs = msgspec.json.decode((root / "done").read_bytes(), type=Injected).pairs
    on_disk(root, pairs, Verify())
print(peak_bytes())
"""


def _peak(root: Path, step: str) -> int:
    """Do a step in a process of its own, and tell the most bytes that it has had."""
    ended = subprocess.run(
        [sys.executable, "-c", _CHILD, str(root), step],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(ended.stdout.split()[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="peaks are told by the resource module")
@pytest.mark.parametrize("kind", ["many"])
def test_memory_grows_by_little_more_than_files(tmp_path: Path, kind: str) -> None:
    """What is promised holds, also while samples still grow with a script of a few megabytes:
    the resolver alone, asked for the names of functions, would take forty bytes a byte."""
    peaks: dict[str, list[int]] = {"build": [], "inject": [], "verify": []}
    sizes = []
    for megabytes in (3, 6):
        root = tmp_path / str(megabytes)
        make(root / "dist", KINDS[kind], megabytes)
        sizes.append(sum(file.stat().st_size for file in (root / "dist").iterdir()))
        for step, found in peaks.items():
            found.append(_peak(root, step))

    for step, (small, large) in peaks.items():
        assert large - small <= GROWTH * (sizes[1] - sizes[0]), step
        assert large <= 200_000_000 + TIMES * sizes[1], step
