"""The markers of generated blocks in a Markdown file, read; those that cannot be right, refused.

    <!-- review:weight begin sha=1a2b3c4d -->

    what a command has written

    <!-- review:weight end -->

Markers count at the top level of the text alone: one in code, in other HTML, in front matter, in a
list or in a quote is a text like any other.
"""

import re
from typing import Literal

import msgspec

from buildtools.documents.checksum import checksum
from buildtools.documents.lines import end_of, front_matter, lines
from buildtools.documents.structure import Open, Scanner
from buildtools.errors import ConfigurationError

Fault = Literal["malformed", "nested", "twice", "unclosed", "end", "swallowed", "changed", "text"]
"""malformed: a line is nearly a marker · nested · twice · unclosed: a begin has no end · end: an
end of another block, or of none · swallowed: by code or HTML · changed: by hand · text: what is to
be written has a marker in it, or leaves code open."""


_BOM = "\ufeff"


class Refused(ConfigurationError):
    """A document whose blocks cannot be written; nothing of it was changed."""

    def __init__(
        self, fault: Fault, block: str, line: int, what: str, remedy: str, *more: str
    ) -> None:
        super().__init__(what, evidence=more, remedy=remedy)
        self.fault = fault
        self.block = block
        self.line = line
        """From one; 0 where it is about no line."""


class Block(msgspec.Struct, frozen=True):
    """One block as it stands in a document: opening, body and closing join to what is there."""

    name: str
    line: int
    """Of its begin marker, from one."""
    sha: str | None
    """As its marker has it; None where nothing was written yet."""
    opening: str
    body: str
    closing: str
    open: Open | None = None
    """Code or HTML that its body leaves open."""

    @property
    def is_changed(self) -> bool:
        """Whether another hand was in it: without a checksum there has to be nothing in it."""
        if self.sha is None:
            return bool(self.body.strip())
        return checksum(self.body) != self.sha


class Document(msgspec.Struct, frozen=True):
    """A document as prose and blocks, in order, which join to what is there."""

    parts: tuple[str | Block, ...]
    end: str
    """How its lines end."""
    open: Open | None
    """Code or HTML that is open at its end, and would swallow what is written there."""
    swallowed: dict[str, tuple[int, Open]]
    """Blocks that were written once and stand in code or HTML now: their line, and in what."""

    @property
    def blocks(self) -> dict[str, Block]:
        """Every block by its name."""
        return {part.name: part for part in self.parts if isinstance(part, Block)}


def parse(text: str, prefix: str, file: str = "the document") -> Document:
    """Read the blocks of one prefix, such as `review`; `file` is what people call the document.

    Raises Refused at the first marker that cannot be right, with its line.
    """
    reader = _Reader(prefix, file, _BOM if text.startswith(_BOM) else "")
    skipped = front_matter(text)
    for number, (line, end) in enumerate(lines(text.removeprefix(_BOM)), 1):
        reader.feed(line, end, 0 if number <= skipped else number)
    return reader.document(end_of(text))


def is_marker(line: str, prefix: str) -> bool:
    """Whether a line is a marker, or nearly one."""
    return bool(re.match(rf" {{0,3}}<!--\s*{prefix}:\S*\s+(?:begin|end)\b", line))


class _Reader:
    """Takes line after line to the prose or the block that it belongs to."""

    def __init__(self, prefix: str, file: str, before: str = "") -> None:
        name = rf"^ {{0,3}}<!--[ \t]*{prefix}:(?P<name>[a-z0-9-]+)[ \t]+"
        self._begin = re.compile(rf"{name}begin(?:[ \t]+sha=(?P<sha>[0-9a-f]{{8}}))?[ \t]*-->\s*$")
        self._end = re.compile(rf"{name}end[ \t]*-->\s*$")
        self._prefix = prefix
        self._file = file
        self._parts: list[str | Block] = []
        self._lines = [before]
        self._block: Block | None = None
        self._scanner = Scanner()
        self._swallowed: dict[str, tuple[int, Open]] = {}

    def feed(self, line: str, end: str, number: int) -> None:
        """Take a line; its number is 0 where it is front matter."""
        is_top = bool(number) and self._scanner.feed(line, number)
        begin, finish = self._begin.match(line), self._end.match(line)
        if self._block is None and not is_top:
            self._note(begin, number)
            self._lines.append(line + end)
        elif begin:
            self._open_block(begin, line + end, number)
        elif finish:
            self._close_block(finish["name"], line + end, number)
        elif is_marker(line, self._prefix):
            raise self._refused("malformed", "", number, "is nearly a marker", _WRITE)
        else:
            self._lines.append(line + end)

    def _note(self, begin: re.Match[str] | None, number: int) -> None:
        """Note a block that was written once, and is swallowed now."""
        if begin and begin["sha"] and (within := self._scanner.open):
            self._swallowed[begin["name"]] = (number, within)

    def _open_block(self, begin: re.Match[str], line: str, number: int) -> None:
        name = begin["name"]
        if self._block:
            what = f"block {name} begins within block {self._block.name}"
            raise self._refused("nested", name, number, what, _ONE)
        earlier = [each for each in self._parts if isinstance(each, Block) and each.name == name]
        if earlier:
            what = f"block {name} stands here once more, after line {earlier[0].line}"
            raise self._refused("twice", name, number, what, "keep one of the two")
        self._parts.append("".join(self._lines))
        self._block = Block(name, number, begin["sha"], line, "", "")
        self._lines, self._scanner = [], Scanner()

    def _close_block(self, name: str, line: str, number: int) -> None:
        if self._block is None:
            what = f"block {name} ends, and does not begin"
            raise self._refused("end", name, number, what, "take this line out, or put its begin")
        if self._block.name != name:
            what = f"block {name} ends, and block {self._block.name} is open"
            raise self._refused("end", name, number, what, _ONE)
        body, within = "".join(self._lines), self._scanner.open
        self._parts.append(
            msgspec.structs.replace(self._block, body=body, closing=line, open=within)
        )
        self._block, self._lines, self._scanner = None, [], Scanner()

    def document(self, end: str) -> Document:
        """Return what was read."""
        if self._block:
            name, number = self._block.name, self._block.line
            put = f"put <!-- {self._prefix}:{name} end --> behind it"
            raise self._refused("unclosed", name, number, f"block {name} has no end", put)
        self._parts.append("".join(self._lines))
        return Document(tuple(self._parts), end, self._scanner.open, self._swallowed)

    def _refused(self, fault: Fault, block: str, number: int, what: str, remedy: str) -> Refused:
        return Refused(fault, block, number, f"{self._file}:{number}: {what}", remedy)


_ONE = "end each block before the next one begins"
_WRITE = "write it as <!-- review:NAME begin --> or <!-- review:NAME end -->, alone on its line"
