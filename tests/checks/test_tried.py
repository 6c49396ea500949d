"""What was tried on disk, as trials."""

from buildtools.checks import tried, tried_files
from buildtools.checks.debug_ids import Carried
from buildtools.checks.injected_pairs import Compared, Position
from buildtools.checks.project_sources import File, Held, Judged, Resolved
from buildtools.findings import subjects
from buildtools.proof import trials
from buildtools.results import InjectedPair
from buildtools.sourcemaps.maps.positions import Original, Place
from buildtools.values import DebugId, Digest, Pair

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
PAIR = InjectedPair(Pair("a.js", None, "~/a.js", None, "edge"), ID, Digest("a" * 40), None)
FOUND = Original("src/a.ts", 2, 4, "pay", "total", "  total();", ("before",), ("after",))
KEPT = trials.Original("src/a.ts", 3, 5, "total", "pay", "  total();")


def test_a_pair_passes_when_all_three_ids_and_all_entries_are_there() -> None:
    """Each of the four can be what is wrong."""
    whole, carried = Compared((), (), (4, 4)), Carried(ID, ID, ID)
    trial = tried.pair(PAIR, carried, whole, "scopes")

    assert ("passed", "edge") == (trial.outcome, trial.kind)
    assert trials.PairState(ID, ID, ID, ID, (4, 4), "scopes") == trial.evidence
    assert "passed" == tried.pair(PAIR, carried, Compared((), ()), "").outcome
    assert "failed" == tried.pair(PAIR, Carried(ID, None, ID), whole, "").outcome
    assert "failed" == tried.pair(PAIR, carried, Compared((), (), (4, 5)), "").outcome


def test_a_position_has_both_its_places_and_both_originals() -> None:
    """From one, as editors count."""
    right = Position(Place(0, 8), Place(1, 9), "t", FOUND, FOUND, True)
    lost = Position(Place(0, 8), Place(1, 9), "t", FOUND, None, False)
    first, second = tried.positions(PAIR, Compared((right, lost), ()))

    assert subjects.File("a.js", 2, 10) == first.subject
    assert ("passed", "failed") == (first.outcome, second.outcome)
    assert trials.Position(1, 9, KEPT, KEPT) == first.evidence
    assert trials.Position(1, 9, KEPT, None, "t") == second.evidence


def test_a_line_stands_beside_that_of_the_file() -> None:
    """Where there is none, that is told by what is missing."""
    file = File("src/a.ts", "one\ntwo\nthree")
    resolved = Resolved(Place(1, 9), "t", FOUND)
    beyond = Resolved(Place(1, 9), "t", Original("src/a.ts", 9, 0, None, None))
    held = (
        Held(resolved, file, "other", "total"),
        Held(beyond, file, "other"),
        Held(resolved, None, "untold"),
    )
    other, short, untold = tried_files.files(PAIR, Judged(held))

    assert trials.InFile(KEPT, "src/a.ts", "three", "total") == other.evidence
    assert isinstance(short.evidence, trials.InFile)
    assert short.evidence.text is None
    assert ("failed", "failed", "not-tried") == (other.outcome, short.outcome, untold.outcome)
    assert trials.InFile(KEPT) == untold.evidence
