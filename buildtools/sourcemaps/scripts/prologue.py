"""The prologue of a script: all that must stay in front of the first statement.

A byte order mark, a hashbang, comments, and the directives (`"use strict"`, `"use client"`), any
number of them. A directive is a statement that is only a string: `"a".length` is not one, nor is
`"a"` with `+ b` or `.foo()` on the next line, because there no semicolon is inserted.
Source: ECMA-262, 11.2.1 Directive Prologues, 12.10 Automatic Semicolon Insertion, B.1.1 HTML-like
Comments.
"""

import re

_BOM = b"\xef\xbb\xbf"
_LINE_END = rb"\r\n|[\r\n]|\xe2\x80[\xa8\xa9]"
_NOT_LINE_END = rb"(?>[^\r\n\xe2]*+(?:\xe2(?!\x80[\xa8\xa9])[^\r\n\xe2]*+)*)"
_TRIVIA = re.compile(
    rb"(?P<end>" + _LINE_END + rb")"
    rb"|[ \t\v\f]+|\xc2\xa0|\xef\xbb\xbf|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80"
    rb"|(?P<line>(?://|<!--)" + _NOT_LINE_END + rb")"
    rb"|(?P<block>/\*[\s\S]*?\*/)"
)
_AFTER_LINE = re.compile(rb"-->" + _NOT_LINE_END)
"""A comment only where nothing but white space and comments stands before it on its line."""

_HASHBANG = re.compile(rb"#!" + _NOT_LINE_END)
_STRING = re.compile(rb""""(?:[^"\\\r\n]|\\\r\n|\\[\s\S])*+"|'(?:[^'\\\r\n]|\\\r\n|\\[\s\S])*+'""")
_CONTINUES = re.compile(
    rb"[(\[`?*/%&|^<>=,:]|\.(?!\d)|!=|\+(?!\+)|-(?!-)|in(?:stanceof)?(?![\w$\\\x80-\xff])"
)
"""What, after a line end, still belongs to the string before it."""

LINE_END = re.compile(_LINE_END)
"""One end of a line, as the engines count lines."""


def prologue_end(script: bytes) -> int:
    """Return the offset at which the first statement may be put.

    It is behind all comments before the first statement, but never inside one: where only
    comments are left, it is before a last one that has no end of line.
    """
    at = _after_hashbang(script)
    at, _ = _skip(script, at)
    while string := _STRING.match(script, at):
        end = _after_directive(script, string.end())
        if end is None:
            break
        at, _ = _skip(script, end)
    return at


def directives(script: bytes) -> tuple[bytes, ...]:
    """Return the directives as they are written, quotes and all."""
    found: list[bytes] = []
    at, _ = _skip(script, _after_hashbang(script))
    while string := _STRING.match(script, at):
        end = _after_directive(script, string.end())
        if end is None:
            break
        found.append(string[0])
        at, _ = _skip(script, end)
    return tuple(found)


def is_unfinished_hashbang(script: bytes) -> bool:
    """Return whether the script is a hashbang and nothing else, not even the end of its line."""
    return len(script) > len(_BOM) and _hashbang_end(script) == len(script)


def ends_with_comments(script: bytes, at: int) -> bool:
    """Return whether nothing but white space and comments stands behind `at`."""
    at, _ = _skip(script, at)
    return _is_last(script, at)


def line_start(script: bytes, at: int) -> int:
    """Return the offset at which the line of `at` begins, behind a byte order mark."""
    start = len(_BOM) if script.startswith(_BOM) else 0
    for end in LINE_END.finditer(script, start, at):
        start = end.end()
    return start


def _hashbang_end(script: bytes) -> int | None:
    start = len(_BOM) if script.startswith(_BOM) else 0
    hashbang = _HASHBANG.match(script, start)
    return hashbang.end() if hashbang else None


def _after_hashbang(script: bytes) -> int:
    start = len(_BOM) if script.startswith(_BOM) else 0
    return _hashbang_end(script) or start


def _after_directive(script: bytes, string_end: int) -> int | None:
    """Where the statement ends that is only this string; None when it goes on."""
    at, new_line = _skip(script, string_end)
    following = script[at : at + 1]
    if following == b";":
        return at + 1
    if not _is_last(script, at) and (not new_line or _CONTINUES.match(script, at)):
        return None
    return string_end


def _is_last(script: bytes, at: int) -> bool:
    """Whether nothing but a last comment without end of line is left."""
    trivia = _TRIVIA.match(script, at)
    return at == len(script) or (trivia is not None and trivia.end() == len(script))


def _skip(script: bytes, at: int) -> tuple[int, bool]:
    """Pass white space and comments; say too whether an end of line was among them."""
    new_line = at == 0
    while trivia := _TRIVIA.match(script, at) or (new_line and _AFTER_LINE.match(script, at)):
        kind = trivia.lastgroup
        if kind == "line" and trivia.end() == len(script):
            break
        new_line = new_line or kind == "end" or bool(LINE_END.search(trivia[0]))
        at = trivia.end()
    return at, new_line
