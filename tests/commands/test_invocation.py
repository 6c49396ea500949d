"""What a command line has begun ends with its process."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.commands.invocation import Invocation, end_at_last, program_here
from buildtools.machine.interrupts import Stopped


def test_what_was_begun_is_ended() -> None:
    """And the process ends by itself, with the code it has."""
    ended: list[bool] = []
    left: list[int] = []
    end_at_last(lambda: ended.append(True), left.append)

    assert ([True], []) == (ended, left)


def test_a_signal_that_comes_meanwhile_has_its_code() -> None:
    """Nothing of ours comes later that could say so."""
    left: list[int] = []

    def stopped() -> None:
        raise Stopped(signal.SIGTERM)

    end_at_last(stopped, left.append)

    assert [143] == left


@pytest.fixture(name="here")
def _here(tmp_path: Path) -> Iterator[Path]:
    """A folder that the command is started in."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def test_commands_begin_with_what_works_here(here: Path) -> None:
    """`invoke` finds a task of ours only through a tasks.py."""
    without = program_here()
    (here / "tasks.py").write_text("from invoke import task\n")
    of_others = program_here()
    (here / "tasks.py").write_text("from buildtools.tasks import ns\n")
    (here / "web").mkdir()
    os.chdir(here / "web")

    assert ["buildtools", "buildtools", "invoke"] == [without, of_others, program_here()]


def test_a_folder_that_is_gone_has_no_tasks(here: Path) -> None:
    """What is wrong with it is told by whoever needs it."""
    (here / "gone").mkdir()
    os.chdir(here / "gone")
    (here / "gone").rmdir()

    assert "buildtools" == program_here()


def test_every_command_in_a_text_gets_the_program_and_the_environment(here: Path) -> None:
    """Prose that only says to invoke something is left alone."""
    del here
    invocation = Invocation()
    invocation.program, invocation.chosen = "buildtools", "production"

    assert "buildtools status --env=production; `buildtools sandbox`; to invoke: a" == (
        invocation.completed("invoke status; `invoke sandbox`; to invoke: a")
    )
