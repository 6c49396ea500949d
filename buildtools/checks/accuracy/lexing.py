"""Lexing: what part of a token each column of one line of a script is.

One line is read alone, without what stands before it: good enough to tell that a column is inside
a word or an operator, once something says that it may be.
Source: ECMA-262, 12 Lexical Grammar.
"""

import re
from enum import IntEnum


class Part(IntEnum):
    """What a column is."""

    START = 0
    """A token begins there."""
    INSIDE = 1
    """Inside a word, a number or an operator: no token of any compiler begins there."""
    TEXT = 2
    """In a string or a comment, or white space."""
    TEMPLATE = 3
    """In the text of a template, where some compilers put places."""


_TOKEN = re.compile(
    r"(?P<text>//.*|/\*.*?(?:\*/|$)|\"(?:[^\"\\]|\\.)*(?:\"|$)|'(?:[^'\\]|\\.)*(?:'|$)|\s+)"
    r"|(?P<code>[\w$]+(?:\.\d\w*)?"
    r"|=>|\?\?=?|&&=?|\|\|=?|[=!]==?|[<>]=|\+\+|--|\*\*|\.\.\.|[-+*/%&|^]=|\?\.|.)"
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{|$)")


def parts(line: str) -> list[Part]:
    """Tell of each column of a line, and of its end, what it is."""
    found: list[Part] = [Part.TEXT] * (len(line) + 1)
    outer: list[int] = []
    depth = at = 0
    while at < len(line):
        ends = line[at] == "}" and depth == 0 and bool(outer)
        if line[at] == "`" or ends:
            # A template, or its text going on behind a substitution.
            depth = outer.pop() if ends else depth
            text = _TEMPLATE.match(line, at + 1)
            end = text.end() if text else at + 1
            found[at:end] = [Part.TEMPLATE] * (end - at)
            if text and text[1] == "${":
                outer.append(depth)
                depth = 0
            at = end
            continue
        token = _TOKEN.match(line, at)
        end = token.end() if token else at + 1
        if token and token["code"]:
            depth += (token[0] == "{") - (token[0] == "}")
            found[at + 1 : end] = [Part.INSIDE] * (end - at - 1)
        if (token and token["code"]) or not line[at].isspace():
            found[at] = Part.START
        at = end
    return found


def is_spaced(line: str) -> bool:
    """Return whether a line was written to be read: white space stands between its tokens."""
    kinds = parts(line[:_ENOUGH])  # one line is written in one way
    starts = sum(kind is Part.START for kind in kinds)
    gaps = sum(
        kind is Part.START and line[column - 1].isspace()
        for column, kind in enumerate(kinds)
        if column
    )
    return starts < _FEW or gaps >= _SPACED * starts


_ENOUGH = 2000
"""Columns of a line that are looked at."""
_FEW = 4
"""Tokens of a line that is too short to tell."""
_SPACED = 0.2
"""Share of tokens with white space before them."""
