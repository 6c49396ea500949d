"""What a bundle's entries are made from: how a script names its map, the map in it, flat maps.

What reads scripts and maps is imported when it is asked for: an upload that has nothing to pack
does without, and it takes a while to be loaded.
"""

from buildtools.values import Sources


def reference(url: str, map_url: str, script: bytes) -> str:
    """Return the `sourcemap` header of a script: what leads from its URL to its map's."""
    from buildtools.sourcemaps.scripts import comments, map_reference

    return map_reference.reference(url, map_url, comments.read_reference(script))


def embedded_map(script: bytes) -> bytes:
    """Return the map inside a script.

    Raises SourceMapError when its last comment names none that can be read.
    """
    from buildtools.sourcemaps.scripts import comments, inline_map

    return inline_map.embedded_map(script, comments.read(script)).text


def may_have_sections(head: bytes) -> bool:
    """Whether a map that begins like this can be one in sections."""
    from buildtools.sourcemaps.maps import flatten

    return flatten.may_have_sections(head)


def withheld(map_: bytes, sent: Sources) -> bytes:
    """Return a map without the texts that are not to be sent. Raises SourceMapError."""
    from buildtools.sourcemaps.bundle import withholding

    return withholding.map_without_texts(map_, sent)


def bare(script: bytes, map_name: str) -> bytes:
    """Return a script without the maps that it holds; its own is the file of this name."""
    from buildtools.sourcemaps.bundle import withholding

    return withholding.script_without_maps(script, map_name)


def flat(map_: bytes) -> bytes | None:
    """Return a map in sections as one without; None when it has none.

    Raises SourceMapError when its sections cannot be joined.
    """
    from buildtools.sourcemaps.maps import flatten

    return flatten.flat(map_)
