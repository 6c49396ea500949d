"""Lies about a map: it is another script's, its sources say other things, or places are lost."""

from collections.abc import Callable, Sequence

import msgspec

from bench.frames import Lie, Pair, Told, is_on_another_line, moved_share, resolver, written
from buildtools.checks.maps import Map, Source
from buildtools.sourcemaps.maps.segments import Segment


def of_another(turn: int) -> Callable[[Sequence[Pair], int], Told | None]:
    """The map of another pair of the same set. An equal one may lead many frames to equal lines."""

    def lie(all_: Sequence[Pair], index: int) -> Told | None:
        other = all_[(index + turn) % len(all_)]
        given = all_[index]
        if other.lines == given.lines or other.places == given.places:
            return None  # a fixture may hold one script twice
        mine, theirs = original(given.map), original(other.map)
        find = resolver(other.places)
        wrong = 0
        for place in given.places:
            found = find(place.line, place.column)
            wrong += found is None or theirs(found) != mine(place)
        return Told("\n".join(given.lines), other.map, wrong / len(given.places))

    return lie


def rotated(turn: int) -> Lie:
    """Each source has the text of another one."""

    def lie(given: Pair) -> Told | None:
        texts = [source.content for source in given.map.sources]
        known = [index for index, text in enumerate(texts) if text]
        if len(known) <= turn:
            return None
        new = list(texts)
        for index, other in zip(known, known[turn:] + known[:turn], strict=True):
            new[index] = texts[other]
        return _with_texts(given, new)

    return lie


def old_texts(drop: int, share: float) -> Lie:
    """Each source lost so many lines at this share of it, or has them more when below zero."""

    def lie(given: Pair) -> Told | None:
        return _with_texts(
            given, [_aged(source.content, drop, share) for source in given.map.sources]
        )

    return lie


def wrong_index(given: Pair) -> Told | None:
    """All places lead to the source after theirs."""
    number = len(given.map.sources)
    if number < 2:
        return None
    places = [place._replace(source=(place.source + 1) % number) for place in given.places]
    return Told("\n".join(given.lines), written(given.map, places), 1.0)


def lost(share: float) -> Lie:
    """A run of places in the middle of the map is not there."""

    def lie(given: Pair) -> Told | None:
        start = int(len(given.places) * (0.5 - share / 2))
        end = int(len(given.places) * (0.5 + share / 2))
        if end - start < 4:
            return None
        kept = [*given.places[:start], *given.places[end:]]
        map_ = written(given.map, kept)
        return Told("\n".join(given.lines), map_, moved_share(given.places, resolver(kept)))

    return lie


def cheap(given: Pair) -> Told | None:
    """One place for each line, as maps without columns have it."""
    kept = list({place.line: place for place in reversed(given.places)}.values())
    kept.sort()
    map_ = written(given.map, kept)
    find = resolver(kept)
    # Such maps are made on purpose; where they keep each frame on its line they are no lie.
    wrong = sum(is_on_another_line(place, find(*place[:2])) for place in given.places)
    return Told("\n".join(given.lines), map_, wrong / len(given.places))


def _with_texts(given: Pair, texts: Sequence[str | None]) -> Told | None:
    old = [(source.content or "").split("\n") for source in given.map.sources]
    new = [(text or "").split("\n") for text in texts]
    wrong = sum(
        _line(old[place.source], place.source_line) != _line(new[place.source], place.source_line)
        for place in given.places
    )
    if not wrong:
        return None
    sources = tuple(
        Source(source.name, text) for source, text in zip(given.map.sources, texts, strict=True)
    )
    map_ = msgspec.structs.replace(given.map, sources=sources)
    return Told("\n".join(given.lines), map_, wrong / len(given.places))


def original(map_: Map) -> Callable[[Segment], tuple[str, str]]:
    """Return what a frame would show of a place.

    Its source's name, without folders, and its line.
    """
    texts = [(source.content or "").split("\n") for source in map_.sources]

    def shown(place: Segment) -> tuple[str, str]:
        name = map_.sources[place.source].name.rpartition("/")[2]
        return name, (_line(texts[place.source], place.source_line) or "").strip()

    return shown


def _line(lines: Sequence[str], number: int) -> str | None:
    return lines[number] if number < len(lines) else None


def _aged(text: str | None, drop: int, share: float) -> str | None:
    if text is None:
        return None
    lines = text.split("\n")
    at = int(len(lines) * share)
    if drop > 0:
        return "\n".join([*lines[:at], *lines[at + drop :]])
    return "\n".join([*lines[:at], *["// a line of another day"] * -drop, *lines[at:]])
