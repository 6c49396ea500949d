"""Which lines of a Markdown file stand at its top level, and which are swallowed by code or HTML.

A scanner of block structure alone: containers (quotes, list items), fences, indented code, HTML
blocks and paragraphs, line by line. What stands within a line is not its business.
Source: CommonMark 0.31.2, Container blocks and Leaf blocks.
"""

import re
from typing import NamedTuple

_FENCE = re.compile(r"(?P<marks>`{3,}(?=[^`]*$)|~{3,})")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"(?P<mark>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap> +|$)")
_BREAK = re.compile(r"(?:\*[ ]*){3,}$|(?:-[ ]*){3,}$|(?:_[ ]*){3,}$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_HEADING = re.compile(r"#{1,6}(?: |$)")

_SWALLOWING = (
    (re.compile(r"<(?:script|pre|style|textarea)(?:[ >]|$)", re.I), "</", "HTML element"),
    (re.compile(r"<!--"), "-->", "HTML comment"),
    (re.compile(r"<\?"), "?>", "processing instruction"),
    (re.compile(r"<!\[CDATA\["), "]]>", "CDATA section"),
    (re.compile(r"<![A-Za-z]"), ">", "declaration"),
)
"""HTML that goes on over blank lines until its end: how it begins, what ends it, its name."""

_ELEMENT_END = re.compile(r"</(?:script|pre|style|textarea)>", re.I)
_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_TO_BLANK = re.compile(rf"</?(?:{_BLOCKS})(?: |/?>|$)", re.I)
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
_TAG = re.compile(rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|</[A-Za-z][\w-]*\s*>)\s*$")

_CODE_INDENT = 4


class Open(NamedTuple):
    """What is open, and swallows the lines that follow."""

    kind: str
    """`code fence`, `HTML comment`."""
    line: int
    """Where it begins, from one."""


class _Leaf(NamedTuple):
    """A leaf that goes on until its own end."""

    kind: str
    line: int
    end: str
    """The marks of a fence, what ends HTML, or nothing where a blank line does."""


class Scanner:
    """Reads lines from the first on; knows what is open after each."""

    def __init__(self) -> None:
        self._containers: list[int] = []
        """Columns of each list item's content; 0 for a quote."""
        self._bare_item = False
        """Whether the last container is a list item that has nothing yet."""
        self._leaf: _Leaf | None = None
        self._is_paragraph = False

    @property
    def open(self) -> Open | None:
        """What would swallow text that is written at the margin; None where nothing would."""
        if self._leaf is None or self._containers or not self._leaf.end:
            return None
        return Open(self._leaf.kind, self._leaf.line)

    @property
    def is_in_html(self) -> bool:
        """Whether HTML goes on that the next blank line ends: no heading stands in it."""
        return self._leaf is not None and not self._leaf.end

    def feed(self, line: str, number: int) -> bool:
        """Read a line without its end; whether it stands at the top level, and is not swallowed."""
        rest, matched = self._matched(line.expandtabs(_CODE_INDENT))
        if self._leaf and matched == len(self._containers):
            swallowed = bool(self._leaf.end)
            self._go_on(rest)
            return not swallowed and not matched
        self._begin(rest, matched, number)
        return not matched

    def _matched(self, rest: str) -> tuple[str, int]:
        """Return what is left of a line within the containers that it goes on with."""
        for at, columns in enumerate(self._containers):
            is_last = at == len(self._containers) - 1
            if columns == 0:
                quote = _QUOTE.match(rest)
                if quote is None:
                    return rest, at
                rest = rest[quote.end() :]
            elif not rest.strip():
                if is_last and self._bare_item:
                    return "", at
                rest = ""
            elif _indent(rest) >= columns:
                rest = rest[columns:]
            else:
                return rest, at
        return rest, len(self._containers)

    def _go_on(self, rest: str) -> None:
        """Go on within a fence or HTML, up to its end."""
        leaf = self._leaf
        assert leaf  # noqa: S101 - asked before
        text = rest.strip()
        if leaf.kind == "code fence":
            closes = set(text) == {leaf.end[0]} and len(text) >= len(leaf.end)
            ends = closes and _indent(rest) < _CODE_INDENT
        elif leaf.end == "</":
            ends = bool(_ELEMENT_END.search(rest))
        else:
            ends = leaf.end in rest if leaf.end else not text
        if ends:
            self._leaf = None

    def _begin(self, rest: str, matched: int, number: int) -> None:
        """Read what a line begins: containers first, then one leaf."""
        is_lazy = self._is_paragraph
        interrupts = is_lazy and matched == len(self._containers)
        while (inner := self._container(rest, interrupts)) is not None:
            self._close(matched)
            rest, columns = inner
            self._containers.append(columns)
            self._bare_item = columns > 0 and not rest.strip()
            matched, is_lazy, interrupts = matched + 1, False, False
        text = rest.strip()
        if not text or (interrupts and _UNDERLINE.match(text) and _indent(rest) < _CODE_INDENT):
            self._close(matched)
        elif is_lazy and not _interrupts(rest):
            self._bare_item = False
        else:
            self._close(matched)
            self._bare_item = False
            self._leaf_of(rest, number)

    def _close(self, matched: int) -> None:
        if len(self._containers) > matched:
            self._bare_item = False
        del self._containers[matched:]
        self._leaf, self._is_paragraph = None, False

    def _container(self, rest: str, interrupts: bool) -> tuple[str, int] | None:
        """Return what is left within a container that begins here, and its columns."""
        indent = _indent(rest)
        if indent >= _CODE_INDENT:
            return None
        if quote := _QUOTE.match(rest):
            return rest[quote.end() :], 0
        text = rest[indent:]
        item = _ITEM.match(text)
        if item is None or _BREAK.match(text):
            return None
        inner = text[item.end() :]
        if interrupts and (not inner.strip() or int(item["number"] or 1) != 1):
            return None
        gap = len(item["gap"])
        used = 1 if gap > _CODE_INDENT or not inner.strip() else gap
        columns = indent + len(item["mark"]) + used
        return rest[columns:], columns

    def _leaf_of(self, rest: str, number: int) -> None:
        """Read the leaf that begins here."""
        text = rest.strip()
        if _indent(rest) >= _CODE_INDENT or _HEADING.match(text) or _BREAK.match(text):
            return
        if fence := _FENCE.match(text):
            self._leaf = _Leaf("code fence", number, fence["marks"])
            return
        for begins, end, name in _SWALLOWING:
            if begins.match(text):
                self._leaf = _Leaf(name, number, end)
                self._go_on(rest)
                return
        if _TO_BLANK.match(text) or _TAG.match(text):
            self._leaf = _Leaf("HTML block", number, "")
            return
        self._is_paragraph = True


def _interrupts(rest: str) -> bool:
    """Whether a line within no container of its own ends a paragraph."""
    text = rest.strip()
    if _indent(rest) >= _CODE_INDENT:
        return False
    starts = (_HEADING, _FENCE, _BREAK, _TO_BLANK, *(begins for begins, _, _ in _SWALLOWING))
    return any(each.match(text) for each in starts)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
