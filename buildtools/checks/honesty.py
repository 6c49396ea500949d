"""Honest maps: do the words of a script stand where its map says they come from?

A map can be complete, fresh and readable and still lie: a line put on top of the script without
moving the map, a map of another build under the right name. Names of properties survive every
minifier, so they are looked up at their mapped place in the source's text. Right maps score 0.8
and more, wrong ones 0.31 and less; in between lie maps that are wrong in places.
Pure. Its thresholds come from real builds, see tests/fixtures.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress

import msgspec

from buildtools.checks.maps import Map
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding
from buildtools.sourcemaps.segments import Segment, segments
from buildtools.sourcemaps.sources import is_compiled

ENOUGH = 30
"""Words that a verdict needs; fewer can fail by chance."""
WRONG = 0.5
DOUBTFUL = 0.85
WORDS = 2000
"""Positions looked at in one map, spread evenly over it."""
MAPPINGS_BYTES = 4_000_000
"""Of longer mappings only so much is read: a second's work, and a lie shows long before."""
NEAR = 120
"""Columns around the place that count as its line: minified sources are one line in all."""

_WORD = re.compile(r"(?<![\w$])[A-Za-z_$][\w$]{3,}")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LINE_ENDS = (re.compile("\r\n|[\n\r\u2028\u2029]"), re.compile("\n"))
"""As engines count lines; and as some bundlers do, for which only a line feed ends one."""
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "arguments async await break case catch class const constructor continue debugger "
        "default delete else enum export extends false finally from function import instanceof "
        "null return static super switch this throw true typeof undefined void while with yield "
        "Object Promise exports module require children createElement jsxDEV jsxs",
    )
)
"""Words that tell nothing: they stand everywhere, or compilers write them for JSX and modules."""


class Tally(msgspec.Struct, frozen=True):
    """Words that were looked for, and those of them that stand at their place or on its line."""

    words: int = 0
    standing: int = 0

    @property
    def share(self) -> float:
        return self.standing / self.words if self.words else 1.0

    @property
    def enough(self) -> bool:
        return self.words >= ENOUGH

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.words + other.words, self.standing + other.standing)


class Score(msgspec.Struct, frozen=True):
    """What the test found in one map, by source."""

    by_source: dict[str, Tally] = {}

    @property
    def whole(self) -> Tally:
        return sum(self.by_source.values(), Tally())

    @property
    def own(self) -> Tally:
        """Of the project's own sources only."""
        kept = (tally for name, tally in self.by_source.items() if not _is_bought(name))
        return sum(kept, Tally())

    @property
    def worst(self) -> str:
        """The source from which most words stand elsewhere, an own one where there is one."""

        def rank(name: str) -> tuple[bool, int]:
            tally = self.by_source[name]
            return not _is_bought(name), tally.words - tally.standing

        astray = [name for name, tally in self.by_source.items() if tally.standing < tally.words]
        return max(astray, key=rank, default="")


def _is_bought(source: str) -> bool:
    return "node_modules/" in source


def score(script: bytes, map_: Map, texts: Mapping[int, str] | None = None) -> Score:
    """Look words of the script up at their mapped places.

    `texts` are those of sources that have none in the map, by index. Sources without any text,
    and those that were another text when they were mapped (components that are compiled, what
    loaders gave), say nothing. Mappings that cannot be read end the reading, not the test.
    """
    best = Score()
    for line_end in _LINE_ENDS:
        tried = _score(script, map_, texts or {}, line_end)
        if not best.by_source or tried.whole.share > best.whole.share:
            best = tried
        if best.whole.share >= DOUBTFUL:
            break
    return best


def judge(subject: str, score: Score) -> Finding | None:
    """Tell of a map whose words stand elsewhere."""
    whole, own = score.whole, score.own
    if not whole.enough or whole.share >= DOUBTFUL:
        return None
    if whole.share < WRONG:
        return finding(
            "map-dishonest",
            subject,
            f"does not belong to this script: of {whole.words} words only {whole.standing} "
            "stand where it says",
            "empty the output folder and build again; let no tool write into scripts after it",
        )
    in_own = own.enough and own.share < DOUBTFUL
    return finding(
        "map-dishonest",
        subject,
        f"is wrong in places: {whole.words - whole.standing} of {whole.words} words do not stand "
        f"where it says, such as those of {score.worst}",
        "build again; if it stays, ask those who make the bundler or a loader" if in_own else "",
        severity="warning" if in_own else "info",
    )


def _score(script: bytes, map_: Map, texts: Mapping[int, str], line_end: re.Pattern[str]) -> Score:
    lines = _lines(script.decode("utf-8", "replace"), line_end)
    telling = {
        index: source.content if source.content is not None else texts[index]
        for index, source in enumerate(map_.sources)
        if (source.content is not None or index in texts) and not _is_other(source.name)
    }
    places = list(_places(map_))
    missed = _is_missed(lines, {place.line for place in places})
    split: dict[int, Sequence[str]] = {}
    found: dict[str, list[bool]] = {}
    for place in places[:: max(len(places) // WORDS, 1)]:
        if place.source not in telling:
            continue
        if place.source not in split:
            split[place.source] = _lines(telling[place.source], line_end)
        stands = _stands(lines, split[place.source], place, missed=missed)
        if stands is not None:
            found.setdefault(map_.sources[place.source].name, []).append(stands)
    return Score({name: Tally(len(all_), sum(all_)) for name, all_ in found.items()})


def _is_missed(lines: Sequence[str], mapped: Set[int]) -> bool:
    """Whether the map speaks of less than half of the script's code: of other lines than it has.

    Comments are no code; one of them may hold the whole map.
    """
    code = {at: len(line) for at, line in enumerate(lines) if not line.startswith("//")}
    return 2 * sum(code.get(at, 0) for at in mapped) < sum(code.values())


def _is_other(source: str) -> bool:
    """Whether the text of this source is not the one that was mapped."""
    return "?" in source or is_compiled(source)


def _lines(text: str, line_end: re.Pattern[str]) -> Sequence[str]:
    """Split a text so that an index into a line is a column in UTF-16 units."""
    text = text.removeprefix("\ufeff")
    return line_end.split(text if text.isascii() else _ASTRAL.sub("\ufffd\ufffd", text))


def _places(map_: Map) -> Iterator[Segment]:
    """Read all places, of a flat map or of one section after the other."""
    sources = len(map_.sources)
    for part in map_.parts:
        text = part.mappings[:MAPPINGS_BYTES].encode("ascii", "replace")
        with suppress(SourceMapError):
            for place in segments(text, line=part.line, column=part.column, source=part.first):
                if 0 <= place.source < sources:
                    yield place


def _stands(
    lines: Sequence[str], text: Sequence[str], place: Segment, *, missed: bool
) -> bool | None:
    """Whether the word at a place of the script stands in the source where the map says.

    None where no telling word begins. A place behind the end of its line tells nothing, as right
    maps have those too (SWC's, of comments that were dropped), unless the map `missed` the code.
    """
    if _is_beyond(lines, place.line, place.column):
        return False if missed else None
    found = _WORD.match(lines[place.line], place.column)
    if found is None or found[0] in _EMPTY:
        return None
    if _is_beyond(text, place.source_line, place.source_column):
        return False
    start = max(place.source_column - NEAR, 0)
    around = text[place.source_line][start : place.source_column + NEAR]
    return found[0] in _WORD.findall(around)


def _is_beyond(lines: Sequence[str], line: int, column: int) -> bool:
    return not (0 <= line < len(lines) and 0 <= column <= len(lines[line]))
