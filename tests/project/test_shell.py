"""Programs of others: how they are heard, bounded and stopped."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from buildtools.project.shell import (
    KEPT_LINES,
    LONGEST_LINE,
    NOT_FOUND,
    TIMED_OUT,
    capture,
    leave,
    run,
)
from tests.project.processes import gone

ENVIRON = {"PATH": os.environ["PATH"]}


def test_lines_are_told_in_order_while_the_program_runs(tmp_path: Path) -> None:
    """A build of ten minutes must not be silent for ten minutes."""
    heard: list[str] = []

    def hear(line: str) -> None:
        heard.append(line)
        (tmp_path / "heard").touch()

    command = "echo out; until test -e heard; do sleep 0.02; done; echo err >&2; echo end"
    done = run(command, cwd=tmp_path, environ=ENVIRON, on_line=hear, timeout=20)

    assert ["out", "err", "end"] == heard
    assert (0, "out\nerr\nend") == done


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        (r"10%%\r90%%\rdone\n", ["done"]),
        (r"dos\r\nunix\n", ["dos", "unix"]),
        (r"no end", ["no end"]),
        (r"\n\n", ["", ""]),
        (r"\303\266\377!\n", ["ö�!"]),
        (r"half \303", ["half �"]),
        ("", []),
    ],
)
def test_odd_output_becomes_plain_lines(tmp_path: Path, printed: str, lines: list[str]) -> None:
    """Progress bars and stray bytes must neither fill nor break a log."""
    heard: list[str] = []
    run(f"printf '{printed}'", cwd=tmp_path, environ=ENVIRON, on_line=heard.append)

    assert lines == heard


def test_a_sequence_is_not_read_by_a_shell(tmp_path: Path) -> None:
    """A file name with a semicolon is a name, not a command."""
    done = run(("echo", "a; exit 3", "$HOME"), cwd=tmp_path, environ=ENVIRON)

    assert (0, "a; exit 3 $HOME") == done


def test_the_exit_code_is_handed_on(tmp_path: Path) -> None:
    """The code tells a person more than the word failed."""
    assert 3 == run("exit 3", cwd=tmp_path, environ=ENVIRON).code
    assert -signal.SIGKILL == run("kill -9 $$", cwd=tmp_path, environ=ENVIRON).code


def test_only_the_given_environment_is_seen(tmp_path: Path) -> None:
    """What a build depends on is what sentry.yml and the caller say."""
    environ = {**ENVIRON, "SENTRY_RELEASE": "web@1"}
    os.environ["STRAY"] = "x"

    told = run("echo $SENTRY_RELEASE $STRAY", cwd=tmp_path, environ=environ)

    assert "web@1" == told.output


def test_only_the_end_of_the_output_is_kept(tmp_path: Path) -> None:
    """A build that prints for an hour must not fill the memory."""
    heard: list[str] = []
    done = run("seq 1 5000", cwd=tmp_path, environ=ENVIRON, on_line=heard.append)

    assert 5000 == len(heard)
    assert heard[-KEPT_LINES:] == done.output.split("\n")


def test_a_line_without_end_is_broken(tmp_path: Path) -> None:
    """A minified file printed by mistake is one line of megabytes."""
    done = run("head -c 1000000 /dev/zero | tr '\\0' x", cwd=tmp_path, environ=ENVIRON)

    lines = done.output.split("\n")
    assert 1_000_000 == sum(map(len, lines))
    assert all(len(line) <= 2 * LONGEST_LINE for line in lines)


def test_a_question_finds_no_answer(tmp_path: Path) -> None:
    """A prompt in CI would otherwise wait until the job is killed."""
    assert 1 == run("read answer", cwd=tmp_path, environ=ENVIRON, timeout=20).code


@pytest.mark.parametrize(
    ("command", "code"), [(("no-such-program",), NOT_FOUND), ("no-such-program", NOT_FOUND)]
)
def test_a_missing_program_is_a_code_not_a_crash(
    tmp_path: Path, command: str | tuple[str, ...], code: int
) -> None:
    """A shell and we say it alike."""
    done = run(command, cwd=tmp_path, environ=ENVIRON)

    assert code == done.code
    assert "no-such-program" in done.output


def test_a_file_that_may_not_run_is_a_code_not_a_crash(tmp_path: Path) -> None:
    """A script that lost its x bit is a common sight after a checkout on Windows."""
    (tmp_path / "build.sh").write_text("true")

    assert 126 == run(("./build.sh",), cwd=tmp_path, environ=ENVIRON).code


@pytest.mark.parametrize(
    ("command", "environ"), [("echo a\0b", {}), ("true", {"A=B": "1"}), ("true", {"A": "\0"})]
)
def test_what_no_system_can_start_is_a_code_not_a_crash(
    tmp_path: Path, command: str, environ: dict[str, str]
) -> None:
    """A zero byte gets into a setting by an escape of YAML."""
    assert 126 == run(command, cwd=tmp_path, environ=ENVIRON | environ).code
    assert 126 == capture([command], cwd=tmp_path, environ=ENVIRON | environ).code


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The program is there: saying that it is not would mislead."""
    done = run("true", cwd=tmp_path / "nowhere", environ=ENVIRON)

    assert NOT_FOUND == done.code
    assert "nowhere: No such file or directory" in done.output


