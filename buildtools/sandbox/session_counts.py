"""Sessions added up as Sentry shows them: groups with totals and, where asked for, a series.

A rate of no session is null. Source: docs/wire.md#sessions.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from buildtools.sandbox.answers import Json
from buildtools.sandbox.session_query import RATES, Query

Value = int | float | None
Rows = Sequence[sqlite3.Row]

_COLUMNS: Final = {"project": "project_id", "release": "release", "environment": "environment"}
_STATUSES: Final = ("abnormal", "crashed", "errored", "healthy", "unhandled")


def answer(
    db: sqlite3.Connection, query: Query, projects: Iterable[int], names: Sequence[str]
) -> Json:
    """Add up what was reported of these projects, in these environments; of none named, in all."""
    rows = [
        row
        for row in db.execute(
            "select * from session_updates where started >= ? and started < ?"
            " and project_id in (select value from json_each(?))",
            (query.start, query.end, str(list(projects))),
        )
        if _fits(row, query, names)
    ]
    groups = [
        group for key, ours in _grouped(rows, query) for group in _groups(dict(key), ours, query)
    ]
    first = query.fields[0]
    groups.sort(key=lambda group: -(group["totals"][first] or 0))
    for group in groups if not query.totals else ():
        del group["totals"]
    return {
        "start": _stamp(query.start),
        "end": _stamp(query.end),
        "query": "",
        "intervals": [_stamp(at) for at in query.intervals],
        "groups": groups,
    }


def _fits(row: sqlite3.Row, query: Query, names: Sequence[str]) -> bool:
    if names and row["environment"] not in names:
        return False
    return all(
        bool(re.fullmatch(term.pattern, str(row[_COLUMNS[term.column]]), re.DOTALL))
        is not term.negated
        for term in query.terms
    )


def _grouped(rows: Rows, query: Query) -> Iterable[tuple[tuple[tuple[str, object], ...], Rows]]:
    by = [name for name in query.groups if name in _COLUMNS]
    found: dict[tuple[tuple[str, object], ...], list[sqlite3.Row]] = {} if by else {(): []}
    for row in rows:
        key = tuple((name, row[_COLUMNS[name]]) for name in by)
        found.setdefault(key, []).append(row)
    return found.items()


def _groups(by: Json, rows: Rows, query: Query) -> Iterable[Json]:
    statuses: Sequence[str] = _STATUSES if "session.status" in query.groups else ("",)
    parts = _parts(rows, query) if query.series else {}
    for status in statuses:
        group: Json = {"by": by | ({"session.status": status} if status else {})}
        group["totals"] = {name: _value(name, rows, status) for name in query.fields}
        if query.series:
            group["series"] = {
                name: [_value(name, part, status) for part in parts.values()]
                for name in query.fields
            }
        yield group


def _parts(rows: Rows, query: Query) -> dict[int, list[sqlite3.Row]]:
    parts: dict[int, list[sqlite3.Row]] = {at: [] for at in query.intervals}
    for row in rows:
        passed = int(row["started"]) - query.start
        parts[query.start + passed // query.interval * query.interval].append(row)
    return parts


def _value(name: str, rows: Rows, status: str) -> Value:
    if name not in RATES:
        return _of_status(_users if name.endswith("(user)") else _sessions, rows, status)
    kind, what = RATES[name]
    count = _users if what == "user" else _sessions
    total = count(rows, "total")
    if not total:
        return None
    rate = min(_of_status(count, rows, kind) / total, 1.0)
    return 1 - rate if name.startswith("crash_free") else rate


def _of_status(count: Callable[[Rows, str], int], rows: Rows, status: str) -> int:
    total, errored = count(rows, "total"), count(rows, "errored")
    counts = {name: count(rows, name) for name in ("crashed", "abnormal", "unhandled")}
    worse = sum(counts.values())
    counts |= {"": total, "healthy": total - errored, "errored": errored - worse}
    return max(counts[status], 0)


def _sessions(rows: Rows, column: str) -> int:
    """Add up; who has had an error is counted once, however often it is said."""
    if column != "errored":
        return sum(int(row[column]) for row in rows)
    named = {row["sid"] for row in rows if row["sid"] and row["errored"]}
    return len(named) + sum(int(row["errored"]) for row in rows if not row["sid"])


def _users(rows: Rows, column: str) -> int:
    return len({row["did"] for row in rows if row["did"] and row[column]})


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
