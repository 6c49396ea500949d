"""Places of one secret or home folder, and the finding that names them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from buildtools.checks.secrets.patterns import Weight
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.texts.wording import rest

MOST = 25
"""Secrets of one kind that have a finding each: data may hold thousands."""

_ORDER: tuple[Weight, ...] = ("error", "warning", "info")


class Place(NamedTuple):
    """Where one stands; lines and columns count from one, and zero is none."""

    file: str
    source: str = ""
    """The source, as the map names it."""
    source_line: int = 0
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.source:
            return f"{self.source}:{self.source_line}"
        return str(self.subject) if self.line else f"the names of sources in {self.file}"

    @property
    def subject(self) -> Subject:
        """The file, and the place in it if it is one of the script's own."""
        return subjects.File(self.file, self.line or None, self.column or None)


class Found:
    """One secret, or one home folder, and all its places in the order they were met."""

    def __init__(self, kind: str, shown: str) -> None:
        self.kind = kind
        self.shown = shown
        self.weight: Weight = "info"
        self.remedy = ""
        self.places: dict[Place, None] = {}

    def add(self, place: Place, weight: Weight, remedy: str) -> None:
        """Note a place; the worst of them says how bad it is."""
        self.places[place] = None
        self.remedy = remedy
        if _ORDER.index(weight) < _ORDER.index(self.weight):
            self.weight = weight

    @property
    def first(self) -> Place:
        """A place in a source, where there is one: its name stays the same in every build."""
        return next((each for each in self.places if each.source), next(iter(self.places)))


def lighter(weight: Weight) -> Weight:
    """Return the weight below one."""
    return "warning" if weight == "error" else "info"


def at(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, from one, columns in UTF-16 code units."""
    start = text.rfind("\n", 0, offset) + 1
    units = len(text[start:offset].encode("utf-16-le", "surrogatepass")) // 2
    return text.count("\n", 0, offset) + 1, units + 1


def told(code: str, all_found: Mapping[Any, Found]) -> Iterator[Finding]:
    """Make the findings: of each kind the first ones, and the number of the rest."""
    kinds: dict[str, list[Found]] = {}
    for found in all_found.values():
        kinds.setdefault(found.kind, []).append(found)
    for several in kinds.values():
        several.sort(key=lambda found: _ORDER.index(found.weight))
        for found in several[: MOST - 1]:
            yield _told(code, found, 0)
        for found in islice(several, MOST - 1, MOST):
            yield _told(code, found, len(several) - MOST)


def _told(code: str, found: Found, others: int) -> Finding:
    first = found.first
    place = first.source or first.file
    files = list(dict.fromkeys(each.subject for each in found.places))
    more = rest(len(found.places) - 1, "place", before=", ")
    further = f"; {others} more of its kind are not listed" if others else ""
    return finding(
        code,
        subjects.Exposed(found.kind, place),
        f"{found.shown} stands in {first}{more}{further}",
        found.remedy,
        severity=found.weight,
        also=files,
    )
