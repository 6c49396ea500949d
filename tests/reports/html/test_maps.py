"""Tiles of scripts: all are there or counted, what is not proven is drawn whatever its size."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from buildtools.reports.full.cases import Outcome, PairCase
from buildtools.reports.html.maps import MARKS, MOST_ROWS, MOST_TILES, Tile, maps


def case(name: str, size: int | None, outcome: Outcome = "proved") -> PairCase:
    """A script for browsers."""
    return PairCase(name, f"{name}.map", f"~/{name}", "browser", outcome, bytes=size)


def _share(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)%", text)
    assert found is not None
    return float(found[1])


def _area(tile: Tile) -> float:
    return _share(tile.width) * _share(tile.height) / 100


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=2 * MOST_TILES))
def test_the_whole_drawing_is_given_away(sizes: list[int]) -> None:
    """A gap, or a tile too many, would make others look smaller than they are."""
    (told,) = maps([case(f"{number}.js", size) for number, size in enumerate(sizes)])

    assert min(len(sizes), MOST_TILES) == len(told.tiles)
    assert abs(sum(_area(tile) for tile in told.tiles) - 100) < 1
    assert all(_share(tile.x) + _share(tile.width) <= 100.02 for tile in told.tiles)
    assert all(_share(tile.y) + _share(tile.height) <= 100.02 for tile in told.tiles)


def test_a_small_script_that_failed_is_drawn_before_large_ones_that_did_not() -> None:
    """It is what the reader looks for."""
    many = [case(f"{number}.js", 1_000_000) for number in range(2 * MOST_TILES)]
    (told,) = maps([*many, case("bad.js", 2_000, "failed")])

    assert ["bad.js: 2.0 kB, failed"] == [
        tile.title for tile in told.tiles if tile.standing == "wrong"
    ]
    assert "bad.js" == told.rows[0].path
    assert 1 == sum(tile.title.startswith(f"{MOST_TILES + 2} more: ") for tile in told.tiles)
    assert 2 * MOST_TILES + 1 - MOST_ROWS == told.left_out


def test_the_rest_is_marked_as_the_worst_in_it() -> None:
    """A tile of many that says proven holds nothing else."""
    many = [case(f"{number}.js", 10_000 - number, "failed") for number in range(MOST_TILES + 50)]
    (told,) = maps(many)
    (rest,) = [tile for tile in told.tiles if " more: " in tile.title]

    assert "wrong" == rest.standing
    assert rest.title.startswith("51 more: ")
    assert rest.title.endswith("✕ 51 failed")


def test_every_outcome_has_a_mark() -> None:
    """And words beside it, for each kind of output apart."""
    outcomes: tuple[Outcome, ...] = (
        *("proved", "failed", "accepted", "warned"),
        *("not judged", "not tried", "not offered", "skipped"),
    )
    every = [case(f"{outcome}.js", 50_000, outcome) for outcome in outcomes]
    server = msgspec.structs.replace(every[0], kind="node")
    browser, node = maps([*every, server])

    assert set(MARKS.values()) == {each[0] for each in browser.outcomes}
    assert set(outcomes) == {each.split(" ", 2)[2] for each in browser.outcomes}
    assert ("✓ 1 proved",) == node.outcomes


def test_a_script_of_unknown_size_is_told_and_not_drawn() -> None:
    """Ledgers of earlier versions have no sizes."""
    (told,) = maps([case("a.js", None), case("b.js", 10_000)])

    assert 1 == len(told.tiles)
    assert "1 script of unknown size" in told.unsized
    assert {"unknown", "10.0 kB"} == {row.size for row in told.rows}


def test_without_scripts_there_is_no_map() -> None:
    """A build that failed has none."""
    assert () == maps([])
