"""Counts: what the trials of a proof add up to, one row for each number that people read."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from buildtools.values import Kind

Noun = Literal[
    "pairs",
    "positions",
    "judged",
    "not judged",
    "events",
    "frames",
    "files listed",
    "debug IDs looked up",
    "controls",
    "answers compared",
    "pages read",
    "private files asked for",
    "debug IDs read in a browser",
]
"""What is counted, in the order of the work."""


class Count(StrEnum):
    """One number of a proof: of what, and for which kind of output, if for one.

    Its text is the key in the ledger, its `key` that in JSON.
    """

    noun: Noun
    kind: Kind | None

    BROWSER_PAIRS = "pairs", "browser"
    BROWSER_POSITIONS = "positions", "browser"
    BROWSER_JUDGED = "judged", "browser"
    BROWSER_NOT_JUDGED = "not judged", "browser"
    BROWSER_EVENTS = "events", "browser"
    BROWSER_FRAMES = "frames", "browser"
    NODE_PAIRS = "pairs", "node"
    NODE_POSITIONS = "positions", "node"
    NODE_JUDGED = "judged", "node"
    NODE_NOT_JUDGED = "not judged", "node"
    NODE_EVENTS = "events", "node"
    NODE_FRAMES = "frames", "node"
    EDGE_PAIRS = "pairs", "edge"
    EDGE_POSITIONS = "positions", "edge"
    EDGE_JUDGED = "judged", "edge"
    EDGE_NOT_JUDGED = "not judged", "edge"
    EDGE_EVENTS = "events", "edge"
    EDGE_FRAMES = "frames", "edge"
    FILES_LISTED = "files listed"
    DEBUG_IDS_LOOKED_UP = "debug IDs looked up"
    CONTROLS = "controls"
    ANSWERS_COMPARED = "answers compared"
    PAGES_READ = "pages read"
    PRIVATE_FILES_ASKED_FOR = "private files asked for"
    DEBUG_IDS_READ_IN_A_BROWSER = "debug IDs read in a browser"

    def __new__(cls, noun: Noun, kind: Kind | None = None) -> "Count":
        """Make a row whose text is what people read."""
        text = f"{kind} {noun}" if kind else noun
        made = str.__new__(cls, text)
        made._value_, made.noun, made.kind = text, noun, kind
        return made

    @property
    def key(self) -> str:
        """Return its name without blanks: `debug_ids_looked_up`."""
        return self.value.lower().replace(" ", "_")


_ROWS: dict[tuple[Noun, Kind | None], Count] = {(row.noun, row.kind): row for row in Count}


def row(noun: Noun, kind: Kind | None = None) -> Count:
    """Return the count of this noun for a kind of output. Raises KeyError when there is none."""
    return _ROWS[noun, kind]


def total(counts: Mapping[Count, int], noun: Noun) -> int:
    """Sum up one noun over all kinds of output."""
    return sum(number for each, number in counts.items() if each.noun == noun)


def keyed(counts: Mapping[Count, int]) -> dict[str, int]:
    """Return counts as JSON has them."""
    return {each.key: counts[each] for each in Count if each in counts}


def of_kind(counts: Mapping[Count, int], kind: Kind | None) -> Iterable[tuple[Noun, int]]:
    """Return what was counted for one kind of output, or for the server.

    In the order of the work.
    """
    return [(each.noun, counts[each]) for each in Count if each.kind == kind and counts.get(each)]
