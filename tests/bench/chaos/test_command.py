"""The command as it is typed, the order of its runs, and what it reports."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.chaos import drawing, page, report
from bench.chaos.cases import Case, Seen
from bench.chaos.judge import Wrong
from bench.chaos.mutations import mutations

ROOT = Path(__file__).resolve().parents[3]


def nothing(setting: object) -> Seen:
    raise AssertionError(setting)


def case(name: str, group: str, *, patient: bool = False) -> Case:
    return Case(name, "kind", nothing, group, patient)


CASES = [case(f"a/{turn}", "a") for turn in range(100)] + [
    case(f"b/{turn}", "b") for turn in range(4)
]


def test_one_seed_is_one_order_and_another_is_another() -> None:
    """A failing order can be repeated."""
    first, again, other = (drawing.drawn(CASES, seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other
    assert sorted(first) == sorted(CASES)


def test_a_small_group_is_not_lost_in_a_large_one() -> None:
    """A minute has to try some of each."""
    early = drawing.drawn(CASES, 1)[:20]

    assert {"a", "b"} == {one.group for one in early}


def test_those_that_wait_begin_first() -> None:
    """They end last and take no processor."""
    waiting = case("c", "c", patient=True)

    assert drawing.drawn([*CASES, waiting], 1)[0] == waiting


def test_a_run_is_found_by_its_name_even_with_letters_of_a_glob() -> None:
    """`lie/any: [null]` is a name first."""
    odd = case("lie/any: [null]", "x")

    assert [odd] == drawing.named([*CASES, odd], "lie/any: [null]")
    assert len(drawing.named(CASES, "b/*")) == 4


def test_the_report_counts_and_tells_how_to_repeat() -> None:
    """Four zeros first, whatever they are, and a command for each run that broke something."""
    seen = [
        Seen("a/1", "lying server", ()),
        Seen("b/it's", "random bytes", (Wrong("hang", "still at it"),), runs=8),
        Seen("c/1", "killed at a call", (), untried="no C compiler (cc)"),
    ]
    told = list(report.report(seen, 7, 12.0))

    assert told[0] == "9 runs in 12 s, seed 7"
    assert "hang             1" in told
    assert "done wrongly     0" in told
    assert "  not tried: 1 (no C compiler (cc))" in told
    assert """python -m bench.chaos --only='b/it'"'"'s' --seed=7""" in told
    assert report.failed(seen)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param([Seen("a", "x", ())], False, id="all right"),
        pytest.param([Seen("a", "x", (), untried="late")], True, id="nothing tried"),
        pytest.param([], True, id="no such run"),
    ],
)
def test_nothing_tried_is_no_success(seen: list[Seen], expected: bool) -> None:
    """A name that matches nothing must not end with 0."""
    assert expected == report.failed(seen)


def test_a_line_of_the_page_is_the_same_for_every_run() -> None:
    """Ports and times change nothing, and no text breaks the table."""
    line = "error: GET http://127.0.0.1:34561/ said <b>|\x07 in 1.5 s"

    assert page.shown(line) == "GET http://127.0.0.1:8000/ said <b>\\|\\x07 in some s"


def test_the_command_makes_the_named_runs_and_ends_by_what_they_show() -> None:
    """A lie, a kill and a full disk, by name, as a report tells them."""
    names = "*/production/inject/[12]"
    ended = subprocess.run(
        [sys.executable, "-m", "bench.chaos", f"--only={names}", "--seed=3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "8 runs in" in ended.stdout or "not tried" in ended.stdout


def test_mutations_are_other_files() -> None:
    """Hypothesis makes what is asked of it: mostly not the file itself."""
    from hypothesis import find, settings

    valid = b'{"version": 3, "sources": ["a.ts"], "mappings": "AAAA"}'
    chosen = settings(database=None, max_examples=200)

    assert find(mutations(valid), lambda data: data != valid, settings=chosen) != valid
