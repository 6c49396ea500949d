"""Writers: tools that are known to put text before code after its map was made.

Where such a text stands exactly where a map is off by its length, the map is moved without asking.
"""

from buildtools.bundlers import all_of

_WRITERS = all_of(lambda each: each.writers)


def known(text: str) -> str | None:
    """Name who wrote a text, all of it; None when nobody is known to."""
    bare = text.strip()
    return next((each.name for each in _WRITERS if each.text.fullmatch(bare)), None)
