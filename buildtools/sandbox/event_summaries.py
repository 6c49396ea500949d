"""Events in one line each, as a list of them shows: kept apart, so that thousands can be listed.

A summary follows from the event alone. It is made when the event comes, and for events that an
earlier sandbox has kept, when they are first listed.
"""

import posixpath
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from buildtools.sandbox import frame_kinds, frames, kept_events
from buildtools.sandbox.answers import Json
from buildtools.sandbox.event_json import title_of
from buildtools.sandbox.frame_kinds import Shown

State = Literal["resolved", "partly", "minified", "control failed", "nothing to resolve"]

LONGEST_TITLE: Final = 200
_LONGEST_PLACE: Final = 300
_CATCH_UP: Final = 500
"""Events of an earlier sandbox that one look at the list takes on."""

FILTERS: Final = ("kind", "environment", "state")
_CONDITION: Final = {
    **{name: f"summaries.{name} = :{name}" for name in FILTERS},
    "release": "events.release = :release",
    "debug_id": "events.id in (select event from event_scripts where debug_id = :debug_id)",
    "origin": "events.id in (select event from event_scripts where origin = :origin)",
    "q": "(instr(lower(title || ' ' || place), lower(:q)) or instr(events.event_id, lower(:q))"
    " or exists (select 1 from event_scripts as s where s.event = events.id"
    " and instr(lower(s.path || ' ' || coalesce(s.debug_id, '')), lower(:q))))",
}
ASKED: Final = tuple(_CONDITION)
"""What a list of events may be asked for: values that an event must have, and a text `q`."""
_FROM: Final = "from summaries join events on events.id = summaries.event"

_UNLISTED: Final = "from events where id not in (select event from summaries)"


class Counts(NamedTuple):
    """Frames of an event by what became of them; what needs no map is not among them."""

    resolved: int
    counted: int
    """Resolved and minified ones."""
    controls: int
    failed_controls: int


def counts_of(listed: Sequence[Shown]) -> Counts:
    """Count frames."""
    fates = [one.fate for one in listed]
    resolved = fates.count("resolved")
    failed = fates.count("control failed")
    return Counts(
        resolved, resolved + fates.count("minified"), fates.count("control") + failed, failed
    )


def state_of(counts: Counts) -> State:
    """Return in a word whether an event is readable."""
    if counts.failed_controls:
        return "control failed"
    if not counts.counted:
        return "nothing to resolve"
    if counts.resolved == counts.counted:
        return "resolved"
    return "partly" if counts.resolved else "minified"


def short_title(event: Json, listed: Sequence[Shown]) -> str:
    """Return in one line what happened; a test event tells what it tested."""
    if frame_kinds.kind_of(event) != "test":
        return title_of(event)[:LONGEST_TITLE]
    paths = dict.fromkeys(
        str(one.raw.get("abs_path")) for one in listed if not one.fate.startswith("control")
    )
    names = [posixpath.basename(path) for path in paths]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"Test event: {names[0] if names else 'no script'}{more}"[:LONGEST_TITLE]


def keep(db: sqlite3.Connection, row: int, event: Json) -> None:
    """Keep what a list shows of an event that has just been kept as this row."""
    listed = frame_kinds.every(event)
    counts = counts_of(listed)
    db.execute(
        "insert or replace into summaries values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(row, short_title(event, listed), _place(event, listed), frame_kinds.kind_of(event)),
            *(str(event.get("environment") or ""), state_of(counts)),
            *(counts.resolved, counts.counted, counts.controls),
        ),
    )
    db.executemany(
        "insert or replace into event_scripts values (?, ?, ?, ?)",
        [(row, *script) for script in _scripts(event, listed)],
    )


def catch_up(db: sqlite3.Connection) -> int:
    """Make the summaries of the newest events that have none; give how many still have none."""
    rows = db.execute(f"select * {_UNLISTED} order by id desc limit ?", (_CATCH_UP,)).fetchall()
    for row in rows:
        keep(db, row["id"], kept_events.of_row(row))
    if len(rows) < _CATCH_UP:
        return 0
    return int(db.execute(f"select count(*) {_UNLISTED}").fetchone()[0])


def newest(
    db: sqlite3.Connection, asked: Mapping[str, str], first: int, number: int
) -> list[sqlite3.Row]:
    """Return events newest first; `asked` has values of `ASKED`."""
    return db.execute(
        f"select summaries.*, events.event_id, received, release {_FROM} {_where(asked)}"
        " order by events.id desc limit :number offset :first",
        {**asked, "first": first, "number": number},
    ).fetchall()


def count(db: sqlite3.Connection, asked: Mapping[str, str]) -> int:
    """Return how many events there are of what is asked for."""
    found = db.execute(f"select count(*) {_FROM} {_where(asked)}", dict(asked)).fetchone()
    return int(found[0])


def choices(db: sqlite3.Connection, asked: Mapping[str, str], name: str) -> dict[str, int]:
    """Return the values of one filter, and how many events each would leave, the most first."""
    others = {key: value for key, value in asked.items() if key != name}
    rows = db.execute(
        f"select {name} as value, count(*) as number {_FROM} {_where(others)}"
        " group by value order by number desc, value",
        others,
    ).fetchall()
    return {row["value"]: row["number"] for row in rows}


def _where(asked: Mapping[str, str]) -> str:
    told = [_CONDITION[name] for name in _CONDITION if asked.get(name)]
    return f"where {' and '.join(told)}" if told else ""


def _place(event: Json, listed: Sequence[Shown]) -> str:
    """Return where it was thrown: the innermost frame of the app's own, else the innermost.

    A test event was thrown nowhere: its frames are places of scripts.
    """
    if frame_kinds.kind_of(event) == "test":
        side = "server" if event.get("platform") == "node" else "browser"
        return f"{counts_of(listed).counted} places of {side} scripts"
    near = [one for one in reversed(listed) if one.fate in ("resolved", "minified")]
    own = [one for one in near if one.now.get("in_app") is not False]
    for one in (*own, *near):
        name = one.now.get("function")
        where = f"{one.now.get('filename') or '?'}:{one.now.get('lineno') or '?'}"
        named = f"{where} in {name}" if name and name != "?" else where
        return named[:_LONGEST_PLACE]
    return ""


def _scripts(event: Json, listed: Sequence[Shown]) -> Iterator[tuple[str, str | None, str | None]]:
    """Find the scripts that frames name: path, debug ID, and the map it was resolved by."""
    ids = frame_kinds.images_of(event)
    for one in listed:
        path = str(one.raw.get("abs_path") or "").removeprefix("async ")
        origin = (one.now.get("data") or {}).get("sourcemap_origin")
        if path and not frames.is_nowhere(one.raw):
            yield path, ids.get(path), origin if isinstance(origin, str) else None
