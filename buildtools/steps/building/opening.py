"""Opening a map: by the resolver that Sentry runs, then by our own reader.

What the resolver cannot read is repaired here for what follows, if nothing is lost by it; inject
does the same to the file.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from buildtools.checks import maps, memory_limits, readable
from buildtools.checks.unparsable import unparsable
from buildtools.errors import SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding
from buildtools.sourcemaps.maps import lossless_fixes, resolve
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.splices import apply
from buildtools.values import Digest, digest_of

_KEPT = 2_000_000
"""Bytes of a script that are kept while its pair is checked; a larger one is read again."""
_WRONG_KIND = "invalid type"
"""In the resolver's sentence: it is JSON, and one of its values is of the wrong kind."""


class Code:
    """The bytes of a script, which several checks of its pair ask for."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: bytes | None = None

    def read(self) -> bytes:
        """Return them. Raises what reading a file raises."""
        if self._kept is not None:
            return self._kept
        data = disk.read(self._file)
        if len(data) <= _KEPT:
            self._kept = data
        return data


class Opened(msgspec.Struct, frozen=True):
    """A map that can be read, as the resolver will read it."""

    parsed: maps.Map
    read: Callable[[], bytes]
    """Gives the text, with lossless fixes made; it is too large to be kept beside what was read."""
    digest: Digest
    """That of the text."""
    code: Code
    """The script."""
    repaired: Finding | None = None
    """What is said of those fixes; None when there are none."""
    unasked: Finding | None = None
    """That our own reader alone has read it; None when the resolver has."""
    entries: resolve.Tokens | None = None
    """What the resolver has read."""


def opened(
    root: Path, script: str, path: str | None, read: lossless_fixes.Read
) -> Opened | Finding:
    """Read the map of a pair, embedded when `path` is None, or find that it cannot be read."""
    subject = path or script
    try:
        built = map_text(root, script, path)
    except SourceMapError as error:
        return unparsable(script, str(error), "build again")
    first = resolve.strictly(built)
    why = first if isinstance(first, str) else None
    text = _readable(built, subject, read) if why else built
    parsed = maps.parse(subject, text, script)
    found = first if text is built else resolve.strictly(text)
    if isinstance(found, str) and why and (not isinstance(parsed, Finding) or _WRONG_KIND in why):
        return readable.refused(subject, script, why, built)
    if isinstance(parsed, Finding):
        return parsed
    entries = None if isinstance(found, str) else found
    said = readable.repaired(subject, why) if why else None
    spared = entries is not None and entries.left_out == "resolver"
    unasked = memory_limits.not_asked(subject, len(text)) if spared else None
    before = readable.before_the_line(subject, script, parsed)
    again = partial(map_text, root, script, path) if text is built else lambda: text
    return before or Opened(
        parsed, again, digest_of(text), Code(root / script), said, unasked, entries
    )


def map_text(root: Path, script: str, path: str | None) -> bytes:
    """Read a map, from its file or out of its script. Raises SourceMapError when it has none."""
    if path is not None:
        return disk.read(root / path)
    data = disk.read(root / script)
    return embedded_map(data, comments.read(data)).text


def _readable(built: bytes, path: str, read: lossless_fixes.Read) -> bytes:
    """Return the map with all fixes made; as it is where it is not JSON at all."""
    try:
        text = apply(built, lossless_fixes.inlined(built, path, read))
        return apply(text, lossless_fixes.readable(text))
    except (SourceMapError, ValueError):
        return built
