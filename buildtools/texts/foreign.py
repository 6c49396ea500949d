"""Files that other tools wrote: text in UTF-8, perhaps with a byte order mark, and JSON in it.

Editors and shells of Windows write a mark, or UTF-16; the tools that own these files take the one
and refuse the other, mostly without a word on why. Pure. Source: the Unicode Standard, 23.8.
"""

import codecs

import msgspec

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding somebody else's JSON may raise: bytes that are no UTF-8, and deep nests, are told
by classes of their own."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_BEGIN_BYTES = 64


def text_of(data: bytes) -> str:
    """Read a text, without its byte order mark.

    Raises ValueError with a sentence on what it is instead.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            raise ValueError(f"is in {name}, and must be in UTF-8: save it so")
    if b"\0" in data[:_BEGIN_BYTES]:
        raise ValueError("is in UTF-16 or no text at all, and must be in UTF-8: save it so")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"is not in UTF-8 (line {line}): save it so") from None


def object_of(data: bytes) -> dict[str, object]:
    """Read a JSON object.

    Raises ValueError with a sentence on why it is none.
    """
    text = text_of(data)
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ValueError(f"is not a JSON object: {error}") from None
