"""The blocks of the roadmap's document, in the order in which its readers ask."""

from collections.abc import Mapping
from types import MappingProxyType

from buildtools.documents.markdown import plain, table
from buildtools.reports.roadmap.gantt import gantt
from buildtools.reports.roadmap.words import link, titles, why, worth
from buildtools.review.figures import FIGURES
from buildtools.review.words import in_words
from buildtools.roadmap.bands import BANDS, Placed
from buildtools.roadmap.card import Kept, Price
from buildtools.roadmap.moves import Stands, moves
from buildtools.roadmap.roadmap import Roadmap
from buildtools.roadmap.schedule import scheduled
from buildtools.texts.wording import count

PREFIX = "roadmap"
HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "next": "What is next, and why",
        "when": "When",
        "cost": "What it costs",
        "figures": "What it changes",
        "declined": "What was declined, and why",
        "moved": "What moved",
    }
)
"""The heading over each block, in the order in which they stand."""

SKELETON = """\
# Roadmap

*To be written: whom this is for, what comes first for them, and who decides. The blocks below are
written by `invoke roadmap` out of the cards; all around them is yours.*
"""

_ANSWERS = {
    "as-expected": "as expected",
    "more": "more than expected",
    "less": "less than expected",
    "opposite": "the other way",
    "not-judged": "not judged",
}


def blocks(roadmap: Roadmap, stands: Stands, folder: str) -> dict[str, str]:
    """Write every block; `folder` is the way from the document to the cards."""
    written = {
        "next": _next(roadmap, folder),
        "when": _when(roadmap, folder),
        "cost": _cost(roadmap, folder),
        "figures": _figures(roadmap, folder),
        "declined": _declined(roadmap, folder),
        "moved": _moved(roadmap, stands, folder),
    }
    return {name: f"{text}\n" for name, text in written.items()}


def _next(roadmap: Roadmap, folder: str) -> str:
    parts = [_base(roadmap)]
    if roadmap.doing:
        rows = [(link(each, folder), each.card.kind, plain(_what(each))) for each in roadmap.doing]
        parts += ["### In hand", table(("card", "kind", "why"), rows)]
    for band in BANDS:
        members = [each for each in roadmap.placed if each.band == band]
        if members:
            parts += [f"### {band.capitalize()}", *_band(members, folder)]
    if len(parts) == 1:
        parts.append("No card is open.")
    return "\n\n".join(parts)


def _base(roadmap: Roadmap) -> str:
    """Return what the bands rest on."""
    if roadmap.newest is None:
        return (
            "No review is kept, so no condition of a card can be told; `invoke review` makes one."
        )
    newest = roadmap.newest
    dated = any(each.kept.card.needed_by for each in roadmap.placed)
    near = f" Days are near or far as seen from {newest.taken}." if dated else ""
    return (
        f"By the review of {newest.release or 'no release'} in {newest.environment}, of"
        f" {count(roadmap.reviews, 'review')}. Worth is reach × impact × confidence ÷ effort, as a"
        f" range; ranges that overlap are a tie.{near}"
    )


def _band(members: list[Placed], folder: str) -> list[str]:
    rows = [
        (link(each.kept, folder), each.kept.card.kind, worth(each.score), plain(why(each)))
        for each in members
    ]
    return [table(("card", "kind", "worth", "why"), rows), *_ties(members)]


def _ties(members: list[Placed]) -> list[str]:
    """Name the cards of a band that are tied, and so stand alphabetically."""
    cards = {each.kept.name: each.kept for each in members}
    ties = {
        tuple(name for name in cards if name == each.kept.name or name in each.tied)
        for each in members
        if each.tied
    }
    told = [titles(cards[name] for name in tie) for tie in sorted(ties)]
    return [f"Tied, and so alphabetical: {'; '.join(told)}."] if told else []


def _what(kept: Kept) -> str:
    return kept.card.business.what if kept.card.business else ""


