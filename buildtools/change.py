"""Change: one file before and after, for whoever changes files, lets others follow, or undoes it.

Steps plan with it, derived files are described by it, and the ledger keeps it, without content.
"""

from typing import Protocol, runtime_checkable

import msgspec

from buildtools import splices
from buildtools.values import Digest, Edit, ProjectPath, digest_of


@runtime_checkable
class Content(Protocol):
    """What a file shall hold, in memory or waiting on disk."""

    def read(self) -> bytes:
        """Return all of it; read anew each time where it waits on disk."""


class InMemory:
    """A content that is small enough to be held."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self) -> bytes:
        return self._data


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file before and after, and how to undo that."""

    path: ProjectPath
    before: Digest | None
    """SHA-1 before; None where nobody has asked for it."""
    after: Digest | None
    """SHA-1 after; None when the file is taken away."""
    edits: tuple[Edit, ...] = ()
    """What was changed, in file order and in the file's coordinates after."""
    repair: bytes = b""
    """What was changed before the edits, packed because it may be long."""
    content: Content | None = None
    """The file after, while it is not in its place. No ledger holds one: none can be decoded."""

    @property
    def new(self) -> bytes:
        """The file after. Raises ValueError where it is not at hand."""
        if self.content is None:
            raise ValueError(f"the content of {self.path} is not at hand")
        return self.content.read()

    @property
    def old(self) -> bytes:
        """The file before. Raises ValueError where its content is not at hand."""
        return self.undone(self.new)

    @property
    def digest(self) -> Digest:
        """SHA-1 of the file after. Raises ValueError when it is taken away."""
        if self.after is None:
            raise ValueError(f"{self.path} is taken away")
        return self.after

    @property
    def digest_before(self) -> Digest:
        """SHA-1 of the file before. Raises ValueError where nobody has asked for it in time."""
        return self.before or digest_of(self.old)

    @property
    def is_undoable(self) -> bool:
        """Whether anything is known that would have to be undone."""
        return bool(self.edits or self.repair)

    @property
    def record(self) -> "Change":
        """The same as a ledger keeps it."""
        return msgspec.structs.replace(self, content=None)

    def undone(self, data: bytes) -> bytes:
        """Return the file before; `data` is the file after.

        Raises SourceMapError when the data is too short to have been changed so.
        """
        return splices.unpacked(splices.original(data, self.edits), self.repair)

    def following(self, earlier: "Change | None") -> "Change":
        """Say in one what `earlier` did to the file and this did then.

        Where this has no content it did nothing; the edits that it knows of count all the same.
        """
        if earlier is None or not earlier.is_undoable:
            return self
        if self.content is None:
            return msgspec.structs.replace(earlier, edits=self.edits or earlier.edits)
        edits, repair = self.edits, earlier.repair
        if self.repair:
            repair = splices.joined(earlier.repair, earlier.edits, self.repair)
        elif earlier.edits:
            edits = splices.together(earlier.edits, self.new, edits)
        return msgspec.structs.replace(self, before=earlier.before, edits=edits, repair=repair)


def rewritten(path: str, old: bytes, new: bytes, edits: tuple[Edit, ...]) -> Change:
    """Describe a file that shall hold `new` instead of `old`; `edits` undo it."""
    return Change(path, digest_of(old), digest_of(new), edits, content=InMemory(new))
