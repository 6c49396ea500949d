"""The table of errors that were raised: each has a line, and the last one counts them."""

import pytest

from buildtools.findings.subjects import File
from buildtools.proof.trials import Original, Outcome, Raised, Trial
from buildtools.reports.scenarios import one_line, to_terminal

WANTED = Original("src/oven.ts", 7, None, "bake")


def trial(
    outcome: Outcome,
    shown: str | None = "bake",
    *,
    name: str = "oven",
    wanted: Original = WANTED,
    cannot: str = "",
    why: str = "",
) -> Trial:
    at = Original("./src/oven.ts", 7, 9, shown)
    evidence = Raised(name, "browser", "/", wanted, "web", "e", at, cannot, why)
    return Trial("scenario", File("src/oven.ts", 7), outcome, evidence)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (trial("passed"), "resolved in bake"),
        (trial("passed", "Oven.bake"), "resolved in Oven.bake"),
        (trial("passed", "b"), "resolved, in b"),
        (trial("passed", "?"), "resolved, in a function without a name"),
        (trial("passed", None), "resolved, in a function without a name"),
        (trial("passed", "b", wanted=Original("src/oven.ts", 7, None)), "resolved in b"),
        (trial("passed", "", wanted=Original("src/oven.ts", 7, None)), "resolved"),
        (trial("failed", why="came back minified"), "NOT RESOLVED: came back minified"),
        (trial("failed", cannot="a text", why="no frame"), "cannot: a text"),
        (trial("passed", cannot="a text"), "resolved in bake"),
        (trial("not-tried", why="no button"), "not tried: no button"),
    ],
)
def test_each_says_how_it_came_back(one: Trial, said: str) -> None:
    """Expected beside what came: a name that is another one is set off by a comma."""
    assert f"oven: {said}" == one_line(one)
    assert f"  oven  browser  src/oven.ts:7 bake  {said}" in to_terminal([one]).splitlines() or (
        f"  oven  browser  src/oven.ts:7  {said}" in to_terminal([one]).splitlines()
    )


def test_the_last_line_counts_them() -> None:
    """A verdict in a second; what was not tried is counted apart."""
    every = [trial("passed"), trial("failed", name="a"), trial("failed", name="long", cannot="x")]
    lines = to_terminal([*every, trial("not-tried", name="b")]).splitlines()

    assert "  4 scenarios: 1 resolved, 1 did not resolve, 1 cannot, 1 not tried" == lines[-1]
    assert 1 == len({line.index("browser") for line in lines[:4]})


def test_none_is_said_as_none() -> None:
    """An empty table would look like a good one."""
    assert "  0 scenarios: none" == to_terminal([]).splitlines()[-1]
