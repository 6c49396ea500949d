"""The lines of a frame as a page shows them: numbered, with the place in them that it names."""

import re
from typing import Final, NamedTuple

from buildtools.sandbox.answers import Json

_SNIPPED: Final = "{snip} "
_BEFORE: Final = 60
"""Characters that a line which was cut on both sides has before the place."""
_WORD: Final = re.compile(r"[\w$]+|.", re.DOTALL)


class Line(NamedTuple):
    """One line: what is before the place that the frame names, the word there, and the rest."""

    number: int
    before: str
    word: str = ""
    after: str = ""
    is_here: bool = False


def around(frame: Json) -> list[Line]:
    """Return the lines of a frame; none where it came without any."""
    here, at = frame.get("context_line"), frame.get("lineno")
    if here is None or at is None:
        return []
    above, below = frame.get("pre_context") or [], frame.get("post_context") or []
    first = at - len(above)
    return [
        *(Line(first + index, text) for index, text in enumerate(above)),
        Line(at, *_split(here, frame.get("colno")), is_here=True),
        *(Line(at + 1 + index, text) for index, text in enumerate(below)),
    ]


def _split(text: str, colno: int | None) -> tuple[str, str, str]:
    """Cut a line at the word of a column, which counts from one."""
    place = _place(text, colno)
    found = _WORD.match(text, place) if place is not None else None
    if found is None:
        return text, "", ""
    return text[: found.start()], found[0], text[found.end() :]


def _place(text: str, colno: int | None) -> int | None:
    """Find a column in a line that may have been cut; None where that cannot be known."""
    if not colno or colno < 1:
        return None
    if not text.startswith(_SNIPPED):
        return colno - 1
    # Cut on both sides, the place is in the middle; cut in front alone, the width is not known.
    return len(_SNIPPED) + _BEFORE if text.endswith(" {snip}") else None
