"""What somebody asks to have explained: an event, a debug ID, a code, or a text with frames.

Told from the words alone, before anything is opened: a code that there is, then an ID or the
address of an event's page, else a file or the text itself. `./name` is always a file.
"""

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from buildtools.findings.catalogue import ALIASES, CATALOGUE
from buildtools.inspections.explain.causes import BY_CODE
from buildtools.texts.wording import meant
from buildtools.values import DebugId, parse_debug_id

Kind = Literal["code", "id", "event", "debug-id", "text"]
"""`id` may be that of an event or of a pair: both are 32 hex digits, and both are asked for."""

_HEX = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[a-z]+(?:-[a-z]+){1,6}")


class Asked(NamedTuple):
    """What is asked for, in the form in which it is looked up."""

    kind: Kind
    text: str


def read(words: str) -> Asked:
    """Return what is asked for."""
    text = words.strip()
    if text in CATALOGUE or text in ALIASES or text in BY_CODE:
        return Asked("code", text)
    if event_id := _event_of_page(text):
        return Asked("event", event_id)
    debug_id = parse_debug_id(text)
    if debug_id is None:
        return Asked("text", words)
    plain = debug_id.replace("-", "")
    return Asked("id", plain) if _HEX.fullmatch(plain) else Asked("debug-id", debug_id)


def debug_id_of(asked: Asked) -> DebugId:
    """Return the debug ID that is meant by an ID, whatever else it may be."""
    return parse_debug_id(asked.text) or DebugId(asked.text)


def guess(words: str) -> str:
    """Ask at the end of a sentence whether a code was meant; nothing where none is near."""
    text = words.strip()
    return meant(text, [*CATALOGUE, *ALIASES, *BY_CODE]) if _CODE.fullmatch(text) else ""


def _event_of_page(text: str) -> str | None:
    """Return the last ID in the address of a page, such as `…/issues/7/events/0123…/?project=1`."""
    if not text.lower().startswith(("http://", "https://")) or len(text.split()) != 1:
        return None
    try:
        segments = [each.lower().replace("-", "") for each in urlsplit(text).path.split("/")]
    except ValueError:
        return None
    return next((each for each in reversed(segments) if _HEX.fullmatch(each)), None)
