"""Names of built files, and where links among them lead: what a release cannot take.

Pure: names and places in, findings out. A name is shown as it can be written.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence

from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.pairing import is_map, is_script
from buildtools.texts.escapes import shown
from buildtools.texts.wording import rest

_FAULTS = (
    (re.compile(r"[\ud800-\udfff]"), "is not UTF-8"),
    (re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"), "has a control character in it"),
    (re.compile(r"\\"), "has a backslash in it, which other systems take for a folder"),
    (re.compile(r" (?=/|\Z)"), "has a space at its end, which other systems drop"),
    (re.compile(r"\A[A-Za-z]:"), "begins like a drive of Windows"),
)


def odd(folder: str, names: Iterable[str]) -> list[Finding]:
    """Find files of an output that would be released, but for names that nothing else can keep."""
    return [
        finding(
            "file-name",
            subjects.File(shown(_path(folder, name))),
            f"its name {fault}",
            _way_out(name),
        )
        for name in names
        if _would_be_released(name) and (fault := _fault(_path(folder, name)))
    ]


def is_odd(folder: str, name: str) -> bool:
    """Return whether a file is one of those."""
    return _would_be_released(name) and _fault(_path(folder, name)) is not None


def left_out(folder: str, names: Sequence[str]) -> list[Finding]:
    """Return findings on files that are not released, and cannot be looked into for their names."""
    others = [name for name in names if not _would_be_released(name)]
    if not others:
        return []
    more = f"{rest(len(others) - 1, before=', ')} have such names" if others[1:] else ""
    sentence = f"its name {_fault(others[0])}{more}: digests in it would not be updated"
    about, *also = (subjects.File(shown(_path(folder, name))) for name in others)
    return [finding("file-name", about, sentence, "rename it", severity="info", also=also)]


def links(folder: str, places: Mapping[str, str | None]) -> list[Finding]:
    """Return findings on scripts and maps that are links.

    By path, the place outside, None for one inside.
    """
    outside = [
        finding(
            "link-leads-out",
            subjects.File(shown(path)),
            f"is a link out of the project, to {shown(place)}",
            "build a copy of it, or take it out by build.ignore",
        )
        for path, place in places.items()
        if place is not None
    ]
    inside = [path for path, place in places.items() if place is None]
    if not inside:
        return outside
    more = rest(len(inside) - 1, before=", ")
    sentence = f"is a link out of {folder}{more}: what it leads to is what is changed"
    return [
        *outside,
        finding(
            "link-followed", subjects.File(inside[0]), sentence, also=map(subjects.File, inside[1:])
        ),
    ]


def _path(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))


def _would_be_released(name: str) -> bool:
    """Whether it is a script or a map, also if its name has something behind it."""
    plain = re.sub(r"[\s\x00-\x1f]+\Z", "", name)
    return is_script(plain) or is_map(plain)


def _fault(path: str) -> str | None:
    return next((why for pattern, why in _FAULTS if pattern.search(path)), None)


def _way_out(name: str) -> str:
    pattern = name
    for unwritable, _ in _FAULTS:
        pattern = unwritable.sub(lambda found: "?" * len(found[0]), pattern)
    return f'rename it, or leave it alone by build.ignore: ["{pattern}"]'
