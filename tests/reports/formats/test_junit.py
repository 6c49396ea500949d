"""JUnit's XML is read by those who read it, whatever stands in it."""

import xml.etree.ElementTree as ET

import junitparser
import pytest
from lxml import etree

from buildtools.reports.formats.junit import MOST_LISTED, MOST_TEXT, render
from tests.reports.formats.hostile import hostile, many
from tests.reports.goldens import RUNS, report_of


@pytest.mark.parametrize("run", [*RUNS, "hostile"])
def test_three_readers_count_the_same(run: str) -> None:
    """Jenkins, GitLab and a dashboard must not disagree about a release."""
    report = hostile() if run == "hostile" else report_of(run)
    text = render(report)
    plain = ET.fromstring(text)
    strict = etree.fromstring(text.encode(), etree.XMLParser(huge_tree=False, recover=False))
    suites = junitparser.JUnitXml.fromstring(text.encode())
    cases = [case for suite in suites for case in suite]
    number = len(report.lines) + len(report.pairs) + len(report.checks)

    assert number == len(cases) == int(plain.attrib["tests"]) == len(strict.findall(".//testcase"))
    kinds = [type(result) for case in cases for result in case.result]
    failures, skipped = (kinds.count(each) for each in (junitparser.Failure, junitparser.Skipped))
    assert failures == int(plain.attrib["failures"]) == len(strict.findall(".//failure"))
    counted = sum(int(suite.attrib["skipped"]) for suite in plain)
    assert skipped == counted == len(plain.findall(".//skipped"))
    assert all(each.get("message") for each in plain.iter("skipped"))


def test_each_pair_and_each_check_is_a_case_with_its_outcome() -> None:
    """A test tab shows which script is not proven, and why."""
    report = report_of("failed-proof")
    pairs, checks = list(ET.fromstring(render(report)))[1:]
    told = {case.attrib["name"]: case for case in pairs}
    failures = {name for name, case in told.items() if case.find("failure") is not None}

    assert {each.script for each in report.pairs} == set(told)
    assert {each.script for each in report.pairs if each.outcome == "failed"} == failures
    failure = told["out/web/page.js"].find("failure")
    assert failure is not None
    assert "file-changed" == failure.attrib["type"]
    assert "the script is not the one" in (failure.text or "")
    assert "proof: each frame comes back as its original" in {
        case.attrib["name"] for case in checks if case.find("failure") is not None
    }


def test_a_failed_step_says_all_that_the_run_said() -> None:
    """Sentence, evidence and one thing to try."""
    steps = ET.fromstring(render(report_of("failed-upload")))[0]
    upload = next(case for case in steps if case.get("name") == "upload")
    text = upload.findtext("failure") or ""

    assert "answered 503" in text
    assert "try: the fault is on the server" in text


def test_huge_texts_and_lists_are_cut_and_counted() -> None:
    """Readers refuse very long nodes."""
    longest = max(len(part or "") for part in ET.fromstring(render(hostile())).itertext())
    listed = render(many(MOST_LISTED + 7))

    assert longest < MOST_TEXT + 100
    assert "and 7 more" in listed


def test_what_a_text_holds_is_still_told() -> None:
    """An escape is shown, not lost."""
    text = ET.fromstring(render(hostile())).findtext(".//failure") or ""

    for shown in (r"\x1b[31mred\x00\x0b\x7f", r"half \ud800", r"\ufffe \uffff", "<script>alert(1)"):
        assert shown in text
