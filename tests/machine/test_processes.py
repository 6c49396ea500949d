"""Work is shared by copies of this process, and nothing is lost where one of them fails."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.machine.processes import apart, cores, together

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there is a process copied")


def test_each_part_has_a_process_and_all_come_in_their_order() -> None:
    """The first part is done here."""
    made = together([1, 2, 3], lambda part: (part, os.getpid()))

    assert [part for part, _ in made] == [1, 2, 3]
    assert made[0][1] == os.getpid()
    assert len({process for _, process in made}) == 3


def test_what_is_made_may_be_large() -> None:
    """More than a pipe holds."""
    assert [len(each) for each in together([3_000_000, 5_000_000], bytes)] == [3_000_000, 5_000_000]


def test_a_copy_that_is_killed_is_done_without() -> None:
    """As where a system has no memory left: its part is done here."""
    here = os.getpid()

    def work(part: int) -> int:
        if part == 2 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part * 10

    assert together([1, 2, 3], work) == [10, 20, 30]


def test_what_a_copy_cannot_do_fails_here() -> None:
    """With the failure itself, whatever it holds."""

    def work(part: int) -> int:
        if part == 2:
            raise ValueError(f"part {part}")
        return part

    with pytest.raises(ValueError, match="part 2"):
        together([1, 2], work)


def test_what_cannot_be_sent_is_made_here() -> None:
    """A function has no place in another process."""

    def work(part: int) -> Callable[[], int]:
        return lambda: part

    assert [each() for each in together([1, 2], work)] == [1, 2]


def test_no_copy_outlives_a_failure_here(tmp_path: Path) -> None:
    """It would go on with work that nobody waits for."""
    here = os.getpid()
    sign = tmp_path / "alive"

    def work(part: int) -> int:
        if os.getpid() == here:
            while not (sign.exists() and sign.read_text()):
                time.sleep(0.001)
            raise ValueError(sign.read_text())
        sign.write_text(str(os.getpid()))
        time.sleep(60)
        return part

    with pytest.raises(ValueError, match=r"\d+") as fault:
        together([1, 2], work)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(fault.value)), 0)


def test_a_copy_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither what it logs, nor what was waiting to be written when it was made."""
    print("once", end="")
    together([1, 2], lambda part: part)
    sys.stdout.flush()

    assert capfd.readouterr().out == "once"


def test_there_is_at_least_one_core() -> None:
    """So many parts are made."""
    assert 1 <= cores() <= 4
    assert together([], bytes) == []


def test_work_apart_is_done_in_a_copy() -> None:
    """And here, where that fails."""
    here = os.getpid()

    def killed(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    assert apart(3, lambda part: (part, os.getpid() != here)) == (3, True)
    assert apart(4, killed) == 4
