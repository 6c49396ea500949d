"""What of a build gives sources away, and what hangs on the bytes of a script.

Pure: names and bytes in, findings and plain facts out.
Source of the rules: what real builds publish, see tests/fixtures.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.texts.foreign import UNREADABLE
from buildtools.texts.wording import listed

_MAP = re.compile(r"\.(?:[cm]?[jt]sx?|css)\.map$")
_PACKED = re.compile(r"\.(?:gz|br|zst)$")
_KEYS = (b'"mappings"', b'"sections"')
_SOURCE = re.compile(r"(?<!\.d)\.[cm]?tsx?$")
_SHOWN = 3


def may_be_map(path: str) -> bool:
    """Return by its name whether a file, compressed or not, may be a source map."""
    return _PACKED.sub("", path).endswith(".map")


def is_map(path: str, data: bytes) -> bool:
    """Return whether it is one: other programs call their files so too."""
    plain = _PACKED.sub("", path)
    return _MAP.search(plain) is not None or any(key in data for key in _KEYS)


def may_be_source(path: str) -> bool:
    """Return by its name whether a file may be TypeScript as it was written."""
    return _SOURCE.search(path) is not None


def is_text(data: bytes) -> bool:
    """Tell TypeScript from the video that comes in .ts files too: that is no text."""
    return b"\0" not in data


def untraced(path: str, data: bytes, gone: Collection[str]) -> bytes | None:
    """Take the files that are gone out of a list of traced files; None when it names none.

    It holds what is to be copied with a script as `files`, relative to the list.
    """
    folder = posixpath.dirname(path)
    try:
        traced = msgspec.json.decode(data, type=dict[str, Any])
        files = msgspec.convert(traced.get("files"), list[str])
    except UNREADABLE:
        return None
    kept = [file for file in files if posixpath.normpath(posixpath.join(folder, file)) not in gone]
    return msgspec.json.encode(traced | {"files": kept}) if len(kept) < len(files) else None


def published(path: str) -> Finding:
    """Return the finding about a source that is deployed as it was written."""
    return finding(
        "source-published",
        subjects.File(path),
        "is TypeScript as it was written, and is served to everyone",
        "load it as new Worker(new URL(…)) of a built file, or keep it out of the deploy",
    )


def kept(paths: Sequence[str], why: str) -> list[Finding]:
    """Return which files keep their comments, in one finding."""
    if not paths:
        return []
    about, *also = map(subjects.File, paths)
    sentence = f"{listed(paths, _SHOWN)} keep their sourceMappingURL comments: {why}"
    return [finding("comment-kept", about, sentence, also=also)]


def not_uploaded(paths: Iterable[str]) -> list[Finding]:
    """Return findings about maps that are taken away and were not sent to the server."""
    return [
        finding(
            "map-not-uploaded",
            subjects.File(path),
            "is taken away, and was not among the uploaded maps",
        )
        for path in paths
    ]
