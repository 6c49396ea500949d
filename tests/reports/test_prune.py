"""What is said of bundles that may go: which, and why the others stay."""

from buildtools.pruning.pruned import Fate, OfProject, Pruned, Reason, Row
from buildtools.reports.prune import SHOWN, summed, to_terminal

YOUNG, LIVE = Reason("young", "it is younger than 30 days"), Reason("live", "web@2 is live")


def row(number: int, fate: Fate, *reasons: Reason, release: str = "web@1") -> Row:
    return Row(f"bundle-{number}", (release,), "2026-01-01T00:00:00Z", fate, reasons)


def pruned(*rows: Row, rehearsed: bool = True, complete: bool = True, note: str = "") -> Pruned:
    notes = (note,) if note else ()
    return Pruned((OfProject("web", rows, complete),), rehearsed, "production", notes)


def test_a_dry_run_says_what_would_go_and_why_the_rest_stays() -> None:
    """Each kind of reason once, with an example."""
    rows = (
        row(1, "would-go"),
        row(2, "kept", YOUNG, LIVE, release="web@2"),
        row(3, "kept", YOUNG, release="web@2"),
    )
    lines = to_terminal(pruned(*rows, note="it is so")).split("\n")

    assert "web: 3 bundles" == lines[0]
    assert "  would go bundle-1  of web@1, stored 2026-01-01T00:00:00Z" in lines
    assert "  stay     2 are too young: it is younger than 30 days" in lines
    assert "  stay     1 are of what was deployed last somewhere: web@2 is live" in lines
    assert "  releases web@1: without bundle then; releases stay as they are" in lines
    assert "  note     it is so" in lines
    assert "  1 bundle would go, 2 stay; --yes deletes" == lines[-1]


def test_many_are_counted() -> None:
    """No screen is longer than people read."""
    lines = to_terminal(pruned(*(row(one, "deleted") for one in range(SHOWN + 5)))).split("\n")

    assert SHOWN == sum("bundle-" in line for line in lines)
    assert "           and 5 more bundles" in lines


def test_a_list_that_does_not_end_is_not_all() -> None:
    """There are at least so many."""
    assert (
        "web: 1 bundle at least"
        == to_terminal(pruned(row(1, "kept", LIVE), complete=False)).split("\n")[0]
    )


def test_the_sum_says_what_was_done() -> None:
    """And what somebody else has done already."""
    done = pruned(row(1, "deleted"), row(2, "was-gone"), row(3, "kept", LIVE), rehearsed=False)

    assert "1 bundle deleted (1 were gone already), 1 stays" == summed(done)
    assert "no bundles deleted, 0 stay" == summed(pruned(rehearsed=False))
    assert "no bundles would go, 1 stays" == summed(pruned(row(3, "kept", LIVE)))
