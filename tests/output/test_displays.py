"""What shows that a step goes on: a line drawn anew in a terminal, one now and then elsewhere."""

import io
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from buildtools.output.display import Ticker, Unseen
from buildtools.output.pulse import SILENT_SECONDS, Pulse
from buildtools.output.status_line import KEPT_LINES, StatusLine


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_off_a_terminal_a_silent_step_is_told_now_and_then() -> None:
    """CI systems end jobs that say nothing for long."""
    clock, said = Clock(), list[str]()
    pulse = Pulse(said.append, clock)
    pulse.tick()
    pulse.begin("build")
    clock.seconds += SILENT_SECONDS - 1
    pulse.tick()

    assert [] == said

    clock.seconds += 1
    pulse.tick()
    pulse.advanced("pair", 3, 75)

    assert ["build 30 s"] == said
    assert not pulse.holds("a line of the build")

    with pulse.aside():
        pass
    clock.seconds += SILENT_SECONDS
    pulse.tick()
    assert () == pulse.end()
    pulse.advanced("pair", 4, 75)
    pulse.tick()

    assert ["build 30 s", "build 60 s: 3 of 75 pairs"] == said


def test_what_is_said_meanwhile_is_as_good() -> None:
    """A log with a line each second needs no other."""
    clock, said = Clock(), list[str]()
    pulse = Pulse(said.append, clock)
    pulse.begin("build")
    for _ in range(10):
        clock.seconds += SILENT_SECONDS / 2
        with pulse.aside():
            pass
        pulse.tick()

    assert [] == said


class Window(io.TextIOWrapper):
    """The end of a real terminal, with what was drawn on it kept."""

    def __init__(self, number: int, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self.number = number

    def fileno(self) -> int:
        return self.number

    def isatty(self) -> bool:
        return True

    @property
    def drawn(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


@pytest.fixture(name="front")
def _front() -> Iterator[int]:
    """Return a terminal that this process is in front of, as far as a test can be."""
    ours, theirs = os.openpty()
    yield theirs
    os.close(ours)
    os.close(theirs)


def line_of(window: Window, clock: Clock, *, holding: bool = True) -> StatusLine:
    """Return a status line that takes the terminal for its own."""
    return StatusLine(window, holding=holding, now=clock, in_front=lambda _: True)


def test_the_line_is_drawn_anew_and_gone_at_the_end(front: int) -> None:
    """A step that is over at once has none, and none leaves anything behind."""
    clock, window = Clock(), Window(front)
    line = line_of(window, clock)
    line.tick()
    line.begin("inject")
    line.tick()

    assert "" == window.drawn

    clock.seconds += 3
    line.advanced("pair", 1, 4)
    line.tick()
    drawn = window.drawn

    assert drawn.startswith("\r\x1b[K")
    assert drawn.endswith(" inject 3 s: 1 of 4 pairs")

    assert () == line.end()
    assert window.drawn.endswith("\r\x1b[K")
    line.advanced("pair", 2, 4)
    line.tick()
    assert () == line.end()
    assert window.drawn == f"{drawn}\r\x1b[K"


def test_others_print_above_it(front: int) -> None:
    """Their lines are whole, and the next tick draws it again."""
    clock, window = Clock(), Window(front)
    line = line_of(window, clock)
    line.begin("upload")
    clock.seconds += 1
    line.tick()
    with line.aside():
        window.write("a sentence\n")
    line.tick()

    assert "\r\x1b[Ka sentence\n\r\x1b[K" in window.drawn
    line.end()


def test_a_build_says_its_last_line_and_all_of_them_when_it_fails(front: int) -> None:
    """Its escapes would steer the line, so they stay out of it; a failed build is shown whole."""
    clock, window = Clock(), Window(front)
    line = line_of(window, clock)
    line.begin("build")
    clock.seconds += 1

    assert line.holds("\x1b[32m✓\x1b[0m  compiled \x1b]8;;https://a.example\x07here\r")
    line.tick()
    assert window.drawn.endswith(" build 1 s: ✓  compiled here")
    assert ("\x1b[32m✓\x1b[0m  compiled \x1b]8;;https://a.example\x07here\r",) == line.end(
        failed=True
    )

    line.begin("build")
    for number in range(KEPT_LINES + 2):
        line.holds(f"{number}")
    told = line.end(failed=True)

    assert (KEPT_LINES + 1, "2 lines before", "2") == (len(told), told[0], told[1])


def test_a_build_that_went_well_is_not_shown_again(front: int) -> None:
    """Unless each of its lines was asked for; what deploys says where to, and is always shown."""
    clock, window = Clock(), Window(front)
    line = line_of(window, clock)
    line.begin("build")
    line.holds("compiled")
    assert () == line.end()
    line.begin("deploy")
    assert not line.holds("https://www.example.com")
    line.end()

    more = line_of(window, clock, holding=False)
    more.begin("build")
    assert not more.holds("compiled")
    more.end()


def test_a_terminal_of_another_program_is_left_alone(front: int) -> None:
    """A run that was sent to the background writes no line into somebody's editor."""
    clock, window = Clock(), Window(front)
    line = StatusLine(window, now=clock)
    line.begin("build")
    clock.seconds += 1
    line.tick()
    line.end()

    assert "" == window.drawn

    nowhere = StatusLine(Window(10_000), now=clock)
    nowhere.begin("build")
    clock.seconds += 1
    nowhere.tick()
    nowhere.end()


def test_an_encoding_without_dots_gets_bars(front: int) -> None:
    """A console of Latin-1 shows them."""
    clock, window = Clock(), Window(front, "latin-1")
    line = line_of(window, clock)
    line.begin("inject")
    clock.seconds += 1
    line.tick()
    line.end()

    assert any(f"{turn} inject 1 s" in window.drawn for turn in "|/-\\")


def test_a_way_to_stop_that_the_caller_has_stays() -> None:
    """Ctrl-Z is ours only where nobody else has taken it, and only while a line is drawn."""
    clock, window = Clock(), Window(0)
    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        line = line_of(window, clock)
        line.begin("build")
        assert signal.SIG_IGN == signal.getsignal(signal.SIGTSTP)
        line.end()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        line.begin("build")
        assert signal.SIG_DFL != signal.getsignal(signal.SIGTSTP)
        line.end()
        assert signal.SIG_DFL == signal.getsignal(signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before)


class Counted(Unseen):
    """A display that tells how often it is ticked."""

    def __init__(self) -> None:
        self.ticks = 0
        self.enough = threading.Event()

    def tick(self) -> None:
        self.ticks += 1
        if self.ticks > 2:
            self.enough.set()


def test_a_display_is_ticked_while_a_step_goes_on() -> None:
    """By one thread, for all steps of a process."""
    ticker, display = Ticker(0.001), Counted()
    ticker.display = display
    ticker.begin("build")
    assert display.enough.wait(30)
    ticker.end()
    display.enough.clear()
    display.ticks = 0
    ticker.begin("inject")
    assert display.enough.wait(30)
    ticker.end(failed=True)


def test_one_that_is_unseen_shows_nothing() -> None:
    """For who asked for it."""
    unseen = Unseen()
    unseen.begin("build")
    unseen.advanced("pair", 1, 2)
    unseen.tick()
    with unseen.aside():
        assert not unseen.holds("a line")

    assert () == unseen.end(failed=True)
