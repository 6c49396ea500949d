"""Lies: ways to make a right pair wrong, and how far each moves the frames of its script.

Each takes a right pair and gives a wrong one, with the truth: where every place of the map really
stands now, or that the texts of its sources are others. What moves no frame is no lie.
"""

from collections.abc import Iterator, Sequence

from bench.frames import Lie, Pair, Told
from bench.map_lies import cheap, lost, of_another, old_texts, rotated, wrong_index
from bench.script_lies import (
    before,
    between,
    gone,
    gone_lines,
    injected,
    on_top,
    squeezed,
    translated,
    within,
)

LIES: dict[str, dict[str, Lie]] = {
    "lines on top": {f"{n}": on_top(n) for n in (1, 2, 3, 10, 25)},
    "lines in between": {f"{n} at {s}": between(n, s) for n in (1, 3) for s in (0.3, 0.5, 0.7)},
    "columns before the first line": {
        f"{n}": before(n, first=True) for n in (11, 20, 37, 85, 127, 300, 600)
    },
    "columns before the main line": {
        f"{n}": before(n, first=False) for n in (11, 20, 37, 85, 127, 300, 600)
    },
    "columns within a line": {
        f"{n} at {s}": within(n, s) for n in (11, 37, 127) for s in (0.3, 0.5, 0.7)
    },
    "columns or lines gone": {
        **{f"{n} columns": gone(n) for n in (11, 37, 127)},
        **{f"{n} lines": gone_lines(n) for n in (1, 2)},
    },
    "injected, map left": {"own line": injected(line=True), "same line": injected(line=False)},
    "other language": {f"each {n}th text": translated(n) for n in (1, 2, 3)},
    "minified again": {"indentation gone": squeezed},
    "texts of other sources": {f"{n} on": rotated(n) for n in (1, 2, 3)},
    "old or new texts": {
        f"{n} at {s}": old_texts(n, s) for n in (2, 5, -1, -4) for s in (0.0, 0.25, 0.5)
    },
    "wrong source index": {"the next": wrong_index},
    "places lost": {f"{s}": lost(s) for s in (0.1, 0.25, 0.5)},
    "no columns": {"one place a line": cheap},
}
"""Kinds of lies, and in each the lies themselves."""

OTHERS = {f"{n} on": of_another(n) for n in (1, 2, 7)}
"""The kind that needs other pairs: the map of another script."""


def all_lies(pairs: Sequence[Pair], index: int) -> Iterator[tuple[str, str, Told]]:
    """Tell every lie of one pair: its kind, its name, and what it leads to."""
    for kind, lies in LIES.items():
        for name, lie in lies.items():
            if (told := lie(pairs[index])) is not None:
                yield kind, name, told
    for name, other in OTHERS.items():
        if (told := other(pairs, index)) is not None:
            yield "map of another script", name, told
