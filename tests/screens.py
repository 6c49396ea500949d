"""Screens of the documentation: what commands draw in a real terminal, as text and as SVG.

`python -m tests.screens` writes docs/screens/ anew. Times and what hangs on them are made equal;
all else is what a small shop gives, which is always the same.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

import pyte

from tests.stories.shopping import PACKAGE, Shop, make_shop
from tests.terminals import Terminal

FOLDER = PACKAGE / "docs/screens"
WIDTHS = (80, 160)
DOCTOR = ("doctor", "-v", "--only=server-settings,server,commits,framework,build")
"""Without the check that names the folder, which is another each time."""

_VARYING = (
    (re.compile(r"\d+\.\d s\b"), "0.1 s"),
    (re.compile(r"\d+\.\d kB in"), "6.3 kB in"),  # how densely a bundle is packed hangs on time
    (re.compile(r"(up to|since) [0-9a-f]{7}"), r"\1 a543fa2"),  # the build command names our Python
    (re.compile(r"a543fa2[0-9a-f]{5}"), "a543fa23c967"),
)
_COLOURS = {"green": "#3fb950", "red": "#ff7b72", "magenta": "#d2a8ff", "default": "#e6edf3"}
_COLUMN, _ROW = 8.4, 19


def drawn() -> Iterator[tuple[str, str]]:
    """Draw all screens; give the name of each file and its text."""
    with tempfile.TemporaryDirectory() as folder:
        shop = make_shop(Path(folder).resolve() / "shop")
        for width in WIDTHS:
            yield from _files("release", width, _screen(shop, width, "release", quiet=True))
            yield from _files("status", width, _screen(shop, width, "status"))
            yield from _files("doctor", width, _screen(shop, width, *DOCTOR, quiet=True))
        with (shop.root / "out/web/page.js").open("a", encoding="utf-8") as script:
            script.write("\n// touched\n")
        for width in WIDTHS:
            yield from _files("failure", width, _screen(shop, width, "upload"))


def _screen(shop: Shop, width: int, *words: str, quiet: bool = False) -> Terminal:
    """Run a command to its end; `quiet` leaves out what it says while it goes on."""
    run = [sys.executable, "-m", "buildtools", *words]
    command = ["/bin/sh", "-c", '"$0" "$@" 2>/dev/null', *run] if quiet else run
    with Terminal(command, width, cwd=shop.root, environ={"PYTHONPATH": str(PACKAGE)}) as terminal:
        terminal.ended()
    return terminal


def _files(name: str, width: int, terminal: Terminal) -> Iterator[tuple[str, str]]:
    text = "".join(f"{_equal(line)}\n" for line in terminal.lines)
    yield f"{name}-{width}.txt", text
    yield f"{name}-{width}.svg", _svg(terminal, width)


def _equal(text: str) -> str:
    """Write what differs from run to run in one way."""
    for varying, same in _VARYING:
        text = varying.sub(same, text)
    return text


def _svg(terminal: Terminal, width: int) -> str:
    """Draw the screen in its colours."""
    number = len(terminal.lines)
    wide, high = round(width * _COLUMN + 24), number * _ROW + 20
    rows = "\n".join(_row(terminal, row) for row in range(number))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
        f' height="{high}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">\n'
        f'<rect width="{wide}" height="{high}" rx="6" fill="#0d1117"/>\n{rows}\n</svg>\n'
    )


def _row(terminal: Terminal, row: int) -> str:
    used = range(len(terminal.lines[row]))
    cells = [terminal.screen.buffer[row][at] for at in used]
    alike = groupby(cells, key=lambda cell: (cell.fg, cell.bold))
    spans = [_span(colour, bold, [*those]) for (colour, bold), those in alike]
    text = _equal("".join(spans))
    return f'<text x="12" y="{row * _ROW + 24}" xml:space="preserve">{text}</text>'


def _span(colour: str, bold: bool, cells: list[pyte.screens.Char]) -> str:
    weight = ' font-weight="bold"' if bold else ""
    text = escape("".join(cell.data for cell in cells), quote=False)
    return f'<tspan fill="{_COLOURS.get(colour, _COLOURS["default"])}"{weight}>{text}</tspan>'


def main() -> None:
    """Write all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
