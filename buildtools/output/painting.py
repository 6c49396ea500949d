"""Painting: a text as a terminal shows it, wrapped to its width, its parts in colours.

Only what can be read on a dark and on a light ground: of the sixteen colours every terminal has,
red, green and magenta, and bold and faint, which keep the user's own. Nothing is said by a colour
alone. Source: ECMA-48, SGR.
"""

from buildtools.output.terminals import Kind
from buildtools.texts.escapes import harmless
from buildtools.texts.screen import Role, Screen, Span
from buildtools.texts.wrapping import wrapped

_CODES: dict[Role, str] = {
    "good": "32",
    "bad": "1;31",
    "warning": "35",
    "help": "1",
    "heading": "1",
    "aside": "2",
}


def drawn(text: str, kind: Kind) -> str:
    """Return a text as a stream of this kind shows it."""
    screen = (text if isinstance(text, Screen) else Screen(text.split("\n"))).mapped(harmless)
    rows = (
        row
        for line in screen.lines
        for row in (wrapped(line, kind.width) if kind.width else (line.spans,))
    )
    return "\n".join("".join(_painted(span, colours=kind.colours) for span in row) for row in rows)


def _painted(span: Span, *, colours: bool) -> str:
    if not colours or span.role is None or not span.text:
        return span.text
    return f"\x1b[{_CODES[span.role]}m{span.text}\x1b[0m"
