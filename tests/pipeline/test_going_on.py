"""Whoever follows the next command again and again comes to the end, from wherever a release is.

Real runs with a real ledger, quarantine and files; the steps do what theirs do to those, and what
a server would say is drawn.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from buildtools.change import Change
from buildtools.config import load
from buildtools.errors import BuildtoolsError, OutOfDate, OutOfOrder, ServerRefused
from buildtools.files import replacing
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.ledger import unseen
from buildtools.pipeline.job import Job
from buildtools.pipeline.run import Run
from buildtools.pipeline.table import Step, between
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.refusals import live_failure, proof_failure
from buildtools.reports.report import report
from buildtools.reports.terminal import to_terminal
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Deployed,
    Finalized,
    Injected,
    InjectedPair,
    Looked,
    Result,
    Skipped,
    StoredBundle,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.stages import ORDER
from buildtools.state import quarantine
from buildtools.steps import strip
from buildtools.target import only
from buildtools.values import DebugId, Digest, Pair, digest_of

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
SCRIPT, MAP = "out/a.js", "out/a.js.map"
PAIR = Pair(SCRIPT, MAP, "~/a.js", "~/a.js.map", "browser")
SITE = "site: https://www.example.com"
WISHES = (
    "",
    "strip: {enabled: true}",
    f"{SITE}\n    live: required",
    f"{SITE}\n    deploy: {{command: x}}\n    strip: {{enabled: true, keep: true}}",
)
LIES = ("file-changed", "pair-not-injected", "bundle-not-listed", "control-failed")


class World:
    """A project whose server, site and files have faults that doing the right step takes away."""

    def __init__(self, root: Path, wish: str) -> None:
        self.root = root
        text = "version: 1\ndefaults: {build: {outputs: [{path: out, url: '~/'}]}}\n"
        text += f"environments:\n  local:\n    server: sandbox\n    {wish}\n"
        (root / "sentry.yml").write_text(text)
        self.release = 1
        self.refused: list[str] = []
        self.lies: list[str] = []
        self.unseen = 0
        self.builds = 0

    def run(self) -> Run:
        """Return a process of its own at work on it."""
        environ = {"SENTRY_RELEASE": f"web@{self.release}"}
        loaded = load(self.root / "sentry.yml", "local", environ)
        return Run(loaded, steps={step.name: step for step in self._steps()})

    def _steps(self) -> list[Step]:
        undo = {"inject": self._undo_inject, "strip": self._undo_strip}
        return [Step(name, self._done(name), undo.get(name)) for name in ORDER]

    def _done(self, name: str) -> Callable[[Job], Result]:
        def do(job: Job) -> Result:
            if name in self.refused:  # once: then somebody has done what was said
                self.refused.remove(name)
                raise ServerRefused("no", remedy="ask your administrator")
            self.lies = [each for each in self.lies if CATALOGUE[each].resume != name]
            made: Result = getattr(self, f"_{name.replace('-', '_')}")(job)
            return made

        return do

    def _data(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.exists() else None

    def _build(self, job: Job) -> Result:
        self.builds += 1
        (self.root / "out").mkdir(exist_ok=True)
        for path in (SCRIPT, MAP):
            (self.root / path).write_text(f"{path} {self.builds}")
        return Built((PAIR,), 1, 0)

    def _inject(self, job: Job) -> Result:
        job.need(Built)
        if None in (self._data(SCRIPT), self._data(MAP)):
            return Injected((), (finding("file-changed", subjects.File(SCRIPT), "is gone"),))
        for path in (SCRIPT, MAP):
            text = (self.root / path).read_text()
            (self.root / path).write_text(text.removesuffix(" id") + " id")
        return Injected((InjectedPair(PAIR, ID, *self._digests()),))

    def _undo_inject(self, job: Job) -> Result:
        for path in (SCRIPT, MAP):
            if self._data(path) is None:
                raise OutOfDate(f"{path} is gone", "build", "local")
            text = (self.root / path).read_text()
            (self.root / path).write_text(text.removesuffix(" id"))
        return Skipped("undone")

    def _digests(self) -> tuple[Digest, Digest]:
        return digest_of(self._data(SCRIPT) or b""), digest_of(self._data(MAP) or b"")

    def _is_as_injected(self, injected: Injected) -> bool:
        left = {(each.script_digest, each.map_digest) for each in injected.pairs}
        return self._digests() in left

    def _create(self, job: Job) -> Result:
        return Created(job.release, ("web",))

    def _set_commits(self, job: Job) -> Result:
        job.after(Created)
        return CommitsSet("local", 1, "acme/web", "f" * 40, None)

    def _upload(self, job: Job) -> Result:
        if not self._is_as_injected(job.need(Injected)):
            raise OutOfDate(f"{SCRIPT} changed after inject", "build", "local")
        return Uploaded((StoredBundle(ID, None, 1, 1),), 1, "ok")

    def _verify(self, job: Job) -> Result:
        injected = job.need(Injected)
        job.uploaded()
        codes = list(self.lies)
        kept = quarantine.standing(job.root, job.loaded.target)
        if kept is None and not self._is_as_injected(injected):
            codes.append("file-changed")
        return Verified(Proof({Count.BROWSER_POSITIONS: 1}, tuple(map(_lie, codes))))

    def _strip(self, job: Job) -> Result:
        job.need(Uploaded)
        job.need(Injected)
        if (verified := job.need(Verified)).proof.errors:
            raise proof_failure(verified, "local")
        target = job.loaded.target
        standing = strip.standing_of(job.root, target)
        if standing is not None:
            return standing
        before = self._data(MAP)
        if before is None:
            raise OutOfDate(f"{MAP} changed after inject", "build", "local")
        left = Stripped((Change(MAP, digest_of(before), None),), quarantine.files_of(target))
        quarantine.begin(job.root, target, left)
        replacing.move(job.root / MAP, job.root / left.place(MAP))
        quarantine.end(job.root, target)
        return left

    def _undo_strip(self, job: Job) -> Result:
        return strip.undo(job.root, job.loaded.target, job.earlier(Stripped), job.journal)

    def _deploy(self, job: Job) -> Result:
        job.need(Verified)
        job.since(Stripped)
        return Deployed(".")

    def _live(self, job: Job) -> Result:
        job.need(Injected)
        job.since(Stripped)
        job.since(Deployed)
        self.unseen -= 1
        return Looked(
            Proof({Count.CONTROLS: 1}), "https://www.example.com", reached=self.unseen < 0
        )

    def _finalize(self, job: Job) -> Result:
        job.uploaded()
        if (verified := job.need(Verified)).proof.errors:
            raise proof_failure(verified, "local")
        if job.settings.looking.required:
            looked = job.need(Looked)
            if looked.proof.errors:
                raise live_failure(looked, "local")
            if unseen(looked) is not None:
                raise OutOfOrder("finalize", "live", "local", how="did not see all of it,")
        if not job.settings.strip.keep:
            quarantine.discard(job.root, job.loaded.target)
        return Finalized(job.release, "local")

    def change(self, path: str) -> None:
        """Somebody edits a built file."""
        if self._data(path) is not None:
            (self.root / path).write_text("edited")

    def delete(self, path: str) -> None:
        """Somebody deletes one."""
        (self.root / path).unlink(missing_ok=True)

    def wipe(self, _: str) -> None:
        """It is another machine, which has the ledger alone."""
        shutil.rmtree(self.root / "out", ignore_errors=True)

    def refuse(self, step: str) -> None:
        """The server will say no."""
        self.refused.append(step)

    def lie(self, code: str) -> None:
        """The proof will find an error."""
        self.lies.append(code)

    def hide(self, _: str) -> None:
        """The site will not answer."""
        self.unseen = 2

    def commit(self, _: str) -> None:
        """The next build is another release."""
        self.release += 1

    def bring_back(self, _: str) -> None:
        """Somebody puts the map back that strip took away."""
        kept = quarantine.standing(self.root, only("local"))
        if kept is not None and (self.root / kept.place(MAP)).exists():
            shutil.copyfile(self.root / kept.place(MAP), self.root / MAP)

    def kill_strip(self, _: str) -> None:
        """It is killed between its moves and its note."""
        data = self._data(MAP)
        if data is not None and quarantine.standing(self.root, only("local")) is None:
            change = Change(MAP, digest_of(data), None)
            left = Stripped((change,), quarantine.files_of(only("local")))
            quarantine.begin(self.root, only("local"), left)
            replacing.move(self.root / MAP, self.root / left.place(MAP))


def _lie(code: str) -> Finding:
    return finding(code, subjects.File(SCRIPT), "is so")


def _of_status(run: Run) -> str:
    """Return the command that the screen shows; empty where it shows none."""
    ledger = run.ledger()
    if ledger is None:
        return "invoke release"
    lines = to_terminal(report(ledger, run.standing())).splitlines()
    shown = [line.removeprefix("  next ").strip() for line in lines if line.startswith("  next ")]
    return shown[0].removesuffix(" --env=local") if shown else ""


def _steps_of(command: str, run: Run) -> list[tuple[str, bool]]:
    """Return the steps of a command, and whether each is undone."""
    words = command.removeprefix("invoke ").split()
    if words[1:] == ["--undo"]:
        return [(words[0], True)]
    assert "release" == words[0], command
    first = words[1].removeprefix("--from=") if words[1:] else None
    return [(name, False) for name in between(first, None, run.loaded.settings.left_out)]


def _attempt(world: World, steps: Callable[[Run], list[tuple[str, bool]]]) -> None:
    """Do steps in a process of their own; what fails says what status says then."""
    failure: BuildtoolsError | None = None
    with world.run() as run:
        try:
            for name, undo in steps(run):
                entry = run.step(name, undo=undo)
                if failed := run.failure_of(entry):
                    raise failed
        except BuildtoolsError as raised:
            failure = raised
    with world.run() as run:
        said = _of_status(run)
        assert said == run.goes_on()
        if said and failure and failure.remedy.startswith("invoke release"):
            assert f"{said} --env=local" == failure.remedy


DONE = st.tuples(st.just("do"), st.sampled_from(ORDER))
UNDONE = st.tuples(st.just("undo"), st.sampled_from(["inject", "strip"]))
FAULTS = st.one_of(
    st.tuples(st.sampled_from(["change", "delete"]), st.sampled_from([SCRIPT, MAP])),
    st.tuples(st.just("refuse"), st.sampled_from(ORDER)),
    st.tuples(st.just("lie"), st.sampled_from(LIES)),
    st.tuples(st.sampled_from(["wipe", "hide", "commit", "bring_back", "kill_strip"]), st.just("")),
)
ALL = st.tuples(st.just("all"), st.sampled_from(ORDER))
STORIES = st.lists(st.one_of(ALL, DONE, UNDONE, FAULTS), max_size=10)


@settings(max_examples=40)
@example(WISHES[0], [("all", "create"), ("change", SCRIPT)])
@example(WISHES[0], [("all", "inject"), ("wipe", ""), ("do", "create")])
@example(WISHES[0], [("all", "verify"), ("kill_strip", "")])
@example(WISHES[0], [("all", "finalize"), ("undo", "inject")])
@example(WISHES[2], [("hide", ""), ("all", "finalize"), ("do", "live")])
@example(WISHES[3], [("all", "strip"), ("lie", "bundle-not-listed"), ("do", "verify")])
@example(WISHES[3], [("all", "finalize"), ("bring_back", ""), ("do", "finalize")])
@given(st.sampled_from(WISHES), STORIES)
def test_following_the_next_command_comes_to_an_end(
    wish: str, story: list[tuple[str, str]]
) -> None:
    """Each fault costs one command at most: nobody is sent in a circle, or told two things."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), wish)
        for what, which in story:
            match what:
                case "all":
                    _attempt(world, lambda run: _through(run, which))  # noqa: B023
                case "do" | "undo":
                    _attempt(world, lambda run: [(which, what == "undo")])  # noqa: B023
                case _:
                    getattr(world, what)(which)
        most = len(world.refused) + len(world.lies) + max(world.unseen, 0) + 5
        followed: list[str] = []
        while command := _followed(world):
            followed.append(command)
            assert len(followed) <= most, followed


def _through(run: Run, last: str) -> list[tuple[str, bool]]:
    return [(name, False) for name in between(None, last, run.loaded.settings.left_out)]


def _followed(world: World) -> str:
    """Do what the next command says, and return it."""
    with world.run() as run:
        command = run.goes_on()
    if command:
        _attempt(world, lambda run: _steps_of(command, run))
    return command


def test_the_faults_that_are_drawn_are_of_several_steps() -> None:
    """A world without any would prove nothing."""
    assert {"build", "inject", "upload", "verify"} == {CATALOGUE[code].resume for code in LIES}
