"""One command of a script, and where it stands."""

from typing import NamedTuple

from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told


class Step(NamedTuple):
    """One command, where it stands, and where it runs."""

    words: tuple[Told, ...]
    place: str
    folder: str
    scope: Scope
    maybe: bool = False
    depth: int = 0
    """How many scripts it was followed into."""

    @property
    def line(self) -> str:
        """Its words in one text."""
        return " ".join(each.text for each in self.words)


class Where(NamedTuple):
    """The file that a script stands in, and the line before it."""

    file: str
    above: int = 0
    fixed: bool = False
    """Whether all of it stands on the line that follows `above`."""

    def place(self, line: int) -> str:
        """Return the place of a line of the script."""
        return f"{self.file}:{self.above + 1 if self.fixed else line}"
