"""What `symbolic` takes of memory, known before it is asked.

It parses a script into a tree to name the functions around places, and holds each segment of a map
and each source several times over. Measured with 13.9 on many kinds of scripts and maps; what comes
of it is in docs/large.md.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.map_text import MapText, open_map

SPARE: Final = 100_000_000
"""Bytes that looking up positions may take besides what the map itself takes."""

_OF_MARK, _OF_LETTER = 170, 2
"""Bytes for each punctuation mark of a script, and for each other byte: strings cost nothing."""
_OF_SEGMENT, _OF_TEXT = 70, 3
"""The same for each segment of a map, and for each byte of its other members."""
_LEAST = 2
"""Bytes of a segment, with what parts it from the next."""
_CHEAP: Final = 1_000_000
"""Bytes of a map from which on it is looked into."""

_DEEPEST: Final = 20_000
"""Brackets in each other that may be followed; each takes up to 10 kB of the thread's stack."""
_LONGEST: Final = 100_000
"""Operators of one expression, which take up to a kilobyte each."""
_SHALLOW: Final = 64 * 1024
"""Bytes of a script up to which it is looked whether any stack is enough."""
_FEW_BRACKETS: Final = 100
_FEW_OPERATORS: Final = 4_000
STACK_BYTES: Final = 512 * 1024 * 1024
"""Stack of the thread in which that is done; the system gives what is really used."""

_LETTERS = bytes(
    letter for letter in range(256) if letter > 126 or letter < 33 or chr(letter).isalnum()
)
_BRACKETS = bytes.maketrans(b"([{}])", b"\x01\x01\x01\xff\xff\xff")
"""What each adds to the depth, as a signed byte."""
_OTHERS = bytes(letter for letter in range(256) if letter not in b"([{}])")
_ENDS = (b";", b",", b"}")
_NO_OPERATORS = bytes(letter for letter in range(256) if letter not in b"+-*/%&|^!=<>?.(~`")


def of_scopes(script: bytes) -> int:
    """Return how many bytes naming the functions of a script takes, about."""
    marks = len(script.translate(None, _LETTERS))
    return _OF_MARK * marks + _OF_LETTER * len(script)


def of_map(source_map: bytes, opened: MapText | None = None, segments: int | None = None) -> int:
    """Return how many bytes a map takes while positions in it are looked up, about.

    `opened` is the same map, where it was opened before, and `segments` how many it has, where they
    were counted.
    """
    if len(source_map) < _CHEAP:
        return _OF_TEXT * len(source_map)
    try:
        spans = [part.mappings for part in (opened or open_map(source_map)).parts]
    except SourceMapError:
        return 0  # it is symbolic that says what is wrong with it
    if segments is None:
        marks = b",", b";"
        segments = sum(source_map.count(mark, *span[1:]) for span in spans for mark in marks)
    rest = len(source_map) - sum(span.end - span.start for span in spans)
    return _OF_SEGMENT * segments + _OF_TEXT * rest


def is_too_dear(source_map: bytes, opened: MapText | None = None) -> bool:
    """Return whether a map takes more than it should, so that another reader reads it."""
    return not _is_cheap(source_map, opened, 0) and (
        of_map(source_map, opened) > SPARE + len(source_map)
    )


def _is_cheap(source_map: bytes, opened: MapText | None, scopes: int) -> bool:
    """Return whether a map takes no more than it should, were it nothing but segments."""
    mapped = len(source_map)
    if opened is not None:
        mapped = sum(part.mappings.end - part.mappings.start for part in opened.parts)
    most = _OF_SEGMENT * mapped // _LEAST + _OF_TEXT * (len(source_map) - mapped)
    return most + scopes <= SPARE + len(source_map)


def has_scopes_too_dear(
    script: bytes, source_map: bytes, opened: MapText | None = None, segments: int | None = None
) -> bool:
    """Return whether naming functions takes more memory than it should, or too much stack.

    `opened` and `segments` are of the map, as in `of_map`.
    """
    if _is_cheap(source_map, opened, _OF_MARK * len(script)):
        return is_too_deep(script)
    left = SPARE + len(source_map) - of_map(source_map, opened, segments)
    if _OF_LETTER * len(script) > left or of_scopes(script) > left:
        return True
    return is_too_deep(script)


def is_shallow(script: bytes) -> bool:
    """Return whether a parser that calls itself gets along with any stack there is.

    So it is of most small scripts, and to make a thread with a larger one takes longer than them.
    """
    if len(script) > _SHALLOW or len(script.translate(None, _NO_OPERATORS)) > _FEW_OPERATORS:
        return False
    return _depth(script) <= _FEW_BRACKETS


def is_too_deep(script: bytes) -> bool:
    """Return whether brackets or operators of a script are in each other too often to be followed.

    A parser calls itself for each of them, and one that runs out of stack ends the process.
    """
    opened = 0
    if len(script) > _DEEPEST:
        opened = len(script) - len(script.translate(None, b"([{"))
    if opened > _DEEPEST and _depth(script) > _DEEPEST:
        return True
    return any(
        len(part.translate(None, _NO_OPERATORS)) > _LONGEST for part in _long_expressions(script)
    )


def _depth(script: bytes) -> int:
    """Return how many brackets are in each other at most."""
    brackets = script.translate(_BRACKETS, _OTHERS)
    return max(accumulate(memoryview(brackets).cast("b")), default=0)


def _long_expressions(script: bytes) -> Iterator[bytes]:
    """Return the parts of a script between ends of expressions that are longer than the longest."""
    start = 0
    while start + _LONGEST < len(script):
        end = max(script.rfind(each, start, start + _LONGEST) for each in _ENDS)
        if end < start:
            ends = (script.find(each, start + _LONGEST) for each in _ENDS)
            end = min((at for at in ends if at >= 0), default=len(script))
            yield script[start:end]
        start = end + 1
