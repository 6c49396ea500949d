"""Programs that run beside us: heard while they do, and never left behind."""

import os
import time
from pathlib import Path

import pytest

from buildtools.project.background import in_background
from buildtools.project.shell import NOT_FOUND, run
from tests.project.processes import gone

ENVIRON = {"PATH": os.environ["PATH"]}


def _await(file: Path) -> str:
    """Read a file once it has something in it."""
    for _ in range(200):
        if file.exists() and file.read_text().endswith("\n"):
            return file.read_text().strip()
        time.sleep(0.05)
    pytest.fail(f"{file} did not come")


def test_it_runs_while_we_do_something_else(tmp_path: Path) -> None:
    """A server is of use only while it is there."""
    with in_background("echo $$ > own; exec sleep 60", cwd=tmp_path, environ=ENVIRON) as program:
        own = int(_await(tmp_path / "own"))
        assert program.code is None

    assert gone(own)


def test_its_last_words_are_kept(tmp_path: Path) -> None:
    """Only the program knows why it left."""
    command = "seq 1 500; echo no port >&2; exit 7"
    with in_background(command, cwd=tmp_path, environ=ENVIRON) as program:
        for _ in range(200):
            if program.code is not None:
                break
            time.sleep(0.05)
        assert 7 == program.code
        assert ("500", "no port") == program.last_lines(2)


def test_one_that_cannot_be_started_has_ended(tmp_path: Path) -> None:
    """Who waits for it must not wait for ever."""
    with in_background(("no-such-program",), cwd=tmp_path, environ=ENVIRON) as program:
        assert NOT_FOUND == program.code
        assert "no-such-program" in program.last_lines(5)[0]


def test_children_of_one_that_has_ended_are_ended(tmp_path: Path) -> None:
    """Some servers put themselves into the background, where a build may leave a daemon."""
    command = "setsid sh -c 'echo $$ > child; exec sleep 60' & exit 0"
    with in_background(command, cwd=tmp_path, environ=ENVIRON):
        child = int(_await(tmp_path / "child"))

    assert gone(child)


def test_a_failure_of_ours_ends_it(tmp_path: Path) -> None:
    """A test that fails beside a server must not leave the server."""
    command = "trap '' TERM; echo $$ > own; while :; do sleep 0.1; done"

    def fail() -> None:
        with in_background(command, cwd=tmp_path, environ=ENVIRON):
            _await(tmp_path / "own")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert gone(int(_await(tmp_path / "own")))


def test_an_orphan_is_ours_after_another_program_has_run(tmp_path: Path) -> None:
    """The program that runs inside ended the adopting of those outside."""
    late = "until test -e go; do sleep 0.02; done; (setsid sh -c 'echo $$ > child; sleep 60' &)"
    with in_background(f"{late}; sleep 60", cwd=tmp_path, environ=ENVIRON):
        run("true", cwd=tmp_path, environ=ENVIRON)
        (tmp_path / "go").touch()
        child = int(_await(tmp_path / "child"))

    assert gone(child)


def test_open_files_are_handed_on_by_their_numbers(tmp_path: Path) -> None:
    """A browser is spoken to over two of them."""
    reading, writing = os.pipe()
    try:
        command = f"echo handed > /dev/fd/{writing}"
        with in_background(command, cwd=tmp_path, environ=ENVIRON, handed=(writing,)):
            assert b"handed\n" == os.read(reading, 100)
    finally:
        os.close(reading)
        os.close(writing)
