"""Screening: which texts can hold no secret and no home folder, told by a few searches.

Nearly all hold none, and each word of the patterns is a search of its own through all of a text.
Words have letters in common that are rare in code. Where such a letter stands, all words that have
it are looked for around it at once; what may hold one is looked at by `hits`, in the same way as
ever.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from buildtools.checks.secrets import home_folders
from buildtools.checks.secrets.patterns import IN_URL, PATTERNS, TOKENS, URL

_RARE: Final = "JAG9U_-/"
"""Letters by which words are found: of those that a word has, the first; else by the one that
it begins with."""
_OF_TOKENS: Final = "_"

_WORDS: Final = tuple(
    word for each in PATTERNS if not each.token and each is not URL for word in each.words
)
_PREFIXES: Final = tuple(word for each in PATTERNS if each.token for word in each.words)


def _around(word: str, at: int) -> str:
    """Match a word around the letter in it that was found, which has been passed."""
    before = f"(?<={re.escape(word[: at + 1])})" if at else ""
    return before + re.escape(word[at + 1 :])


def _expressions(words: Iterable[str]) -> Iterator[re.Pattern[bytes]]:
    """Make one expression for each letter. Each begins with it alone, which is what is quick."""
    around: dict[str, list[str]] = defaultdict(list)
    for word in words:
        letter = next((each for each in _RARE if each in word), word[0])
        around[letter].append(_around(word, word.index(letter)))
    behind = TOKENS.pattern.removeprefix(_OF_TOKENS)
    tokens = [_around(word, word.rindex(_OF_TOKENS)) for word in _PREFIXES]
    around[_OF_TOKENS].append(f"{behind}(?:{'|'.join(tokens)})")
    for letter, each in around.items():
        yield re.compile(f"{re.escape(letter)}(?:{'|'.join(each)})".encode())


_SECRETS: Final = tuple(_expressions(_WORDS))
_ALL: Final = tuple(_expressions((*_WORDS, *home_folders.WORDS)))
_URL: Final = re.compile(IN_URL.encode())


def may_hold(text: bytes, known: Sequence[bytes] = ()) -> bool:
    """Return whether a text, as UTF-8, may hold a home folder or a secret: one of `known`, or of
    the patterns."""
    return any(each.search(text) for each in _ALL) or _has_value(text, known)


def may_hold_secret(text: bytes, known: Sequence[bytes] = ()) -> bool:
    """Return the same of secrets alone, of texts that may hold either."""
    return any(each.search(text) for each in _SECRETS) or _has_value(text, known)


def _has_value(text: bytes, known: Sequence[bytes]) -> bool:
    is_known = any(each in text for each in known)
    return is_known or (b"@" in text and _URL.search(text) is not None)
