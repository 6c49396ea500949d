"""A look at a site on one screen: calm where all is right, and one thing to do where it is not."""

import msgspec
import pytest

from buildtools.findings import Finding, finding, subjects
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.reports.report import words
from buildtools.reports.site import SHOWN, to_terminal
from buildtools.results import Deployed, Looked

COUNTS = {Count.ANSWERS_COMPARED: 6, Count.PAGES_READ: 1}
RIGHT = Looked(Proof(COUNTS), "https://h.example", 3, 3, ("identity", "gzip"))
WRONG = finding("served-rewritten", subjects.Url("~/a.js"), "is served with other bytes", "stop it")
CLOSED = finding("site-not-reachable", subjects.Url("~/"), "a login answered 401", "pass it")


def _with(*findings: Finding, **changes: object) -> Looked:
    return msgspec.structs.replace(RIGHT, proof=Proof(COUNTS, findings), **changes)


def test_what_is_right_takes_few_lines() -> None:
    """What was compared, how often, and what it comes to."""
    assert to_terminal(RIGHT, "production").splitlines() == [
        "https://h.example for production",
        "",
        "  compared   3 of 3 scripts served byte for byte, in identity, gzip",
        "  tried      6 answers compared, 1 page read",
        "",
        "  right      what is live is what was released",
    ]


@pytest.mark.parametrize(
    ("looked", "last", "word"),
    [
        (_with(WRONG), "differs    1 error; try: stop it", "1 error, 3 of 3 scripts as released"),
        (
            _with(msgspec.structs.replace(WRONG, remedy="")),
            "differs    1 error",
            "1 error, 3 of 3 scripts as released",
        ),
        (
            _with(CLOSED, reached=False),
            "not seen   nothing is said of the release; try: pass it",
            "https://h.example was not seen",
        ),
        (_with(reached=False), "not seen   nothing is said of the release", "was not seen"),
        (_with(CLOSED), "right      what could be compared is what was released", "no errors"),
        (
            _with(msgspec.structs.replace(CLOSED, accepted="known")),
            "right      what is live is what was released",
            "no errors",
        ),
    ],
)
def test_the_last_line_says_what_it_comes_to(looked: Looked, last: str, word: str) -> None:
    """What was not seen is never called right."""
    text = to_terminal(looked, "production")

    assert f"  {last}" == text.splitlines()[-1]
    assert word in words(looked)


def test_findings_are_told_loud_ones_first_and_bounded() -> None:
    """One screen: a thousand scripts are one line and a number."""
    quiet = finding("commits-none", subjects.Url("~/b.js"), "is only a note")
    many = [finding("served-missing", subjects.Url(f"~/{n}.js"), "is gone") for n in range(SHOWN)]
    text = to_terminal(_with(quiet, *many), "production")

    assert "error: served-missing: ~/0.js: is gone" in text
    assert "note" not in text.replace("1 more note", "")
    assert "  1 more note: invoke live --json" in text


def test_what_was_not_compared_is_said() -> None:
    """Nothing said would read as a pass."""
    none = _with(scripts=0, right=0, encodings=())
    assert "nothing: the release has no script for browsers" in to_terminal(none, "production")
    unseen = msgspec.structs.replace(_with(reached=False), proof=Proof({}))
    assert "nothing: the site was not seen" in to_terminal(unseen, "production")
    assert "tried" not in to_terminal(unseen, "production")
    bare = _with(encodings=())
    assert "3 of 3 scripts served byte for byte\n" in to_terminal(bare, "production")
    assert "deploy.command has run in web" == words(Deployed("web"))
