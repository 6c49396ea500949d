"""What a review tells of the release itself."""

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_releases import CHECKS
from buildtools.findings import finding
from buildtools.findings.subjects import Url
from buildtools.proof import Proof
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.server import NOT_ASKED, NotShown, ReleaseTold, ServerSeen, Told
from buildtools.review.unseen import Unseen

NOTHING = Unseen("--offline was given", asked=False)
ERROR = finding("map-wrong", Url("~/a.js"), "it is of another build")


def look(check: str, kept: Kept, server: ServerSeen | Unseen = NOTHING) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    evidence = Evidence(kept, NOTHING, NOTHING, NOTHING, server, NOTHING, NOTHING, NOTHING)
    return row.decide(evidence)


def kept(proof: Proof | None = None, commits: int | None = None) -> Kept:
    return Kept("web", "production", "web@1", proof=proof, commits=commits)


def server(answer: Told[ReleaseTold]) -> ServerSeen:
    return ServerSeen(("web",), release=answer)


def test_a_proof_is_told_by_its_errors() -> None:
    """A release that was never verified is unknown, not right."""
    assert "unknown" == look("proof", kept()).state
    right = look("proof", kept(Proof({})))
    assert (0, ()) == (right.value, right.faults)
    wrong = look("proof", kept(Proof({}, (ERROR,))))
    assert (1, (ERROR,)) == (wrong.value, wrong.faults)


@pytest.mark.parametrize(
    ("commits", "answer", "state", "faults"),
    [
        (3, ReleaseTold(3, 1), "seen", 0),
        (3, ReleaseTold(0, 0), "seen", 1),
        (0, ReleaseTold(0, 1), "absent", 0),
        (None, ReleaseTold(0, 0), "absent", 0),
        (3, NotShown(403, "the token may not"), "seen", 0),
        (None, NotShown(403, "the token may not"), "unknown", 0),
        (None, NOT_ASKED, "unknown", 0),
        (0, NOT_ASKED, "absent", 0),
    ],
)
def test_commits_are_told_by_the_server_else_by_the_ledger(
    commits: int | None, answer: Told[ReleaseTold], state: str, faults: int
) -> None:
    """What the pipeline sent and the server lost is a fault; what nobody sent is not."""
    told = look("commits-deploys", kept(commits=commits), server(answer))

    assert (state, faults) == (told.state, len(told.faults))


def test_without_a_server_the_ledger_tells() -> None:
    """And where nothing was sent yet either, it was not asked for."""
    assert "seen" == look("commits-deploys", kept(commits=2)).state
    assert "not-asked" == look("commits-deploys", kept()).state
