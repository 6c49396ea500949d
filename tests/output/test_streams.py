"""The streams of a command: gone, full, in another encoding."""

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from buildtools.output import NO_READER

SAID = """
import sys
from buildtools import output
from buildtools.errors import DiskRefused
output.guard()
output.guard()
output.narrate()
output.say("größe \\x1b[2J")
output.say_json({"name": "größe 😀\\x1b\\x9b"})
output.tell("told \\x1b]0;t\\x07")
try:
    output.refuse_unwritten()
    output.refuse_unwritten()
except DiskRefused as failure:
    output.tell(failure.what)
    output.refuse_unwritten()
    sys.exit(failure.exit_code)
"""


def said(
    script: str = SAID, stdout: int = subprocess.PIPE, **environ: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run a script in a process of its own, as streams are those of a process."""
    return subprocess.run(
        [sys.executable, "-c", script],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | environ,
        check=False,
        timeout=60,
    )


def test_what_is_said_arrives_and_steers_no_terminal() -> None:
    """Escapes in names and answers are shown, on both streams; JSON has its own."""
    ended = said()

    assert 0 == ended.returncode
    assert ended.stdout.decode().splitlines() == [
        r"größe \x1b[2J",
        '{"name":"größe 😀\\u001b\\u009b"}',
    ]
    assert b"told \\x1b]0;t\\x07\n" == ended.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "ascii:strict"])
def test_an_encoding_that_lacks_a_character_gets_an_escape(encoding: str) -> None:
    """And its JSON is JSON still."""
    ended = said(PYTHONIOENCODING=encoding)
    lines = ended.stdout.decode(encoding.partition(":")[0]).splitlines()

    assert 0 == ended.returncode
    assert lines[0] in {r"größe \x1b[2J", r"gr\xf6\xdfe \x1b[2J", r"grö\xdfe \x1b[2J"}
    assert {"name": "größe 😀\x1b\x9b"} == json.loads(lines[1])


def closed_pipe(ends: ExitStack) -> int:
    """Return the end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    ends.callback(os.close, writing)
    return writing


def closed_socket(ends: ExitStack) -> int:
    """Return the end of a connection whose other end is gone."""
    ours, theirs = socket.socketpair()
    theirs.close()
    ends.callback(ours.close)
    return ours.fileno()


@pytest.mark.parametrize("gone", [closed_pipe, closed_socket])
def test_a_reader_that_went_away_is_no_failure(gone: Callable[[ExitStack], int]) -> None:
    """`| head` has what it wanted."""
    with ExitStack() as ends:
        ended = said(stdout=gone(ends))

    assert 0 == ended.returncode
    assert b"told \\x1b]0;t\\x07\n" == ended.stderr


def test_a_disk_that_is_full_is_a_failure_told_once() -> None:
    """Half a result in a file must not look like a whole one."""
    with Path("/dev/full").open("wb") as full:
        ended = said(stdout=full.fileno())

    assert 20 == ended.returncode
    assert b"stdout cannot be written: No space left on device" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_streams_that_the_caller_closed_take_everything(tmp_path: Path) -> None:
    """And no file that is opened later takes their numbers."""
    script = SAID + "assert open('kept', 'w').fileno() > 2\n"
    command = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', sys.executable, "-c", script]

    assert 0 == subprocess.run(command, cwd=tmp_path, check=False, timeout=60).returncode
    assert (tmp_path / "kept").exists()


def test_a_slow_reader_of_a_pipe_that_does_not_block_is_waited_for() -> None:
    """Node makes its pipes so: what does not fit at once must not be lost."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    script = "from buildtools import output\noutput.guard()\noutput.say('x' * 1_000_000)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=writing) as process:
        os.close(writing)
        with os.fdopen(reading, "rb") as read:
            assert 1_000_001 == len(read.read())

    assert 0 == process.returncode


def test_lines_of_a_program_are_relayed_as_they_come() -> None:
    """The build's colours are the user's own; a file name's are not."""
    script = """
import logging
from buildtools import output
output.narrate()
logging.getLogger(output.RELAYED).info("\\x1b[32mok")
logging.getLogger("buildtools").info("\\x1b[32mok")
"""

    assert b"\x1b[32mok\n\\x1b[32mok\n" == said(script).stderr


def test_a_terminal_that_was_closed_is_a_reader_that_went() -> None:
    """Under nohup the work goes on after the window is closed."""
    assert errno.EIO in NO_READER
