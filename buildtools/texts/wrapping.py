"""Wrapping: lines as narrow as a terminal, broken between words and nowhere else.

An address, a path or a command's word is never cut, so that it can be copied; one that is longer
than the terminal stands on a row of its own, and the terminal breaks it. A number stays beside what
it counts. How wide a text is shown
is told by Unicode: the standard library has its tables. Source: UAX #11, UAX #44.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from buildtools.texts.screen import Line, Span

_PIECES = re.compile(r" +|[^ ]+")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_NARROWEST = 16
"""Columns below which a hanging indent takes more than it gives."""

_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def columns(text: str) -> int:
    """Return how many columns a terminal needs to show a text of one line."""
    if text.isascii():
        return len(text)
    wide, before = 0, ""
    for each in text:
        wide += _columns(each, before)
        before = each
    return wide


def _columns(character: str, before: str) -> int:
    if character == _AS_EMOJI:  # what stands before it is drawn in colour, and two columns wide
        return 1 if before and unicodedata.east_asian_width(before) not in "WF" else 0
    if before == _JOINER or (before and ord(character) in _SKIN_TONES):
        return 0
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, room: int) -> str:
    """Return what of a line fits into so many columns; what is gone leaves an ellipsis."""
    if columns(text) <= room:
        return text
    kept = text
    while kept and columns(kept) >= room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if room > 0 else ""


def wrapped(line: Line, width: int) -> Iterator[tuple[Span, ...]]:
    """Return a line in rows of at most `width` columns, as far as its words allow that."""
    if not line.wraps or columns(line.text) <= width:
        yield line.spans
        return
    indent = " " * _hang(line, width)
    row: list[Span] = []
    for blank, word in _words(line.spans):
        used = _width(row)
        if row and used + len(blank.text) + _width(word) > width:
            yield _joined(row)
            row = [Span(indent), *word]
        else:
            row += [blank, *word]
    yield _joined(row)


def _hang(line: Line, width: int) -> int:
    """Return by how much rows after the first are indented."""
    text = line.text
    hang = len(text) - len(text.lstrip(" ")) + 2 if line.hang is None else line.hang
    return hang if width - hang >= _NARROWEST else min(hang, 4, width // 4)


def _joined(row: Iterable[Span]) -> tuple[Span, ...]:
    """Put together what means the same."""
    alike = groupby((span for span in row if span.text), key=lambda span: span.role)
    return tuple(Span("".join(span.text for span in those), role) for role, those in alike)


def _width(spans: Iterable[Span]) -> int:
    return sum(columns(span.text) for span in spans)


def _words(spans: Iterable[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Return each word with the blanks before it; one may reach over several parts."""
    blank, word = Span(""), list[Span]()
    for span in spans:
        for found in _PIECES.findall(span.text):
            piece = Span(found, span.role)
            if found[0] != " " or (found == " " and word and _NUMBER.fullmatch(word[-1].text)):
                word.append(piece)
            elif word:
                yield blank, word
                blank, word = piece, []
            else:
                blank = Span(blank.text + found, span.role)
    if word:
        yield blank, word
