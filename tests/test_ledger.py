"""The ledger: what is fresh, what is out of date, and what a step is told."""

import json
import os
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from buildtools.errors import Busy, ConfigurationError, DiskRefused, OutOfDate, OutOfOrder
from buildtools.findings import finding, subjects
from buildtools.ledger import (
    LEFT_BY,
    Entry,
    Failed,
    Ledger,
    State,
    cure,
    decode,
    encode,
    errors_of,
)
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.refusals import failure_of
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    Result,
    Skipped,
    StoredBundle,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.state import ledger_file, paths
from buildtools.target import only
from buildtools.values import DebugId, Digest

BUNDLE = DebugId("610b4dbe-707e-548b-a2ca-7eaef3cdd462")
OUTCOMES: dict[str, tuple[Result, tuple[str, ...]]] = {
    "build": (Built((), 3, 1), ()),
    "inject": (Injected(()), ("build",)),
    "create": (Created("web@1", ("web",)), ()),
    "set-commits": (CommitsSet("local", 2, "acme/web", "b" * 40, None), ("create",)),
    "upload": (Uploaded((StoredBundle(BUNDLE, Digest("a" * 40), 99, 1),), 2, "ok"), ("inject",)),
    "verify": (Verified(Proof({Count.BROWSER_POSITIONS: 9})), ("inject", "upload")),
    "finalize": (Finalized("web@1", "production"), ("verify",)),
}


def entry(outcome: Result | Failed, made_from: dict[str, int]) -> Entry:
    return Entry(0, made_from, outcome, "2026-01-01T00:00:00Z", 0.5)


def recorded(ledger: Ledger, step: str) -> Ledger:
    outcome, needs = OUTCOMES[step]
    return ledger.record(step, entry(outcome, {name: ledger.entries[name].turn for name in needs}))


@pytest.fixture
def finished() -> Ledger:
    ledger = Ledger("production", "web@1")
    for step in OUTCOMES:
        ledger = recorded(ledger, step)
    return ledger


def states(ledger: Ledger) -> dict[str, State]:
    return {step: ledger.state(step) for step in OUTCOMES}


def test_a_finished_release_has_no_next_step(finished: Ledger) -> None:
    """`status` must be able to say that nothing is left to do."""
    assert {"done"} == set(states(finished).values())
    assert finished.next_step() is None


def test_a_rebuild_makes_exactly_what_was_made_from_it_out_of_date(finished: Ledger) -> None:
    """The release and its commits do not hang on the files; all that follows from them does."""
    rebuilt = recorded(finished, "build")

    assert {"inject", "upload", "verify", "finalize"} == {
        step for step, state in states(rebuilt).items() if state == "out of date"
    }
    assert rebuilt.next_step() == "inject"


def test_asking_for_what_has_not_run_names_the_command(finished: Ledger) -> None:
    """Out of order is the commonest slip in chained CI jobs; the remedy is one command."""
    empty = Ledger("staging", "web@1")
    with pytest.raises(OutOfOrder) as failure:
        empty.need("upload", "inject", Injected)

    assert failure.value.remedy == "invoke release --from=inject --env=staging"
    assert failure.value.exit_code == 22


def test_asking_for_what_is_out_of_date_names_the_oldest_step_to_repeat(finished: Ledger) -> None:
    """Repeating a late step on stale input would only fail again."""
    rebuilt = recorded(finished, "build")
    with pytest.raises(OutOfDate) as failure:
        rebuilt.need("finalize", "verify", Verified)

    assert failure.value.remedy == "invoke release --from=inject --env=production"
    assert failure.value.evidence == ("build ran again after inject",)


def test_a_failed_step_is_not_a_result(finished: Ledger) -> None:
    """A later step must not go on with what a failed one left."""
    failed = finished.record("upload", entry(Failed("no", 30), {}))
    with pytest.raises(OutOfOrder):
        failed.need("verify", "upload", Uploaded)

    assert failed.state("upload") == "failed"
    assert failed.next_step() == "upload"


def test_a_skipped_step_is_shown_as_skipped_and_counts_as_over(finished: Ledger) -> None:
    """A server without releases must not block the rest, nor look as if it had done it."""
    skipped = finished.record("create", entry(Skipped("no releases here"), {}))

    assert skipped.state("create") == "skipped"
    assert skipped.need("set-commits", "create", Created) == Skipped("no releases here")


def test_a_proof_with_errors_is_a_failed_step(finished: Ledger) -> None:
    """Verify leaves its result even when it proves the opposite; nobody may read that as done."""
    proof = Proof(
        {Count.BROWSER_POSITIONS: 1},
        (finding("frame-wrong", subjects.File("a.js"), "came back as b.ts"),),
    )
    broken = finished.record("verify", entry(Verified(proof), {}))

    assert broken.state("verify") == "failed"
    assert broken.next_step() == "upload"


