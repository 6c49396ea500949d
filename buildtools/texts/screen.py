"""A screen: text in lines that knows what its parts mean.

It is a string, and as one it is the plain text: whoever writes it into a file, compares it or
sends it on needs to know nothing of this. `output` alone looks at the lines, where a terminal can
show what a part means, and wraps each line to what the terminal has room for.
"""

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

Role = Literal["good", "bad", "warning", "help", "heading", "aside"]
"""What a part of a line is: a state or finding, what helps, a heading, or less than the rest."""

_GAP = re.compile(r" {2,}")
"""What stands between a label and its words."""

ROLE_OF: dict[str, Role] = {"error": "bad", "warning": "warning", "info": "aside"}
"""The role of each severity."""


class Span(NamedTuple):
    """A part of a line, and what it means; None is a part like any other."""

    text: str
    role: Role | None = None


class Line(NamedTuple):
    """One line, and where it goes on when it needs several."""

    spans: tuple[Span, ...]
    hang: int | None = None
    """Columns before what is wrapped; None for two more than the line begins with."""
    wraps: bool = True
    """Whether it may be wrapped at all: a line of a file may not."""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class Screen(str):
    """Lines with their roles; as a string, their plain text."""

    lines: tuple[Line, ...]

    def __new__(cls, lines: Iterable[Line | str]) -> "Screen":
        """Make it of lines; one that is a string has no roles."""
        every = tuple(each if isinstance(each, Line) else line(each) for each in lines)
        made = super().__new__(cls, "\n".join(each.text for each in every))
        made.lines = every
        return made

    def mapped(self, change: Callable[[str], str]) -> "Screen":
        """Return it with each part's text changed; what means something stays one part."""
        return Screen(
            each._replace(spans=tuple(span._replace(text=change(span.text)) for span in each.spans))
            for each in self.lines
        )


def line(*parts: str | Span, hang: int | None = None) -> Line:
    """Make a line of its parts."""
    return Line(tuple(Span(part) if isinstance(part, str) else part for part in parts), hang)


def as_it_is(text: str) -> Screen:
    """Make a screen of lines that people copy, such as those of a file: none is wrapped."""
    return Screen(line(each)._replace(wraps=False) for each in text.split("\n"))


def last_line(text: str, about: int | None) -> str:
    """Return what a screen comes to in one line: its last, behind the one that says what of.

    `about` is the number of that line, None where there is none.
    """
    lines = text.split("\n")
    result = _GAP.sub(": ", lines[-1].strip())
    return result if about is None else f"{lines[about]}: {result}"
