"""A report as it may leave this machine: no secret in it, no folder of it, commands in full."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from buildtools.texts import escapes
from buildtools.texts.redaction import redact
from buildtools.values import SHORTEST_SECRET, Secret

Value = TypeVar("Value", bound=msgspec.Struct)
_Change = Callable[[str], str]

_OURS = frozenset(
    {"outcome", "state", "verdict", "kind", "severity", "check", "of", "debug_id", "step"}
)
"""Keys whose values are our own words, or IDs: nothing of others stands there."""


_TAG = ("what", "original")
"""What says that a value is an original; the same key is that of a failure's sentence."""

_COMMANDS = frozenset({"remedy", "next_command"})
"""Keys whose values name commands."""


def outward(
    value: Value, secrets: Iterable[str], root: Path, complete: Callable[[str], str] = str
) -> Value:
    """Return the same value; in its texts secrets are hidden, and paths are relative to `root`
    and nothing steers a terminal.

    `complete` adds environment and settings file to commands.
    """
    known = [Secret(text) for text in secrets if len(text) >= SHORTEST_SECRET]
    folder = re.compile(rf"(?<![\w.~/-]){re.escape(root.as_posix())}(/|(?![\w.-]))")

    def harmless(text: str) -> str:
        relative = folder.sub(lambda found: "" if found[1] else ".", text)
        return escapes.harmless(redact(relative, known))

    return msgspec.convert(_mapped(msgspec.to_builtins(value), harmless, complete), type(value))


def _mapped(value: object, harmless: _Change, complete: _Change) -> object:
    match value:
        case str():
            return harmless(value)
        case dict():
            return {key: _member(key, each, harmless, complete) for key, each in value.items()}
        case list() | tuple():
            return [_mapped(each, harmless, complete) for each in value]
        case _:
            return value


def _member(key: str, value: object, harmless: _Change, complete: _Change) -> object:
    if isinstance(value, str) and (key in _OURS or (key, value) == _TAG):
        return value
    if isinstance(value, str) and key in _COMMANDS:
        return harmless(complete(value)) if value else value
    return _mapped(value, harmless, complete)
