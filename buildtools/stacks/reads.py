"""A frame as it was read from its line, and whether the line alone is enough to believe it."""

import re
from typing import NamedTuple

from buildtools.stacks.frame import Frame, Kind
from buildtools.stacks.places import Place, kind_of

_RHINOS = re.compile(r"(.{0,60})#(\d{1,10})\((?:eval|Function)\)")
"""How Rhino calls a text that line of a file has evaluated: `a.js#14(eval)`."""


class Read(NamedTuple):
    """A frame; one that is not sure counts only beside others in one run."""

    frame: Frame
    sure: bool = True


class Call(NamedTuple):
    """What a line tells besides the place: whose call, the whole line, and was it waited for."""

    function: str | None
    raw: str
    waited: bool = False


def placeless(kind: Kind, call: Call, *, sure: bool = True) -> Read:
    """Return a frame for which the engine names no file."""
    return Read(Frame(kind, call.function, None, None, None, call.raw, waited=call.waited), sure)


def placed(call: Call, place: Place, kind: Kind | None = None, *, sure: bool = True) -> Read:
    """Return a frame at a place; a place in evaluated text is none of a file."""
    kind = kind or kind_of(place)
    if kind == "eval":
        return evaluated(call, None, place)
    if found := _RHINOS.fullmatch(place.url[-80:]):
        around = Place(place.url[: -len(found[0])] + found[1], int(found[2]))
        return evaluated(call, around, place)
    if kind == "unplaced":
        return Read(Frame(kind, call.function, None, place.line, place.column, call.raw), sure)
    where = (place.url, place.line, place.column)
    made = Frame(kind, call.function, *where, call.raw, waited=call.waited, offset=place.offset)
    return Read(made, sure)


def evaluated(call: Call, around: Place | None, own: Place | None) -> Read:
    """Return a frame of evaluated text: the place of the call around it, and its own within."""
    outer = around if around and kind_of(around) not in ("eval", "native", "unplaced") else None
    url, line, column = (outer.url, outer.line, outer.column) if outer else (None, None, None)
    inner = (own.line, own.column or 1) if own and own.line else None
    return Read(
        Frame("eval", call.function, url, line, column, call.raw, call.waited, evaluated=inner)
    )
