"""Where comments and strings begin in a script: a pass over its tokens.

It knows strings, templates with their substitutions, regular expressions and comments, and tells
a division from a regular expression by what stands before it. It is not a parser: it must only
never take the inside of a literal for a comment. Slow beside a search (a second for some
megabytes), so `comments` asks it only where a search cannot be certain.
"""

import re
from typing import NamedTuple

_PLAIN = re.compile(rb"""[^"'`/{}()]+""")
_STRING = re.compile(rb""""(?:[^"\\\r\n]|\\\r\n|\\[\s\S])*+"|'(?:[^'\\\r\n]|\\\r\n|\\[\s\S])*+'""")
_TEMPLATE = re.compile(rb"(?>[^`\\$]*+(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*+)*)(`|\$\{)")
_REGEX = re.compile(rb"/(?:[^/\\\[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*+\])++/")
_LINE_COMMENT = re.compile(rb"//(?>[^\r\n\xe2]*+(?:\xe2(?!\x80[\xa8\xa9])[^\r\n\xe2]*+)*)")
_WORD_AT_END = re.compile(rb"[\w$\x80-\xff]+\Z")

_BEFORE_EXPRESSION = frozenset(
    b"return typeof instanceof in of new delete void throw case do else yield await default".split()
)
_BEFORE_BLOCK = frozenset(b"else do try finally".split())
_BEFORE_CONDITION = frozenset(b"if while for with".split())
_TAIL = 24
"""Bytes of code to remember: longer than any keyword and the dot before it."""


class Comment(NamedTuple):
    """A comment with its marks, without the end of its line."""

    start: int
    end: int


def comments(script: bytes) -> dict[int, Comment]:
    """Find every comment, keyed by where it starts."""
    return _Pass(script).found


def strings(script: bytes) -> dict[int, int]:
    """Find every string, and every template up to its first substitution: start and end.

    Quotes are part of it.
    """
    return _StringPass(script).strings


class _Pass:
    """One walk over a script. `tail` is the code just passed, `open` the brackets still open."""

    def __init__(self, script: bytes) -> None:
        self.script = script
        self.found: dict[int, Comment] = {}
        self.tail = b""
        self.value = False  # did the last token end a value, so that "/" divides?
        self.open: list[bytes] = []
        handlers = {b"/": self._slash, b"`": self._template, b"{": self._brace, b"}": self._unbrace}
        handlers |= {b"(": self._paren, b")": self._unparen, b'"': self._string, b"'": self._string}
        at = 0
        while at < len(script):
            plain = _PLAIN.match(script, at)
            if plain:
                self._code(plain[0])
                at = plain.end()
            else:
                at = handlers[script[at : at + 1]](at)

    def _code(self, text: bytes) -> None:
        text = text[-4 * _TAIL :].rstrip()
        if not text:
            return
        self.tail = (self.tail if len(text) < _TAIL else b"") + text
        self.tail = self.tail[-_TAIL:]
        word = self._word()
        if word:
            self.value = word not in _BEFORE_EXPRESSION
        else:
            self.value = text.endswith((b"]", b"++", b"--"))

    def _word(self) -> bytes:
        """The keyword or name just passed; the name of a property is no keyword."""
        word = _WORD_AT_END.search(self.tail)
        if word is None:
            return b""
        return b"." if self.tail[: word.start()].rstrip().endswith(b".") else word[0]

    def _mark(self, mark: bytes, *, value: bool) -> None:
        self.tail, self.value = mark, value

    def _string(self, at: int) -> int:
        self._mark(b'"', value=True)
        string = _STRING.match(self.script, at)
        return string.end() if string else at + 1

    def _template(self, at: int) -> int:
        piece = _TEMPLATE.match(self.script, at + 1)
        if piece is None:
            return len(self.script)
        if piece[1] == b"`":
            self._mark(b"`", value=True)
        else:
            self.open.append(b"`")
            self._mark(b"(", value=False)
        return piece.end()

    def _brace(self, at: int) -> int:
        statement = self.value or not self.tail or self.tail.endswith((b";", b"{", b"}", b"=>"))
        block = statement or self._word() in _BEFORE_BLOCK
        self.open.append(b"{" if block else b"=")
        self._mark(b"{", value=False)
        return at + 1

    def _unbrace(self, at: int) -> int:
        opened = self.open.pop() if self.open else b"{"
        if opened == b"`":
            return self._template(at)
        self._mark(b"}", value=opened == b"=")
        return at + 1

    def _paren(self, at: int) -> int:
        self.open.append(b"if" if self._word() in _BEFORE_CONDITION else b"(")
        self._mark(b"(", value=False)
        return at + 1

    def _unparen(self, at: int) -> int:
        opened = self.open.pop() if self.open else b"("
        self._mark(b")", value=opened != b"if")
        if opened == b"if":
            self.tail = b";"  # what follows is a statement
        return at + 1

    def _slash(self, at: int) -> int:
        after = self.script[at + 1 : at + 2]
        if after == b"/":
            line = _LINE_COMMENT.match(self.script, at)
            return self._comment(at, line.end() if line else at + 2)
        if after == b"*":
            end = self.script.find(b"*/", at + 2)
            return self._comment(at, len(self.script) if end < 0 else end + 2)
        regex = None if self.value else _REGEX.match(self.script, at)
        self._mark(b"/", value=regex is not None)
        return regex.end() if regex else at + 1

    def _comment(self, start: int, end: int) -> int:
        self.found[start] = Comment(start, end)
        return end


class _StringPass(_Pass):
    """A walk that notes the strings too."""

    def __init__(self, script: bytes) -> None:
        self.strings: dict[int, int] = {}
        super().__init__(script)

    def _string(self, at: int) -> int:
        self.strings[at] = super()._string(at)
        return self.strings[at]

    def _template(self, at: int) -> int:
        self.strings[at] = super()._template(at)
        return self.strings[at]
