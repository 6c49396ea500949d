"""What a person sees in a terminal: a real one, of several sizes, that is typed into and closed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.stories.shopping import PACKAGE, Shop, make_shop
from tests.terminals import Terminal

TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
CTRL_C, CTRL_Z = b"\x03", b"\x1a"

SLOW = """
import pathlib, time
print("\\x1b[32mready\\x1b[0m", flush=True)
for number in range(3):
    print(f"page {number} of a long list of pages that this shop has", flush=True)
while not pathlib.Path("go").exists():
    time.sleep(0.02)
import build
"""
"""A build that goes on until a test has seen enough."""


def window(
    shop: Shop,
    columns: int,
    *words: str,
    shell: bool = False,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Terminal:
    """Run a command in a terminal of so many columns."""
    mine = {"PYTHONPATH": str(PACKAGE), **environ}
    command = [sys.executable, "-m", "buildtools", *words]
    return Terminal(command, columns, cwd=shop.root, environ=mine, shell=shell)


@pytest.fixture(name="released", scope="module")
def _released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Terminal]:
    """Return a shop that was released in a terminal of 80 columns."""
    shop = make_shop(tmp_path_factory.mktemp("terminal") / "shop")
    with window(shop, 80, "release") as terminal:
        assert 0 == terminal.ended()
    return shop, terminal


@pytest.fixture(name="slow")
def _slow(tmp_path: Path) -> Shop:
    """Return a shop whose build goes on until there is a file `go`."""
    shop = make_shop(tmp_path / "shop")
    (shop.root / "slow.py").write_text(SLOW)
    shop.settings("build.py", "slow.py")
    return shop


def go(shop: Shop) -> None:
    """Let its build come to its end."""
    (shop.root / "go").touch()


def turning(terminal: Terminal) -> bool:
    """Whether the last line is one that is drawn anew."""
    return bool(terminal.lines) and terminal.lines[-1].startswith(tuple(TURNING))


def standing(terminal: Terminal) -> bool:
    """Whether the status line shows what the build said last."""
    return turning(terminal) and "page 2" in terminal.lines[-1]


def test_a_release_says_states_in_colours_and_leaves_no_line_behind(
    released: tuple[Shop, Terminal],
) -> None:
    """What goes on is shown while it does, and the last screen is what stays."""
    _, terminal = released

    assert "  finalized  every step is done" == terminal.lines[-1]
    assert not any(turn in line for turn in TURNING for line in terminal.lines)
    assert b"\x1b[32mok" in terminal.raw
    assert b"\x1b[1mrelease shop@1.4.0 for local\x1b[0m" in terminal.raw
    assert b"\x1b[?25l" not in terminal.raw


@pytest.mark.parametrize("columns", [20, 80, 160])
def test_no_word_is_lost_or_cut_at_any_width(released: tuple[Shop, Terminal], columns: int) -> None:
    """Of twenty columns too; a word that is longer than that is left to the terminal."""
    shop, _ = released
    plain = shop.invoke("status").out
    with window(shop, columns, "status") as terminal:
        assert 0 == terminal.ended()

    assert "".join(plain.split()) == "".join("".join(terminal.lines).split())
    if columns > 40:
        assert plain.split() == " ".join(terminal.lines).split()
    if columns == 160:
        assert plain.rstrip().split("\n") == terminal.lines


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "0"}, False),
    ],
)
def test_colours_are_the_users_choice(
    released: tuple[Shop, Terminal], environ: dict[str, str], coloured: bool
) -> None:
    """And the words are the same."""
    shop, _ = released
    with window(shop, 160, "status", environ=environ) as terminal:
        assert 0 == terminal.ended()

    assert coloured == (b"\x1b[" in terminal.raw)
    assert shop.invoke("status").out.rstrip().split("\n") == terminal.lines


def test_json_has_no_colours_anywhere(released: tuple[Shop, Terminal]) -> None:
    """A program reads it, also where a person looks at it, and where colours are forced."""
    shop, _ = released
    with window(shop, 40, "status", "--json", environ={"FORCE_COLOR": "1"}) as terminal:
        assert 0 == terminal.ended()

    assert b"\x1b[" not in terminal.raw
    drawn = json.loads(terminal.raw)
    plain = shop.invoke("status", "--json").json
    assert plain | {"seconds": 0} == drawn | {"seconds": 0}


def test_off_a_terminal_there_is_no_escape_and_no_carriage_return(
    released: tuple[Shop, Terminal],
) -> None:
    """A log of CI is lines; each is as long as it is."""
    shop, _ = released
    ended = subprocess.run(
        [sys.executable, "-m", "buildtools", "release"],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        timeout=120,
        check=True,
    )

    assert b"\r" not in ended.stdout + ended.stderr
    assert b"\x1b" not in ended.stdout + ended.stderr
    assert b"building shop@1.4.0" in ended.stderr


def test_a_failure_is_coloured_and_says_what_helps(released: tuple[Shop, Terminal]) -> None:
    """On stderr by itself, whoever reads stdout."""
    shop, _ = released
    with window(shop, 80, "release", "--from=nothing") as terminal:
        assert 20 == terminal.ended()

    assert b"\x1b[1;31merror:\x1b[0m nothing is no step" in terminal.raw


def test_a_build_goes_on_in_one_line_that_is_gone_at_the_end(slow: Shop) -> None:
    """Three thousand lines of a bundler leave the screen to what counts."""
    with window(slow, 80, "build") as terminal:
        terminal.until(standing)
        go(slow)
        assert 0 == terminal.ended()

    assert "build: 4 pairs" == terminal.lines[-1]
    assert not any("page " in line for line in terminal.lines)


def test_a_build_that_fails_is_shown_whole(slow: Shop) -> None:
    """What it said first is often why."""
    with window(slow, 80, "build", environ={"SHOP_EXIT": "3"}) as terminal:
        terminal.until(standing)
        go(slow)
        assert 40 == terminal.ended()
    first = terminal.lines.index("ready")

    assert "page 0 of a long list of pages that this shop has" == terminal.lines[first + 1]
    assert b"\x1b[32mready" in terminal.raw


def test_each_line_of_a_build_can_be_asked_for(slow: Shop) -> None:
    """Above a line that says how long it goes on."""
    with window(slow, 80, "build", "-v") as terminal:
        terminal.until(turning)
        go(slow)
        assert 0 == terminal.ended()

    assert "page 1 of a long list of pages that this shop has" in terminal.lines


def press_later(terminal: Terminal) -> None:
    """Press Ctrl-C again and again until it is heard: presses close together count as one."""
    while terminal.process.poll() is None:
        time.sleep(0.15)
        with suppress(OSError):  # it has ended meanwhile
            terminal.press(CTRL_C)


def test_ctrl_c_leaves_no_line(slow: Shop) -> None:
    """Nor a part of one beside the ^C that the terminal writes."""
    with window(slow, 80, "build") as terminal:
        terminal.until(standing)
        terminal.press(CTRL_C)
        assert 130 == terminal.ended()

    assert "error: stopped by SIGINT during build" == terminal.lines[-2]
    assert not any(turn in line for turn in TURNING for line in terminal.lines)


def test_a_second_ctrl_c_leaves_no_line_either(slow: Shop) -> None:
    """It ends the process at once, and nothing of ours comes after."""
    (slow.root / "slow.py").write_text(f"import signal\nsignal.signal(15, signal.SIG_IGN)\n{SLOW}")
    with window(slow, 80, "build") as terminal:
        terminal.until(standing)
        terminal.press(CTRL_C)
        terminal.until(lambda seen: b"^C" in seen.raw)
        press_later(terminal)
        assert 130 == terminal.ended()

    assert not any(turn in line for turn in TURNING for line in terminal.lines)


def test_ctrl_z_leaves_the_line_to_the_shell(slow: Shop) -> None:
    """And what was continued draws it again."""
    with window(slow, 80, "build", shell=True) as terminal:
        terminal.until(standing)
        terminal.press(CTRL_Z)
        terminal.until(lambda seen: b"Stopped" in seen.raw)
        assert "[1]+ Stopped" == terminal.lines[-1]
        assert not any(turn in line for turn in TURNING for line in terminal.lines)
        terminal.press(b"fg\n")
        terminal.until(standing)
        go(slow)
        assert 0 == terminal.ended()

    assert "build: 4 pairs" == terminal.lines[-1]


@pytest.mark.parametrize("columns", [20, 60, 160])
def test_a_window_of_another_size_gets_a_line_that_fits(slow: Shop, columns: int) -> None:
    """It stays one line, and goes as one."""
    with window(slow, 80, "build") as terminal:
        terminal.until(standing)
        before = len(terminal.raw)
        terminal.resize(columns)
        terminal.until(lambda seen: seen.raw[before:].count(b"\r\x1b[K") > 4)
        rows = [line for line in terminal.lines if line.startswith(tuple(TURNING))]
        assert 1 == len(rows)
        assert len(rows[0]) < columns
        go(slow)
        assert 0 == terminal.ended()

    assert not any(turn in line for turn in TURNING for line in terminal.lines)


def test_a_window_that_is_closed_stops_the_build_in_order(slow: Shop) -> None:
    """By its signal, with its code; nothing can be said any more."""
    with window(slow, 80, "build") as terminal:
        terminal.until(standing)
        terminal.close()

        assert 129 == terminal.process.wait(60)
