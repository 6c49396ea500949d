"""The failure that a step's errors end a run with: what it shows, and the one thing that helps."""

from buildtools.findings import Finding, finding, subjects
from buildtools.ledger import Entry
from buildtools.proof import Proof
from buildtools.refusals import failure_of, proof_failure
from buildtools.results import Looked, Verified


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
