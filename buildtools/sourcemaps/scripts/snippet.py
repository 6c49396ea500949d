"""The run-time snippet: one statement that tells the SDK which debug ID its own file has.

The SDK reads `_sentryDebugIds`, an object from stack text to ID, and takes the file name out of
each stack; native ones of bundlers are in `_debugIds`. Our statement is ES5, never throws, leaves
no name behind, begins with a semicolon so that it may follow anything, and ends with one so that
anything may follow. Of several stacks in
one file the last counts, native ones after all others.
Source: docs/wire.md#run-time-snippet, as @sentry/node 10 and 11 read them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from buildtools.values import DebugId, parse_debug_id

_HEAD = (
    ';!function(){try{var g="object"==typeof globalThis?globalThis:"object"==typeof window?window:'
    '"object"==typeof self?self:global,s=(new g.Error).stack;'
    's&&((g._sentryDebugIds=g._sentryDebugIds||{})[s]="'
)
_MIDDLE = '",g._sentryDebugIdIdentifier="sentry-dbid-'
_TAIL = '")}catch(e){}}();'

_UUID = (
    rb"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}(?:-[0-9a-fA-F]{1,8}(?![0-9a-fA-F]))?"
)
_OURS = re.compile(
    _UUID.join(re.escape(part.encode()) for part in (_HEAD, _MIDDLE, _TAIL)),
)
_NAMED = re.compile(rb"sentry-dbid-(" + _UUID + rb")")
_ASSIGNED = re.compile(
    rb"ebugIds[^\"'`;]{0,80}?\[\s*[\w$]+\s*\]\s*=\s*[\"'`](" + _UUID + rb")[\"'`]"
)


MARK = b"ebugId"
"""Stands in every comment and every snippet that names a debug ID, whatever tool wrote it."""


class Registration(NamedTuple):
    """A place where some tool's snippet has an ID written out, as `spelled`."""

    at: int
    debug_id: DebugId
    spelled: bytes


def snippet(debug_id: DebugId) -> bytes:
    """Write our statement, on one line and without an end of line; all of it is ASCII."""
    return f"{_HEAD}{debug_id}{_MIDDLE}{debug_id}{_TAIL}".encode()


def ours(script: bytes, around: int) -> tuple[int, int] | None:
    """Return the span of our own statement when a registration at `around` belongs to it."""
    found = _OURS.search(script, max(0, around - 2 * len(_HEAD)), around + 2 * len(_HEAD))
    return found.span() if found and found.start() <= around < found.end() else None


def registrations(script: bytes) -> tuple[Registration, ...]:
    """Find the IDs that a script registers at run time, whatever tool wrote them; in order.

    The bare words prove nothing (they occur in the SDK too): only a UUID that is assigned counts.
    """
    found = [*_search(script, b"sentry-dbid-", 0, _NAMED)]
    for at in _search(script, b"ebugIds", 0, _ASSIGNED):
        before = script[max(0, at.at - 8) : at.at]
        if before.endswith((b"_d", b"_sentryD")):
            found.append(at)
    return tuple(sorted(found))


def _search(
    script: bytes, word: bytes, at: int, pattern: re.Pattern[bytes]
) -> Iterator[Registration]:
    while (at := script.find(word, at)) >= 0:
        found = pattern.match(script, at)
        debug_id = parse_debug_id(found[1].decode()) if found else None
        if found and debug_id:
            yield Registration(at, debug_id, found[1])
        at += len(word)
