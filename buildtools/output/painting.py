"""Painting: a text as a terminal shows it, wrapped to its width, its parts in colours.

Only what can be read on a dark and on a light ground: of the sixteen colours every terminal has,
red, green and magenta, and bold and faint, which keep the user's own. Nothing is said by a colour
alone. Source: ECMA-48, SGR.
"""

import re

from buildtools.output.terminals import Kind
from buildtools.texts.escapes import harmless
from buildtools.texts.screen import ROLE_OF, Line, Role, Screen, Span, line
from buildtools.texts.wrapping import wrapped

_CODES: dict[Role, str] = {
    "good": "32",
    "bad": "1;31",
    "warning": "35",
    "help": "1",
    "heading": "1",
    "aside": "2",
}

_HELPS = ("try", "next")
_FIRST = re.compile(r"( *)(error|warning|try|next): (.*)")


def drawn(text: str, kind: Kind) -> str:
    """Return a text as a stream of this kind shows it."""
    screen = text if isinstance(text, Screen) else Screen(map(_read, text.split("\n")))
    screen = screen.mapped(harmless)
    rows = (
        row
        for each in screen.lines
        for row in (wrapped(each, kind.width) if kind.width else (each.spans,))
    )
    return "\n".join("".join(_painted(span, colours=kind.colours) for span in row) for row in rows)


def _read(text: str) -> Line:
    """Return a line of plain text with the roles that its first word tells."""
    found = _FIRST.match(text)
    if found is None:
        return line(text)
    blanks, word, rest = found.groups()
    if word in _HELPS:
        return line(f"{blanks}{word}: ", Span(rest, "help"), hang=len(blanks) + len(word) + 2)
    return line(blanks, Span(f"{word}:", ROLE_OF[word]), f" {rest}")


def _painted(span: Span, *, colours: bool) -> str:
    if not colours or span.role is None or not span.text:
        return span.text
    return f"\x1b[{_CODES[span.role]}m{span.text}\x1b[0m"
