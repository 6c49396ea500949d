"""Each format of five runs is written as it was, to the byte."""

import json

import pytest

from buildtools.reports.formats import rendered
from tests.reports.goldens import FORMATS, LARGE, RUNS, file, golden_of, report_of


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("run", RUNS)
def test_a_run_is_told_as_before(run: str, format_: str) -> None:
    """A change is seen in review: `python -m tests.reports.goldens` writes them anew."""
    assert file(run, format_).read_text(encoding="utf-8") == golden_of(run, format_)


@pytest.mark.parametrize("run", [run for run in RUNS if run != LARGE])
def test_without_source_no_format_has_a_line_of_it(run: str) -> None:
    """A report that everybody can read."""
    told = report_of(run)
    lines = {
        each.text.strip()
        for frame in told.frames
        for each in (frame.expected, frame.shown)
        if each and each.text and len(each.text.strip()) > 8
    }
    for format_ in FORMATS:
        text = rendered(report_of(run, source=False), format_)

        assert [line for line in lines if json.dumps(line)[1:-1] in text] == []


def test_the_runs_are_of_five_kinds() -> None:
    """What each stands for is so."""
    told = {run: report_of(run) for run in RUNS}

    assert {
        "clean": ("proven", 0),
        "warnings": ("proven in part", 0),
        "failed-proof": ("failed", 50),
        "failed-upload": ("failed", 30),
        LARGE: ("failed", 21),
    } == {run: (each.verdict, each.exit_code) for run, each in told.items()}
    assert len(told[LARGE].findings) == 5_000
    assert "assemble/ answered 503" in str(told["failed-upload"].failure)
