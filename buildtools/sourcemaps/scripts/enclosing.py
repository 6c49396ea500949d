"""The function that a place of a script stands in, where the text just before it tells.

Only declarations are told, `function name(…){`, where no other function, class or method begins
between that and the place: what other functions are called depends on what is around them.
Reading starts at that head, so that one in a string or a comment is taken for code: who asks must
be able to find out what is so in full.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_NEAR = 4096
"""Bytes before the place in which a head is looked for."""
_BEFORE = re.compile(rb"(?:\A|[;{}])\s*(?:export\s+)?(?:async\s+)?\Z")
"""What stands before a declaration; a function that is part of an expression is another thing."""
_VARIABLE = re.compile(rb"(?<![\w$.])(?:var|let|const)\s+([\w$]+)\s*=\s*\Z")
_AHEAD = 96
"""Bytes before a head that are looked at."""
_HEADS = 4
"""Heads that are tried, from the nearest on."""
_FAR = 32 * 1024
"""Bytes before a place in which declarations are looked for."""
_WORD = b"function"
_HEAD = re.compile(rb"(?<![\w$.])function\s+([A-Za-z_$][\w$]*)\s*\([^(){}]*\)\s*\{")
_CLOSED = re.compile(rb"[)\]}]")
_PARTS = re.compile(rb"[;,]")
_LITERAL = re.compile(rb"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+\"""", re.DOTALL)
_GROUP = re.compile(rb"\([^()\[\]{}]*+\)|\[[^()\[\]{}]*+\]|\{[^()\[\]{}]*+\}")
_OPENER = re.compile(rb"[(\[{]")
_UNREADABLE = re.compile(rb"[`]|/[/*]|(?:[(\[{,;:=!&|?+*%~^<>-]|return|typeof|case)\s*/")
"""A template, a comment, or what may be a regular expression."""
_INNER = re.compile(rb"(?<![\w$])(?:function|class)(?![\w$])|=>")
_BEGINS = re.compile(
    rb"(?:async(?![\w$])\s*)?(?:(?:function|class)(?![\w$])|[\w$]+\s*=>|\([^()]{0,96}\)\s*=>)"
    rb"|[\w$,\s]{0,96}\)\s*=>"
)
"""A function or class begins here, or this is among the parameters of an arrow."""
_OBJECT = re.compile(rb"(?:[=(\[,:?&|{}\x03]|(?<![\w$.])(?:return|else|do|try|finally))\Z")
_METHOD = re.compile(rb"\)\s*\{")
_BLOCK = re.compile(rb"(?<![\w$.])(?:if|for|while|switch|with|catch)\s*\x01\Z")
_GROUPS = {b"(": b"\x01", b"[": b"\x02", b"{": b"\x03"}


class Declared(NamedTuple):
    """Where the name of a function stands, and where its body begins."""

    name: int
    body: int


def has_functions(script: bytes) -> bool:
    """Whether a script may have a function at all."""
    return b"function" in script or b"=>" in script or _METHOD.search(script) is not None


def enclosing(script: bytes, at: int) -> int | None:
    """Return where the name of the function stands that an offset is in; None where untold."""
    if _BEGINS.match(script, at):
        return None
    for head in islice(_heads(script, at - _NEAR, at), _HEADS):
        left = _without_groups(script[head.end() : at])
        if left is None:
            return None
        if not _CLOSED.search(left):
            return head.start(1) if _is_told(script, head) and _is_of_the_head(left) else None
    return None


def declared(script: bytes, at: int) -> Iterator[Declared]:
    """Return the functions whose declarations stand before an offset, from the nearest on.

    What stands at the beginning of such a body is in that function, as `enclosing` tells.
    """
    for head in _heads(script, at - _FAR, at):
        if _is_told(script, head):
            yield Declared(head.start(1), head.end())


def _heads(script: bytes, start: int, at: int) -> Iterator[re.Match[bytes]]:
    """Return the heads of functions between two offsets, the last one first."""
    end = at
    while (at := script.rfind(_WORD, max(start, 0), at)) >= 0:
        head = _HEAD.match(script, at, end)
        if head:
            yield head


def _is_told(script: bytes, head: re.Match[bytes]) -> bool:
    """Whether a head declares a function, or is the value of a variable with its name."""
    before = script[max(head.start() - _AHEAD, 0) : head.start()]
    return _BEFORE.search(before) is not None or _is_called_the_same(before, head[1])


def _is_called_the_same(before: bytes, name: bytes) -> bool:
    """Whether an expression is the value of a variable with its own name."""
    called = _VARIABLE.search(before)
    return called is not None and called[1] == name


def _without_groups(text: bytes) -> bytes | None:
    """Take strings and all that is bracketed out of a text; None where it cannot be read so."""
    text = _LITERAL.sub(b"0", text)
    if _UNREADABLE.search(text):
        return None
    while True:
        text, made = _GROUP.subn(lambda found: _GROUPS[found[0][:1]], text)
        if not made:
            return text


def _is_of_the_head(left: bytes) -> bool:
    """Whether no function, class or method is open where a text without its groups ends."""
    *opened, last = _OPENER.split(left)
    marks = _OPENER.findall(left)
    for before, mark in zip(opened, marks, strict=True):
        here = _PARTS.split(before)[-1]
        if _INNER.search(here):
            return False
        if mark == b"{" and not _opens_no_function(here.rstrip()):
            return False
    return _INNER.search(_PARTS.split(last)[-1]) is None


def _opens_no_function(before: bytes) -> bool:
    """Whether a brace behind this text opens a block or an object."""
    if before.endswith(b"\x01"):
        return _BLOCK.search(before) is not None
    return not before or _OBJECT.search(before) is not None
