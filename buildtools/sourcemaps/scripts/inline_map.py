"""A source map embedded in its script as a `data:` URL, in Base64 or percent-encoded.

Changes of the map become one small splice of the script: in Base64 the length of the map is kept
a multiple of three away from what it was, by blanks between two keys, so that all behind the
change stays the same text. Source: RFC 2397.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.scripts.comments import Comments
from buildtools.splices import Splice, apply

_URL = re.compile(rb"data:[^,;]*(?:;[^,;]*?)*?(?P<base64>;base64)?,", re.IGNORECASE)
_CHARACTER = re.compile(rb"%[0-9a-fA-F]{2}|[\s\S]")


class Embedded(msgspec.Struct, frozen=True):
    """The map inside a script: its text, and the piece of the script that spells it."""

    text: bytes
    at: int
    spelled: bytes
    base64: bool

    def spell(self, text: bytes) -> bytes:
        """Spell another map as this one is spelled."""
        return base64.b64encode(text) if self.base64 else quote_from_bytes(text, safe="").encode()

    def splices(self, changes: Sequence[Splice], blanks_at: int) -> tuple[Splice, ...]:
        """Turn changes of the map into changes of the script.

        `blanks_at` is where the map may hold blanks.
        """
        if not changes:
            return ()
        if self.base64:
            return self._base64_splices(changes, blanks_at)
        starts = [found.start() for found in _CHARACTER.finditer(self.spelled)]
        starts.append(len(self.spelled))
        return tuple(
            Splice(
                self.at + starts[change.at],
                self.spelled[starts[change.at] : starts[change.at + len(change.old)]],
                quote_from_bytes(change.new, safe="").encode(),
            )
            for change in changes
        )

    def _base64_splices(self, changes: Sequence[Splice], blanks_at: int) -> tuple[Splice, ...]:
        growth = sum(len(change.new) - len(change.old) for change in changes)
        blanks = Splice(blanks_at, b"", b" " * (-growth % 3))
        spelled = base64.b64encode(apply(self.text, [blanks, *changes]))
        first = 4 * (min(change.at for change in (blanks, *changes)) // 3)
        last = max(change.at + len(change.old) for change in (blanks, *changes))
        kept = len(self.spelled) - min(len(self.spelled), 4 * -(-last // 3))
        old = self.spelled[first : len(self.spelled) - kept]
        return (Splice(self.at + first, old, spelled[first : len(spelled) - kept]),)


def embedded_map(script: bytes, seen: Comments) -> Embedded:
    """Decode the map that the script's own comment holds.

    Raises SourceMapError when there is none, or it cannot be decoded.
    """
    note = seen.reference_note
    url = _URL.match(script, note.value.start, note.value.end) if note else None
    if note is None or url is None:
        raise SourceMapError("the script holds no embedded source map")
    spelled = script[url.end() : note.value.end]
    if url["base64"] is None:
        return Embedded(unquote_to_bytes(spelled), url.end(), spelled, base64=False)
    try:
        text = base64.b64decode(spelled, validate=True)
    except binascii.Error as error:
        raise SourceMapError("the embedded source map is not Base64") from error
    return Embedded(text, url.end(), spelled, base64=True)
