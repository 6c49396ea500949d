"""docs/stacks.md says what is read."""

from typing import get_args

from buildtools.stacks import Kind, read
from tests.stacks.test_engines import ENGINES, stacks_of
from tests.test_docs import table, words


def test_the_kinds_are_those_of_the_code() -> None:
    """A kind that no page tells is a riddle in `--json`."""
    told = [
        kind
        for row in table("stacks.md", "kind", "what it is", "has a place in a file")
        for kind in words(row[0])
    ]

    assert set(get_args(Kind)) == set(told)
    assert len(told) == len(set(told))


def test_the_counts_are_those_of_the_texts() -> None:
    """Figures that nobody counts again are wrong after a while."""
    rows = table("stacks.md", "engine", "stacks", "frames")
    counted = [
        (
            f"`{engine}`",
            str(len(stacks := stacks_of(engine))),
            f"{sum(len(read(told['stack'], told['message'])) for told in stacks):,}",
        )
        for engine in ENGINES
    ]

    assert counted == rows
