"""What a page of HTML names: scripts, styles, further pages, inline code and its policies. Pure.

Read by the parser of the standard library, save where browsers read otherwise: what stands in
a title or a text area is text, of two attributes with one name the first counts, and a script
closes itself in SVG alone. What stands in a template is taken as named, though nothing has run it
yet. Source: the HTML standard (tokenization; script; link; import maps; base).
"""

import json
import re
from html.parser import HTMLParser
from typing import Any, Literal
from urllib.parse import urljoin

import msgspec

from buildtools.texts.foreign import UNREADABLE

How = Literal[
    "script", "modulepreload", "preload", "prefetch", "import map", "Link header", "stylesheet"
]
_SCRIPT_TYPE = re.compile(r"(?:^|[/\-])(?:x-)?(?:java|ecma)script(?:;|$)|^module$|^text/partytown$")
_SCRIPT_NAME = re.compile(r"\.[mc]?js(?:[?#]|$)", re.I)
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_PARAMETER = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")

MOST_LETTERS = 8_000_000
"""Of a page that is read; what stands behind them is not looked at."""

_MOST_FRAMES = 20


class Tag(msgspec.Struct, frozen=True):
    """A script or a style that a page names; `url` is absolute."""

    url: str
    how: How
    integrity: str = ""
    """The digests that browsers hold its bytes against; empty where none are given."""
    loads: bool = True
    """Whether the page itself loads it, rather than to promise that it may be wanted."""


class Page(msgspec.Struct, frozen=True):
    """All that a page names."""

    tags: tuple[Tag, ...] = ()
    inline: tuple[str, ...] = ()
    """The texts of its inline scripts and of the data in them, in their order."""
    links: tuple[str, ...] = ()
    """URLs of pages: of its links, frames and speculation rules."""
    policies: tuple[str, ...] = ()
    """Content security policies that stand in the page."""


def read(html: str, url: str, headers: dict[str, str] | None = None) -> Page:
    """Read a page that came from a URL, with the `Link` of its headers, in lower-case names."""
    reader = _Reader(url)
    reader.feed(html[:MOST_LETTERS])
    reader.close()
    reader.end_inline()
    linked = link_header((headers or {}).get("link", ""), url)
    return Page(
        tuple(dict.fromkeys((*reader.tags, *linked))),
        tuple(reader.inline),
        tuple(dict.fromkeys(reader.links)),
        tuple(reader.policies),
    )


def link_header(value: str, url: str) -> list[Tag]:
    """Read the scripts that a `Link` header wants loaded early. Source: RFC 8288."""
    found = []
    for target, parameters in _LINK.findall(value[:MOST_LETTERS]):
        named = {
            name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)
        }
        how = _link_kind(named.get("rel", ""), named.get("as", ""), target)
        if how and how != "stylesheet" and (resolved := _resolved(url, target)):
            found.append(Tag(resolved, "Link header", named.get("integrity", ""), loads=False))
    return found


def is_script_type(kind: str) -> bool:
    """Return whether browsers, or a host's loader, run a script element of this type."""
    return not kind.strip() or _SCRIPT_TYPE.search(kind.strip().lower()) is not None


def _link_kind(rel: str, as_: str, target: str) -> How | None:
    """Return in which way a link names a script or a style; None where it does not."""
    words = rel.lower().split()
    if "stylesheet" in words:
        return "stylesheet"
    if "modulepreload" in words:
        return "modulepreload"
    is_script = as_.lower() in ("script", "worker") or (not as_ and _SCRIPT_NAME.search(target))
    if is_script and "preload" in words:
        return "preload"
    return "prefetch" if is_script and "prefetch" in words else None


def _resolved(base: str, reference: str) -> str:
    """Resolve a reference; empty where it leads to no file of a host."""
    try:
        url = urljoin(base, reference.strip())
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


