"""Two reviews beside each other: what each figure was, is, and whether that says anything. Pure."""

from buildtools.review.figures import FIGURES, Row
from buildtools.review.reviewed import Figure, Reviewed, Table
from buildtools.review.words import rounded, signed

WITHIN = "within what can be seen"
_COLUMNS = ("figure", "then", "now", "change", "what that says")


def compare(now: Reviewed, then: Reviewed) -> Table:
    """Return a row for each figure that both reviews have, or one of them.

    A change within the figure's noise, or within the spread of measured times, says nothing; and
    so do times of two machines, which are not compared at all.
    """
    names = [name for name in FIGURES if now.figure(name) or then.figure(name)]
    rows = tuple(_row(FIGURES[name], then.figure(name), now.figure(name)) for name in names)
    return Table(
        "against",
        f"{now.release or 'this build'} beside {then.release}",
        _COLUMNS,
        rows,
        f"the reviews of both, the earlier one of {then.taken}",
    )


def _row(row: Row, then: Figure | None, now: Figure | None) -> tuple[str, ...]:
    shown = [rounded(row.name, each.value) if each else "not measured" for each in (then, now)]
    if then is None or now is None:
        return (row.title, *shown, "", "")
    if not row.counted and _means(then) != _means(now):
        return (row.title, *shown, "", "measured elsewhere or otherwise: not compared")
    change = now.value - then.value
    return (row.title, *shown, signed(change, row.unit), _says(row, then, now, change))


def _says(row: Row, then: Figure, now: Figure, change: float) -> str:
    if not change:
        return "the same"
    if abs(change) <= row.noise or (not row.counted and _overlap(then, now)):
        return WITHIN
    if not row.better:
        return "changed"
    return "better" if (change < 0) == (row.better == "less") else "worse"


def _overlap(then: Figure, now: Figure) -> bool:
    """Whether the measurements of both lie in one another's range."""
    if None in (then.low, then.high, now.low, now.high):
        return False
    return max(then.low or 0, now.low or 0) <= min(then.high or 0, now.high or 0)


def _means(figure: Figure) -> str:
    """Return what a figure was measured by, without what was said of its noise."""
    return figure.source.partition(";")[0]
