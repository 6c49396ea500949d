"""The calendar of a roadmap, as a Mermaid gantt chart.

Mermaid takes a colon of a title for its end, `%%` for a comment and words of its own language for
commands, and says nothing of it; days are computed here, so that nothing hangs on `after`.
Source: mermaid.js.org, Gantt diagrams.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from buildtools.roadmap.roadmap import Roadmap
from buildtools.roadmap.schedule import Span

_JOINER = "\N{WORD JOINER}"
_COMMANDS = re.compile(
    r"(?i)(?:gantt|section|title|date|axis|tick|includes?|excludes?|inclusive|todayMarker|topAxis"
    r"|weekday|weekend|display|click|call|href|acc)|\W|.%"
)
"""How a line begins that Mermaid takes for something else than a task. A `%` as the second
character makes a comment of it, so two joiners stand before such."""
_COMMENT = re.compile(r"%(?=%)")
"""Two begin a comment or a directive, wherever they stand."""
_TAGS = {"In hand": "active, ", "Done": "done, "}


def gantt(roadmap: Roadmap, spans: Mapping[str, Span]) -> str:
    """Draw the cards that have days, in sections of where they stand; "" where none has."""
    sections = [
        f"    section {name}\n" + "\n".join(_line(span, _TAGS.get(name, "")) for span in members)
        for name, members in _sections(roadmap, spans)
        if members
    ]
    if not sections:
        return ""
    return "\n".join(
        ["```mermaid", "gantt", "    dateFormat YYYY-MM-DD", *sections, *_needed(roadmap), "```"]
    )


def title(text: str) -> str:
    """Write a card's title so that Mermaid shows all of it, as a task."""
    shown = " ".join(text.split()).replace(":", " –").replace("  ", " ")
    shown = _COMMENT.sub(f"%{_JOINER}", shown)
    return _JOINER * 2 + shown if _COMMANDS.match(shown) else shown


def _sections(roadmap: Roadmap, spans: Mapping[str, Span]) -> Iterable[tuple[str, list[Span]]]:
    yield "Done", [spans[each.name] for each in roadmap.done if each.name in spans]
    yield "In hand", [spans[each.name] for each in roadmap.doing if each.name in spans]
    for band in ("now", "next", "later"):
        names = [each.kept.name for each in roadmap.placed if each.band == band]
        yield band.capitalize(), [spans[name] for name in names if name in spans]


def _line(span: Span, tag: str) -> str:
    # The end of a task is the day behind its last.
    end = span.end + timedelta(days=1)
    return f"    {title(span.kept.card.title)} :{tag}{_id(span.kept.name)}, {span.start}, {end}"


def _needed(roadmap: Roadmap) -> list[str]:
    """Draw the days by which open cards are needed."""
    lines = [
        f"    {title(each.card.title)} :milestone, by-{_id(each.name)}, {each.card.needed_by}, 0d"
        for each in roadmap.open
        if each.card.needed_by
    ]
    return ["    section Needed by", *lines] if lines else []


def _id(name: str) -> str:
    return "card-" + re.sub(r"[^A-Za-z0-9]+", "-", name)
