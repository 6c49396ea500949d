"""Scripts and stylesheets that no longer name their source map.

Only genuine comments go, all of them: where the last one is taken away the one before it would
speak. Ends of lines stay, so that no line of code moves.
Source: ECMA-426, Extracting source map URLs; CSS Syntax, Consume comments.
"""

import re

from buildtools.sourcemaps.scripts import comments
from buildtools.splices import Splice

_STYLE = re.compile(
    rb""""(?:[^"\\\n]|\\[\s\S])*+"|'(?:[^'\\\n]|\\[\s\S])*+'|url\(\s*+[^"'\s][^)]*+\)|/\*[\s\S]*?\*/"""
)
"""The pieces of a stylesheet in which a comment may seem to begin, and the comments."""
_NAMES = re.compile(rb"/\*[#@]\s*+sourceMappingURL=[^\s*][^*]*+\*/\Z")


def script(data: bytes) -> tuple[Splice, ...]:
    """Plan to take every sourceMappingURL comment out of a script."""
    found: list[Splice] = []
    rest = data
    while note := comments.read(rest).reference_note:
        start, end = note.comment
        old = data[start:end]
        # a comment in block form may be all that keeps two words apart
        found.append(Splice(start, old, b" " if old.startswith(b"/*") else b""))
        rest = rest[:start]
    return tuple(reversed(found))


def stylesheet(data: bytes) -> tuple[Splice, ...]:
    """Plan to take every sourceMappingURL comment out of a stylesheet."""
    if b"sourceMappingURL=" not in data:
        return ()
    pieces = (found for found in _STYLE.finditer(data) if _NAMES.match(found[0]))
    return tuple(Splice(found.start(), found[0], b"") for found in pieces)
