"""Times as the RFC 3339 text that servers read; those of git are seconds and a zone apart.

Histories that were imported hold zones such as +051800 and years such as 3170843, which no parser
of dates takes: the moment is kept where there is one, in UTC where the zone is none.
Source: RFC 3339; git's raw form of a date.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

_ZONE = re.compile(r"([+-])(\d{2})(\d{2})")
_FARTHEST = timedelta(hours=24)
_FIRST, _LAST = -62135510400, 253402214400
"""A day after year 1 begins and a day before year 9999 ends: every zone stays within."""


def moment(seconds: str, zone: str) -> str | None:
    """Write `1299871230` and `+0200` as `2011-03-11T21:20:30+02:00`; None when it is no moment."""
    try:
        since = int(seconds)
    except ValueError:
        return None
    if not _FIRST <= since <= _LAST:
        return None
    utc = datetime.fromtimestamp(0, UTC) + timedelta(seconds=since)
    return utc.astimezone(_offset(zone)).isoformat()


def in_utc(when: datetime, unit: Literal["seconds", "milliseconds"]) -> str:
    """Write a time as `2011-03-11T19:20:30Z`, with milliseconds where they are wanted."""
    return when.astimezone(UTC).isoformat(timespec=unit).replace("+00:00", "Z")


def parsed(text: str) -> datetime | None:
    """Read a time of a server, in UTC where it names no zone; None where it is none."""
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timezone:
    found = _ZONE.fullmatch(zone)
    if found is None or int(found[3]) > 59:
        return UTC
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset) if offset < _FARTHEST else UTC
