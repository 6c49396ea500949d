"""What was noticed, by code: what all places share is said once, what differs at each."""

from buildtools.findings import Finding, finding, subjects
from buildtools.reports.full.report import Noticed
from buildtools.reports.html.problems import MOST_PLACES, MOST_QUIET, SHOWN, problems


def found(name: str, sentence: str, remedy: str = "", severity: str = "error") -> Finding:
    """A finding about a file."""
    return finding("frame-wrong", subjects.File(name), sentence, remedy, severity=severity)  # type: ignore[arg-type]


def noticed(*findings: Finding) -> list[Noticed]:
    """All of them by one step."""
    return [Noticed("verify", each) for each in findings]


def test_what_all_places_share_is_said_once() -> None:
    """A sentence that stands forty times hides the one that is another."""
    (alike,) = problems(noticed(found("a.js", "is off", "build"), found("b.js", "is off", "build")))
    (other,) = problems(noticed(found("a.js", "is off", "build"), found("b.js", "is on", "wait")))

    assert ("is off", "build") == (alike.sentence, alike.remedy)
    assert [("a.js", "", ""), ("b.js", "", "")] == [
        (each.subject, each.sentence, each.remedy) for each in alike.first
    ]
    assert "" == other.sentence
    assert [("is off", "build"), ("is on", "wait")] == [
        (each.sentence, each.remedy) for each in other.first
    ]


def test_one_finding_of_many_subjects_is_many_places() -> None:
    """Of more than are named there is a number."""
    names = [subjects.File(f"{number}.js") for number in range(200)]
    (told,) = problems(noticed(found("a.js", "is off").with_also(names)))

    assert 201 == told.number
    assert SHOWN == len(told.first)
    assert MOST_PLACES == len(told.first) + len(told.further)
    assert 201 - MOST_PLACES == told.left_out


def test_notes_take_less_room_and_come_last() -> None:
    """What forbids to finalize is never pushed down by what does not."""
    notes = [found(f"{number}.js", "is small", severity="info") for number in range(50)]
    first, second = problems(noticed(*notes, found("z.js", "is off")))

    assert ("error", "info") == (first.severity, second.severity)
    assert MOST_QUIET == len(second.first) + len(second.further)
    assert 50 - MOST_QUIET == second.left_out


def test_a_code_that_this_version_does_not_know_is_shown_by_its_name() -> None:
    """A ledger may be of a later version."""
    (told,) = problems(noticed(Finding("made-up", "warning", "a.js", "is so")))

    assert ("made-up", "made-up", "") == (told.code, told.title, told.why)
