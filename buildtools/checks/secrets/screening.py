"""Screening: which texts can hold no secret and no home folder, told at the speed of a search.

Nearly all hold none, and each word of the patterns is a search of its own through all of a text. A
secret is long, though: it and what it begins with stand in a run of letters that tokens are made
of. Such runs are found at once, and words are looked for in and around these alone. Whatever may
hold one is looked at by `hits`, in the same way as ever.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from buildtools.checks.secrets.patterns import PATTERNS, URL

_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/."
_RUN: Final = bytes(97 if byte in _LETTERS else 32 for byte in range(256))
"""Makes `a` of letters of tokens, and a space of all else."""
_LEAST: Final = 24
"""Letters that follow upon the beginning of every word below at least, its own counted."""
_BEFORE: Final = 12
"""Characters before a run in which its word may begin, as `AccountKey=` does."""
_BEHIND: Final = 12
"""Characters behind a piece of a run in which a word that begins in it ends, or shows itself."""

_SHORT: Final = (b"AKIA", b"ASIA", b"-----BEGIN")
"""Words of secrets that are shorter, or stand apart from their letters."""
_WORDS: Final = tuple(
    word[:_BEHIND]
    for pattern in PATTERNS
    for word in map(str.encode, pattern.words)
    if not pattern.token and pattern is not URL and word not in _SHORT
)
_PREFIXES: Final = tuple(word.encode() for each in PATTERNS if each.token for word in each.words)
_PREFIX: Final = re.compile(rb"_(?=[A-Za-z0-9])")
_URL: Final = re.compile(URL.expression.pattern.encode())
_HOMES: Final = (b"/home/", b"Users")


def may_hold_secret(text: bytes, known: Sequence[bytes] = ()) -> bool:
    """Return whether a text, as UTF-8, may hold a secret: one of `known`, or of the patterns."""
    near = _near_runs(text)
    return (
        any(word in text for word in (*_SHORT, *known))
        or any(word in near for word in _WORDS)
        or any(near.endswith(_PREFIXES, 0, place.end()) for place in _PREFIX.finditer(near))
        or (b"@" in text and any(_URL.match(text, at) for at in _places(text, b"://")))
    )


def may_hold_home(text: bytes) -> bool:
    """Return whether a text, as UTF-8, may name a home folder."""
    return any(word in text for word in _HOMES)


def _near_runs(text: bytes) -> bytes:
    """Return what stands in and around runs of letters that may be a token."""
    between = text.translate(_RUN).split(b"a" * _LEAST)
    ends = accumulate(len(each) + _LEAST for each in between)
    first = _LEAST + _BEFORE
    near = {text[max(end - first, 0) : end + _BEHIND] for end in ends if end <= len(text)}
    return b"\n".join(near)


def _places(text: bytes, word: bytes) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
