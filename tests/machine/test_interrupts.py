"""Signals end a process in order, and a second one ends it at once."""

import os
import signal
import subprocess
import sys

import pytest

CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]

ORDERLY = """
import sys, time
from buildtools.machine import interrupts
interrupts.watch()
interrupts.watch()
try:
    with interrupts.at_worst(lambda: print("worst")):
        print("ready", flush=True)
        time.sleep(60)
except KeyboardInterrupt as interrupt:
    stopped = interrupts.of(interrupt)
    print(stopped.name, interrupts.came().name)
    sys.exit(stopped.exit_code)
"""

STUBBORN = """
import time
from buildtools.machine import interrupts
interrupts.GRACE_SECONDS = LIMIT
interrupts.watch()
with interrupts.at_worst(lambda: 1 / 0), interrupts.at_worst(lambda: print("worst", flush=True)):
    ready = "ready"
    while True:
        try:
            if ready:
                print(ready, flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            print("stopped", flush=True)
            ready = ""
"""


def started(script: str, *options: str) -> "subprocess.Popen[str]":
    """Start a script, and wait until it says that it is ready."""
    process = subprocess.Popen(
        [*options, sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert "ready\n" == heard(process)
    return process


def heard(process: "subprocess.Popen[str]") -> str:
    """Return the next line of a process's output, and nothing after it."""
    assert process.stdout
    line = b""
    while not line.endswith(b"\n") and (more := os.read(process.stdout.fileno(), 1)):
        line += more
    return line.decode()


@pytest.mark.parametrize(("number", "code"), CODES)
def test_each_is_raised_and_has_its_code(number: signal.Signals, code: int) -> None:
    """What is open is left in order, and CI sees what ended the job."""
    process = started(ORDERLY)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)

    assert (f"{number.name} {number.name}\n", "", code) == (out, err, process.returncode)


@pytest.mark.parametrize(("number", "code"), CODES)
def test_a_second_one_ends_it_at_once(number: signal.Signals, code: int) -> None:
    """Somebody presses Ctrl-C twice; what was handed to the worst case is done still."""
    process = started(STUBBORN.replace("LIMIT", "600"))
    process.send_signal(number)
    assert "stopped\n" == heard(process)
    while process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    out, err = process.communicate()

    assert code == process.returncode
    assert "worst\n" == out
    assert "a second signal came" in err


def test_one_that_does_not_end_in_time_is_ended() -> None:
    """A thread that waits for a server must not keep a cancelled job."""
    process = started(STUBBORN.replace("LIMIT", "0.2"))
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)

    assert 143 == process.returncode
    assert "stopped\nworst\n" == out
    assert "it did not end in time" in err


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """That is what nohup is for."""
    process = started(ORDERLY, "nohup")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)

    assert "SIGTERM SIGTERM\n" == process.communicate(timeout=30)[0]


def test_it_waits_for_lines_that_must_not_be_cut() -> None:
    """A program that was started and not written down would never be stopped."""
    script = """
import os, signal
from buildtools.machine import interrupts
interrupts.watch()
print("ready", flush=True)
try:
    with interrupts.later():
        os.kill(os.getpid(), signal.SIGTERM)
        print("whole")
    print("never")
except interrupts.Stopped as stopped:
    print(stopped.name)
"""

    assert "whole\nSIGTERM\n" == started(script).communicate(timeout=30)[0]


def test_another_thread_puts_nothing_off() -> None:
    """Signals are the main thread's: a worker neither waits nor is stopped."""
    script = """
import threading
from buildtools.machine import interrupts
def work():
    interrupts.watch()
    with interrupts.later():
        print("ready", flush=True)
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(interrupts.came())
"""

    assert "None\n" == started(script).communicate(timeout=30)[0]


def test_a_server_ends_by_a_signal_as_it_should() -> None:
    """Whoever starts one in the background ends it so: that is no failure."""
    script = """
import os, signal
from buildtools.machine import interrupts
interrupts.watch()
print("ready", flush=True)
with interrupts.expected():
    os.kill(os.getpid(), signal.SIGTERM)
print(interrupts.came())
"""

    assert "None\n" == started(script).communicate(timeout=30)[0]


def test_pythons_own_interrupt_is_that_of_sigint() -> None:
    """Before anything of ours has begun to listen."""
    from buildtools.machine.interrupts import of

    assert ("SIGINT", 130) == (of(KeyboardInterrupt()).name, of(KeyboardInterrupt()).exit_code)


def test_nobody_watches_for_a_few_lines() -> None:
    """Some questions are for a process of one thread alone; a signal waits for their end."""
    script = """
import os, signal, threading
from buildtools.machine import interrupts
interrupts.watch()
print("ready", flush=True)
try:
    with interrupts.unwatched():
        print(threading.active_count())
    print(threading.active_count())
    with interrupts.unwatched():
        os.kill(os.getpid(), signal.SIGTERM)
        print("whole")
    print("never")
except interrupts.Stopped as stopped:
    print(stopped.name, threading.active_count())
"""

    assert "1\n2\nwhole\nSIGTERM 2\n" == started(script).communicate(timeout=30)[0]


def test_who_watches_again_ends_a_process_that_does_not() -> None:
    """The watcher that begins after those lines is as good as the one before."""
    script = STUBBORN.replace("LIMIT", "0.3").replace(
        "interrupts.watch()\n", "interrupts.watch()\nwith interrupts.unwatched():\n    pass\n"
    )
    process = started(script)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)

    assert (143, "stopped\nworst\n") == (process.returncode, out)
    assert "it did not end in time" in err


def test_without_anybody_who_watches_there_is_nothing_to_stop() -> None:
    """As in a process that took no signals in hand."""
    script = """
import threading
from buildtools.machine import interrupts
print("ready", flush=True)
with interrupts.unwatched():
    print(threading.active_count())
"""

    assert "1\n" == started(script).communicate(timeout=30)[0]
