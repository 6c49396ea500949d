"""What an explanation says: of each frame its place in the sources, or why there is none."""

from typing import Literal, TypeAlias

import msgspec

from buildtools.findings import Finding
from buildtools.inspections.explain.causes import Told
from buildtools.inspections.explain.causes.row import Cause
from buildtools.stacks import Frame

By: TypeAlias = Literal["url", "path", "name"]
"""How a frame's file was recognised: by its URL, the end of its path, or its name alone."""

Given: TypeAlias = Literal["build", "folder", "server", "project"]
"""Whose files said it: those of the release's own build, of a folder that was named, of a server;
or the project's sources, for a frame that names one of them already."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a frame comes from; line and column count from one, columns in UTF-16 units."""

    file: str
    """The file of the project, where it is here; else the source as the map names it."""
    line: int
    column: int | None
    function: str | None = None
    text: str | None = None
    """The line of source; None where nobody has its text."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    source: str = ""
    """The map's own name of the source."""


class Script(msgspec.Struct, frozen=True, omit_defaults=True):
    """The built file that a frame is of."""

    url: str
    path: str
    """Relative to the project's root, or as the folder that was named has it."""
    by: By
    given: Given
    map: str | None = None
    """None where the map is in the script, or came alone."""
    debug_id: str | None = None


class Missing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A script that is known, and whose files cannot be read here."""

    code: Literal["not-here", "changed", "unreadable"]
    url: str
    path: str
    sentence: str
    remedy: str


class Explained(msgspec.Struct, frozen=True, omit_defaults=True):
    """One frame: its original, or the cause, or what is lacking to tell it."""

    frame: Frame
    original: Place | None = None
    script: Script | None = None
    told: Told = Told(None)
    """Why it stays as it is; of a frame with an original, what is less about it than could be."""
    missing: Missing | None = None
    stays: bool = False
    """Whether a server shows it as it came, even if its original is known here."""
    doubt: Finding | None = None
    """What was found wrong about the map, somewhere: the place may be another."""

    @property
    def cause(self) -> Cause | None:
        """Why the frame stays as it is."""
        return self.told.cause if self.original is None or self.stays else None

    @property
    def is_answered(self) -> bool:
        """Whether it has its place, or a reason why not."""
        return bool(self.original or self.cause or self.missing)


class ExplainedStack(msgspec.Struct, frozen=True):
    """The frames of one error, and the line that begins it."""

    head: str | None
    frames: tuple[Explained, ...]


class Explanation(msgspec.Struct, frozen=True):
    """What came of a whole text."""

    stacks: tuple[ExplainedStack, ...]
    aside: tuple[Frame, ...] = ()
    """Lines that look like frames, and may be lines of a message."""

    @property
    def frames(self) -> tuple[Explained, ...]:
        """All frames, in the order of the text."""
        return tuple(each for stack in self.stacks for each in stack.frames)
