"""A map that cannot be parsed: whoever reads one finds the same."""

from buildtools.findings import Finding, finding, subjects

CODE = "map-unparsable"


def unparsable(file: str, sentence: str, remedy: str = "") -> Finding:
    """Return the finding about a map in this file, its own or the script that embeds it."""
    return finding(CODE, subjects.File(file), sentence, remedy)
