"""Secrets in one text: where each stands, what kind it is, and what may be shown of it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from buildtools.checks.secrets import judging
from buildtools.checks.secrets.patterns import (
    PATTERNS,
    PEM,
    TOKENS,
    URL,
    Pattern,
    Weight,
)

MOST = 200
"""Secrets of one text that are looked at: data may hold any number."""

_SECRET = re.compile(r"(?![a-z]+/)(?=.*[0-9])(?=.*[A-Za-z])\S{12,}", re.DOTALL)
"""A known value that can be told from words: a header may also be `application/json`."""
_BACK = 128
"""How far before its word one may begin."""
_LONGEST = 4096
"""How far behind its beginning a secret is looked at."""
_SHOWN = 4, 2
"""Characters at the beginning and at the end that are shown of a long one."""
_LONG = 20

_WORDS = tuple((word, each) for each in PATTERNS for word in each.words if not each.token)
_PREFIXES = tuple((word, each) for each in PATTERNS for word in each.words if each.token)
_ENDS = tuple(word for word, _ in _PREFIXES)

KNOWN = "secret of sentry.yml"
_KNOWN_REMEDY = "no build needs it: take it out of the code, and make a new one"


class Hit(NamedTuple):
    """One secret in a text. The secret itself is for comparing, never for showing."""

    at: int
    kind: str
    secret: str
    shown: str
    weight: Weight
    remedy: str


def hits(text: str, known: Sequence[str] = ()) -> list[Hit]:
    """Find the secrets of a text, in its order; `known` are looked for as they stand.

    A place has one: what begins first, or the row that comes first. Of thousands MOST are given.
    """
    found: list[Hit] = []
    end = 0
    all_found = (*_known(text, known), *_tokens(text), *_worded(text))
    for each in sorted(all_found, key=lambda hit: hit.at):
        if each.at >= end:
            found.append(each)
            end = each.at + len(each.secret)
    return found[:MOST]


def is_telling(secret: str) -> bool:
    """Return whether a known value is looked for: it can be told from words."""
    return _SECRET.fullmatch(secret) is not None


def _known(text: str, known: Sequence[str]) -> Iterator[Hit]:
    for secret in known:
        if is_telling(secret) and (at := text.find(secret)) >= 0:
            yield Hit(at, KNOWN, secret, "***", "error", _KNOWN_REMEDY)


def _tokens(text: str) -> Iterator[Hit]:
    ends = (place.end() for place in TOKENS.finditer(text))
    for end in (end for end in ends if text.endswith(_ENDS, 0, end)):
        for prefix, pattern in _PREFIXES:
            if text.startswith(prefix, max(end - len(prefix), 0)):
                yield from _at(text, end - len(prefix), pattern)


def _worded(text: str) -> Iterator[Hit]:
    for word, pattern in _WORDS:
        at = text.find(word)
        while at >= 0:
            start = text.rfind(pattern.begin, max(at - _BACK, 0), at) if pattern.begin else at
            if start >= 0:
                yield from _at(text, start, pattern)
            at = text.find(word, at + len(word))


def _at(text: str, at: int, pattern: Pattern) -> Iterator[Hit]:
    """Hold what begins at a place against an expression."""
    found = pattern.expression.match(text, at, at + _LONGEST)
    if found:
        weight = judging.weight(pattern, found)
        if weight:
            shown = _masked(pattern, found[0], found.groupdict())
            yield Hit(found.start(), pattern.name, found[0], shown, weight, pattern.remedy)


def _masked(pattern: Pattern, secret: str, parts: dict[str, str]) -> str:
    """Show so much of a secret that its owner knows it, and nobody can use it."""
    if pattern is PEM:
        return secret[: secret.index("-----", 5) + 5]
    if pattern is URL:
        return f"://***@{parts['host']}"
    first, last = _SHOWN
    return f"{secret[:first]}…{secret[-last:]}" if len(secret) >= _LONG else "***"
