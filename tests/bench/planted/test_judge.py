"""What counts as noticed, and what as missed."""

import json

import pytest

from bench.planted import judge
from bench.planted.judge import Ended, Verdict
from bench.planted.table import Fault

STALE = Fault(
    "stale .gz", "live", 60, "served-encoding-stale", ("gzip|.gz", "checkout"), ("compress",)
)
LOST = Fault("lost chunks", "upload", 30, "", ("lost", "chunks"), ("again",))
UNKNOWN = Fault("unknown", "live", 0, "served-unknown", ("forgotten.js",))


def finding(
    code: str = "served-encoding-stale",
    severity: str = "error",
    sentence: str = "its gzip is that of another file",
    remedy: str = "compress it again",
) -> dict[str, object]:
    """Make a finding as JSON has it, about a script."""
    about = {"kind": "url", "url": "~/assets/checkout-1.js"}
    told = {"code": code, "severity": severity, "sentence": sentence, "remedy": remedy}
    return {**told, "about": about, "also": []}


def ended(*findings: dict[str, object], exit_: int = 60, err: str = "") -> Ended:
    """Make a process that told these findings, deep in its JSON."""
    return Ended(exit_, json.dumps({"result": [{"findings": findings}]}) + "\n", err)


def test_a_fault_is_noticed_by_its_own_finding() -> None:
    """The code, the exit code, the thing it names, and what helps."""
    verdict = judge.judged(STALE, ended(finding()))

    assert "noticed" == verdict.word
    assert "its gzip is that of another file" in verdict.said
    assert "compress it again" == verdict.remedy


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (ended(finding("served-rewritten")), "no served-encoding-stale, it says served-rewritten"),
        (ended(finding(), exit_=0), "exit 0 instead of 60"),
        (ended(finding(), exit_=1), "exit 1 instead of 60"),
        (ended(finding(severity="warning")), "of severity warning"),
        (ended(finding(sentence="it is odd")), "its names lack 'gzip|.gz'"),
        (ended(finding(remedy="look at it")), "its remedy lacks 'compress'"),
        (ended(), "no served-encoding-stale"),
        (ended(finding(), err="Traceback (most recent call last):\n  ..."), "a traceback"),
        (Ended(60, "", "error: it fell\n  try: again\n"), "error: it fell"),
        (Ended(60, "no JSON", "killed\n"), "killed"),
    ],
)
def test_what_is_noticed_otherwise_is_missed(run: Ended, why: str) -> None:
    """Another finding, another exit code, or a remedy that is none."""
    verdict = judge.judged(STALE, run)

    assert "missed" == verdict.word
    assert why in verdict.missed


def test_one_of_several_findings_may_be_the_right_one() -> None:
    """A changed script may be noticed in two ways, and told of two files."""
    others = (finding("served-rewritten"), finding(sentence="it is odd"))

    assert not judge.judged(STALE, ended(*others, finding())).missed


def test_a_failure_is_judged_by_what_it_tells() -> None:
    """A command that fails before it has any finding; on stderr or as JSON."""
    told = "error: the server lost the chunks\n  request 7\n  try: run the step again\n"
    as_json = {"error": "the server lost the chunks", "evidence": [], "remedy": "again"}

    assert not judge.judged(LOST, Ended(30, "", told)).missed
    failed = Ended(30, json.dumps({**as_json, "exit_code": 30}) + "\n", "")
    assert not judge.judged(LOST, failed).missed
    assert judge.judged(LOST, Ended(30, "", told.replace("again", "later"))).missed
    assert "it tells no failure" in judge.judged(LOST, Ended(30, "", "gone")).missed


def test_a_refusal_names_its_findings_in_its_evidence() -> None:
    """`build` fails by an error whose lines are its findings."""
    wrong = Fault("one column off", "build", 21, "map-wrong", ("a.js.map",), ("build",))
    told = "error: the maps cannot be trusted\n  a.js.map: is off (map-wrong)\n  try: build again\n"

    assert not judge.judged(wrong, Ended(21, "", told)).missed


def test_what_is_no_error_is_noticed_all_the_same() -> None:
    """A script that nobody knows is told, and fails nothing."""
    note = finding("served-unknown", "info", "forgotten.js is of nobody", "")

    assert not judge.judged(UNKNOWN, ended(note, exit_=0)).missed


def test_without_the_fault_the_same_run_passes() -> None:
    """What says it always notices nothing."""
    assert "" == judge.passed(STALE, ended(exit_=0))
    assert "" == judge.passed(STALE, ended(finding("map-empty", "info"), exit_=0))
    assert "says served-encoding-stale too" in judge.passed(STALE, ended(finding(), exit_=0))
    assert "ends with 60" in judge.passed(STALE, ended(finding()))
    assert "says map-wrong" in judge.passed(STALE, ended(finding("map-wrong"), exit_=0))
    note = finding("served-unknown", "info")
    assert "says served-unknown too" in judge.passed(UNKNOWN, ended(note, exit_=0))
    fell = Ended(0, "", "Traceback (most recent call last):\n")
    assert "a traceback" in judge.passed(STALE, fell)


def test_what_was_not_tried_is_neither() -> None:
    """A row that needs a browser, where there is none."""
    assert "not tried" == Verdict(STALE, untried="no Chromium here").word
