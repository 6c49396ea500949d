"""Where a ledger is found: its own place, the place of versions before, and which of two wins."""

import json
from pathlib import Path

import pytest

from buildtools.commands import objects
from buildtools.errors import ConfigurationError
from buildtools.ledger import Entry, Ledger, decode, encode
from buildtools.results import Created, StoredBundle, Uploaded
from buildtools.state import ledger_file, paths
from buildtools.target import Target, only
from buildtools.values import DebugId, Digest

LOCAL = only("local")
EARLIER = ".buildtools/local.json"
FIRST_FORM = Path(__file__).parent / "ledger-of-format-1.json"


def ledger(release: str, *, steps: int = 1, started: str = "2026-01-01T00:00:00Z") -> Ledger:
    """A ledger at this revision."""
    made = Ledger("local", release)
    for _ in range(steps):
        made = made.record("create", Entry(0, {}, Created(release, ("web",)), started, 0.1))
    return made


def carry(root: Path, one: Ledger) -> None:
    """Put a ledger where an older workflow has carried it."""
    (root / EARLIER).unlink(missing_ok=True)
    (root / EARLIER).write_bytes(encode(one))


def test_each_release_keeps_its_ledger(tmp_path: Path) -> None:
    """The current one is that of the last save."""
    for release in ("web@1", "web/é", "web@1"):
        ledger_file.save(tmp_path, ledger(release))
        found = ledger_file.load(tmp_path, LOCAL)
        assert found is not None
        assert found.release == release

    kept = {path.name for path in (tmp_path / paths.ledgers_of(LOCAL)).iterdir()}
    assert kept == {"web%401.json", "web%2F%C3%A9.json", "current"}


def test_apps_do_not_share_a_ledger(tmp_path: Path) -> None:
    """One folder with two apps, both released to production."""
    ledger_file.save(tmp_path, Ledger("local", "web@1", app="shop"))

    assert ledger_file.load(tmp_path, LOCAL) is None
    assert ledger_file.load(tmp_path, Target("shop", "local")) == Ledger(
        "local", "web@1", app="shop"
    )
    assert not (tmp_path / EARLIER).exists()


def test_a_workflow_that_carries_the_old_place_alone_goes_on(tmp_path: Path) -> None:
    """`.buildtools/*.json` in its list of artifacts is enough for one more minor version."""
    ledger_file.save(tmp_path, ledger("web@1"))
    text = (tmp_path / EARLIER).read_bytes()
    other = tmp_path / "other"
    (other / ".buildtools").mkdir(parents=True)
    (other / EARLIER).write_bytes(text)

    assert ledger_file.load(other, LOCAL) == ledger("web@1")
    ledger_file.save(other, ledger("web@1", steps=2))
    assert ledger_file.find(other, LOCAL) == (
        ledger("web@1", steps=2),
        ".buildtools/ledgers/_/local/web%401.json",
    )


@pytest.mark.parametrize(
    ("carried", "wins"),
    [
        pytest.param(ledger("web@1", steps=3), True, id="newer revision"),
        pytest.param(ledger("web@1", steps=2), False, id="the same"),
        pytest.param(ledger("web@1", steps=1), False, id="older revision"),
        pytest.param(ledger("web@2", started="2026-01-02T00:00:00Z"), True, id="later release"),
        pytest.param(ledger("web@0", steps=9), False, id="other release of the same moment"),
        pytest.param(Ledger("local", "web@3"), False, id="nothing has run"),
    ],
)
def test_of_two_the_newer_one_wins(
    tmp_path: Path, carried: Ledger, wins: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """And it is told, for one of them is left behind."""
    own = ledger("web@1", steps=2)
    ledger_file.save(tmp_path, own)
    carry(tmp_path, carried)
    with caplog.at_level("INFO", "buildtools"):
        found = ledger_file.load(tmp_path, LOCAL)

    assert found == (carried if wins else own)
    assert (f"{EARLIER} is newer" in caplog.text) == wins


def test_a_broken_copy_is_overlooked_and_a_broken_ledger_is_not(tmp_path: Path) -> None:
    """What is broken alone is refused wherever it lies."""
    ledger_file.save(tmp_path, ledger("web@1"))
    (tmp_path / EARLIER).unlink()
    (tmp_path / EARLIER).write_text("{")
    assert ledger_file.load(tmp_path, LOCAL) == ledger("web@1")

    own = tmp_path / paths.ledger_of(LOCAL, "web@1")
    own.write_text("{")
    with pytest.raises(ConfigurationError, match=r"ledgers/_/local/web%401\.json cannot") as told:
        ledger_file.load(tmp_path, LOCAL)
    assert told.value.remedy.startswith(
        f"remove .buildtools/ledgers/_/local/web%401.json and {EARLIER} and run: "
    )
    own.unlink()
    with pytest.raises(ConfigurationError, match=r"\.buildtools/local\.json cannot"):
        ledger_file.load(tmp_path, LOCAL)


@pytest.mark.parametrize("text", ["../../x.json", "web", "\udcff", "C:x.json", "x" * 2000])
def test_a_pointer_leads_nowhere_else(tmp_path: Path, text: str) -> None:
    """It is carried from other machines as the ledger is."""
    ledger_file.save(tmp_path, ledger("web@1"))
    (tmp_path / paths.pointer_of(LOCAL)).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ConfigurationError, match="current does not name a ledger of local"):
        ledger_file.load(tmp_path, LOCAL)


