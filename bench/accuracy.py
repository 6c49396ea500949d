"""Measure the accuracy of `build`'s verdict, and write docs/accuracy.md's table.

    python -m bench.accuracy [--write docs/accuracy.md] [--most N]

Right pairs are the fixtures of tests/ and scripts out of npm packages at pinned versions, each with
the map it was published with; wrong ones are made of them by `bench.lies`. One half of the packages
was looked at when the weights and bounds were chosen, the other half was not.
"""

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import frames, lies
from bench.corpora import pairs as published
from bench.corpora import tarball
from bench.packages import LOOKED_AT, NOT_LOOKED_AT
from buildtools.checks import maps
from buildtools.checks.accuracy import judge, tell
from buildtools.checks.accuracy.glancing import SMALL
from buildtools.checks.accuracy.places import Index
from buildtools.checks.maps import Map
from buildtools.sourcemaps.maps.resolve import Tokens, strictly

log = logging.getLogger("bench")

FOLDER = Path(".buildtools/accuracy")
FIXTURES = Path("tests/fixtures")
_MOST_BYTES = 150_000
"""Of larger scripts only a few are taken: sixty lies each would take hours."""
_SIZES = (
    (30, "under 30 places"),
    (300, "30 to 299"),
    (SMALL + 1, f"300 to {SMALL:,}"),
    (sys.maxsize, f"over {SMALL:,}, as a whole"),
)
GLANCE = f"over {SMALL:,}, at a glance"
"""The same pairs once more, as `build` looks at them where `symbolic` is there."""
EVERY = 0.98
"""Share of wrong places from which on every frame counts as moved."""
_MUCH = 0.1
_SCRIPTS = 12
"""Scripts of one package, at most, evenly over it."""

RIGHT = "right"


class Seen(NamedTuple):
    """What the verdict said of one pair."""

    half: str
    size: str
    kind: str
    moved: float
    outcome: str
    """`noticed`, `passed` or `not judged`."""
    columns: int
    what: str


def outcome(name: str, script: str, map_: Map, index: Index | None = None) -> tuple[str, int, str]:
    """Judge one pair as `build` does where all of it is the project's own code; by a glance where
    there is an `index`.
    """
    verdict = judge(script.encode(), map_, index=index)
    told = tell(name, map_, verdict, "none", range(len(map_.sources))).findings
    loud = [found for found in told if found.severity != "info"]
    if loud:
        return "noticed", verdict.columns, loud[0].sentence
    unknown = any(found.code == "map-not-judged" for found in told)
    return "not judged" if unknown else "passed", verdict.columns, ""


def indexed(map_: Map) -> Index | None:
    """Return the entries of a large map as the resolver has them; None of one it cannot read."""
    found = strictly(written(map_))
    return found if isinstance(found, Tokens) and found.pieces is None else None


def written(map_: Map) -> bytes:
    """Write what is known of a map as the file it may have been."""
    ends = [*(part.first for part in map_.parts[1:]), len(map_.sources)]
    sections = [
        {
            "offset": {"line": part.line, "column": part.column},
            "map": {
                "version": 3,
                "sources": [each.name for each in map_.sources[part.first : end]],
                "sourcesContent": [each.content for each in map_.sources[part.first : end]],
                "names": [],
                "mappings": part.mappings,
            },
        }
        for part, end in zip(map_.parts, ends, strict=True)
    ]
    flat = len(sections) == 1 and not (map_.parts[0].line or map_.parts[0].column)
    return msgspec.json.encode(sections[0]["map"] if flat else {"version": 3, "sections": sections})


def fixtures() -> Iterator[tuple[str, bytes, bytes]]:
    """Return the pairs that bundlers wrote for the tests."""
    for path in sorted(FIXTURES.glob("*/**/*.map")):
        script = path.with_name(path.name.removesuffix(".map"))
        made_by_hand = path.is_relative_to(FIXTURES / "edge-cases")
        if script.is_file() and not made_by_hand:
            yield str(script.relative_to(FIXTURES)), script.read_bytes(), path.read_bytes()


