"""Lines with an `@`: SpiderMonkey, JavaScriptCore, old Opera and Rhino.

    named@URL:5:24          @URL:7:55          async*load@URL:3:9         get temp@URL:10:125
    inner@URL line 15 > eval:1:25     f0@URL line 14 > WebAssembly.instantiate:wasm-function[0]:0x20
    forEach@[native code]                      inner@        global code        (JavaScriptCore)
    <anonymous function: run>([arguments not available])@URL:27                 (Opera)
    named @ core.js:5                          (the call stack of Chromium's console)

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Error/stack, and
what the engines print.
"""

import re

from buildtools.stacks.frame import Frame, Kind
from buildtools.stacks.places import Place, begins, is_native, kind_of, split
from buildtools.stacks.reads import Call, Read, evaluated, placed, placeless

_CODE: dict[str, Kind] = {
    "global code": "unplaced",
    "module code": "unplaced",
    "eval code": "eval",
    "Global Code": "unplaced",
    "Module Code": "unplaced",
    "Eval Code": "eval",
}
_MARK = re.compile(r"[A-Za-z][\w .]{0,60}\*")
_ANONYMOUS = re.compile(r"<anonymous function(?:: ([^>]{1,200}))?>")
_LINE = re.compile(r" line (\d{1,10}) > ")
_FILE = re.compile(
    r"[^\s@:]{1,400}\.(?:[cm]?[jt]sx?|(?:js)?bundle|vue|svelte|html?|hbc|jsc)(?:\?\S*)?"
)
_ONLY_NUMBERS = re.compile(r"(\d{1,10}):(\d{1,10})")
_NAME = re.compile(r"[^\s@(){}\[\]:;,\"'`]{1,200}")
_BLANKS = (" ", "\t")
_TRIES = 12
_LONGEST_NAME = 200
_MOST_WORDS = 3


def read(line: str, raw: str) -> Read | None:
    """Read one line; None for a line that is no frame."""
    rest = line.strip()
    if rest in _CODE:
        return placeless(_CODE[rest], Call(rest, raw), sure=False)
    if rest == "[native code]":
        return placeless("native", Call(None, raw), sure=False)
    at = rest.find("@")
    if at < 0:
        return _bare(rest, raw)
    for _ in range(_TRIES):
        if found := _parted(rest[:at], rest[at + 1 :], raw):
            return found
        at = rest.find("@", at + 1)
        if at < 0:
            break
    return _bare(rest, raw)


def _bare(line: str, raw: str) -> Read | None:
    """Read a place alone, as JavaScriptCore prints functions without a name."""
    where = split(line.strip())
    if where.line is None or where.column is None or " " in where.url:
        return None
    addressed = "://" in where.url[:40]
    if not addressed and not _FILE.fullmatch(where.url):
        return None
    return placed(Call(None, raw), where, sure=addressed)


def _parted(before: str, place: str, raw: str) -> Read | None:
    """Read a line whose place is said to begin here."""
    if (
        ": " in before.removeprefix("<anonymous function: ")
        or before.startswith(("- ", "* "))
        or "\t" in before.strip()
    ):
        return None
    if before[-1:] in _BLANKS and place[:1] in _BLANKS and place:
        return _console(before.strip(), place.strip(), raw)
    call = _call(before, raw)
    if place == "":
        return _unplaced(call)
    if is_native(place):
        return placeless("native", call)
    if place in ("[wasm code]", "[wasm native]"):
        return placeless("wasm", call)
    if numbers := _ONLY_NUMBERS.fullmatch(place):  # React Native's old JavaScriptCore: no file
        line, column = int(numbers[1]), int(numbers[2])
        return Read(Frame("unplaced", call.function, None, line, column, raw), sure=False)
    if found := _LINE.search(place):
        return _evaluated(call, place, found)
    return _placed(call, split(place))


def _call(before: str, raw: str) -> Call:
    """Return the function, and whether a mark in front says that it was waited for."""
    mark = _MARK.match(before)
    name = before[mark.end() :] if mark else before
    if name.endswith(")") and "(" in name:  # arguments, as Opera and the oldest Firefox print them
        name = name[: name.find("(")]
    if told := _ANONYMOUS.fullmatch(name):
        name = told[1] or ""
    elif name.endswith("<"):  # SpiderMonkey's mark of a name that it has inferred
        name = name[:-1]
    return Call(name.strip() or None, raw, mark is not None)


def _unplaced(call: Call) -> Read | None:
    """Read `inner@`: JavaScriptCore knows no file of evaluated code, of default constructors."""
    if call.function is None or len(call.function) > _LONGEST_NAME:
        return None
    return placeless("eval" if call.function == "eval code" else "unplaced", call, sure=False)


def _evaluated(call: Call, place: str, found: "re.Match[str]") -> Read:
    """Read `URL line 15 > eval:1:25`, nested too: the first place is the file."""
    own = split(place[found.end() :])
    around = Place(place[: found.start()], int(found[1]) or None, None, own.offset)
    if own.offset is not None:
        return placed(call, around, "wasm")
    return evaluated(call, around, own)


def _placed(call: Call, where: Place) -> Read | None:
    if not where.told:
        return None
    told = begins(where.url) or kind_of(where) != "script" or _FILE.fullmatch(where.url)
    return placed(call, where) if told else None


def _console(function: str, place: str, raw: str) -> Read | None:
    """Read `named @ core.js:5`, out of the call stack that Chromium's console shows."""
    where = split(place)
    name = None if function in ("(anonymous)", "(anonymous function)") else function
    if where.line is None or " " in where.url.strip():
        return None
    words = name.split(" ") if name else []
    if len(words) > _MOST_WORDS or not all(map(_NAME.fullmatch, words)):
        return None
    return _placed(Call(name, raw), where)