def test_a_ledger_of_a_later_form_is_refused_with_both_versions(tmp_path: Path) -> None:
    """Nobody should remove it, but bring the version that can read it."""
    ledger_file.save(tmp_path, ledger("web@1"))
    name = paths.ledger_of(LOCAL, "web@1")
    text = json.loads((tmp_path / name).read_text()) | {"format": 9, "written_by": "7.0.0"}
    (tmp_path / name).write_text(json.dumps(text))
    with pytest.raises(ConfigurationError) as told:
        ledger_file.load(tmp_path, LOCAL)

    assert "its format is 9, written by version 7.0.0; version " in told.value.evidence[0]
    assert told.value.remedy == "install the version that wrote it, or later"


def test_a_ledger_of_the_form_before_is_read() -> None:
    """A real run of the version before wrote it."""
    made = decode(FIRST_FORM.read_bytes())
    uploaded = made.entries["upload"].outcome

    assert isinstance(uploaded, Uploaded)
    assert made.next_step() == "verify"
    assert (made.format, made.app, made.written_by) == (2, "_", "")
    assert [bundle.chunks for bundle in uploaded.bundles] == [1]
    assert decode(encode(made)).entries == made.entries


def test_several_bundles_of_the_form_before_are_read() -> None:
    """It told of the first one's checksum, and of all sizes together."""
    value = json.loads(FIRST_FORM.read_text())
    value["entries"]["upload"]["outcome"] |= {"others": ["b-2", "b-3"], "chunks": 7}
    uploaded = decode(json.dumps(value).encode()).entries["upload"].outcome

    assert isinstance(uploaded, Uploaded)
    assert uploaded.chunks == 7
    assert [bundle.checksum is None for bundle in uploaded.bundles] == [False, True, True]
    assert uploaded.bundle_ids[1:] == ("b-2", "b-3")


def test_json_keeps_the_names_of_the_form_before() -> None:
    """Scripts read them."""
    bundles = (
        StoredBundle(DebugId("a"), Digest("c"), 5, 1),
        StoredBundle(DebugId("b"), Digest("d"), 6, 2),
    )
    told = objects.shown(Uploaded(bundles, 9, "ok"))

    assert told["bundle_id"] == "a"
    assert (told["checksum"], told["bundle_bytes"], told["chunks"]) == ("c", 11, 3)
    assert (told["others"], told["files"], told["type"]) == (["b"], 9, "uploaded")
    assert [one["id"] for one in told["bundles"]] == ["a", "b"]
    assert objects.shown(Created("v", ())) == {"type": "created", "version": "v", "projects": ()}


def test_a_byte_that_changes_between_two_looks_is_noticed(tmp_path: Path) -> None:
    """The same bytes are not decoded again, and only the same bytes."""
    ledger_file.save(tmp_path, ledger("web@1"))
    first, again = (ledger_file.load(tmp_path, LOCAL) for _ in range(2))
    file = tmp_path / paths.ledger_of(LOCAL, "web@1")
    file.write_bytes(file.read_bytes().replace(b'"turn": 1', b'"turn": 7'))
    changed = ledger_file.load(tmp_path, LOCAL)
    file.write_bytes(b"")

    assert first is again
    assert changed is not None
    assert changed.turn == 7
    with pytest.raises(ConfigurationError):
        ledger_file.load(tmp_path, LOCAL)
