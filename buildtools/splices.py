"""Splices: a change of bytes that knows what it replaced, so that it can be undone.

Nothing is parsed and written again; what is not spliced stays byte for byte. A `Splice` counts in
the original; an `Edit` counts in the result and is what the ledger keeps of it.
"""

import zlib
from collections.abc import Iterable

import msgspec

from buildtools.errors import SourceMapError
from buildtools.values import Edit


class Splice(msgspec.Struct, frozen=True):
    """At offset `at` of the original, `old` becomes `new`."""

    at: int
    old: bytes
    new: bytes


def pieces(data: bytes, splices: Iterable[Splice]) -> list[bytes | memoryview]:
    """Make every splice at once, without a copy of what stays; two at one offset keep their order.

    Raises SourceMapError when the bytes to replace are not there, or two splices overlap.
    """
    whole = memoryview(data)
    parts: list[bytes | memoryview] = []
    end = 0
    for splice in _ordered(splices):
        until = splice.at + len(splice.old)
        if splice.at < end or whole[splice.at : until] != splice.old:
            raise SourceMapError("these are not the bytes that the edit was planned for")
        parts += [whole[end : splice.at], splice.new]
        end = until
    return [*parts, whole[end:]]


def apply(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Return the bytes with every splice made, in one piece.

    Raises SourceMapError as `pieces` does.
    """
    return b"".join(pieces(data, splices))


def undo(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Return what `apply` was given; `splices` are the same ones."""
    return original(data, edits(splices))


def edits(splices: Iterable[Splice]) -> tuple[Edit, ...]:
    """Say the same in coordinates of the result, without the new bytes."""
    made, grown = [], 0
    for splice in _ordered(splices):
        made.append(Edit(splice.at + grown, splice.old, len(splice.new)))
        grown += len(splice.new) - len(splice.old)
    return tuple(made)


def original(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes as they were before the edits.

    Raises SourceMapError when the data is too short to have been edited so.
    """
    whole = memoryview(data)  # a slice of it is no copy
    parts: list[bytes | memoryview] = []
    end = 0
    for edit in edits:
        if edit.at < end or edit.at + edit.length > len(data):
            raise SourceMapError("these are not the bytes that were edited")
        parts += [whole[end : edit.at], edit.old]
        end = edit.at + edit.length
    return b"".join([*parts, whole[end:]])


def after(earlier: tuple[Edit, ...], data: bytes, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Say in one what two changes did, the earlier one first; `data` is what they led to."""
    if not earlier:
        return edits
    return difference(original(original(data, edits), earlier), data)


def together(earlier: tuple[Edit, ...], data: bytes, later: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Say the same as `after`, with edits that touch different bytes kept apart and so small."""
    spans, grown = [], 0
    for edit in later:
        spans.append((edit.at - grown, edit.at - grown + len(edit.old), grown))
        grown += edit.length - len(edit.old)
    moved = []
    for edit in earlier:
        end = edit.at + edit.length
        if any(start < end and edit.at < stop for start, stop, _ in spans):
            return after(earlier, data, later)
        behind = (by for start, _, by in spans if start >= end)
        moved.append(Edit(edit.at + next(behind, grown), edit.old, edit.length))
    return tuple(sorted((*moved, *later), key=lambda edit: edit.at))


def pack(layers: Iterable[tuple[Edit, ...]]) -> bytes:
    """Write down changes made one after the other, compressed: an old text may be megabytes."""
    made = [edits for edits in layers if edits]
    return zlib.compress(msgspec.msgpack.encode(made), 6) if made else b""


def joined(first: bytes, edits: tuple[Edit, ...], second: bytes) -> bytes:
    """Pack changes in their order: those of `first`, `edits`, those of `second`."""
    return pack([*_layers(first), edits, *_layers(second)]) if first or edits else second


def unpacked(data: bytes, packed: bytes) -> bytes:
    """Return the bytes as they were before the changes that were packed.

    Raises SourceMapError when the data is too short to have been edited so.
    """
    for edits in reversed(_layers(packed)):
        data = original(data, edits)
    return data


def _layers(packed: bytes) -> list[tuple[Edit, ...]]:
    if not packed:
        return []
    return msgspec.msgpack.decode(zlib.decompress(packed), type=list[tuple[Edit, ...]])


def moving(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that change a length: only they move what comes after."""
    return tuple(edit for edit in edits if len(edit.old) != edit.length)


def difference(old: bytes, new: bytes) -> tuple[Edit, ...]:
    """Say in one edit what it takes to make `old` of `new`; none when they are equal."""
    if old == new:
        return ()
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    return (Edit(start, old[start : len(old) - end], len(new) - end - start),)


def _shared(one: bytes, other: bytes) -> int:
    """Count the bytes that both begin with."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _ordered(splices: Iterable[Splice]) -> list[Splice]:
    return sorted(splices, key=lambda splice: splice.at)
