"""Lines of a stack in the forms of consoles, of React's older component stacks, and of old Opera.

in Presser (at x.js:12)            in div (created by App)         (React before 17)
named http://h/core.js:5:24                                        (Firefox' console)
named (core.js:5:33)               ? (http://h/core.js:7:55)       (Safari's console, a page)
❯ named src/core.ts:5:24                                           (Vitest, Vite)
Promise.then (async)                                               (Chromium's console)
Line 44 of linked script http://h/core.js: In function run         (Opera before 10)
called from line 27, column 8 in <anonymous function: run>(ex) in http://h/core.js:    (Opera 10)
"""

import re

from buildtools.stacks.places import Place, begins, split
from buildtools.stacks.reads import Call, Read, placed, placeless

_REACT = re.compile(r"in (\S{1,200})(?: \((at|created by) ([^()]{1,1000})\))?")
_ASYNC = re.compile(r"(\S{1,80}) \(async\)|(?:await in|Async) (\S{1,200})(?: \(async\))?")
_OPERA = re.compile(
    r"[Ll]ine (\d{1,10}) of (?:linked|inline#\d+|function|eval|unknown)? ?(?:script|javascript)? ?"
    r"(?:in )?(\S{1,4000}?)(?:: In function (\S{1,200}))?"
)
_CALLED = re.compile(
    r"(?:called from|Error (?:thrown|created|initially occurred)(?: at)?) line (\d{1,10})"
    r"(?:, column (\d{1,10}))?"
    r"(?: in (?:<anonymous function(?:: ([^>]{1,200}))?>|([^\s(]{1,200}))\([^()]{0,2000}\))?"
    r" in (\S{1,4000}?):?"
)
_SEGMENT = re.compile(r"[^\s()]{1,200}")
_ANONYMOUS = frozenset({"?", "<anonymous>", "(anonymous)", "(anonymous function)", "anonymous"})
_LONG = 9000
_LONGEST_NAME = 200
_MOST_WORDS = 3


def read(line: str, raw: str) -> Read | None:
    """Read one line; None for a line that is no frame."""
    rest = line.strip()
    if rest.startswith("❯"):
        return _arrow(rest[1:].strip(), raw)
    if len(rest) <= _LONG and (found := _in_words(rest, raw)):
        return found
    if rest[-1:].isdigit() or rest.endswith(")"):
        return _console(rest, raw, indented=line[:1] in (" ", "\t"))
    return None


def is_operas(line: str) -> bool:
    """Return whether a line begins as Opera's do, below each of which is a line of source."""
    return line.lstrip().startswith(("Line ", "called from line ", "Error thrown at line "))


def _in_words(rest: str, raw: str) -> Read | None:
    """Read what React and Opera say in words."""
    if rest.startswith("in ") and (found := _REACT.fullmatch(rest)):
        return _react(found, raw)
    if rest.endswith("(async)") and (found := _ASYNC.fullmatch(rest)):
        return placeless("async", Call(found[1] or found[2], raw, waited=True), sure=False)
    if found := _CALLED.fullmatch(rest):
        place = Place(found[5], int(found[1]), int(found[2]) if found[2] else None)
        return _addressed(found[3] or found[4], place, raw)
    if rest[:5].lower() == "line " and (found := _OPERA.fullmatch(rest)):
        return _addressed(found[3], Place(found[2], int(found[1])), raw)
    return None


def _addressed(name: str | None, place: Place, raw: str) -> Read | None:
    return placed(Call(name, raw), place) if "://" in place.url else None


def _react(found: "re.Match[str]", raw: str) -> Read:
    place = split(found[3]) if found[2] == "at" else None
    if place and place.told:
        return placed(Call(found[1], raw), place)
    return placeless("component", Call(found[1], raw), sure=False)


def _arrow(rest: str, raw: str) -> Read | None:
    name, _, place = rest.rpartition(" ")
    where = split(place)
    return placed(Call(name.strip() or None, raw), where) if where.told else None


def _console(rest: str, raw: str, *, indented: bool) -> Read | None:
    """Read `named URL:5:24` and `named (core.js:5:24)`, which only an indented line may be."""
    bracketed = rest.endswith(")")
    name, _, place = rest.partition(" (") if bracketed else rest.rpartition(" ")
    where = split(place.removesuffix(")").strip())
    if where.line is None or not _is_name(name) or not (indented or name == "?"):
        return None
    addressed = "://" in where.url[:40]
    if not addressed and not (bracketed and where.column and _is_file(where.url)):
        return None
    mark, star, after = name.partition("*")
    function = after if star else mark
    call = Call(None if function in _ANONYMOUS else function, raw, waited=bool(star))
    return placed(call, where, sure=addressed or name == "?" or where.column is not None)


def _is_file(url: str) -> bool:
    """Return whether this names a file, and not the hour or a sentence."""
    return " " not in url and (begins(url) or "." in url)


def _is_name(name: str) -> bool:
    """Return whether this may be a function's name: few words, and no sentence."""
    words = name.replace("(anonymous function)", "anonymous").split(" ")
    return (
        0 < len(name) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and all(map(_SEGMENT.fullmatch, words))
        and not name.endswith((":", ",", ".", "@"))
    )
