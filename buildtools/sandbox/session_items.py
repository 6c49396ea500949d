"""Sessions as SDKs report them, one update or many counted together; kept as rows to be added up.

An update that begins a session counts it; one that says `crashed` counts the crash. What cannot be
counted is let pass without a word, as Relay does.
Source: docs/wire.md#sessions.
"""

import sqlite3
import uuid
from datetime import datetime
from typing import Any, Final

import msgspec

from buildtools.sandbox import fields, json_texts, releases
from buildtools.sandbox.answers import Json

KINDS: Final = frozenset({"session", "sessions"})
"""Types of items that have any."""

_LONGEST: Final = 200
_MOST: Final = 2**31
_ERRORS: Final = frozenset({"crashed", "abnormal", "errored", "unhandled"})
_COUNTS: Final = ("exited", "errored", "abnormal", "crashed", "unhandled")


class Row(msgspec.Struct, frozen=True):
    """What one update adds; `sid` is empty where many sessions are counted together."""

    release: str
    environment: str
    started: float
    """In seconds since 1970."""
    sid: str
    did: str
    """Of a user, or of a device; empty where nobody said."""
    total: int
    errored: int
    abnormal: int
    crashed: int
    unhandled: int


def read(kind: str, payload: bytes) -> list[Row]:
    """Read an item; empty where it says nothing that can be counted."""
    try:
        told = json_texts.read_repaired(payload)
    except json_texts.UnreadableJson:
        return []
    if not isinstance(told, dict):
        return []
    attrs = told.get("attrs")
    release = _text(attrs.get("release")) if isinstance(attrs, dict) else ""
    if not isinstance(attrs, dict) or releases.fault_of_version(release):
        return []
    place = (release, _text(attrs.get("environment")))
    every = told.get("aggregates") if kind == "sessions" else [told]
    read_one = _counted if kind == "sessions" else _update
    known = every if isinstance(every, list) else []
    rows = [read_one(one, place) for one in known if isinstance(one, dict)]
    return [row for row in rows if row]


def keep(db: sqlite3.Connection, project_id: int, rows: list[Row]) -> None:
    """Keep what was reported."""
    columns = Row.__struct_fields__
    marks = ", ".join("?" * (len(columns) + 1))
    db.executemany(
        f"insert into session_updates (project_id, {', '.join(columns)}) values ({marks})",  # noqa: S608, our names
        [(project_id, *msgspec.structs.astuple(row)) for row in rows],
    )


def _update(told: Json, place: tuple[str, str]) -> Row | None:
    started = _started(told)
    status = told.get("status", "ok")
    if started is None or not isinstance(status, str):
        return None
    return Row(
        *place,
        started,
        _text(told.get("sid")) or uuid.uuid4().hex,
        _user(told),
        total=int(told.get("init") is True),
        errored=int(_count(told, "errors") > 0 or status in _ERRORS),
        abnormal=int(status == "abnormal"),
        crashed=int(status == "crashed"),
        unhandled=int(status == "unhandled"),
    )


def _counted(told: Json, place: tuple[str, str]) -> Row | None:
    started = _started(told)
    if started is None:
        return None
    counts = {name: _count(told, name) for name in _COUNTS}
    return Row(
        *place,
        started,
        "",
        _user(told),
        total=sum(counts.values()),
        errored=sum(counts.values()) - counts["exited"],
        abnormal=counts["abnormal"],
        crashed=counts["crashed"],
        unhandled=counts["unhandled"],
    )


def _started(told: Json) -> float | None:
    try:
        moment = fields.moment(told.get("started"))
    except fields.Wrong:
        return None
    return datetime.fromisoformat(moment).timestamp() if moment else None


def _user(told: Json) -> str:
    """Return who it was; an ID of zeros is nobody."""
    did = _text(told.get("did"))
    return "" if not did.strip("0-") else did


def _count(told: Json, name: str) -> int:
    value: Any = told.get(name)
    return value if type(value) is int and 0 < value < _MOST else 0


def _text(value: object) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""
