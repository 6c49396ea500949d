"""Counts of what came in, and the tables that documents show of a server."""

from buildtools.api.models.settings import Stats
from buildtools.review.evidence.server import Alert, NotShown, Quota, ServerSeen, Told
from buildtools.review.reviewed import Figure, Table

_SUM = "sum(quantity)"
_SOURCE = "counts of the server, 30 days"
_DROPPED = "rate_limited"
_ERRORS = "error"
_OUTCOMES = ("accepted", _DROPPED, "client_discard", "filtered")
_UNCOUNTED = frozenset({"attachment", "session", "profile_duration", "profile_duration_ui"})
"""Kinds whose quantity is bytes or time, or of which nothing is dropped."""


def quota(stats: Told[Stats], reasons: Told[Stats]) -> Told[Quota]:
    """Return what became of each kind of data; without reasons where those are not told."""
    if isinstance(stats, NotShown):
        return stats
    counts: dict[str, dict[str, int]] = {}
    for group in stats.groups:
        category = str(group.by.get("category") or "other")
        outcome = str(group.by.get("outcome") or "other")
        row = counts.setdefault(category, {})
        row[outcome] = row.get(outcome, 0) + int(group.totals.get(_SUM, 0))
    whys: dict[str, int] = {}
    for group in () if isinstance(reasons, NotShown) else reasons.groups:
        reason = str(group.by.get("reason") or "none")
        if reason != "none" and group.by.get("outcome") != "accepted":
            whys[reason] = whys.get(reason, 0) + int(group.totals.get(_SUM, 0))
    return Quota(dict(sorted(counts.items())), dict(sorted(whys.items())))


def dropped(told: Quota) -> float | None:
    """Return the share of errors over quota or rate limit; None where no error came in."""
    errors = told.counts.get(_ERRORS, {})
    all_errors = sum(errors.values())
    return errors.get(_DROPPED, 0) / all_errors if all_errors else None


def figures(told: Told[Quota]) -> tuple[Figure, ...]:
    """Return the share that was dropped, where it was told."""
    share = None if isinstance(told, NotShown) else dropped(told)
    return () if share is None else (Figure("quota-dropped", round(share, 4), _SOURCE),)


def tables(seen: ServerSeen) -> tuple[Table, ...]:
    """Return the tables of what was told."""
    made: list[Table] = []
    if not isinstance(seen.alerts, NotShown) and seen.alerts:
        made.append(_alerts(seen.alerts))
    if not isinstance(seen.filters, NotShown) and seen.filters:
        made.append(_filters(seen.filters))
    if not isinstance(seen.quota, NotShown) and seen.quota.counts:
        made.append(_quota(seen.quota))
    return tuple(made)


def _alerts(alerts: tuple[Alert, ...]) -> Table:
    return Table(
        "alerts",
        "Who is told of issues",
        ("alert", "when", "environment", "tells", "on"),
        tuple(
            (
                each.name,
                ", ".join(each.when),
                each.environment or "all",
                ", ".join((*each.targets, *(f"{dead} (reaches nobody)" for dead in each.dead)))
                or "nobody",
                "yes" if each.enabled else "no",
            )
            for each in sorted(alerts, key=lambda one: one.name)
        ),
        "settings of the server",
    )


def _filters(filters: dict[str, bool]) -> Table:
    return Table(
        "filters",
        "What the server keeps out",
        ("filter", "on"),
        tuple((name, "yes" if is_on else "no") for name, is_on in sorted(filters.items())),
        "settings of the server",
        "What is kept out is no event and takes no quota.",
    )


def _quota(told: Quota) -> Table:
    rows: list[tuple[str | int, ...]] = []
    for category, counts in told.counts.items():
        total = sum(counts.values())
        if total and category not in _UNCOUNTED:
            rows.append((category, *_shares(counts, total), _rounded(total)))
    columns = ("accepted, %", "over limit, %", "dropped by the SDK, %", "filtered, %")
    return Table(
        "quota",
        "What became of what was sent",
        ("kind", *columns, "other, %", "count"),
        tuple(rows),
        _SOURCE,
        "Shares of each kind in whole per cent; counts in two digits.",
    )


def _shares(counts: dict[str, int], total: int) -> tuple[int, ...]:
    shares = [counts.get(outcome, 0) for outcome in _OUTCOMES]
    return tuple(round(100 * each / total) for each in (*shares, total - sum(shares)))


def _rounded(count: int) -> int:
    """Keep two digits: 12,345 -> 12,000."""
    return round(count, -max(len(str(count)) - 2, 0))
