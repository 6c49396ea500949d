"""Lines that begin with `at`: V8 (Chromium, Node, Deno), Hermes, Bun, Chakra, and their kin.

    at named (URL:5:24)            at URL:7:55             at async Promise.all (index 0)
    at inner (eval at <anonymous> (URL:15:27), <anonymous>:1:25)
    at f (address at main.hbc:1:1286)              at f (wasm://wasm/7c3e:wasm-function[0]:0x20)
    at f (file.js:12) native strict                        (Duktape)
    at file.js:12 (f)                                      (Rhino)

Source: https://v8.dev/docs/stack-trace-api, and what the engines print.
"""

import re

from buildtools.stacks.frame import Kind
from buildtools.stacks.places import begins, is_believable, is_native, is_nowhere, kind_of, split
from buildtools.stacks.reads import Call, Read, evaluated, placed, placeless

_FLAGS = frozenset({"native", "strict", "light", "preventsyield"})
_FLAGS |= {"tailcall", "construct", "directeval", "internal"}
_TAIL = " \t{[,;\"'`\\"
_ALIAS = " [as "
_INDEX = re.compile(r"index \d{1,10}")
_MOST_FLAGS = 5
_NO_NAME = "(),;:!?\"'"
_NO_COMPONENT = frozenset({"ignore-listed frames"})
"""What Next.js says in the place of frames that it leaves out."""
_LONGEST_NAME = 200
_NAMELESS = frozenset({"<unknown>", "<anonymous>", "?"})
_SEVERAL = re.compile(r":\d{1,10}\)?[ \t]+at[ \t]+\S")
"""Frames whose line breaks have become blanks: this is not one of them."""
_TRIES = 20
_BRACKETED_SCHEME = re.compile(r"(?:([^\s@]{1,200})@)?([a-z\-]{1,40}extension:)")


def read(line: str, raw: str) -> Read | None:
    """Read what follows `at `; None for a line that is no frame."""
    rest = _without_tail(line)
    if not rest or (_SEVERAL.search(rest) and "data:" not in rest[:300]):
        return None
    function, place = _parts(rest)
    if function is None:
        waited = place.startswith("async ")
        return _bare(place[6:].lstrip() if waited else place, Call(None, raw, waited))
    waited = function == "async" or function.startswith("async ")
    name = function[5:].strip() if waited else function
    name = _without_alias(name)
    return _named(Call(None if name in _NAMELESS else name or None, raw, waited), place)


def _without_tail(line: str) -> str:
    """Leave out what a dump of an object or the engine's flags put behind a frame."""
    rest = line.strip().rstrip(_TAIL).rstrip()
    for _ in range(_MOST_FLAGS):
        before, _, word = rest.rpartition(" ")
        if word not in _FLAGS or ")" not in before[-60:]:
            break
        rest = before.rstrip()
    return rest


def _parts(rest: str) -> tuple[str | None, str]:
    """Return the function and what is in its brackets; a bare place has no function."""
    opening = _opening(rest) if rest.endswith(")") else -1
    if opening < 0:
        return None, rest
    function, place = rest[:opening].rstrip(), rest[opening + 1 : -1].strip()
    if split(place).line is None and split(function).line is not None and " " not in place:
        return place or None, function  # Rhino's order
    if found := _BRACKETED_SCHEME.fullmatch(function):  # Safari: extension:(//id/file.js:1:2)
        return found[1], found[2] + place
    return function or None, place


def _opening(rest: str) -> int:
    """Find the bracket that opens the place: the first behind which something begins as one."""
    at = first = rest.find(" (")
    for _ in range(_TRIES):
        if at < 0:
            break
        if begins(rest[at + 2 : at + 60]):
            return at + 1
        at = rest.find(" (", at + 2)
    return first + 1 if first >= 0 else rest.find("(")


def _without_alias(function: str) -> str:
    """Leave out `[as name]`, by which V8 tells the property that was called."""
    if function.endswith("]") and _ALIAS in function:
        return function[: function.rfind(_ALIAS)] or function
    return function


def _named(call: Call, place: str) -> Read | None:
    if _INDEX.fullmatch(place):
        return placeless("async", call._replace(waited=True))
    if is_native(place) or place.startswith("native at "):
        return placeless("native", call)
    if is_nowhere(place):
        return placeless("unplaced", call)
    if place.startswith("eval at "):
        return _evaluated(call, place)
    if place.startswith("address at "):
        return placed(call, split(place[11:]), "bytecode")
    if place.startswith("async "):
        call, place = call._replace(waited=True), place[6:].lstrip()
    where = split(place)
    kind = kind_of(where)
    if kind == "script" and not (where.told and is_believable(where.url)):
        return None
    if where.told or kind in ("eval", "unplaced"):  # QuickJS knows no line of some
        return placed(call, where)
    return None


def _bare(place: str, call: Call) -> Read | None:
    """Read a place without a function, or a function without a place."""
    if is_native(place) or is_nowhere(place):
        kind: Kind = "native" if is_native(place) else "unplaced"
        return placeless(kind, call._replace(function=place), sure=False)
    where = split(place)
    if not where.told:
        return _component(place, call)
    if kind_of(where) == "script" and not is_believable(where.url):
        return None
    return placed(call, where)


def _component(name: str, call: Call) -> Read | None:
    """Read `at div`, as React names elements that have no place."""
    if (
        name in _NO_COMPONENT
        or len(name) > _LONGEST_NAME
        or name.count(" ") > 2
        or any(each in name for each in _NO_NAME)
    ):
        return None
    return placeless("component", call._replace(function=name), sure=False)


def _evaluated(call: Call, place: str) -> Read:
    """Read nested evaluations: the innermost place is the file, the last one is in the text."""
    end, own = len(place), None
    for level in range(place.count("eval at ")):
        cut = place.rfind("), ", 0, end)
        if cut < 0:
            break
        if level == 0:
            own = split(place[cut + 3 :])
        end = cut
    inner = place[place.rfind("eval at ", 0, end) + 8 : end].removesuffix(")")
    opening = _opening(inner + ")")
    return evaluated(call, split(inner[opening + 1 :] if opening >= 0 else inner), own)
