"""An output before and after the steps `build` and `inject`, with all its bytes."""

import json
import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

from buildtools.results import Built, Injected, InjectedPair
from buildtools.settings import Build, Output
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.splices import moving, original
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from buildtools.values import Pair

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NAMES = sorted(path.parent.name for path in FIXTURES.glob("*/expected.json"))

REFUSED = {
    "edge-cases": (
        Pair(
            "scripts/unknown-keys.js",
            "scripts/unknown-keys.js.map",
            "~/scripts/unknown-keys.js",
            "~/scripts/unknown-keys.js.map",
            "browser",
        ),
    )
}
"""Pairs that `build` refuses, and that are injected all the same: `"version": 3.0` is right to
other tools, and symbolic, which Sentry runs, cannot read it."""

Files = dict[str, bytes]


class BuiltOutput:
    """A folder of built files, injected once; `before` and `after` hold what lay in it."""

    def __init__(
        self, root: Path, outputs: tuple[Output, ...], refused: tuple[Pair, ...] = ()
    ) -> None:
        self.root = root
        self._places = places(".", [output.path for output in outputs])
        ignore = tuple(f"{each.script.rpartition('/')[2]}*" for each in refused)
        settings = Build(outputs=outputs, ignore=ignore)
        self.built: Built = build(root, settings, {}, release="shop@1", dist=None)
        self.pairs = (*self.built.pairs, *refused)
        self.before = self.files()
        self.injected = self.inject()
        self.after = self.files()

    def files(self) -> Files:
        """Read all files, but what is remembered of uploads."""
        paths = (path for path in self.root.rglob("*") if path.is_file())
        files = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}
        return {name: data for name, data in files.items() if not name.startswith(".buildtools/")}

    def inject(self, earlier: Injected | None = None) -> Injected:
        return inject(self.root, self.pairs, earlier, self._places, self.built.repairs)

    def before_injection(self, pair: InjectedPair) -> tuple[bytes, bytes]:
        """Return script and map as they were before the ID, but after repairs."""
        script = original(self.after[pair.pair.script], moving(pair.script_edits))
        if pair.pair.map is None:
            return script, map_of({pair.pair.script: script}, pair)
        return script, original(self.after[pair.pair.map], pair.map_edits)


class Fixture(BuiltOutput):
    """One of tests/fixtures, in a place of its own."""

    def __init__(self, name: str, root: Path) -> None:
        shutil.copytree(FIXTURES / name, root)
        self.name = name
        self.expected: dict[str, Any] = json.loads((root / "expected.json").read_text())
        outputs = self.expected["outputs"]
        super().__init__(
            root,
            tuple(Output(each["path"], each["url"], each["kind"]) for each in outputs),
            REFUSED.get(name, ()),
        )

    @cached_property
    def paired(self) -> dict[str, str | None]:
        """What other tools say belongs together: a script's map, None for one embedded in it."""
        paired: dict[str, str | None] = self.expected["paired"]
        return paired


def map_of(files: Files, pair: InjectedPair) -> bytes:
    """Return a pair's map as it lies in these files."""
    if pair.pair.map is not None:
        return files[pair.pair.map]
    script = files[pair.pair.script]
    return embedded_map(script, comments.read(script)).text
