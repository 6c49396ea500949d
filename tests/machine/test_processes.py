"""Work is shared by copies of this process, and nothing is lost where one of them fails."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.machine.processes import apart, cores, meanwhile, together

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there is a process copied")


def wait_for(file: Path) -> None:
    """Wait until another process has written or touched a file."""
    while not file.exists():
        time.sleep(0.001)


def test_all_processes_are_at_work_and_parts_come_in_their_order(tmp_path: Path) -> None:
    """This one too; each waits until all are there."""

    def work(part: int) -> tuple[int, int]:
        (tmp_path / str(os.getpid())).touch()
        while len(list(tmp_path.iterdir())) < 3:
            time.sleep(0.001)
        return part, os.getpid()

    made = together([1, 2, 3, 4, 5], work, 3)
    processes = {process for _, process in made}

    assert [part for part, _ in made] == [1, 2, 3, 4, 5]
    assert len(processes) == 3
    assert os.getpid() in processes


@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_each_part_is_done_once(tmp_path: Path, at_once: int) -> None:
    """However many there are, and where there are more than a pipe holds."""

    def work(part: int) -> int:
        with (tmp_path / "done").open("ab") as file:
            file.write(b".")
        return -part

    assert together(range(20_000), work, at_once) == [-part for part in range(20_000)]
    assert (tmp_path / "done").stat().st_size == 20_000


def test_what_is_made_may_be_large() -> None:
    """More than a pipe holds."""
    sizes = [3_000_000, 5_000_000]
    assert [len(each) for each in together(sizes, bytes, 2)] == sizes


def test_a_copy_that_is_killed_is_done_without(tmp_path: Path) -> None:
    """As where a system has no memory left: its part is done here."""
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            (tmp_path / "taken").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        wait_for(tmp_path / "taken")
        return part * 10

    assert together([1, 2, 3], work, 3) == [10, 20, 30]


def test_what_a_copy_cannot_do_fails_here(tmp_path: Path) -> None:
    """With the failure itself, whatever it holds."""
    here = os.getpid()
    failing = tmp_path / "failing"

    def work(part: int) -> int:
        if os.getpid() != here:
            written = tmp_path / "new"
            written.write_text(str(part))
            written.rename(failing)
        wait_for(failing)
        if str(part) == failing.read_text():
            raise ValueError(f"part {part}")
        return part

    with pytest.raises(ValueError, match=r"part \d"):
        together([1, 2], work, 2)


def test_what_cannot_be_sent_is_made_here() -> None:
    """A function has no place in another process."""

    def work(part: int) -> Callable[[], int]:
        return lambda: part

    assert [each() for each in together([1, 2], work, 2)] == [1, 2]


def test_no_copy_outlives_a_failure_here(tmp_path: Path) -> None:
    """It would go on with work that nobody waits for."""
    here = os.getpid()
    sign = tmp_path / "alive"

    def work(part: int) -> int:
        if os.getpid() == here:
            wait_for(sign)
            raise ValueError(sign.read_text())
        written = sign.with_suffix(".new")
        written.write_text(str(os.getpid()))
        written.rename(sign)
        time.sleep(60)
        return part

    with pytest.raises(ValueError, match=r"\d+") as fault:
        together([1, 2], work, 2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(fault.value)), 0)


def test_a_copy_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither what it logs, nor what was waiting to be written when it was made."""
    print("once", end="")
    together([1, 2], lambda part: part, 2)
    sys.stdout.flush()

    assert capfd.readouterr().out == "once"


def test_there_is_at_least_one_core() -> None:
    """So many parts are made."""
    assert 1 <= cores() <= 4
    assert together([], bytes, 2) == []


def test_work_apart_is_done_in_a_copy() -> None:
    """And here, where that fails."""
    here = os.getpid()

    def killed(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    assert apart(3, lambda part: (part, os.getpid() != here)) == (3, True)
    assert apart(4, killed) == 4


def test_a_copy_works_while_the_block_lasts() -> None:
    """It is another process, and what it made comes when it is asked for."""
    with meanwhile(20, lambda part: (part + 1, os.getpid())) as made:
        number, other = made()

    assert 21 == number
    assert other != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)


def test_what_is_not_made_meanwhile_is_made_here() -> None:
    """Or fails here, with the failure itself."""
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 10 // part

    with meanwhile(2, work) as made:
        assert made() == 5
    with pytest.raises(ZeroDivisionError), meanwhile(0, work) as made:
        made()
