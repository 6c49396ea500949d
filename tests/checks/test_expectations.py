"""Marks in sources, and errors that came back: what is read, what is compared, what is said."""

import pytest

from buildtools.checks.expectations import (
    Came,
    Mark,
    Raising,
    findings,
    marks_in,
    trial,
    twice,
    untried,
)
from buildtools.checks.test_events import Seen
from buildtools.proof.trials import Original, Raised

TEXT = '  throw new Error("no oven"); // @expect oven bake'
MARK = Mark("oven", "apps/web/src/oven.ts", 7, TEXT, "bake")
RAISING = Raising(MARK, "browser", "/, click #oven")
SEEN = Seen(True, "./src/oven.ts", 7, "bake", 9, TEXT)
MINIFIED = Seen(False, "https://example.com/a.js", 1, "b", 812)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fail(); // @expect a", ("a", None)),
        ("fail(); //@expect a", ("a", None)),
        ("fail(); // @expect a-b_2 Oven.bake", ("a-b_2", "Oven.bake")),
        ("fail(); /* @expect a */ more()", ("a", None)),
        ("fail(); /* @expect a $f */", ("a", "$f")),
        ("<b>{fail()} {/* @expect a */}</b>", ("a", None)),
        ("<b @click='fail()'> <!-- @expect a --></b>", ("a", None)),
        ("fail(); // @expect a, the first", None),
        ("fail(); // @expected a", None),
        ("fail(); // we @expect a", None),
        ("fail(); // @expect", None),
    ],
)
def test_a_mark_is_a_comment_of_any_form(
    line: str, expected: tuple[str, str | None] | None
) -> None:
    """Scripts, JSX and templates have comments of their own."""
    found = [(mark.name, mark.function) for mark in marks_in(f"\n{line}", "a.ts")]

    assert ([expected] if expected else []) == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_are_counted_as_engines_count_them(end: str) -> None:
    """A line too many, and every frame would be a wrong one."""
    (mark,) = marks_in(end.join(("one", "two", "fail() // @expect a", "")), "a.ts")

    assert ("a", "a.ts", 3, "fail() // @expect a") == mark[:4]
    assert "a.ts:3" == str(mark.place)


def test_a_name_that_marks_two_lines_is_told_with_both() -> None:
    """Either could be the line of the event."""
    marks = [MARK, MARK._replace(line=9), MARK._replace(name="other")]

    assert ["oven is marked twice: apps/web/src/oven.ts:7, apps/web/src/oven.ts:9"] == list(
        twice(marks)
    )


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(SEEN, id="the same"),
        pytest.param(SEEN._replace(file="../../src/oven.ts"), id="from an output"),
        pytest.param(SEEN._replace(file="webpack://_N_E/./src/oven.ts?1a2b"), id="of webpack"),
        pytest.param(SEEN._replace(file="app:///apps/web/src/oven.ts"), id="from the root"),
        pytest.param(SEEN._replace(file="/srv/ci/apps/web/src/oven.ts"), id="absolute"),
        pytest.param(SEEN._replace(text=None), id="without its text"),
        pytest.param(SEEN._replace(text='{snip} Error("no oven"); // @expect {snip}'), id="cut"),
        pytest.param(SEEN._replace(function="b"), id="in another function"),
        pytest.param(SEEN._replace(column=15), id="at another column"),
    ],
)
def test_a_frame_at_the_marked_line_passes(seen: Seen) -> None:
    """Servers name files and engines count columns in their own ways; names are often minified."""
    judged = trial(RAISING, Came("web", "e" * 32, (seen,)))

    assert "passed" == judged.outcome
    assert [] == list(findings([judged]))


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (MINIFIED, "came back minified, as https://example.com/a.js:1:812"),
        (SEEN._replace(line=8), "came back as ./src/oven.ts:8:9"),
        (SEEN._replace(file="./src/stove.ts"), "came back as ./src/stove.ts:7:9"),
        (SEEN._replace(file=""), "came back as 7:9"),
        (SEEN._replace(text="bake();"), "came back as ./src/oven.ts:7:9"),
        (SEEN._replace(resolved=False), "came back minified, as ./src/oven.ts:7:9"),
    ],
)
def test_any_other_frame_fails(seen: Seen, why: str) -> None:
    """The control: what compares nothing would pass here, too."""
    judged = trial(RAISING, Came("web", "e" * 32, (seen,)))
    (found,) = findings([judged])

    assert isinstance(judged.evidence, Raised)
    assert ("failed", why) == (judged.outcome, judged.evidence.why)
    assert ("scenario-not-resolved", f"oven {why}") == (found.code, found.sentence)
    assert "apps/web/src/oven.ts:7" == found.subject


def test_an_error_in_another_may_be_the_marked_one() -> None:
    """An event holds the causes of its error, each with a stack."""
    judged = trial(RAISING, Came("web", "e" * 32, (MINIFIED, SEEN, SEEN._replace(line=3))))

    assert isinstance(judged.evidence, Raised)
    assert "passed" == judged.outcome
    assert Original("./src/oven.ts", 7, 9, "bake", None, TEXT) == judged.evidence.shown


def test_what_nobody_heard_of_is_told_apart_from_what_has_no_stack() -> None:
    """The one is a matter of the DSN, the other of what was thrown."""
    silent, bare = trial(RAISING, None), trial(RAISING, Came("web", "e" * 32, ()))
    told = [(found.code, found.sentence) for found in findings([silent, bare])]

    assert [
        ("scenario-not-reported", "oven was raised, and no event of it came"),
        (
            "scenario-not-resolved",
            "oven came without a frame: only what is an Error has a stack",
        ),
    ] == told


def test_what_cannot_resolve_is_no_error_and_no_pass() -> None:
    """Its reason stands in its place."""
    judged = trial(RAISING._replace(cannot_resolve="a text"), Came("web", "e" * 32, ()))

    assert isinstance(judged.evidence, Raised)
    assert ("failed", "a text") == (judged.outcome, judged.evidence.cannot)
    assert [] == list(findings([judged]))


@pytest.mark.parametrize(("by", "severity"), [("/, click #gone", "error"), ("", "warning")])
def test_what_was_not_raised_is_not_tried(by: str, severity: str) -> None:
    """A button that is gone would let every later run pass; a mark that nobody raises is told."""
    judged = untried(RAISING._replace(by=by), "its button is not there")
    (found,) = findings([judged])

    assert "not-tried" == judged.outcome
    assert ("scenario-not-raised", severity) == (found.code, found.severity)
    assert "oven: its button is not there" == found.sentence
