"""Changes: a look at the built files tells whether the ledger still speaks of them."""

import os
from pathlib import Path

import pytest

from buildtools.change import Change
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.pipeline.changes import Unchanged, changed, gone
from buildtools.proof import Proof
from buildtools.results import (
    Built,
    Injected,
    InjectedPair,
    Result,
    Stripped,
    Verified,
)
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.values import DebugId, Digest, Pair, digest_of

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
FILES = {"a.js": b"a", "a.js.map": b"{}", "b.js": b"b", "index.html": b"<p>"}
DIGESTS = {path: digest_of(data) for path, data in FILES.items()}


def ledger(*steps: tuple[str, Result | Failed]) -> Ledger:
    made = Ledger("local", "web@1")
    for step, outcome in steps:
        made = made.record(step, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 0.1))
    return made


INJECTED = Injected(
    (
        InjectedPair(
            Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser"),
            ID,
            DIGESTS["a.js"],
            DIGESTS["a.js.map"],
        ),
        InjectedPair(Pair("b.js", None, "~/b.js", None, "browser"), ID, DIGESTS["b.js"], None),
    ),
    (),
    (Change("index.html", Digest("0"), DIGESTS["index.html"], ()),),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        (tmp_path / path).write_bytes(data)
    return tmp_path


def test_files_as_they_were_left_are_no_change(root: Path) -> None:
    """The control."""
    assert changed(root, ledger(("inject", INJECTED))) == ()


@pytest.mark.parametrize("path", FILES)
def test_any_file_that_changed_is_named(root: Path, path: str) -> None:
    """Scripts, maps, embedded ones, and what was updated."""
    (root / path).write_bytes(b"other")

    assert changed(root, ledger(("inject", INJECTED))) == (path,)


def test_a_file_that_is_gone_has_changed_unless_all_are(root: Path) -> None:
    """A ledger is looked at where no build is, too."""
    (root / "a.js.map").unlink()
    one = changed(root, ledger(("inject", INJECTED)))
    for path in FILES:
        (root / path).unlink(missing_ok=True)

    assert one == ("a.js.map",)
    assert changed(root, ledger(("inject", INJECTED))) == ()


def test_what_strip_left_is_right(root: Path) -> None:
    """A map that was taken away is not missing, and one that is back is a change."""
    stripped = Stripped((Change("a.js.map", DIGESTS["a.js.map"], None),), "q")
    after = ledger(("inject", INJECTED), ("strip", stripped))

    assert changed(root, after) == ("a.js.map",)
    (root / "a.js.map").unlink()
    assert changed(root, after) == ()


def test_what_strip_left_is_right_after_another_proof(root: Path) -> None:
    """Strip is out of date then, and its maps are away still; after another inject they are not."""
    made = ledger(("inject", INJECTED), ("verify", Verified(Proof({}))))
    stripped = Stripped((Change("a.js.map", DIGESTS["a.js.map"], None),), "q")
    entry = Entry(0, {"inject": 1, "verify": 2}, stripped, "2026-01-01T00:00:00Z", 0.1)
    again = Entry(0, {"inject": 1}, Verified(Proof({})), "2026-01-01T00:00:00Z", 0.1)
    proven = made.record("strip", entry).record("verify", again)
    (root / "a.js.map").unlink()

    assert "out of date" == proven.state("strip")
    assert changed(root, proven) == ()
    injected = Entry(0, {}, INJECTED, "2026-01-01T00:00:00Z", 0.1)
    assert changed(root, proven.record("inject", injected)) == ("a.js.map",)


@pytest.mark.parametrize(
    ("path", "is_gone"), [("a.js", False), ("b.js.map", True)], ids=["some", "none"]
)
def test_a_job_that_has_the_ledger_alone_is_known(root: Path, path: str, is_gone: bool) -> None:
    """It cannot go on with a step that reads what was built."""
    pair = Pair(path, None, "~/" + path, None, "browser")

    assert is_gone == gone(root, ledger(("build", Built((pair,), 1, 0))))
    assert not gone(root, ledger(("build", Failed("no", 40))))
    assert not gone(root, ledger())


def test_before_inject_there_is_nothing_to_compare_with(root: Path) -> None:
    """What was built is known by no digest yet."""
    assert changed(root, ledger()) == ()


def test_a_file_whose_stamp_is_known_is_not_read(root: Path) -> None:
    """One look at each file is all it takes."""
    path = root / "a.js"
    os.utime(path, (1_000_000_000, 1_000_000_000))
    seen = DigestCache(root, clock_ns=lambda: 9_000_000_000_000_000_000)
    seen.note("a.js", Stamp.of(path), Digest("known as another one"))
    seen.save()

    assert changed(root, ledger(("inject", INJECTED))) == ("a.js",)


def test_files_that_a_step_found_as_they_were_left_are_not_read_again(root: Path) -> None:
    """Until one changes: then its stamp is another."""
    unchanged = Unchanged(root, INJECTED)
    unchanged.keep(clock_ns=lambda: 9_000_000_000_000_000_000)
    seen = DigestCache(root)

    for path in ("a.js", "a.js.map", "b.js"):
        stamp = Stamp.of(root / path)
        assert stamp
        assert seen.digest(path, stamp) == DIGESTS[path]
    assert changed(root, ledger(("inject", INJECTED))) == ()
    (root / "b.js").write_bytes(b"other")
    assert changed(root, ledger(("inject", INJECTED))) == ("b.js",)


def test_a_file_that_changes_while_a_step_runs_is_read_again(root: Path) -> None:
    """What was found is of the file as it was when the step began."""
    unchanged = Unchanged(root, INJECTED)
    (root / "b.js").write_bytes(b"other")
    unchanged.keep(clock_ns=lambda: 9_000_000_000_000_000_000)

    assert changed(root, ledger(("inject", INJECTED))) == ("b.js",)
