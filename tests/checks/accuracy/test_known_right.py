"""A map is known to be right by its bytes and its script's, and by nothing else."""

import pytest

from buildtools.checks.accuracy import RIGHT, KnownRight, judge, key, tell
from buildtools.values import Digest
from tests.checks.accuracy.pairs import made, plain


def test_a_byte_that_changes_is_noticed() -> None:
    """Of the script, the map, or a text of the project that is put into it."""
    same = key(b"script", Digest("map"), {0: "text"})

    assert key(b"script", Digest("map"), {0: "text"}) == same
    others = [
        key(b"scripts", Digest("map"), {0: "text"}),
        key(b"script", Digest("maps"), {0: "text"}),
        key(b"script", Digest("map"), {0: "texts"}),
        key(b"script", Digest("map"), {1: "text"}),
        key(b"script", Digest("map"), {}),
        key(b"map", Digest("script"), {0: "text"}),
    ]
    assert len({same, *others}) == 7


def test_only_what_has_nothing_to_tell_is_remembered() -> None:
    """What is wrong, not judged or coarse is looked at anew each time."""
    right = KnownRight()
    pair = made(10)
    right.note("right", judge(pair.script.encode(), pair.map))
    right.note(
        "wrong",
        judge(("/*! put here afterwards by nobody we know */" + pair.script).encode(), pair.map),
    )
    right.note("no code", judge(b"// nothing", pair.map))
    right.note("small", judge(made(1).script[:20].encode(), plain(1).map))

    assert right.seen == {"right"}


def test_what_is_known_is_of_this_build_too() -> None:
    """So that it is not forgotten."""
    right = KnownRight(["a", "b"])

    assert right.has("a")
    assert not right.has("c")
    assert right.seen == {"a"}


@pytest.mark.parametrize("own", [(), (0, 1, 2)])
def test_a_known_map_has_nothing_to_tell(own: tuple[int, ...]) -> None:
    """Whosesoever its sources are."""
    told = tell("a.js.map", made(3).map, RIGHT, "all", own)

    assert told.findings == ()
    assert told.shifts == ()
    assert RIGHT.is_clear
