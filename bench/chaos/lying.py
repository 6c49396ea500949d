"""Runs against a lying server: a whole release, and one fault."""

from collections.abc import Iterator
from functools import partial

from bench.chaos import children, judge, project, truth
from bench.chaos.cases import Case, Seen, Setting
from bench.chaos.children import Ended, Program
from bench.chaos.faults import FAULTS
from bench.chaos.faults.rows import Fault
from bench.chaos.judge import Left, Right, Wrong
from bench.chaos.stage import Server, Stage, lying, stage

KIND = "lying server"


def cases() -> Iterator[Case]:
    """Return a run for each fault of the table."""
    for fault in FAULTS:
        group = f"lie/{fault.name.partition(':')[0]}"
        yield Case(f"lie/{fault.name}", KIND, partial(_case, fault), group, fault.patient)


def _case(fault: Fault, setting: Setting) -> Seen:
    ended, wrong = release(fault, setting)
    return Seen.of(f"lie/{fault.name}", KIND, ended, wrong)


def release(
    fault: Fault, setting: Setting, program: Program = children.buildtools
) -> tuple[Ended, list[Wrong]]:
    """Release the app to a server with a fault, and judge what came of it."""
    with (
        stage(setting.folder / "built") as here,
        lying(here.store, fault.tells, decoy=fault.decoy) as server,
    ):
        before = project.contents(here.root)
        ended = children.run(
            ["release", "--env=production"],
            here.root,
            server.environ(here.root),
            seconds=setting.limit_seconds,
            program=program,
        )
        after = project.contents(here.root)
        left = Left(before, after, project.outputs(setting.folder / "injected"))
        return ended, list(_wrong(ended, fault.right, left, here, server))


def _wrong(ended: Ended, right: Right, left: Left, here: Stage, server: Server) -> Iterator[Wrong]:
    if not server.has_lied:
        yield Wrong("harness", "the lie was never told")
    yield from judge.judged(ended, right)
    built = project.outputs_of(left.after)
    lacks = truth.lacking(here.store, project.VERSION, "production", built)
    yield from judge.called_done(ended, right, lacks)
    yield from judge.lost(left, finished=ended.code == 0)
    yield from judge.leaked(ended, left.after, server.token)
