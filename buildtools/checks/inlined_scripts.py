"""Inlined scripts: code of the build that stands in a page instead of a file.

Some bundlers put small scripts into the HTML; the map is left in the outputs, and no frame of such
code ever finds it, for its address is the page's. Pure: pages in, names out.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

from buildtools.bundlers import all_of
from buildtools.findings import Finding, finding, subjects

_SCRIPT = re.compile(
    rb"<script(?P<attributes>(?:\s[^>]*)?)>(?P<code>.*?)</script", re.DOTALL | re.IGNORECASE
)
_SOURCE = re.compile(rb"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(rb"""\stype\s*=\s*["']?(?P<type>[^"'\s>]*)""", re.IGNORECASE)
_CODE = {b"", b"module", b"text/javascript", b"application/javascript"}
_NAMED = re.compile(rb"//[#@]\s*sourceMappingURL=(?P<name>[^\s'\"]+)")

_SETTINGS = all_of(lambda each: (each.not_inlined,) if each.not_inlined else ())
REMEDY = (
    f"let the build write them as files: {', or '.join(_SETTINGS)}; "
    "a plugin that inlines everything must go"
)


def codes(page: bytes) -> list[bytes]:
    """Return the code that a page holds inline; data and scripts with an address are none."""
    return [
        found["code"]
        for found in _SCRIPT.finditer(page)
        if not _SOURCE.search(found["attributes"])
        and _type(found["attributes"]) in _CODE
        and found["code"].strip()
    ]


def pages(read: Mapping[str, bytes]) -> tuple[str, ...]:
    """Name the pages that hold code inline."""
    return tuple(path for path, page in sorted(read.items()) if codes(page))


def inlined(read: Mapping[str, bytes], orphans: Iterable[str]) -> list[Finding]:
    """Find the pages whose code names a map of the outputs that is left alone."""
    by_name = {posixpath.basename(path): path for path in orphans}
    found: list[Finding] = []
    for path, page in sorted(read.items()):
        named = {
            posixpath.basename(comment["name"].decode("utf-8", "replace"))
            for code in codes(page)
            for comment in _NAMED.finditer(code)
        }
        for name in sorted(named & by_name.keys()):
            sentence = f"holds a script inline, whose map {by_name[name]} no error will find"
            also = [subjects.File(by_name[name])]
            found.append(
                finding("script-inlined", subjects.File(path), sentence, REMEDY, also=also)
            )
    return found


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return found["type"].lower() if found else b""
