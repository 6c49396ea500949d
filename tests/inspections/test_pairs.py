"""The pairs of a release as a neutral list."""

import hashlib
import re
from pathlib import Path

import pytest

from buildtools.change import Change
from buildtools.errors import NothingFound, OutOfDate
from buildtools.inspections.pairs import ListedPair, Pairs, pairs_of
from buildtools.ledger import Entry, Ledger
from buildtools.results import Injected, InjectedPair, Result, Stripped
from buildtools.values import DebugId, Pair, digest_of

ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
SCRIPT, MAP, INLINE = b"f();", b"{}", b"g();"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "other-systems.md"


def ledger(*outcomes: Result) -> Ledger:
    names = ("inject", "strip")
    entries = {
        name: Entry(1, {}, outcome, "", 0.0) for name, outcome in zip(names, outcomes, strict=False)
    }
    return Ledger("production", "shop@1", "7", entries=entries)


@pytest.fixture
def injected(tmp_path: Path) -> Injected:
    """Two pairs on disk, one with its map in the script."""
    (tmp_path / "a.js").write_bytes(SCRIPT)
    (tmp_path / "a.js.map").write_bytes(MAP)
    (tmp_path / "b.js").write_bytes(INLINE)
    beside = Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser")
    within = Pair("b.js", None, "app:///b.js", None, "node")
    return Injected(
        (
            InjectedPair(beside, DebugId(ID), digest_of(SCRIPT), digest_of(MAP)),
            InjectedPair(within, DebugId(ID), digest_of(INLINE), None),
        )
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_each_pair_is_listed_with_its_digests(tmp_path: Path, injected: Injected) -> None:
    """Whoever uploads by another program can check that it is still the same file."""
    listed = pairs_of(tmp_path, ledger(injected))

    a, b = listed.pairs
    assert ("shop@1", "7", "production") == (listed.release, listed.dist, listed.environment)
    assert ("a.js", "a.js.map", "~/a.js", "~/a.js.map", ID) == (
        *(a.script, a.map, a.url, a.map_url),
        a.debug_id,
    )
    assert (sha256(SCRIPT), sha256(MAP)) == (a.script_sha256, a.map_sha256)
    assert (None, None, sha256(INLINE)) == (b.map, b.map_sha256, b.script_sha256)


def test_after_strip_it_says_where_the_map_is_kept(tmp_path: Path, injected: Injected) -> None:
    """The script is the one that is deployed, without its comment."""
    bare = b"f()"
    (tmp_path / "kept").mkdir()
    (tmp_path / "a.js.map").rename(tmp_path / "kept" / "a.js.map")
    (tmp_path / "a.js").write_bytes(bare)
    changes = (
        Change("a.js", None, digest_of(bare), ()),
        Change("a.js.map", None, None, ()),
    )
    a, _ = pairs_of(tmp_path, ledger(injected, Stripped(changes, "kept"))).pairs

    assert ("kept/a.js.map", sha256(bare), sha256(MAP)) == (a.map, a.script_sha256, a.map_sha256)


@pytest.mark.parametrize("name", ["a.js", "a.js.map"])
def test_a_file_that_changed_since_is_refused(
    tmp_path: Path, injected: Injected, name: str
) -> None:
    """Its debug ID would be said of another text."""
    (tmp_path / name).write_bytes(b"another")

    with pytest.raises(OutOfDate, match=f"{re.escape(name)} changed"):
        pairs_of(tmp_path, ledger(injected))


@pytest.mark.parametrize("kept", [None, ledger()], ids=["no ledger", "no inject"])
def test_before_inject_there_are_none(tmp_path: Path, kept: Ledger | None) -> None:
    """An empty list would look like a release without source maps."""
    with pytest.raises(NothingFound, match="no pairs"):
        pairs_of(tmp_path, kept)


def test_the_page_names_every_field() -> None:
    """Who reads the file by a program looks there for what is in it."""
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z_0-9]+)` \|", text, re.MULTILINE))

    assert {*Pairs.__struct_fields__, *ListedPair.__struct_fields__} <= named
