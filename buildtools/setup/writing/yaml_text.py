"""One value as text of YAML, as a person would write it, and so that every reader gives it back."""

import re

from buildtools.texts.escapes import shown

_SIGNS = r"\w./@+=~&|()^%$;<>\-"
_BEGIN = r"(?:~/|\.{1,2}/|[^\W\d_]|[./](?=[^\W\d_]))"
_PLAIN = re.compile(rf"{_BEGIN}[{_SIGNS}'\[\]{{}}]*(?:[ :,]+[{_SIGNS}'\[\]{{}}]+)*")
"""Begins like a word or a path; no sign in it has a meaning of its own where it stands."""
_PLAIN_IN_LIST = re.compile(rf"{_BEGIN}[{_SIGNS}]*(?:[ :]+[{_SIGNS}]+)*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", ".inf", ".nan"}
"""Some are no texts to some readers."""


def literal(text: str, *, in_list: bool = False) -> str:
    """Write a text that is to be read back as it is, `${` in it included."""
    return scalar(text.replace("${", "$${"), in_list=in_list)


def scalar(text: str, *, in_list: bool = False) -> str:
    """Write a text; `in_list` within brackets or braces."""
    plain = (_PLAIN_IN_LIST if in_list else _PLAIN).fullmatch(text)
    if plain and ": " not in text and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_quoted, text)) + '"'


def comment(text: str) -> str:
    """Write a comment of one line."""
    return f"# {shown(' '.join(text.split()))}" if text.split() else ""


def _quoted(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == " " or (character.isprintable() and character != "\ufeff"):
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
