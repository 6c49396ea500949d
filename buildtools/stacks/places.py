"""The place at the end of a frame, `URL:line:column` in all its spellings, and what it tells.

Everything here reads from the right and without backtracking, so a line of a megabyte (a `data:`
address) costs no more than its length.
"""

import re
from typing import NamedTuple

from buildtools.stacks.frame import Kind


class Place(NamedTuple):
    """An address with a line and a column, both from one; `offset` counts bytes, in wasm."""

    url: str
    line: int | None = None
    column: int | None = None
    offset: int | None = None

    @property
    def told(self) -> bool:
        """Whether there is more than an address."""
        return self.line is not None or self.offset is not None


_SCHEMES: dict[str, Kind] = {
    "node": "runtime",
    "internal": "runtime",
    "ext": "runtime",
    "bun": "runtime",
    "deno": "runtime",
    "native": "runtime",
    "cloudflare-internal": "runtime",
    "cloudflare": "runtime",
    "workerd": "runtime",
    "self-hosted": "runtime",
    "evalmachine": "eval",
    "wasm": "wasm",
    "blob": "blob",
    "data": "data",
    "javascript": "inline",
    "chrome-extension": "extension",
    "moz-extension": "extension",
    "ms-browser-extension": "extension",
    "safari-extension": "extension",
    "safari-web-extension": "extension",
    "extension": "extension",
    "webkit-masked-url": "extension",
    "user-script": "extension",
    "userscript": "extension",
    "chrome": "browser",
    "chrome-error": "browser",
    "chrome-untrusted": "browser",
    "devtools": "browser",
    "edge": "browser",
    "resource": "browser",
    "jar": "browser",
    "pptr": "eval",
    "webpack-internal": "dev",
    "rsc": "dev",
}
"""What a scheme says, before the first colon. Schemes of sites and files are not here."""

_EVALUATED = re.compile(
    r"<(?:anonymous|eval|evalScript|input|cmdline|stdin|repl|console|string|unknown|program)>"
    r"|JavaScript|(?:debugger eval|eval|Function|Unknown script) code|eval|input|Unnamed"
    r"|\(eval\)|compile|runtime|<eval'ed string>"
    r"|\[(?:eval\d*|stdin|string|worker eval)\](?:-wrapper)?|REPL\d*|VM\d+|evalmachine\.<anonymous>"
    r"|__(?:puppeteer|playwright)_evaluation_script__|snippet:.*"
)
_NATIVE = frozenset({"<anonymous>", "native", "native code", "[native code]", "", "builtin"})
_NOWHERE = frozenset(
    {"unknown location", "unknown source", "unknown", "<unknown>", "(unknown)", ":0"}
)
_RUNTIME = re.compile(
    r"(?:self-hosted$|internal/|node_bootstrap|electron/js2c/|(?:bootstrap_)?node\.js$"
    r"|(?:_?(?:events|module|timers|net|fs|vm|http|https|dns|tls|zlib|child_process|stream|repl)"
    r"|_http_\w+|_stream_\w+|_tls_\w+|domain|util|path|url|assert|process|cluster|readline)\.js$"
    r"|.*/InternalBytecode\.js$|InternalBytecode\.js$)"
)
_PAGE = re.compile(r"/(?:[^/?#]*\.(?:x?html?|php\d?|aspx?|jspx?|cfm|do))?(?:[?#].*)?", re.DOTALL)
_HOSTLESS = {*_SCHEMES, "file", "about", "app", "webpack", "eval", "debugger"}
"""Schemes that need no `//`."""
_WASM = re.compile(r"(?:^|:)wasm-function\[([^\[\]]{1,400})\]:(?:0x)?([0-9a-fA-F]{1,16})$")
_OLD_WASM = re.compile(r"(?:<WASM(?: UNNAMED)?>|wasm)\[(\d{1,10})\]\+(\d{1,10})$")
_ORIGIN = re.compile(r"[A-Za-z][\w+.\-]*:/{0,2}[^/?#]*")
_START = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z\d+.\-]{1,40}):(?P<host>//)?|[A-Za-z]:[\\/]|/|\\\\|\.{1,2}[\\/]|<|\[|~|//"
    r"|(?:eval|address) at |native|index \d"
)
_DIGITS = 10
"""More digits than that are no line and no column."""


def number(text: str) -> int | None:
    """Return what is a count of lines or columns, else None."""
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        return int(text)
    return None


def split(text: str) -> Place:
    """Take line and column off an address; a port is neither.

    "http://h:80/a.js:5:24" -> 5, 24; "a.js:5" -> 5, None; "http://h:80" -> None, None. GraalJS
    prints a range of columns, `a.js:1:7-20`, of which the first one counts.
    """
    if found := _WASM.search(text, max(0, len(text) - 500)):
        url = text[: found.start()] or f"wasm-function[{found[1]}]"
        return Place(url, offset=int(found[2], 16))
    if found := _OLD_WASM.search(text, max(0, len(text) - 60)):
        return Place(text, offset=int(found[2]))
    rest, _, last = text.rpartition(":")
    last_number = number(last.partition("-")[0] if last.count("-") == 1 else last)
    if not rest or last_number is None:
        return Place(text)
    url, _, middle = rest.rpartition(":")
    line = number(middle)
    if url and line is not None:
        return Place(url, line or None, last_number or None)
    return Place(text) if _ORIGIN.fullmatch(rest) and "://" in rest else Place(rest, last_number)


def begins(text: str) -> bool:
    """Return whether a text begins as addresses, paths and the engines' own words for places do."""
    found = _START.match(text)
    if found is None or found["scheme"] is None:
        return found is not None
    return found["host"] is not None or found["scheme"].lower() in _HOSTLESS


def is_believable(url: str) -> bool:
    """Return whether this may name a script: no hour, no word of a sentence."""
    if begins(url):
        return True
    named = any(each in url for each in "./\\") and not url.startswith((":", "-", "*"))
    return named and (" " not in url or "/" in url) and not url.replace(".", "").isdigit()


def is_native(text: str) -> bool:
    """Return whether this stands where a native function would have a file."""
    return text in _NATIVE


def is_nowhere(text: str) -> bool:
    """Return whether this is how an engine says that it knows no place."""
    return text in _NOWHERE


def is_page(url: str) -> bool:
    """Return whether an address is that of a page: its scripts have no file."""
    head = _ORIGIN.match(url)
    if head is None or not url[:6].lower().startswith(("http:", "https:", "file:")):
        return False
    path = url[head.end() :].partition("?")[0].partition("#")[0]
    return _PAGE.fullmatch(path[path.rfind("/") :] or "/") is not None


def kind_of(place: Place) -> Kind:
    """Return what a frame at this place is."""
    url = place.url
    scheme = url.partition(":")[0].lower() if ":" in url[:48] else ""
    if place.offset is not None:
        return "wasm"
    if scheme == "about":
        return "document" if url in ("about:blank", "about:srcdoc") else "dev"
    if scheme in _SCHEMES:
        return _SCHEMES[scheme]
    told: tuple[tuple[Kind, object], ...] = (
        ("eval", _EVALUATED.fullmatch(url)),
        ("native", is_native(url)),
        ("unplaced", is_nowhere(url)),
        ("runtime", _RUNTIME.match(url) or url.endswith(".c")),
        ("document", is_page(url)),
    )
    return next((kind for kind, holds in told if holds), "script")
