"""The form of a text that holds the trials of one proof: lines of JSON.

The first says of which release they are, the last how many there are and what was left out. A text
without its last line, or with more lines or fewer, is half of one and no evidence.
"""

import hashlib
from typing import TypeVar

import msgspec

from buildtools.proof.record import LeftOut, Record
from buildtools.proof.trials import Trial
from buildtools.texts.foreign import UNREADABLE
from buildtools.values import Digest

FORMAT = 1
"""The form of the text; another one is of another version of this package."""


Line = TypeVar("Line")


class Head(msgspec.Struct, frozen=True):
    """Whose trials these are."""

    environment: str
    release: str
    dist: str | None = None
    format: int = FORMAT


class End(msgspec.Struct, frozen=True):
    """How many trials stand above, and how many there were besides."""

    trials: int
    left_out: tuple[LeftOut, ...] = ()


class _Headed(msgspec.Struct, frozen=True):
    """What the head of any format has."""

    format: int


class Kept(msgspec.Struct, frozen=True):
    """What was read: the trials that were kept, and what was left out of them."""

    head: Head
    trials: tuple[Trial, ...]
    left_out: tuple[LeftOut, ...]
    digest: Digest
    """SHA-1 of the whole text: the proof in the ledger names the one it was made with."""


def encode(head: Head, record: Record) -> bytes:
    """Write a text: its head, the trials that fitted, in their order, and its end."""
    end = End(len(record.lines), record.left_out)
    return b"".join((_line(head), *record.lines, _line(end)))


def digest(text: bytes) -> Digest:
    """Return the SHA-1 of a text."""
    return Digest(hashlib.sha1(text, usedforsecurity=False).hexdigest())


def decode(text: bytes) -> Kept:
    """Read a text that `encode` wrote.

    Raises ValueError, with a sentence that names the line, where it is none, or half of one.
    """
    lines = text.split(b"\n")
    if len(lines) < 3 or lines.pop():
        raise ValueError("it is cut off, within a line or before the first trial")
    head, end = _head(lines[0]), _end(lines[-1], len(lines))
    trials = tuple(_read(line, Trial, number) for number, line in enumerate(lines[1:-1], 2))
    if len(trials) != end.trials:
        raise ValueError(f"it has {len(trials)} trials, and {end.trials} were written")
    return Kept(head, trials, end.left_out, digest(text))


def _head(line: bytes) -> Head:
    found = _read(line, _Headed, 1).format
    if found != FORMAT:
        raise ValueError(f"its format is {found}, known is {FORMAT}: another version wrote it")
    return _read(line, Head, 1)


def _end(line: bytes, number: int) -> End:
    try:
        return _read(line, End, number)
    except ValueError as fault:
        raise ValueError("its last line is missing: it was cut off") from fault


def _read(line: bytes, kind: type[Line], number: int) -> Line:
    try:
        return msgspec.json.decode(line, type=kind)
    except UNREADABLE as fault:
        raise ValueError(f"line {number} is not what stands there: {fault}") from fault


def _line(value: Head | End) -> bytes:
    return msgspec.json.encode(value) + b"\n"
