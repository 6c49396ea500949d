"""Escapes: texts of others as they may be shown, so that none of them steers a terminal.

File names, answers of servers and words of git may hold control characters, bytes that are no
UTF-8 or marks that turn the direction of a line. They are shown as Python would write them.
"""

import re

_UNSEEN = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters, line ends of Unicode, marks of direction, and halves of characters."""

_SHOWN = f"[{_UNSEEN}]"
_UNNAMEABLE = r"[\\\x00-\x1f\x7f\ud800-\udfff]"
_BETWEEN_LINES = f"(?![\n\t])[{_UNSEEN}]"
_BYTES = range(0xDC80, 0xDD00)
"""What Python makes of a byte in a file name that is not UTF-8 (PEP 383)."""


def shown(name: str) -> str:
    r"""Write a name in one line: `caf\xe9.js`, `a\x1b[2J.js`, `a\n.js`."""
    plain = name.isascii() and name.isprintable()
    return name if plain else re.sub(_SHOWN, _escaped, name)


def is_nameable(name: str) -> bool:
    """Whether a file name can stand in JSON, a URL and a bundle as it is.

    One that is not UTF-8, or has a control character or a backslash in it, cannot.
    """
    return re.search(_UNNAMEABLE, name) is None


def harmless(text: str) -> str:
    """Write a text of several lines; its line ends and tabs stay."""
    plain = text.isascii() and text.replace("\n", "").isprintable()
    return text if plain else re.sub(_BETWEEN_LINES, _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTES:
        code -= 0xDC00
    short = {9: r"\t", 10: r"\n", 13: r"\r"}.get(code)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
