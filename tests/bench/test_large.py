"""Large pairs to measure on: their maps are right, and the table says what was measured."""

from pathlib import Path

import pytest

from bench.large import KINDS, Row, make, table
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map


@pytest.mark.parametrize("kind", KINDS)
def test_the_map_is_right(tmp_path: Path, kind: str) -> None:
    """What is measured on a wrong map would be the reading of faults."""
    make(tmp_path, KINDS[kind], 0.05)
    script = (tmp_path / "large.js").read_bytes()
    beside = tmp_path / "large.js.map"
    given = comments.read(script)
    map_ = beside.read_bytes() if beside.exists() else embedded_map(script, given).text
    line = script.decode().split("\n")[0]
    one = KINDS[kind].text
    width = len(one.encode("utf-16-le")) // 2
    resolver = Resolver(script, map_)

    for number in (0, 1, len(line) // len(one) - 1):
        found = resolver.lookup(0, number * width + 9)
        assert found is not None
        assert (found.line, found.column, found.context_line) == (number, 9, one)


def test_the_table_has_a_row_for_each_step() -> None:
    """With what is promised beside what was seen."""
    row = Row("many", 300.0, 500.0, "verify", 1234.4, 60.04, 900.0)

    assert "| many | 300 | 500 | verify | 1,234 | 1,800 | 60.0 | 900 |" in table([row])
