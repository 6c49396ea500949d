"""Unusable maps: empty ones and ones that cannot be read; whose fault it is, and what helps.

A map of the project's own code must be right, or the build is refused. One of other people's code
alone is told, its script goes out without a debug ID, and its frames stay as they are. Pure.
"""

import re
from collections.abc import Sequence

import msgspec

from buildtools.bundlers import all_of
from buildtools.checks.package_maps import all_packages
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.pairing import ambiguous
from buildtools.texts.wording import count

LARGE_BYTES = 16 * 1024
"""A script of this size with an empty map is no loader or list of externals any more."""

_EMPTIED = all_of(lambda each: each.emptied)


def empty(subject: str, script: str, size: int, sources: Sequence[str], pattern: str) -> Finding:
    """Return the finding on a map that maps nothing.

    As it should for a loader, not for a script with code.

    `pattern` is the script as build.ignore names it.
    """
    if size < LARGE_BYTES:
        return finding(
            "map-empty", subjects.File(subject), f"maps nothing of {script}, which is a stub"
        )
    if all_packages(sources):
        emptied = next((each for each in _EMPTIED if re.search(each.scripts, script)), None)
        switch = f"; {emptied.advice} keeps its map" if emptied else ""
        return finding(
            "map-empty",
            subjects.File(subject),
            f"maps nothing of {script}, which is packages alone, with "
            f"{count(len(sources), 'source')} in node_modules; frames in it stay as they are",
            f"{ignore(pattern)} leaves it alone{switch}",
            severity="warning",
        )
    return finding(
        "map-empty",
        subjects.File(subject),
        f"maps nothing of {script}, which has {size:,} bytes",
        "see which plugin empties its map or writes the script without one; "
        f"{ignore(pattern)} leaves it alone, without a debug ID",
        severity="error",
    )


def unreadable(found: Finding, pattern: str, *, foreign: bool) -> Finding:
    """Return what helps against a map that cannot be read, and whether it stops the build."""
    if foreign:
        return msgspec.structs.replace(
            found,
            severity="warning",
            sentence=f"{found.sentence}; it is of packages alone, whose frames stay as they are",
            remedy=f"{ignore(pattern)} leaves it alone",
        )
    remedy = f"see what wrote it; if that is not your code, {ignore(pattern)} leaves it alone"
    return msgspec.structs.replace(found, remedy=remedy)


def shared(script: str, path: str, pattern: str) -> Finding:
    """Refuse one map that several scripts name."""
    return ambiguous(
        script,
        f"names the map {path}, and so does another script with another text",
        f"let each script have a map of its own; or, if it is not this one's, {ignore(pattern)}",
        also=[subjects.File(path)],
    )


def ignore(pattern: str) -> str:
    """Return the setting that leaves a file alone, with its map and what is said of both."""
    return f'build.ignore: ["{pattern}"]'
