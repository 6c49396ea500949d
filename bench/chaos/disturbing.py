"""Runs of one step that is killed at a call, or whose disk is full from a call on.

The release that goes on from that step has to end with 0, with the bytes of an undisturbed run and
with all of it stored.
"""

import shutil
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from typing import NamedTuple

from bench.chaos import children, judge, project, shim, steps, truth
from bench.chaos.cases import Case, Seen, Setting
from bench.chaos.children import Ended, Program
from bench.chaos.judge import DOCUMENTED, Left, Right, Wrong
from bench.chaos.shim import Mode
from bench.chaos.stage import Stage, stage

KINDS = {"kill": "killed at a call", "full": "disk full from a call on"}


class Disturbance(NamedTuple):
    """At which call of which step, and what happens there."""

    how: str
    """`kill` or `full`."""
    environment: str
    step: str
    at: int

    @property
    def name(self) -> str:
        """The name that repeats it alone."""
        return f"{self.how}/{self.environment}/{self.step}/{self.at}"

    @property
    def mode(self) -> Mode:
        """What the shim is told."""
        return Mode[self.how.upper()]


def cases(counts: Mapping[str, int], lacking: str) -> Iterator[Case]:
    """Return a run for each call that was counted; where none could be, one that says why."""
    for how, kind in KINDS.items():
        if lacking:
            yield Case(how, kind, partial(_untried, how, lacking), how)
    for place, count in counts.items():
        how, environment, step = place.split("/")
        for at in range(1, count + 1):
            one = Disturbance(how, environment, step, at)
            yield Case(one.name, KINDS[how], partial(_case, one), place)


def _untried(how: str, lacking: str, setting: Setting) -> Seen:
    del setting
    return Seen(how, KINDS[how], (), untried=f"{KINDS[how]}: {lacking}")


def _case(one: Disturbance, setting: Setting) -> Seen:
    ended, wrong = disturbed(one, setting)
    return Seen.of(one.name, KINDS[one.how], ended, wrong)._replace(runs=2)


def disturbed(
    one: Disturbance, setting: Setting, program: Program = children.buildtools
) -> tuple[Ended, list[Wrong]]:
    """Disturb a step, go on from it, and judge both."""
    place = steps.before(setting.folder, one.environment, one.step)
    with stage(place.shop) as here:
        if place.store.is_dir():
            shutil.copytree(place.store, here.store)
        began = project.contents(here.root)
        with steps.served(here.root, here.store, one.environment) as environ:
            ended = _step(one, here, environ, setting, program)
            between = project.contents(here.root)
            words = ["release", f"--from={one.step}", f"--env={one.environment}"]
            limit = setting.limit_seconds
            went_on = children.run(words, here.root, environ, seconds=limit, program=program)
            files = Files(began, between, project.contents(here.root))
            return ended, list(_wrong(one, ended, went_on, files, here, setting))


def _step(
    one: Disturbance, here: Stage, environ: dict[str, str], setting: Setting, program: Program
) -> Ended:
    return children.run(
        [one.step, f"--env={one.environment}"],
        here.root,
        environ,
        seconds=setting.limit_seconds,
        program=program,
        before=lambda: shim.arm(one.mode, one.at),
    )


class Files(NamedTuple):
    """The project before the step, after it, and after the release that went on."""

    began: Mapping[str, bytes]
    between: Mapping[str, bytes]
    after: Mapping[str, bytes]


def _wrong(
    one: Disturbance, ended: Ended, went_on: Ended, files: Files, here: Stage, setting: Setting
) -> Iterator[Wrong]:
    if one.how == "full":
        yield from judge.judged(ended, Right(DOCUMENTED))
    done = project.contents(steps.before(setting.folder, one.environment, steps.DONE).shop)
    injected = project.outputs(setting.folder / "injected")
    stripping = one.step in ("strip", "finalize")
    forms = (injected, project.outputs_of(done)) if stripping else (injected,)
    yield from _torn(files, forms)
    yield from judge.judged(went_on, Right(DOCUMENTED))
    yield from judge.resumed(went_on)
    if went_on.code == 0:
        store = here.store if one.environment == "production" else here.root / ".buildtools/sandbox"
        lacks = truth.lacking(store, project.VERSION, one.environment, injected)
        yield from judge.called_done(went_on, Right(DOCUMENTED), lacks)
        yield from judge.lost(
            Left(files.began, files.after, project.outputs_of(done)), finished=True
        )
        yield from judge.left_over(_kept(files.after), _kept(done))


def _torn(files: Files, allowed: tuple[Mapping[str, bytes], ...]) -> Iterator[Wrong]:
    """Judge what a disturbed step left: a file may be old, or one of its new forms."""
    for path, old in project.own(files.began).items():
        now = files.between.get(path)
        forms = [each.get(path) for each in allowed] if project.is_output(path) else []
        if now not in (old, *forms):
            yield Wrong("bytes lost", f"{path} has other bytes after the disturbed step")


def _kept(files: Mapping[str, bytes]) -> set[str]:
    """Name the product's own files, but for the sandbox's and what is remembered of uploads."""
    own = {path for path in files if path.startswith(".buildtools/")}
    remembered = {path for path in own if fnmatch(path, ".buildtools/uploads/*.json")}
    return {path for path in own - remembered if not path.startswith(".buildtools/sandbox/")}
