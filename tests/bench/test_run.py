"""Rounds in turns: which cases are asked for, what is kept of them, and what need not be again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bench import run
from bench.case import Case, Round, Shop
from bench.cases import CASES
from bench.checkout import earlier
from bench.measure import Measured

NO_SHOP = cast(Shop, None)
"""For cases of our own that ask nothing of it."""


def _counting(shop: Shop) -> Iterator[Round]:
    """Yield rounds that say which one they are."""
    number = 0.0
    while True:
        yield {"a row": {"ours": Measured(number, number, number)}}
        number += 1


@pytest.mark.parametrize(
    ("case", "seconds"),
    [
        (Case("a case", _counting), [1, 2]),
        (Case("a case", _counting, warming=False), [0, 1]),
        (Case("a case", _counting, times=2), [1, 2, 3, 4]),
        (Case("a case", _counting, times=0.1), [1]),
    ],
    ids=["warmed up", "at once", "more rounds", "one at least"],
)
def test_a_round_that_warms_up_is_not_counted(case: Case, seconds: list[float]) -> None:
    """Only what is asked for is kept."""
    found = run.run(case, NO_SHOP, 2)

    assert seconds == [each.seconds for each in found["a row"]["ours"]]


def test_words_name_cases() -> None:
    """Without any, those that want to be asked for are left out."""
    named = [case.name for case in run.wanted(["release"])]
    usual = run.wanted([])

    assert ["release small", "release medium", "release large"] == named
    assert {case.name for case in usual} == {name for name in CASES if not CASES[name].asked}
    assert [] == run.wanted(["no such case"])


def _known(*, rounds: int = 3, tree: str = "abc") -> dict[str, Any]:
    row = {"case": "a case", "trees": {"ours": tree}, "runs": {"ours": [{}] * rounds}}
    return {"cases": {"a row": row, "another": row | {"case": "another case"}}}


@pytest.mark.parametrize(
    ("known", "is_known"),
    [
        (_known(), True),
        (_known(rounds=2), False),
        (_known(tree="def"), False),
        ({"cases": {}}, False),
    ],
    ids=["the same", "fewer rounds", "other code", "nothing"],
)
def test_what_is_measured_already_is_passed_over(known: dict[str, Any], is_known: bool) -> None:
    """A run that was broken off goes on, but figures of other code are measured again."""
    assert is_known is run.is_known(known, Case("a case", _counting), {"ours": "abc"}, 3)


def test_an_earlier_checkout_has_programs_of_its_own(tmp_path: Path) -> None:
    """Its environment lies inside the folder or beside it."""
    folder = tmp_path / "base"
    beside = tmp_path / "base.venv" / "bin"
    beside.mkdir(parents=True)
    with pytest.raises(SystemExit, match="no invoke in"):
        earlier(folder)
    (beside / "invoke").touch()

    assert (str(beside / "invoke"), "status", "--env=bench") == earlier(folder).invoke("status")