def packages(names: Sequence[str]) -> Iterator[tuple[str, bytes, bytes]]:
    """Return scripts out of npm packages, a few of each."""
    for name in names:
        found = list(published(tarball(name, FOLDER)))
        for path, script, map_ in found[:: max(len(found) // _SCRIPTS, 1)][:_SCRIPTS]:
            yield f"{name}/{path}", script, map_


def usable(found: Iterator[tuple[str, bytes, bytes]]) -> list[frames.Pair]:
    """Keep what has places and texts to compare, is UTF-8, and not too large."""
    kept = []
    for name, script, map_ in found:
        parsed = maps.parse(name, map_)
        if not isinstance(parsed, Map) or not parsed.mapped or len(script) > _MOST_BYTES:
            continue
        if not any(source.content for source in parsed.sources) or b"\r" in script:
            continue
        pair = frames.pair(name, script.decode("utf-8", "replace"), parsed)
        if pair.places and script.isascii():
            kept.append(pair)
    return kept


def measured(half: str, pairs: Sequence[frames.Pair], index: int) -> list[Seen]:
    """Judge one right pair, and every lie that can be made of it."""
    given = pairs[index]
    size = next(name for most, name in _SIZES if len(given.places) < most)
    ways = {size: False} | ({GLANCE: True} if size == _SIZES[-1][1] else {})
    seen: list[Seen] = []

    def note(kind: str, moved: float, script: str, map_: Map, label: str) -> None:
        for size, at_a_glance in ways.items():
            entries = indexed(map_) if at_a_glance else None
            told, columns, what = outcome(given.name, script, map_, entries)
            said = label if kind != RIGHT else f"{label}: {what}"
            seen.append(Seen(half, size, kind, moved, told, columns, said))

    note(RIGHT, 0.0, "\n".join(given.lines), given.map, given.name)
    if any(each.outcome == "noticed" for each in seen):
        return seen  # nothing can be planted on what is told already
    for kind, name, lie in lies.all_lies(pairs, index):
        if lie.moved > 0:
            note(kind, lie.moved, lie.script, lie.map, f"{given.name}: {kind}, {name}")
    return seen


def _job(job: tuple[str, list[frames.Pair], int]) -> list[Seen]:
    return measured(*job)


def run(most: int | None) -> list[Seen]:
    """Measure both halves."""
    halves = {
        "looked at": usable(iter([*fixtures(), *packages(LOOKED_AT)])),
        "not looked at": usable(packages(NOT_LOOKED_AT)),
    }
    jobs = []
    for half, pairs in halves.items():
        log.info("%s: %d right pairs", half, len(pairs))
        near = len(pairs) if most is None else most
        for index in range(0, len(pairs), max(len(pairs) // near, 1)):
            # a lie needs a few of those around it at the most
            window = [pairs[(index + turn) % len(pairs)] for turn in range(8)]
            jobs.append((half, window, 0))
    with ProcessPoolExecutor(2) as pool:
        return [seen for found in pool.map(_job, jobs, chunksize=4) for seen in found]


def table(seen: Sequence[Seen], half: str) -> Iterator[str]:
    """Write the confusion table of one half in Markdown."""
    yield "| | size | pairs | noticed | passed | not judged | moving every frame: passed |"
    yield "|---|---|---|---|---|---|---|"
    kinds = dict.fromkeys(each.kind for each in seen)
    sizes = [*(size for _, size in _SIZES), GLANCE]
    for kind in kinds:
        for size in sizes:
            rows = [
                each for each in seen if (each.half, each.kind, each.size) == (half, kind, size)
            ]
            if rows:
                yield _row(kind, size, rows)
    for size in sizes:
        rows = [each for each in seen if (each.half, each.size) == (half, size)]
        planted = [each for each in rows if each.kind != RIGHT]
        if planted:
            yield _row("**all lies**", size, planted)
            much = [each for each in planted if each.moved >= _MUCH]
            yield _row("**that move a tenth of the frames or more**", size, much or planted)


def _row(kind: str, size: str, rows: Sequence[Seen]) -> str:
    counts = Counter(each.outcome for each in rows)
    whole = [each for each in rows if each.moved >= EVERY]
    passed = sum(each.outcome == "passed" for each in whole)
    every = "" if kind == RIGHT else f"{passed} of {len(whole)}"
    share = f" ({counts['noticed'] / len(rows):.1%})"
    return (
        f"| {kind} | {size} | {len(rows)} | {counts['noticed']}{share} | {counts['passed']} | "
        f"{counts['not judged']} | {every} |"
    )


def unjudged(seen: Sequence[Seen], half: str) -> str:
    """Return what share of the mapped columns of right pairs was not judged."""
    right = [
        each for each in seen if each.half == half and each.kind == RIGHT and each.size != GLANCE
    ]
    columns = sum(each.columns for each in right)
    left = sum(each.columns for each in right if each.outcome == "not judged")
    files = sum(each.outcome == "not judged" for each in right)
    return (
        f"Not judged of right pairs: {files} of {len(right)} scripts, "
        f"{left / max(columns, 1):.3%} of the mapped columns."
    )


def told_right(seen: Sequence[Seen]) -> Iterator[str]:
    """Name the pairs that were published so and are told."""
    for each in seen:
        if each.kind == RIGHT and each.outcome == "noticed" and each.size != GLANCE:
            yield f"- `{each.what.split(': ', 1)[0]}` ({each.half}): {each.what.split(': ', 1)[1]}"


def page(seen: Sequence[Seen], head: str) -> str:
    """Put the tables behind the part of the page that is written by hand."""
    parts = [head.rstrip(), ""]
    for half in ("looked at", "not looked at"):
        parts += [f"### Packages {half}", "", *table(seen, half), "", unjudged(seen, half), ""]
    told = list(told_right(seen))
    if told:
        parts += ["### Published maps that are told", "", *told, ""]
    return "\n".join(parts)


_MARK = "<!-- measured -->"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables or write them into a page behind its mark."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--most", type=int, help="right pairs of each half, about")
    given = parser.parse_args(arguments)
    seen = run(given.most)
    missed = [each for each in seen if each.kind != RIGHT and each.outcome == "passed"]
    for each in sorted(missed, key=lambda each: -each.moved)[:40]:
        log.info("passed: %s, %.0f%% moved", each.what, 100 * each.moved)
    if given.write is None:
        log.info("%s", page(seen, ""))
        return
    head = given.write.read_text().split(_MARK)[0]
    given.write.write_text(page(seen, f"{head}{_MARK}\n"))


if __name__ == "__main__":
    main()
