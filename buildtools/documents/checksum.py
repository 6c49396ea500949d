"""A checksum over what a reader sees, so that a formatter of Markdown is not taken for a hand.

Formatters pad tables, lengthen their rules, turn `*` into `-`, `_so_` into `*so*`, wrap lines, put
blank lines in, and escape what needs no escape. None of that is seen; a digit or a word is.
"""

import hashlib
import re

_FENCED = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?^ {0,3}\1[`~]*[ \t]*$")
_BULLET = re.compile(r"(?m)^(\s*)[*+](?=\s)")
_NUMBER = re.compile(r"(?m)^(\s*)\d{1,9}([.)])(?=\s)")
_BREAK = re.compile(r"(?m)^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_RULE = re.compile(r"(?<=[|\s]):?-{3,}:?(?=[|\s])|(?<=\|) *:?-+:? *(?=\|)")
_EMPHASIS = re.compile(r"(?<![\w\\])(_{1,2})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", re.S)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_PIPE = re.compile(r" ?\| ?")


def checksum(text: str) -> str:
    """Return eight hex digits over what a reader sees of a text."""
    return hashlib.sha256(seen(text).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def seen(text: str) -> str:
    """Return a text without what only its author sees; in fenced code all but white space is."""
    pieces, at = [], 0
    for fenced in _FENCED.finditer(text := text.replace("\r\n", "\n").replace("\r", "\n")):
        pieces += [_prose(text[at : fenced.start()]), _lines(fenced[0])]
        at = fenced.end()
    pieces.append(_prose(text[at:]))
    return "\n".join(piece for piece in pieces if piece)


def _prose(text: str) -> str:
    text = _BREAK.sub("---", text)
    text = _NUMBER.sub(r"\g<1>1\2", _BULLET.sub(r"\1-", text))
    text = _RULE.sub("---", text)
    text = _EMPHASIS.sub(lambda found: "*" * len(found[1]) + found[2] + "*" * len(found[1]), text)
    text = _ESCAPE.sub(r"\1", text)
    return _PIPE.sub("|", " ".join(text.split()))


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