def _when(roadmap: Roadmap, folder: str) -> str:
    drawn = (*roadmap.done, *roadmap.open)
    spans = scheduled(drawn)
    if not spans:
        return "No card has a day."
    rows = [
        (link(span.kept, folder), span.start.isoformat(), span.end.isoformat(), stands)
        for name, span in sorted(spans.items(), key=lambda each: (each[1].start, each[0]))
        for stands in [roadmap.stands[name]]
    ]
    without = [each for each in roadmap.open if each.name not in spans]
    parts = [
        gantt(roadmap, spans),
        table(("card", "from", "to", "stands"), rows),
        "Days of work, Monday to Friday, by the longer estimate.",
    ]
    return "\n\n".join([*parts, *([f"Without a day: {titles(without)}."] if without else [])])


def _cost(roadmap: Roadmap, folder: str) -> str:
    if not roadmap.open:
        return "No card is open."
    rows = [
        (
            link(each, folder),
            " to ".join(f"{days:g}" for days in dict.fromkeys(each.card.effort_days)),
            plain("; ".join([each.card.requirement, *each.card.needs])),
            plain(each.card.cost),
        )
        for each in roadmap.open
    ]
    parts = [table(("card", "effort, days", "requirement", "cost"), rows)]
    if prices := _prices(roadmap, folder):
        parts += [
            "Prices, as they were read on the day that stands beside each:",
            table(("card", "what", "price", "read on", "source"), prices),
        ]
    return "\n\n".join(parts)


def _prices(roadmap: Roadmap, folder: str) -> list[tuple[str, ...]]:
    return [
        (link(each, folder), plain(price.what), plain(price.price), price.on, _source(price))
        for each in roadmap.open
        for price in each.card.prices
    ]


def _source(price: Price) -> str:
    return f"{plain(price.source)}{' (second-hand)' if price.second_hand else ''}"


def _figures(roadmap: Roadmap, folder: str) -> str:
    rows = [
        (
            link(each, folder),
            FIGURES[name].title,
            _now(roadmap, name),
            plain(text),
            roadmap.stands[each.name],
        )
        for each in roadmap.open
        for name, text in each.card.expect.items()
    ]
    parts = []
    if rows:
        parts += [table(("card", "figure", "now", "expected", "stands"), rows)]
    silent = [each for each in roadmap.open if not each.card.expect]
    if silent:
        parts.append(f"Without a figure: {titles(silent)}.")
    if answers := _answered(roadmap, folder):
        parts += ["What is done, against the reviews before and after:"]
        parts += [table(("card", "figure", "expected and seen", "answer"), answers)]
    return "\n\n".join(parts) or "No card names a figure."


def _answered(roadmap: Roadmap, folder: str) -> list[tuple[str, ...]]:
    return [
        (link(each, folder), FIGURES[one.figure].title, plain(one.words), _ANSWERS[one.ended])
        for each in roadmap.done
        for one in roadmap.judged[each.name].expected
    ]


def _now(roadmap: Roadmap, name: str) -> str:
    figure = roadmap.newest.figure(name) if roadmap.newest else None
    return in_words(figure) if figure else "not measured"


def _declined(roadmap: Roadmap, folder: str) -> str:
    rows = [
        (link(each, folder), plain(told.because), plain(told.by), told.on)
        for each in roadmap.declined
        if (told := each.card.declined)
    ]
    parts = [table(("card", "because", "by", "on"), rows)] if rows else ["Nothing was declined."]
    dropped = [
        (link(each, folder), plain("; ".join(roadmap.judged[each.name].dropped_by)))
        for each in roadmap.dropped
    ]
    if dropped:
        parts += ["Dropped for as long as a figure says so:", table(("card", "because"), dropped)]
    return "\n\n".join(parts)


def _moved(roadmap: Roadmap, stands: Stands, folder: str) -> str:
    by_name = {
        each.name: each
        for each in (*roadmap.open, *roadmap.done, *roadmap.declined, *roadmap.dropped)
    }
    lines = [
        f"- {link(by_name[name], folder) if name in by_name else name}:"
        f" {old or 'new'} → {new or 'gone'}"
        for name, old, new in moves(stands)
    ]
    since = f"since the review of {stands.since}" if stands.since else "since the first roadmap"
    if stands.before is None:
        said = "This is the first roadmap: nothing has moved."
    elif lines:
        said = f"Moved {since}:\n\n" + "\n".join(lines)
    else:
        said = f"Nothing has moved {since}."
    return f"{said}\n\n{stands.line()}"
