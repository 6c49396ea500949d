"""What `symbolic` takes of memory, known before it is asked.

It parses a script into a tree to name the functions around places, and holds each segment of a map
and each source several times over. Measured with 13.9 on many kinds of scripts and maps; what comes
of it is in docs/large.md.
"""

import re
from itertools import accumulate
from typing import Final

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.map_text import open_map

SPARE: Final = 100_000_000
"""Bytes that looking up positions may take besides what the map itself takes."""

_OF_MARK, _OF_LETTER = 170, 2
"""Bytes for each punctuation mark of a script, and for each other byte: strings cost nothing."""
_OF_SEGMENT, _OF_TEXT = 70, 3
"""The same for each segment of a map, and for each byte of its other members."""
_CHEAP: Final = 1_000_000
"""Bytes of a map from which on it is looked into."""

_DEEPEST: Final = 20_000
"""Brackets in each other that may be followed; each takes up to 10 kB of the thread's stack."""
_LONGEST: Final = 100_000
"""Operators of one expression, which take up to a kilobyte each."""
STACK_BYTES: Final = 512 * 1024 * 1024
"""Stack of the thread in which that is done; the system gives what is really used."""

_LETTERS = bytes(
    letter for letter in range(256) if letter > 126 or letter < 33 or chr(letter).isalnum()
)
_BRACKETS = bytes.maketrans(b"([{}])", b"\x01\x01\x01\x02\x02\x02")
_OTHERS = bytes(letter for letter in range(256) if letter not in b"([{}])")
_STEPS = (0, 1, -1)
_BETWEEN = re.compile(rb"[;,}]")
_NO_OPERATORS = bytes(letter for letter in range(256) if letter not in b"+-*/%&|^!=<>?.(~`")


def of_scopes(script: bytes) -> int:
    """Return how many bytes naming the functions of a script takes, about."""
    marks = len(script.translate(None, _LETTERS))
    return _OF_MARK * marks + _OF_LETTER * len(script)


def of_map(source_map: bytes) -> int:
    """Return how many bytes a map takes while positions in it are looked up, about."""
    if len(source_map) < _CHEAP:
        return _OF_TEXT * len(source_map)
    try:
        spans = [part.mappings for part in open_map(source_map).parts]
    except SourceMapError:
        return 0  # it is symbolic that says what is wrong with it
    segments = sum(
        source_map.count(mark, span.start, span.end) for span in spans for mark in (b",", b";")
    )
    rest = len(source_map) - sum(span.end - span.start for span in spans)
    return _OF_SEGMENT * segments + _OF_TEXT * rest


def at_most(source_map: bytes) -> int:
    """Return what `of_map` is never above, without reading the map: each mark may be a segment."""
    if len(source_map) < _CHEAP:
        return _OF_TEXT * len(source_map)
    if len(source_map) * (_OF_SEGMENT + _OF_TEXT) <= SPARE:
        return SPARE
    marks = source_map.count(b",") + source_map.count(b";")
    return _OF_SEGMENT * marks + _OF_TEXT * len(source_map)


def is_too_dear(source_map: bytes) -> bool:
    """Return whether a map takes more than it should, so that another reader reads it."""
    bound = SPARE + len(source_map)
    return at_most(source_map) > bound and of_map(source_map) > bound


def has_scopes_too_dear(script: bytes, source_map: bytes) -> bool:
    """Return whether naming functions takes more memory than it should, or too much stack."""
    left = SPARE + len(source_map) - of_map(source_map)
    if _OF_LETTER * len(script) > left or of_scopes(script) > left:
        return True
    return is_too_deep(script)


def is_too_deep(script: bytes) -> bool:
    """Return whether brackets or operators of a script are in each other too often to be followed.

    A parser calls itself for each of them, and one that runs out of stack ends the process.
    """
    brackets = script.translate(_BRACKETS, _OTHERS)
    if max(accumulate(_STEPS[each] for each in brackets), default=0) > _DEEPEST:
        return True
    return any(
        len(part) > _LONGEST and len(part.translate(None, _NO_OPERATORS)) > _LONGEST
        for part in _BETWEEN.split(script)
    )
