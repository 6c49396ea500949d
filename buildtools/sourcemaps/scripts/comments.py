"""What the comments of a script say: its source map, its debug ID; and where it may be edited.

Only genuine comments count. A search from the end finds candidates, and the text around one
usually proves that it cannot lie in a string, template, regular expression or other comment;
only where it does not, the whole script is passed through `lexer`.
Source: ECMA-426, 11.1.2.1 Extracting source map URLs; `//# debugId=` is its debug-ID proposal.
"""

import re
from functools import cached_property
from typing import NamedTuple

import msgspec

from buildtools.sourcemaps.scripts import lexer, snippet
from buildtools.sourcemaps.scripts.prologue import prologue_end
from buildtools.values import DebugId, parse_debug_id

__all__ = ["Comments", "Note", "Span", "prologue_end", "read", "read_reference"]

_GLUED = re.compile(rb"(.+?)(?:false|true|null|undefined)")
"""A flag glued to the ID, as some plugins have written it."""


class Span(NamedTuple):
    """Offsets of a piece of the script, end exclusive."""

    start: int
    end: int


class Note(NamedTuple):
    """A comment that carries a value: `//# name=value`, or with `//@`, or in block form."""

    comment: Span
    value: Span


class Comments(msgspec.Struct, frozen=True):
    """What was found; every offset counts bytes of the script."""

    reference: str | None
    """Of the last genuine sourceMappingURL comment: the text as written, not decoded."""
    reference_note: Note | None
    debug_id: DebugId | None
    """Of the last genuine debugId comment; None too when its value is not an ID."""
    debug_note: Note | None
    debug_id_glued: bool
    """Whether the ID had to be freed from a word glued to it, as in `<uuid>false`."""
    registered: tuple[snippet.Registration, ...]
    """Where the script registers IDs at run time."""

    @property
    def snippet_id(self) -> DebugId | None:
        """The first ID registered at run time."""
        return self.registered[0].debug_id if self.registered else None

    @property
    def code_end(self) -> int | None:
        """Where the comments that close a script begin; None when there are none."""
        notes = [note for note in (self.reference_note, self.debug_note) if note]
        return min((note.comment.start for note in notes), default=None)


def read(script: bytes) -> Comments:
    """Read what a script's comments and snippets say."""
    search = _Search(script)
    reference = search.last(b"sourceMappingURL=")
    # One search says that there is nothing to be found by the others, as in most scripts.
    marked = snippet.MARK in script
    debug = search.last(b"debugId=") if marked else None
    debug_id, glued = _debug_id(script[slice(*debug.value)]) if debug else (None, False)
    return Comments(
        reference=_text(script[slice(*reference.value)]) if reference else None,
        reference_note=reference,
        debug_id=debug_id,
        debug_note=debug,
        debug_id_glued=glued,
        registered=snippet.registrations(script) if marked else (),
    )


def read_reference(script: bytes) -> str | None:
    """Read only the reference to the map: the same as `read` finds, and many times as fast."""
    found = _Search(script).last(b"sourceMappingURL=")
    return _text(script[slice(*found.value)]) if found else None


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _debug_id(value: bytes) -> tuple[DebugId | None, bool]:
    glued = _GLUED.fullmatch(value)
    return parse_debug_id(_text(glued[1] if glued else value)), glued is not None


class _Search:
    """Looks for notes in one script, and passes it through the lexer at most once."""

    def __init__(self, script: bytes) -> None:
        self.script = script

    @cached_property
    def _comments(self) -> dict[int, lexer.Comment]:
        return lexer.comments(self.script)

    def last(self, key: bytes) -> Note | None:
        """Find the last genuine note with this key."""
        at = len(self.script)
        while (at := self.script.rfind(key, 0, at)) >= 0:
            note = self._note(at, key)
            if note and (self._is_certain(note) or self._is_comment(note)):
                return note
        return None

    def _note(self, at: int, key: bytes) -> Note | None:
        """Read a candidate: right marks before it, nothing but its value behind it."""
        mark = self.script[max(0, at - 16) : at].rstrip(b" \t")
        start = at - len(self.script[max(0, at - 16) : at]) + len(mark) - 3
        line_end = _line_end(self.script, at)
        if mark.endswith((b"//#", b"//@")):
            end = line_end
            closed = end
        elif mark.endswith((b"/*#", b"/*@")):
            end = self.script.find(b"*/", at, line_end)
            closed = end + 2
        else:
            return None
        text = self.script[at + len(key) : max(end, 0)].rstrip()
        if end < 0 or not text or len(text.split(None, 1)) != 1 or text != text.lstrip():
            return None
        if any(quote in text for quote in (b'"', b"'", b"`")):
            return None  # no engine accepts quotes in it: most likely the end of a string
        value = at + len(key)
        return Note(Span(start, closed), Span(value, value + len(text)))

    def _is_certain(self, note: Note) -> bool:
        """Prove by the text around it that a candidate stands in no literal or comment."""
        start, end = note.comment
        line = _line_start(self.script, start)
        if self.script[line:start].strip(b" \t\xef\xbb\xbf") or self._is_continued(line):
            return False
        if self.script.find(b"`", end) >= 0:
            return False
        return not self._may_be_in_block(note)

    def _is_continued(self, line: int) -> bool:
        return self.script[max(0, line - 3) : line].rstrip(b"\r\n").endswith(b"\\")

    def _may_be_in_block(self, note: Note) -> bool:
        """Whether a block comment may be open where the note begins."""
        start, end = note.comment
        block = self.script[start : start + 2] == b"/*"
        if not block and self.script.find(b"*/", end) < 0:
            return False
        opened = self.script.rfind(b"/*", 0, start)
        return opened >= 0 and self.script.find(b"*/", opened + 2, start) < 0

    def _is_comment(self, note: Note) -> bool:
        """Ask the lexer."""
        comment = self._comments.get(note.comment.start)
        return comment is not None and comment.end == note.comment.end


def _line_start(script: bytes, at: int) -> int:
    feed = script.rfind(b"\n", 0, at)
    return max(feed, script.rfind(b"\r", feed + 1, at)) + 1


def _line_end(script: bytes, at: int) -> int:
    feed = script.find(b"\n", at)
    end = len(script) if feed < 0 else feed
    carriage = script.find(b"\r", at, end)
    return end if carriage < 0 else carriage
