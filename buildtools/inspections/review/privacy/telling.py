"""What was measured, as figures and tables. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from buildtools.inspections.review.privacy.kinds import KINDS
from buildtools.inspections.review.privacy.measuring import Course, Fate
from buildtools.inspections.review.privacy.places import PLACES
from buildtools.review.reviewed import Figure, Table
from buildtools.texts.wording import listed

_SOURCE = "planted events through sentry-relay {}"
_ALL = "all, %"
_SHAPES = "with a shape, %"
_FEW = 6
"""Kinds that a row names; it counts the others."""
_STRUCK = ("planted", "struck", "struck, %")


def figures(course: Course, source: str) -> tuple[Figure, ...]:
    """Return the three figures of one course: recall, that of shapes, false positives."""
    return (
        Figure("pii-recall", round(course.recall, 4), source),
        Figure("pii-recall-shapes", round(course.shapes, 4), source),
        Figure("pii-false-positives", round(course.false_share, 4), source),
    )


def tables(
    courses: Mapping[str, Course], of: str, version: str, not_measured: Iterable[str] = ()
) -> tuple[Table, ...]:
    """Return the tables: all `courses` beside one another, and the one called `of` in detail."""
    source, course = _SOURCE.format(version), courses[of]
    return (
        _compared(courses, source, "; ".join(not_measured)),
        _by_kind(course, of, source),
        _by_place(course, of, source),
        _rules(course, of, source),
        *_survivors(course, of, source),
        *_false(course, of, source),
        *_over(course, of, source),
    )


def _compared(courses: Mapping[str, Course], source: str, not_measured: str) -> Table:
    rows = tuple(
        (
            name,
            course.struck,
            per_cent(course.recall),
            per_cent(course.shapes),
            len(course.false),
            sum(fate.dropped for fate in course.fates),
        )
        for name, course in courses.items()
    )
    first = next(iter(courses.values()))
    shaped = sum(fate.plant.has_shape for fate in first.fates)
    return Table(
        "pii-recall",
        "Planted personal data that is struck",
        ("settings", "struck", _ALL, _SHAPES, "harmless struck", "events dropped by a hook"),
        rows,
        source,
        f"of {len(first.fates)} planted values, {shaped} of them with a shape, and of "
        f"{first.harmless} harmless ones; names, streets, birthdays, session IDs and passwords "
        "have no shape: only what is not collected is safe"
        f"{f'; not measured: {not_measured}' if not_measured else ''}",
    )


def _by_kind(course: Course, of: str, source: str) -> Table:
    rows = _shares(course, lambda fate: fate.plant.kind.name, (each.name for each in KINDS))
    title = "Struck, by kind of personal data"
    return Table("pii-recall-by-kind", title, ("kind", *_STRUCK), rows, source, f"with {of}")


def _by_place(course: Course, of: str, source: str) -> Table:
    rows = _shares(course, lambda fate: fate.plant.place.name, (each.name for each in PLACES))
    title = "Struck, by place in the event"
    note = (
        f"with {of}; no rule of a server reaches transaction, context_line, fingerprint and "
        "release: personal data is kept out of them in the app"
    )
    return Table("pii-recall-by-place", title, ("place", *_STRUCK), rows, source, note)


def _rules(course: Course, of: str, source: str) -> Table:
    struck = Counter(rule for fate in course.fates for rule in fate.by if fate.struck)
    rows = tuple(sorted(struck.items(), key=lambda each: (-each[1], each[0])))
    title = "What struck, and in how many events"
    note = f"with {of}; more than one rule may strike in an event"
    return Table("pii-rules", title, ("rule", "events"), rows, source, note)


def _survivors(course: Course, of: str, source: str) -> tuple[Table, ...]:
    """Return where what has a shape survives; nothing where none does."""
    left: dict[str, list[str]] = {}
    for each in course.fates:
        if each.plant.has_shape and not each.struck:
            left.setdefault(each.plant.place.name, []).append(each.plant.kind.name)
    rows = tuple((place, len(kinds), listed(kinds, _FEW)) for place, kinds in left.items())
    title = "What has a shape, and survives"
    columns = ("place", "survivors", "kinds")
    table = Table("pii-survivors", title, columns, rows, source, f"with {of}")
    return (table,) if rows else ()


def _false(course: Course, of: str, source: str) -> tuple[Table, ...]:
    """Return which harmless values are struck, and where; nothing where none is."""
    at: dict[str, list[str]] = {}
    for each in course.false:
        at.setdefault(f"{each.name}: {each.value}", []).append(each.place)
    rows = tuple((name, ", ".join(places)) for name, places in at.items())
    title = "Harmless values that are struck"
    note = f"with {of}; a key among them is spared by `safeFields`"
    table = Table("pii-false-positives", title, ("value", "at"), rows, source, note)
    return (table,) if rows else ()


def _over(course: Course, of: str, source: str) -> tuple[Table, ...]:
    """Return where harmless words went with what was struck; nothing where none did."""
    struck = Counter(each.plant.place.name for each in course.fates if each.struck)
    over = Counter(each.plant.place.name for each in course.fates if each.over)
    rows = tuple((name, struck[name], number) for name, number in over.items())
    title = "Over-scrubbed: the whole text gone because of one word in it"
    table = Table(
        "pii-over-scrubbed", title, ("place", "struck", "over-scrubbed"), rows, source, f"with {of}"
    )
    return (table,) if rows else ()


def _shares(
    course: Course, name: Callable[[Fate], str], order: Iterable[str]
) -> tuple[tuple[str, int, int, float], ...]:
    planted = Counter(map(name, course.fates))
    struck = Counter(name(fate) for fate in course.fates if fate.struck)
    return tuple(
        (each, planted[each], struck[each], per_cent(struck[each] / planted[each]))
        for each in order
        if planted[each]
    )


def per_cent(share: float) -> float:
    """Return a share as tables have it: 34.8."""
    return round(share * 100, 1)
