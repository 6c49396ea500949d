"""What a shell script is made of, as plain values: commands, their words, and what holds them."""

from typing import NamedTuple


class Variable(NamedTuple):
    """`$NAME`, or `${NAME…}` with what is done to its value there."""

    name: str
    change: str = ""
    """As it is written: `:-fallback`, `#refs/tags/`, `:0:7`."""


class Ran(NamedTuple):
    """`$(…)`: what a command prints."""

    body: "tuple[Statement, ...]"
    written: str
    """What stands between the parentheses, on one line."""


Part = str | Variable | Ran


class Word(NamedTuple):
    """One word of a command, in parts."""

    parts: tuple[Part, ...]
    quoted: bool = False
    """Whether all of it stands in quotes, so that it is no pattern of files."""


class Command(NamedTuple):
    """A command, or assignments alone; `export` is a command with both."""

    words: tuple[Word, ...]
    assigned: tuple[tuple[str, Word], ...]
    line: int
    """From one."""
    into: Word | None = None
    """File that its output goes to."""
    document: str = ""
    """What it is given to read on the following lines."""
    maybe: bool = False
    """Whether it stands under a condition."""


class Group(NamedTuple):
    """Statements within parentheses, which change nothing outside; or within braces."""

    body: "tuple[Statement, ...]"
    apart: bool


class Pipe(NamedTuple):
    """Commands, each of which reads what the one before prints."""

    body: "tuple[Statement, ...]"


class Loop(NamedTuple):
    """Statements for each of some words."""

    name: str
    each: tuple[Word, ...]
    body: "tuple[Statement, ...]"


class Function(NamedTuple):
    """Statements that a name stands for."""

    name: str
    body: "tuple[Statement, ...]"


Statement = Command | Group | Pipe | Loop | Function
