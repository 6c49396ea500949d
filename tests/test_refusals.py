"""The failure that a step's errors end a run with: what it shows, and the one thing that helps."""

import pytest

from buildtools.findings import Finding, finding, subjects
from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.proof import Proof
from buildtools.refusals import code_of, failure_of, proof_failure
from buildtools.results import Built, Looked, Result, Verified

WRONG_PROOF = Verified(Proof({}, (finding("frame-wrong", subjects.File("a.js"), "no"),)))


def test_the_failure_of_a_proof_shows_ten_findings_and_counts_the_rest() -> None:
    """A thousand wrong frames must not bury the sentence that says so."""
    wrong = tuple(finding("frame-wrong", subjects.File(f"{n}.js"), "no", "look") for n in range(12))
    failure = proof_failure(Verified(Proof({}, wrong)), "local")

    assert failure.exit_code == 50
    assert len(failure.evidence) == 11
    assert failure.evidence[-1] == "and 2 more"
    assert failure.remedy == "look"


def test_a_remedy_names_the_environment() -> None:
    """Copied as it is, it must not work on the default environment."""
    wrong = (finding("file-not-listed", subjects.File("a.js"), "no", "invoke upload"),)

    assert proof_failure(Verified(Proof({}, wrong)), "staging").remedy == (
        "invoke release --from=upload --env=staging"
    )
    silent = Verified(Proof({}, (finding("event-not-stored", subjects.Event("0e"), "no"),)))
    assert proof_failure(silent, "ci").remedy == "invoke release --from=verify --env=ci"


def _looked(*findings: Finding) -> Entry:
    looked = Looked(Proof({}, findings), "https://www.example.com", 2, 1, ("identity",))
    return Entry(1, {}, looked, "2026-11-01T10:00:00Z", 0.1)


def test_a_live_site_that_serves_something_else_is_a_failure_of_its_own() -> None:
    """It ends with 60, names the site, and says what to do before the next look."""
    wrong = finding("map-stale", subjects.Url("~/a.js"), "is another one", "deploy again")
    failure = failure_of(_looked(wrong), "production")

    assert failure is not None
    assert 60 == failure.exit_code
    assert "https://www.example.com does not serve what was released: 1 error" == failure.what
    assert (
        "deploy again, or deploy the version before until that is done; "
        "then: invoke live --env=production"
    ) == failure.remedy


def test_what_was_not_seen_of_a_site_is_no_failure() -> None:
    """A login before it says nothing of the release."""
    unseen = finding("not-tried", subjects.Url("~/"), "a login stands before it")

    assert failure_of(_looked(unseen), "production") is None


@pytest.mark.parametrize(
    ("steps", "complete", "code"),
    [
        ({}, False, 22),
        ({"build": Built((), 1, 0)}, False, 22),
        ({"build": Built((), 1, 0)}, True, 0),
        ({"create": Failed("no", 11), "build": Failed("no", 40)}, False, 40),
        ({"build": Built((), 1, 0), "verify": WRONG_PROOF}, False, 50),
    ],
)
def test_a_release_has_the_code_of_its_first_failed_step(
    steps: dict[str, Result | Failed], complete: bool, code: int
) -> None:
    """Scripts ask for it; what is left to do is 22, as for a step that is asked for too early."""
    ledger = Ledger("ci", "web@1") if steps else None
    for step, outcome in steps.items():
        assert ledger is not None
        ledger = ledger.record(step, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 0.1))

    assert code == code_of(ledger, complete=complete)


def test_a_build_that_opened_no_release_has_its_own_code() -> None:
    """The release before it is done, and is not what was asked for."""
    entry = Entry(1, {}, Failed("no", 40), "2026-01-01T00:00:00Z", 0.1)
    ledger = Ledger("ci", "web@1", attempt=Attempt("web@2", None, entry))

    assert 40 == code_of(ledger, complete=False)