def test_a_release_is_complete_without_an_optional_step(finished: Ledger) -> None:
    """Nothing is stripped unless it is wanted; only a failed strip is in the way."""
    rebuilt = finished.record("strip", entry(Stripped((), "q"), {"verify": 1}))

    assert finished.state("strip") == "missing"
    assert finished.next_step() is None
    assert rebuilt.state("strip") == "out of date"
    assert rebuilt.next_step() is None
    assert finished.record("strip", entry(Failed("no", 20), {})).next_step() == "strip"


def test_a_ledger_that_holds_the_wrong_kind_is_a_mistake_of_ours(finished: Ledger) -> None:
    """Only our own table can mix kinds up, so it is a traceback, not advice to the user."""
    with pytest.raises(TypeError):
        finished.need("upload", "build", Injected)


def test_what_is_written_can_be_read(finished: Ledger) -> None:
    """CI carries the file from one machine to the next."""
    assert finished == decode(encode(finished))


def test_the_file_is_replaced_whole(tmp_path: Path, finished: Ledger) -> None:
    """A reader sees the old ledger or the new one."""
    ledger_file.save(tmp_path, Ledger("production", "web@0"))
    ledger_file.save(tmp_path, finished)

    assert finished == ledger_file.load(tmp_path, only("production"))
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    own = paths.ledgers_of(only("production"))
    names = {f"{own}/web%400.json", f"{own}/{paths.encoded(finished.release)}.json"}
    assert files == names | {f"{own}/current", ".buildtools/production.json", paths.IGNORE}


def test_no_file_is_no_ledger(tmp_path: Path) -> None:
    """Nothing has run yet: that is no failure."""
    assert ledger_file.load(tmp_path, only("production")) is None


def test_a_broken_file_is_explained(tmp_path: Path) -> None:
    """A merge conflict or a cut file must not be a traceback."""
    (tmp_path / ".buildtools").mkdir()
    (tmp_path / ".buildtools/local.json").write_text('{"environment": 3}')
    with pytest.raises(ConfigurationError, match=r"local\.json cannot be read"):
        ledger_file.load(tmp_path, only("local"))


def test_two_runs_cannot_hold_one_ledger(tmp_path: Path) -> None:
    """Two CI jobs at once would each overwrite what the other recorded."""
    with (
        ledger_file.locked(tmp_path, only("local")),
        pytest.raises(Busy),
        ledger_file.locked(tmp_path, only("local")),
    ):
        pass

    with ledger_file.locked(tmp_path, only("local")):
        pass


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, finished: Ledger) -> None:
    """Nothing is half-written, whatever happens in between."""
    ledger_file.save(tmp_path, finished)
    unwritable = msgspec.structs.replace(finished, entries={"build": object()})
    with pytest.raises(TypeError):
        ledger_file.save(tmp_path, unwritable)

    assert finished == ledger_file.load(tmp_path, only("production"))


@pytest.mark.parametrize(
    ("ledger", "why"),
    [
        pytest.param(Ledger("production", "web@1"), "of production", id="of another environment"),
        pytest.param(Ledger("staging", "web@1", format=3), "format is 3", id="of a later version"),
    ],
)
def test_a_ledger_that_is_not_this_environments_is_refused(
    tmp_path: Path, ledger: Ledger, why: str
) -> None:
    """A copied file must not make one environment's steps write into another's."""
    (tmp_path / ".buildtools").mkdir()
    (tmp_path / ".buildtools/staging.json").write_bytes(encode(ledger))
    with pytest.raises(ConfigurationError) as failure:
        ledger_file.load(tmp_path, only("staging"))

    assert why in failure.value.evidence[0]


def test_a_folder_that_cannot_hold_a_ledger_is_explained(tmp_path: Path) -> None:
    """A file in its place, a disk that says no: a sentence, not a traceback."""
    (tmp_path / ".buildtools").write_text("")
    with pytest.raises(DiskRefused):
        ledger_file.save(tmp_path, Ledger("local", "web@1"))
    with pytest.raises(DiskRefused):
        ledger_file.load(tmp_path, only("local"))
    with pytest.raises(DiskRefused), ledger_file.locked(tmp_path, only("local")):
        pass


def test_the_next_step_is_the_one_that_corrects(finished: Ledger) -> None:
    """To prove once more that a map is gone does not bring it back."""
    errors = [
        finding("bundle-not-listed", subjects.File("a"), "no"),
        finding("file-changed", subjects.File("a.js"), "gone"),
    ]
    proof = Proof({Count.CONTROLS: 1}, tuple(errors))
    broken = finished.record("verify", entry(Verified(proof), {}))

    assert broken.next_step() == "build"
    assert cure(errors[:1]) == "upload"


