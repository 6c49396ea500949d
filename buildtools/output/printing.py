"""Printing: the one place that does, for people and as JSON.

What would steer a terminal is written as an escape, whoever said it; our own colours come after
that, and only where the stream shows them.
"""

import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

from buildtools.output.terminals import kind_of
from buildtools.texts.escapes import harmless

_room: list[Callable[[], AbstractContextManager[None]]] = [nullcontext]


def say(text: str) -> None:
    """Print lines for a person on stdout."""
    _print(text, sys.stdout)


def tell(text: str) -> None:
    """Print lines beside the result, on stderr."""
    _print(text, sys.stderr)


def ask(question: str) -> str:
    """Ask a person on stderr, and return the line that comes on stdin, without its end.

    Raises EOFError when none comes any more.
    """
    print(harmless(question), file=sys.stderr, end="", flush=True)
    text = sys.stdin.readline()
    if not text:
        raise EOFError
    return text.rstrip("\r\n")


def say_json(value: object) -> None:
    """Print a value as one line of JSON; characters that stdout lacks are escaped as JSON does."""
    import msgspec

    text = msgspec.json.encode(value, order="deterministic").decode()
    with _room[0]():
        print(_json(text, getattr(sys.stdout, "encoding", None) or "utf-8"))


def _json(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        unwritable = r"[^\x00-\x7e]"
    else:
        unwritable = r"[\x7f-\x9f]"
    return re.sub(unwritable, _as_json, text)


def _as_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def make_room_by(aside: Callable[[], AbstractContextManager[None]]) -> None:
    """Have something taken out of the way while lines are printed."""
    _room[0] = aside


def _print(text: str, stream: TextIO) -> None:
    kind = kind_of(stream)
    if kind.is_plain:
        shown = harmless(text)
    else:
        from buildtools.output.painting import drawn

        shown = drawn(text, kind)
    with _room[0]():
        print(shown, file=stream, flush=stream is sys.stderr)