class _Reader(HTMLParser):
    """Collects what a page names while it is parsed."""

    # What stands in these is text, up to their end tag.
    CDATA_CONTENT_ELEMENTS = (  # type: ignore[misc] # a list of the class, and no promise
        *("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"),
    )

    def __init__(self, url: str, depth: int = 0) -> None:
        super().__init__(convert_charrefs=True)
        self._base, self._depth, self._has_base = url, depth, False
        self._svg = 0
        self._kind: str | None = None
        self._text: list[str] = []
        self.tags: list[Tag] = []
        self.inline: list[str] = []
        self.links: list[str] = []
        self.policies: list[str] = []
        self._frames = 0

    def parse_html_declaration(self, i: int) -> int:
        """Pass `<![…>` over as browsers do; the parser would take it for a mistake of ours."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        match tag:
            case "base" if "href" in given and not self._has_base:
                self._base, self._has_base = (
                    _resolved(self._base, given["href"]) or self._base,
                    True,
                )
            case "script":
                self._script(given)
            case "link":
                self._link(given)
            case "a" | "area":
                self._page(given.get("href", ""))
            case "iframe" | "frame":
                self._frame(given)
            case "meta":
                self._meta(given)
            case "svg":
                self._svg += 1
            case _:
                pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            return
        self.handle_starttag(tag, attrs)
        if tag == "script" and self._svg:
            self.end_inline()
        elif tag in self.CDATA_CONTENT_ELEMENTS:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.end_inline()
        elif tag == "svg":
            self._svg = max(self._svg - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._kind is not None:
            self._text.append(data)

    def end_inline(self) -> None:
        """Take what an inline script holds."""
        kind, text = self._kind, "".join(self._text)
        self._kind, self._text = None, []
        if kind is None or not text.strip():
            return
        if kind == "importmap":
            self.tags += _import_map(text, self._base)
        elif kind == "speculationrules":
            for url in _texts(_json(text)):
                self._page(url)
        elif is_script_type(kind) or kind.endswith("json"):
            self.inline.append(text)

    def _script(self, given: dict[str, str]) -> None:
        kind = given.get("type", "").strip().lower()
        source = given.get("src") or given.get("href") or given.get("xlink:href") or ""
        if not source:
            self._kind = kind
        elif (is_script_type(kind) or _SCRIPT_NAME.search(source)) and (
            url := _resolved(self._base, source)
        ):
            self.tags.append(Tag(url, "script", given.get("integrity", "")))

    def _link(self, given: dict[str, str]) -> None:
        target = given.get("href", "")
        how = _link_kind(given.get("rel", ""), given.get("as", ""), target)
        if how and target and (url := _resolved(self._base, target)):
            loads = how == "stylesheet"
            self.tags.append(Tag(url, how, given.get("integrity", ""), loads))

    def _page(self, reference: str) -> None:
        if reference and (url := _resolved(self._base, reference)):
            self.links.append(url.partition("#")[0])

    def _frame(self, given: dict[str, str]) -> None:
        inner = given.get("srcdoc", "")
        self._frames += 1
        if inner and self._depth == 0 and self._frames <= _MOST_FRAMES:
            reader = _Reader(self._base, depth=1)
            reader.feed(inner)
            reader.close()
            reader.end_inline()
            self.tags += reader.tags
            self.inline += reader.inline
        else:
            self._page(given.get("src", ""))

    def _meta(self, given: dict[str, str]) -> None:
        if given.get("http-equiv", "").strip().lower() == "content-security-policy":
            self.policies.append(given.get("content", ""))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (*UNREADABLE, ValueError):
        return None


def _import_map(text: str, base: str) -> list[Tag]:
    """Read the URLs of an import map, with those of its scopes and its digests."""
    said = _json(text)
    if not isinstance(said, dict):
        return []
    digests = said.get("integrity")
    integrity = digests if isinstance(digests, dict) else {}
    known = {_resolved(base, key): str(value) for key, value in integrity.items()}
    urls = [
        resolved
        for part in ("imports", "scopes")
        for text in _texts(said.get(part))
        if not text.endswith("/") and (resolved := _resolved(base, text))
    ]
    return [Tag(url, "import map", known.get(url, ""), loads=False) for url in urls]


def _texts(value: Any, depth: int = 0) -> list[str]:
    """Return all texts in the values of a JSON document."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value
    if depth > 20 or not isinstance(value, dict | list):
        return []
    return [text for one in inside for text in _texts(one, depth + 1)]