@pytest.mark.parametrize("chatter", ["sleep 60", "while :; do echo busy; sleep 0.01; done"])
def test_a_program_that_takes_too_long_is_stopped_with_its_children(
    tmp_path: Path, chatter: str
) -> None:
    """npm starts node starts workers: the worker must not outlive the job, silent or not."""
    command = f"sleep 60 & echo $! > child; {chatter}"
    started = time.monotonic()
    done = run(command, cwd=tmp_path, environ=ENVIRON, timeout=0.5)

    assert TIMED_OUT == done.code
    assert time.monotonic() - started < 20
    assert gone(int((tmp_path / "child").read_text()))


def test_a_program_that_will_not_leave_is_made_to(tmp_path: Path) -> None:
    """Some programs take SIGTERM for a suggestion."""
    command = "trap '' TERM; echo $$ > child; while :; do sleep 0.1; done"
    done = run(command, cwd=tmp_path, environ=ENVIRON, timeout=0.5)

    assert TIMED_OUT == done.code
    assert gone(int((tmp_path / "child").read_text()))


def test_an_interrupt_stops_the_children_too(tmp_path: Path) -> None:
    """Ctrl-C in the terminal must not leave a build running behind the prompt."""

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    command = "sleep 60 & echo $! > child; echo ready; wait"
    with pytest.raises(KeyboardInterrupt):
        run(command, cwd=tmp_path, environ=ENVIRON, on_line=interrupt)

    assert gone(int((tmp_path / "child").read_text()))


def test_a_child_left_behind_does_not_hold_us_up(tmp_path: Path) -> None:
    """Build daemons keep the output open; the build is over all the same."""
    started = time.monotonic()
    done = run(
        "while :; do echo noise; sleep 0.05; done & echo $! > child; echo built",
        cwd=tmp_path,
        environ=ENVIRON,
    )
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)

    assert 0 == done.code
    assert "built" in done.output
    assert time.monotonic() - started < 20


def test_a_slow_listener_holds_the_program_back(tmp_path: Path) -> None:
    """Output is never piled up in memory, and nothing of it is lost."""
    heard: list[str] = []

    def hear(line: str) -> None:
        if not heard:
            time.sleep(0.5)
        heard.append(line)

    run("seq 1 4000", cwd=tmp_path, environ=ENVIRON, on_line=hear)

    assert [str(turn) for turn in range(1, 4001)] == heard


def test_an_abandoned_program_leaves_no_reader_behind(tmp_path: Path) -> None:
    """A thread that waits for ever for a listener would pile up over a session."""

    def leave(line: str) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run("yes", cwd=tmp_path, environ=ENVIRON, on_line=leave)

    before = time.monotonic()
    while any(one.name == "listening to a program" for one in threading.enumerate()):
        assert time.monotonic() - before < 10
        time.sleep(0.05)


def test_captured_streams_stay_apart(tmp_path: Path) -> None:
    """A warning among the answers would be read as an answer."""
    told = capture(
        ("sh", "-c", "cat; echo warn >&2; exit 4"), cwd=tmp_path, environ=ENVIRON, text="ö"
    )

    assert (4, "ö", "warn\n") == told


def test_capturing_a_missing_program_is_a_code_too(tmp_path: Path) -> None:
    """A container without git is an everyday thing."""
    told = capture(("git",), cwd=tmp_path, environ={"PATH": str(tmp_path)})

    assert (NOT_FOUND, "", "git: No such file or directory") == told


def test_capturing_takes_no_longer_than_allowed(tmp_path: Path) -> None:
    """A fetch from a dead host must end some day."""
    started = time.monotonic()
    told = capture(("sleep", "60"), cwd=tmp_path, environ=ENVIRON, timeout=0.3)

    assert time.monotonic() - started < 20
    assert (TIMED_OUT, "", "sleep took longer than 0.3 seconds") == told


def test_an_interrupt_while_capturing_stops_the_program(tmp_path: Path) -> None:
    """Ctrl-C while git fetches must not leave git fetching."""
    signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            capture(("sh", "-c", "echo $$ > child; exec sleep 60"), cwd=tmp_path, environ=ENVIRON)
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    assert gone(int((tmp_path / "child").read_text()))


def _interrupt(*ignored: object) -> None:
    raise KeyboardInterrupt


OWN_SESSION = "setsid sh -c 'echo $$ > child; exec sleep 60'"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(f"{OWN_SESSION} & sleep 60", id="in a session of its own"),
        pytest.param(f"({OWN_SESSION} &) ; sleep 60", id="and an orphan"),
        pytest.param("trap '' TERM; echo $$ > child; while :; do sleep 1; done", id="deaf"),
    ],
)
def test_whatever_a_program_started_ends_with_it(tmp_path: Path, command: str) -> None:
    """Watchers and daemons of a build would hold the machine of a cancelled job."""
    done = run(command, cwd=tmp_path, environ=ENVIRON, timeout=1.0)

    assert TIMED_OUT == done.code
    assert gone(int((tmp_path / "child").read_text()))


def test_what_a_program_leaves_behind_on_purpose_stays(tmp_path: Path) -> None:
    """The daemon of a build tool serves the next build as well."""
    done = run(f"({OWN_SESSION} > out 2>&1 &) ; sleep 0.3", cwd=tmp_path, environ=ENVIRON)
    child = int((tmp_path / "child").read_text())
    os.kill(child, signal.SIGKILL)

    assert 0 == done.code
    assert gone(child)


def test_a_program_can_be_left_to_itself(tmp_path: Path) -> None:
    """What clears up after a process must outlive it; one that is not there is no harm."""
    leave("sh", "-c", f"echo done > {tmp_path}/left")
    leave("no-such-program")
    for _ in range(200):
        if (tmp_path / "left").exists():
            break
        time.sleep(0.05)

    assert (tmp_path / "left").exists()
