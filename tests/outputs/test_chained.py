"""Chained maps of a real build: what the scripts throw ends in the author's file, line and column.

The scripts are run by Node before and after injection; their frames are resolved by symbolic.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from buildtools.steps.inject import undo
from tests.outputs import node
from tests.outputs.injected import Fixture, map_of
from tests.symbolic_judge import cache_of

SCRIPTS = ("dist/bundled/main.js", "dist/embedded/main.js", "dist/twice/main.js")
MARKS = {"shared": "new RangeError", "full": "new Error", "entry": "name; //"}
"""What stands at the column of each marked line that Node names."""

_FRAME = re.compile(r"at (?:.*\()?file://(\S+?):(\d+):(\d+)\)?$")


class Frame(NamedTuple):
    """Where a frame of an error ends, counted from zero."""

    source: str
    line: int
    column: int


@pytest.fixture(scope="module")
def fixture(tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    return Fixture("chained", tmp_path_factory.mktemp("outputs") / "chained")


def _thrown(fixture: Fixture, script: str) -> Iterator[tuple[str, list[Frame]]]:
    """Run a script, and resolve what it printed of its errors."""
    pair = next(each for each in fixture.injected.pairs if each.pair.script == script)
    files = fixture.files()
    cache = cache_of(files[script], map_of(files, pair))
    name = ""
    frames: dict[str, list[Frame]] = {}
    for line in node.run(fixture.root / script).splitlines():
        name = name if line.startswith("    at ") else line.partition(" ")[0]
        found = _FRAME.search(line)
        if found and found[1] == str(fixture.root / script):
            token = cache.lookup(int(found[2]), int(found[3]), 0)
            assert token, line
            frame = Frame(token.src or "", token.line - 1, token.col - 1)
            frames.setdefault(name, []).append(frame)
    yield from frames.items()


def _text(fixture: Fixture, script: str, frame: Frame) -> str:
    path = (fixture.root / script).parent / frame.source
    return path.resolve().read_text(encoding="utf-8").splitlines()[frame.line]


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_error_ends_where_it_was_written(fixture: Fixture, script: str) -> None:
    """Two maps or three behind one another, embedded or not, one long line between them or not."""
    thrown = dict(_thrown(fixture, script))

    assert set(MARKS) == set(thrown)
    for name, frames in thrown.items():
        line = _text(fixture, script, frames[0])
        assert line.endswith(f"// @expect {name}")
        assert (
            line.encode("utf-16-le")[2 * frames[0].column :].decode("utf-16-le")[:4]
            == (MARKS[name][:4])
        )


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_frame_ends_in_the_authors_files(fixture: Fixture, script: str) -> None:
    """A frame that stays in generated code is one that nobody can read."""
    frames = [frame for _, frames in _thrown(fixture, script) for frame in frames]

    assert 9 <= len(frames)
    assert {"../../src/main.ts", "../../src/oven.ts", "../../src/prices.ts"} == {
        frame.source for frame in frames
    }


def test_the_callers_too(fixture: Fixture) -> None:
    """Each frame of one error, in order: the columns between segments tell statements apart."""
    frames = dict(_thrown(fixture, "dist/twice/main.js"))["shared"]
    lines = [_text(fixture, "dist/twice/main.js", frame).strip() for frame in frames]

    assert lines[0].startswith("throw new RangeError(")
    assert 'attempt("shared", () => priceOf({ name: "cake", count: 1 }));' == lines[1] == lines[3]
    assert "console.log(name, what());" == lines[2]


def test_the_texts_of_the_authors_files_come_along(fixture: Fixture) -> None:
    """Sentry shows them around the line; lib has none in its maps, so that they come from disk."""
    files = fixture.files()
    for each in fixture.injected.pairs:
        cache = cache_of(files[each.pair.script], map_of(files, each))
        found = next(
            token
            for line in range(1, 60)
            for column in range(1, 900, 5)
            if (token := cache.lookup(line, column, 0))
            and (token.src or "").endswith("src/oven.ts")
        )
        lines = (fixture.root / "src/oven.ts").read_text(encoding="utf-8").splitlines()

        assert lines[found.line - 1] == (found.context_line or "").rstrip("\n")


def test_build_tells_of_each(fixture: Fixture) -> None:
    """A map that is made anew is told of before it is written."""
    told = [found for found in fixture.built.findings if found.code == "map-chained"]

    assert ["dist/bundled/main.js.map", "dist/embedded/main.js", "dist/twice/main.js.map"] == [
        found.subject for found in told
    ]
    assert {"info"} == {found.severity for found in told}
    deeper = [repair.deeper for repair in fixture.built.repairs if repair.deeper]

    assert [{"between/main.js.map": 3}] == [
        {path: len(found) for path, found in each.items()} for each in deeper
    ]


def test_what_the_ledger_keeps_of_it_is_small(fixture: Fixture) -> None:
    """Only the old mappings must be kept, and compressed: lists are lengthened at their ends."""
    sizes = {
        each.pair.script: (len(each.repair), len(map_of(fixture.before, each)))
        for each in fixture.injected.pairs
        if each.pair.map
    }

    assert all(kept < whole / 2 for kept, whole in sizes.values())


def test_undo_and_injecting_again(tmp_path: Path) -> None:
    """The chain is there again after an undo, and goes again with the next run."""
    fixture = Fixture("chained", tmp_path / "chained")
    undo(fixture.root, fixture.injected)
    undone = fixture.files()
    again = fixture.inject()

    assert fixture.before == undone
    assert fixture.after == fixture.files()
    assert fixture.injected == again
