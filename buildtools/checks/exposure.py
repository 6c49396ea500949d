"""What a site gives away: source maps and sources that anybody can fetch. Pure.

What came counts by its body alone: hosts of single-page apps answer every name with 200. A body is
a map when it parses as one, and a source when it is text that is no page. A made-up name beside
each is the control: a host that answers it with a map has none to be believed.
Source: ECMA-426 (maps, the SourceMap header, comments), RFC 2397 (data URLs).
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urljoin

from buildtools.bundlers import SOURCE_ENDING
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Subject
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.texts.foreign import UNREADABLE
from buildtools.texts.wording import count

Way = Literal["name", "comment", "SourceMap header", "X-SourceMap header", "ledger", "inline"]
"""What leads to a map: the script's name with `.map`, its comment, a header, the map's own name in
the ledger, or a `data:` URL in the script itself."""

PUBLIC = frozenset({"map-public", "source-public"})
"""Codes of what is found here."""
SOURCES = frozenset({"source-public"})
NOT_BELIEVED = "control-failed"

_GUARD = re.compile(rb"\)\]\}'?[^\n]*\n")
_STYLE_COMMENT = re.compile(rb"/\*[#@]\s*sourceMappingURL=([^\s*]+)\s*\*/")
_HEADERS: Mapping[str, Way] = {
    "sourcemap": "SourceMap header",
    "x-sourcemap": "X-SourceMap header",
}
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml)", re.I | re.S)
_NAMES_SOURCE = re.compile(rf"(?<!\.d){SOURCE_ENDING}$", re.I)


class Map(NamedTuple):
    """What a map holds, as far as it matters to who should not see it."""

    sources: int
    contents: int
    """Sources whose text is in it."""

    @property
    def shown(self) -> str:
        texts = f", the text of {self.contents} in it" if self.contents else ", without their text"
        return f"a source map of {count(self.sources, 'source')}{texts}"


class Reference(NamedTuple):
    """An address of a map, and what named it; empty for a map inside of the script."""

    url: str
    way: Way


class Exposed(NamedTuple):
    """A map that came, the script or style that it is of, and what led to it."""

    of: str
    """As a subject shows it."""
    reference: Reference
    map: Map


def read_map(body: bytes) -> Map | None:
    """Return what a body holds as a source map; None where it is none."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b")")):
        return None
    try:
        said = json.loads(_GUARD.sub(b"", body.lstrip(b"\xef\xbb\xbf"), count=1))
    except (*UNREADABLE, ValueError):
        return None
    if not isinstance(said, dict) or said.get("version") != 3:
        return None
    if isinstance(said.get("mappings"), str):
        return _of(said)
    sections = said.get("sections")
    if not isinstance(sections, list):
        return None
    inside = [_of(each["map"]) for each in sections if _is_section(each)]
    return Map(sum(each.sources for each in inside), sum(each.contents for each in inside))


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("map"), dict)


def _of(said: dict[str, Any]) -> Map:
    lists = [said.get(key) for key in ("sources", "sourcesContent")]
    sources, contents = [each if isinstance(each, list) else [] for each in lists]
    return Map(len(sources), sum(isinstance(each, str) for each in contents))


def references(
    url: str, headers: Mapping[str, str], body: bytes, *, style: bool = False
) -> list[Reference]:
    """Return the addresses at which the map of a script or style may lie, the surest first.

    Header names are in lower case. The name with `.map` comes last.
    """
    found = [
        (way, headers[name].strip()) for name, way in _HEADERS.items() if headers.get(name, "")
    ]
    named = _style_reference(body) if style else comments.read_reference(body)
    if named and not named.startswith("data:"):
        found.append(("comment", named))
    found.append(("name", f"{url.partition('?')[0]}.map"))
    seen: dict[str, Reference] = {}
    for way, text in found:
        if resolved := _resolved(url, text):
            seen.setdefault(resolved, Reference(resolved, way))
    return list(seen.values())


def inline_map(body: bytes, *, style: bool = False) -> Map | None:
    """Return the map that a script or style holds itself, in a `data:` URL."""
    if b"sourceMappingURL=data:" not in body:
        return None
    if style:
        named = _style_reference(body) or ""
        body = f"//# sourceMappingURL={named}".encode() if named.startswith("data:") else b""
    try:
        return read_map(embedded_map(body, comments.read(body)).text)
    except SourceMapError:
        return None


def _style_reference(body: bytes) -> str | None:
    found = _STYLE_COMMENT.findall(body)
    return found[-1].decode("utf-8", "replace") if found else None


def _resolved(url: str, text: str) -> str:
    try:
        resolved = urljoin(url, text)
    except ValueError:
        return ""
    return resolved if resolved.startswith(("http://", "https://")) else ""


def names_source(path: str) -> bool:
    """Return by its name whether a file may be a source as it was written."""
    return _NAMES_SOURCE.search(path) is not None


def is_source(body: bytes) -> bool:
    """Return whether a body may be a source: text, and no page."""
    return bool(body.strip()) and b"\0" not in body and not _PAGE.match(body)


_REMEDIES: Mapping[Way, str] = {
    "SourceMap header": "let the host send no SourceMap header, and deploy no maps: invoke strip",
    "X-SourceMap header": "let the host send no X-SourceMap header, and deploy no maps: "
    "invoke strip",
    "inline": "have the bundler write maps as files, which strip can take out of the deploy",
}
_LED = {
    "name": "by its script's name with .map",
    "comment": "by the comment in its file",
    "SourceMap header": "by the header SourceMap of its file",
    "X-SourceMap header": "by the header X-SourceMap of its file",
    "ledger": "by the name that it had in the build",
    "inline": "inside of the file itself, inline as a data: URL",
}


def public_maps(exposed: Sequence[Exposed]) -> list[Finding]:
    """Return a finding for each way that led to maps, about the scripts that they are of."""
    ways: dict[Way, list[Exposed]] = {}
    for each in exposed:
        ways.setdefault(each.reference.way, []).append(each)
    return [_public(way, found) for way, found in ways.items()]


def _public(way: Way, found: Sequence[Exposed]) -> Finding:
    first, *rest = found
    also: list[Subject] = [subjects.Url(_map_name(each)) for each in rest]
    more = f"; and {len(rest)} more" if rest else ""
    sentence = f"anybody can fetch it {_LED[way]}: {first.map.shown}{more}"
    about = subjects.Url(_map_name(first))
    return finding(
        "map-public", about, sentence, _REMEDIES.get(way, CATALOGUE["map-public"].remedy), also=also
    )


def _map_name(each: Exposed) -> str:
    return each.of if each.reference.way == "inline" else each.reference.url


def public_sources(urls: Sequence[str]) -> list[Finding]:
    """Return the finding about sources that are served as they were written."""
    if not urls:
        return []
    about, *also = map(subjects.Url, urls)
    sentence = "anybody can fetch this source as it was written"
    remedy = CATALOGUE["source-public"].remedy
    return [finding("source-public", about, sentence, remedy, also=also)]


def control_failed(url: str) -> Finding:
    """Return the finding about a host that answers a made-up name with a map."""
    return finding(
        NOT_BELIEVED,
        subjects.Url(url),
        "a made-up name is answered with a source map, so none that came was believed",
        "let the host answer 404 for files that are not there",
    )
