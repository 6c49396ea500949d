"""The table of steps, and the run that walks it."""

import errno
import gc
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from buildtools import tasks
from buildtools.config import Loaded, load
from buildtools.errors import (
    ConfigurationError,
    DiskRefused,
    OutOfOrder,
    ProofFailed,
    ServerRefused,
)
from buildtools.findings import finding, subjects
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.machine import threads
from buildtools.pipeline import table
from buildtools.pipeline.job import Job
from buildtools.pipeline.rehearsal import prerequisites
from buildtools.pipeline.run import Run
from buildtools.pipeline.table import STEPS, Step, between
from buildtools.progress import Quiet
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.results import (
    Built,
    Created,
    Injected,
    Result,
    Skipped,
    StoredBundle,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.stages import ORDER, STAGES, UNDO
from buildtools.state.ledger_file import save
from buildtools.values import DebugId, Digest

SETTINGS = """\
version: 1
default_environment: local
defaults: {build: {outputs: [{path: out, url: "~/static"}]}}
environments: {local: {server: sandbox}, production: {server: {org: acme, projects: [web]}}}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    return load(tmp_path / "sentry.yml", None, {"SENTRY_RELEASE": "web@1"})


def entry(outcome: Result) -> Entry:
    return Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 0.1)


def job(loaded: Loaded, step: str, ledger: Ledger) -> Job:
    def nobody() -> None:
        raise AssertionError("no step of these tests connects")

    return Job(step, ledger, loaded, loaded.root, nobody)  # type: ignore[arg-type]


def test_every_step_has_its_row_its_place_and_its_command() -> None:
    """Adding a step means all of them; forgetting one must fail here."""
    names = tuple(step.name for step in STEPS)

    assert names == ORDER
    assert names == tuple(task for task in tasks.ns.task_names if task in ORDER)
    assert {step.name for step in STEPS if step.undo} == set(UNDO)
    assert len({stage.result for stage in STAGES}) == len(STAGES)


def test_what_a_step_asks_for_is_what_its_entry_is_made_from(loaded: Loaded) -> None:
    """Lineage is noted by the asking, so it cannot be forgotten."""
    ledger = Ledger("local", "web@1").record("inject", entry(Injected(())))
    asking = job(loaded, "upload", ledger)
    asking.need(Injected)

    assert asking.made_from == {"inject": 1}


def test_what_an_optional_step_left_counts_only_while_it_stands(loaded: Loaded) -> None:
    """What came of it is then made from it; without it, or after a newer build, from nothing."""
    built = Ledger("local", "web@1").record("build", entry(Built((), 0, 0)))
    stripped = entry(Stripped((), "kept"))
    fresh = built.record("strip", msgspec.structs.replace(stripped, made_from={"build": 1}))
    rebuilt = fresh.record("build", entry(Built((), 0, 0)))
    skipped = built.record("strip", entry(Skipped("nothing to strip")))
    left = {
        name: job(loaded, "live", each)
        for name, each in (
            ("fresh", fresh),
            ("rebuilt", rebuilt),
            ("skipped", skipped),
            ("missing", built),
        )
    }

    assert {"fresh": Stripped((), "kept"), "rebuilt": None, "skipped": None, "missing": None} == {
        name: each.since(Stripped) for name, each in left.items()
    }
    assert [{"strip": 2}, {}, {}, {}] == [each.made_from for each in left.values()]


@pytest.mark.parametrize(
    ("settings", "left_out", "wanted"),
    [
        ("", {"strip", "deploy", "live"}, set()),
        ("strip: {enabled: true}", {"deploy", "live"}, {"strip"}),
        ("deploy: {command: x}", {"strip", "live"}, {"deploy"}),
        ("site: https://h", {"strip", "deploy", "live"}, set()),
        ("site: https://h\n    live: required", {"strip", "deploy", "live"}, {"live"}),
        ("site: https://h\n    deploy: {command: x}", {"strip"}, {"deploy", "live"}),
    ],
)
def test_what_the_settings_ask_for_is_done_and_waited_for(
    tmp_path: Path, settings: str, left_out: set[str], wanted: set[str]
) -> None:
    """Without a deploy of its own a release cannot look at the site in the same run."""
    text = f"version: 1\nenvironments:\n  local:\n    server: sandbox\n    {settings}\n"
    (tmp_path / "sentry.yml").write_text(text)
    found = load(tmp_path / "sentry.yml", "local", {}).settings

    assert (left_out, wanted) == (set(found.left_out), set(found.wanted))
    names = between(None, None, found.left_out)
    assert names == tuple(each for each in ORDER if each not in left_out)


def test_a_result_that_was_skipped_is_no_result(loaded: Loaded) -> None:
    """A step that needs it has nothing to work on; one that only follows it has."""
    ledger = Ledger("local", "web@1").record("create", entry(Skipped("no releases here")))
    asking = job(loaded, "set-commits", ledger)
    with pytest.raises(OutOfOrder):
        asking.need(Created)

    assert asking.after(Created) == Skipped("no releases here")


def test_a_step_can_see_what_it_left_the_last_time(loaded: Loaded) -> None:
    """Inject carries the edits of its first run over to the second."""
    ledger = Ledger("local", "web@1").record("inject", entry(Injected(())))

    assert job(loaded, "inject", ledger).earlier(Injected) == Injected(())
    assert job(loaded, "upload", ledger).earlier(Uploaded) is None


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(None, None, ORDER, id="all"),
        pytest.param("upload", None, ORDER[4:], id="from"),
        pytest.param(None, "inject", ORDER[:2], id="through"),
        pytest.param("create", "create", ("create",), id="one"),
    ],
)
def test_a_part_of_the_order(first: str | None, last: str | None, expected: tuple[str]) -> None:
    """Both ends are included."""
    assert expected == between(first, last)


def test_an_unknown_step_is_told_with_the_known_ones() -> None:
    """The list is short enough to show."""
    with pytest.raises(ConfigurationError) as failure:
        between("strip-all", None)

    assert "set-commits" in failure.value.remedy


def test_a_run_leaves_its_process_as_it_was(loaded: Loaded) -> None:
    """Other tools call us in a process that goes on: how often it looks for cycles is theirs."""
    as_it_was = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        with Run(loaded):
            within = gc.get_threshold()
        after = gc.get_threshold()
    finally:
        gc.set_threshold(*as_it_was)

    assert after == (700, 10, 10)
    assert within[0] > after[0]


class Proving:
    """A table with one step, whose proof has an error."""

    def __call__(self, asked: Job) -> Result:
        del asked
        return Verified(
            Proof({Count.CONTROLS: 1}, (finding("frame-wrong", subjects.File("a.js"), "no"),))
        )


def test_nothing_follows_a_proof_with_errors(loaded: Loaded) -> None:
    """The run ends there, with the proof recorded."""
    save(loaded.root, Ledger("local", "web@1"))
    steps = {"verify": table.Step("verify", Proving())}
    with Run(loaded, steps=steps) as run:
        seen = []
        with pytest.raises(ProofFailed):
            seen += [name for name, _ in run.steps(("verify", "finalize"))]
        ledger = run.ledger()

    assert ledger is not None
    assert ledger.state("verify") == "failed"


class Watching(Quiet):
    """A progress that keeps how steps begin and end."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def begun(self, step: str) -> None:
        """Keep a beginning."""
        self.told.append((step,))

    def ended(self, step: str, said: str | None, seconds: float) -> None:
        """Keep an end."""
        assert seconds >= 0
        self.told.append((step, said or "failed"))


def test_a_step_is_told_from_its_beginning_to_its_end(loaded: Loaded) -> None:
    """A group in a log that is opened is closed, also where the step failed."""
    save(loaded.root, Ledger("local", "web@1"))
    steps = {
        "verify": table.Step("verify", Proving()),
        "create": table.Step("create", Create(None)),
    }
    watching = Watching()
    with Run(loaded, steps=steps) as run:
        run.progress = watching
        run.step("verify")
        with pytest.raises(ServerRefused):
            run.step("create")

    assert [
        ("verify",),
        ("verify", "1 error in 1 control"),
        ("create",),
        ("create", "failed"),
    ] == watching.told


class Create:
    """A table with one step, which asks the server after its database was hurt, or without."""

    def __init__(self, file: Path | None) -> None:
        self.file = file

    def __call__(self, asked: Job) -> Result:
        client = asked.client
        if self.file:
            with closing(sqlite3.connect(self.file)) as other:
                other.execute("drop table releases")
        client.create_release("web@1" if self.file else "a" * 300, ("web",))
        raise AssertionError("it was created")


def test_what_our_own_server_could_not_keep_is_the_cause(loaded: Loaded) -> None:
    """A run that has the sandbox in it tells of the disk, and not of a server's fault."""
    save(loaded.root, Ledger("local", "web@1"))
    file = loaded.root / ".buildtools/sandbox/sandbox.sqlite"
    for hurt, kind, code in ((None, ServerRefused, 30), (file, DiskRefused, 20)):
        steps = {"create": table.Step("create", Create(hurt))}
        with Run(loaded, steps=steps) as run, pytest.raises(kind) as failed:
            run.step("create")
        ledger = run.ledger()

        assert code == failed.value.exit_code
        assert ledger is not None
        outcome = ledger.entries["create"].outcome
        assert isinstance(outcome, Failed)
        assert code == outcome.exit_code


class Refused:
    """A table with one step, which the system refuses something."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, asked: Job) -> Result:
        del asked
        raise OSError(self.number, os.strerror(self.number))


def test_what_the_machine_refuses_a_step_is_told(loaded: Loaded) -> None:
    """Also where no step has thought of it; what may be a mistake of ours is none of that."""
    save(loaded.root, Ledger("local", "web@1"))
    for number, kind in ((errno.EMFILE, DiskRefused), (errno.EINVAL, OSError)):
        steps = {"create": table.Step("create", Refused(number))}
        with Run(loaded, steps=steps) as run, pytest.raises(kind):
            run.step("create")


def test_a_rehearsal_repeats_what_the_server_was_told() -> None:
    """Its sandbox is empty, and the ledger says what the real server knows."""
    ledger = Ledger("local", "web@1").record("create", entry(Created("web@1", ("web",))))
    stored = Uploaded((StoredBundle(DebugId("a"), Digest("b"), 1, 1),), 1, "ok")
    ledger = ledger.record("upload", entry(stored)).record("inject", entry(Injected(())))

    assert prerequisites(ledger, "verify") == ("create", "upload")
    assert prerequisites(ledger, "upload") == ("create",)
    assert prerequisites(None, "verify") == ()


def test_a_rehearsal_does_not_repeat_what_it_did_itself(loaded: Loaded) -> None:
    """In a chain each step is rehearsed once."""
    save(loaded.root, Ledger("local", "web@1").record("create", entry(Created("web@1", ("web",)))))
    with Run(loaded, rehearsed_from=loaded.root) as rehearsal, Run(loaded) as real:
        assert rehearsal.prerequisites("verify") == ("create",)
        assert real.prerequisites("verify") == ()


class Scattering:
    """A step that frees most of what it took, and keeps something everywhere between."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.resident: list[int] = []

    def build(self, asked: Job) -> Result:
        del asked
        self.kept = [bytes(3000) for _ in range(40_000)][::50]
        self.look()
        return Built((), 0, 0)

    def create(self, asked: Job) -> Result:
        del asked
        self.look()
        return Created("web@1", ())

    def look(self) -> None:
        pages = Path("/proc/self/statm").read_text().split()[1]
        self.resident.append(int(pages) * os.sysconf("SC_PAGE_SIZE"))


@pytest.mark.skipif(threads._libc() is None, reason="the allocator is another one")
def test_a_step_begins_without_what_the_one_before_has_freed(loaded: Loaded) -> None:
    """Else the memory of a release would be that of all its steps."""
    scattering = Scattering()
    steps = {name: Step(name, getattr(scattering, name)) for name in ("build", "create")}
    with Run(loaded, steps=steps) as run:
        for name in steps:
            run.step(name)

    full, after = scattering.resident
    assert full - after > 60_000_000
