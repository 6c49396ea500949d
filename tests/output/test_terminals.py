"""What a stream shows: colours and columns, by what is said and by what is found."""

import io
import os
from collections.abc import Iterator

import pytest

from buildtools.output.painting import drawn
from buildtools.output.terminals import Kind, is_redrawable, is_terminal, kind_of
from buildtools.texts.screen import Screen, Span, line


class Window(io.StringIO):
    """A stream that says it is a terminal; of none that the system knows, or of a real one."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__()
        self.number = number

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return super().fileno() if self.number is None else self.number


@pytest.fixture(name="window")
def _window() -> Iterator[Window]:
    """Return a stream of a real terminal, of 80 columns."""
    ours, theirs = os.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    yield Window(theirs)
    os.close(ours)
    os.close(theirs)


ON = {"TERM": "xterm"}


@pytest.mark.parametrize(
    ("environ", "on_terminal", "elsewhere"),
    [
        pytest.param({}, True, False, id="by what it is"),
        pytest.param({"NO_COLOR": "1"}, False, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": "0"}, False, False, id="NO_COLOR of any text"),
        pytest.param({"NO_COLOR": ""}, True, False, id="NO_COLOR that is empty"),
        pytest.param({"FORCE_COLOR": "1"}, True, True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": "2"}, True, True, id="FORCE_COLOR 2"),
        pytest.param({"FORCE_COLOR": "3"}, True, True, id="FORCE_COLOR 3"),
        pytest.param({"FORCE_COLOR": "true"}, True, True, id="FORCE_COLOR true"),
        pytest.param({"FORCE_COLOR": "0"}, False, False, id="FORCE_COLOR 0"),
        pytest.param({"FORCE_COLOR": "False"}, False, False, id="FORCE_COLOR false"),
        pytest.param({"FORCE_COLOR": ""}, True, False, id="FORCE_COLOR that is empty"),
        pytest.param({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False, id="both"),
        pytest.param({"CLICOLOR_FORCE": "1"}, True, True, id="CLICOLOR_FORCE"),
        pytest.param({"CLICOLOR_FORCE": "0"}, True, False, id="CLICOLOR_FORCE 0"),
        pytest.param({"CLICOLOR": "0"}, False, False, id="CLICOLOR 0"),
        pytest.param({"TERM": "dumb"}, False, False, id="TERM dumb"),
        pytest.param({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True, id="dumb and forced"),
        pytest.param({"TERM": ""}, False, False, id="TERM that is empty"),
        pytest.param({"CI": "true", "GITHUB_ACTIONS": "true"}, True, False, id="CI is no terminal"),
    ],
)
def test_colours_are_as_the_user_says_and_else_for_terminals(
    window: Window, environ: dict[str, str], on_terminal: bool, elsewhere: bool
) -> None:
    """Each of these variables is known to people from other tools."""
    assert on_terminal == kind_of(window, ON | environ).colours
    assert elsewhere == kind_of(io.StringIO(), ON | environ).colours


@pytest.mark.parametrize(
    ("environ", "on_terminal", "elsewhere"),
    [
        pytest.param({}, 80, None, id="of the window"),
        pytest.param({"COLUMNS": "40"}, 40, 40, id="COLUMNS"),
        pytest.param({"COLUMNS": "0"}, 80, None, id="COLUMNS 0"),
        pytest.param({"COLUMNS": "wide"}, 80, None, id="COLUMNS that is no number"),
    ],
)
def test_columns_are_those_of_the_window_where_nobody_says_others(
    window: Window, environ: dict[str, str], on_terminal: int, elsewhere: int | None
) -> None:
    """Off a terminal nothing is wrapped: a log is searched line by line."""
    assert on_terminal == kind_of(window, ON | environ).width
    assert elsewhere == kind_of(io.StringIO(), ON | environ).width


def test_a_terminal_that_does_not_tell_its_size_wraps_nothing() -> None:
    """And one that somebody made up has no number at all."""
    assert Kind(True, None) == kind_of(Window(), ON)
    with open(os.devnull) as no_terminal:  # noqa: PTH123 - a number is wanted
        assert Kind(True, None) == kind_of(Window(no_terminal.fileno()), ON)


def test_a_stream_that_is_closed_or_missing_is_no_terminal() -> None:
    """What is printed then is dropped elsewhere; here it must not fall over."""
    closed = io.StringIO()
    closed.close()

    assert not is_terminal(closed)
    assert not is_terminal(None)  # type: ignore[arg-type]
    assert not is_redrawable(io.StringIO(), ON)
    assert is_redrawable(Window(), ON)
    assert not is_redrawable(Window(), {})


SAID = Screen((line("  create  ", Span("ok", "good"), " \x1b[2J"), "\x1b[31mname"))


def test_a_stream_without_colours_gets_none_of_ours_and_none_of_others() -> None:
    """A name steers no terminal; ours come after that."""
    assert "  create  ok \\x1b[2J\n\\x1b[31mname" == drawn(SAID, Kind(False, 80))
    assert "  create  \x1b[32mok\x1b[0m \\x1b[2J\n\\x1b[31mname" == drawn(SAID, Kind(True, None))


def test_text_without_roles_is_wrapped_too() -> None:
    """Sentences of commands need no screen to be readable."""
    assert "one two\n  three" == drawn("one two three", Kind(True, 9))
    assert "" == drawn("", Kind(True, 9))


def test_a_row_ends_its_colours() -> None:
    """Nothing bleeds into the next row, or into a prompt."""
    rows = drawn(Screen((line(Span("invoke build --env=local", "help")),)), Kind(True, 14))

    assert ["\x1b[1minvoke build\x1b[0m", "  \x1b[1m--env=local\x1b[0m"] == rows.split("\n")
