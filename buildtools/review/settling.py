"""Measured again and the same but for noise: then what was written first stays as it is.

Counts are equal or they are not; times never are, and a file that says another one after every run
says nothing.
"""

from msgspec.structs import replace

from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure, Reviewed, Table, Verdict

_TIMES = (", ms", ", µs", ", s")


def settled(new: Reviewed, earlier: Reviewed) -> Reviewed:
    """Return a review with the figures of an earlier one of the same release, within their noise.

    Tables of times stay while no figure of time has moved.
    """
    figures = tuple(_figure(each, earlier) for each in new.figures)
    still = all(
        each == earlier.figure(each.name) for each in figures if not FIGURES[each.name].counted
    )
    return replace(
        new,
        figures=figures,
        verdicts=tuple(_verdict(each, earlier) for each in new.verdicts),
        tables=tuple(_table(each, earlier) if still else each for each in new.tables),
    )


def says_nothing_new(new: Reviewed, earlier: Reviewed) -> bool:
    """Whether all that a review saw stands in an earlier one, which may have looked at more.

    A review without a browser takes nothing away from one with it, as long as neither differs.
    """
    if timeless(new) == timeless(earlier):
        return True
    looked_at_less = set(new.looked) < set(earlier.looked)
    told = [each for each in new.verdicts if each.is_told]
    found = {each.code for each in new.findings}
    return (
        looked_at_less
        and (new.dist, new.tools.items() <= earlier.tools.items()) == (earlier.dist, True)
        and all(_is_said(each, earlier) for each in told)
        and all(each == earlier.figure(each.name) for each in new.figures if _hangs_on_less(each))
        and all(each == earlier.table(each.name) for each in new.tables)
        and found <= {each.code for each in earlier.findings}
    )


def timeless(reviewed: Reviewed) -> Reviewed:
    """Return a review without the day that it was taken on."""
    return replace(reviewed, taken="", turn=1)


def _hangs_on_less(figure: Figure) -> bool:
    """Whether a figure is the same, however much was looked at."""
    return figure.name != "checks-unknown"


def _is_said(new: Verdict, earlier: Reviewed) -> bool:
    old = earlier.verdict(new.check)
    return old is not None and (old.outcome, old.wanted, old.because, old.value) == (
        new.outcome,
        new.wanted,
        new.because,
        new.value,
    )


def within_noise(name: str, one: float, other: float) -> bool:
    """Whether two values of a figure differ by no more than its noise."""
    return abs(one - other) <= FIGURES[name].noise


def _figure(new: Figure, earlier: Reviewed) -> Figure:
    old = earlier.figure(new.name)
    return old if old is not None and within_noise(new.name, new.value, old.value) else new


def _verdict(new: Verdict, earlier: Reviewed) -> Verdict:
    """Keep how the plan judged a figure that has not moved."""
    old = earlier.verdict(new.check) if new.check in FIGURES else None
    if old is None or not isinstance(new.value, float) or not isinstance(old.value, int | float):
        return new
    is_same = replace(new, seen=old.seen, value=old.value, source=old.source) == old
    return old if is_same and within_noise(new.check, new.value, old.value) else new


def _table(new: Table, earlier: Reviewed) -> Table:
    old = earlier.table(new.name)
    if old is None or not any(column.endswith(_TIMES) for column in new.columns):
        return new
    is_same = replace(new, rows=old.rows) == old
    return old if is_same and [row[0] for row in new.rows] == [row[0] for row in old.rows] else new
