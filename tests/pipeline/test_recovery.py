"""Recovery: a run is stopped at every act on files, and what comes after ends as undisturbed.

The stop is real: a process of its own that dies on the spot, or a disk that refuses.
"""

import base64
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError, DiskRefused, NothingFound, OutOfDate
from buildtools.pipeline import recovery
from buildtools.pipeline.recovery import unfinished
from buildtools.pipeline.run import Run
from buildtools.state.journal_file import FILE
from buildtools.state.ledger_file import load as load_ledger
from buildtools.target import only
from tests.faults import armed, killed, refuse

SETTINGS = """\
version: 1
default_environment: local
defaults:
  build: {outputs: [{path: out/web, url: "~/web", kind: browser}]}
  deploy: {record: false}
environments: {local: {server: sandbox}}
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


def _pair(folder: Path, name: str, scripts: tuple[str, ...]) -> None:
    """Write equal scripts with one map: two functions, a line each."""
    code = f"function {name}Cart(){{total()}}\nfunction {name}Till(){{pay()}}\n"
    mapping = "AAAA,SAASA,;AACA,SAASC,"
    names = [f"{name}Cart", f"{name}Till"]
    sources = {"sources": [f"../../src/{name}.js"], "sourcesContent": [code], "names": names}
    text = json.dumps({"version": 3, **sources, "mappings": mapping.replace(",;", ";").rstrip(",")})
    (folder / f"{name}.js.map").write_text(text)
    for script in scripts:
        (folder / script).write_text(f"{code}//# sourceMappingURL={name}.js.map\n")


def _make(root: Path) -> None:
    """A site with what has to follow: a page, a compressed sibling, a copy; two share a map."""
    web = root / "out/web"
    web.mkdir(parents=True)
    (root / "out/standalone").mkdir()
    (root / "sentry.yml").write_text(SETTINGS)
    _pair(web, "shop", ("shop.js",))
    _pair(web, "equal", ("one.js", "two.js"))
    shop = (web / "shop.js").read_bytes()
    digest = base64.b64encode(hashlib.sha384(shop).digest()).decode()
    (web / "index.html").write_text(f'<script integrity="sha384-{digest}" src="shop.js"></script>')
    (web / "shop.js.gz").write_bytes(gzip.compress(shop, 9, mtime=0))
    (root / "out/standalone/shop.js").write_bytes(shop)


def do(root: Path, *steps: str, undo: bool = False) -> None:
    """Do steps as a command does them."""
    loaded = load(root / "sentry.yml", None, {"SENTRY_RELEASE": "shop@1", "PATH": os.defpath})
    with Run(loaded) as run:
        for step in steps:
            run.step(step, undo=undo)


def tree(root: Path) -> dict[str, bytes]:
    """Read all that is deployed, strays too."""
    files = (path for path in sorted((root / "out").rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def strays(root: Path) -> list[str]:
    """Name what no run of ours should leave."""
    ends = (".tmp", ".new", ".buildtools-new", ".buildtools-old", ".jsonl")
    ended = (path for path in root.rglob("*") if path.name.endswith(ends))
    return [str(path) for path in ended if not path.name.endswith(".proof.jsonl")]


class Sites:
    """The same project after some steps, to copy from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built = folder / "built"
        _make(self.built)
        do(self.built, "build")
        self.proven = self.after("proven", self.built, "inject", "create", "upload", "verify")
        self.stripped = self.after("stripped", self.proven, "strip")

    def after(self, name: str, base: Path, *steps: str) -> Path:
        shutil.copytree(base, self.folder / name, dirs_exist_ok=True)
        do(self.folder / name, *steps)
        return self.folder / name

    def copy(self, base: Path) -> Path:
        """Return a fresh copy, always at one place."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work, ignore=shutil.ignore_patterns("sandbox"))
        return work


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("sites"))


ACTS = {
    "inject": ("built", "inject", False, "proven"),
    "inject --undo": ("proven", "inject", True, "built"),
    "strip": ("proven", "strip", False, "stripped"),
    "strip --undo": ("stripped", "strip", True, "proven"),
}
"""From where, which step, and where that leads."""


class Case:
    """One act that is to be stopped."""

    def __init__(self, sites: Sites, name: str) -> None:
        base, self.step, self.undo, left = ACTS[name]
        self.sites = sites
        self.base: Path = getattr(sites, base)
        self.old, self.new = tree(self.base), tree(getattr(sites, left))

    @property
    def is_strip_undone(self) -> bool:
        """It gives back what it can, and says what it could not."""
        return (self.step, self.undo) == ("strip", True)

    def run(self, root: Path) -> None:
        do(root, self.step, undo=self.undo)

    def again(self, root: Path) -> None:
        """Do it after it was stopped; the ledger may have been told already that it is undone."""
        with suppress(NothingFound):
            self.run(root)

    def kills(self, step: int = 1) -> Iterator[Path]:
        """Return the project after each kill, or each so-many-th."""
        for at in range(1, 1000, step):
            root = self.sites.copy(self.base)
            if not killed(root, at, lambda: self.run(root)):  # noqa: B023
                return
            yield root


@pytest.fixture(params=ACTS)
def case(sites: Sites, request: pytest.FixtureRequest) -> Case:
    return Case(sites, request.param)


def test_a_killed_step_is_done_again(case: Case) -> None:
    """Byte for byte what an undisturbed one leaves, and nothing beside it."""
    count = 0
    for count, root in enumerate(case.kills()):
        case.again(root)

        assert case.new == tree(root), count
        assert not strays(root), count
    assert count > 20


def test_what_a_kill_leaves_is_all_or_nothing_to_the_next_step(case: Case) -> None:
    """`status` and `finalize` tell it, and agree; a build takes it back."""
    told = 0
    for count, root in enumerate(case.kills(2)):
        step = unfinished(root, only("local"), load_ledger(root, only("local")))
        told += step is not None
        if step is not None:
            with (
                pytest.raises(OutOfDate) as raised,
                recovery.files(root, only("local"), "finalize"),
            ):
                pass
            assert f"invoke release --from={case.step} --env=local" == raised.value.remedy
        do(root, "build", "inject")

        assert tree(case.sites.proven) == tree(root), count
        assert not strays(root), count
    assert told > 3


def test_a_run_may_be_killed_twice(case: Case) -> None:
    """The second one while it takes back what the first had begun."""
    count = 0
    for at in range(2, 200, 9):
        root = case.sites.copy(case.base)
        if not killed(root, at, lambda: case.run(root)):  # noqa: B023
            break
        for second in range(1, 200, 9):
            count += 1
            if not killed(root, second, lambda: case.again(root)):  # noqa: B023
                break
        case.again(root)

        assert case.new == tree(root), at
    assert count > 5


@pytest.mark.parametrize("lasting", [False, True], ids=["one act", "all from one on"])
def test_a_disk_that_refuses_changes_all_or_nothing(case: Case, lasting: bool) -> None:
    """What was placed is put back; where that fails too the next run does it."""
    refusals = 0
    for at in range(1, 1000, 1 + 2 * lasting):
        root = case.sites.copy(case.base)
        struck = _refused(root, at, lambda: case.run(root), lasting=lasting)  # noqa: B023
        if struck is None:
            break
        refusals += struck
        now = {path: data for path, data in tree(root).items() if "/.buildtools" not in path}
        now = {path: data for path, data in now.items() if not path.endswith(("-new", "-old"))}
        if not lasting and not case.is_strip_undone:
            assert now in (case.old, case.new), at
        case.again(root)

        assert case.new == tree(root), at
    assert refusals > 7


def _refused(root: Path, at: int, act: Callable[[], None], *, lasting: bool) -> bool | None:
    """Return whether the act failed; None when it has fewer parts than `at`."""
    with armed(root, at, refuse, lasting=lasting) as faults:
        try:
            act()
        except DiskRefused:
            return True
    return False if faults.struck else None


def test_it_is_said_which_files_could_not_be_put_back(sites: Sites) -> None:
    """And what to do: the next run goes on with it."""
    case = Case(sites, "inject")
    found: DiskRefused | None = None
    for at in range(1, 1000):
        root = sites.copy(case.base)
        try:
            with armed(root, at, refuse, lasting=True) as faults:
                case.run(root)
        except DiskRefused as failure:
            if any(line.startswith("still new: ") for line in failure.evidence):
                found = failure
                break
        if not faults.struck:
            break

    assert found is not None
    assert "files could not be put back" in found.what
    assert "run this again" in found.remedy
    case.run(root)
    assert case.new == tree(root)


def test_a_journal_that_names_a_foreign_file_is_refused(sites: Sites) -> None:
    """CI carries the folder from machine to machine; nothing outside is moved or removed."""
    root = sites.copy(sites.built)
    begun = {"type": "deed", "environment": "local", "turn": 1}
    line = {"type": "file", "key": "ab", "after": "0" * 40, "replaces": True}
    text = "\n".join(json.dumps(each) for each in (begun, line | {"target": "../other.js"}))
    (root / FILE).write_text(text + "\n")
    (root.parent / ".ab.buildtools-old").write_text("not ours")

    with pytest.raises(ConfigurationError):
        do(root, "inject")
    assert "not ours" == (root.parent / ".ab.buildtools-old").read_text()


def test_a_release_goes_on_after_a_kill(sites: Sites) -> None:
    """To a proof that passes: between scripts and maps, and between maps and the ledger."""
    case = Case(sites, "inject")
    for at in (30, 36, 42):
        root = sites.copy(case.base)
        assert killed(root, at, lambda: case.run(root))  # noqa: B023
        do(root, "inject", "create", "upload", "verify", "strip", "finalize")

        assert tree(sites.stripped) == tree(root)


def test_what_is_published_again_is_not_finalized(sites: Sites) -> None:
    """A map that strip took away was put back: by hand, or by a build that wrote the same."""
    root = sites.copy(sites.stripped)
    built = sites.proven / "out/web/shop.js.map"
    shutil.copyfile(built, root / "out/web/shop.js.map")

    with pytest.raises(
        OutOfDate, match=r"shop\.js\.map was taken away by strip and is there again"
    ):
        do(root, "finalize")
