"""CPU that programs have used."""

import os
import sys
from pathlib import Path

from buildtools.project import cpu
from buildtools.project.background import Background, in_background
from buildtools.project.descendants import family
from buildtools.project.shell import run

BUSY = "sum(range(3_000_000)); print('done', flush=True); import time; time.sleep(60)"


def test_a_program_is_measured_with_all_that_it_started(tmp_path: Path) -> None:
    """A shell starts what really works; its own CPU would say nothing."""
    command = f'{sys.executable} -S -c "{BUSY}" & wait'
    with in_background(command, cwd=tmp_path, environ={}) as program:
        assert isinstance(program, Background)
        while not program.last_lines(1):
            assert program.code is None
        members = family(program.leader)
        used = cpu.used_by(program.leader)

    assert program.leader in members
    assert len(members) > 1
    assert used is not None
    assert used > 0.01


def test_of_one_that_has_ended_nothing_is_known(tmp_path: Path) -> None:
    """It is no program that used nothing."""
    with in_background(["true"], cwd=tmp_path, environ=os.environ) as program:
        leader = program.leader

    assert cpu.used_by(leader) is None


def test_those_that_ended_are_summed_up(tmp_path: Path) -> None:
    """A build is many programs, none of which is there when it is done."""
    before = cpu.of_ended()
    run([sys.executable, "-S", "-c", "sum(range(3_000_000))"], cwd=tmp_path, environ={})

    assert cpu.of_ended() > before


def test_a_cpu_has_a_name() -> None:
    """A time without its machine says nothing."""
    assert str(os.cpu_count()) in cpu.name()
