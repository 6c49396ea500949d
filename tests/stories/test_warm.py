"""The warm process that stories fork their commands from: its end is told, and costs one test."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.stories.warm import Ended, Warm

END = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)\n"
"""Tasks whose loading ends the warm process, the parent of the command."""


def status(warm: Warm, folder: Path) -> int:
    """Ask for the version of Invoke, by whatever there is for `tasks.py` in a folder."""
    return warm.run(["--list"], folder, os.environ, 60)[0]


@pytest.fixture(scope="module")
def warm() -> Warm:
    """One of our own."""
    return Warm()


def test_one_that_ended_is_told_and_the_next_command_has_another(
    warm: Warm, tmp_path: Path
) -> None:
    """Every later command failed far from the cause: the line to the dead one was kept."""
    (tmp_path / "tasks.py").write_text(END)
    with pytest.raises(Ended, match=f"ended by {-signal.SIGKILL}"):
        status(warm, tmp_path)
    (tmp_path / "tasks.py").write_text("from buildtools.tasks import ns\n")

    assert status(warm, tmp_path) == 0


def test_one_that_cannot_begin_says_why() -> None:
    """As when a module of the package cannot be imported."""
    broken = Warm([sys.executable, "-c", "raise SystemExit('no module named shop')"])

    with pytest.raises(Ended, match="ended by 1: no module named shop"):
        broken.run(["--list"], Path.cwd(), os.environ, 60)


def test_a_command_that_takes_too_long_leaves_nothing(warm: Warm, tmp_path: Path) -> None:
    """Its answer would be taken for that of the next."""
    (tmp_path / "tasks.py").write_text("import time; time.sleep(60)\n")
    with pytest.raises(TimeoutError):
        warm.run(["--list"], tmp_path, os.environ, 1.0)
    (tmp_path / "tasks.py").write_text("from buildtools.tasks import ns\n")

    assert status(warm, tmp_path) == 0


def test_a_signal_to_the_group_of_the_tests_is_not_for_it(warm: Warm, tmp_path: Path) -> None:
    """It is a session of its own, and so are its commands."""
    group = f"import os; assert os.getpgid(0) != {os.getpgid(0)}\n"
    (tmp_path / "tasks.py").write_text(f"{group}from buildtools.tasks import ns\n")

    assert status(warm, tmp_path) == 0
