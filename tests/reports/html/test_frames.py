"""Frames of a page: what failed first, then the app's own, of each script and kind in turns."""

from buildtools.proof.trials import Original, Outcome
from buildtools.reports.full.cases import Tried
from buildtools.reports.full.frames import ShownFrame
from buildtools.reports.html.frames import MOST, SHOWN, frames
from buildtools.values import DebugId, Kind


def shown(
    name: str, source: str = "../src/a.ts", outcome: Outcome = "passed", kind: Kind = "browser"
) -> ShownFrame:
    """A frame of a script."""
    place = Original(source, 1, 2)
    id_ = DebugId("0f7c1ad3-5a0c-5c4e-8a0e-bb4d0a7a9d11")
    return ShownFrame(
        *(f"{name}.js", 1, 2, f"~/{name}.js", kind, id_, outcome, place),
        shown=place if outcome != "not-tried" else None,
        resolved=True,
        why="",
        project="web",
    )


def scripts(*given: ShownFrame) -> list[str]:
    """Say of which scripts the first frames are."""
    told = frames(given, Tried(passed=len(given)))
    return [row.sent.place.partition(".")[0].removeprefix("~/") for row in told.first]


def test_what_failed_comes_first_then_what_was_not_tried() -> None:
    """Of packages as well: a reader looks for what is wrong."""
    wrong = shown("wrong", "../node_modules/x/a.js", "failed")

    assert ["wrong", "untried", "right"] == scripts(
        shown("right"), shown("untried", outcome="not-tried"), wrong
    )


def test_the_apps_own_come_before_packages() -> None:
    """They are what its developers know by sight."""
    assert ["own", "package"] == scripts(shown("package", "../node_modules/x/a.js"), shown("own"))


def test_every_script_has_one_before_another_has_two() -> None:
    """And scripts of servers do not push out those of browsers."""
    node = [shown(name, kind="node") for name in ("a", "a", "b", "c")]

    assert ["a", "d", "b", "c", "a", "d"] == scripts(*node, shown("d"), shown("d"))


def test_what_is_not_shown_is_counted() -> None:
    """Those, too, of which the trials have kept no more than their number."""
    told = frames([shown(f"{number}") for number in range(100)], Tried(passed=500, not_tried=3))

    assert SHOWN == len(told.first)
    assert MOST == len(told.first) + len(told.further)
    assert 503 - MOST == told.left_out
    assert "3 not tried, 500 resolved" == told.summary


def test_of_a_frame_that_did_not_come_back_it_says_what_was_expected() -> None:
    """The reader sees both sides, or that one is missing."""
    (row,) = frames([shown("a", outcome="not-tried")], Tried(not_tried=1)).first

    assert row.shown is None
    assert row.expected is not None
    assert "../src/a.ts:1:2" == row.expected.place
