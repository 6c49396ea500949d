"""Builds as large as life: the whole Next.js example by both of its bundlers, and the corpora.

`nox -s whole` builds them and asks npm for packages. What is promised of the small fixtures holds
of all of it.
"""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from bench.corpora import FOLDER, corpus
from buildtools.settings import Output
from tests.example.programs import environ, find, finish
from tests.outputs import node, promises
from tests.outputs.injected import BuiltOutput

pytestmark = [pytest.mark.whole, pytest.mark.timeout(1800)]

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "nextjs"
OUTPUTS = (
    Output(".next/static", "~/_next/static", "browser"),
    Output(".next/server", "app:///.next/server", "node"),
)
POSITIONS_OF_A_PAIR = 120
_NAMED = re.compile(rb"^//# sourceMappingURL=(\S+)\s*\Z", re.MULTILINE)


class Variant(NamedTuple):
    """A way to build the example."""

    flags: tuple[str, ...] = ()
    devtool: str = ""
    native_ids: bool = False


VARIANTS = {
    "turbopack": Variant(),
    "turbopack with its IDs": Variant(native_ids=True),
    "webpack": Variant(("--webpack",), "source-map"),
    "webpack with its IDs": Variant(("--webpack",), "source-map-debugids"),
    "webpack, hidden": Variant(("--webpack",), "hidden-source-map"),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its packages; each variant is built in this place, one after the other."""
    folder = tmp_path_factory.mktemp("whole") / "app"
    kept = shutil.ignore_patterns(".next", "node_modules")
    shutil.copytree(EXAMPLE, folder, ignore=kept)
    command = [find("npm"), "ci"]
    finish(command, cwd=folder, given=environ(), log=folder / "npm.log", seconds=600)
    return folder


@pytest.fixture(scope="module", params=VARIANTS)
def built(request: pytest.FixtureRequest, app: Path) -> Iterator[BuiltOutput]:
    """One variant, built by Next and injected by us."""
    variant = VARIANTS[request.param]
    shutil.rmtree(app / ".next", ignore_errors=True)
    config = app / "next.config.ts"
    text = (EXAMPLE / "next.config.ts").read_text()
    wanted = (
        f'webpack: (c, {{ dev }}) => {{ if (!dev) c.devtool = "{variant.devtool}"; return c; }},'
        "\n  experimental: { serverSourceMaps: true },\n  poweredByHeader"
    )
    config.write_text(text.replace("poweredByHeader", wanted) if variant.devtool else text)
    command = [str(app / "node_modules/.bin/next"), "build", *variant.flags]
    given = environ(NEXT_DEBUG_IDS="1" if variant.native_ids else "")
    finish(command, cwd=app, given=given, log=app / "next.log", seconds=600)
    shutil.rmtree(app / ".next" / "cache", ignore_errors=True)
    outputs = app.parent / request.param.replace(" ", "-")
    shutil.copytree(app / ".next", outputs / ".next")
    yield BuiltOutput(outputs, OUTPUTS)
    shutil.rmtree(outputs)


def _named_maps(output: BuiltOutput) -> dict[str, str]:
    """Pair by what each script says in its last line, else by the name beside it."""
    found = {}
    for name, data in output.before.items():
        if not name.endswith(".js") or not name.startswith((".next/static", ".next/server")):
            continue
        last = _NAMED.search(data.rstrip())
        folder = name.rpartition("/")[0]
        map_ = f"{folder}/{unquote(last[1].decode())}" if last else f"{name}.map"
        if map_ in output.before:
            found[name] = map_
    return found


def test_every_pair_of_next_is_found(built: BuiltOutput) -> None:
    """All scripts that have a map, but those whose map says nothing, and that is told."""
    named = _named_maps(built)
    found = {pair.script: pair.map for pair in built.pairs}
    told = " ".join(each.sentence for each in built.built.findings if each.code == "map-empty")

    assert found == {name: map_ for name, map_ in named.items() if name in found}
    assert [name for name in named if name not in found and name not in told] == []
    assert len(built.injected.pairs) == len(built.pairs) >= 20


def test_next_keeps_every_promise(built: BuiltOutput, tmp_path: Path) -> None:
    """Each of them is a test of its own on the small fixtures."""
    promises.script_run_time_and_map_have_one_id(built)
    promises.nothing_else_is_changed(built)
    compared = promises.no_position_moves(built)
    parsed = promises.every_script_parses_as_before(built, tmp_path)
    promises.injecting_twice_is_injecting_once(built)
    promises.undo_gives_back_every_byte(built)
    print(f"{len(built.pairs)} pairs, {compared} positions, {parsed} scripts parse")

    assert compared >= 2_000


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_a_corpus_keeps_every_promise(name: str, tmp_path: Path) -> None:
    """Packages of npm as they are published, up to a gigabyte of them."""
    shutil.copytree(corpus(name, REPOSITORY / FOLDER).folder, tmp_path / "app" / "dist")
    output = BuiltOutput(tmp_path / "app", (Output("dist", "~/dist"),))
    promises.script_run_time_and_map_have_one_id(output)
    promises.nothing_else_is_changed(output)
    compared = promises.no_position_moves(output, POSITIONS_OF_A_PAIR)
    checked = _checked(output)
    promises.injecting_twice_is_injecting_once(output)
    promises.undo_gives_back_every_byte(output)
    print(f"{len(output.pairs)} pairs, {compared} positions, node --check on {checked} scripts")

    assert len(output.pairs) == len(output.injected.pairs)
    assert compared >= 2_000


def _checked(output: BuiltOutput) -> int:
    """Let `node --check` look at every injected script that it took before injection."""
    scripts = [pair.script for pair in output.pairs]
    with ThreadPoolExecutor(2) as pool:
        after = list(
            pool.map(lambda name: node.check(output.root / name, output.after[name]), scripts)
        )
        refused = [name for name, fine in zip(scripts, after, strict=True) if not fine]
        before = list(
            pool.map(lambda name: node.check(output.root / name, output.before[name]), refused)
        )
    assert [name for name, fine in zip(refused, before, strict=True) if fine] == []
    return len(scripts) - len(refused)
