"""Unfinished injections: one file of a pair that a run wrote which was killed before the other.

What that run put in is known only if doing it again, without it, gives the very file that is there:
the debug ID in it is the digest of both files as they were.
"""

from collections.abc import Iterator

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.injection.inject import plan, registration
from buildtools.sourcemaps.maps.map_text import MapText, open_map
from buildtools.sourcemaps.scripts import comments, snippet
from buildtools.sourcemaps.scripts.prologue import LINE_END
from buildtools.splices import Splice, apply


def script_splices(script: bytes, map_: bytes) -> tuple[Splice, ...]:
    """Return what an injection with this map put into the script; none when none did.

    The splices count in the script as it was before.
    """
    for before in _before(script):
        try:
            planned = plan(before, map_)
        except SourceMapError:
            continue
        if planned.script and apply(before, planned.script) == script:
            return planned.script
    return ()


def map_splices(script: bytes, map_: bytes) -> tuple[Splice, ...]:
    """Return what an injection with this script put into the map; none when none did.

    The splices count in the map as it was before.
    """
    try:
        before = _map_before(script, open_map(map_))
        planned = plan(script, before) if before is not None else None
        if before is not None and planned and apply(before, planned.map) == map_:
            return planned.map
    except SourceMapError:
        pass
    return ()


def _map_before(script: bytes, injected: MapText) -> bytes | None:
    """Take our ID out of a map, and the move that our snippet makes in this script."""
    if not injected.is_labelled_by_us():
        return None
    (debug_id,) = injected.debug_ids()
    bare = injected.unlabelled()
    move = registration(script, debug_id)[1]
    back = move._replace(lines=-move.lines, columns=-move.columns)
    return apply(bare, open_map(bare).moved(back))


def _before(script: bytes) -> Iterator[bytes]:
    """Return what the script may have been.

    Without our snippet, our comment, and their line ends.
    """
    seen = comments.read(script)
    ours = snippet.ours(script, seen.registered[0].at) if seen.registered else None
    if ours is None or seen.debug_note is None:
        return
    start, end = seen.debug_note.comment
    for comment in (_with_end(script, start, end), (_line_end_before(script, start), end)):
        for code in (_with_end(script, *ours), ours):
            if code[1] <= comment[0]:
                between = script[code[1] : comment[0]]
                yield script[: code[0]] + between + script[comment[1] :]


def _with_end(script: bytes, start: int, end: int) -> tuple[int, int]:
    behind = LINE_END.match(script, end)
    return start, behind.end() if behind else end


def _line_end_before(script: bytes, start: int) -> int:
    for end in (b"\r\n", b"\n"):
        if script.endswith(end, 0, start):
            return start - len(end)
    return start
