"""JSON that clients send, read so that whatever was let in can be kept, shown and sent back.

Legal JSON can still hold what no database and no page takes: half a surrogate pair, NUL, numbers
that are none, nests deeper than the stack of whoever walks them, a million values in little space.
A request of the API with such is refused; an event is repaired, for its sender would not come
again.
"""

import json
import math
import re
from typing import Any, Final

DEEPEST: Final = 64
"""Levels that are kept; SDKs cut at ten or less."""

MOST_VALUES: Final = 1_000_000
"""Values in one text: each takes some hundred bytes once it is read."""

_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")
_STAND_IN: Final = "\ufffd"


class UnreadableJson(Exception):
    """Why a text cannot be taken in; the sentence goes to whoever sent it."""


def read(text: bytes) -> Any:
    """Read JSON that must be fit to be kept as it is. Raises UnreadableJson."""
    value = _parsed(text)
    if repaired(value) != value:
        raise UnreadableJson(
            "it holds NUL, half a surrogate pair, a number that is none,"
            f" or is nested more than {DEEPEST} deep"
        )
    return value


def read_repaired(text: bytes) -> Any:
    """Read JSON and put right what could not be kept. Raises UnreadableJson where it is none."""
    return repaired(_parsed(text))


def repaired(value: Any, deepest: int = DEEPEST) -> Any:
    """Return the same value without what cannot be kept: nests below `deepest` become null."""
    if isinstance(value, str):
        return _UNFIT.sub(_STAND_IN, value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list):
        return value
    if not deepest:
        return None
    if isinstance(value, list):
        return [repaired(one, deepest - 1) for one in value]
    return {_UNFIT.sub(_STAND_IN, key): repaired(one, deepest - 1) for key, one in value.items()}


def _parsed(text: bytes) -> Any:
    if sum(text.count(mark) for mark in (b"[", b"{", b",")) > MOST_VALUES:
        raise UnreadableJson(f"it holds more than {MOST_VALUES:,} values")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UnreadableJson(f"it is nested more than {DEEPEST} deep") from error
    except ValueError as error:
        raise UnreadableJson("it is no JSON") from error
