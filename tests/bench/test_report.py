"""The page of figures: what it says must be what was measured."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import goals, report
from bench.figures import growth, keep_apart, rows


def _runs(*seconds: float, peak_mb: float = 10.0, sent_mb: float = 0.0) -> list[dict[str, float]]:
    return [
        {"seconds": each, "processor_seconds": each, "peak_mb": peak_mb, "sent_mb": sent_mb}
        for each in seconds
    ]


@pytest.fixture
def figures() -> dict[str, Any]:
    """Two sizes, ours four times as fast on one of them and slower on the other."""
    cases = {
        name: {
            "corpus": {"name": name, "scripts": 5, "megabytes": megabytes},
            "runs": {"ours": _runs(*ours), "sentry-cli": _runs(*theirs, peak_mb=40.0)},
        }
        for name, megabytes, ours, theirs in (
            ("inject medium", 100.0, (1.0, 9.0, 1.0), (4.0, 4.0, 5.0)),
            ("inject large", 400.0, (4.4, 4.4, 4.4), (2.2, 2.2, 2.2)),
        )
    }
    return {"cases": cases, "machine": {"python": 3}}


def _uploaded(*, sent_mb: float) -> dict[str, Any]:
    runs = {
        "sentry-cli": _runs(10.0, sent_mb=100.0),
        "ours": _runs(1.0, sent_mb=sent_mb),
        "ours, small": _runs(4.0, sent_mb=101.0),
    }
    return {"corpus": {"name": "medium", "scripts": 5, "megabytes": 9.0}, "runs": runs}


def test_ratios_are_of_medians_and_a_slower_one_is_told(figures: Mapping[str, Any]) -> None:
    """One slow round must not decide, and no row may flatter."""
    medium, large = rows(figures["cases"])

    assert (4.0, 0.25) == (medium.faster, medium.memory)
    assert (4.0 / 9.0, 5.0) == (medium.least, medium.greatest)
    assert 0.5 == large.faster
    assert "| **0.50** |" in report.page(figures)


def test_time_per_megabyte_compares_large_with_medium(figures: Mapping[str, Any]) -> None:
    """Ours must scale; without both sizes nothing is said."""
    cases = dict(figures["cases"])

    assert pytest.approx(1.1) == growth(cases, "inject {}")
    del cases["inject large"]
    assert growth(cases, "inject {}") is None


def test_a_goal_that_is_not_reached_is_told(figures: Mapping[str, Any]) -> None:
    """A page that only tells of what went well is an advertisement."""
    told = report.page(figures)

    assert "| inject medium | at least 7 times as fast | 4 | **no** |" in told
    assert "| inject medium | at most 0.333 of its memory | 0.25 | reached |" in told
    assert "| inject large: time per MB, against medium | at most 1.15 | 1.10 | reached |" in told


@pytest.mark.parametrize(("sent_mb", "reached"), [(119.0, True), (121.0, False)])
def test_bytes_are_compared_in_the_same_case(sent_mb: float, reached: bool) -> None:
    """Faster by sending more is no victory; each contestant of ours has its own bounds."""
    cases = {"upload medium, light server, loopback": _uploaded(sent_mb=sent_mb)}
    made = rows(cases)
    told = {(each.what, each.wanted): each for each in goals.outcomes(made, cases)}
    together = "upload medium and large, light server, loopback and 1 Gbit/s"
    dense = f"{together} (small)"
    alone = "upload medium, light server, loopback (small)"

    assert ["ours", "ours, small"] == [row.contestant for row in made]
    assert told[together, "at most 1.2 of its bytes"].reached is reached
    assert told[alone, "at least 3 times as fast"].reached is False
    assert told[dense, "at most 1.02 of its bytes"].reached is True


def test_of_goals_that_are_told_together_the_worst_is_seen() -> None:
    """One line for several must hide none of them, and names it."""
    cases = {
        f"upload {size}, light server, loopback": _uploaded(sent_mb=sent)
        for size, sent in (("medium", 110.0), ("large", 130.0))
    }
    seen = [
        each
        for each in goals.outcomes(rows(cases), cases)
        if each.wanted == "at most 1.2 of its bytes"
    ]

    assert [("1.3, upload large, light server, loopback", False)] == [
        (each.seen, each.reached) for each in seen
    ]


@pytest.fixture
def released() -> dict[str, Any]:
    """The release of one corpus, ours in half the time of the other; before, it took six times."""

    def case(**runs: list[dict[str, Any]]) -> dict[str, Any]:
        corpus = {"name": "medium", "scripts": 5, "megabytes": 100.0}
        return {"corpus": corpus, "runs": {name.replace("_", "-"): runs[name] for name in runs}}

    whole = case(ours=_runs(2.0), sentry_cli=_runs(4.0))
    whole["runs"] |= {"ours, 7 processes": _runs(5.0), "before, 7 processes": _runs(12.0)}
    build = case(ours=_runs(1.0, peak_mb=210.0), before=_runs(6.0))
    verify = case(ours=_runs(1.0), before=_runs(4.0))
    verify["runs"]["ours"][0]["tried"] = {
        "node_pairs": 4,
        "node_positions": 90,
        "frames": 5,
        "node_not_judged": 3,
    }
    verify["runs"]["before"][0]["tried"] = {
        "node_pairs": 4,
        "node_positions": 95,
        "frames": 4,
        "node_not_judged": 8,
    }
    made = {"": whole, ": build": build, ": verify": verify}
    cases = {f"release medium{step}": case for step, case in made.items()}
    return {"cases": cases, "machine": {"python": 3}, "commits": {"before": "abc1234"}}


def test_the_page_says_first_what_a_user_waits_for(released: Mapping[str, Any]) -> None:
    """The whole release, then its steps, then the rest."""
    told = report.page(released)
    first = "| medium (5 scripts, 100 MB) | proven, `invoke release` | 2.00 | **2.00** |"

    assert told.index(first) < told.index("| build |") < told.index("| release medium |")
    assert "|  | proven, seven commands | 5.00 | **0.80** |" in told
    assert "commit `abc1234`" in told
    assert "release medium" not in told.partition("## All other figures")[2]


def test_what_was_before_is_held_against_in_the_same_run(released: Mapping[str, Any]) -> None:
    """Six times less is of processor time, and each goal says whom it is held against."""
    told = report.page(released)
    less = "times less processor time, against before"

    assert f"| release medium: build | at least 6 {less} | 6 | reached |" in told
    assert f"| release medium: verify | at least 5 {less} | 4 | **no** |" in told
    assert "| release medium | not slower | 2 | reached |" in told
    assert "| release medium (7 processes) | not slower | 0.8 | **no** |" in told


def test_the_step_with_most_memory_speaks_for_all(released: Mapping[str, Any]) -> None:
    """A bound that holds for most of them is not kept."""
    told = report.page(released)

    bound = "at most 200 MB at the peak"
    assert f"| every step, every size | {bound} | 210, release medium: build | **no** |" in told


def test_less_tried_is_told_beside_the_figures(released: Mapping[str, Any]) -> None:
    """Whoever is faster by trying less is not; how many could not be judged is told too."""
    told = report.page(released)
    wanted = "tries and notices no less than before"

    assert f"| release medium: verify | {wanted} | node positions 90 of 95 | **no** |" in told
    assert "| node positions | 90, 22.5 a pair | 95, 23.8 a pair |" in told


def test_more_that_cannot_be_judged_is_no_loss(released: dict[str, Any]) -> None:
    """Where more is tried, more may have nothing to be held against; as many must be judged."""
    verify = released["cases"]["release medium: verify"]["runs"]
    verify["before"][0]["tried"] = {"node_positions": 10, "node_not_judged": 4}
    seen = []
    for not_judged in (14, 15):
        verify["ours"][0]["tried"] = {"node_positions": 20, "node_not_judged": not_judged}
        seen.append(report.page(released))

    wanted = "| release medium: verify | tries and notices no less than before |"
    assert f"{wanted} no less | reached |" in seen[0]
    assert f"{wanted} node judged 5 of 6 | **no** |" in seen[1]


def test_what_is_measured_apart_has_bounds_here(figures: dict[str, Any], tmp_path: Path) -> None:
    """A rehearsal needs a project of its own; what it took stands on the same page."""
    kept = tmp_path / "new" / "bench.json"
    keep_apart(kept, "rehearsal", {"seconds": 1.0})
    keep_apart(kept, "rehearsal", {"seconds": 4.5, "megabytes": 120.0})
    told = report.page(figures | json.loads(kept.read_text()) | {"cases": figures["cases"]})

    assert "| rehearsal | at most 10 s over the build itself | 4.5 | reached |" in told
    assert "| rehearsal | at most 100 MB of disk | 120 | **no** |" in told
    assert "| rehearsal |" not in report.page(figures)


def test_every_goal_is_of_a_case_that_is_measured() -> None:
    """A goal whose case was renamed would be passed over unsaid."""
    from bench.case import SIZES
    from bench.cases import CASES
    from bench.startups import COMMANDS

    named = {goal.case for goal in goals.GOALS}
    named |= {task.format(size) for task in goals.GROWTH for size in ("medium", "large")}
    looks = {f"{command} {size}" for command in COMMANDS for size in SIZES}

    assert set() == {name.partition(":")[0] for name in named} - set(CASES) - looks


def test_the_plot_is_well_formed_and_longer_means_slower(figures: Mapping[str, Any]) -> None:
    """A bar that lies is worse than none."""
    drawing = ElementTree.fromstring(report.plot(rows(figures["cases"])))
    bars = [each for each in drawing if each.get("class") in ("ours", "other")]
    widths = [float(bar.get("width", "")) for bar in bars]

    assert widths[0] < widths[1]
    assert widths[2] > widths[3]
