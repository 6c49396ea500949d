"""What the code of a release is judged by: git, and what went up before."""

import subprocess
from pathlib import Path

import pytest

from buildtools.config import Loaded, load
from buildtools.findings import finding
from buildtools.findings.subjects import Release
from buildtools.ledger import Entry, Ledger
from buildtools.pipeline.job import Job
from buildtools.pipeline.release_code import code, replaced
from buildtools.results import Built, Injected, InjectedPair, Result, StoredBundle, Uploaded
from buildtools.values import DebugId, Digest, Pair

SETTINGS = """\
version: 1
default_environment: local
defaults: {build: {directory: web, outputs: [{path: dist, url: ~/}]}}
environments: {local: {server: sandbox}}
"""
ONE = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
TWO = DebugId("f08a2094-fb8b-58cc-bcc5-18d78fd46660")


@pytest.fixture(name="loaded")
def _loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    return load(tmp_path / "sentry.yml", None, {})


def job(loaded: Loaded, release: str, **left: Result) -> Job:
    """Return a job of `inject`, or of `build`, after these steps."""
    ledger = Ledger("local", release)
    for step, outcome in left.items():
        ledger = ledger.record(step, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 0.1))

    def nobody() -> None:
        raise AssertionError("nothing of this asks a server")

    return Job("inject", ledger, loaded, loaded.root, nobody)  # type: ignore[arg-type]


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    told = subprocess.run(["git", *who, *words], cwd=root, capture_output=True, check=True)
    return told.stdout.decode().strip()


def injected(debug_id: DebugId) -> Injected:
    pair = Pair("a.js", None, "~/a.js", None, "browser")
    return Injected((InjectedPair(pair, debug_id, Digest("0" * 40), None),))


def test_files_that_differ_from_the_commit_are_found(loaded: Loaded) -> None:
    """But for the outputs, which the build writes anyway, and what git does not know."""
    root = loaded.root
    for name in ("a.ts", "web/dist/a.js"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    head = git(root, "rev-parse", "HEAD")
    clean = code(job(loaded, head)).findings
    (root / "web/dist/a.js").write_text("2")
    (root / "new.ts").write_text("2")
    built = code(job(loaded, head)).findings
    (root / "a.ts").write_text("2")

    assert ((), ()) == (clean, built)
    assert ["tree-dirty"] == [each.code for each in code(job(loaded, head)).findings]


def test_without_git_nothing_is_known_of_it(loaded: Loaded) -> None:
    """As in many containers."""
    assert () == code(job(loaded, "0" * 40)).findings


@pytest.mark.parametrize(
    ("went_up", "codes"), [(True, ["release-replaced"]), (False, [])], ids=["uploaded", "not"]
)
def test_what_went_up_before_is_held_against_what_goes_up_now(
    loaded: Loaded, went_up: bool, codes: list[str]
) -> None:
    """What nobody has seen was no release yet."""
    dirty = finding("tree-dirty", Release("web@1"), "is not its commit")
    uploaded = Uploaded((StoredBundle(ONE, None, 1, 1),), 1, "ok")
    left: dict[str, Result] = {"inject": injected(ONE)}
    left |= {"upload": uploaded} if went_up else {}
    found = replaced(job(loaded, "web@1", **left), Built((), 1, 0, (dirty,)), injected(TWO))

    assert codes == [each.code for each in found]
