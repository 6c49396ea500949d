"""Tokens at one place: what stands in a script, what in the source, and how well they agree.

No script is parsed: a token is what one expression reads from a column on. Minifiers change names
and keep words of three letters and more that are properties, strings, numbers, keywords and most
punctuation; what they rename says nothing either way.
"""

import re
from enum import IntEnum
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d][\w$]*|\$[\w$]*|\d[\w.]*|[\"'`][^\"'`\\]{0,16}|\S")
_REST = re.compile(r"[\w$]+")
_AROUND = re.compile(r"(?![\d])[\w$][\w$]+")
"""Two letters of a word and what follows; the first is no digit."""
_WORDS = re.compile(r"(?<![\w$])[^\W\d][\w$]+|\$[\w$]+")
_QUOTES = "\"'`"
_PAIRS = 2_000
"""Pairs of tokens whose outcome is remembered."""
NEAR = 10
"""Columns by which a frame may be off and still be read."""
_LONG = 4
"""Letters of a name that no minifier gives."""
_TELLING = 3
"""Letters from which on an equal word is no chance."""

KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        "as async await break case catch class const continue default delete do else export "
        "extends false finally for from function get if import in instanceof let new null of "
        "return set static super switch this throw true try typeof var void while yield",
    )
)
"""Of the language, which stand side by side where names do not."""
_EVERYWHERE = KEYWORDS | frozenset(
    re.findall(
        r"\w+",
        "arguments constructor debugger enum undefined with Object exports module require jsx jsxs "
        "jsxDEV createElement",
    )
)
"""Words that stand in every script, or that compilers write for modules and JSX."""


class Outcome(IntEnum):
    """What comparing the tokens of one place says."""

    SAME = 0
    """The same telling word, string or number."""
    FAMILIAR = 1
    """The same keyword, short name or punctuation."""
    STRINGS = 2
    """A string for another one, or a number: constants are folded."""
    NAMES = 3
    """A name for another name, as minifiers leave it."""
    OTHER = 4
    """Tokens of different kinds: of compiled code right maps have these too."""
    ABSENT = 5
    """The source has no such place: its line, or the line's end, is before it."""
    RENAMED = 6
    """A long name for another long one, which no minifier writes and compilers seldom do."""
    NOTHING = 7
    """White space, or the end of a line: it says nothing."""


def word_around(line: str, column: int) -> int | None:
    """Return whether a column of a script's line, from zero, is between two letters of a word.

    Gives the column where that word ends, None where the column is not inside one. Numbers are no
    words: constants are folded and modules numbered after their places were noted.
    """
    found = _AROUND.match(line, column - 1) if column > 0 else None
    return found.end() if found else None


def is_part(letter: str) -> bool:
    """Return whether a letter may be part of a word; there is none at the end of a line."""
    return letter.isalnum() or letter in ("_", "$")


def inside_share(text: str) -> float:
    """Return the share of columns that are inside a word: how often chance hits one."""
    found = _WORDS.findall(text)
    return (sum(map(len, found)) - len(found)) / len(text) if text else 0.0


def compare(line: str, column: int, text: str, source_column: int) -> Outcome:
    """Compare what stands in a script's line with what stands in the source's line."""
    if source_column > len(text):
        return Outcome.ABSENT
    mine, theirs = _TOKEN.match(line, column), _TOKEN.match(text, source_column)
    if mine is None or theirs is None:
        return Outcome.NOTHING
    return _compared(mine[0], theirs[0])


@lru_cache(_PAIRS)
def _compared(mine: str, theirs: str) -> Outcome:
    spelled = _spelled(mine)
    if spelled and spelled == _spelled(theirs):
        return Outcome.SAME if _is_telling(spelled) else Outcome.FAMILIAR
    kind = _kind(mine)
    if kind != _kind(theirs):
        return Outcome.OTHER
    if kind == "name":
        return Outcome.RENAMED if _are_others(spelled, _spelled(theirs)) else Outcome.NAMES
    return Outcome.STRINGS if kind in {"string", "number"} else Outcome.FAMILIAR


def _are_others(mine: str, theirs: str) -> bool:
    """Return whether two long names have nothing to do with each other, as `_name` and `name$1`."""
    if min(len(mine), len(theirs)) < _LONG or mine in _EVERYWHERE or theirs in _EVERYWHERE:
        return False
    one, other = mine.strip("_$").lower(), theirs.strip("_$").lower()
    return one not in other and other not in one


def words(text: str) -> list[str]:
    """Return the words of a text that survive minifiers more often than not."""
    return list(filter(_is_telling, _WORDS.findall(text)))


def telling_words(text: str) -> bool:
    """Return whether a text holds such a word behind its first token."""
    return any(found.start() and _is_telling(found[0]) for found in _WORDS.finditer(text))


def _is_telling(word: str) -> bool:
    return len(word) >= _TELLING and word not in _EVERYWHERE


def is_near(line: str, column: int, text: str, source_column: int) -> bool:
    """Return whether a place inside a word of a script is as good as one at its start.

    Either the word that it is in is the one at its original place, as where every character is
    mapped; or the telling word of the source stands a few columns beside, as where bundlers put
    maps through the coarse ones of packages. Frames are read all the same then.
    """
    around = _word_at(line, column)
    if around and around == _word_at(text, source_column):
        return True
    word = telling_at(text, source_column)
    return bool(word) and line.find(word, max(column - NEAR, 0), column + NEAR + len(word)) >= 0


def _word_at(text: str, column: int) -> str:
    """Return the whole word at or around a column; "" where there is none."""
    start = min(column, len(text))
    while start > 0 and is_part(text[start - 1]):
        start -= 1
    found = _REST.match(text, start)
    return found[0] if found and found.end() > column else ""


def telling_at(text: str, column: int) -> str:
    """Return the word at a column when it survives minifiers more often than not; else ""."""
    word = spelled_at(text, column)
    return word if _is_telling(word) else ""


def spelled_at(text: str, column: int) -> str:
    """Return the word, string or number at a column, without quotes; "" where none begins."""
    found = _TOKEN.match(text, column)
    return _spelled(found[0]) if found else ""


def _kind(token: str) -> str:
    first = token[0]
    if first in _QUOTES:
        return "string"
    if first.isdigit():
        return "number"
    return "name" if first.isalpha() or first in "_$" else first


def _spelled(token: str) -> str:
    """Leave out quotes: JSX has names where scripts have strings."""
    if token[0] in _QUOTES:
        return token[1:]
    return token if token[0].isalnum() or token[0] in "_$" else ""
