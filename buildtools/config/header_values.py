"""What may stand in the value of an HTTP header, and where a text has something else. Pure.

A fault names the character by its Unicode name and its place, and never shows the value.
Source: RFC 9110, field values.
"""

import unicodedata

_BOM = "\ufeff"
_CONTROLS = {
    "\0": "NULL",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
}
_LATIN_1 = 0xFF
_ASCII = 0x7F
_SURROGATES = range(0xDC80, 0xDD00)
"""What Python reads a byte as that is no UTF-8."""


def trimmed(text: str) -> str:
    """Take white space and byte order marks off both ends: editors and shells leave them there."""
    while text != (bare := text.strip().strip(_BOM)):
        text = bare
    return text


def header_fault(text: str, *, ascii_only: bool = False) -> str | None:
    """Return which character cannot be sent in a header, and where it stands; None when all can."""
    for index, character in enumerate(text):
        if _may_stand(character, ascii_only):
            continue
        at = f"character {index + 1}"
        if index == 0:
            at += ", the first"
        elif index == len(text) - 1:
            at += ", the last"
        return f"has {name(character)} in it ({at}), which no header can carry"
    return None


def name(character: str) -> str:
    """Name a character: by Unicode, with its number."""
    number = ord(character)
    if number in _SURROGATES:
        return f"a byte that is no UTF-8 (0x{number - 0xDC00:02X})"
    known = _CONTROLS.get(character) or unicodedata.name(character, "a control character")
    return f"{known} (U+{number:04X})"


def _may_stand(character: str, ascii_only: bool) -> bool:
    number = ord(character)
    if number > (_ASCII if ascii_only else _LATIN_1):
        return False
    kind = unicodedata.category(character)
    invisible = kind in ("Cc", "Cf") or (kind == "Zs" and character != " ")
    return not invisible or (character == "\t" and not ascii_only)
