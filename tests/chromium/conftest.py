"""A real browser, a real static server, and the built apps they meet on."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buildtools.results import Injected
from buildtools.settings import Build, Output
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from tests.chromium.browsing import Chromium, Site

PACKAGE = Path(__file__).parent / "node"
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


class Deployment:
    """A built app: left as it is, injected alone as other tools do, or injected and updated."""

    def __init__(self, root: Path, outputs: tuple[Output, ...]) -> None:
        self.root = root
        self.outputs = outputs
        self.pairs = build(root, Build(outputs=outputs), {}, release="shop@1", dist=None).pairs

    @property
    def public(self) -> Path:
        return self.root / self.outputs[0].path

    def inject(self) -> Injected:
        """Do what the step does."""
        where = places(".", [output.path for output in self.outputs])
        return inject(self.root, self.pairs, None, where)

    def inject_alone(self) -> None:
        """Do what other tools do: scripts and maps, and nothing that depends on them."""
        for pair in self.pairs:
            assert pair.map is not None
            script, map_ = self.root / pair.script, self.root / pair.map
            planned = plan(script.read_bytes(), map_.read_bytes())
            script.write_bytes(apply(script.read_bytes(), planned.script))
            map_.write_bytes(apply(map_.read_bytes(), planned.map))


Deploy = Callable[[str], Deployment]
Serve = Callable[..., Site]


@pytest.fixture
def deploy(tmp_path: Path) -> Deploy:
    """Copy a fixture by name, each time into a new folder."""
    count = iter(range(100))

    def copied(name: str) -> Deployment:
        root = tmp_path / f"{next(count)}-{name}"
        shutil.copytree(FIXTURES / name, root)
        told = json.loads((root / "expected.json").read_text())["outputs"]
        return Deployment(
            root, tuple(Output(each["path"], each["url"], each["kind"]) for each in told)
        )

    return copied


@pytest.fixture
def chromium() -> Chromium:
    """Debian's browser, with a profile of its own for each visit."""
    return Chromium()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve folders on the loopback until the test ends."""
    sites: list[Site] = []

    def start(*folders: Path, precompressed: bool = False) -> Site:
        sites.append(Site(folders, precompressed=precompressed))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The rules, as a script, installed from the lock file beside this one."""
    home = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGE / name, home / name)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("SENTRY_")}
    asked = [shutil.which("npm") or "npm", "ci", "--ignore-scripts"]
    done = subprocess.run(
        asked, cwd=home, env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return (home / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
