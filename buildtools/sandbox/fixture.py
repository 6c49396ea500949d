"""The settings that the sandbox shows: a file that a developer can edit while it runs.

Each section stands for the answer of an endpoint, in the form that the API gives it; a section, or
a field of an object, that is left out has the value of a new project. What is wrong with the file
is told with its line.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

NAME: Final = "settings.json"
_DEFAULTS: Final = Path(__file__).with_name("default_settings.json")
_SPACE: Final = " \t\r\n"


class BadFixture(Exception):
    """What is wrong with the file, where, in one sentence."""


def defaults_text() -> str:
    """Return the file as it is written where there is none."""
    return _DEFAULTS.read_text(encoding="utf-8")


def read(file: Path) -> Mapping[str, Any]:
    """Read all sections; those that the file leaves out, and the file itself, may be absent.

    Raises BadFixture, and OSError where the file may not be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _defaults()
    except UnicodeDecodeError as error:
        raise BadFixture(f"{file.name}: it is not UTF-8") from error
    laid = {name: _laid(name, value) for name, value in _sections(text, file).items()}
    return {**_defaults(), **laid}


def _laid(name: str, value: Any) -> Any:
    """Lay the fields of an object over those of a new project; lists stand for themselves."""
    return {**_defaults()[name], **value} if isinstance(value, dict) else value


@cache
def _defaults() -> Mapping[str, Any]:
    defaults: dict[str, Any] = json.loads(defaults_text())
    return defaults


def _sections(text: str, file: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        for name, value, at in _members(text):
            if fault := _fault(name, value):
                raise BadFixture(f"{file.name}:{_line(text, at)}: {name}: {fault}")
            found[name] = value
    except json.JSONDecodeError as error:
        raise BadFixture(f"{file.name}:{error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise BadFixture(f"{file.name}: it is nested too deeply") from error
    return found


def _members(text: str) -> Iterator[tuple[str, Any, int]]:
    """Return name, value and place of each member of an object. Raises JSONDecodeError."""
    decoder = json.JSONDecoder()
    at = _past(text, 0, "{")
    while text[at : at + 1] != "}":
        begin = at
        name, at = decoder.raw_decode(text, at)
        if not isinstance(name, str):
            raise json.JSONDecodeError("a name in quotes is expected", text, begin)
        value, at = decoder.raw_decode(text, _past(text, at, ":"))
        yield name, value, begin
        at = _skip(text, at)
        if text[at : at + 1] != "}":
            at = _past(text, at, ",")
    if _skip(text, at + 1) != len(text):
        raise json.JSONDecodeError("nothing may follow the last }", text, _skip(text, at + 1))


def _past(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"'{sign}' is expected", text, at)
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _is_list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(one, kind) for one in value)


_KINDS: Final[Mapping[type, tuple[str, Callable[[Any], bool]]]] = {
    dict: ("an object", lambda value: isinstance(value, dict)),
    list: ("a list of objects", _is_list_of(dict)),
}
_TEXTS: Final = {
    "scopes": "null or a list of scopes",
    "environments": "null or a list of names",
    "missing": "a list of sections",
}


def _fault(name: str, value: Any) -> str:
    """Return what is wrong with a section; empty where nothing is."""
    known = _defaults()
    if name not in known:
        near = get_close_matches(name, known, 1)
        return f"no such section; {f'{near[0]} is meant?' if near else ', '.join(known)}"
    if name in _TEXTS:
        right = _is_list_of(str)(value) or (value is None and known[name] is None)
        expected = _TEXTS[name]
    else:
        expected, rule = _KINDS[type(known[name])]
        right = rule(value)
    return "" if right else f"{expected} is expected"
