"""A position of a script and its original: the words that resolvers and checks share.

Lines and columns are counted from zero, columns in UTF-16 units as in JavaScript.
"""

from typing import Final, Literal, NamedTuple

import msgspec

CONTEXT_LINES: Final = 5
"""Lines of source that Sentry shows before and after the one that threw."""


LeftOut = Literal["", "scopes", "resolver", "absent"]
"""What was not asked: the names of functions alone, or `symbolic`, because of its cost or because
it is not installed."""
OWN: Final = "our own"
"""What reads maps where `symbolic` is not installed."""


class Place(NamedTuple):
    """A place in a script, line and column from zero."""

    line: int
    column: int


class Token(msgspec.Struct, frozen=True):
    """One entry of a map: where it stands in the script, and where it points to."""

    dst_line: int
    dst_column: int
    source: str | None
    src_line: int
    src_column: int
    name: str | None
    mapped: bool
    """False for an entry that says "from here on nothing is known"; the rest is then empty."""


class Original(msgspec.Struct, frozen=True):
    """What a position was before the build."""

    source: str | None
    """The map's name of the source file; None where the map has null."""
    line: int
    column: int
    name: str | None
    """The original of the word at the position itself."""
    function: str | None
    """The function around the position, `<anonymous>` without a name, None outside of any."""
    context_line: str | None = None
    """The source line; None when the map carries no sources."""
    pre_context: tuple[str, ...] = ()
    post_context: tuple[str, ...] = ()
