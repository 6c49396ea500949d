"""The words of small expressions of JavaScript: strings, templates, numbers, names and signs. Pure.

Comments are left out. No regular expression and no other operator is known: what needs them is none
of the expressions that are read here. Source: ECMA-262, Lexical Grammar.
"""

import re

_TOKEN = re.compile(
    r"\s*(?://[^\n]*\n|/\*.*?\*/)|\s*(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|\s*(?P<template>`(?:[^`\\]|\\.)*`)|\s*(?P<number>\d{1,15}(?:e\d{1,2})?)|\s*(?P<word>[A-Za-z_$][\w$]*)"
    r"|\s*(?P<sign>===?|!==?|\|\||\?\?|&&|[-+?:()\[\]{},;])",
    re.S,
)
_ESCAPE = re.compile(r"\\(.)", re.S)
_MOST_TOKENS = 60_000


class Unreadable(Exception):
    """The text is another than those that are known."""


class Tokens:
    """Reads one after the other; `at` is how far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0
        self.at = 0

    def next(self) -> tuple[str, str]:
        """Return the kind and the text of the next one.

        Raises Unreadable where there is none that is known, or too many.
        """
        self._count += 1
        if self._count > _MOST_TOKENS:
            raise Unreadable
        while True:
            found = _TOKEN.match(self._text, self.at)
            if found is None:
                raise Unreadable
            self.at = found.end()
            if found.lastgroup:
                return found.lastgroup, found[found.lastgroup]

    def peek(self) -> str:
        """Return the text of the next one and stay; empty where there is none."""
        at = self.at
        try:
            return self.next()[1]
        except Unreadable:
            return ""
        finally:
            self.at = at

    def take(self, word: str) -> bool:
        """Go past this one if it is next."""
        if self.peek() != word:
            return False
        self.next()
        return True

    def need(self, word: str) -> None:
        """Go past this one. Raises Unreadable where another is next."""
        if not self.take(word):
            raise Unreadable


def spelled(word: str) -> str:
    """Return what a string, a number or a bare key stands for."""
    if word[:1] in "\"'":
        return _ESCAPE.sub(r"\1", word[1:-1])
    return str(int(float(word))) if word[:1].isdigit() else word
