"""What is asked of sessions: fields, groups, a filter, and a range of time that is rounded.

What cannot be asked is refused in Sentry's words. Source: docs/wire.md#sessions.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from werkzeug.datastructures import MultiDict

from buildtools.sandbox import fields

Params = MultiDict[str, str]

RATES: Final = {
    f"{name}_rate({what})": (kind, what)
    for name, kind in {
        **{"crash": "crashed", "crash_free": "crashed", "unhandled": "unhandled"},
        **{"errored": "errored", "abnormal": "abnormal"},
    }.items()
    for what in ("session", "user")
}
"""Which status each is the rate of, and of what."""
FIELDS: Final = ("sum(session)", "count_unique(user)", *RATES)
GROUPS: Final = ("project", "release", "environment", "session.status")

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_MINUTE: Final = 60
_MOST_POINTS: Final = 10_000
_LONGEST_DAYS: Final = 90
_LAST: Final = 2**33
"""Far beyond any time that a session can have."""
_PERIOD: Final = re.compile(r"([0-9]{1,6})([smhdw]?)")
_SECONDS: Final = {"s": 1, "": 1, "m": _MINUTE, "h": _HOUR, "d": _DAY, "w": 7 * _DAY}
_TERM: Final = re.compile(r'(!?)([\w.]+):(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*', re.DOTALL)


class CannotAsk(Exception):
    """Why a question is refused, in Sentry's words."""


class Term(msgspec.Struct, frozen=True):
    """One condition of a filter: a column, and a pattern of its whole value."""

    column: str
    pattern: str
    negated: bool = False


class Query(msgspec.Struct, frozen=True):
    """A question that can be answered; times in seconds since 1970, `end` not included."""

    fields: tuple[str, ...]
    groups: tuple[str, ...]
    terms: tuple[Term, ...]
    start: int
    end: int
    interval: int
    totals: bool
    series: bool

    @property
    def intervals(self) -> range:
        """When each interval begins."""
        return range(self.start, self.end, self.interval)


def read(params: Params, now: float) -> Query:
    """Read a question. Raises CannotAsk."""
    wanted, groups = params.getlist("field"), params.getlist("groupBy")
    if not wanted:
        raise CannotAsk('Request is missing a "field"')
    _known("field", wanted, FIELDS)
    _known("groupBy", groups, GROUPS)
    for name in wanted:
        if "session.status" in groups and "rate" in name:
            raise CannotAsk(f"Cannot group field {name} by session.status")
    start, end, interval = _range(params, now)
    return Query(
        fields=tuple(dict.fromkeys(wanted)),
        groups=tuple(dict.fromkeys(groups)),
        terms=_terms(params.get("query", "")),
        start=start,
        end=end,
        interval=interval,
        totals=params.get("includeTotals", "1") != "0",
        series=params.get("includeSeries", "1") != "0",
    )


def _known(what: str, named: Sequence[str], known: Sequence[str]) -> None:
    for name in named:
        if name not in known:
            raise CannotAsk(f'Invalid {what}: "{name}"')


def _range(params: Params, now: float) -> tuple[int, int, int]:
    """Round its length up, then its end: from the middle of an hour on, minutes may be lost."""
    interval = _interval(params)
    start, end = _asked_range(params, now)
    length = interval * math.ceil((end - start) / interval)
    if length / interval > _MOST_POINTS:
        raise CannotAsk(
            "Your interval and date range would create too many results. "
            "Use a larger interval, or a smaller date range."
        )
    end_at = interval * math.ceil(end / interval)
    start_at = end_at - length
    if end_at > now:
        end_at = _MINUTE * (math.floor(now / _MINUTE) + 1)
    return start_at, end_at, interval


def _interval(params: Params) -> int:
    interval = _seconds(params.get("interval", "1h")) or _HOUR
    if interval % _HOUR or interval < _HOUR:
        raise CannotAsk("The interval has to be a multiple of the minimum interval of one hour.")
    if interval > _DAY:
        raise CannotAsk("The interval has to be less than one day.")
    if _DAY % interval:
        raise CannotAsk("The interval should divide one day without a remainder.")
    return interval


def _asked_range(params: Params, now: float) -> tuple[float, float]:
    """Return the range as it is asked for; a period wins over start and end."""
    if period := params.get("statsPeriod", ""):
        seconds = _seconds(period)
        if not seconds:
            raise CannotAsk("Invalid statsPeriod: " + repr(period))
        return now - seconds, now
    if not params.get("start") and not params.get("end"):
        return now - _LONGEST_DAYS * _DAY, now
    if not params.get("start") or not params.get("end"):
        raise CannotAsk("start and end are both required")
    start, end = _moment(params["start"]), _moment(params["end"])
    if not 0 <= start <= end <= _LAST:
        raise CannotAsk("start must be before end")
    return start, end + 1


def _seconds(period: str) -> int | None:
    found = _PERIOD.fullmatch(period)
    return int(found[1]) * _SECONDS[found[2]] if found else None


def _moment(text: str) -> float:
    try:
        read = fields.moment(text)
    except fields.Wrong as wrong:
        raise CannotAsk(f"{text} is not a valid ISO8601 date query") from wrong
    return datetime.fromisoformat(read or "").astimezone(UTC).timestamp()


def _terms(text: str) -> tuple[Term, ...]:
    """Read conditions that all have to hold: `release:"web@1" !environment:staging`."""
    terms, at, text = [], 0, text.strip()
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None:
            raise CannotAsk(f"Error parsing search query: {text[at : at + 20]!r}")
        negated, column, quoted, plain = found.groups()
        if column not in ("release", "environment", "project"):
            raise CannotAsk(f'Invalid query field: "{column}"')
        terms.append(Term(column, _pattern(plain if quoted is None else quoted), bool(negated)))
        at = found.end()
    return tuple(terms)


def _pattern(value: str) -> str:
    """Turn a value with `*` into a regular expression; behind a backslash it is no wildcard."""
    parts = re.findall(r"\\.|\*|[^\\*]+|\\", value, re.DOTALL)
    return "".join(
        ".*" if part == "*" else re.escape(part[1:] if len(part) == 2 and part[0] == "\\" else part)
        for part in parts
    )