def test_an_injection_with_errors_is_a_failed_step(finished: Ledger) -> None:
    """It once ended with 0, and its errors were told after the upload."""
    error = finding("debug-id-mismatch", subjects.File("a.js"), "no", "from an empty folder")
    broken = finished.record("inject", entry(Injected((), (error,)), {}))
    failure = failure_of(broken.entries["inject"], "local")

    assert (broken.state("inject"), broken.next_step()) == ("failed", "build")
    assert failure is not None
    assert (failure.exit_code, failure.remedy) == (21, "from an empty folder")
    assert failure_of(finished.entries["inject"], "local") is None


def test_what_is_undone_is_forgotten(finished: Ledger) -> None:
    """Status once named the step after it, which was then refused."""
    undone = finished.without("inject")

    assert undone.next_step() == "inject"
    assert undone.state("upload") == "out of date"
    assert undone.turn > finished.turn


def written(tmp_path: Path, text: str) -> None:
    """Put a text in the place of the ledger."""
    (tmp_path / ".buildtools").mkdir()
    (tmp_path / ".buildtools/production.json").write_text(text)


def outcome_of(step: str, made_from: str, outcome: str) -> str:
    """Write a ledger of one step."""
    entry_ = f'{{"turn":1,"made_from":{made_from},"outcome":{outcome},"started":"","seconds":0}}'
    head = '"environment":"production","release":"x","turn":1,"format":1'
    return f'{{{head},"entries":{{"{step}":{entry_}}}}}'


SKIPPED = '{"type":"skipped","reason":""}'
PAIR = '{"script":"PATH","map":null,"url":"","map_url":null,"kind":"node"}'
BUILT = f'{{"type":"built","pairs":[{PAIR}],"scripts":1,"without_map":0}}'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "truncated"),
        ('{"zz":' + "[" * 50_000 + "]" * 50_000 + "}", "deeper than a ledger"),
        (outcome_of("bild", "{}", SKIPPED), "bild is no step"),
        (outcome_of("build", '{"build":1}', SKIPPED), "build made from build"),
        (outcome_of("build", '{"inject":1}', SKIPPED), "build made from inject"),
        (
            outcome_of("build", "{}", '{"type":"created","version":"x","projects":[]}'),
            "build with Created",
        ),
        (outcome_of("build", "{}", BUILT.replace("PATH", "/etc/passwd")), "a path that is none"),
        (outcome_of("build", "{}", BUILT.replace("PATH", "a/../../b")), "a path that is none"),
    ],
)
def test_what_is_no_ledger_is_told_with_its_file(tmp_path: Path, text: str, why: str) -> None:
    """It may come from another machine, another version, or nobody knows where."""
    written(tmp_path, text)
    with pytest.raises(ConfigurationError, match=r"production\.json cannot be read") as refused:
        ledger_file.load(tmp_path, only("production"))

    assert why in refused.value.evidence[0]
    assert refused.value.remedy.startswith("remove .buildtools/production.json")


def test_a_folder_a_pipe_and_a_giant_are_no_ledger(tmp_path: Path) -> None:
    """Neither a wait nor the memory of the machine."""
    file = tmp_path / ".buildtools/production.json"
    file.mkdir(parents=True)
    evidence = []
    for make in (file.rmdir, lambda: os.mkfifo(file), file.unlink, file.touch):
        if file.exists():
            with pytest.raises(ConfigurationError) as refused:
                ledger_file.load(tmp_path, only("production"))
            evidence.append(refused.value.evidence[0])
        make()
    os.truncate(file, ledger_file.MOST_BYTES + 1)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        ledger_file.load(tmp_path, only("production"))

    assert ["it is a folder", "it is no file: a pipe or a socket has its name"] == evidence


def test_each_step_leaves_one_kind_of_result() -> None:
    """Every kind but `Skipped` is left by one step."""
    assert set(LEFT_BY.values()) == set(get_args(Result)) - {Skipped}
    assert len(set(LEFT_BY.values())) == len(LEFT_BY)


def test_findings_of_the_version_before_are_read_and_go_on(finished: Ledger) -> None:
    """They had a text for a subject and nothing beside it; a code may have been renamed since."""
    wrong = finding("frame-wrong", subjects.File("a.js"), "no")
    proof = Proof({Count.BROWSER_POSITIONS: 1}, (wrong,))
    written = json.loads(encode(finished.record("verify", entry(Verified(proof), {}))))
    (old,) = written["entries"]["verify"]["outcome"]["proof"]["findings"]
    for key in ("about", "also", "unnamed"):
        del old[key]
    old["code"] = "sibling-stale"
    read = decode(json.dumps(written).encode())
    (found,) = errors_of(read.entries["verify"])

    assert ("precompressed-stale", "a.js", None) == (found.code, found.subject, found.about)
    assert "build" == read.next_step()
